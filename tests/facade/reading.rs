//! Documents are wrong about real responses: what says the same in another form is taken, what doesn't
//! fit is left out and reported, and the rest comes through.

use std::sync::{Arc, Mutex};

use bigcommerce::{
    CallOptions, Error, Expected, Found, Mismatch, Response as Success,
    v3::types::NewProductCustomField,
};
use serde_json::{Value, json};

use crate::platform::{Platform, encoded, store_at};
use testkit::server::{Response, Server};

/// What of `response` isn't as its document says.
pub fn reported<T>(response: &Success<T>) -> Vec<String> {
    response
        .mismatches()
        .iter()
        .map(Mismatch::to_string)
        .collect()
}

#[tokio::test]
async fn a_scalar_is_taken_in_any_form_that_says_the_same() {
    let platform = Platform::start().await;
    for body in [
        r#"{"data":[{"id":7.0,"name":1.50,"price":"7.9500","is_visible":1,"brand_id":"3","categories":["1",2.0]}]}"#,
        r#"{"data":[{"id":"7","name":"1.50","price":7.9500,"is_visible":"true","brand_id":3e0,"categories":[1,"2.0"]}]}"#,
        r#"{"data":{"id":7e0,"name":1.50,"price":" 7.9500","is_visible":"1","brand_id":"3.0","categories":{"0":1,"1":2}}}"#,
        r#"{"data":{"0":{"id":"7.0","name":1.50,"price":"7.9500","is_visible":true,"brand_id":3,"categories":{"1":"1","2":2}}}}"#,
    ] {
        platform.respond_with(Response::json(200, body));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        assert_eq!(reported(&products), [""; 0], "{body}");
        let product = &products[0];
        assert_eq!((product.id, product.name.as_deref()), (7, Some("1.50")));
        assert_eq!(product.price.as_ref().unwrap().to_f64(), 7.95);
        assert_eq!(
            (product.is_visible, product.brand_id),
            (Some(true), Some(3))
        );
        assert_eq!(product.categories.as_deref(), Some(&[1, 2][..]));
    }
}

#[tokio::test]
async fn what_is_as_good_as_absent_is() {
    let platform = Platform::start().await;
    let body = json!({"data": [{"id": "", "price": "", "is_visible": "", "options": null, "images": {},
        "variants": [{"id": null, "image_url": null}, null], "custom_url": "", "primary_image": [], "date_created": ""}],
        "meta": []});
    platform.respond_with(Response::json(200, body));
    let products = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    assert_eq!(reported(&products), [""; 0]);
    let expected = json!([{"id": 0, "images": [], "variants": [{"id": 0}], "primary_image": {}}]);
    assert_eq!(encoded(products), expected);
}

#[tokio::test]
async fn an_empty_page_has_many_forms() {
    let platform = Platform::start().await;
    for body in [
        "[]",
        "null",
        "{}",
        " null\n",
        r#""""#,
        r#"{"data":[],"meta":{}}"#,
        r#"{"data":null}"#,
    ] {
        platform.respond_with(Response::json(200, body));
        let orders = platform
            .store
            .v2()
            .orders()
            .get_orders()
            .send()
            .await
            .unwrap();
        assert!(
            orders.is_empty() && orders.mismatches().is_empty(),
            "{body}"
        );
    }
    for body in [
        r#"{"data":{}}"#,
        r#"{"data":null,"meta":{}}"#,
        "[]",
        "null",
        "{}",
        r#""""#,
    ] {
        platform.respond_with(Response::json(200, body));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        assert!(products.is_empty(), "{body}");
        assert!(products.mismatches().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_left_out_and_told_and_takes_nothing_with_it() {
    let platform = Platform::start().await;
    let body = json!({"data": [
        {"id": 1, "name": {"en": "Mug"}, "price": "free", "width": 3},
        "a product",
        {"custom_url": ["/x"], "id": 2, "images": [{"id": 1}, {"id": "two", "is_thumbnail": true}, 7]},
        {"id": 9.5, "name": "Cup"},
    ], "meta": {"pagination": {"total": 4, "current_page": [1]}}});
    platform.respond_with(Response::json(200, &body));
    let products = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    let expected = [
        "`data[0].name` is an object where text is due",
        "`data[0].price` is text where a number is due",
        "`data[1]` is text where an object is due",
        "`data[2].custom_url` is a list where an object is due",
        "`data[2].images[1].id` is text where an integer is due",
        "`data[2].images[2]` is a number where an object is due",
        "`data[3].id` is a number where an integer is due",
    ];
    assert_eq!(reported(&products), expected);
    assert_eq!(products.mismatches()[0].found, Found::Object);
    assert_eq!(products.mismatches()[0].expected, Expected::Text);
    assert_eq!(products.body()[..], *body.to_string().as_bytes());
    let rest = json!([
        {"id": 1, "width": 3},
        {"id": 2, "images": [{"id": 1}, {"is_thumbnail": true}]},
        {"id": 0, "name": "Cup"},
    ]);
    assert_eq!(encoded(products), rest);
}

#[tokio::test]
async fn a_strict_call_fails_at_the_first_mismatch_but_takes_other_forms() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let strict = || {
        products
            .get_products()
            .with_options(CallOptions::new().strict(true))
            .send()
    };
    platform.respond_with(Response::json(
        200,
        "{\n\"data\": [{\"id\": \"1\", \"price\": \"free\", \"name\": []}]}",
    ));
    let error = strict().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "get_products (GET /v3/catalog/products, getProducts): the response can't be decoded at `data[0].price`, line 2 column 31: text where a number is due"
    );
    assert!(matches!(&error, Error::Decode(error) if error.path == "data[0].price"));
    platform.respond_with(Response::json(
        200,
        r#"{"data": [{"id": "1", "images": {}}]}"#,
    ));
    assert_eq!(strict().await.unwrap()[0].id, 1);
    platform.respond_with(Response::json(200, "\u{feff}{}"));
    let error = strict().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(", line 1 column 1: damaged text where text is due"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_with_members_is_never_an_object_by_position() {
    let platform = Platform::start().await;
    let body = json!({"data": {"id": 1, "custom_url": ["/mug"], "primary_image": [5], "variants": [["x"]]}});
    platform.respond_with(Response::json(200, body));
    let product = platform
        .store
        .v3()
        .products()
        .get_product(1)
        .send()
        .await
        .unwrap();
    let expected = [
        "`data.custom_url` is a list where an object is due",
        "`data.primary_image` is a list where an object is due",
        "`data.variants[0]` is a list where an object is due",
    ];
    assert_eq!(reported(&product), expected);
    assert_eq!(encoded(product), json!({"id": 1, "variants": []}));
}

#[tokio::test]
async fn damaged_text_is_repaired_and_told() {
    let platform = Platform::start().await;
    for (body, name, place) in [
        (
            b"\xef\xbb\xbf{\"data\":[{\"name\":\"Mug\"}]}".to_vec(),
            "Mug",
            "",
        ),
        (
            b"{\"data\":[{\"name\":\"Mug \\ud83d\"}]}".to_vec(),
            "Mug \u{fffd}",
            "data[0].name",
        ),
        (
            b"{\"data\":[{\"name\":\"Mug\n\x01\"}]}".to_vec(),
            "Mug\n\u{1}",
            "data[0].name",
        ),
        (
            b"{\"data\":[{\"name\":\"Caf\xe9\"}]}".to_vec(),
            "Caf\u{fffd}",
            "data[0].name",
        ),
    ] {
        platform.respond_with(Response::new(200).body(body));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        assert_eq!(products[0].name.as_deref(), Some(name));
        assert_eq!(
            reported(&products),
            [format!("`{place}` is damaged text where text is due")]
        );
    }
}

#[tokio::test]
async fn a_union_is_told_apart_by_json_type_and_a_fault_in_it_has_its_path() {
    let platform = Platform::start().await;
    let orders = platform.store.v2().orders();
    // A number, a text or a list.
    let field = async |value: Value| {
        let fields = json!([{"name": "Colour", "value": value}]);
        let order = json!({"id": 5, "billing_address": {"form_fields": fields}});
        platform.respond_with(Response::json(200, order));
        let order = orders.get_order(5).send().await.unwrap();
        (
            reported(&order),
            encoded(order)["billing_address"]["form_fields"][0]["value"].take(),
        )
    };
    let nothing = Vec::<String>::new();
    for (came, expected) in [
        (json!("red"), json!("red")),
        (json!(7.5), json!(7.5)),
        (json!(["a"]), json!(["a"])),
        (json!({"0": "a", "1": "b"}), json!(["a", "b"])),
    ] {
        assert_eq!(field(came).await, (nothing.clone(), expected));
    }
    let (mismatches, left) = field(json!({"en": "red"})).await;
    assert_eq!(
        mismatches,
        [
            "`billing_address.form_fields[0].value` is an object where a number or text or a list is due"
        ]
    );
    assert_eq!(left, Value::Null);
}

#[tokio::test]
async fn the_payload_is_found_with_or_without_an_envelope() {
    let platform = Platform::start().await;
    let (v3, v2) = (platform.store.v3(), platform.store.v2());
    for body in [
        json!({"data": {"id": 1, "name": "Mug"}, "meta": {}}),
        json!({"id": 1, "name": "Mug", "meta": {}}),
    ] {
        platform.respond_with(Response::json(200, body));
        let product = v3.products().get_product(1).send().await.unwrap();
        assert!(product.mismatches().is_empty());
        assert_eq!(encoded(product), json!({"id": 1, "name": "Mug"}));
    }
    for body in [
        json!([{"id": 1}]),
        json!({"data": [{"id": 1}]}),
        json!({"id": 1}),
        json!({"data": {"id": 1}}),
    ] {
        platform.respond_with(Response::json(200, body));
        let products = v3.products().get_products().send().await.unwrap();
        assert_eq!(encoded(products), json!([{"id": 1}]));
        let orders = v2.orders().get_orders().send().await.unwrap();
        assert_eq!(encoded(orders), json!([{"id": 1}]));
    }
    for body in [
        json!({"id": 1, "status": "Shipped"}),
        json!({"meta": {}, "data": {"id": 1, "status": "Shipped"}}),
    ] {
        platform.respond_with(Response::json(200, body));
        let order = v2.orders().get_order(1).send().await.unwrap();
        assert!(order.mismatches().is_empty());
        assert_eq!(encoded(order), json!({"id": 1, "status": "Shipped"}));
    }
}

#[tokio::test]
async fn nothing_that_a_response_holds_is_required() {
    let platform = Platform::start().await;
    // Each of these is required where it is sent.
    let body = json!({"data": [{"id": 1, "variants": [{"id": 2, "option_values": [{}]}], "custom_fields": [{}],
                            "bulk_pricing_rules": [{}]}]});
    platform.respond_with(Response::json(200, &body));
    let products = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    assert!(products.mismatches().is_empty());
    assert_eq!(encoded(products), body["data"]);
    let missing = NewProductCustomField::builder()
        .name("Glaze")
        .build()
        .unwrap_err();
    assert_eq!(missing.to_string(), "`NewProductCustomField` needs `value`");
    let body = json!([{"id": 1, "billing_address": {}}]);
    platform.respond_with(Response::json(200, &body));
    let orders = platform
        .store
        .v2()
        .orders()
        .get_orders()
        .send()
        .await
        .unwrap();
    assert_eq!(encoded(orders), body);
}

/// A page with an item left out is as long as it came, or the list would end there.
#[tokio::test]
async fn a_list_goes_on_after_a_page_with_an_item_left_out_and_tells_of_it() {
    let asked = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&asked);
    let server = Server::start(move |_| {
        let mut asked = counted.lock().unwrap();
        *asked += 1;
        match *asked {
            1 => Response::json(200, json!([{"id": 1}, 7])),
            2 => Response::json(200, json!([{"id": [3]}, {"id": "4"}])),
            _ => Response::new(204),
        }
    })
    .await;
    let orders = store_at(&server.url()).v2().orders().get_orders().limit(2);
    let mut orders = orders.items();
    let mut ids = Vec::new();
    while let Some(order) = orders.next().await {
        ids.push(order.unwrap().id);
    }
    assert_eq!(ids, [1, 0, 4]);
    let reported: Vec<_> = orders
        .mismatches()
        .iter()
        .map(Mismatch::to_string)
        .collect();
    let expected = [
        "`[1]` is a number where an object is due",
        "`[0].id` is a list where an integer is due",
    ];
    assert_eq!(reported, expected);
}

#[tokio::test]
async fn nesting_has_an_end_and_takes_nothing_with_it() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let body = format!(r#"{{"data":[{{"id":1,"unheard":{}}}]}}"#, nested(100_000));
    platform.respond_with(Response::json(200, body));
    let came = products.get_products().send().await.unwrap();
    assert_eq!(reported(&came), [""; 0]);
    assert_eq!(came[0].id, 1);
    let body = format!(
        r#"{{"data":[{{"id":1}}],"meta":{{"unheard":{}}}}}"#,
        nested(100_000)
    );
    platform.respond_with(Response::json(200, body));
    let came = products.get_product_images(1).send().await.unwrap();
    assert_eq!(reported(&came), [""; 0]);
    assert_eq!(came[0].id, Some(1));
}

#[tokio::test]
async fn a_small_body_that_would_fill_the_memory_is_refused() {
    let platform = Platform::start().await;
    let body = format!("{{\"data\":[{}{{}}]}}", "{},".repeat(300_000));
    platform.respond_with(Response::json(200, body));
    let error = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("CallOptions::response_limit"),
        "{error}"
    );
    assert!(error.may_have_been_carried_out());
}
