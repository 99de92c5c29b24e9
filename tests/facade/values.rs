//! The types survive the real server: nothing it may send is refused or damaged.

use bigcommerce::{
    v2::types::NewOrderShipment,
    v3::types::{ProductAvailability, ProductType, ProductUpdate},
};
use serde_json::json;

use crate::platform::{Platform, encoded, sent};
use testkit::server::Response;

#[tokio::test]
async fn v2_money_is_a_number_that_stays_text() {
    let platform = Platform::start().await;
    let order = json!({"id": 100, "total_inc_tax": "7.9500", "items_total": 3, "refunded_amount": "0.0000"});
    platform.respond_with(Response::json(200, json!([order])));
    let orders = platform
        .store
        .v2()
        .orders()
        .get_orders()
        .send()
        .await
        .unwrap();
    assert_eq!(orders[0].total_inc_tax, Some("7.95".parse().unwrap()));
    assert_eq!(encoded(orders), json!([order]));
}

#[tokio::test]
async fn unknown_values_of_enums_are_kept_and_can_be_sent() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let response = json!({"data": [{"id": 1, "availability": "teleport", "type": "physical"}]});
    platform.respond_with(Response::json(200, &response));
    let came = products
        .get_products()
        .availability("teleport")
        .send()
        .await
        .unwrap();
    let query = platform.only_request().query().to_owned();
    assert_eq!(query, "availability=teleport");
    let product = &came[0];
    let availability = product.availability.clone().unwrap();
    assert_eq!(
        availability,
        ProductAvailability::Unknown("teleport".into())
    );
    assert_eq!(product.type_, Some(ProductType::Physical));
    assert_eq!(encoded(came), response["data"]);
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let body = ProductUpdate::builder()
        .availability(availability)
        .type_("holographic");
    products.update_product(7, body).send().await.unwrap();
    let request = platform.only_request();
    assert_eq!(
        sent(&request),
        json!({"availability": "teleport", "type": "holographic"})
    );
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let platform = Platform::start().await;
    let response = json!({"data": [{"id": 7, "hologram": {"depth": [1, null]}, "name": "Mug"}],
                        "meta": {"pagination": {"total": 1, "exact": false}, "took": 3}, "links": []});
    platform.respond_with(Response::json(200, response));
    let products = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    let expected = json!([{"id": 7, "name": "Mug"}]);
    assert_eq!(encoded(products), expected);
    platform.respond_with(Response::json(200, json!([{"id": 1, "warp": true}])));
    let orders = platform
        .store
        .v2()
        .orders()
        .get_orders()
        .send()
        .await
        .unwrap();
    assert_eq!(orders[0].id, 1);
    platform.respond_with(Response::json(
        200,
        json!({"code": 200, "data": [{"id": 1, "x": 1}], "warp": 1}),
    ));
    let users = platform
        .store
        .b2b()
        .users()
        .get_users()
        .send()
        .await
        .unwrap();
    assert_eq!(users[0].id, 1);
}

#[tokio::test]
async fn null_is_taken_wherever_a_field_is_optional() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let product = json!({"id": null, "name": null, "price": null, "categories": null, "images": null, "is_visible": null,
                         "custom_url": null, "availability": null, "meta_keywords": null});
    platform.respond_with(Response::json(
        200,
        json!({"data": [product], "meta": null}),
    ));
    let came = products.get_products().send().await.unwrap();
    let product = &came[0];
    assert!(product.categories.is_none() && product.images.is_none() && product.price.is_none());
    platform.respond_with(Response::json(200, json!({"data": null})));
    assert!(products.get_products().send().await.unwrap().is_empty());
    platform.respond_with(Response::json(
        200,
        json!({"data": [{"extraFields": null}]}),
    ));
    let users = platform
        .store
        .b2b()
        .users()
        .get_users()
        .send()
        .await
        .unwrap();
    assert!(users[0].extra_fields.is_none());
    // An empty list is not an absent one.
    platform.respond_with(Response::json(200, json!({"data": [{"categories": []}]})));
    let came = products.get_products().send().await.unwrap();
    assert_eq!(came[0].categories.as_deref().map(<[_]>::len), Some(0));
}

#[tokio::test]
async fn dates_in_every_format_are_taken_as_they_are() {
    let platform = Platform::start().await;
    for date in [
        "2018-05-18T08:26:42+00:00",
        "2018-05-18 08:26:42.000000",
        "Wed, 10 Jan 2018 21:05:30 +0000",
        "1522169082",
        "0000-00-00",
        "2018-05-18",
        "soon",
    ] {
        let product = json!({"id": 1, "date_created": date, "date_modified": date, "preorder_release_date": date});
        let response = json!({ "data": [product] });
        platform.respond_with(Response::json(200, &response));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        assert_eq!(encoded(products), response["data"]);
        let response =
            json!([{"id": 1, "date_created": date, "date_modified": date, "date_shipped": date}]);
        platform.respond_with(Response::json(200, &response));
        let orders = platform
            .store
            .v2()
            .orders()
            .get_orders()
            .send()
            .await
            .unwrap();
        assert_eq!(encoded(orders), response);
    }
}

/// Values that break limits the documents state: the server's word counts.
#[tokio::test]
async fn no_limit_of_the_document_refuses_a_value() {
    let platform = Platform::start().await;
    let response = json!({"data": [{"id": 1, "name": "", "price": -1, "weight": 1e15, "sort_order": -2147483649_i64,
                                  "images": [], "meta_keywords": [""], "page_title": "x".repeat(5000)}]});
    platform.respond_with(Response::json(200, &response));
    let products = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    assert_eq!(encoded(products), response["data"]);
}

/// `anyOf` of strings is a string, here one the document doesn't list too.
#[tokio::test]
async fn a_shipping_provider_is_text() {
    let platform = Platform::start().await;
    let orders = platform.store.v2().orders();
    for provider in ["usps", "", "my courier"] {
        let response =
            json!({"id": 6, "shipping_provider": provider, "tracking_carrier": provider});
        platform.respond_with(Response::json(200, &response));
        let body = NewOrderShipment::builder()
            .shipping_provider(provider)
            .order_address_id(1);
        let shipment = orders.create_order_shipment(5, body);
        assert_eq!(encoded(shipment.send().await.unwrap()), response);
        let body = sent(&platform.only_request());
        assert_eq!(
            body,
            json!({"shipping_provider": provider, "order_address_id": 1})
        );
    }
}

/// serde_json hands numbers over in another way where a crate in the build turns its feature
/// `arbitrary_precision` on. `.ci/run` runs this with it.
#[tokio::test]
async fn a_number_is_decoded_wherever_it_stands_in_any_build() {
    let platform = Platform::start().await;
    let address = json!({"form_fields": [
        {"name": "Size", "value": 7.5},
        {"name": "Zip", "value": "01234"},
        {"name": "Sizes", "value": ["7", 7.5, 12_345_678_901_234_567_890_u64, -1]},
    ]});
    let fees = json!([
        {"id": 3, "base_cost": 10, "cost_ex_tax": 7.95, "cost_inc_tax": "8.5000", "cost_tax": -0.01},
        {"id": 9_007_199_254_740_993_i64, "cost_tax": 1e300},
    ]);
    for provider in [json!(5), json!(-5), json!("5")] {
        let order = json!({"id": 1, "fees": fees, "billing_address": address, "credit_card_type": "visa",
                           "payment_provider_id": provider});
        platform.respond_with(Response::json(200, &order));
        let orders = platform.store.v2().orders();
        let came = orders.get_order(1).send().await.unwrap();
        assert_eq!(encoded(came), order);
    }
    let product = json!({"id": 7, "price": 7.95, "weight": 10, "sale_price": "7.9500", "cost_price": 0.1,
                         "categories": [1, 2]});
    let updated = json!({"data": product, "meta": {"rate": 1.5, "count": 2}});
    platform.respond_with(Response::json(200, &updated));
    let products = platform.store.v3().products();
    let update = products.update_product(7, ProductUpdate::builder());
    assert_eq!(encoded(update.send().await.unwrap()), product);
}
