//! A call can be dropped wherever it waits: budget and connections are as if it had never been.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bigcommerce::{
    AccessToken, CallOptions, Error, Pacing, RetryBudget, Store,
    operation::Api::{self, B2b, V3},
};

use serde_json::json;

use crate::platform::{TOKEN, builder};
use testkit::server::{Response, Server};

/// A future that is polled whenever its runtime has nothing better to do, and dropped after so many polls:
/// the call goes on in a task of its own meanwhile.
struct Dropped<F> {
    future: Option<Pin<Box<F>>>,
    polls: usize,
}

impl<F: Future> Future for Dropped<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            self.future = None;
        } else {
            self.polls -= 1;
            cx.waker().wake_by_ref();
        }
        match &mut self.future {
            Some(future) => future.as_mut().poll(cx).map(Some),
            None => Poll::Ready(None),
        }
    }
}

fn store(url: &str, pacing: Pacing) -> Store {
    let millisecond = Duration::from_millis(1);
    let quick = CallOptions::new()
        .backoff(millisecond, millisecond)
        .max_attempts(100);
    let token = AccessToken::new(TOKEN).unwrap();
    let builder = builder(url).access_token(token);
    let builder = builder.options(quick).pacing(pacing);
    let unlimited = RetryBudget::unlimited();
    builder.retry_budget(unlimited).build().unwrap()
}

/// Waits until the task of a dropped call is gone, and with it its place in the queue.
async fn all_given_back(store: &Store, api: Api) {
    loop {
        let state = store.rate_state(api);
        if (state.in_flight, state.waiting) == (0, 0) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Drops the call of `start` after one poll, two polls and so on, until it comes to its end.
async fn dropped_everywhere<F>(store: &Store, api: Api, start: impl Fn() -> F) -> usize
where
    F: Future<Output = Result<(), Error>>,
{
    // Each of the first, where most happens, and then further and further apart.
    let later = std::iter::successors(Some(20), |polls| Some(polls * 3 / 2));
    for polls in (0..20).chain(later) {
        let future = Some(Box::pin(start()));
        let ended = Dropped { future, polls }.await;
        all_given_back(store, api).await;
        if let Some(outcome) = ended {
            outcome.unwrap();
            return polls;
        }
    }
    unreachable!("there are always more polls")
}

/// Refuses, fails, tells and responds in turn, so that a call waits in every way there is.
async fn moody() -> Server {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let reported = |status, turn| {
        let page = json!({"data": [{"id": turn}], "meta": {"pagination": {"total_pages": 3}}});
        Response::json(status, page)
            .header("X-Rate-Limit-Requests-Quota", 9)
            .header("X-Rate-Limit-Time-Window-Ms", 20)
            .header("X-Rate-Limit-Time-Reset-Ms", 10)
    };
    Server::start(move |_| {
        let turn = turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match turn % 5 {
            0 => reported(429, turn).header("X-Rate-Limit-Requests-Left", 0),
            1 => Response::new(429),
            2 => Response::new(502).body("<html>"),
            3 => Response::new(200).cut(),
            _ => reported(200, turn).header("X-Rate-Limit-Requests-Left", turn % 9),
        }
    })
    .await
}

#[tokio::test]
async fn a_call_can_be_dropped_wherever_it_waits() {
    let server = moody().await;
    let store = store(&server.url(), Pacing::new());
    let products = store.v3().products();
    let call = async || products.get_products().send().await.map(drop);
    for _ in 0..2 {
        assert!(dropped_everywhere(&store, V3, call).await > 3);
    }
    let list = async || {
        products
            .get_products()
            .items()
            .read_ahead(3)
            .all()
            .await
            .map(drop)
    };
    assert!(dropped_everywhere(&store, V3, list).await > 3);
    let companies = store.b2b().companies();
    let call = async || companies.get_companies().send().await.map(drop);
    assert!(dropped_everywhere(&store, B2b, call).await > 3);
}

#[tokio::test]
async fn a_call_dropped_between_two_queues_uses_up_neither() {
    let server = Server::responding([Response::json(200, "{}")]).await;
    // A call that waits for the budget has the only place of its operation, which takes three an hour.
    let pacing = Pacing::new()
        .concurrency(B2b, "get-companies", 1)
        .calls(B2b, "get-companies", 3, Duration::from_secs(3600))
        .b2b_calls(1, Duration::from_secs(1));
    let store = store(&server.url(), pacing);
    let companies = store.b2b().companies();
    let call = async || companies.get_companies().send().await.map(drop);
    for _ in 0..3 {
        let sent = tokio::time::timeout(Duration::from_secs(60), call()).await;
        sent.expect("a place got lost").unwrap();
        for _ in 0..5 {
            // It waits for the budget, and the last ones for an hour to be over.
            let soon = tokio::time::timeout(Duration::from_millis(5), call());
            assert!(soon.await.is_err());
        }
    }
    assert_eq!(server.recorded().len(), 3);
}

#[tokio::test]
async fn a_call_dropped_in_the_queue_leaves_its_place_to_the_next() {
    let server =
        Server::responding([Response::json(200, "{}").after(Duration::from_millis(5))]).await;
    let pacing = Pacing::new().concurrency(B2b, "get-companies", 1);
    let store = store(
        &server.url(),
        pacing.b2b_calls(1000, Duration::from_secs(60)),
    );
    let companies = store.b2b().companies();
    let call = async || companies.get_companies().send().await.map(drop);
    let left = || store.rate_state(B2b).limit.unwrap().requests_left.unwrap();
    for polls in 1..20 {
        let before = left();
        let future = Some(Box::pin(call()));
        let (first, dropped, last) = tokio::join!(call(), Dropped { future, polls }, call());
        first.unwrap();
        last.unwrap();
        // Dropped while it waited, it has used nothing.
        let used = before - left();
        assert!((2..=3).contains(&used), "{used} of the budget");
        assert!(dropped.is_none() || used == 3);
    }
    assert_eq!(store.rate_state(B2b).in_flight, 0);
}
