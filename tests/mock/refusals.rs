//! Wrong requests, from a client or with plain HTTP: each is refused with the right status in the API's own shape.
//! What the document doesn't allow is a violation, which names operation and pointer.

use bigcommerce::{
    Error,
    v3::types::{NewProduct, ProductBulkUpdate, ProductUpdate},
};
use bigcommerce_mock::{ACCESS_TOKEN, B2B_AUTH_TOKEN, MockStore, STORE_HASH};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const V3: &str = "/stores/mock1/v3";
const V2: &str = "/stores/mock1/v2";
const B2B: &str = "/api/v3/io";

/// A request that is right, but for what the caller changes.
fn request(mock: &MockStore, method: Method, path: &str) -> RequestBuilder {
    let b2b = path.starts_with("/api/");
    let host = if b2b {
        mock.b2b_url()
    } else {
        mock.bigcommerce_url()
    };
    let request = reqwest::Client::new()
        .request(method, format!("{host}{path}"))
        .header("Accept", "application/json")
        .header("X-Auth-Token", ACCESS_TOKEN);
    if b2b {
        request.header("X-Store-Hash", STORE_HASH)
    } else {
        request
    }
}

fn get(mock: &MockStore, path: &str) -> RequestBuilder {
    request(mock, Method::GET, path)
}

fn with(request: RequestBuilder, body: &Value) -> RequestBuilder {
    let request = request.header("Content-Type", "application/json");
    request.body(body.to_string())
}

/// Sends it and returns status, body and the violations it left.
async fn sent(mock: &MockStore, request: RequestBuilder) -> (u16, Value, Vec<String>) {
    let known = mock.violations().len();
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default();
    let found = mock.violations().into_iter().skip(known);
    let found = found.map(|found| format!("{} {}", found.operation, found.pointer));
    (status, body, found.collect())
}

/// Sends it and expects this status and this one violation.
async fn refused(mock: &MockStore, request: RequestBuilder, status: u16, violation: &str) -> Value {
    let (came, body, found) = sent(mock, request).await;
    assert_eq!((came, found), (status, vec![violation.to_owned()]));
    body
}

#[tokio::test]
async fn what_is_right_is_no_violation() {
    let mock = MockStore::start().unwrap();
    let paths = [
        format!("{V3}/catalog/products?id:in=1,2&page=1&limit=5"),
        format!("{V3}/catalog/products?id%3Ain=1%2C2"),
        format!("{V2}/orders?min_id=1"),
        format!("{B2B}/companies?limit=5&offset=0"),
    ];
    for path in paths {
        let (status, _, found) = sent(&mock, get(&mock, &path)).await;
        assert_eq!((status, found), (200, Vec::<String>::new()), "{path}");
    }
    // A legacy token alone is as good.
    let legacy = reqwest::Client::new()
        .get(format!("{}{B2B}/companies", mock.b2b_url()))
        .header("authToken", B2B_AUTH_TOKEN);
    let (status, _, found) = sent(&mock, legacy.header("Accept", "*/*")).await;
    assert_eq!((status, found), (200, Vec::<String>::new()));
}

#[tokio::test]
async fn a_wrong_header_is() {
    let mock = MockStore::start().unwrap();
    let bare = |path: &str| {
        let host = if path.starts_with("/api") {
            mock.b2b_url()
        } else {
            mock.bigcommerce_url()
        };
        let request = reqwest::Client::new().get(format!("{host}{path}"));
        request.header("Accept", "application/json")
    };
    let (products, orders) = (format!("{V3}/catalog/products"), format!("{V2}/orders"));
    let companies = format!("{B2B}/companies");
    let token = "v3.products.getProducts /headers/X-Auth-Token";
    let body = refused(&mock, bare(&products), 401, token).await;
    assert_eq!(body["status"], 401);
    let wrong = bare(&products).header("X-Auth-Token", "another");
    refused(&mock, wrong, 401, token).await;
    let twice = get(&mock, &products).header("X-Auth-Token", ACCESS_TOKEN);
    refused(&mock, twice, 401, token).await;
    let token = "v2.orders.getOrders /headers/X-Auth-Token";
    let body = refused(&mock, bare(&orders), 401, token).await;
    assert_eq!(body[0]["status"], 401);

    let hash = "b2b.companies.get-companies /headers/X-Store-Hash";
    let unhashed = bare(&companies).header("X-Auth-Token", ACCESS_TOKEN);
    let body = refused(&mock, unhashed, 500, hash).await;
    assert_eq!(body["code"], 500);
    let both = bare(&companies)
        .header("authToken", B2B_AUTH_TOKEN)
        .header("X-Store-Hash", STORE_HASH);
    refused(&mock, both, 401, hash).await;

    let stray = get(&mock, &products).header("api-version", "1");
    refused(
        &mock,
        stray,
        400,
        "v3.products.getProducts /headers/api-version",
    )
    .await;
    let accept = bare(&products).header("X-Auth-Token", ACCESS_TOKEN);
    let accept = accept.header("Accept", "text/html").build().unwrap();
    assert_eq!(accept.headers().get_all("Accept").iter().count(), 2);
    let html = reqwest::Client::new()
        .get(format!("{}{products}", mock.bigcommerce_url()))
        .header("X-Auth-Token", ACCESS_TOKEN)
        .header("Accept", "text/html");
    refused(&mock, html, 406, "v3.products.getProducts /headers/Accept").await;
}

#[tokio::test]
async fn a_wrong_query_is() {
    let mock = MockStore::start().unwrap();
    let products = |query: &str| get(&mock, &format!("{V3}/catalog/products?{query}"));
    let at = |pointer: &str| format!("v3.products.getProducts /query/{pointer}");
    let repeated = products("id:in=1&id:in=2");
    let body = refused(&mock, repeated, 422, &at("id:in")).await;
    assert!(body["errors"]["id:in"].is_string(), "{body}");
    refused(&mock, products("id:in[]=1"), 422, &at("id:in[]")).await;
    refused(&mock, products("id:in=1,x"), 422, &at("id:in/1")).await;
    refused(&mock, products("limit=five"), 422, &at("limit")).await;
    refused(&mock, products("sort=colour"), 422, &at("sort")).await;
    let orders = get(&mock, &format!("{V2}/orders?pages=1"));
    let body = refused(&mock, orders, 400, "v2.orders.getOrders /query/pages").await;
    assert_eq!(body[0]["status"], 400);
}

#[tokio::test]
async fn a_wrong_path_or_method_is() {
    let mock = MockStore::start().unwrap();
    let violation = |path: &str, pointer: &str| format!("GET {path} {pointer}");
    for path in [
        "/stores/mock1/catalog/products",
        "/stores/mock1/v3/catalogue",
        "/v3/catalog/products",
    ] {
        let body = refused(&mock, get(&mock, path), 404, &violation(path, "/path")).await;
        assert_eq!(body["status"], 404);
    }
    let path = "/api/v2/io/companies";
    let body = refused(&mock, get(&mock, path), 404, &violation(path, "/path")).await;
    assert_eq!(body["code"], 404);
    // The other host knows nothing of it.
    let host = format!("{}{V3}/catalog/products", mock.b2b_url());
    let there = reqwest::Client::new()
        .get(host)
        .header("X-Auth-Token", ACCESS_TOKEN);
    let path = format!("{V3}/catalog/products");
    refused(&mock, there, 404, &violation(&path, "/path")).await;

    let patch = request(&mock, Method::PATCH, &path);
    refused(&mock, patch, 405, &format!("PATCH {path} /method")).await;
    let hash = get(&mock, "/stores/other1/v3/catalog/products");
    refused(&mock, hash, 401, "v3.products.getProducts /path/store_hash").await;
    let id = get(&mock, &format!("{V3}/catalog/products/mug"));
    refused(&mock, id, 422, "v3.products.getProduct /path/product_id").await;
}

#[tokio::test]
async fn a_wrong_body_is() {
    let mock = MockStore::start().unwrap();
    let post = || request(&mock, Method::POST, &format!("{V3}/catalog/products"));
    let at = |pointer: &str| format!("v3.products.createProduct {pointer}");
    let mug = json!({"name": "Mug", "type": "physical", "weight": 0.4, "price": 7.95});
    let changed = |name: &str, value: Value| {
        let mut mug = mug.clone();
        mug[name] = value;
        mug
    };
    let (status, _, found) = sent(&mock, with(post(), &mug)).await;
    assert_eq!((status, found), (200, Vec::new()));
    let missing = post().header("Content-Type", "application/json");
    refused(&mock, missing, 422, &at("/body")).await;
    refused(
        &mock,
        post().body(mug.to_string()),
        415,
        &at("/headers/Content-Type"),
    )
    .await;
    let broken = post().header("Content-Type", "application/json").body("{");
    refused(&mock, broken, 422, &at("/body")).await;
    let text = with(post(), &changed("price", json!("7.95")));
    let body = refused(&mock, text, 422, &at("/body/price")).await;
    assert!(body["errors"]["price"].is_string(), "{body}");
    refused(
        &mock,
        with(post(), &changed("type", json!("liquid"))),
        422,
        &at("/body/type"),
    )
    .await;
    let nested = with(post(), &changed("variants", json!([{"sku": 1}])));
    let (status, _, found) = sent(&mock, nested).await;
    assert_eq!(status, 422);
    assert!(found.contains(&at("/body/variants/0/sku")), "{found:?}");
    let mut nameless = mug.clone();
    nameless.as_object_mut().unwrap().remove("name");
    refused(&mock, with(post(), &nameless), 422, &at("/body/name")).await;
    let company = request(&mock, Method::POST, &format!("{B2B}/companies"));
    let (status, body, _) = sent(&mock, with(company, &json!({"companyName": 1}))).await;
    assert_eq!((status, &body["code"]), (422, &json!(422)));
    let reading = with(get(&mock, &format!("{V3}/catalog/products/1")), &mug);
    refused(&mock, reading, 422, "v3.products.getProduct /body").await;
}

/// Text of another format than the document says, where that is sure to be wrong.
#[tokio::test]
async fn a_wrong_format_is() {
    let mock = MockStore::start().unwrap();
    let company = || request(&mock, Method::PUT, &format!("{B2B}/companies/501"));
    let wrong = with(company(), &json!({"companyEmail": "office"}));
    let at = "b2b.companies.put-companies-companyId /body/companyEmail";
    refused(&mock, wrong, 422, at).await;
    // What the document calls a UUID is an id of the caller's own, as its description says.
    let right = json!({"companyEmail": "office@elm.example", "uuid": "ERP-7"});
    let (status, _, found) = sent(&mock, with(company(), &right)).await;
    assert_eq!((status, found), (200, Vec::new()));
    // Upstream's examples have more than one form of time.
    let orders = get(&mock, &format!("{V2}/orders?min_date_created=1750437336"));
    let (_, _, found) = sent(&mock, orders).await;
    assert_eq!(found, Vec::<String>::new());
    #[cfg(feature = "v3-category-trees")]
    {
        let path = format!("{V3}/catalog/trees/categories?category_uuid:in=7");
        let at = "v3.category_trees.getAllCategories /query/category_uuid:in/0";
        refused(&mock, get(&mock, &path), 422, at).await;
    }
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_refused() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let changes =
        |count: i64| (0..count).map(|_| ProductBulkUpdate::builder().id(101).is_visible(true));
    let products = store.v3().products();

    let error = products.update_products(changes(11)).await.unwrap_err();
    assert_eq!(error.problem().unwrap().status(), 422);
    let report = products
        .update_products(changes(11))
        .batches()
        .send()
        .await
        .unwrap();
    assert!(report.is_complete());
}

#[tokio::test]
async fn what_the_token_has_no_scope_for_is_refused() {
    let mock = MockStore::builder()
        .scopes(["store_v2_products_read_only"])
        .start()
        .unwrap();
    let store = mock.store();

    store.v3().products().get_products().await.unwrap();
    let error = store.v3().products().delete_product(101).await.unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
    assert!(error.to_string().contains("store_v2_products"), "{error}");
    let error = store.v2().orders().get_orders().await.unwrap_err();
    assert_eq!(error.problem().unwrap().status(), 403);
}

/// A violation is for a log: nothing secret is in it.
#[tokio::test]
async fn nothing_prints_a_secret() {
    let mock = MockStore::start().unwrap();
    let secret = get(&mock, &format!("{V3}/catalog/products")).header("X-Auth-Client", "hush");
    sent(&mock, secret).await;
    let printed = format!("{:?} {:?}", mock.requests(), mock.violations());
    assert!(
        !printed.contains("hush") && !printed.contains(ACCESS_TOKEN),
        "{printed}"
    );
}

#[tokio::test]
async fn a_filter_by_a_date_that_is_none_is_refused() {
    let mock = MockStore::start().unwrap();
    for (path, expected) in [
        (format!("{V2}/orders?min_date_created=yesterday"), 400),
        (
            format!("{V2}/orders?min_date_created=2025-06-20T16:35:36Z"),
            200,
        ),
        (
            format!("{V3}/catalog/products?date_modified:min=yesterday"),
            422,
        ),
        (
            format!("{V3}/catalog/products?date_modified:min=2025-06-20"),
            200,
        ),
    ] {
        let response = get(&mock, &path).send().await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
    }
}

/// The status of a refusal and the field that its body names.
fn reported(error: &Error) -> (u16, String) {
    let problem = error.problem().unwrap();
    let body: Value = serde_json::from_slice(problem.body()).unwrap();
    (problem.status().as_u16(), body["errors"].to_string())
}

#[tokio::test]
async fn a_name_or_an_sku_that_is_there_already_is_refused() {
    let mock = MockStore::start().unwrap();
    let products = mock.store().v3().products();
    let mug = |name: &str, sku: &str| {
        let mug = NewProduct::builder().name(name).sku(sku).type_("physical");
        mug.weight(1).price(8)
    };
    products.create_product(mug("Mug", "MUG-9")).await.unwrap();
    for (name, sku, field) in [
        ("Mug", "MUG-10", "name"),
        ("Bowl", "MUG-9", "sku"),
        // The letter case makes no difference, and a variant's is taken too.
        ("Bowl", "mug-9", "sku"),
        ("Bowl", "MUG-1-W", "sku"),
    ] {
        let error = products.create_product(mug(name, sku)).await.unwrap_err();
        let (status, errors) = reported(&error);
        assert_eq!(status, 409, "{name} {sku}");
        assert_eq!(
            errors,
            format!(r#"{{"{field}":"is another item's already"}}"#)
        );
    }
    let change = ProductUpdate::builder().name("Mug");
    let error = products.update_product(101, change).await.unwrap_err();
    assert_eq!(reported(&error).0, 409);
    assert_eq!(products.get_products().await.unwrap().total(), Some(6));
}

#[cfg(all(feature = "v3-brands", feature = "v3-categories"))]
#[tokio::test]
async fn a_product_with_an_unknown_brand_or_category_is_refused() {
    let mock = MockStore::start().unwrap();
    let products = mock.store().v3().products();
    let mug = || {
        NewProduct::builder()
            .name("Mug")
            .type_("physical")
            .weight(1)
            .price(8)
    };
    let unknown_brand = products.create_product(mug().brand_id(32)).await;
    let brand = r#"{"brand_id":"is the id of nothing in this store"}"#;
    assert_eq!(
        reported(&unknown_brand.unwrap_err()),
        (409, brand.to_owned())
    );
    let unknown_category = products.create_product(mug().categories([23, 99])).await;
    let category = r#"{"categories":"is the id of nothing in this store"}"#;
    assert_eq!(
        reported(&unknown_category.unwrap_err()),
        (409, category.to_owned())
    );
    let change = ProductUpdate::builder().categories([99]);
    let error = products.update_product(101, change).await.unwrap_err();
    assert_eq!(reported(&error).0, 409);

    // What was created is known, and no brand is 0.
    let brand = bigcommerce::v3::types::NewBrand::builder().name("Kiln");
    let brand = mock
        .store()
        .v3()
        .brands()
        .create_brand(brand)
        .await
        .unwrap();
    let known = mug().brand_id(brand.id).categories([23, 24]);
    products.create_product(known).await.unwrap();
    let change = ProductUpdate::builder().brand_id(0).categories([23]);
    products.update_product(101, change).await.unwrap();
}

#[cfg(all(feature = "v3-categories", feature = "v3-category-trees"))]
#[tokio::test]
async fn a_category_of_a_tree_is_one_that_a_product_can_be_in() {
    use bigcommerce::v3::types::NewTreeCategory;
    let mock = MockStore::start().unwrap();
    let v3 = mock.store().v3();
    let bowls = NewTreeCategory::builder().name("Bowls").tree_id(1);
    let created = v3
        .category_trees()
        .create_categories([bowls])
        .await
        .unwrap();
    let bowls = created[0].category_id.unwrap();
    let bowl = NewProduct::builder()
        .name("Bowl")
        .type_("physical")
        .weight(1)
        .price(8);
    v3.products()
        .create_product(bowl.categories([bowls]))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_page_that_is_too_large_is_refused() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let error = store.v3().products().get_products().limit(251).await;
    assert_eq!(reported(&error.unwrap_err()).0, 422);
    let error = store
        .b2b()
        .users()
        .get_users()
        .limit(251)
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 422);
    let pointers = mock.violations().into_iter().map(|found| found.pointer);
    assert_eq!(Vec::from_iter(pointers), ["/query/limit", "/query/limit"]);
}

#[tokio::test]
async fn a_whole_collection_is_not_deleted_without_a_filter() {
    let mock = MockStore::start().unwrap();
    let products = mock.store().v3().products();
    let error = products.delete_products().everything().await.unwrap_err();
    assert_eq!(reported(&error).0, 422);
    assert_eq!(mock.violations()[0].pointer, "/query");
    assert_eq!(products.get_products().await.unwrap().total(), Some(5));
}

#[tokio::test]
async fn a_delete_by_ids_that_do_not_exist_is_refused() {
    let mock = MockStore::start().unwrap();
    let products = mock.store().v3().products();
    for ids in [vec![999], vec![101, 999]] {
        let error = products.delete_products().id_in(ids).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 404);
    }
    assert_eq!(products.get_products().await.unwrap().total(), Some(5));
    products.delete_products().id_in([101]).await.unwrap();
    assert_eq!(products.get_products().await.unwrap().total(), Some(4));
    // An argument that the operation doesn't have could mean anything.
    let delete = |query: &str| {
        let path = format!("{V3}/catalog/products?{query}");
        request(&mock, Method::DELETE, &path)
    };
    for query in ["product_id:in=102", "id:in=x"] {
        let (status, _, found) = sent(&mock, delete(query)).await;
        assert_eq!((status, found.len()), (422, 1), "{query}");
    }
    assert_eq!(products.get_products().await.unwrap().total(), Some(4));
}

#[cfg(feature = "b2b-quotes")]
#[tokio::test]
async fn a_quote_that_is_closed_can_not_be_ordered() {
    use bigcommerce::b2b::types::QuoteOrderAssignment;
    let mock = MockStore::start().unwrap();
    let quotes = mock.store().b2b().quotes();
    let order = |id: &str| QuoteOrderAssignment::builder().order_id(id);
    let why = |error: Error| {
        let body = error.problem().unwrap().body();
        let body: Value = serde_json::from_slice(body).unwrap();
        let why = body["data"]["errMsg"].clone();
        let expected = json!({"code": 422, "data": {"errMsg": why}, "meta": {"message": why}});
        assert_eq!(body, expected);
        why.as_str().unwrap().to_owned()
    };

    let unknown = quotes.assign_quote_to_order(601, order("9")).await;
    assert_eq!(why(unknown.unwrap_err()), "Invalid BigCommerce order");
    quotes.create_quote_checkout(601).await.unwrap();
    quotes
        .assign_quote_to_order(601, order("1001"))
        .await
        .unwrap();
    let quote = quotes.get_quote(601, "2026-11-27").await.unwrap();
    assert_eq!(quote.bc_order_id.as_deref(), Some("1001"));

    let twice = quotes.assign_quote_to_order(601, order("1002")).await;
    assert!(why(twice.unwrap_err()).contains("must be new"));
    let checkout = quotes.create_quote_checkout(601).await;
    assert!(why(checkout.unwrap_err()).contains("must be new"));
    let shipping = quotes.delete_quote_shipping_rate(601).await;
    assert!(why(shipping.unwrap_err()).contains("has been ordered"));
}
