//! Lists are counted, filtered and sorted, and show what is asked for.

use bigcommerce::{
    Store,
    v3::types::{MetafieldBulkUpdate, ProductBulkUpdate},
};
use bigcommerce_mock::MockStore;
use serde_json::{Value, json};

use crate::plain::{b2b, call, ids, v2, v3};

/// How many orders have a status, and how many there are.
async fn counted(store: &Store, status: i64) -> (u64, i64) {
    let orders = store.v2().orders();
    let counts = orders.get_orders_count().send().await.unwrap();
    let counts = serde_json::to_value(&*counts).unwrap();
    let statuses = counts["statuses"].as_array().unwrap().iter();
    let of_status = statuses
        .filter(|known| known["id"] == status)
        .map(|known| known["count"].as_i64().unwrap())
        .sum();
    (counts["count"].as_f64().unwrap() as u64, of_status)
}

#[tokio::test]
async fn counts_agree_with_the_lists() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    assert_eq!(counted(&store, 2).await, (3, 1));
    let order = json!({"status_id": 2, "products": [{"product_id": 101, "quantity": 1}],
        "billing_address": {"zip": "78701"}});
    let (status, created) = call(&mock, "POST", &v2(&mock, "/orders"), Some(&order)).await;
    assert_eq!((status, &created["status"]), (200, &json!("Shipped")));
    assert_eq!(counted(&store, 2).await, (4, 2));

    let count = async |query: &str| {
        let (_, counts) = call(&mock, "GET", &v2(&mock, "/orders/count"), None).await;
        let url = v2(&mock, &format!("/orders/count?{query}"));
        let (_, filtered) = call(&mock, "GET", &url, None).await;
        let url = v2(&mock, &format!("/orders?{query}"));
        let (_, listed) = call(&mock, "GET", &url, None).await;
        assert_eq!(counts["count"], 4);
        assert_eq!(filtered["count"], ids(&listed, "id").len());
        filtered["count"].as_u64().unwrap()
    };
    assert_eq!(count("status_id=2").await, 2);
    assert_eq!(count("customer_id=12").await, 1);
    assert_eq!(count("min_id=1002&max_id=1003").await, 2);
    assert_eq!(count("status_id=14").await, 0);
    let (status, _) = call(&mock, "DELETE", &v2(&mock, "/orders/1001"), None).await;
    assert_eq!((status, counted(&store, 2).await), (204, (3, 1)));
    let (_, shipments) = call(
        &mock,
        "GET",
        &v2(&mock, "/orders/1002/shipments/count"),
        None,
    )
    .await;
    assert_eq!(shipments["count"], 0);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

/// The status of an order is called what its number says.
#[tokio::test]
async fn an_order_changes_its_status() {
    let mock = MockStore::start().unwrap();
    let order = v2(&mock, "/orders/1003");
    let (_, before) = call(&mock, "GET", &order, None).await;
    assert_eq!(before["status"], "Pending");
    let change = json!({"status_id": 10});
    let (_, changed) = call(&mock, "PUT", &order, Some(&change)).await;
    assert_eq!(changed["status"], "Completed");
    let (_, known) = call(&mock, "GET", &v2(&mock, "/order_statuses"), None).await;
    assert_eq!(ids(&known, "name")[10], "Completed");
}

#[cfg(feature = "v2-customers")]
#[tokio::test]
async fn customers_are_the_same_in_both_apis() {
    let mock = MockStore::start().unwrap();
    let count = v2(&mock, "/customers/count");
    let (_, before) = call(&mock, "GET", &count, None).await;
    let (_, listed) = call(&mock, "GET", &v2(&mock, "/customers"), None).await;
    assert_eq!((&before["count"], ids(&listed, "id").len()), (&json!(3), 3));
    let (status, _) = call(&mock, "DELETE", &v2(&mock, "/customers/12"), None).await;
    assert_eq!(status, 204);
    let (_, after) = call(&mock, "GET", &count, None).await;
    assert_eq!(after["count"], 2);
    #[cfg(feature = "v3-customers")]
    {
        let (_, listed) = call(&mock, "GET", &v3(&mock, "/customers"), None).await;
        assert_eq!(ids(&listed, "id"), ["11", "13"]);
    }
}

#[tokio::test]
async fn lists_are_sorted() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let products = store.v3().products();
    let dear = products.get_products().sort("price").direction("desc");
    let dear = dear.send().await.unwrap();
    let prices = dear.iter().map(|product| product.id);
    let prices: Vec<_> = prices.collect();
    assert_eq!(prices, [104, 103, 105, 101, 102]);
    let orders = store.v2().orders();
    // As the document has it in prose: the direction behind the field.
    let orders = orders.get_orders().sort("customer_id:desc").send().await;
    let orders = orders.unwrap();
    let orders: Vec<_> = orders.iter().map(|order| order.id).collect();
    assert_eq!(orders, [1002, 1001, 1003]);
    let companies = store.b2b().companies().get_companies();
    let companies = companies.sort_by("companyName").order_by("DESC");
    let companies = companies.send().await.unwrap();
    let companies = companies.iter();
    let companies: Vec<_> = companies.map(|company| company.company_id).collect();
    assert_eq!(companies, [502, 501]);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());

    let listed = async |url: String, key: &str| {
        let (_, listed) = call(&mock, "GET", &url, None).await;
        ids(&listed, key).join(" ")
    };
    let products = |query: &str| v3(&mock, &format!("/catalog/products?{query}"));
    assert_eq!(
        listed(products("sort=name"), "id").await,
        "104 105 102 103 101"
    );
    // Pages are of the sorted list.
    let second = products("sort=price&limit=2&page=2");
    assert_eq!(listed(second, "id").await, "105 103");
    // None of them has it, so that they can't be put in its order.
    assert_eq!(
        listed(products("sort=total_sold&direction=desc"), "id").await,
        "101 102 103 104 105"
    );
    let companies = |query: &str| b2b(&mock, &format!("/companies?{query}"));
    // The document says by what unless that is sent.
    assert_eq!(
        listed(companies("orderBy=ASC"), "companyId").await,
        "501 502"
    );
    assert_eq!(
        listed(companies("orderBy=DESC"), "companyId").await,
        "502 501"
    );
    // What was changed last is the latest.
    let change = json!({"companyName": "Birch"});
    call(&mock, "PUT", &b2b(&mock, "/companies/501"), Some(&change)).await;
    assert_eq!(
        listed(companies("orderBy=DESC"), "companyId").await,
        "501 502"
    );
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[cfg(feature = "v3-customers")]
#[tokio::test]
async fn customers_are_sorted() {
    let mock = MockStore::start().unwrap();
    let url = v3(&mock, "/customers?sort=last_name:asc");
    let (_, listed) = call(&mock, "GET", &url, None).await;
    assert_eq!(ids(&listed, "last_name"), ["Chen", "Lopes", "Okafor"]);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn lists_are_filtered_by_what_a_field_says() {
    let mock = MockStore::start().unwrap();
    for (query, found) in [
        ("keyword=kettle", "104"),
        ("categories=23&price=34", "103"),
        ("categories:in=99", ""),
        ("is_visible=true&type=digital", "105"),
        ("is_featured=1", ""),
        ("is_featured=0&id:greater=104", "105"),
        ("upc=123", ""),
    ] {
        let url = v3(&mock, &format!("/catalog/products?{query}"));
        let (_, listed) = call(&mock, "GET", &url, None).await;
        assert_eq!(ids(&listed, "id").join(" "), found, "{query}");
    }
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn fields_are_those_that_are_asked_for() {
    let mock = MockStore::start().unwrap();
    let fields = async |query: &str| {
        let url = v3(&mock, &format!("/catalog/products/101?{query}"));
        let (_, product) = call(&mock, "GET", &url, None).await;
        let product = product["data"].as_object().cloned().unwrap_or_default();
        product.keys().cloned().collect::<Vec<_>>()
    };
    // What the schema requires stays.
    let required = ["id", "name", "type"];
    let few = fields("include_fields=price,sku").await;
    let optional: Vec<_> = few
        .iter()
        .filter(|name| !required.contains(&name.as_str()))
        .collect();
    assert_eq!(optional, ["price", "sku"], "{few:?}");
    assert!(few.iter().any(|name| name == "id"));
    let rest = fields("exclude_fields=price,sku,id").await;
    assert!(rest.iter().all(|name| name != "price" && name != "sku"));
    for stays in ["id", "is_visible"] {
        assert!(rest.iter().any(|name| name == stays), "{rest:?}");
    }
    let store = mock.store();
    let call = store.v3().products().get_products();
    let listed = call.include_fields(["name"]).send().await.unwrap();
    let products = listed.items();
    assert!(products.iter().all(|product| product.price.is_none()));
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn what_is_below_a_product_is_shown_where_it_is_asked_for() {
    let mock = MockStore::start().unwrap();
    let shown = async |query: &str| {
        let url = v3(&mock, &format!("/catalog/products/101{query}"));
        let (_, product) = call(&mock, "GET", &url, None).await;
        product["data"].clone()
    };
    let product = shown("").await;
    assert_eq!(product.get("variants"), None);
    let product = shown("?include=variants,custom_fields").await;
    let skus: Vec<_> = product["variants"].as_array().unwrap().iter().collect();
    let skus: Vec<_> = skus.iter().map(|variant| &variant["sku"]).collect();
    assert_eq!(skus, ["MUG-1-W", "MUG-1-B"]);
    assert_eq!(product["custom_fields"], json!([]));
    assert_eq!(product.get("images"), None);
    let product = shown("?include=variants&include_fields=name").await;
    assert_eq!(product["variants"].as_array().map(Vec::len), Some(2));
    assert_eq!(product.get("price"), None);
    let url = v3(&mock, "/catalog/products?include=variants&id=101");
    let (_, listed) = call(&mock, "GET", &url, None).await;
    let variants = listed.pointer("/data/0/variants").and_then(Value::as_array);
    assert_eq!(variants.map(Vec::len), Some(2));
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

/// What isn't kept is said to be done too, entry by entry.
#[tokio::test]
async fn whatever_is_sent_in_a_list_is_done() {
    let mock = MockStore::start().unwrap();
    let products = mock.store().v3().products();
    let fields: Vec<MetafieldBulkUpdate> =
        typed(json!([{"id": 7, "value": "x"}, {"id": 8, "value": "y"}, {"id": 9}]));
    let update = products.update_products_metafields(fields);
    let report = update.batches().size(2).send().await.unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.requests().len(), 2);
    let delete = products.delete_products_metafields(vec![7, 8, 9]);
    let report = delete.batches().send().await.unwrap();
    assert!(report.is_complete(), "{report:?}");
    let changes: Vec<ProductBulkUpdate> =
        typed(json!([{"id": 101, "price": 7}, {"id": 102, "price": 8}]));
    let update = products.update_products(changes);
    let report = update.batches().send().await.unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

fn typed<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}
