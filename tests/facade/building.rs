//! What setters take, and what becomes of what they can't.

use bigcommerce::{
    BuildError, Decimal, Error, Null,
    v2::types::{NewOrder, OrderProduct},
    v3::types::{NewProduct, Product, ProductBulkUpdate, ProductCustomField, ProductUpdate},
};
use serde_json::{Value, json};

use crate::platform::{Platform, sent};

/// A product as a server responds with it.
fn product() -> Product {
    serde_json::from_value(json!({
        "id": 77,
        "name": "Mug",
        "price": 7.95,
        "sale_price": 0,
        "categories": [18, 23],
        "custom_fields": [{"id": 3, "name": "Glaze", "value": "blue"}],
        "availability": "preorder",
        "preorder_release_date": null,
        "calculated_price": 7.95,
        "date_created": "2026-01-02T03:04:05+00:00"
    }))
    .unwrap()
}

fn encoded(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn a_setter_takes_the_value_an_option_of_it_or_null() {
    let weight: Option<f64> = None;
    let change = ProductUpdate::builder()
        .name("Mug")
        .sku(Some("MUG"))
        .weight(weight)
        .price(Some(Decimal::from(8)))
        .preorder_release_date(Null)
        .availability(String::from("available"))
        .categories(Some([18, 23]))
        .related_products([1_u8].iter().copied());
    let expected = json!({
        "name": "Mug", "sku": "MUG", "price": 8, "preorder_release_date": null,
        "availability": "available", "categories": [18, 23], "related_products": [1],
    });
    assert_eq!(encoded(change.build().unwrap()), expected);
    // What a response holds goes back as it is; `None` leaves out what was set before.
    let read = product();
    let change = ProductUpdate::builder()
        .preorder_release_date(read.preorder_release_date)
        .name("Mug")
        .name(None::<&str>);
    assert_eq!(encoded(change), json!({"preorder_release_date": null}));
}

#[tokio::test]
async fn a_list_takes_builders() {
    let platform = Platform::start().await;
    let products = [("Mug", 2), ("Pot", 1)].map(|(name, quantity)| {
        OrderProduct::builder()
            .name(name)
            .quantity(quantity)
            .price_ex_tax("7.95")
            .price_inc_tax("9.50")
    });
    let order = NewOrder::builder().products(products);
    let orders = platform.store.v2().orders();
    let _ = orders.create_order(order).send().await;
    let body = sent(&platform.only_request());
    assert_eq!(body["products"][1]["name"], "Pot");
}

#[tokio::test]
async fn a_setters_error_is_told_when_the_request_is_sent() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let change = ProductUpdate::builder()
        .price("free")
        .weight("heavy")
        .name("Mug");
    // The first one counts.
    let built = change.clone().build().unwrap_err();
    assert!(
        matches!(&built, BuildError::Invalid { field: "price", .. }),
        "{built:?}"
    );
    let Error::Request(error) = products.update_product(7, change).await.unwrap_err() else {
        panic!("another error");
    };
    let said = error.to_string();
    assert!(
        said.contains("`price` of `ProductUpdate` can't be set")
            && said.contains("`free` is not a decimal number"),
        "{said}"
    );
    // Of something in something else as well.
    let field = ProductCustomField::builder().name("Glaze");
    let mug = NewProduct::builder()
        .name("Mug")
        .type_("physical")
        .weight(1)
        .price(1)
        .custom_fields([field]);
    let error = products.create_product(mug).await.unwrap_err().to_string();
    assert!(
        error.contains("`custom_fields` of `NewProduct` can't be set")
            && error.contains("`ProductCustomField` needs `value`"),
        "{error}"
    );
    assert!(platform.server.recorded().is_empty());
}

#[test]
fn an_update_is_what_was_read_with_changes() {
    let read = product();
    let change = ProductUpdate::from(&read).price(9).sale_price(None::<f64>);
    let expected = json!({
        "name": "Mug",
        "price": 9,
        "categories": [18, 23],
        "custom_fields": [{"id": 3, "name": "Glaze", "value": "blue"}],
        "availability": "preorder",
        "preorder_release_date": null,
    });
    let sent = encoded(change);
    assert_eq!(sent.get("sale_price"), None);
    // The server alone sets the rest.
    assert_eq!(sent.get("calculated_price"), None);
    assert_eq!(sent.get("date_created"), None);
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(sent[name], *value, "{name}");
    }
    // The id goes along where it is what says which one to change.
    let change = ProductBulkUpdate::from(&read).name("Pot").build().unwrap();
    assert_eq!(encoded(&change)["id"], 77);
    assert_eq!(encoded(&change)["name"], "Pot");
}
