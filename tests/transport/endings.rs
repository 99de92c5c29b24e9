//! A list ends where it ends: not before, not never, and nothing in it comes twice.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering::SeqCst},
};

use bigcommerce::{Error, Position, UnexpectedPage};
use serde_json::{Value, json};

use crate::{
    pages::{Source, Style},
    paging::{asked, id, ids, page_of},
    platform::store_at,
};
use testkit::{
    percent,
    server::{Recorded, Response, Server},
};

/// Where the list broke off and why; the error is the list's own.
fn broke_off(fault: Option<Error>) -> (Position, String) {
    let Some(Error::Page(page)) = fault else {
        panic!("the list ended as if it were whole: {fault:?}");
    };
    assert!(
        matches!(page.error, Error::UnexpectedPage { .. }),
        "{page:?}"
    );
    assert_eq!(page.error.attempts(), 1);
    assert!(page.error.may_have_been_carried_out());
    let said = page.error.to_string();
    (page.position, said)
}

/// That many items from number `first` on.
fn items(first: u64, count: u64) -> Value {
    let items = first..first + count;
    items
        .map(|id| json!({"id": id, "companyId": id}))
        .collect::<Vec<_>>()
        .into()
}

/// A page of v3 with the paging of its list.
fn page(items: Value, pagination: Value) -> Response {
    Response::json(
        200,
        json!({"data": items, "meta": {"pagination": pagination}}),
    )
}

/// A page of v3 with the cursor of the next one.
fn cursor_page(items: Value, next: Option<&str>) -> Response {
    let links = match next {
        Some(next) => json!({"next": format!("?limit=1&after={next}")}),
        None => json!({}),
    };
    Response::json(
        200,
        json!({"data": items, "meta": {"cursor_pagination": {"links": links}}}),
    )
}

fn argument(request: &Recorded, name: &str) -> Option<String> {
    let query = percent::pairs(request.query()).unwrap();
    query
        .into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// Every way to send a page without items, that tells nothing.
fn nothings() -> Vec<Response> {
    vec![
        Response::new(204),
        Response::new(200),
        Response::new(200).body(" \r\n"),
        Response::json(200, "null"),
        Response::json(200, "{}"),
        Response::json(200, "[]"),
    ]
}

/// What came of a list of products whose pages are these; the last one again and again.
async fn products(pages: impl IntoIterator<Item = Response>) -> (Vec<u64>, Option<Error>, usize) {
    let server = Server::responding(pages).await;
    let products = store_at(&server.url()).v3().products().get_products();
    let (came, fault) = ids(products.items()).await;
    (came, fault, server.take().len())
}

async fn metafields(pages: impl IntoIterator<Item = Response>) -> (Vec<u64>, Option<Error>, usize) {
    let server = Server::responding(pages).await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.v3().products().get_products_metafields().items()).await;
    (came, fault, server.take().len())
}

async fn companies(pages: impl IntoIterator<Item = Response>) -> (Vec<u64>, Option<Error>, usize) {
    let server = Server::responding(pages).await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.b2b().companies().get_companies().items()).await;
    (came, fault, server.take().len())
}

async fn orders(pages: impl IntoIterator<Item = Response>) -> (Vec<u64>, Option<Error>, usize) {
    let server = Server::responding(pages).await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.v2().orders().get_orders().items()).await;
    (came, fault, server.take().len())
}

#[tokio::test]
async fn an_empty_page_before_the_last_one_is_no_end() {
    let reported =
        json!({"total": 50, "count": 10, "per_page": 10, "current_page": 1, "total_pages": 5});
    let mut empty = nothings();
    empty.push(page(json!([]), reported.clone()));
    empty.push(page(json!(null), reported.clone()));
    empty.push(page(json!([]), json!({"total_pages": 5})));
    empty.push(page(json!([]), json!({"total": 50})));
    for second in empty {
        let first = page(items(1, 10), reported.clone());
        let (came, fault, _) = products([first, second.clone()]).await;
        assert_eq!(came, (1..=10).collect::<Vec<_>>());
        let (position, said) = broke_off(fault);
        assert_eq!(position, Position::Page(2), "{second:?}");
        assert!(said.contains("empty"), "{said}");
    }
    // Reading ahead ends with the same error.
    let source = Source::numbered(Style::Page, 50);
    let server = Server::start(move |request| match page_of(request) {
        2 => page(json!([]), reported.clone()),
        _ => source.page(request),
    })
    .await;
    let products = store_at(&server.url()).v3().products().get_products();
    let (came, fault) = ids(products.items().read_ahead(4)).await;
    assert_eq!((came.len(), broke_off(fault).0), (10, Position::Page(2)));
}

#[tokio::test]
async fn a_list_of_some_is_not_empty_on_its_first_page() {
    for reported in [
        json!({"total": 5}),
        json!({"total_pages": 2}),
        json!({"total": 5, "total_pages": 1, "per_page": 50, "count": 5}),
    ] {
        let (came, fault, _) = products([page(json!([]), reported)]).await;
        assert!(came.is_empty());
        assert_eq!(broke_off(fault).0, Position::Start);
    }
    let reported = json!({"totalCount": 5, "offset": 0, "limit": 10});
    let (came, fault, _) = companies([page(json!(null), reported)]).await;
    assert!(came.is_empty());
    assert_eq!(broke_off(fault).0, Position::Start);
}

#[tokio::test]
async fn an_offset_below_the_total_has_items() {
    let reported = |offset| json!({"totalCount": 45, "offset": offset, "limit": 20});
    let mut empty = nothings();
    empty.push(page(json!([]), reported(20)));
    empty.push(page(json!(null), reported(20)));
    for second in empty {
        let first = page(items(1, 20), reported(0));
        let (came, fault, _) = companies([first, second.clone()]).await;
        assert_eq!(came, (1..=20).collect::<Vec<_>>());
        let (position, said) = broke_off(fault);
        assert_eq!(position, Position::Offset(20), "{second:?}");
        assert!(said.contains("20 of 45"), "{said}");
    }
}

#[tokio::test]
async fn no_page_lies_behind_the_last_one() {
    let reported = |total: u64, pages: u64| json!({"total": total, "total_pages": pages});
    // The count of pages drops below the page that tells it, and the items are still there.
    for second in [reported(50, 1), reported(50, 0), json!({"total_pages": 1})] {
        let first = page(items(1, 10), reported(50, 5));
        let (came, fault, _) = products([first, page(items(11, 10), second)]).await;
        assert_eq!(came.len(), 10);
        let (position, said) = broke_off(fault);
        assert_eq!(position, Position::Page(2));
        assert!(said.contains("page"), "{said}");
    }
    // It drops to this page, though the count of items says that more are to come.
    let first = page(items(1, 10), reported(50, 5));
    let (_, fault, _) = products([
        first,
        page(items(11, 10), reported(50, 2)),
        page(json!([]), reported(50, 2)),
    ])
    .await;
    assert_eq!(broke_off(fault).0, Position::Page(3));
    // Who asks for a page beyond the end is given the last one again.
    let last = page(items(31, 5), reported(35, 4));
    let server = Server::responding([last]).await;
    let products = store_at(&server.url()).v3().products().get_products();
    let (came, fault) = ids(products.items().start_at(Position::Page(9))).await;
    assert!(came.is_empty());
    assert_eq!(broke_off(fault).0, Position::Page(9));
}

#[tokio::test]
async fn fewer_items_than_the_total_are_no_whole_list() {
    let reported = |pages: u64| json!({"total": 25, "total_pages": pages, "per_page": 10});
    // The last page is short of what it should hold, or the pages are counted short.
    for (second, pages) in [(items(11, 4), 2), (items(11, 10), 2)] {
        let count = second.as_array().unwrap().len();
        let first = page(items(1, 10), reported(pages));
        let beyond = page(json!([]), reported(pages));
        let (came, fault, _) = products([first, page(second, reported(pages)), beyond]).await;
        assert_eq!(came.len(), 10 + count, "what came is handed over");
        let (position, said) = broke_off(fault);
        assert_eq!(position, Position::Page(3));
        assert!(said.contains(&format!("{} of 25", 10 + count)), "{said}");
    }
    // With a total alone, nothing but the total or an empty page is the end.
    let reported = json!({"total": 25});
    let page_ = |first, count| page(items(first, count), reported.clone());
    let (came, fault, sent) =
        products([page_(1, 10), page_(11, 3), page_(14, 10), page_(24, 2)]).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!((came.len(), sent), (25, 4));
}

#[tokio::test]
async fn a_cursor_list_is_as_long_as_it_says() {
    let reported = |items: Value, next: Option<&str>, total: u64| {
        let links = json!({"next": next.map(|next| format!("?after={next}"))});
        let meta = json!({"cursor_pagination": {"links": links}, "pagination": {"total": total}});
        Response::json(200, json!({"data": items, "meta": meta}))
    };
    // The end after 20 of 50.
    let pages = [
        reported(items(1, 10), Some("A"), 50),
        reported(items(11, 10), None, 50),
    ];
    let (came, fault, _) = metafields(pages).await;
    assert_eq!(came.len(), 10);
    let (position, said) = broke_off(fault);
    assert_eq!(position, Position::After("A".into()));
    assert!(said.contains("20 of 50"), "{said}");
    // A cursor leads to a page that says nothing at all.
    for nothing in nothings() {
        let (came, fault, _) =
            metafields([cursor_page(items(1, 10), Some("A")), nothing.clone()]).await;
        assert_eq!(came.len(), 10);
        assert_eq!(
            broke_off(fault).0,
            Position::After("A".into()),
            "{nothing:?}"
        );
    }
    // There is a next page, and no way to it.
    let lost = json!({"data": items(1, 10), "meta": {"cursor_pagination": {"links": {"next": "?limit=10"}}}});
    let (_, fault, sent) = metafields([Response::json(200, lost)]).await;
    assert_eq!((broke_off(fault).0, sent), (Position::Start, 1));
    // The list goes on by page where the server tells pages and no cursor.
    let paged = |first: u64, number: u64| {
        let pagination = json!({"total": 20, "current_page": number, "total_pages": 2});
        let meta = json!({"pagination": pagination, "cursor_pagination": {"links": {}}});
        Response::json(200, json!({"data": items(first, 10), "meta": meta}))
    };
    let (came, fault, sent) = metafields([paged(1, 1), paged(11, 2)]).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!((came.len(), sent), (20, 2));
}

#[tokio::test]
async fn a_list_that_shrinks_or_grows_while_it_is_read_is_no_error() {
    let reported =
        |total: u64, pages: u64| json!({"total": total, "total_pages": pages, "per_page": 10});
    // Most of it is deleted meanwhile; then all of it.
    for (total, pages) in [(10, 1), (7, 1), (0, 0), (0, 1)] {
        let first = page(items(1, 10), reported(50, 5));
        let (came, fault, sent) = products([first, page(json!([]), reported(total, pages))]).await;
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!((came.len(), sent), (10, 2));
    }
    let first = page(items(1, 10), reported(50, 5));
    let (came, fault, sent) = products([first, page(items(11, 2), reported(12, 2))]).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!((came.len(), sent), (12, 2));
    // It grows by a page.
    let pages = [(1, 20, 2), (11, 21, 3)]
        .map(|(first, total, pages)| page(items(first, 10), reported(total, pages)));
    let last = page(items(21, 1), reported(21, 3));
    let (came, fault, sent) = products(pages.into_iter().chain([last])).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!((came.len(), sent), (21, 3));
    // An empty list may count one page.
    let (came, fault, sent) = products([page(json!([]), reported(0, 1))]).await;
    assert!(fault.is_none() && came.is_empty() && sent == 1, "{fault:?}");

    let reported = |total, offset| json!({"totalCount": total, "offset": offset, "limit": 10});
    let first = page(items(1, 10), reported(45, 0));
    let (came, fault, _) = companies([first, page(json!([]), reported(3, 10))]).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came.len(), 10);

    // What comes before the cursor meanwhile is counted and never seen.
    let reported = |items: Value, links: Value, total: u64| {
        let meta = json!({"cursor_pagination": {"links": links}, "pagination": {"total": total}});
        Response::json(200, json!({"data": items, "meta": meta}))
    };
    let pages = [
        reported(items(1, 10), json!({"next": "?after=A"}), 12),
        reported(items(11, 2), json!({}), 15),
    ];
    let (came, fault, _) = metafields(pages).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came.len(), 12);
}

#[tokio::test]
async fn a_total_of_something_else_is_none_of_the_items() {
    // Twelve values in the groups of four customers.
    let reported = json!({"total": 12, "count": 12, "total_pages": 1, "per_page": 50});
    let (came, fault, sent) = products([page(items(1, 4), reported)]).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!((came.len(), sent), (4, 1));
    // Fewer than came is not a total, and none at all of what has some isn't either.
    for total in [0, 1] {
        let reported = |offset| json!({"totalCount": total, "offset": offset, "limit": 10});
        let pages = [
            page(items(1, 10), reported(0)),
            page(items(11, 10), reported(10)),
            page(json!([]), reported(20)),
        ];
        let (came, fault, _) = companies(pages).await;
        assert!(fault.is_none(), "{fault:?}");
        assert_eq!(came.len(), 20);
    }
    let (came, fault, _) = products([
        page(items(1, 4), json!({"total": 0, "total_pages": 0})),
        page(json!([]), json!({})),
    ])
    .await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came.len(), 4);
}

#[tokio::test]
async fn cursors_that_go_round_end() {
    // Each cursor leads to the next one, and one of them back.
    for (round, back) in [("AB", 'A'), ("ABCDEFG", 'C'), ("A", 'A'), ("AB", 'B')] {
        let cursors: Vec<char> = round.chars().collect();
        let server = Server::start(move |request| {
            let at = argument(request, "after").map(|after| after.chars().next().unwrap());
            let at = at.map_or(0, |after| {
                1 + cursors.iter().position(|own| *own == after).unwrap()
            });
            let next = cursors.get(at).copied().unwrap_or(back);
            cursor_page(items(1 + at as u64, 1), Some(&next.to_string()))
        })
        .await;
        let store = store_at(&server.url());
        let (came, fault) = ids(store.v3().products().get_products_metafields().items()).await;
        let each: Vec<_> = (1..=1 + round.len() as u64).collect();
        assert_eq!(came, each, "each page once");
        let (position, said) = broke_off(fault);
        assert_eq!(position, Position::After(back.into()));
        assert!(said.contains("cursor"), "{said}");
        assert_eq!(server.take().len(), 1 + round.len());
    }
}

#[tokio::test]
async fn new_cursors_of_old_items_end() {
    let count = Arc::new(AtomicU64::new(0));
    let server = Server::start(move |_| {
        let next = count.fetch_add(1, SeqCst);
        cursor_page(items(1 + next % 3, 1), Some(&next.to_string()))
    })
    .await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.v3().products().get_products_metafields().items()).await;
    assert_eq!(came, [1, 2, 3]);
    let (position, said) = broke_off(fault);
    assert_eq!(position, Position::After("2".into()));
    assert!(said.contains("items"), "{said}");
}

#[tokio::test]
async fn new_cursors_of_nothing_end() {
    let count = Arc::new(AtomicU64::new(0));
    let server = Server::start(move |_| {
        let next = count.fetch_add(1, SeqCst);
        cursor_page(json!([]), Some(&next.to_string()))
    })
    .await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.v3().products().get_products_metafields().items()).await;
    assert!(came.is_empty());
    broke_off(fault);
    assert!(server.take().len() <= 200);
    // A few are honest.
    let empty = |next| cursor_page(json!([]), Some(next));
    let pages = [
        empty("A"),
        empty("B"),
        cursor_page(items(1, 2), Some("C")),
        empty("D"),
        cursor_page(json!([]), None),
    ];
    let (came, fault, _) = metafields(pages).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came, [1, 2]);
}

#[tokio::test]
async fn pages_that_come_again_end_whatever_is_around_them() {
    for read_ahead in [1, 3] {
        // Two pages take turns, and something outside the items is new each time.
        let count = Arc::new(AtomicU64::new(0));
        let server = Server::start(move |request| {
            let nonce = count.fetch_add(1, SeqCst);
            let number = page_of(request);
            let first = if number % 2 == 1 { 1 } else { 11 };
            let pagination = json!({"total": 1000, "total_pages": 100, "current_page": number});
            let meta = json!({"pagination": pagination, "took": nonce});
            Response::json(
                200,
                json!({"nonce": nonce, "data": items(first, 10), "meta": meta}),
            )
        })
        .await;
        let products = store_at(&server.url()).v3().products().get_products();
        let (came, fault) = ids(products.items().read_ahead(read_ahead)).await;
        assert_eq!(came, (1..=20).collect::<Vec<_>>());
        let (position, said) = broke_off(fault);
        assert_eq!(position, Position::Page(3));
        assert!(said.contains("items"), "{said}");

        // The offset is taken no notice of.
        let count = Arc::new(AtomicU64::new(0));
        let server = Server::start(move |_| {
            let meta = json!({"pagination": {"totalCount": 100, "offset": 0, "limit": 10}, "message": count.fetch_add(1, SeqCst).to_string()});
            Response::json(200, json!({"code": 200, "data": items(1, 10), "meta": meta}))
        })
        .await;
        let companies = store_at(&server.url()).b2b().companies().get_companies();
        let (came, fault) = ids(companies.items().read_ahead(read_ahead)).await;
        assert_eq!(came.len(), 10);
        assert_eq!(broke_off(fault).0, Position::Offset(10));

        // So is the page of a bare list, which is laid out anew each time.
        let count = Arc::new(AtomicU64::new(0));
        let server = Server::start(move |_| {
            let indent = " ".repeat(count.fetch_add(1, SeqCst) as usize);
            Response::json(
                200,
                format!("{indent}[{indent}{{\"id\": 1}},{indent}{{\"id\": 2}}{indent}]"),
            )
        })
        .await;
        let orders = store_at(&server.url()).v2().orders().get_orders().limit(2);
        let (came, fault) = ids(orders.items().read_ahead(read_ahead)).await;
        assert_eq!(came, [1, 2]);
        assert_eq!(broke_off(fault).0, Position::Page(2));
    }
}

#[tokio::test]
async fn a_bare_list_ends_at_an_empty_page_only() {
    // Short pages amid the list, and a server that gives fewer than it is asked for.
    for (sizes, total) in [
        (vec![250, 249, 250], 749),
        (vec![50, 50, 10], 110),
        (vec![1, 2, 3], 6),
    ] {
        for nothing in nothings() {
            let sizes = sizes.clone();
            let pages = sizes.len();
            let server = Server::start(move |request| {
                let page = page_of(request) as usize;
                let first: u64 = sizes.iter().take(page - 1).sum();
                match sizes.get(page - 1) {
                    Some(size) => Response::json(200, items(first + 1, *size)),
                    None => nothing.clone(),
                }
            })
            .await;
            let store = store_at(&server.url());
            for read_ahead in [1, 4] {
                let orders = store.v2().orders().get_orders().limit(250);
                let (came, fault) = ids(orders.items().read_ahead(read_ahead)).await;
                assert!(fault.is_none(), "{fault:?}");
                assert_eq!(came, (1..=total).collect::<Vec<_>>());
                let sent = server.take().len();
                assert!(sent > pages && sent <= pages + read_ahead, "{sent}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_an_empty_page_for_a_page_and_for_a_list() {
    for nothing in nothings() {
        let server = Server::responding([nothing.clone()]).await;
        let store = store_at(&server.url());
        let page = store.v2().orders().get_orders().send().await;
        assert!(page.unwrap().is_empty(), "{nothing:?}");
        let page = store.v3().products().get_products().send().await;
        assert!(page.unwrap().is_empty(), "{nothing:?}");
        let page = store.b2b().companies().get_companies().send().await;
        assert!(page.unwrap().is_empty(), "{nothing:?}");
        for (came, fault, sent) in [
            orders([nothing.clone()]).await,
            products([nothing.clone()]).await,
            companies([nothing.clone()]).await,
            metafields([nothing.clone()]).await,
        ] {
            assert!(fault.is_none() && came.is_empty(), "{nothing:?}: {fault:?}");
            assert_eq!(sent, 1);
        }
        // The cursor is the caller's; nothing was reported about the list.
        let metafields = store.v3().products().get_products_metafields();
        let (came, fault) = ids(metafields.after("x").items()).await;
        assert!(fault.is_none() && came.is_empty(), "{nothing:?}: {fault:?}");
    }
}

#[tokio::test]
async fn a_cursor_is_used_where_there_is_one() {
    let server = Server::start(|request| {
        let at = argument(request, "after").map_or(0, |after| after.parse::<u64>().unwrap());
        let links = if at < 20 {
            json!({"next": format!("?page={}&after={}", at / 10 + 2, at + 10)})
        } else {
            json!({})
        };
        let pagination = json!({"total": 30, "total_pages": 3, "current_page": at / 10 + 1});
        let meta = json!({"pagination": pagination, "cursor_pagination": {"links": links}});
        Response::json(200, json!({"data": items(at + 1, 10), "meta": meta}))
    })
    .await;
    let store = store_at(&server.url());
    let (came, fault) = ids(store.v3().products().get_products_metafields().items()).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came, (1..=30).collect::<Vec<_>>());
    assert_eq!(
        (asked(&server, "after"), asked(&server, "page")),
        (vec![10, 20], vec![])
    );
}

#[tokio::test]
async fn a_list_told_to_go_on_where_it_broke_off_comes_out_whole() {
    // The page is there the second time it is asked for.
    let source = Source::numbered(Style::Page, 45);
    let failed = Mutex::new(false);
    let server = Server::start(move |request| {
        let whole = source.page(request);
        if page_of(request) == 3 && !std::mem::replace(&mut *failed.lock().unwrap(), true) {
            return page(json!([]), json!({"total": 45, "total_pages": 5}));
        }
        whole
    })
    .await;
    let store = store_at(&server.url());
    let (mut came, fault) = ids(store.v3().products().get_products().items()).await;
    let (position, _) = broke_off(fault);
    let rest = store
        .v3()
        .products()
        .get_products()
        .items()
        .start_at(position);
    let (rest, fault) = ids(rest).await;
    assert!(fault.is_none(), "{fault:?}");
    came.extend(rest);
    assert_eq!(came, (1..=45).collect::<Vec<_>>());
}

#[cfg(feature = "v3-channels")]
#[tokio::test]
async fn a_list_goes_on_from_its_last_item_or_says_that_it_cannot() {
    let listing = |id: Value| json!({"channel_id": 1, "listing_id": id, "product_id": 1});
    let response =
        |ids: [Value; 2]| Response::json(200, json!({"data": ids.map(listing), "meta": {}}));
    let server = Server::responding([
        response([json!(1), json!(2)]),
        response([json!(3), json!(null)]),
    ])
    .await;
    let store = store_at(&server.url());
    let listings = store.v3().channels().get_channel_listings(1);
    let mut listings = listings.items();
    let mut came = 0;
    let fault = loop {
        match listings.next().await {
            Some(Ok(_)) => came += 1,
            Some(Err(error)) => break Some(error),
            None => break None,
        }
    };
    assert_eq!((came, server.take().len()), (2, 2));
    let (position, said) = broke_off(fault);
    assert_eq!(position, Position::After("2".into()));
    assert!(said.contains("listing_id"), "{said}");
}

#[tokio::test]
async fn there_is_no_page_before_the_first() {
    let source = Source::numbered(Style::Page, 25);
    let server = Server::start(move |request| {
        let mut request = request.clone();
        request.target = request.target.replace("page=0", "page=1");
        source.page(&request)
    })
    .await;
    let products = store_at(&server.url()).v3().products().get_products();
    let (came, fault) = ids(products.page(0).items()).await;
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(came, (1..=25).collect::<Vec<_>>());
}

#[tokio::test]
async fn whether_the_list_changed_is_told() {
    let reported = |total: u64| json!({"total": total, "total_pages": 2});
    for (second, changed) in [(20, false), (19, true), (21, true)] {
        let pages = [
            page(items(1, 10), reported(20)),
            page(items(11, 10), reported(second)),
        ];
        let server = Server::responding(pages).await;
        let products = store_at(&server.url()).v3().products().get_products();
        let mut items = products.items();
        assert!(!items.total_changed());
        for expected in 1..=20 {
            let item = items.try_next().await.unwrap();
            assert_eq!(id(&item.unwrap()), expected);
            let begun = expected > 10;
            assert_eq!(items.total(), Some(if begun { second } else { 20 }));
            assert_eq!(items.total_changed(), begun && changed);
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_page_can_be_told_apart() {
    let reported = json!({"total": 50, "total_pages": 5});
    let server = Server::responding([
        page(items(1, 10), reported.clone()),
        page(json!([]), reported),
    ])
    .await;
    let store = store_at(&server.url());
    let mut pages = store.v3().products().get_products().pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().len(), 10);
    let error = pages.try_next().await.unwrap_err();
    assert!(pages.next().await.is_none(), "it has ended");
    let said = "get_products (GET /v3/catalog/products, getProducts): page 2 is empty, but the list has 5 pages; the list goes on at page 2";
    assert_eq!(error.to_string(), said);
    assert!(
        format!("{error:?}").contains("Empty { page: 2, pages: 5 }"),
        "{error:?}"
    );
    let Error::Page(page) = error else {
        panic!("{error:?}");
    };
    let Error::UnexpectedPage {
        operation,
        attempts,
        what,
        ..
    } = page.error
    else {
        panic!("{page:?}");
    };
    assert_eq!((operation.id, attempts), ("getProducts", 1));
    assert!(matches!(
        what,
        UnexpectedPage::Empty {
            page: 2,
            pages: 5,
            ..
        }
    ));
}
