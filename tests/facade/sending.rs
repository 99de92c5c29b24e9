//! What is set is what goes over the wire.

use bigcommerce::{
    Decimal, Form, Null,
    b2b::types::{ExtraFieldValue, UserUpdate},
    v2::types::{OrderInclude, OrderUpdate},
    v3::types::{ProductInclude, ProductUpdate},
};
use serde_json::json;

use crate::platform::{Platform, encoded, sent};
use testkit::server::Response;

/// Larger than 32 bits hold, and than a double holds exactly.
const BIG: i64 = 9_007_199_254_740_993;

/// The raw body of the one request that was sent.
fn raw(platform: &Platform) -> String {
    String::from_utf8(platform.only_request().body).unwrap()
}

#[tokio::test]
async fn lists_in_a_query_are_one_value_where_the_document_says_so() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let include = ["images", "variants"].map(ProductInclude::from).to_vec();
    let call = products
        .get_products()
        .id_in(vec![3, 1, 2])
        .include(include);
    call.exclude_fields(vec!["sku".to_owned()])
        .send()
        .await
        .unwrap();
    let query = platform.only_request().query().to_owned();
    assert_eq!(
        query,
        "exclude_fields=sku&id:in=3,1,2&include=images,variants"
    );

    let include = vec![OrderInclude::Consignments, OrderInclude::Fees];
    let orders = platform.store.v2().orders();
    orders.get_orders().include(include).send().await.unwrap();
    assert_eq!(platform.only_request().query(), "include=consignments,fees");

    // B2B repeats the key.
    let fields = vec!["a=1".to_owned(), "b=2".to_owned()];
    let companies = platform.store.b2b().companies();
    companies
        .get_companies()
        .extra_fields(fields)
        .send()
        .await
        .unwrap();
    assert_eq!(
        platform.only_request().query(),
        "extraFields=a%3D1&extraFields=b%3D2"
    );
}

#[tokio::test]
async fn ids_are_integers_of_64_bits_everywhere() {
    let platform = Platform::start().await;
    let response =
        json!({"data": {"id": BIG, "brand_id": i64::MAX, "related_products": [BIG]}, "meta": {}});
    platform.respond_with(Response::json(200, &response));
    let products = platform.store.v3().products();
    let update = ProductUpdate::builder()
        .brand_id(BIG)
        .related_products([BIG]);
    let came = products.update_product(BIG, update).send().await.unwrap();
    assert_eq!(came.id, BIG);
    assert_eq!(encoded(came), response["data"]);
    let request = platform.only_request();
    assert_eq!(
        request.path(),
        format!("/stores/abc123/v3/catalog/products/{BIG}")
    );
    assert_eq!(
        sent(&request),
        json!({"brand_id": BIG, "related_products": [BIG]})
    );
    platform.respond_with(Response::new(204));
    products
        .get_products()
        .id_in(vec![BIG, 1 << 33])
        .send()
        .await
        .unwrap();
    assert_eq!(
        platform.only_request().query(),
        format!("id:in={BIG},8589934592")
    );
}

#[tokio::test]
async fn prices_come_and_go_undamaged() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    for price in [
        "7.95",
        "10",
        "\"7.9500\"",
        "7.9500",
        "10.00",
        "\"10.00\"",
        "0.1",
        "19.990",
        "1234567.89",
        "-0.01",
        "0",
        "-0.0",
        "99999999999.9999",
        "1e2",
        "1.50E+2",
        "\"1e2\"",
        "123456789012345678901234567890",
        "0.123456789012345678901234567890",
        "\"0.123456789012345678901234567890\"",
        "18446744073709551616",
        "1e999999999",
    ] {
        platform.respond_with(Response::json(
            200,
            format!("{{\"data\":{{\"price\":{price}}}}}"),
        ));
        let came = products.get_product(7).send().await.unwrap();
        let came = came.price.clone().unwrap();
        let shown = price.trim_matches('"');
        assert_eq!(came, shown.parse().unwrap());
        assert_eq!(came.to_f64(), shown.parse::<f64>().unwrap());
        platform.server.take();
        let update = ProductUpdate::builder().price(came);
        products.update_product(7, update).send().await.unwrap();
        assert_eq!(raw(&platform), format!("{{\"price\":{price}}}"));
    }
    for (price, text) in [
        (Decimal::from(7.95), "7.95"),
        (Decimal::from(10), "10"),
        ("1234567.89".parse().unwrap(), "1234567.89"),
        (Decimal::from(0.1), "0.1"),
        (Decimal::from(10.0), "10"),
        (Decimal::from(7.5).into_text(), "\"7.5\""),
        (
            Decimal::from(u128::MAX),
            "340282366920938463463374607431768211455",
        ),
    ] {
        let update = ProductUpdate::builder().price(price);
        products.update_product(7, update).send().await.unwrap();
        assert_eq!(raw(&platform), format!("{{\"price\":{text}}}"));
    }
}

#[tokio::test]
async fn an_empty_list_is_sent_and_an_absent_one_is_not() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let products = platform.store.v3().products();
    for (body, expected) in [
        (ProductUpdate::builder(), "{}"),
        (
            ProductUpdate::builder().categories(Vec::<i64>::new()),
            "{\"categories\":[]}",
        ),
        (
            ProductUpdate::builder()
                .meta_keywords(Vec::<String>::new())
                .name(""),
            "{\"meta_keywords\":[],\"name\":\"\"}",
        ),
    ] {
        products.update_product(7, body).send().await.unwrap();
        assert_eq!(raw(&platform), expected);
    }
    let users = platform.store.b2b().users();
    users
        .update_user(
            7,
            UserUpdate::builder().extra_fields(Vec::<ExtraFieldValue>::new()),
        )
        .send()
        .await
        .unwrap();
    assert_eq!(raw(&platform), "{\"extraFields\":[]}");
}

#[tokio::test]
async fn null_is_sent_where_the_document_lets_one_be_and_differs_from_absent() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let (products, orders) = (platform.store.v3().products(), platform.store.v2().orders());
    for (body, expected) in [
        (ProductUpdate::builder().name("Mug"), json!({"name": "Mug"})),
        (
            ProductUpdate::builder().preorder_release_date(Null),
            json!({"preorder_release_date": null}),
        ),
        (
            ProductUpdate::builder().preorder_release_date("2026-01-02"),
            json!({"preorder_release_date": "2026-01-02"}),
        ),
    ] {
        products.update_product(7, body).send().await.unwrap();
        assert_eq!(sent(&platform.only_request()), expected);
    }
    let order = OrderUpdate::builder()
        .external_id(Null)
        .external_source("POS");
    orders.update_order(5, order).send().await.unwrap();
    let expected = json!({"external_id": null, "external_source": "POS"});
    assert_eq!(sent(&platform.only_request()), expected);

    let response = json!({"data": [{"id": 1}, {"id": 2, "preorder_release_date": null},
                                  {"id": 3, "preorder_release_date": "x"}]});
    platform.respond_with(Response::json(200, &response));
    let came = products.get_products().send().await.unwrap();
    let dates = came
        .iter()
        .map(|product| product.preorder_release_date.clone());
    assert_eq!(
        dates.collect::<Vec<_>>(),
        [None, Some(None), Some(Some("x".into()))]
    );
    assert_eq!(encoded(came), response["data"]);
}

#[tokio::test]
async fn a_delete_sends_its_body() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    products
        .delete_products_metafields(vec![BIG, 2])
        .send()
        .await
        .unwrap();
    let request = platform.only_request();
    assert_eq!(
        (request.method.as_str(), request.path()),
        ("DELETE", "/stores/abc123/v3/catalog/products/metafields")
    );
    assert_eq!(request.header("Content-Type"), Some("application/json"));
    assert_eq!(sent(&request), json!([BIG, 2]));
}

#[cfg(feature = "full")]
#[tokio::test]
async fn an_optional_body_can_be_left_out() {
    let platform = Platform::start().await;
    let carts = platform.store.v3().carts();
    carts.delete_cart_line_item("c", "i").send().await.unwrap();
    let checkouts = platform.store.v3().checkouts();
    checkouts
        .create_checkout_token("c")
        .send()
        .await
        .unwrap_err();
    let seen = platform.server.take();
    let methods: Vec<_> = seen.iter().map(|request| request.method.as_str()).collect();
    assert_eq!(methods, ["DELETE", "POST"]);
    for request in seen {
        assert!(request.body.is_empty());
        for header in ["Content-Type", "Transfer-Encoding"] {
            assert_eq!(request.header(header), None, "{}", request.method);
        }
        assert!(matches!(request.header("Content-Length"), None | Some("0")));
    }
}

#[tokio::test]
async fn an_object_in_a_form_is_json_and_says_so() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let focus = json!({"tags": ["a"], "x": 0.5});
    let form = Form::new()
        .text("description", "A mug")
        .json("sort_order", &focus);
    let products = platform.store.v3().products();
    let call = products.create_product_image_with_form(7, form);
    call.send().await.unwrap();
    let body = raw(&platform);
    let json = r#"{"tags":["a"],"x":0.5}"#;
    let part = body.split("name=\"sort_order\"").nth(1).unwrap();
    let part = part.split("\r\n--").next().unwrap().to_lowercase();
    assert_eq!(
        part,
        format!("\r\ncontent-type: application/json\r\n\r\n{json}")
    );
}

#[cfg(feature = "v3-pages")]
#[tokio::test]
async fn builders_stand_for_one_or_many() {
    use bigcommerce::v3::types::NewPage;

    let platform = Platform::start().await;
    let pages = platform.store.v3().pages();
    let page = |name: &str| NewPage::builder().name(name).type_("page");
    let about = json!({"name": "About", "type": "page"});

    let _ = pages.create_pages(page("About")).send().await;
    assert_eq!(sent(&platform.only_request()), about);

    let _ = pages.create_pages([page("About")]).send().await;
    assert_eq!(sent(&platform.only_request()), json!([about]));

    let _ = pages.create_pages(vec![page("About")]).send().await;
    assert_eq!(sent(&platform.only_request()), json!([about]));
}
