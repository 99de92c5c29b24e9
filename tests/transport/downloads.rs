//! Responses that come as a stream: lines of text, however they are cut into pieces.

use std::{io::Write, time::Duration};

use bigcommerce::{CallOptions, Error, Lines};
use flate2::{Compression, write::GzEncoder};

use crate::platform::builder;
use testkit::server::{End, Response, Server};

/// The lines of a download that gets `response`, and the server, which must live as long.
async fn lines(response: Response, options: CallOptions) -> (Lines, Server) {
    let server = Server::start(move |_| response.clone()).await;
    let options = options.max_attempts(1);
    let store = builder(&server.url()).options(options).build().unwrap();
    let redirects = store.v3().redirects();
    let download = redirects
        .download_redirect_export("5")
        .send()
        .await
        .unwrap();
    (download.into_inner().lines(), server)
}

/// All lines, and what ended them.
async fn all(response: Response, options: CallOptions) -> (Vec<String>, Option<Error>) {
    let (mut lines, _server) = lines(response, options).await;
    let mut came = Vec::new();
    while let Some(line) = lines.next().await {
        match line {
            Ok(line) => came.push(line),
            Err(error) => {
                assert!(lines.next().await.is_none(), "an error is the end");
                return (came, Some(error));
            }
        }
    }
    (came, None)
}

fn body(text: impl Into<Vec<u8>>) -> Response {
    Response::new(200)
        .header("Content-Type", "text/csv")
        .body(text)
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn lines_end_as_they_like() {
    let cases: [(&str, &[&str]); 8] = [
        ("", &[]),
        ("\n", &[""]),
        ("a\nb\n", &["a", "b"]),
        ("a\nb", &["a", "b"]),
        ("a\r\nb\r\n", &["a", "b"]),
        ("a\r\n\r\nb\n\n", &["a", "", "b", ""]),
        ("a\rb\n", &["a\rb"]),
        (
            "event: x\ndata: {\"a\":\"grüße 🍵\"}\n\n",
            &["event: x", "data: {\"a\":\"grüße 🍵\"}", ""],
        ),
    ];
    for (text, expected) in cases {
        // Whole, and byte for byte: borders lie inside characters and between CR and LF.
        let single = text.bytes().map(|byte| [byte]);
        let dripped = Response::new(200).chunks(single, Duration::ZERO);
        for response in [body(text), dripped] {
            let (came, error) = all(response, CallOptions::new()).await;
            assert!(error.is_none(), "{text:?}: {error:?}");
            assert_eq!(came, expected, "{text:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_text_is_an_error_after_the_lines_before_it() {
    let (came, error) = all(body(b"good\nfine\nb\xffd\nrest\n"), CallOptions::new()).await;
    assert_eq!(came, ["good", "fine"]);
    let Some(Error::Decode(error)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.path, "line 3");
    assert_eq!(error.operation.id, "getRedirectExportDownload");
}

#[tokio::test]
async fn a_line_too_long_is_an_error_and_not_held() {
    let most = 16 << 20;
    let fits = format!("a\n{}\nb\n", "x".repeat(most - 1));
    let (came, error) = all(body(fits), CallOptions::new()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(
        came.iter().map(String::len).collect::<Vec<_>>(),
        [1, most - 1, 1]
    );

    let longer = format!("a\n{}\nb\n", "x".repeat(most + 10));
    let (came, error) = all(body(longer), CallOptions::new()).await;
    assert_eq!(came, ["a"]);
    assert!(matches!(error, Some(Error::TooLarge { .. })), "{error:?}");
}

#[tokio::test]
async fn half_a_line_is_none() {
    let broken = Response::new(200)
        .chunks(["a\nb", "\nhal"], Duration::ZERO)
        .cut();
    let (came, error) = all(broken, CallOptions::new()).await;
    assert_eq!(came, ["a", "b"]);
    assert!(matches!(error, Some(Error::Transport { .. })), "{error:?}");
}

#[tokio::test]
async fn a_stream_may_take_longer_than_an_attempt_but_not_be_silent_as_long() {
    // Eight pieces take longer than the attempt's second, none of them alone does.
    let second = CallOptions::new().attempt_timeout(Duration::from_secs(1));
    let slow = Response::new(200).chunks(["a\n"; 8], Duration::from_millis(150));
    let (came, error) = all(slow, second).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(came, ["a"; 8]);

    let silent = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\nb\r\n";
    let silent = Response::raw(silent, End::Silent);
    let short = CallOptions::new().attempt_timeout(Duration::from_millis(500));
    let (came, error) = all(silent, short).await;
    assert_eq!(came, ["a"]);
    let error = error.unwrap();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert!(error.is_timeout());
}

#[tokio::test]
async fn only_the_time_somebody_waits_counts() {
    let short = CallOptions::new().attempt_timeout(Duration::from_millis(300));
    let response = Response::new(200).chunks(["a\n", "b\n"], Duration::from_millis(1));
    let (mut lines, _server) = lines(response, short).await;
    assert_eq!(lines.next().await.unwrap().unwrap(), "a");
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(lines.next().await.unwrap().unwrap(), "b");
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn gzipped_responses_are_unpacked() {
    let text = "id,from,to\n1,/grüße,/b\n".repeat(1000);
    let packed = body(gzipped(text.as_bytes())).header("Content-Encoding", "gzip");
    let (came, error) = all(packed, CallOptions::new()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(came, text.lines().collect::<Vec<_>>());

    let json = format!(r#"{{"data":{{"id":7,"name":"{}"}}}}"#, "x".repeat(10_000));
    let responses = [json.as_bytes(), &json.as_bytes()[..500]].map(|json| {
        let mut packed = gzipped(json);
        if json.len() == 500 {
            packed.truncate(20);
        }
        Response::new(200)
            .header("Content-Encoding", "gzip")
            .body(packed)
    });
    let server = Server::responding(responses).await;
    let store = builder(&server.url()).build().unwrap();
    let product = || store.v3().products().get_product(7).send();
    let came = product().await.unwrap();
    assert_eq!(came.body(), json.as_bytes());
    assert_eq!(came.id, 7);
    // Half an archive is not a response.
    let error = product().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert!(
        server
            .recorded()
            .iter()
            .all(|request| request.header("accept-encoding") == Some("gzip"))
    );
}
