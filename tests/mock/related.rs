//! What hangs together: what belongs to an item, several at once, and what may be there once.

use bigcommerce_mock::MockStore;
use serde_json::{Value, json};

use crate::plain::{b2b, call, ids, v2, v3};

/// What a request that is right gets in response.
async fn sent(mock: &MockStore, method: &str, url: &str, body: Option<Value>) -> Value {
    let (status, response) = call(mock, method, url, body.as_ref()).await;
    let wrong = mock.violations();
    assert!(
        (200..300).contains(&status),
        "{url}: {status} {response} {wrong:?}"
    );
    response
}

async fn got(mock: &MockStore, url: &str) -> Value {
    sent(mock, "GET", url, None).await
}

/// The same, of a request that meets with `status` though the document has nothing against it.
async fn refused(mock: &MockStore, method: &str, url: &str, body: Value, status: u16) -> Value {
    let (came, response) = call(mock, method, url, Some(&body)).await;
    assert_eq!(came, status, "{url}: {response}");
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
    response
}

#[tokio::test]
async fn an_order_has_what_it_was_sent_with() {
    use bigcommerce::v2::types::NewOrder;
    let mock = MockStore::start().unwrap();
    let order: NewOrder = serde_json::from_value(json!({
        "customer_id": 11, "billing_address": {"zip": "78701"},
        "products": [{"product_id": 103, "quantity": 2}, {"name": "Engraving", "quantity": 1,
            "price_inc_tax": 5.0, "price_ex_tax": 5.0}],
        "shipping_addresses": [{"first_name": "Ida", "street_1": "2 Quay", "city": "Kiel"}],
    }))
    .unwrap();
    let store = mock.store();
    let orders = store.v2().orders();
    let created = orders.create_order(order).send().await.unwrap();
    let id = created.id;
    let products = orders.get_order_products(id).send().await;
    let products = serde_json::to_value(&*products.unwrap()).unwrap();
    assert_eq!(ids(&products, "quantity"), ["2", "1"]);
    // The product in the catalogue says what it is called.
    assert_eq!(ids(&products, "name"), ["Oak tray", "Engraving"]);
    assert_eq!(ids(&products, "order_id"), [id.to_string(), id.to_string()]);
    let first = &ids(&products, "id")[0];
    let url = v2(&mock, &format!("/orders/{id}/products/{first}"));
    assert_eq!(got(&mock, &url).await["sku"], "TRA-1");
    let url = v2(&mock, &format!("/orders/{id}/shipping_addresses"));
    let addresses = got(&mock, &url).await;
    assert_eq!(ids(&addresses, "street_1"), ["2 Quay"]);
    let url = format!("{url}/{}", ids(&addresses, "id")[0]);
    sent(&mock, "PUT", &url, Some(json!({"city": "Husum"}))).await;
    assert_eq!(got(&mock, &url).await["city"], "Husum");

    let shipments = v2(&mock, &format!("/orders/{id}/shipments"));
    sent(
        &mock,
        "POST",
        &shipments,
        Some(json!({"tracking_number": "1Z", "order_address_id": 1, "items": []})),
    )
    .await;
    assert_eq!(
        ids(&got(&mock, &shipments).await, "order_id"),
        [id.to_string()]
    );
    assert_eq!(got(&mock, &format!("{shipments}/count")).await["count"], 1);
    // With the order goes what is below it.
    orders.delete_order(id).send().await.unwrap();
    assert_eq!(call(&mock, "GET", &shipments, None).await.0, 404);
    let (status, _) = call(&mock, "GET", &v2(&mock, "/orders/1001/shipments"), None).await;
    assert_eq!(status, 204, "another's are another's");
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

/// Nothing is known of what isn't kept below something that isn't there.
#[tokio::test]
async fn nothing_is_below_what_is_not_there() {
    let mock = MockStore::start().unwrap();
    for (known, unknown) in [
        (
            v2(&mock, "/orders/1001/taxes"),
            v2(&mock, "/orders/999/taxes"),
        ),
        (
            v3(&mock, "/catalog/products/101/metafields"),
            v3(&mock, "/catalog/products/999/metafields"),
        ),
        (
            b2b(&mock, "/companies/501/attachments"),
            b2b(&mock, "/companies/999/attachments"),
        ),
    ] {
        assert_eq!(call(&mock, "GET", &known, None).await.0, 200, "{known}");
        assert_eq!(call(&mock, "GET", &unknown, None).await.0, 404, "{unknown}");
    }
}

#[cfg(feature = "v3-product-variants")]
#[tokio::test]
async fn variants_are_those_of_all_products() {
    let mock = MockStore::start().unwrap();
    // The document asks for ids that only the store can know.
    let vase = json!({"name": "Vase", "type": "physical", "weight": 1.0, "price": 20.0,
        "variants": [{"id": 0, "product_id": 0, "sku": "VAS-1-S", "option_values": []}]});
    let created = sent(&mock, "POST", &v3(&mock, "/catalog/products"), Some(vase)).await;
    let id = created["data"]["id"].as_i64().unwrap();
    let below = v3(&mock, &format!("/catalog/products/{id}/variants"));
    assert_eq!(ids(&got(&mock, &below).await, "sku"), ["VAS-1-S"]);
    sent(
        &mock,
        "POST",
        &below,
        Some(json!({"sku": "VAS-1-L", "option_values": []})),
    )
    .await;
    let all = v3(&mock, "/catalog/variants");
    let listed = got(&mock, &all).await;
    // The products without options have their base variants there.
    let begun = ["MUG-1-W", "MUG-1-B", "TOW-1", "TRA-1", "KET-1", "GIF-1"];
    assert_eq!(
        ids(&listed, "sku"),
        [&begun[..], &["VAS-1-S", "VAS-1-L"]].concat()
    );
    assert_eq!(
        ids(&listed, "product_id")[begun.len()..],
        [id.to_string(), id.to_string()]
    );
    let found = got(&mock, &format!("{all}?product_id:in={id}&sku=VAS-1-L")).await;
    let large = ids(&found, "id")[0].parse::<i64>().unwrap();
    sent(
        &mock,
        "PUT",
        &all,
        Some(json!([{"id": large, "price": 25.0}, {"id": 301, "price": 13.0}])),
    )
    .await;
    let changed = got(&mock, &format!("{below}/{large}")).await;
    assert_eq!(changed["data"]["price"], 25.0);
    sent(
        &mock,
        "DELETE",
        &v3(&mock, "/catalog/products?name=Vase"),
        None,
    )
    .await;
    assert_eq!(ids(&got(&mock, &all).await, "sku"), begun);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn products_are_deleted_by_a_filter_and_never_all() {
    let mock = MockStore::start().unwrap();
    let products = v3(&mock, "/catalog/products");
    let delete = async |query: &str| {
        let (status, _) = call(&mock, "DELETE", &format!("{products}{query}"), None).await;
        let (_, left) = call(&mock, "GET", &products, None).await;
        (status, ids(&left, "id").join(" "))
    };
    let all = "101 102 103 104 105";
    // Nothing is known of that, so that nothing is deleted for it.
    assert_eq!(delete("?total_sold=0").await, (204, all.to_owned()));
    assert_eq!(
        delete("?id:in=101,103").await,
        (204, "102 104 105".to_owned())
    );
    assert_eq!(delete("?type=digital").await, (204, "102 104".to_owned()));
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn products_are_changed_several_at_once() {
    let mock = MockStore::start().unwrap();
    let products = v3(&mock, "/catalog/products");
    sent(
        &mock,
        "PUT",
        &products,
        Some(json!([{"id": 101, "price": 1.0}, {"id": 103, "price": 2.0}])),
    )
    .await;
    let listed = got(&mock, &products).await;
    assert_eq!(
        ids(&listed, "price"),
        ["1.0", "9.0", "2.0", "79.95", "25.0"]
    );
}

#[cfg(feature = "v3-customers")]
#[tokio::test]
async fn customers_have_the_addresses_they_were_sent_with() {
    let mock = MockStore::start().unwrap();
    let address = json!({"first_name": "Tom", "last_name": "Berg", "address1": "1 Quay",
        "city": "Kiel", "state_or_province": "SH", "postal_code": "24103", "country_code": "DE"});
    let tom = json!([{"first_name": "Tom", "last_name": "Berg", "email": "tom@example.org",
        "addresses": [address]}]);
    sent(&mock, "POST", &v3(&mock, "/customers"), Some(tom)).await;
    let mut another = address.clone();
    another["customer_id"] = json!(11);
    let addresses = v3(&mock, "/customers/addresses");
    sent(&mock, "POST", &addresses, Some(json!([another]))).await;
    let listed = got(&mock, &addresses).await;
    assert_eq!(ids(&listed, "customer_id"), ["14", "11"]);
    let url = v3(&mock, "/customers?include=addresses&id:in=14");
    let shown = got(&mock, &url).await;
    assert_eq!(shown["data"][0]["addresses"][0]["city"], "Kiel");
    sent(&mock, "DELETE", &v3(&mock, "/customers?id:in=14"), None).await;
    assert_eq!(ids(&got(&mock, &addresses).await, "customer_id"), ["11"]);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

fn company(name: &str) -> Value {
    let email = format!("office@{}.example", name.to_lowercase());
    json!({"companyName": name, "companyPhone": "555-0100", "companyEmail": email,
        "country": "US", "adminFirstName": "Ana", "adminLastName": "Lund", "adminPhoneNumber": "555-0101",
        "adminEmail": format!("ana@{}.example", name.to_lowercase())})
}

#[tokio::test]
async fn companies_and_users_are_created_several_at_once() {
    let mock = MockStore::start().unwrap();
    let companies = b2b(&mock, "/companies");
    let two = json!([company("Elm"), company("Ash")]);
    let created = sent(&mock, "POST", &format!("{companies}/bulk"), Some(two)).await;
    assert_eq!(
        created["meta"],
        json!([{"companyId": 503}, {"companyId": 504}])
    );
    let listed = got(&mock, &companies).await;
    assert_eq!(ids(&listed, "companyId"), ["501", "502", "503", "504"]);
    sent(
        &mock,
        "PUT",
        &format!("{companies}/bulk"),
        Some(json!([{"companyId": 504, "companyPhone": "1"}])),
    )
    .await;
    sent(
        &mock,
        "PUT",
        &format!("{companies}/504/status"),
        Some(json!({"companyStatus": 2})),
    )
    .await;
    let shown = got(&mock, &format!("{companies}/504")).await;
    assert_eq!(shown["data"]["companyPhone"], "1");
    assert_eq!(shown["data"]["companyStatus"], "2");
    // Each has its administrator.
    let admins = got(&mock, &b2b(&mock, "/users?companyId=504")).await;
    assert_eq!(ids(&admins, "email"), ["ana@ash.example"]);
    let found = got(&mock, &format!("{companies}?q=harbour")).await;
    assert_eq!(ids(&found, "companyId"), ["502"]);
    let refused = got(&mock, &format!("{companies}?companyStatus=2")).await;
    assert_eq!(ids(&refused, "companyId"), ["504"]);

    // So is a customer group that becomes one.
    let group = b2b(&mock, "/customer-groups/7/companies");
    let created = sent(&mock, "POST", &group, Some(company("Yew"))).await;
    assert_eq!(created["data"]["companyId"], 505, "{created}");
    let found = got(&mock, &format!("{companies}?q=yew")).await;
    assert_eq!(ids(&found, "companyId"), ["505"]);

    let user = |first: &str| {
        json!({"firstName": first, "lastName": "Lund", "companyId": 504, "role": 2,
            "email": format!("{first}@ash.example"), "channelIds": [1]})
    };
    let users = b2b(&mock, "/users");
    let created = sent(
        &mock,
        "POST",
        &format!("{users}/bulk"),
        Some(json!([user("Eva"), user("Jan")])),
    )
    .await;
    assert_eq!(ids(&created, "userId"), ["9008", "9009"]);
    let listed = got(&mock, &format!("{users}?companyId=504")).await;
    assert_eq!(ids(&listed, "firstName"), ["Ana", "Eva", "Jan"]);
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
}

#[tokio::test]
async fn what_may_be_there_once_is_not_there_twice() {
    let mock = MockStore::start().unwrap();
    let products = v3(&mock, "/catalog/products");
    let mug = json!({"name": "Mug", "type": "physical", "weight": 0.4, "price": 7.95,
        "sku": "MUG-9"});
    sent(&mock, "POST", &products, Some(mug.clone())).await;
    let reported = refused(&mock, "POST", &products, mug.clone(), 409).await;
    assert!(reported["errors"]["name"].is_string(), "{reported}");
    let mut other = mug.clone();
    other["name"] = json!("Another mug");
    let reported = refused(&mock, "POST", &products, other.clone(), 409).await;
    assert!(reported["errors"]["sku"].is_string(), "{reported}");
    // Many may have none.
    other["sku"] = json!("");
    sent(&mock, "POST", &products, Some(other.clone())).await;
    other["name"] = json!("A third mug");
    sent(&mock, "POST", &products, Some(other)).await;
    let url = format!("{products}/101");
    refused(&mock, "PUT", &url, json!({"name": "Mug"}), 409).await;
    sent(&mock, "PUT", &url, Some(json!({"name": "Stoneware mug"}))).await;

    // Of several, all are refused.
    let two = json!([{"id": 102, "name": "Towel"}, {"id": 103, "name": "Mug"}]);
    let reported = refused(&mock, "PUT", &products, two, 409).await;
    assert!(reported["errors"]["1.name"].is_string(), "{reported}");
    let kept = got(&mock, &format!("{products}/102")).await;
    assert_eq!(kept["data"]["name"], "Linen towel");
    let user = |email: &str| {
        json!({"firstName": "Eva", "lastName": "Lund", "companyId": 501, "role": 2,
            "email": email, "channelIds": [1]})
    };
    let users = b2b(&mock, "/users");
    let two = json!([user("eva@elm.example"), user("ana@birchstone.example")]);
    let reported = refused(&mock, "POST", &format!("{users}/bulk"), two, 422).await;
    assert_eq!(reported["code"], 422);
    assert_eq!(ids(&got(&mock, &users).await, "id").len(), 4);
    refused(&mock, "POST", &users, user("tom@harbour.example"), 422).await;
    let two = json!([company("Elm"), company("Elm")]);
    let url = b2b(&mock, "/companies/bulk");
    refused(&mock, "POST", &url, two, 409).await;
    let mut elm = company("Elm");
    elm["adminEmail"] = json!("tom@harbour.example");
    let reported = refused(&mock, "POST", &b2b(&mock, "/companies"), elm, 422).await;
    assert!(
        reported["data"]["errMsg"]["adminEmail"].is_string(),
        "{reported}"
    );
    assert_eq!(ids(&got(&mock, &users).await, "id").len(), 4);

    // It is reported where it was sent.
    let tray = json!({"name": "Tray", "type": "physical", "weight": 1.0, "price": 20.0,
        "variants": [{"id": 0, "product_id": 0, "sku": "MUG-1-B", "option_values": []}]});
    let reported = refused(&mock, "POST", &products, tray, 409).await;
    assert!(
        reported["errors"]["variants.0.sku"].is_string(),
        "{reported}"
    );
}
