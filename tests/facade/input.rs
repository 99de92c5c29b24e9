//! What users paste and set is taken as it is meant or refused with words that help, before anything is sent.

use bigcommerce::{
    AccessToken, B2bAuthToken, ConfigurationError, Decimal, Error, Form, Store, StoreHash, Upload,
    b2b::types::NewUser,
    v2::types::{NewOrder, OrderProduct},
    v3::types::{NewProduct, ProductUpdate},
};

use crate::platform::{Platform, TOKEN, assert_readable};

#[test]
fn a_store_hash_is_taken_from_what_people_paste() {
    for pasted in [
        "abc123",
        "ABC123",
        "  abc123\r\n",
        "stores/abc123",
        "/stores/abc123",
        "stores/abc123/",
        "/stores/abc123/v3",
        "\t/stores/ABC123/v2/orders/5 ",
        "https://api.bigcommerce.com/stores/abc123",
        "https://api.bigcommerce.com/stores/abc123/v3/",
        "http://api.bigcommerce.com:443/stores/abc123/v2/orders?limit=5#x",
        "HTTPS://API.BIGCOMMERCE.COM/stores/ABC123/v3",
        "api.bigcommerce.com/stores/abc123/v3",
        "https://payments.bigcommerce.com/stores/abc123/payments",
        "https://store-abc123.mybigcommerce.com",
        "https://store-abc123.mybigcommerce.com/manage",
        "https://store-abc123.mybigcommerce.com/manage/dashboard?x=/y",
        "https://Store-ABC123.MyBigCommerce.com:443/manage",
        "https://store-abc123-1.mybigcommerce.com/manage",
        "https://store-abc123-1234567.mybigcommerce.com/",
        "store-abc123.mybigcommerce.com",
        "store-abc123-1.mybigcommerce.com/manage",
    ] {
        assert_eq!(
            StoreHash::new(pasted).unwrap().as_str(),
            "abc123",
            "{pasted}"
        );
        assert_eq!(
            Store::new(pasted, TOKEN).unwrap().hash().to_string(),
            "abc123"
        );
        assert_eq!(
            StoreHash::try_from(pasted.to_owned()).unwrap().as_str(),
            "abc123"
        );
    }
    assert_eq!(StoreHash::new("stores/stores").unwrap().as_str(), "stores");
}

#[test]
fn what_is_no_store_hash_is_refused_with_what_to_fix() {
    let (letters, url, path) = (
        "letters and digits",
        "no `stores/{hash}` in this URL",
        "no `stores/{hash}` in this path",
    );
    let elsewhere = "neither BigCommerce's API nor its control panel";
    for (pasted, reason) in [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("abc 123", letters),
        ("abc_123", letters),
        ("abc-123", letters),
        ("äbc123", letters),
        ("abc123\u{200b}", letters),
        ("abc\n123", letters),
        ("abc123?", letters),
        ("abc%2F123", letters),
        ("{store_hash}", letters),
        ("stores/", letters),
        ("stores/..", letters),
        ("stores/../abc123", letters),
        ("stores/%2e%2e/abc123", letters),
        ("stores//abc123", letters),
        ("https://api.bigcommerce.com/stores/", letters),
        ("https://api.bigcommerce.com/stores/{hash}/v3", letters),
        ("https://store-.mybigcommerce.com", letters),
        ("abc/123", path),
        ("mystores/abc123", path),
        ("/v3/catalog/products", path),
        ("x?stores/abc123", path),
        ("../abc123", elsewhere),
        ("..", elsewhere),
        ("https://api.bigcommerce.com", url),
        ("https://api.bigcommerce.com/v3?x=/stores/abc123", url),
        ("https://api-b2b.bigcommerce.com/api/v3/io/companies", url),
        ("https://www.example.com", elsewhere),
        ("https://www.example.com/manage", elsewhere),
        ("https://example.com/stores/abc123", elsewhere),
        (
            "https://bigcommerce.com.example.com/stores/abc123",
            elsewhere,
        ),
        ("https://examplebigcommerce.com/stores/abc123", elsewhere),
        ("https://my-shop.mybigcommerce.com/manage", elsewhere),
        (
            "https://store-abc123.mybigcommerce.com.example.com",
            elsewhere,
        ),
        ("www.example.com", elsewhere),
        ("https://", elsewhere),
        ("k9jx2v7q0w4m1z8r5t3y6b2n7c1d4f0", "is it the access token?"),
        (
            "stores/k9jx2v7q0w4m1z8r5t3y6b2n7c1d4f0",
            "is it the access token?",
        ),
    ] {
        let error = StoreHash::new(pasted)
            .map(|hash| hash.to_string())
            .unwrap_err();
        let line = assert_readable(&error);
        assert!(
            line.starts_with("not a store hash: ") && line.contains(reason),
            "{pasted}: {line}"
        );
        assert!(
            line.contains("https://api.bigcommerce.com/stores/abc123"),
            "{line}"
        );
        let error = Store::new(pasted, TOKEN).unwrap_err();
        assert!(matches!(
            error,
            Error::Configuration(ConfigurationError::StoreHash(_))
        ));
    }
}

#[test]
fn a_token_is_taken_without_the_space_around_it() {
    for token in [
        TOKEN.to_owned(),
        format!(" {TOKEN}\r\n"),
        format!("\u{a0}{TOKEN}\t"),
    ] {
        AccessToken::new(&token).unwrap();
        B2bAuthToken::new(&token).unwrap();
        Store::new("abc123", &token).unwrap();
        Store::new("abc123", token).unwrap();
    }
}

#[test]
fn what_is_no_token_is_refused_without_showing_it() {
    for (token, reason) in [
        ("", "it is empty"),
        (" \t\n", "it is empty"),
        ("s3cret\nCLIENT ID: x", "several lines"),
        ("s3cret\rmore", "several lines"),
        ("ACCESS TOKEN: s3cret", "a space inside"),
        ("s3cret\tmore", "a space inside"),
        ("s3cret\u{a0}more", "a space inside"),
        ("s3crét", "characters a token can't have"),
        ("s3cret\0", "characters a token can't have"),
        ("s3cret\u{7f}", "characters a token can't have"),
        ("\u{feff}s3cret", "characters a token can't have"),
        ("s3cret\u{1b}[0m", "characters a token can't have"),
    ] {
        let access = AccessToken::new(token).unwrap_err();
        let legacy = B2bAuthToken::new(token).unwrap_err();
        assert!(
            assert_readable(&access).starts_with("not an access token: "),
            "{access}"
        );
        assert!(
            assert_readable(&legacy).starts_with("not a B2B token: "),
            "{legacy}"
        );
        let said = format!("{access} {access:?} {legacy} {legacy:?}");
        assert!(
            said.matches(reason).count() == 4 && !said.contains("s3cr"),
            "{said}"
        );
        assert!(Store::new("abc123", token).is_err());
    }
}

/// The fault of a call that can't be sent.
fn fault<T: std::fmt::Debug>(outcome: Result<T, Error>) -> String {
    let error = outcome.unwrap_err();
    assert_readable(&error);
    let Error::Request(request) = &error else {
        panic!("{error:?}");
    };
    let said = error.to_string();
    let own = format!("{}: {}", request.operation(), request.kind());
    assert!(said.starts_with(&own), "{said}");
    said
}

#[tokio::test]
async fn what_is_missing_in_a_body_is_named_and_nothing_is_sent() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let missing = [(
        fault(
            products
                .create_product(NewProduct::builder().name("Mug"))
                .send()
                .await,
        ),
        "create_product (POST /v3/catalog/products, createProduct): the body can't be sent: `NewProduct` needs `price`",
    )];
    for (said, expected) in missing {
        assert_eq!(said, expected);
    }
    let built = NewProduct::builder().build().unwrap_err();
    assert_eq!(built.to_string(), "`NewProduct` needs `name`");
    assert!(platform.server.recorded().is_empty());
}

#[tokio::test]
async fn what_cant_be_sent_is_named_and_nothing_is_sent() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let infinite = ProductUpdate::builder().price(f64::INFINITY);
    let free = ProductUpdate::builder().name("Mug").cost_price("free");
    let priced = |price: &str| OrderProduct::builder().price_ex_tax(price);
    let order = NewOrder::builder().products([priced("8.50"), priced("1,5")]);
    let orders = platform.store.v2().orders();
    let form = Form::new().text("colour", "red");
    let file = Upload::bytes("a.png", &b"x"[..]).content_type("no media type");
    let file = Form::new().file("image_file", file);
    let wrong = [
        (
            fault(products.get_products().limit(u64::MAX).send().await),
            "get_products (GET /v3/catalog/products, getProducts): argument `limit` can't be sent: out of range integral type conversion attempted",
        ),
        (
            fault(products.update_product(7, infinite).send().await),
            "update_product (PUT /v3/catalog/products/{product_id}, updateProduct): the body can't be sent: `price`: inf is not a JSON number",
        ),
        (
            fault(products.update_product(7, free).send().await),
            "update_product (PUT /v3/catalog/products/{product_id}, updateProduct): the body can't be sent: `cost_price` of `ProductUpdate` can't be set: `free` is not a decimal number",
        ),
        (
            fault(orders.create_order(order).send().await),
            "create_order (POST /v2/orders, createOrder): the body can't be sent: `products[1]`: `price_ex_tax` of `OrderProduct` can't be set: `1,5` is not a decimal number",
        ),
        (
            fault(products.get_products().price("free").send().await),
            "get_products (GET /v3/catalog/products, getProducts): argument `price` can't be sent: `free` is not a decimal number",
        ),
        (
            fault(
                products
                    .get_products()
                    .price("1e9999999999999999999")
                    .send()
                    .await,
            ),
            "get_products (GET /v3/catalog/products, getProducts): argument `price` can't be sent: `1e9999999999999999999` has an exponent beyond 10^18",
        ),
        (
            fault(products.get_products().price(f64::NAN).send().await),
            "get_products (GET /v3/catalog/products, getProducts): argument `price` can't be sent: NaN is not a JSON number",
        ),
        (
            fault(
                products
                    .create_product_image_with_form(7, form)
                    .send()
                    .await,
            ),
            "create_product_image (POST /v3/catalog/products/{product_id}/images, createProductImage): the form has no field `colour`; it has ",
        ),
        (
            fault(
                products
                    .create_product_image_with_form(7, file)
                    .send()
                    .await,
            ),
            "create_product_image (POST /v3/catalog/products/{product_id}/images, createProductImage): form field `image_file` can't be sent: `no media type` is not a media type",
        ),
    ];
    for (said, expected) in wrong {
        assert!(said.starts_with(expected), "{said}");
    }
    // The first fault is the one reported.
    let twice = products.get_products().limit(u64::MAX).page(u64::MAX);
    assert!(fault(twice.send().await).contains("`limit`"));
    assert!(platform.server.recorded().is_empty());
}

#[tokio::test]
async fn nothing_is_emptied_by_accident() {
    let platform = Platform::start().await;
    let (v3, orders) = (platform.store.v3(), platform.store.v2().orders());
    let (products, users) = (v3.products(), platform.store.b2b().users());
    let nothing = || Vec::<i64>::new();
    let (empty, all) = (
        "argument `id:in` is an empty list, which BigCommerce takes for no `id:in` at all; give it a value or leave it out",
        "`.everything()` if that is meant",
    );
    let no_entry =
        "the body is an empty list, so there is nothing to do; give it an entry or don't send it";
    let refused = [
        (fault(products.delete_products().send().await), all),
        (
            fault(products.delete_products().id_in(nothing()).send().await),
            empty,
        ),
        (
            fault(
                products
                    .delete_products()
                    .id_in(nothing())
                    .everything()
                    .send()
                    .await,
            ),
            empty,
        ),
        (
            fault(products.delete_products().name(" ").send().await),
            "argument `name` is blank, which BigCommerce takes for no `name` at all; give it a value or leave it out",
        ),
        (
            fault(products.delete_products_metafields(nothing()).send().await),
            no_entry,
        ),
        (fault(orders.delete_orders().limit(5).send().await), all),
        (fault(orders.delete_order_shipments(5).send().await), all),
        (
            fault(products.get_products().id_in(nothing()).send().await),
            empty,
        ),
        (
            fault(
                products
                    .get_products()
                    .id_in([1])
                    .include([""; 0])
                    .send()
                    .await,
            ),
            "argument `include` is an empty list, ",
        ),
        (
            fault(users.create_users(Vec::<NewUser>::new()).send().await),
            no_entry,
        ),
    ];
    for (said, expected) in refused {
        assert!(said.contains(expected), "{said}");
    }
    let listed = products
        .get_products()
        .id_in(nothing())
        .items()
        .next()
        .await;
    assert!(listed.unwrap().unwrap_err().to_string().contains(empty));
    // An empty list that would be split sends no request.
    let split = products.delete_products().id_in(nothing()).batches();
    assert!(split.send().await.unwrap().requests().is_empty());
    assert!(platform.server.recorded().is_empty());

    // What is meant is sent.
    drop(products.delete_products().everything().send().await);
    drop(products.delete_products().is_visible(false).send().await);
    drop(products.delete_products_metafields([7]).send().await);
    drop(orders.delete_orders().everything().limit(5).send().await);
    let sent: Vec<_> = platform
        .server
        .take()
        .into_iter()
        .map(|request| request.target)
        .collect();
    let below = "/stores/abc123";
    assert_eq!(
        sent,
        [
            format!("{below}/v3/catalog/products"),
            format!("{below}/v3/catalog/products?is_visible=false"),
            format!("{below}/v3/catalog/products/metafields"),
            format!("{below}/v2/orders?limit=5"),
        ]
    );
}

#[tokio::test]
async fn a_path_argument_stays_one_segment() {
    let platform = Platform::start().await;
    let orders = platform.store.v2().orders();
    let address = |id: &str| orders.get_order_shipping_address(5, id).send();
    for id in ["", " ", "\t", ".", "..", " .. "] {
        let said = fault(address(id).await);
        let shown = id.escape_debug();
        let expected = format!(
            "get_order_shipping_address (GET /v2/orders/{{order_id}}/shipping_addresses/{{id}}, getOrderShippingAddress): argument `id` can't be `{shown}` in a path"
        );
        assert_eq!(said, expected);
    }
    assert!(platform.server.recorded().is_empty());
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("é", "%C3%A9"),
        ("%2F", "%252F"),
        ("%2e%2e", "%252e%252e"),
        ("../..", "..%2F.."),
        ("...", "..."),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("a\\b c\t;:@", "a%5Cb%20c%09%3B%3A%40"),
        ("{order_id}", "%7Border_id%7D"),
        ("{store_hash}", "%7Bstore_hash%7D"),
        ("-._~", "-._~"),
    ] {
        drop(address(id).await);
        let expected = format!("/stores/abc123/v2/orders/5/shipping_addresses/{segment}");
        assert_eq!(platform.only_request().target, expected);
    }
}

#[tokio::test]
async fn a_query_argument_stays_one_value() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    for (keyword, value) in [
        ("a&b=c", "a%26b%3Dc"),
        ("a+b c", "a%2Bb%20c"),
        ("#é%", "%23%C3%A9%25"),
        ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05%2B00:00"),
        ("", ""),
    ] {
        products
            .get_products()
            .keyword(keyword)
            .send()
            .await
            .unwrap();
        assert_eq!(platform.only_request().query(), format!("keyword={value}"));
    }
    let skus = vec!["a,b".to_owned(), "c&d".to_owned()];
    products.get_products().sku_in(skus).send().await.unwrap();
    assert_eq!(platform.only_request().query(), "sku:in=a%2Cb,c%26d");
    let price: Decimal = "7.9500".parse().unwrap();
    products
        .get_products()
        .price(price)
        .is_visible(true)
        .send()
        .await
        .unwrap();
    assert_eq!(
        platform.only_request().query(),
        "is_visible=true&price=7.9500"
    );
    for (price, value) in [
        ("10.00", "10.00"),
        ("1e2", "1e2"),
        ("1E+2", "1E%2B2"),
        (
            "123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        ("1e999999999", "1e999999999"),
        ("+.50", "0.50"),
    ] {
        products.get_products().price(price).send().await.unwrap();
        assert_eq!(platform.only_request().query(), format!("price={value}"));
    }
    // From a response, as text.
    let price: Decimal = serde_json::from_str("\"7.9500\"").unwrap();
    products.get_products().price(price).send().await.unwrap();
    assert_eq!(platform.only_request().query(), "price=7.9500");
}

#[tokio::test]
async fn the_last_value_of_an_argument_counts() {
    let platform = Platform::start().await;
    let call = platform
        .store
        .v3()
        .products()
        .get_products()
        .limit(5)
        .limit(6);
    call.clone().send().await.unwrap();
    call.limit(7).send().await.unwrap();
    let seen = platform.server.take();
    let queries: Vec<_> = seen.iter().map(|request| request.query()).collect();
    assert_eq!(queries, ["limit=6", "limit=7"]);
}

#[tokio::test]
async fn a_price_is_set_by_whatever_is_a_number() {
    let platform = Platform::start().await;
    platform.respond_with(testkit::server::Response::json(
        200,
        serde_json::json!({"data": {}}),
    ));
    let products = platform.store.v3().products();
    let body = ProductUpdate::builder;
    let text = "7.95".to_owned();
    for (body, sent) in [
        (body().price("7.9500"), "7.9500"),
        (body().price(text.clone()), "7.95"),
        (body().price(&text), "7.95"),
        (body().price(7.95), "7.95"),
        (body().price(7.95_f32), "7.95"),
        (body().price(8), "8"),
        (body().price(8_u8), "8"),
        (body().price("8.50".parse::<Decimal>().unwrap()), "8.50"),
    ] {
        products.update_product(7, body).send().await.unwrap();
        let request = platform.only_request();
        assert_eq!(request.body, format!("{{\"price\":{sent}}}").as_bytes());
    }
}

#[test]
fn a_decimal_is_parsed_or_says_why_not() {
    for (text, number) in [
        ("7.95", "7.95"),
        ("-0.5", "-0.5"),
        ("10.00", "10.00"),
        ("1e3", "1e3"),
        (" 2 ", "2"),
        (".5", "0.5"),
        ("+1", "1"),
        ("007", "7"),
    ] {
        let decimal = text.parse::<Decimal>().unwrap();
        assert_eq!(decimal, Decimal::try_from(text).unwrap());
        assert_eq!(decimal, Decimal::try_from(text.to_owned()).unwrap());
        assert_eq!(serde_json::to_string(&decimal).unwrap(), number);
    }
    for text in [
        "", "free", "1,5", "NaN", "inf", "0x10", "1 2", "5€", ".", "--1", "1e", "\"1\"",
    ] {
        let error = text.parse::<Decimal>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{text}` is not a decimal number")
        );
    }
    // Only the beginning of a long text is reported.
    let error = "x".repeat(1_000_000).parse::<Decimal>().unwrap_err();
    assert!(error.to_string().len() < 100);
}

#[cfg(feature = "v3-category-trees")]
#[test]
fn a_builder_asks_for_what_a_branch_requires_and_for_one_of_the_alternatives() {
    use bigcommerce::v3::types::NewTreeCategory;
    let missing = |builder: bigcommerce::v3::types::builder::NewTreeCategory| {
        builder.build().unwrap_err().to_string()
    };
    let mugs = || NewTreeCategory::builder().name("Mugs");
    let unnamed = NewTreeCategory::builder().tree_id(1);
    assert!(missing(unnamed).ends_with(" needs `name`"));
    assert!(missing(mugs()).ends_with(" needs `tree_id or parent_id`"));
    assert_eq!(mugs().tree_id(1).build().unwrap().tree_id, Some(1));
    assert_eq!(mugs().parent_id(7).build().unwrap().parent_id, Some(7));
}
