//! The typed helpers for httpmock (feature `httpmock`): each expects exactly what the client sends.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use bigcommerce::{B2bAuthToken, CallOptions, Pacing, Store};
use httpmock::{Mock, MockServer};
use serde_json::Value;
use testkit::calls::{self, Clients, Failure, Given};
use testkit::{
    arguments::Arguments,
    documents::{self, Credential, Operation},
    expect::Account,
    json::differences,
    payload,
    sample::{Mode, sample_success},
};

/// Sets up a mock that expects these arguments and responds with a status and this.
type Expect = for<'s> fn(&'s MockServer, &Given, u16, &Value) -> Mock<'s>;

bigcommerce::mocks!();

/// `value` as the generated type.
fn typed<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Every operation of the documents that are compiled in, with its mock.
fn mocks() -> impl Iterator<Item = (&'static Operation, Expect)> {
    let mocks = MOCKS.iter();
    mocks.map(|(api, module, id, expect)| (documents::find(api, module, id), *expect))
}

fn clients(server: &MockServer, operation: &Operation) -> Clients {
    let builder = Store::builder("abc123")
        .bigcommerce_url(server.base_url())
        .b2b_url(server.base_url())
        .pacing(Pacing::off())
        .options(CallOptions::new().max_attempts(1))
        .access_token("token");
    let builder = match operation.credential() {
        Ok(Credential::LegacyToken) => builder.b2b_auth_token(B2bAuthToken::new("b2b").unwrap()),
        _ => builder,
    };
    let url = server.base_url();
    Clients::new(builder.build().unwrap(), [&url, &url], &Account::default()).unwrap()
}

/// Whether the mock of `expected` expects `sent`. It can't expect a form, or no body.
fn is_expected(operation: &Operation, expected: &Arguments, sent: &Arguments) -> bool {
    let media_type = operation.body.as_ref().map(|body| &*body.media_type);
    let any_body = expected.body.is_none() || media_type == Some("multipart/form-data");
    let body = |arguments: &Arguments| arguments.body.clone().filter(|_| !any_body);
    (
        &expected.path,
        &expected.query,
        &expected.header,
        body(expected),
    ) == (&sent.path, &sent.query, &sent.header, body(sent))
}

async fn call(
    clients: &Clients,
    operation: &Operation,
    arguments: &Arguments,
) -> Result<calls::Received, Failure> {
    let call = calls::of(operation).unwrap();
    call(clients.clone(), Given::new(operation, arguments)).await
}

#[tokio::test]
async fn each_expects_what_is_sent_and_nothing_else() {
    let server = MockServer::start_async().await;
    let (mut met, mut missed) = (0, 0);
    for (operation, expect) in mocks() {
        let clients = clients(&server, operation);
        let all = [
            (Mode::Full, 1),
            (Mode::Full, 2),
            (Mode::Minimal, 3),
            (Mode::Nulls, 4),
        ];
        let all = all.map(|(mode, seed)| Arguments::for_operation(operation, seed, mode));
        for arguments in &all {
            let mock = expect(
                &server,
                &Given::new(operation, arguments),
                599,
                &Value::Null,
            );
            for sent in &all {
                let outcome = call(&clients, operation, sent).await;
                let Err(Failure::Client(error)) = outcome else {
                    panic!("{}: {outcome:?}", operation.name());
                };
                // httpmock has no other words for a request that nobody expects.
                let is_met = error.problem().map(|problem| problem.status().as_u16()) == Some(599);
                let is_expected = is_expected(operation, arguments, sent);
                assert_eq!(
                    is_met,
                    is_expected,
                    "{}: {sent:?}: {error}",
                    operation.name()
                );
                met += usize::from(is_met);
                missed += usize::from(!is_met);
            }
            mock.delete_async().await;
        }
    }
    println!(
        "{met} requests expected, {missed} not, of {} operations",
        MOCKS.len()
    );
    assert!(met >= 4 * MOCKS.len() && missed > MOCKS.len());
}

#[tokio::test]
async fn each_responds_with_what_it_is_given() {
    let server = MockServer::start_async().await;
    let mut count = 0;
    for (operation, expect) in mocks() {
        let clients = clients(&server, operation);
        let arguments = Arguments::for_operation(operation, 5, Mode::Minimal);
        for success in &operation.success {
            let Ok(status) = success.status.parse::<u16>() else {
                continue;
            };
            let schema = success.schema.as_ref().filter(|_| status != 204);
            let response = schema.map_or(Value::Null, |schema| {
                if payload::says_nothing(operation, schema) {
                    return Value::Null;
                }
                let whole = sample_success(&operation.document, schema, 6, Mode::Full);
                payload::at(&whole, &payload::way(operation, schema)).clone()
            });
            let given = Given::new(operation, &arguments);
            let mock = expect(&server, &given, status, &response);
            let came = call(&clients, operation, &arguments).await;
            let name = operation.name();
            let came = came.unwrap_or_else(|error| panic!("{name} {status}: {error:?}"));
            assert_eq!(came.status, status, "{name}");
            if status != 204 {
                let lost = differences(&response, &came.value);
                assert!(lost.is_empty(), "{name} {status}: {lost:?}");
            }
            mock.assert_async().await;
            mock.delete_async().await;
            count += 1;
        }
    }
    println!("{count} responses of {} operations", MOCKS.len());
    assert!(count >= MOCKS.len());
}

#[tokio::test]
async fn a_decimal_keeps_its_digits_in_what_is_expected_and_sent_back() {
    use bigcommerce::v3::types::{Product, ProductUpdate};
    use bigcommerce_mock::httpmock::v3::products::MockServerExt;
    let server = MockServer::start_async().await;
    let price = || ProductUpdate::builder().price("10.00");
    let list = server.get_products(|when, then| {
        when.price("7.9500");
        then.problem(410, "Expected");
    });
    let update = server.update_product(|when, then| {
        when.product_id(7).body(price());
        then.problem(410, "Expected");
    });
    let body = r#"{"data":{"id":0,"price":10.00}}"#;
    let product: Product = serde_json::from_str(r#"{"price":10.00}"#).unwrap();
    let get = server.get_product(|_, then| {
        then.ok(product);
    });
    let builder = Store::builder("abc123")
        .access_token("token")
        .bigcommerce_url(server.base_url());
    let store = builder.build().unwrap();
    let products = store.v3().products();
    let listed = products.get_products().price("7.9500").send().await;
    let updated = products.update_product(7, price());
    let refused = [listed.map(drop), updated.send().await.map(drop)];
    assert!(refused.iter().all(Result::is_err));
    let came = products.get_product(7).send().await.unwrap();
    assert_eq!(came.body(), body);
    for mock in [list, update, get] {
        mock.assert_async().await;
    }
}
