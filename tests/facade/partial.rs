//! What was carried out in part is neither a success nor a failure.

use std::time::Duration;

use bigcommerce::{
    AccessToken, CallOptions, Error, Partial,
    b2b::types::NewCompany,
    v3::types::{self, Metafield, NewProduct, Product, ProductBulkUpdate},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::platform::{Platform, builder};
use testkit::server::{Response, Server};

fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn mug() -> NewProduct {
    let mug = NewProduct::builder().name("Mug").price(7.95);
    mug.weight(1).type_("physical").build().unwrap()
}

/// What becomes of the creation of a product that gets `response`.
async fn created(response: Response) -> Result<bigcommerce::Response<types::Product>, Error> {
    let platform = Platform::start().await;
    platform.respond_with(response);
    let products = platform.store.v3().products();
    let created = products.create_product(mug()).send().await;
    assert_eq!(platform.server.take().len(), 1);
    created
}

/// What becomes of the creation of two metafields that gets `response`.
async fn metafields(response: Response) -> Error {
    let platform = Platform::start().await;
    platform.respond_with(response);
    let products = platform.store.v3().products();
    let field = |id: i64| json!({"resource_id": id, "key": "k", "value": "v", "namespace": "n", "permission_set": "read"});
    let fields = typed::<Vec<types::NewBulkMetafield>>(json!([field(1), field(2)]));
    let created = products.create_products_metafields(fields).send().await;
    assert_eq!(platform.server.take().len(), 1);
    created.unwrap_err()
}

fn partial(error: &Error) -> &Partial {
    assert!(error.may_have_been_carried_out(), "{error:?}");
    assert!(error.problem().is_none());
    error.partial().unwrap_or_else(|| panic!("{error:?}"))
}

fn errors(partial: &Partial) -> Vec<(&str, &str)> {
    let errors = partial.errors().iter();
    errors
        .map(|error| (&*error.field, &*error.message))
        .collect()
}

#[tokio::test]
async fn a_207_that_tells_of_a_failure_is_a_partial_success() {
    let platform = Platform::start().await;
    let failed = json!({"data": [{"id": 7, "price": 7.950}], "errors": {"status": 422, "title": "Some failed", "errors": {"1": "no sku"}},
                        "meta": {"total": 2, "success": 1, "failed": 1}});
    platform.respond_with(Response::json(207, &failed).header("X-Request-Id", "req-7"));
    let changes = vec![ProductBulkUpdate::builder().id(7).build().unwrap()];
    let products = platform.store.v3().products();
    let error = products.update_products(changes).send().await.unwrap_err();
    let reported = partial(&error);
    assert_eq!(errors(reported), [("", "Some failed"), ("1", "no sku")]);
    assert_eq!(
        (reported.succeeded(), reported.failed()),
        (Some(1), Some(1))
    );
    assert_eq!((reported.status().as_u16(), reported.attempts()), (207, 1));
    assert_eq!(error.status().unwrap(), 207);
    assert_eq!(reported.request_id(), Some("req-7"));
    assert_eq!(reported.body()[..], *failed.to_string().as_bytes());
    assert_eq!(reported.done(), Some(&failed["data"]));
    assert_eq!(reported.operation().id, "updateProducts");
    let done: Vec<Product> = reported.decode().unwrap();
    assert_eq!(done[0].id, 7);
    let done: Vec<Value> = reported.decode().unwrap();
    assert_eq!(done[0]["id"], 7);
    assert_eq!(
        error.to_string(),
        "update_products (PUT /v3/catalog/products, updateProducts): 207: carried out in part, 1 succeeded and 1 failed; Some failed; 1: no sku (request req-7)"
    );
    assert!(matches!(reported.decode::<bool>(), Err(Error::Decode(_))));
}

#[tokio::test]
async fn a_207_of_one_thing_holds_it_and_what_failed() {
    let body = json!({"data": {"id": 7, "name": "Mug"}, "errors": [{"status": 422, "title": "No image", "errors": {"image_url": "not found"}}]});
    let error = created(Response::json(207, body)).await.unwrap_err();
    let reported = partial(&error);
    assert_eq!(
        errors(reported),
        [("[0]", "No image"), ("[0].image_url", "not found")]
    );
    assert_eq!(
        (reported.succeeded(), reported.failed()),
        (Some(1), Some(1))
    );
    let done: types::Product = reported.decode().unwrap();
    assert_eq!(done.id, 7);
    // A failure as a whole, beside which nothing is shown.
    let body = json!({"status": 207, "title": "The URL wasn't saved", "type": "/status", "instance": "/x"});
    let error = created(Response::json(207, body)).await.unwrap_err();
    assert_eq!(errors(partial(&error)), [("", "The URL wasn't saved")]);
    assert!(partial(&error).done().is_none());
}

#[tokio::test]
async fn a_207_that_tells_of_no_failure_is_a_success() {
    for body in [
        json!({"data": {"id": 7, "name": "Mug"}, "meta": {"total": 1, "success": 1, "failed": 0}}),
        json!({"data": [{"id": 7, "name": "Mug"}], "errors": {}, "meta": {}}),
        json!({"data": [{"id": 7, "name": "Mug"}], "errors": []}),
    ] {
        let created = created(Response::json(207, &body)).await.unwrap();
        assert_eq!(created.status(), 207);
        assert_eq!(created.body()[..], *body.to_string().as_bytes());
        assert!(
            created.mismatches().is_empty(),
            "{:?}",
            created.mismatches()
        );
        let product = created.into_inner();
        assert_eq!((product.id, product.name.as_deref()), (7, Some("Mug")));
    }
}

#[tokio::test]
async fn a_failure_that_made_something_is_a_partial_success() {
    let made = json!({"id": 5, "key": "made-key", "value": "made-value"});
    let errors_ =
        json!([{"status": 422, "title": "Bad", "type": "/status", "errors": {"1.key": "taken"}}]);
    for meta in [
        json!({"total": 2, "success": 1, "failed": 1}),
        json!({"total": "2", "success": "1"}),
        json!({"saved_records": 1.0, "failed": 1}),
        json!({"total": 2, "failed": 1}),
        json!({}),
    ] {
        let body = json!({"data": [made], "errors": errors_, "meta": meta});
        let error = metafields(Response::json(422, &body)).await;
        let reported = partial(&error);
        assert_eq!(errors(reported), [("[0]", "Bad"), ("[0].1.key", "taken")]);
        assert_eq!(
            (reported.succeeded(), reported.failed()),
            (Some(1), Some(1)),
            "{meta}"
        );
        let done: Vec<Metafield> = reported.decode().unwrap();
        assert_eq!(done[0].key.as_deref(), Some("made-key"));
    }
    // However much it holds.
    let long = "x".repeat(2 << 20);
    let body = json!({"data": [made], "errors": [{"status": 422, "title": "Bad", "detail": long}], "meta": {"success": 1}});
    let error = metafields(Response::json(422, &body)).await;
    assert_eq!(partial(&error).body().len(), body.to_string().len());
    // It isn't sent again, whatever the status.
    let body = json!({"data": [made], "errors": errors_, "meta": {"success": 1}});
    for status in [400, 409, 429, 500, 503] {
        let error = metafields(Response::json(status, &body)).await;
        assert_eq!(partial(&error).status(), status);
    }
}

#[tokio::test]
async fn a_failure_that_made_nothing_is_a_problem() {
    let errors =
        json!([{"status": 422, "title": "Bad", "type": "/status", "errors": {"0.key": "taken"}}]);
    for (data, meta) in [
        (json!([]), json!({"total": 2, "success": 0, "failed": 2})),
        (json!([]), json!({})),
        (json!(null), json!({})),
        // What is shown beside failures is not an error, whatever it is.
        (json!([{"key": "shown"}]), json!({"success": 0})),
    ] {
        let body = json!({"data": data, "errors": errors, "meta": meta});
        let error = metafields(Response::json(422, &body)).await;
        assert!(
            !error.may_have_been_carried_out() && error.partial().is_none(),
            "{body}"
        );
        let reported: Vec<_> = error
            .problem()
            .unwrap()
            .errors()
            .iter()
            .map(|e| &*e.message)
            .collect();
        assert_eq!(reported, ["Bad", "taken"]);
    }
}

#[tokio::test]
async fn a_200_that_tells_of_failures_is_a_partial_success() {
    let body = json!({"data": [{"id": 5}], "errors": [{"status": 422, "title": "Bad", "errors": {"1.key": "taken"}}],
                      "meta": {"total": 2, "success": 1, "failed": 1}});
    let error = metafields(Response::json(200, &body)).await;
    assert_eq!(partial(&error).status(), 200);
}

/// What becomes of a company that is read, and of one that is created, when each gets HTTP's 200
/// and `code` in its body; how often each was sent.
async fn b2b(code: Value) -> [(Result<(), Error>, usize); 2] {
    let server = Server::start(move |_| {
        let body =
            json!({"data": {"errMsg": "Not now"}, "meta": {"message": "FAILED"}, "code": code});
        Response::json(200, body).header("X-Request-Id", "req-9")
    })
    .await;
    let options = CallOptions::new()
        .backoff(Duration::ZERO, Duration::ZERO)
        .max_attempts(3);
    let token = AccessToken::new("t").unwrap();
    let store = builder(&server.url())
        .access_token(token)
        .options(options)
        .build()
        .unwrap();
    let companies = store.b2b().companies();
    let company: NewCompany = typed(
        json!({"companyName": "Acme", "companyPhone": "1", "companyEmail": "a@example.com",
        "country": "US", "adminFirstName": "A", "adminLastName": "B", "adminEmail": "b@example.com"}),
    );
    let read = companies.get_company(3).send().await;
    let reads = server.take().len();
    let created = companies.create_company(company).send().await;
    [
        (read.map(drop), reads),
        (created.map(drop), server.take().len()),
    ]
}

#[tokio::test]
async fn a_code_in_the_body_of_a_200_is_the_status() {
    for (code, status, [reads, writes], in_doubt) in [
        (json!(422), 422, [1, 1], false),
        (json!("404"), 404, [1, 1], false),
        (json!(403.0), 403, [1, 1], false),
        // A refusal is sent again, whatever it was.
        (json!(429), 429, [3, 3], false),
        // A failure of the server leaves in doubt what became of the write, and it isn't sent again.
        (json!(500), 500, [3, 1], true),
    ] {
        let [read, written] = b2b(code.clone()).await;
        assert_eq!((read.1, written.1), (reads, writes), "{status}");
        let error = written.0.unwrap_err();
        let problem = error.problem().unwrap();
        assert_eq!(problem.status(), status);
        assert_eq!(problem.title(), "FAILED");
        assert_eq!(problem.request_id(), Some("req-9"));
        let body: Value = serde_json::from_slice(problem.body()).unwrap();
        assert_eq!(body["code"], code);
        assert_eq!(error.may_have_been_carried_out(), in_doubt);
    }
    for code in [
        json!(200),
        json!(0),
        json!("SUCCESS"),
        json!(4220),
        json!(null),
        json!(399.5),
    ] {
        let [read, written] = b2b(code.clone()).await;
        assert_eq!((read.0.is_ok(), written.0.is_ok()), (true, true), "{code}");
    }
}
