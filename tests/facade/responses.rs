//! A success is what the server sent or an error that says where it isn't; nothing else is a success.

use std::time::Duration;

use bigcommerce::{CallOptions, DecodeError, Error, v3::types::ProductUpdate};
use serde_json::json;

use crate::platform::{Platform, all_said, assert_readable, calls, encoded, problem};
use testkit::random::Random;
use testkit::server::Response;

#[tokio::test]
async fn nothing_but_2xx_is_a_success() {
    let platform = Platform::start().await;
    for status in (200..600).chain([600, 999]) {
        platform.respond_with(Response::new(status));
        for (_, outcome) in calls(&platform.store).await {
            match outcome {
                Ok(came) => assert!((200..300).contains(&status) && came == status),
                Err(error) => {
                    assert!(!(200..300).contains(&status), "{status}: {error}");
                    assert_eq!(error.status().unwrap(), status);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_response_that_breaks_off_is_no_success_and_a_failure_keeps_its_status() {
    let platform = Platform::start().await;
    let pieces = ["{\"data\":", "[{\"id\":1}]"];
    for response in [
        Response::json(200, "{\"data\":[]}").cut(),
        Response::json(200, "[]").cut(),
        Response::new(200).chunks(pieces, Duration::ZERO).cut(),
        Response::new(200).cut(),
    ] {
        platform.respond_with(response);
        for (operation, outcome) in calls(&platform.store).await {
            let error = outcome.unwrap_err();
            assert!(matches!(error, Error::Transport { .. }), "{error:?}");
            assert_eq!(error.status(), None);
            assert!(
                error
                    .to_string()
                    .ends_with(&format!("{operation}): no response"))
            );
        }
    }
    for response in [
        Response::json(500, "{\"title\":\"x\"}").cut(),
        Response::new(500).chunks(pieces, Duration::ZERO).cut(),
    ] {
        platform.respond_with(response);
        for (_, outcome) in calls(&platform.store).await {
            assert_eq!(problem(outcome).status(), 500);
        }
    }
}

fn decode_error<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Box<DecodeError> {
    match outcome {
        Err(Error::Decode(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_response_that_is_no_json_or_another_kind_of_it_names_operation_and_place_and_keeps_the_body()
 {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    for (body, path, place, why) in [
        (
            "{\"data\":[{\"id\":1",
            "data[0].id",
            (1, 16),
            "it is not JSON",
        ),
        (
            "{\"data\":[{\"id\":1},",
            "data[1]",
            (1, 18),
            "it is not JSON",
        ),
        (
            "{\"data\":[{\"name\":\"x\\",
            "data[0].name",
            (1, 20),
            "it is not JSON",
        ),
        (
            "{\"data\": [],\n \"meta\": {\"pagination\": tru}}",
            "meta.pagination",
            (2, 28),
            "it is not JSON",
        ),
        ("{\"data\":[]} {}", "", (1, 13), "it is not JSON"),
        ("<html>", "", (1, 1), "it is not JSON"),
        ("\"text\"", "", (1, 1), "text where a list is due"),
        (" 7", "", (1, 2), "a number where a list is due"),
        ("\n\n  true", "", (3, 3), "a boolean where a list is due"),
    ] {
        platform.respond_with(Response::json(200, body));
        let error = decode_error(products.get_product_images(1).send().await);
        assert_eq!(
            (
                error.path.as_str(),
                (error.line, error.column),
                &error.body[..]
            ),
            (path, place, body.as_bytes()),
            "{body}"
        );
        let line = assert_readable(&error);
        let at = if path.is_empty() {
            String::new()
        } else {
            format!(" at `{path}`")
        };
        let (line_number, column) = place;
        assert_eq!(
            line,
            format!(
                "get_product_images (GET /v3/catalog/products/{{product_id}}/images, getProductImages): the response can't be decoded{at}, line {line_number} column {column}: {why}"
            )
        );
        let source = std::error::Error::source(&*error);
        let is_syntax = why == "it is not JSON";
        assert_eq!(
            source.is_some_and(|source| source.is::<serde_json::Error>()),
            is_syntax
        );
    }
    platform.respond_with(Response::json(200, json!({"unheard": 1})));
    let orders = platform.store.v2().orders().get_orders().send().await;
    let error = decode_error(orders);
    assert_eq!((error.operation.id, error.path.as_str()), ("getOrders", ""));
}

#[tokio::test]
async fn a_decode_error_shows_neither_a_value_nor_a_long_line() {
    let platform = Platform::start().await;
    let (long, secret) = ("n\n".repeat(200_000), "4111111111111111x");
    let deep = format!("{{\"data\":{}{{\"{long}\":[", "[{\"x\":".repeat(1000)).replace('\n', "");
    for body in [
        json!({"meta": secret, "data": [{ "price": secret }]}).to_string(),
        json!({"data": [{ "id": secret, "note": secret }]}).to_string(),
        json!({"data": [{ "id": [long], "note": secret }]}).to_string(),
        format!("{{\"data\": [{{\"name\": \"{secret}\", \"id\": {secret}}}]}}"),
        format!("{{\"data\": [{{\"id\": \"{secret}\"}}"),
        deep,
    ] {
        platform.respond_with(Response::json(200, body));
        let products = platform.store.v3().products();
        let strict = CallOptions::new().strict(true);
        let error = products
            .get_products()
            .with_options(strict)
            .send()
            .await
            .unwrap_err();
        let said = all_said(&error);
        assert!(
            said.len() < 3000 && !said.contains(secret),
            "{} bytes",
            said.len()
        );
        let line = assert_readable(&error);
        assert!(line.contains(", line 1 column "), "{line}");
        let error = decode_error(Err::<(), _>(error));
        assert!(error.path.chars().count() <= 200);
    }
}

#[tokio::test]
async fn an_empty_success_is_the_empty_value() {
    let platform = Platform::start().await;
    for response in [
        Response::new(204),
        Response::new(200),
        Response::new(202).body(" \r\n"),
        Response::new(201).chunks([""], Duration::ZERO),
    ] {
        platform.respond_with(response);
        let (v3, v2, b2b) = (
            platform.store.v3(),
            platform.store.v2(),
            platform.store.b2b(),
        );
        let orders = v2.orders().get_orders().send().await.unwrap();
        assert!(orders.is_empty());
        let images = v3.products().get_product_images(7).send();
        assert!(images.await.unwrap().is_empty());
        assert!(
            b2b.companies()
                .get_companies()
                .send()
                .await
                .unwrap()
                .is_empty()
        );
        let gone = v3.products().delete_product(7).send();
        gone.await.unwrap();
    }
}

#[tokio::test]
async fn a_success_keeps_its_status_headers_body_and_request_id() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    for status in [200, 201, 202, 207, 299] {
        let body = json!({"data": {"id": 7, "name": "Mug"}, "meta": {"sent": status}});
        let response = Response::json(status, &body).header("X-Request-Id", "req-2");
        platform.respond_with(response.header("X-Rate-Limit-Requests-Left", 12));
        let update = ProductUpdate::builder().name("Mug");
        let updated = products.update_product(7, update).send().await.unwrap();
        assert_eq!(updated.status(), status);
        assert_eq!(updated.headers()["x-rate-limit-requests-left"], "12");
        assert_eq!(updated.request_id(), Some("req-2"));
        assert_eq!(updated.body()[..], *body.to_string().as_bytes());
        assert_eq!(updated.id, 7);
        assert_eq!(updated.meta().unwrap()["sent"], status);
    }
    platform.respond_with(Response::new(204));
    let gone = products.delete_product(7).send().await.unwrap();
    assert_eq!((gone.status().as_u16(), gone.request_id()), (204, None));
}

/// Bytes, and JSON with some bytes changed.
fn random_body(random: &mut Random) -> Vec<u8> {
    let valid = [
        r#"{"data":[{"id":1,"price":7.95,"categories":[1,2],"name":"é"}],"meta":{"pagination":{"total":1}}}"#,
        r#"{"status":422,"title":"No","errors":{"a":"b","c":{"d":["e"]}}}"#,
        r#"[{"id":1,"status":"Shipped","products":{"url":"x"}},{"message":"m","details":{"x":"y"}}]"#,
        r#"{"code":200,"data":[{"companyId":1}],"meta":{"message":"OK","errors":[{"status":1,"title":"t"}]}}"#,
    ];
    match random.below(3) {
        0 => (0..random.below(60)).map(|_| random.bits() as u8).collect(),
        1 => (0..random.below(60))
            .map(|_| random.pick(br#"{}[]":,0-1.e5atrunfls\ "#))
            .collect(),
        _ => {
            let mut body = random.pick(&valid).as_bytes().to_vec();
            for _ in 0..random.below(4) {
                let at = random.index(body.len());
                match random.below(3) {
                    0 => body[at] = random.bits() as u8,
                    1 => body[at] = random.pick(br#"{}[]":,0\"#),
                    _ => body.truncate(at.max(1)),
                }
            }
            body
        }
    }
}

#[tokio::test]
async fn random_responses_are_a_success_or_a_readable_error() {
    let mut random = Random::new(0xB16C);
    let platform = Platform::start().await;
    let mut seen = [0; 3];
    for _ in 0..1200 {
        let status = random.pick(&[
            200, 200, 200, 201, 204, 207, 301, 304, 400, 404, 422, 500, 503,
        ]);
        let body = random_body(&mut random);
        platform.respond_with(Response::new(status).body(body.clone()));
        for (_, outcome) in calls(&platform.store).await {
            let kind = match outcome {
                Ok(came) => {
                    assert_eq!(came, status);
                    0
                }
                Err(error) => {
                    assert_readable(&error);
                    all_said(&error);
                    match &error {
                        Error::Problem(problem) => {
                            let is_coded = status < 300 && problem.status().as_u16() >= 400;
                            assert!(is_coded || problem.status().as_u16() == status);
                            assert!(status == 304 || problem.body()[..] == body);
                            1
                        }
                        Error::Decode(error) => {
                            assert!(status < 300 && error.body[..] == body);
                            2
                        }
                        Error::Partial(partial) => {
                            assert!(partial.status() == status && partial.body()[..] == body);
                            1
                        }
                        other => panic!("{status} {body:?}: {other:?}"),
                    }
                }
            };
            seen[kind] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 300), "{seen:?}");
}

#[tokio::test]
async fn several_successes_give_what_came() {
    let platform = Platform::start().await;
    let (products, orders) = (platform.store.v3().products(), platform.store.v2().orders());
    let images = json!({"data": [{"id": 1, "is_thumbnail": true}]});
    for (response, status, images) in [
        (Response::json(200, &images), 200, 1),
        (Response::new(204), 204, 0),
    ] {
        platform.respond_with(response);
        let came = products.get_product_images(7).send().await.unwrap();
        assert_eq!(came.status(), status);
        assert_eq!(came.len(), images);
    }
    for (response, status, shipments) in [
        (Response::json(200, json!([{"id": 6}])), 200, 1),
        (Response::new(204), 204, 0),
    ] {
        platform.respond_with(response);
        let came = orders.get_order_shipments(5).send().await.unwrap();
        assert_eq!((came.status().as_u16(), came.len()), (status, shipments));
    }
}

#[tokio::test]
async fn a_response_may_leave_out_what_was_not_asked_for() {
    let platform = Platform::start().await;
    let response = json!({"data": {"title": "Good"}, "meta": {}});
    platform.respond_with(Response::json(200, &response));
    let products = platform.store.v3().products();
    let review = products.get_product_review(7, 1);
    let review = review.include_fields(["title"]).send().await.unwrap();
    assert_eq!(review.title.as_deref(), Some("Good"));
    assert_eq!((review.text.as_ref(), review.id), (None, 0));
    assert!(review.mismatches().is_empty());
}

/// The document's inline success and failure bodies have different types: only the success's are here.
#[tokio::test]
async fn a_success_type_has_the_fields_of_the_success() {
    let platform = Platform::start().await;
    let response =
        json!({"data": {"id": 1, "rating": 5, "title": "Good", "date_reviewed": "x"}, "meta": {}});
    platform.respond_with(Response::json(200, &response));
    let products = platform.store.v3().products();
    let review = products.get_product_review(7, 1).send().await.unwrap();
    assert_eq!(review.rating, Some(5));
    assert_eq!(encoded(review), response["data"]);
    let response = json!({"data": {"inventory_count": 5, "variant_count": 2, "lowest_variant_price": "7.95"}, "meta": {}});
    platform.respond_with(Response::json(200, &response));
    let summary = products.get_catalog_summary().send().await.unwrap();
    assert_eq!(summary.variant_count, Some(2));
    assert_eq!(encoded(summary), response["data"]);
    let response = json!({"code": 200, "data": {"companyId": 3, "companyName": "Acme"}, "meta": {"message": "OK"}});
    platform.respond_with(Response::json(200, &response));
    let companies = platform.store.b2b().companies();
    let company = companies.get_company(3).send().await.unwrap();
    assert_eq!(company.company_name.as_deref(), Some("Acme"));
    assert_eq!(encoded(company), response["data"]);
}
