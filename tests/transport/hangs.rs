//! No call of ours waits for another future to be polled: loops with calls inside, kept losers of a
//! `select!`, buffered streams and paused consumers all come to their end.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use bigcommerce::{Error, Pacing, Store};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use crate::platform::builder;
use testkit::{
    percent,
    server::{Recorded, Response, Server},
};

/// Nothing here takes nearly as long, unless it hangs.
const HANG: Duration = Duration::from_secs(60);

const WINDOW: Duration = Duration::from_millis(250);

/// Items of the list, and of a page of it.
const ITEMS: u64 = 60;
const PAGE: u64 = 5;

/// A platform that allows so many calls a window, shares no call with others, and tells so.
struct Quota {
    calls: u64,
    began: Instant,
    used: Mutex<(u128, u64)>,
}

impl Quota {
    fn new(calls: u64) -> Self {
        Self {
            calls,
            began: Instant::now(),
            used: Mutex::default(),
        }
    }

    fn respond(&self, request: &Recorded) -> Response {
        let since = self.began.elapsed();
        let window = since.as_nanos() / WINDOW.as_nanos();
        let reset = WINDOW.as_millis() - since.as_millis() % WINDOW.as_millis();
        let mut used = self.used.lock().unwrap();
        if used.0 != window {
            *used = (window, 0);
        }
        let refused = used.1 >= self.calls;
        used.1 += u64::from(!refused);
        let response = if refused {
            Response::json(429, json!({"status": 429, "title": "Too many requests"}))
        } else {
            Response::json(200, body(request))
        };
        response
            .header("X-Rate-Limit-Requests-Quota", self.calls)
            .header("X-Rate-Limit-Requests-Left", self.calls - used.1)
            .header("X-Rate-Limit-Time-Window-Ms", WINDOW.as_millis())
            .header("X-Rate-Limit-Time-Reset-Ms", reset)
            .after(Duration::from_millis(1))
    }
}

/// A page of the list, or one product.
fn body(request: &Recorded) -> serde_json::Value {
    if !request.path().ends_with("/products") {
        return json!({"data": {"id": 7}, "meta": {}});
    }
    let query = percent::pairs(request.query()).unwrap();
    let page = query.iter().find(|(name, _)| name == "page");
    let page: u64 = page.map_or(1, |(_, page)| page.parse().unwrap());
    let ids = (page - 1) * PAGE + 1..=page * PAGE;
    let items: Vec<_> = ids.map(|id| json!({"id": id})).collect();
    let pagination = json!({
        "total": ITEMS, "count": PAGE, "per_page": PAGE, "current_page": page,
        "total_pages": ITEMS / PAGE,
    });
    json!({"data": items, "meta": {"pagination": pagination}})
}

/// A store whose calls wait for their turn, at a platform with this quota.
async fn store(calls: u64) -> (Server, Store) {
    let quota = Quota::new(calls);
    let server = Server::start(move |request| quota.respond(request)).await;
    let builder = builder(&server.url()).pacing(Pacing::new());
    let options = bigcommerce::CallOptions::new().max_attempts(5);
    let store = builder.options(options).build().unwrap();
    (server, store)
}

async fn get_one(store: &Store) -> Result<(), Error> {
    let product = store.v3().products().get_product(7);
    product.send().await.map(drop)
}

/// Reads the list and makes a call for each item.
async fn loop_with_a_call(store: &Store, read_ahead: usize) -> u64 {
    let list = store.v3().products().get_products().limit(PAGE);
    let mut items = list.items().read_ahead(read_ahead);
    let mut seen = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        get_one(store).await.unwrap();
        seen += 1;
    }
    seen
}

async fn loops_end(read_ahead: &[usize]) {
    // A quota that is used up again and again, and one that never is.
    for calls in [30, 100_000] {
        let (_server, store) = store(calls).await;
        for read_ahead in read_ahead {
            let seen = timeout(HANG, loop_with_a_call(&store, *read_ahead)).await;
            assert_eq!(
                seen,
                Ok(ITEMS),
                "hangs with {calls} calls, read ahead {read_ahead}"
            );
        }
    }
}

#[tokio::test]
async fn a_call_in_the_loop_over_a_list_ends_on_one_thread() {
    loops_end(&[1, 2, 8, 64]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_in_the_loop_over_a_list_ends_on_several_threads() {
    loops_end(&[1, 2, 8, 64]).await;
}

#[tokio::test]
async fn a_call_in_the_loop_over_buffered_calls_ends() {
    let (_server, store) = store(30).await;
    let mut calls = stream::iter(0..40)
        .map(|_| get_one(&store))
        .buffer_unordered(8);
    let all = async {
        while let Some(done) = calls.next().await {
            done.unwrap();
            get_one(&store).await.unwrap();
        }
    };
    timeout(HANG, all).await.expect("hangs");
}

#[tokio::test]
async fn a_loser_of_a_select_that_is_kept_holds_nobody_up() {
    let (_server, store) = store(10).await;
    let mut kept = Vec::new();
    for _ in 0..30 {
        // Polled once, then kept without ever being polled again.
        let mut call = Box::pin(get_one(&store));
        assert!((&mut call).now_or_never().is_none());
        kept.push(call);
    }
    let all = async {
        for _ in 0..30 {
            get_one(&store).await.unwrap();
        }
    };
    timeout(HANG, all).await.expect("hangs");
}

#[tokio::test]
async fn a_stream_and_a_sink_that_are_joined_end() {
    let (_server, store) = store(30).await;
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let list = store.v3().products().get_products().limit(PAGE);
    let source = async {
        let mut items = list.items().read_ahead(8);
        while let Some(item) = items.next().await {
            sender.send(item.unwrap()).await.unwrap();
        }
        drop(sender);
    };
    let sink = async {
        let items = stream::unfold(receiver, async |mut items| {
            Some((items.recv().await?, items))
        });
        let calls = items.map(|_| get_one(&store)).buffered(4);
        calls
            .try_fold(0, async |count, ()| Ok(count + 1))
            .await
            .unwrap()
    };
    let both = timeout(HANG, futures_util::future::join(source, sink)).await;
    assert_eq!(both.expect("hangs").1, ITEMS);
}

#[tokio::test]
async fn a_consumer_that_pauses_makes_nobody_wait() {
    let (_server, store) = store(100).await;
    let list = store.v3().products().get_products().limit(PAGE);
    let mut items = list.items().read_ahead(64);
    // Behind the first page the rest is asked for, and not polled for the time of the calls below.
    for _ in 0..=PAGE {
        items.next().await.unwrap().unwrap();
    }
    let done = Arc::new(AtomicUsize::new(0));
    let others: Vec<_> = (0..50)
        .map(|_| {
            let (store, done) = (store.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                get_one(&store).await.unwrap();
                done.fetch_add(1, SeqCst);
            })
        })
        .collect();
    let all = async {
        while done.load(SeqCst) < others.len() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(HANG, all).await.expect("the other tasks hang");
    assert_eq!(items.all().await.unwrap().len() as u64, ITEMS - PAGE - 1);
}
