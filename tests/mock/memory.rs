//! What is created can be read, listed page by page, changed and deleted.

use bigcommerce_mock::{MockStore, STORE_HASH};
use serde_json::{Value, json};

use crate::plain::{call, ids};
use testkit::{arguments::Arguments, documents, sample::Mode};

/// The collections that are kept: API, module, and the operations that create, list and so on.
const KEPT: &[(&str, &str, &str, &str)] = &[
    ("v3", "products", "/catalog/products", "id"),
    (
        "v3",
        "product_variants",
        "/catalog/products/{product_id}/variants",
        "id",
    ),
    (
        "v3",
        "products",
        "/catalog/products/{product_id}/images",
        "id",
    ),
    (
        "v3",
        "products",
        "/catalog/products/{product_id}/videos",
        "id",
    ),
    (
        "v3",
        "products",
        "/catalog/products/{product_id}/custom-fields",
        "id",
    ),
    (
        "v3",
        "products",
        "/catalog/products/{product_id}/bulk-pricing-rules",
        "id",
    ),
    (
        "v3",
        "products",
        "/catalog/products/{product_id}/reviews",
        "id",
    ),
    ("v3", "brands", "/catalog/brands", "id"),
    ("v3", "categories", "/catalog/categories", "id"),
    ("v3", "price_lists", "/pricelists", "id"),
    ("v3", "webhooks", "/hooks", "id"),
    ("v2", "orders", "/orders", "id"),
    ("v2", "orders", "/orders/{order_id}/shipments", "id"),
    ("v2", "customers", "/customers", "id"),
    ("v2", "customers", "/customer_groups", "id"),
    ("b2b", "companies", "/companies", "companyId"),
    ("b2b", "users", "/users", "id"),
    ("b2b", "addresses", "/addresses", "addressId"),
    ("b2b", "quotes", "/rfq", "quoteId"),
    ("b2b", "shopping_lists", "/shopping-list", "id"),
    ("b2b", "invoices", "/invoices", "id"),
];

/// A product's brand and categories must be there.
fn naming_what_is_there(mut body: Value) -> Value {
    if body.get("brand_id").is_some() {
        body["brand_id"] = json!(31);
        body["categories"] = json!([23]);
    }
    body
}

#[tokio::test]
async fn every_kept_collection_is_kept() {
    let mock = MockStore::start().unwrap();
    let compiled = |module: &str, api: &str| {
        bigcommerce::operations().any(|known| known.module == module && known.api.name() == api)
    };
    let mut seen = 0;
    for (api, module, path, key) in KEPT {
        if !compiled(module, api) {
            continue;
        }
        seen += 1;
        let find = |method: &str, path: &str| {
            let mut all = documents::operations().iter();
            all.find(|known| {
                (&*known.api, &*known.module, &*known.method) == (api, module, method)
                    && known.path == path
            })
        };
        let single = |method: &str| {
            let mut all = documents::operations().iter();
            all.find(|known| {
                (&*known.api, &*known.module, &*known.method) == (api, module, method)
                    && known.path.strip_prefix(path).is_some_and(|rest| {
                        rest.starts_with("/{") && rest.matches('/').count() == 1
                    })
            })
        };
        let create = find("POST", path).unwrap();
        let host = if *api == "b2b" {
            mock.b2b_url()
        } else {
            mock.bigcommerce_url()
        };
        let base = create.base_path.replace("{store_hash}", STORE_HASH);
        let list = path
            .replace("{product_id}", "102")
            .replace("{order_id}", "1002");
        let list = format!("{host}{base}{list}");
        let body = Arguments::for_operation(create, 3, Mode::Full).body;
        let body = naming_what_is_there(body.unwrap());
        // Some lists ask for an argument; what the new item has is what is asked for.
        let arguments = Arguments::for_operation(find("GET", path).unwrap(), 3, Mode::Minimal);
        let query = arguments.query.into_iter().map(|(name, value)| {
            let value = body.get(&name).unwrap_or(&value).to_string();
            format!("{name}={}", value.trim_matches('"'))
        });
        let pages = find("GET", path)
            .unwrap()
            .parameters
            .iter()
            .any(|parameter| parameter["name"] == "limit");
        let listing = query.chain(pages.then(|| "limit=100".to_owned()));
        let listing = format!("{list}?{}", listing.collect::<Vec<_>>().join("&"));
        let (_, before) = call(&mock, "GET", &listing, None).await;
        let before = ids(&before, key);

        let (status, created) = call(&mock, "POST", &list, Some(&body)).await;
        assert!(
            (200..300).contains(&status),
            "{list}: {status} {created} {:?}",
            mock.violations()
        );
        let (_, after) = call(&mock, "GET", &listing, None).await;
        let mut new = ids(&after, key);
        new.retain(|id| !before.contains(id));
        assert_eq!(new.len(), 1, "{list}: {after}");
        let item = format!("{list}/{}", new[0]);

        // Some reading asks for an argument.
        let arguments = single("GET").map(|get| Arguments::for_operation(get, 3, Mode::Minimal));
        let query = arguments.into_iter().flat_map(|arguments| arguments.query);
        let query: Vec<_> = query
            .map(|(name, value)| format!("{name}={}", value.to_string().trim_matches('"')))
            .collect();
        let reading = format!("{item}?{}", query.join("&"));
        let (status, read) = call(&mock, "GET", &reading, None).await;
        assert_eq!(status, 200, "{item}: {read}");
        let change = Arguments::for_operation(single("PUT").unwrap(), 5, Mode::Full);
        let change = naming_what_is_there(change.body.unwrap());
        let (status, changed) = call(&mock, "PUT", &item, Some(&change)).await;
        assert!(
            (200..300).contains(&status),
            "{item}: {changed} {:?}",
            mock.violations()
        );
        let (_, reread) = call(&mock, "GET", &reading, None).await;
        assert_ne!(read, reread, "{item}");

        let (status, _) = call(&mock, "DELETE", &item, None).await;
        assert!((200..300).contains(&status), "{item}: {status}");
        let (status, _) = call(&mock, "GET", &reading, None).await;
        assert_eq!(status, 404, "{item}");
        let (_, after) = call(&mock, "GET", &listing, None).await;
        assert_eq!(ids(&after, key), before, "{list}");
    }
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
    assert_eq!(
        seen,
        if cfg!(feature = "full") {
            KEPT.len()
        } else {
            seen
        }
    );
}

/// Customers come and go in lists.
#[cfg(feature = "v3-customers")]
#[tokio::test]
async fn customers_are_created_changed_and_deleted_in_lists() {
    let mock = MockStore::start().unwrap();
    let url = format!(
        "{}/stores/{STORE_HASH}/v3/customers",
        mock.bigcommerce_url()
    );
    let person = |first: &str| {
        let email = format!("{first}@example.org");
        json!({"first_name": first, "last_name": "Berg", "email": email})
    };
    let two = json!([person("Tom"), person("Ida")]);
    let (status, created) = call(&mock, "POST", &url, Some(&two)).await;
    assert_eq!(
        (status, ids(&created, "id")),
        (200, vec!["14".into(), "15".into()])
    );
    let change = json!([{"id": 15, "last_name": "Falk"}]);
    let (status, changed) = call(&mock, "PUT", &url, Some(&change)).await;
    assert_eq!(
        (status, &changed["data"][0]["last_name"]),
        (200, &json!("Falk"))
    );
    let (status, _) = call(&mock, "DELETE", &format!("{url}?id:in=11,14"), None).await;
    assert_eq!(status, 204);
    let (_, left) = call(&mock, "GET", &url, None).await;
    assert_eq!(ids(&left, "id"), ["12", "13", "15"]);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn lists_are_filtered_and_served_in_pages() {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    macro_rules! count {
        ($list:expr) => {{
            let (mut items, mut count) = ($list.items(), 0);
            while let Some(item) = items.next().await {
                item.unwrap();
                count += 1;
            }
            count
        }};
    }
    assert_eq!(count!(store.v3().products().get_products().limit(2)), 5);
    assert_eq!(count!(store.v2().orders().get_orders().limit(2)), 3);
    assert_eq!(count!(store.b2b().companies().get_companies().limit(1)), 2);

    let url = format!(
        "{}/stores/{STORE_HASH}/v3/catalog/products",
        mock.bigcommerce_url()
    );
    let (_, found) = call(&mock, "GET", &format!("{url}?name=Stoneware%20mug"), None).await;
    assert_eq!(ids(&found, "id"), ["101"]);
    let (_, found) = call(
        &mock,
        "GET",
        &format!("{url}?id:in=102,104&limit=1&page=2"),
        None,
    )
    .await;
    assert_eq!(ids(&found, "id"), ["104"]);
    assert_eq!(found["meta"]["pagination"]["total"], json!(2));
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}
