//! The span of a call tells what became of it, and nothing that is the caller's.
//!
//! A binary of its own: a call on a thread that nothing records may switch its span off for all.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

#[path = "transport/platform.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod platform;

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use bigcommerce::{CallOptions, Error, Store, v3::types::ProductUpdate};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

use platform::{account, builder};
use testkit::server::{End, Response, Server};

/// Fields by their names.
type Fields = BTreeMap<String, String>;

/// All that was recorded.
#[derive(Debug, Default)]
struct Seen {
    spans: Vec<(Id, Fields)>,
    events: Vec<Fields>,
}

/// Records all there is.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Seen>>);

impl Recorder {
    /// Records on this thread until the guard is dropped.
    fn start() -> (Self, DefaultGuard) {
        let recorder = Self::default();
        let subscriber = tracing_subscriber::registry().with(recorder.clone());
        (recorder, tracing::subscriber::set_default(subscriber))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap()
    }

    /// The span of the last call.
    fn last(&self) -> Fields {
        self.seen().spans.last().unwrap().1.clone()
    }
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = Fields::new();
        fields.insert("span".into(), attributes.metadata().name().into());
        attributes.record(&mut Into(&mut fields));
        self.seen().spans.push((id.clone(), fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut seen = self.seen();
        // An id may be given again when a span is over.
        let span = seen.spans.iter_mut().rev().find(|(own, _)| own == id);
        values.record(&mut Into(&mut span.unwrap().1));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Into(&mut fields));
        fields.insert("level".into(), event.metadata().level().to_string());
        fields.insert("target".into(), event.metadata().target().into());
        self.seen().events.push(fields);
    }
}

/// A store whose calls are tried twice, a moment apart.
fn store(server: &Server) -> Store {
    let moment = Duration::from_millis(1);
    let options = CallOptions::new().max_attempts(2).backoff(moment, moment);
    builder(&server.url()).options(options).build().unwrap()
}

fn limits(response: Response) -> Response {
    response
        .header("X-Rate-Limit-Requests-Left", 35)
        .header("X-Rate-Limit-Time-Reset-Ms", 15000)
        .header("X-Request-Id", "req-1")
}

fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Fields {
    pairs
        .map(|(name, value)| (name.into(), value.into()))
        .into()
}

/// Without the time, which is another each run.
fn timeless(mut fields: Fields) -> Fields {
    let waited = fields.remove("bigcommerce.waited_ms").unwrap();
    waited.parse::<u64>().unwrap();
    fields
}

#[tokio::test]
async fn a_call_has_one_span_that_tells_how_it_went() {
    let (recorder, _guard) = Recorder::start();
    let fine = limits(Response::json(200, r#"{"data":[]}"#));
    let server = Server::responding([Response::new(503), fine, limits(Response::new(404))]).await;
    let store = store(&server);
    let options = CallOptions::new().correlation_id("import-7");
    let products = store.v3().products();
    products
        .get_products()
        .with_options(options)
        .send()
        .await
        .unwrap();
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    let template = "/stores/{store_hash}/v3/catalog/products";
    let reported = fields([
        ("span", "bigcommerce"),
        ("otel.name", &format!("GET {template}")),
        ("otel.kind", "client"),
        ("http.request.method", "GET"),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "200"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("url.template", template),
        ("bigcommerce.store_hash", "abc123"),
        ("bigcommerce.operation", "getProducts"),
        ("bigcommerce.api", "v3"),
        ("bigcommerce.correlation_id", "import-7"),
        ("bigcommerce.attempts", "2"),
        ("bigcommerce.rate_left", "35"),
        ("bigcommerce.request_id", "req-1"),
    ]);
    assert_eq!(timeless(recorder.last()), reported);
    {
        let seen = recorder.seen();
        assert_eq!(seen.spans.len(), 1);
        let again: Vec<_> = seen
            .events
            .iter()
            .filter(|event| event["level"] == "WARN")
            .collect();
        assert_eq!(again.len(), 1, "{again:?}");
        assert_eq!(
            (&*again[0]["message"], &*again[0]["reason"]),
            ("trying again", "503")
        );
        assert_eq!(again[0]["attempts"], "1");
        again[0]["delay_ms"].parse::<u64>().unwrap();
    }

    store
        .b2b()
        .companies()
        .get_companies()
        .send()
        .await
        .unwrap_err();
    let template = "/api/v3/io/companies";
    let reported = fields([
        ("span", "bigcommerce"),
        ("otel.name", &format!("GET {template}")),
        ("otel.kind", "client"),
        ("otel.status_code", "ERROR"),
        ("http.request.method", "GET"),
        ("http.response.status_code", "404"),
        ("error.type", "404"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("url.template", template),
        ("bigcommerce.store_hash", "abc123"),
        ("bigcommerce.operation", "get-companies"),
        ("bigcommerce.api", "b2b"),
        ("bigcommerce.attempts", "1"),
        ("bigcommerce.rate_left", "35"),
        ("bigcommerce.request_id", "req-1"),
    ]);
    assert_eq!(timeless(recorder.last()), reported);
    assert_eq!(recorder.seen().spans.len(), 2);
}

#[tokio::test]
async fn a_call_without_an_response_has_no_status() {
    let (recorder, _guard) = Recorder::start();
    let server = Server::start(|_| Response::raw("", End::Reset)).await;
    store(&server)
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap_err();
    let span = recorder.last();
    assert_eq!(span["bigcommerce.attempts"], "2");
    assert_eq!(span["error.type"], "connection");
    for absent in ["http.response.status_code", "bigcommerce.request_id"] {
        assert!(!span.contains_key(absent), "{span:?}");
    }
    let reasons: Vec<_> = recorder
        .seen()
        .events
        .iter()
        .filter_map(|event| event.get("reason").cloned())
        .collect();
    assert_eq!(reasons, ["connection broken"]);

    let silent = Server::start(|_| Response::raw("", End::Silent)).await;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(50));
    let products = store(&silent).v3().products();
    let error = products
        .get_products()
        .with_options(options)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    let last = recorder
        .seen()
        .events
        .iter()
        .rev()
        .find_map(|event| event.get("reason").cloned());
    assert_eq!(last.as_deref(), Some("timeout"));
    assert_eq!(recorder.last()["error.type"], "timeout");

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let unreachable = builder(&nowhere).build().unwrap();
    let products = unreachable.v3().products();
    products.get_products().send().await.unwrap_err();
    assert_eq!(recorder.last()["error.type"], "connect");
}

#[tokio::test]
async fn every_page_is_a_call_of_its_own() {
    let (recorder, _guard) = Recorder::start();
    let page = |page| {
        let body =
            format!(r#"{{"data":[{{"id":{page}}}],"meta":{{"pagination":{{"total_pages":2}}}}}}"#);
        Response::json(200, body)
    };
    let server = Server::responding([page(1), page(2)]).await;
    let products = store(&server).v3().products();
    assert_eq!(
        products.get_products().items().all().await.unwrap().len(),
        2
    );
    assert_eq!(recorder.seen().spans.len(), 2);
}

#[tokio::test]
async fn nothing_of_the_callers_is_recorded() {
    let (recorder, _guard) = Recorder::start();
    let words = r#"{"status":422,"title":"s3cret-title","errors":{"name":"s3cret-error"},"data":"s3cret-data"}"#;
    let responses = [200, 401, 422, 429, 500, 302].map(|status| {
        Response::json(status, words).header("Location", "https://s3cret.example/s3cret")
    });
    for response in responses
        .into_iter()
        .chain([Response::raw("s3cret", End::Closed)])
    {
        let server = Server::start(move |_| response.clone()).await;
        let store = store(&server);
        let products = store.v3().products();
        let body = ProductUpdate::builder().name("s3cret-body");
        let update = products.update_product(748_291_356, body);
        // What of a success can't be decoded is left out.
        drop(update.send().await);
        let find = products.get_products().name("s3cret-name");
        drop(find.send().await);
        let user = store.b2b().users().get_users().email("s3cret@example.com");
        user.send()
            .await
            .map(drop)
            .unwrap_or_else(|error: Error| drop(error));
    }
    // The HTTP client and its parts have events, too.
    let mut seen = recorder.seen();
    let all = format!("{seen:?}");
    let account = account();
    assert!(account.access_token.contains("s3cret") && account.b2b_token.contains("s3cret"));
    assert!(!all.contains("s3cret"), "{all}");
    seen.events
        .retain(|event| event["target"].starts_with("bigcommerce"));
    let ours = format!("{seen:?}");
    assert!(ours.contains("updateProduct") && ours.contains("trying again"));
    for word in ["748291356", "Token"] {
        assert!(!ours.contains(word), "`{word}` is in {ours}");
    }
}

#[tokio::test]
async fn a_response_that_isnt_as_documented_is_one_warning_without_a_value() {
    let (recorder, _guard) = Recorder::start();
    let body = r#"{"data":[{"id":"s3cret","name":["s3cret"]},{"id":"7"}]}"#;
    let server = Server::responding([Response::json(200, body)]).await;
    let products = store(&server).v3().products().get_products();
    products.send().await.unwrap();
    let seen = recorder.seen();
    let warnings: Vec<_> = seen
        .events
        .iter()
        .filter(|event| event["level"] == "WARN")
        .collect();
    let [warning] = warnings[..] else {
        panic!("{warnings:?}")
    };
    assert_eq!(
        (&*warning["operation"], &*warning["api"]),
        ("getProducts", "v3")
    );
    assert_eq!(warning["mismatches"], "2");
    assert_eq!(
        warning["first"],
        "`data[0].id` is text where an integer is due"
    );
}
