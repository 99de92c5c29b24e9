//! A response that is a stream fails like any other.

use std::time::Duration;

use bigcommerce::Error;

use crate::platform::{Platform, all_said, problem};
use testkit::server::Response;

const PIECES: [&str; 2] = ["id,from,to\n", "1,/a,/b\n"];

#[tokio::test]
async fn a_stream_is_what_came_or_an_error() {
    let platform = Platform::start().await;
    let redirects = platform.store.v3().redirects();
    let download = || redirects.download_redirect_export("5").send();
    let response = Response::new(200).chunks(PIECES, Duration::from_millis(1));
    platform.respond_with(response.clone().header("X-Request-Id", "req-3"));
    let came = download().await.unwrap();
    assert_eq!(
        (came.status().as_u16(), came.request_id()),
        (200, Some("req-3"))
    );
    assert!(!format!("{came:?}").contains("/a"));
    assert_eq!(came.into_inner().collect().await.unwrap(), PIECES.concat());

    platform.respond_with(response.cut());
    let error = download()
        .await
        .unwrap()
        .into_inner()
        .collect()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Transport { .. }),
        "{}",
        all_said(&error)
    );

    platform.respond_with(Response::json(404, "{\"title\":\"No such job\"}"));
    let problem = problem(download().await);
    assert_eq!(
        (problem.status().as_u16(), problem.title()),
        (404, "No such job")
    );
}
