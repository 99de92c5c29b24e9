//! Where a value is one of several shapes, nothing of any of them is lost, neither coming nor going.

use bigcommerce::v2::types::{NewOrder, OrderProduct};
use serde_json::json;

use crate::platform::{Platform, encoded, sent};
use testkit::server::Response;

#[tokio::test]
async fn an_orders_products_are_catalogue_products_or_custom_ones() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let products = [
        OrderProduct::builder()
            .product_id(77)
            .quantity(2)
            .variant_id(99)
            .price_inc_tax(10),
        OrderProduct::builder()
            .name("Engraving")
            .quantity(1)
            .sku("ENG-1")
            .price_ex_tax(7.95),
    ];
    let mut order = NewOrder::builder().products(products);
    order.payment_provider_id = serde_json::from_value(json!("abc")).unwrap();
    platform
        .store
        .v2()
        .orders()
        .create_order(order)
        .send()
        .await
        .unwrap();
    let expected = json!({"payment_provider_id": "abc", "products": [
        {"product_id": 77, "quantity": 2, "variant_id": 99, "price_inc_tax": 10},
        {"name": "Engraving", "quantity": 1, "sku": "ENG-1", "price_ex_tax": 7.95},
    ]});
    assert_eq!(sent(&platform.only_request()), expected);
}

#[tokio::test]
async fn parts_of_an_order_are_a_link_or_the_values() {
    let platform = Platform::start().await;
    let link = json!({"url": "https://api.bigcommerce.com/x", "resource": "/orders/1/fees"});
    for order in [
        json!({"id": 1, "fees": link, "products": link, "payment_provider_id": 5}),
        json!({"id": 1, "fees": [{"id": 3, "source": "app", "cost_inc_tax": "5.0000", "cost_ex_tax": 5}], "payment_provider_id": "5"}),
        json!({"id": 1, "fees": [], "payment_provider_id": null}),
    ] {
        platform.respond_with(Response::json(200, &order));
        let came = platform
            .store
            .v2()
            .orders()
            .get_order(1)
            .send()
            .await
            .unwrap();
        let mut expected = order;
        expected
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        assert_eq!(encoded(came), expected);
    }
}

#[cfg(feature = "v3-pages")]
#[tokio::test]
async fn a_page_keeps_what_its_kind_has() {
    let platform = Platform::start().await;
    let pages = json!({"data": [
        {"id": 1, "type": "page", "name": "a", "body": "<p>", "url": "/a", "meta_title": null},
        {"id": 2, "type": "raw", "name": "b", "body": "{}", "content_type": "application/json"},
        {"id": 3, "type": "link", "name": "c", "link": "https://example.com"},
        {"id": 4, "type": "contact_form", "name": "d", "contact_fields": "fullname", "email": "a@example.com"},
        {"id": 5, "type": "rss_feed", "name": "e", "content_type": "x", "link": "y", "email": "z"},
    ]});
    platform.respond_with(Response::json(200, &pages));
    let came = platform
        .store
        .v3()
        .pages()
        .get_pages()
        .send()
        .await
        .unwrap();
    let listed = &came;
    assert_eq!(listed[1].content_type.as_deref(), Some("application/json"));
    assert_eq!(listed[2].link.as_deref(), Some("https://example.com"));
    assert_eq!(encoded(came), pages["data"]);
}

#[cfg(feature = "v3-customers")]
#[tokio::test]
async fn a_form_fields_value_is_text_number_or_list_of_a_customer_or_an_address() {
    let platform = Platform::start().await;
    let values = json!({"data": [
        {"name": "Colour", "value": "red", "customer_id": 7},
        {"name": "Size", "value": 7.5, "customer_id": 7},
        {"name": "Zip", "value": "01234", "address_id": 9},
        {"name": "Code", "value": "1e5", "address_id": 9},
        {"name": "Interests", "value": ["tea", "12"], "address_id": 9, "customer_id": 7},
    ], "meta": {}});
    platform.respond_with(Response::json(200, &values));
    let customers = platform.store.v3().customers();
    let body: Vec<bigcommerce::v3::types::FormFieldValueUpdate> =
        serde_json::from_value(values["data"].clone()).unwrap();
    let came = customers.update_customers_form_field_values(body);
    assert_eq!(encoded(came.send().await.unwrap()), values["data"]);
    assert_eq!(sent(&platform.only_request()), values["data"]);
}

#[cfg(feature = "v2-shipping")]
#[tokio::test]
async fn a_handling_fee_is_fixed_or_a_percentage() {
    use bigcommerce::v2::types::ShippingZoneUpdate;
    let platform = Platform::start().await;
    for fees in [
        json!({"fixed_surcharge": "5.00", "display_separately": true}),
        json!({"percentage_surcharge": "7.5", "display_separately": false}),
    ] {
        let zone = json!({"id": 1, "name": "World", "handling_fees": fees});
        platform.respond_with(Response::json(200, &zone));
        let body: ShippingZoneUpdate = serde_json::from_value(zone.clone()).unwrap();
        let call = platform.store.v2().shipping().update_shipping_zone(1, body);
        assert_eq!(encoded(call.send().await.unwrap()), zone);
        assert_eq!(sent(&platform.only_request()), zone);
    }
}

#[cfg(feature = "v3-promotions")]
#[tokio::test]
async fn a_promotion_keeps_its_conditions_and_actions() {
    let platform = Platform::start().await;
    let discount = json!({"percentage_amount": "10.5"});
    let items = json!({"or": [{"brands": [1]}, {"not": {"and": [{"categories": [2]}, {"products": [3]}]}}]});
    let rules = json!([
        {"action": {"cart_value": {"discount": discount}}, "apply_once": true,
         "condition": {"cart": {"minimum_spend": "100.00"}}},
        {"action": {"cart_items": {"discount": {"fixed_amount": "5"}, "strategy": "LEAST_EXPENSIVE", "items": items}},
         "condition": {"and": [{"cart": {"minimum_quantity": 2, "items": items}}, {"cart": {"minimum_spend": "9"}}]}},
        {"action": {"shipping": {"free_shipping": true, "zone_ids": [1, 2]}}},
        {"action": {"shipping": {"free_shipping": true, "zone_ids": "*"}}},
        {"action": {"gift_item": {"product_id": 4, "quantity": 1}}},
    ]);
    let promotion = json!({
        "id": 1, "name": "x", "redemption_type": "AUTOMATIC", "rules": rules, "status": "ENABLED", "stop": false,
        "can_be_used_with_other_promotions": true, "channels": [{"id": 1}], "created_from": "api", "currency_code": "*",
        "current_uses": 0, "customer": {"group_ids": [1], "minimum_order_count": 2}, "notifications": [],
        "start_date": "2026-01-02T00:00:00+00:00",
    });
    let response = json!({"data": promotion, "meta": {}});
    platform.respond_with(Response::json(200, &response));
    let promotion = platform
        .store
        .v3()
        .promotions()
        .get_promotion("1")
        .send()
        .await
        .unwrap();
    assert_eq!(encoded(promotion), response["data"]);
}
