//! What a program can see of its calls: the budget, who asks, how often, and what an error keeps.

use std::{
    error::Error as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use bigcommerce::{CallOptions, Error, Pacing, Problem, RateState, Store, operation::Api};

use crate::platform::{builder, store_at};
use testkit::server::{End, Response, Server};

const MIB: usize = 1024 * 1024;

async fn products(store: &Store) -> Result<bigcommerce::Response<impl Sized + use<>>, Error> {
    store.v3().products().get_products().send().await
}

fn fine() -> Response {
    Response::json(200, r#"{"data":[]}"#)
}

/// A store whose calls are tried three times, a moment apart.
fn persistent(server: &Server) -> Store {
    let moment = Duration::from_millis(20);
    let options = CallOptions::new().max_attempts(3).backoff(moment, moment);
    builder(&server.url()).options(options).build().unwrap()
}

#[tokio::test]
async fn the_hook_sees_the_budget_of_each_response() {
    let limits = |left: u64, response: Response| {
        response
            .header("X-Rate-Limit-Requests-Left", left)
            .header("X-Rate-Limit-Requests-Quota", 150)
            .header("X-Rate-Limit-Time-Reset-Ms", 30_000)
            .header("X-Rate-Limit-Time-Window-Ms", 30_000)
    };
    let refused = limits(148, Response::new(404));
    let server = Server::responding([limits(149, fine()), refused, fine()]).await;
    let reported = Arc::new(Mutex::new(Vec::<(Api, RateState)>::new()));
    let tell = Arc::clone(&reported);
    let store = builder(&server.url())
        .pacing(Pacing::new())
        .on_rate_state(move |api, state| tell.lock().unwrap().push((api, state)))
        .build()
        .unwrap();
    products(&store).await.map(drop).unwrap();
    store.v2().orders().get_order(1).send().await.unwrap_err();
    store
        .b2b()
        .companies()
        .get_companies()
        .send()
        .await
        .unwrap();
    let reported = reported.lock().unwrap();
    let apis: Vec<_> = reported.iter().map(|(api, _)| *api).collect();
    assert_eq!(apis, [Api::V3, Api::V2, Api::B2b]);
    let limit = |at: usize| reported[at].1.limit.unwrap();
    assert_eq!(
        (limit(0).requests_quota, limit(0).requests_left),
        (Some(150), Some(149))
    );
    assert_eq!(
        (limit(1).requests_quota, limit(1).requests_left),
        (Some(150), Some(148))
    );
    // B2B Edition tells nothing; the calls are counted here.
    assert_eq!(
        (limit(2).requests_quota, limit(2).requests_left),
        (Some(150), Some(149))
    );
    assert!(
        reported
            .iter()
            .all(|(_, state)| state.in_flight == 0 && state.waiting == 0)
    );
    assert_eq!(
        store.rate_state(Api::V3).limit.unwrap().requests_left,
        Some(148)
    );
}

#[tokio::test]
async fn a_correlation_id_is_the_calls_or_else_the_stores() {
    let server = Server::start(|_| fine()).await;
    let options = CallOptions::new().correlation_id("nightly sync");
    let store = builder(&server.url()).options(options).build().unwrap();
    let list = || store.v3().products().get_products();
    list().send().await.unwrap();
    list()
        .with_options(CallOptions::new().correlation_id("one"))
        .send()
        .await
        .unwrap();
    // Other options leave it.
    list()
        .with_options(CallOptions::new().max_attempts(1))
        .send()
        .await
        .unwrap();
    // What comes later counts, and leaves open what it doesn't say.
    let one = CallOptions::new().correlation_id("one");
    let two = CallOptions::new().correlation_id("two");
    let list_twice = list().with_options(one).with_options(two);
    let once = CallOptions::new().max_attempts(1);
    list_twice.with_options(once).send().await.unwrap();
    products(&store_at(&server.url())).await.map(drop).unwrap();
    let seen = server.take();
    let ids: Vec<_> = seen
        .iter()
        .map(|request| request.headers("X-Correlation-Id"))
        .collect();
    assert_eq!(
        ids,
        [
            vec!["nightly sync"],
            vec!["one"],
            vec!["nightly sync"],
            vec!["two"],
            vec![]
        ]
    );

    for wrong in ["a\nX-Auth-Token: b", "a\0", "größe"] {
        let options = CallOptions::new().correlation_id(wrong);
        let fault = list()
            .with_options(options)
            .send()
            .await
            .map(drop)
            .unwrap_err();
        assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
        assert!(fault.to_string().contains("correlation id"), "{fault}");
    }
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn every_request_names_crate_and_version_and_takes_gzip() {
    let server = Server::start(|_| fine()).await;
    products(&store_at(&server.url())).await.map(drop).unwrap();
    let seen = server.take();
    let agent = concat!("bigcommerce/", env!("CARGO_PKG_VERSION"));
    assert_eq!(seen[0].headers("User-Agent"), [agent]);
    assert_eq!(seen[0].headers("Accept-Encoding"), ["gzip"]);
}

#[tokio::test]
async fn attempts_and_waiting_are_told_of_successes_and_failures() {
    let busy = || Response::new(503);
    let server = Server::responding([busy(), busy(), fine(), busy()]).await;
    let store = persistent(&server);
    let came = products(&store).await.map_err(|error| error.to_string());
    let came = came.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(came.attempts(), 3);
    // Two delays, each cut by a half at most.
    assert!(
        came.waited() >= Duration::from_millis(20),
        "{:?}",
        came.waited()
    );
    let error = products(&store).await.map(drop).unwrap_err();
    assert_eq!(error.attempts(), 3);
    let problem = error.problem().unwrap();
    assert_eq!(problem.attempts(), 3);
    assert!(
        problem.waited() >= Duration::from_millis(20),
        "{:?}",
        problem.waited()
    );
    assert_eq!(server.take().len(), 6);
}

#[tokio::test]
async fn neither_an_attempt_nor_a_call_waits_for_ever() {
    let server = Server::start(|_| Response::raw("", End::Silent)).await;
    let (moment, long) = (Duration::from_millis(50), Duration::from_secs(3600));
    let patience = |attempt, total| {
        let options = CallOptions::new().attempt_timeout(attempt);
        options.total_timeout(total)
    };
    let store = persistent(&server);
    let list = || store.v3().products().get_products();
    for (options, attempts) in [(patience(moment, long), 3), (patience(long, moment), 1)] {
        let error = list()
            .with_options(options)
            .send()
            .await
            .map(drop)
            .unwrap_err();
        assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
        assert!(error.is_timeout() && error.may_have_been_carried_out());
        assert_eq!(
            (error.attempts(), server.take().len()),
            (attempts, attempts as usize)
        );
    }
}

#[tokio::test]
async fn predicates_say_what_kind_of_failure_it_is() {
    type Predicate = (
        &'static str,
        fn(&Error) -> bool,
        fn(&Problem) -> bool,
        &'static [u16],
    );
    let predicates: [Predicate; 7] = [
        (
            "unauthorized",
            Error::is_unauthorized,
            Problem::is_unauthorized,
            &[401],
        ),
        (
            "forbidden",
            Error::is_forbidden,
            Problem::is_forbidden,
            &[403],
        ),
        (
            "not found",
            Error::is_not_found,
            Problem::is_not_found,
            &[404, 410],
        ),
        ("conflict", Error::is_conflict, Problem::is_conflict, &[409]),
        (
            "validation",
            Error::is_validation,
            Problem::is_validation,
            &[400, 422],
        ),
        (
            "rate limited",
            Error::is_rate_limited,
            Problem::is_rate_limited,
            &[429],
        ),
        (
            "server error",
            Error::is_server_error,
            Problem::is_server_error,
            &[500, 502, 503, 504, 520],
        ),
    ];
    for status in [
        302, 400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 502, 503, 504, 520,
    ] {
        let server = Server::start(move |_| Response::new(status)).await;
        let error = products(&store_at(&server.url()))
            .await
            .map(drop)
            .unwrap_err();
        let problem = error.problem().unwrap();
        assert_eq!(problem.status().as_u16(), status);
        for (name, of_error, of_problem, statuses) in predicates {
            let expected = statuses.contains(&status);
            assert_eq!(of_error(&error), expected, "{status} {name}");
            assert_eq!(of_problem(problem), expected, "{status} {name}");
        }
        assert_eq!(problem.is_too_large(), status == 413);
        assert_eq!(error.may_have_been_carried_out(), status >= 500);
        assert!(!error.is_timeout());
    }
    let responses = [
        ("The store is suspended", true, false),
        ("Down for maintenance", false, true),
        ("Busy", false, false),
    ];
    for (title, suspended, maintenance) in responses {
        let response = Response::json(503, format!(r#"{{"title":"{title}"}}"#));
        let server = Server::start(move |_| response.clone()).await;
        let error = products(&persistent(&server)).await.map(drop).unwrap_err();
        let problem = error.problem().unwrap();
        assert_eq!(
            (problem.is_suspended(), problem.is_maintenance()),
            (suspended, maintenance),
            "{title}"
        );
        assert_eq!(
            error.attempts(),
            if suspended || maintenance { 1 } else { 3 },
            "{title}"
        );
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_is_kept_up_to_a_mebibyte() {
    let short = r#"{"data":[{"id":1},{"id":two}]}"#.to_owned();
    let long = format!(
        r#"{{"data":[{{"name":"{}"}},{{"id":two}}]}}"#,
        "x".repeat(3 * MIB)
    );
    for body in [short, long] {
        let response = Response::json(200, &body);
        let server = Server::start(move |_| response.clone()).await;
        let error = products(&store_at(&server.url()))
            .await
            .map(drop)
            .unwrap_err();
        assert!(error.may_have_been_carried_out());
        assert!(
            error.to_string().len() < 200 && error.to_string().contains("data[1].id"),
            "{error}"
        );
        let Error::Decode(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (error.operation.id, &*error.path),
            ("getProducts", "data[1].id")
        );
        assert_eq!(error.body, body.as_bytes()[..body.len().min(MIB)]);
        assert_eq!(error.attempts, 1);
        assert!(error.source().unwrap().is::<serde_json::Error>());
        assert!(!format!("{error:?}").contains("xxx"));
    }
}

#[tokio::test]
async fn the_body_of_a_failure_is_kept_up_to_a_mebibyte() {
    let body = format!(r#"{{"title":"Bad","text":"{}"}}"#, "x".repeat(2 * MIB));
    let response = Response::json(422, &body);
    let server = Server::start(move |_| response.clone()).await;
    let error = products(&store_at(&server.url()))
        .await
        .map(drop)
        .unwrap_err();
    assert!(error.is_validation());
    assert_eq!(error.problem().unwrap().body(), &body.as_bytes()[..MIB]);
}
