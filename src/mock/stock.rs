//! What the store keeps, and what it begins with.

use serde_json::{Value, json};

/// A collection that is kept: what is created there can be read, listed, changed and deleted.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The path of the list; `{}` stands for any argument. An item's is one segment longer.
    pub list: &'static str,
    /// What answers call the id of an item; filters and other resources use the first of them.
    pub ids: &'static [&'static str],
    /// The id of the first item.
    pub first: i64,
}

/// Every collection that is kept.
pub(crate) static RESOURCES: &[Resource] = &[
    resource("/stores/{}/v3/catalog/products", &["id"], 101),
    resource("/stores/{}/v3/catalog/products/{}/variants", &["id"], 301),
    resource("/stores/{}/v3/catalog/brands", &["id"], 31),
    resource("/stores/{}/v3/catalog/categories", &["id"], 23),
    resource("/stores/{}/v3/customers", &["id"], 11),
    resource("/stores/{}/v3/pricelists", &["id"], 1),
    resource("/stores/{}/v3/hooks", &["id"], 41),
    resource("/stores/{}/v2/orders", &["id"], 1001),
    resource("/api/v3/io/companies", &["companyId", "id"], 501),
    resource("/api/v3/io/users", &["id", "userId"], 9001),
    resource("/api/v3/io/addresses", &["addressId", "id"], 701),
    resource("/api/v3/io/rfq", &["quoteId", "id"], 601),
    resource("/api/v3/io/shopping-list", &["id", "shoppingListId"], 801),
    resource("/api/v3/io/ip/invoices", &["id", "invoiceId"], 401),
];

const fn resource(list: &'static str, ids: &'static [&'static str], first: i64) -> Resource {
    Resource { list, ids, first }
}

/// What the store `hash` begins with: the path of a list and an item of it.
pub(crate) fn beginning(hash: &str) -> Vec<(String, Value)> {
    let v3 = |path: &str, item| (format!("/stores/{hash}/v3{path}"), item);
    let b2b = |path: &str, item| (format!("/api/v3/io{path}"), item);
    let mut items = Vec::new();
    for (name, sku, price) in [
        ("Stoneware mug", "MUG-1", 12.5),
        ("Linen towel", "TOW-1", 9.0),
        ("Oak tray", "TRA-1", 34.0),
        ("Copper kettle", "KET-1", 79.95),
        ("Gift card", "GIF-1", 25.0),
    ] {
        let kind = if sku == "GIF-1" {
            "digital"
        } else {
            "physical"
        };
        items.push(v3(
            "/catalog/products",
            json!({"name": name, "sku": sku, "price": price, "type": kind, "weight": 1.5,
                "is_visible": true, "categories": [23], "brand_id": 31}),
        ));
    }
    for (sku, label) in [("MUG-1-W", "white"), ("MUG-1-B", "blue")] {
        let variant = json!({"sku": sku, "product_id": 101, "price": 12.5,
            "option_values": [{"option_display_name": "Colour", "label": label}]});
        items.push(v3("/catalog/products/101/variants", variant));
    }
    items.push(v3("/catalog/brands", json!({"name": "Northmill"})));
    for name in ["Kitchen", "Table"] {
        let category = json!({"name": name, "parent_id": 0, "is_visible": true});
        items.push(v3("/catalog/categories", category));
    }
    for (first, last) in [("Ana", "Lopes"), ("Ben", "Okafor"), ("Mia", "Chen")] {
        let email = format!("{}@example.com", first.to_lowercase());
        let customer = json!({"first_name": first, "last_name": last, "email": email,
            "customer_group_id": 0});
        items.push(v3("/customers", customer));
    }
    items.push(v3(
        "/pricelists",
        json!({"name": "Wholesale", "active": true}),
    ));
    for (customer, status, name, total) in [
        (11, 2, "Shipped", "37.5000"),
        (12, 11, "Awaiting Fulfillment", "79.9500"),
        (0, 1, "Pending", "9.0000"),
    ] {
        items.push((
            format!("/stores/{hash}/v2/orders"),
            json!({"customer_id": customer, "status_id": status, "status": name,
                "total_inc_tax": total, "total_ex_tax": total, "currency_code": "USD"}),
        ));
    }
    for (company, domain, people) in [
        (
            "Birch & Stone Interiors",
            "birchstone.example",
            ["Ana", "Ben"],
        ),
        ("Harbour Logistics", "harbour.example", ["Tom", "Ida"]),
    ] {
        let id = if domain.starts_with("birch") {
            501
        } else {
            502
        };
        items.push(b2b(
            "/companies",
            json!({"companyName": company, "companyEmail": format!("office@{domain}"),
                "companyPhone": "555-0142", "companyStatus": 1, "country": "US"}),
        ));
        for (role, first) in people.into_iter().enumerate() {
            let email = format!("{}@{domain}", first.to_lowercase());
            let user = json!({"companyId": id, "firstName": first, "lastName": "Lund",
                "email": email, "role": role});
            items.push(b2b("/users", user));
        }
    }
    items.push(b2b(
        "/addresses",
        json!({"companyId": 501, "addressLine1": "1 Mill Lane", "city": "Austin",
            "countryCode": "US", "zipCode": "78701", "firstName": "Ana", "lastName": "Lund"}),
    ));
    items.push(b2b(
        "/rfq",
        json!({"quoteTitle": "Forty mugs", "currency": "USD"}),
    ));
    items.push(b2b(
        "/shopping-list",
        json!({"name": "Office kitchen", "description": ""}),
    ));
    items.push(b2b(
        "/ip/invoices",
        json!({"invoiceNumber": "INV-1", "orderNumber": "1001"}),
    ));
    items
}
