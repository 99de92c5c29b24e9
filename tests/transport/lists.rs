//! Every list streams whole, whatever way its API goes on after a page.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use bigcommerce::Pacing;
use bigcommerce::{Error, Items, Position, operation::Paging};
use futures_util::{Stream, StreamExt};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    pages::{Source, Style, cursor},
    platform::{account, legacy_store_at, store_at},
};
use testkit::{
    arguments::Arguments,
    calls::Clients,
    calls::{Failure, Given, typed},
    documents::{self, Credential, Operation},
    expect::Expected,
    json::differences,
    percent,
    sample::Mode,
    server::{Recorded, Response, Server},
};

include!(concat!(env!("OUT_DIR"), "/lists.rs"));

/// A stream of a list's items: of which store, with what arguments, how.
pub type List = fn(Clients, Given, Walk) -> Result<Listed, Failure>;

/// The items, encoded again.
type Listed = Pin<Box<dyn Stream<Item = Result<Value, Error>> + Send>>;

/// How to walk through a list.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    read_ahead: usize,
    start_at: Option<Position>,
}

impl Walk {
    fn of<T>(self, items: Items<T>) -> Listed
    where
        T: DeserializeOwned + Serialize + Unpin + Send + 'static,
    {
        let items = items.read_ahead(self.read_ahead);
        let items = match self.start_at {
            Some(position) => items.start_at(position),
            None => items,
        };
        let encoded = |item| serde_json::to_value(item).unwrap();
        items.map(move |item| item.map(encoded)).boxed()
    }
}

/// Whether the unified token opens `api`.
fn is_unified(api: &str) -> bool {
    ["v3", "v2", "b2b"].contains(&api)
}

/// The lists that are compiled in.
fn lists() -> impl Iterator<Item = (&'static Operation, List)> {
    LISTS
        .iter()
        .map(|(api, module, id, list)| (documents::find(api, module, id), *list))
}

/// Serves one list after the other.
struct Platform {
    server: Server,
    source: Arc<Mutex<Option<Source>>>,
    /// Which request fails, counted from 0.
    fails: Arc<Mutex<Option<usize>>>,
}

impl Platform {
    async fn start() -> Self {
        let source = Arc::new(Mutex::new(None::<Source>));
        let serves = Arc::clone(&source);
        let fails = Arc::new(Mutex::new(None::<usize>));
        let left = Arc::clone(&fails);
        let server = Server::start(move |request| {
            let mut left = left.lock().unwrap();
            let fails = *left == Some(0);
            *left = left.and_then(|left| left.checked_sub(1));
            match &*serves.lock().unwrap() {
                Some(source) if !fails => source.page(request),
                _ => Response::new(500),
            }
        });
        let server = server.await;
        Self {
            server,
            source,
            fails,
        }
    }

    /// Streams `list` from `source`: what came, what ended it, and what was asked.
    async fn stream(
        &self,
        (operation, list): (&Operation, List),
        arguments: &Arguments,
        source: &Source,
        walk: Walk,
    ) -> (Vec<Value>, Option<Error>, Vec<Recorded>) {
        *self.source.lock().unwrap() = Some(source.clone());
        let legacy = operation.credential() == Ok(Credential::LegacyToken);
        let url = self.server.url();
        let store = if legacy {
            legacy_store_at(&url)
        } else {
            store_at(&url)
        };
        let clients = Clients::new(store, [&url, &url], &account()).unwrap();
        let items = list(clients, Given::new(operation, arguments), walk);
        let mut items = items.unwrap_or_else(|fault| panic!("{}: {fault:?}", operation.name()));
        let (mut came, mut fault) = (Vec::new(), None);
        let patience = Duration::from_secs(30);
        while let Some(item) = timeout(patience, items.next()).await.unwrap() {
            assert!(fault.is_none(), "{}: more after its end", operation.name());
            assert!(came.len() < 100, "{}: no end", operation.name());
            match item {
                Ok(item) => came.push(item),
                Err(error) => fault = Some(error),
            }
        }
        (came, fault, self.server.take())
    }
}

/// Everything that can be asked of `operation` but where to begin, in pages of two.
fn arguments(operation: &Operation) -> Arguments {
    let mut arguments = Arguments::for_operation(operation, 7, Mode::Full);
    let required = |name: &str| {
        let mut arguments = operation.arguments().into_iter();
        arguments.any(|argument| argument.name == name && argument.required)
    };
    for name in ["page", "offset", "after", "before"] {
        if let Some(begin) = arguments.query.get_mut(name).filter(|_| required(name)) {
            *begin = json!(0);
        } else {
            arguments.query.remove(name);
        }
    }
    if let Some(limit) = arguments.query.get_mut("limit") {
        *limit = json!(2);
    }
    arguments
}

/// Where the pages of `source` begin; the last one may be empty.
fn positions(source: &Source) -> Vec<Position> {
    let (length, size) = (source.items.len(), source.size);
    // Without a reported end, an empty page is the end.
    let pages = match source.style {
        Style::Bare | Style::Listing => length.div_ceil(size) + 1,
        _ => length.div_ceil(size).max(1),
    };
    let after = |page: usize| match source.style {
        Style::Page | Style::Bare => Position::Page(page as u64 + 1),
        Style::Offset => Position::Offset((page * size) as u64),
        Style::Cursor => Position::After(cursor(page * size - 1)),
        Style::Listing => {
            let last = (page * size).min(length) - 1;
            Position::After(source.items[last]["listing_id"].to_string())
        }
    };
    (0..pages)
        .map(|page| {
            if page == 0 {
                Position::Start
            } else {
                after(page)
            }
        })
        .collect()
}

/// What `request` says of where its page begins, and the rest of its query.
fn split(request: &Recorded) -> (Position, Vec<(String, String)>) {
    let is_position = |pair: &(String, String)| ["page", "offset", "after"].contains(&&*pair.0);
    let query = percent::pairs(request.query()).unwrap();
    let (positions, mut others): (Vec<_>, _) = query.into_iter().partition(is_position);
    others.sort();
    let position = match &positions[..] {
        [] => Position::Start,
        [(name, value)] if name == "after" => Position::After(value.clone()),
        [(name, value)] if name == "page" => Position::Page(value.parse().unwrap()),
        [(_, value)] => Position::Offset(value.parse().unwrap()),
        more => panic!("{more:?}"),
    };
    (position, others)
}

#[tokio::test]
async fn every_list_streams_whole_in_order_with_no_more_requests_than_it_takes() {
    let platform = Platform::start().await;
    let mut streamed = 0;
    for (operation, list) in lists() {
        let name = operation.name();
        let arguments = arguments(operation);
        let mut expected = Expected::of(operation, &arguments, &account()).unwrap();
        expected.query.retain(|(name, _)| name != "offset");
        let five = Source::of(operation, 5).unwrap();
        for length in [5, 4, 1, 0] {
            let source = five.first(length);
            let walk = Walk::default();
            let (came, fault, asked) = platform
                .stream((operation, list), &arguments, &source, walk)
                .await;
            assert!(fault.is_none(), "{name}: {fault:?}");
            let faults = differences(&source.items.clone().into(), &came.into());
            assert!(faults.is_empty(), "{name}: {faults:?}");
            let (mut at, rest): (Vec<_>, Vec<_>) = asked.iter().map(split).unzip();
            // One operation requires it.
            if at[0] == Position::Offset(0) {
                at[0] = Position::Start;
            }
            let positions = positions(&source);
            // A list of nothing is over at once.
            assert_eq!(
                at,
                positions[..if length == 0 { 1 } else { positions.len() }],
                "{name}"
            );
            assert!(
                rest.iter().all(|rest| *rest == expected.query),
                "{name}: {rest:?}"
            );
            let one_path = asked
                .iter()
                .all(|request| request.path() == asked[0].path());
            assert!(one_path, "{name}");
        }
        streamed += 1;
    }
    assert_eq!(streamed, LISTS.len());
    if cfg!(feature = "full") {
        let unified = LISTS.iter().filter(|(api, ..)| is_unified(api));
        assert_eq!(unified.count(), 125);
    }
}

#[tokio::test]
async fn every_list_can_be_read_ahead_and_begun_in_the_middle() {
    for (operation, list) in lists() {
        let name = operation.name();
        let arguments = arguments(operation);
        let source = Source::of(operation, 7).unwrap();
        for (page, position) in positions(&source).into_iter().enumerate() {
            // What was asked for ahead may still be on its way when the next stream begins.
            let platform = Platform::start().await;
            let walk = Walk {
                read_ahead: 3,
                start_at: Some(position),
            };
            let (came, fault, asked) = platform
                .stream((operation, list), &arguments, &source, walk)
                .await;
            let rest = source.items.get(page * 2..).unwrap_or_default();
            assert!(fault.is_none(), "{name}: {fault:?}");
            let faults = differences(&rest.into(), &came.into());
            assert!(faults.is_empty(), "{name} from page {page}: {faults:?}");
            let pages = positions(&source).len() - page;
            // What was asked for ahead may come although nobody waits for it any more.
            assert!(
                (pages..=pages + 3).contains(&asked.len()),
                "{name}: {} requests",
                asked.len()
            );
        }
    }
}

#[tokio::test]
async fn every_list_tells_where_to_go_on_when_a_page_fails() {
    let platform = Platform::start().await;
    for (operation, list) in lists() {
        let name = operation.name();
        let arguments = arguments(operation);
        let source = Source::of(operation, 5).unwrap();
        *platform.fails.lock().unwrap() = Some(1);
        let stream = (operation, list);
        let walk = Walk::default();
        let (mut came, fault, _) = platform.stream(stream, &arguments, &source, walk).await;
        let Some(Error::Page(page)) = fault else {
            panic!("{name}: {fault:?}");
        };
        let (position, error) = (page.position, page.error);
        assert_eq!(position, positions(&source)[1], "{name}");
        assert!(error.is_server_error(), "{name}: {error:?}");
        assert_eq!(came.len(), 2, "{name}");
        let walk = Walk {
            start_at: Some(position),
            ..Walk::default()
        };
        let (rest, fault, _) = platform.stream(stream, &arguments, &source, walk).await;
        assert!(fault.is_none(), "{name}: {fault:?}");
        came.extend(rest);
        let faults = differences(&source.items.into(), &came.into());
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

/// What the documents say, read without the generator: whatever goes on by an argument and responds with
/// a list is one.
#[test]
fn the_lists_are_those_of_the_documents() {
    let compiled: BTreeMap<_, _> = bigcommerce::operations()
        .map(|operation| {
            let name = format!(
                "{}.{}.{}",
                operation.api.name(),
                operation.module,
                operation.id
            );
            (name, operation.paging)
        })
        .collect();
    let mut no_lists = BTreeSet::new();
    for operation in documents::operations() {
        let name = operation.name();
        let Some(paging) = compiled.get(&name) else {
            continue;
        };
        let style = Style::of(operation).filter(|_| operation.method == "GET");
        let expected = style.filter(|_| Source::of(operation, 0).is_some());
        if style.is_some() && expected.is_none() {
            no_lists.insert(name.clone());
        }
        let expected = expected.map(|style| match style {
            Style::Page | Style::Bare => Paging::Page,
            Style::Cursor => Paging::Cursor,
            Style::Listing => Paging::After("listing_id"),
            Style::Offset => Paging::Offset,
        });
        assert_eq!(*paging, expected, "{name}");
    }
    // They have a page or limit that means nothing: each responds with one thing.
    if cfg!(feature = "full") {
        no_lists.retain(|name| is_unified(name.split('.').next().unwrap()));
        assert_eq!(no_lists.len(), 4, "{no_lists:?}");
    }
    let listed: Vec<_> = LISTS
        .iter()
        .map(|(f, m, id, _)| format!("{f}.{m}.{id}"))
        .collect();
    let paged = compiled.iter().filter(|(_, paging)| paging.is_some());
    assert_eq!(
        listed.iter().collect::<BTreeSet<_>>(),
        paged.map(|(name, _)| name).collect()
    );
}

/// A mock store pages its lists as the platform does, those that it makes up too.
#[tokio::test]
async fn every_list_of_a_mock_store_ends() {
    let mock = bigcommerce_mock::MockStore::start().unwrap();
    let (mut ended, mut faults) = (0, Vec::new());
    for (operation, list) in lists() {
        let name = operation.name();
        let store = mock.store_builder().pacing(Pacing::off());
        let store = if operation.credential() == Ok(Credential::LegacyToken) {
            store.b2b_auth_token(mock.b2b_auth_token())
        } else {
            store.access_token(mock.access_token())
        };
        // The texts of filters are any here, and a store that keeps things wants dates in those by dates.
        let minimal = Arguments::for_operation(operation, 7, Mode::Minimal);
        let given = Given::new(operation, &minimal);
        let urls = [mock.bigcommerce_url(), mock.b2b_url()];
        let account = testkit::conformance::account_of(&mock);
        let clients = Clients::new(store.build().unwrap(), [&urls[0], &urls[1]], &account).unwrap();
        let mut items = list(clients, given, Walk::default()).unwrap();
        let mut came = 0;
        let fault = loop {
            match items.next().await {
                Some(Ok(_)) => came += 1,
                Some(Err(error)) => break Some(error),
                None => break None,
            }
            assert!(came < 100, "{name}: no end");
        };
        match fault {
            None => ended += 1,
            // What the arguments name isn't kept.
            Some(error) if error.is_not_found() => (),
            Some(error) => faults.push(format!("{name}: {error}")),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(ended > 0);
}
