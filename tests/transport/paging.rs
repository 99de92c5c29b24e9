//! Streams of pages: ahead of who reads them, from the middle, and from servers that tell nonsense.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use bigcommerce::{Error, Items, Position, v3::types::Product};
use futures_util::Stream;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::{
    pages::{Source, Style},
    platform::store_at,
};
use testkit::{
    percent,
    server::{Recorded, Response, Server},
};

/// The ids of all items, or what ended the stream.
pub async fn ids<T>(mut items: Items<T>) -> (Vec<u64>, Option<Error>)
where
    T: DeserializeOwned + Serialize + Send + Unpin + 'static,
{
    let mut ids = Vec::new();
    let patience = Duration::from_secs(30);
    while let Some(item) = timeout(patience, items.next()).await.expect("no hang") {
        assert!(ids.len() < 10_000, "no end");
        match item {
            Ok(item) => ids.push(id(&item)),
            Err(error) => return (ids, Some(error)),
        }
    }
    (ids, None)
}

pub fn id(item: &impl Serialize) -> u64 {
    let item = serde_json::to_value(item).unwrap();
    let id = item.get("id").or(item.get("companyId"));
    id.and_then(Value::as_u64).unwrap()
}

/// The values of the argument `name` in the order they were asked for.
pub fn asked(server: &Server, name: &str) -> Vec<u64> {
    let asked = server.recorded().into_iter().filter_map(|request| {
        let query = percent::pairs(request.query()).unwrap();
        let value = query.into_iter().find(|(key, _)| key == name)?.1;
        Some(value.parse().unwrap())
    });
    asked.collect()
}

pub async fn serve(source: Source) -> Server {
    Server::start(move |request| source.page(request)).await
}

pub fn page_of(request: &Recorded) -> u64 {
    let query = percent::pairs(request.query()).unwrap();
    let page = query.into_iter().find(|(key, _)| key == "page");
    page.map_or(1, |(_, page)| page.parse().unwrap())
}

#[tokio::test]
async fn pages_read_ahead_come_in_order_and_never_too_many_at_once() {
    let source = Source::numbered(Style::Page, 100);
    // When each request's response is due: until then it is certainly under way.
    let due = Mutex::new(Vec::<Instant>::new());
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let server = Server::start(move |request| {
        let now = Instant::now();
        // Of each four the last has its response first.
        let delay = Duration::from_millis(15 * (4 - page_of(request) % 4));
        let mut due = due.lock().unwrap();
        due.push(now + delay);
        seen.fetch_max(due.iter().filter(|due| **due > now).count(), SeqCst);
        source.page(request).after(delay)
    })
    .await;
    let store = store_at(&server.url());
    let items = store.v3().products().get_products().items().read_ahead(4);
    let (came, fault) = ids(items).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came, (1..=100).collect::<Vec<_>>());
    let most = most.load(SeqCst);
    assert!(most <= 4, "{most} at once");
    // The end is reported, so nothing is asked for beyond it.
    let mut pages = asked(&server, "page");
    pages.sort_unstable();
    assert_eq!(pages, (2..=10).collect::<Vec<_>>());
    assert_eq!(server.recorded().len(), 10);
}

#[tokio::test]
async fn as_many_pages_as_said_are_asked_for_once_the_first_has_come() {
    let source = Source::numbered(Style::Bare, 100);
    let server = Server::start(move |request| match page_of(request) {
        1 => source.page(request),
        _ => Response::new(204).after(Duration::from_secs(3600)),
    })
    .await;
    let store = store_at(&server.url());
    let mut pages = store.v2().orders().get_orders().pages().read_ahead(3);
    pages.next().await.unwrap().unwrap();
    assert_eq!(server.recorded().len(), 1, "there may be only one");
    let patience = Duration::from_millis(20);
    let began = Instant::now();
    while server.recorded().len() < 4 {
        let page = timeout(patience, pages.next()).await;
        assert!(page.is_err(), "no page can have come");
        assert!(began.elapsed() < Duration::from_secs(50), "not asked for");
    }
    let page = timeout(5 * patience, pages.next()).await;
    assert!(page.is_err(), "no page can have come");
    assert_eq!(server.recorded().len(), 4);
}

#[tokio::test]
async fn a_page_is_asked_for_when_the_one_before_is_used_up() {
    let server = serve(Source::numbered(Style::Page, 30)).await;
    let mut items = store_at(&server.url())
        .v3()
        .products()
        .get_products()
        .items();
    for expected in 1..=30 {
        assert_eq!(id(&items.next().await.unwrap().unwrap()), expected);
        assert_eq!(server.recorded().len() as u64, expected.div_ceil(10));
    }
    assert!(items.next().await.is_none());
    assert_eq!(server.recorded().len(), 3);
}

#[tokio::test]
async fn a_short_page_amid_offsets_skips_nothing() {
    for read_ahead in [1, 4] {
        let whole = Source::numbered(Style::Offset, 60);
        let server = Server::start(move |request| {
            let mut source = whole.clone();
            let query = percent::pairs(request.query()).unwrap();
            if query.contains(&("offset".into(), "20".into())) {
                source.size = 7;
            }
            source.page(request)
        })
        .await;
        let store = store_at(&server.url());
        let companies = store.b2b().companies().get_companies();
        let (came, fault) = ids(companies.items().read_ahead(read_ahead)).await;
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!(came, (1..=60).collect::<Vec<_>>());
        let offsets = asked(&server, "offset");
        assert!(offsets.contains(&27), "{offsets:?}");
        if read_ahead == 1 {
            assert_eq!(offsets, [10, 20, 27, 37, 47, 57]);
        }
    }
}

#[tokio::test]
async fn what_is_known_of_the_length_is_told() {
    let server = serve(Source::numbered(Style::Page, 25)).await;
    let store = store_at(&server.url());
    let mut items = store.v3().products().get_products().items();
    assert_eq!((items.size_hint(), items.total()), ((0, None), None));
    items.next().await.unwrap().unwrap();
    assert_eq!(items.size_hint(), (9, Some(24)));
    assert_eq!(items.total(), Some(25));
    assert_eq!(items.position(), Some(&Position::Page(2)));
    for _ in 0..24 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(items.size_hint(), (0, Some(0)));
    assert_eq!(items.position(), None);
    assert!(items.next().await.is_none());

    let server = serve(Source::numbered(Style::Bare, 25)).await;
    let mut items = store_at(&server.url()).v2().orders().get_orders().items();
    items.next().await.unwrap().unwrap();
    assert_eq!((items.size_hint(), items.total()), ((9, None), None));
}

#[tokio::test]
async fn the_arguments_say_where_to_begin_and_a_position_comes_first() {
    let server = serve(Source::numbered(Style::Page, 35)).await;
    let store = store_at(&server.url());
    let products = || store.v3().products().get_products().page(3);
    let (came, _) = ids(products().items()).await;
    assert_eq!(came, (21..=35).collect::<Vec<_>>());
    let (came, _) = ids(products().items().start_at(Position::Page(4))).await;
    assert_eq!(came, (31..=35).collect::<Vec<_>>());
    let (came, _) = ids(products().items().start_at(Position::Page(9))).await;
    assert!(came.is_empty());

    let server = serve(Source::numbered(Style::Offset, 35)).await;
    let store = store_at(&server.url());
    let (came, _) = ids(store.b2b().companies().get_companies().offset(33).items()).await;
    assert_eq!(came, [34, 35]);
}

#[tokio::test]
async fn a_stream_can_begin_anew() {
    let server = serve(Source::numbered(Style::Page, 35)).await;
    let store = store_at(&server.url());
    let mut items = store.v3().products().get_products().items().read_ahead(3);
    for expected in 1..=13 {
        assert_eq!(id(&items.next().await.unwrap().unwrap()), expected);
    }
    let (came, fault) = ids(items.start_at(Position::Start)).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came, (1..=35).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_position_can_be_kept() {
    for position in [
        Position::Start,
        Position::Page(7),
        Position::After("a+/=\u{fc}\"".into()),
        Position::Offset(u64::MAX),
    ] {
        let kept = serde_json::to_string(&position).unwrap();
        assert_eq!(serde_json::from_str::<Position>(&kept).unwrap(), position);
    }
}

#[tokio::test]
async fn a_page_that_fails_ends_the_stream_and_tells_where_to_go_on() {
    let source = Source::numbered(Style::Page, 45);
    let broken = Arc::new(Mutex::new(true));
    let is_broken = Arc::clone(&broken);
    let server = Server::start(move |request| {
        if *is_broken.lock().unwrap() && page_of(request) == 3 {
            return Response::json(500, json!({"status": 500, "title": "Out of order"}));
        }
        source.page(request)
    })
    .await;
    let store = store_at(&server.url());
    for read_ahead in [1, 3] {
        *broken.lock().unwrap() = true;
        let mut items = store
            .v3()
            .products()
            .get_products()
            .items()
            .read_ahead(read_ahead);
        let mut came = Vec::new();
        let error = loop {
            match items.next().await.unwrap() {
                Ok(item) => came.push(id(&item)),
                Err(error) => break error,
            }
        };
        assert_eq!(came, (1..=20).collect::<Vec<_>>());
        assert!(items.next().await.is_none(), "it ends there");
        let said = error.to_string();
        assert!(said.contains("Out of order"), "{said}");
        assert!(said.ends_with("; the list goes on at page 3"), "{said}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
        assert_eq!(error.attempts(), 1);
        let Error::Page(page) = error else {
            panic!("{error:?}")
        };
        let position = page.position;

        *broken.lock().unwrap() = false;
        let kept = serde_json::to_string(&position).unwrap();
        let position = serde_json::from_str(&kept).unwrap();
        let (rest, fault) = ids(store
            .v3()
            .products()
            .get_products()
            .items()
            .start_at(position))
        .await;
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!(rest, (21..=45).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_page_of_something_else_fails_at_its_place() {
    let source = Source::numbered(Style::Bare, 45);
    let server = Server::start(move |request| match page_of(request) {
        2 => Response::json(200, json!({"error": "no list"})),
        _ => source.page(request),
    })
    .await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.v2().orders().get_orders().items()).await;
    assert_eq!(came.len(), 10);
    let Some(Error::Page(page)) = fault else {
        panic!("{fault:?}")
    };
    let (position, error) = (page.position, page.error);
    assert_eq!(position, Position::Page(2));
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn a_cursor_takes_the_place_of_the_page_it_began_at() {
    let response = |id, next: &str| {
        let links = json!({"next": next});
        json!({"data": [{"id": id}], "meta": {"cursor_pagination": {"links": links}}})
    };
    let responses = [response(1, "?after=x%26y&limit=1"), response(2, "")];
    let server = Server::responding(responses.map(|response| Response::json(200, response))).await;
    let store = store_at(&server.url());
    let metafields = store.v3().products().get_products_metafields();
    let (came, fault) = ids(metafields.page(4).limit(1).items()).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came, [1, 2]);
    let seen = server.recorded();
    let queries = seen
        .iter()
        .map(|request| percent::pairs(request.query()).unwrap());
    let queries: Vec<BTreeMap<_, _>> = queries.map(|pairs| pairs.into_iter().collect()).collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = [
        [pair("limit", "1"), pair("page", "4")],
        [pair("after", "x&y"), pair("limit", "1")],
    ];
    assert_eq!(queries, expected.map(BTreeMap::from));
}

#[tokio::test]
async fn what_no_stream_can_do_is_said_before_anything_is_sent() {
    let server = serve(Source::numbered(Style::Cursor, 5)).await;
    let store = store_at(&server.url());
    let metafields = || store.v3().products().get_products_metafields();
    let (_, fault) = ids(metafields().before("x").items()).await;
    let fault = fault.unwrap();
    assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
    assert!(fault.to_string().contains("`after`"), "{fault}");

    let foreign = metafields().items().start_at(Position::Offset(3));
    let (_, fault) = ids(foreign).await;
    let fault = fault.unwrap();
    assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
    assert!(fault.to_string().contains("`offset`"), "{fault}");
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn nonsense_about_the_length_neither_panics_nor_takes_memory() {
    let nonsense = [
        json!(u64::MAX),
        json!(i64::MIN),
        json!(-1),
        json!(0),
        json!(1e300),
        json!(0.5),
        json!("18446744073709551615"),
        json!("many"),
        json!(null),
        json!([[1]]),
        json!({"total": 1}),
    ];
    for value in nonsense {
        let pagination = json!({
            "total": value, "count": value, "per_page": value, "current_page": value,
            "total_pages": value, "totalCount": value, "offset": value, "limit": value, "links": {},
        });
        let response = json!({"code": 200, "data": [{"id": 1, "companyId": 1}, {"id": 2, "companyId": 2}],
            "meta": {"pagination": pagination, "message": "", "cursor_pagination": value}});
        let server = Server::start(move |_| Response::json(200, &response)).await;
        let store = store_at(&server.url());
        for read_ahead in [1, 3] {
            let products = store.v3().products().get_products();
            let metafields = store.v3().products().get_products_metafields();
            let companies = store.b2b().companies().get_companies();
            take(products.items().read_ahead(read_ahead)).await;
            take(products_from_the_end(&store).read_ahead(read_ahead)).await;
            take(metafields.items().read_ahead(read_ahead)).await;
            take(companies.items().read_ahead(read_ahead)).await;
        }
    }
}

/// The first items of a list that may have no end; the first page comes in any case, or a decode error
/// about its meta.
async fn take<T>(mut items: Items<T>)
where
    T: DeserializeOwned + Serialize + Send + Unpin + 'static,
{
    for expected in [1, 2, 1, 2, 1, 2] {
        let (least, most) = items.size_hint();
        assert!(least <= 2 && most.is_none_or(|most| most >= least));
        match items.next().await {
            Some(Ok(item)) => assert_eq!(id(&item), expected),
            Some(Err(error)) => {
                assert!(matches!(error, Error::Page(_)), "{error:?}");
                assert!(items.next().await.is_none());
                return;
            }
            None => return,
        }
    }
}

fn products_from_the_end(store: &bigcommerce::Store) -> Items<Product> {
    let products = store.v3().products().get_products();
    products.items().start_at(Position::Page(u64::MAX))
}
