//! What the store begins with.

use serde_json::{Value, json};

use super::STORE_HASH;

/// What the store begins with: the path of a list and an item of it.
pub(crate) fn beginning() -> Vec<(String, Value)> {
    let v3 = |path: &str, item| (format!("/stores/{STORE_HASH}/v3{path}"), item);
    let v2 = |path: &str, item| (format!("/stores/{STORE_HASH}/v2{path}"), item);
    let b2b = |path: &str, item| (format!("/api/v3/io{path}"), item);
    let mut items = Vec::new();
    items.push(v3("/catalog/brands", json!({"name": "Northmill"})));
    for name in ["Kitchen", "Table"] {
        let category = json!({"name": name, "parent_id": 0, "is_visible": true});
        items.push(v3("/catalog/categories", category));
    }
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
                "is_visible": true, "categories": [23], "brand_id": 31,
                "variants": variants(sku, price)}),
        ));
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
    for (id, name) in STATUSES.into_iter().enumerate() {
        items.push(v2(
            "/order_statuses",
            json!({"name": name, "system_label": name, "custom_label": name,
                "system_description": "", "sort_order": id}),
        ));
    }
    for (customer, status, total, product, quantity) in [
        (11, 2, "37.5000", 101, 3),
        (12, 11, "79.9500", 104, 1),
        (0, 1, "9.0000", 102, 1),
    ] {
        items.push(v2(
            "/orders",
            json!({"customer_id": customer, "status_id": status, "currency_code": "USD",
                "total_inc_tax": total, "total_ex_tax": total,
                "products": [{"product_id": product, "quantity": quantity}],
                "shipping_addresses": [{"first_name": "Ana", "last_name": "Lopes",
                    "street_1": "1 Mill Lane", "city": "Austin", "state": "Texas",
                    "zip": "78701", "country": "United States", "country_iso2": "US"}]}),
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
        json!({"quoteTitle": "Forty mugs", "currency": "USD", "status": 2}),
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

/// The mug has two colours, everything else its base variant.
fn variants(sku: &str, price: f64) -> Value {
    if sku != "MUG-1" {
        return json!([{"sku": sku, "price": null, "option_values": []}]);
    }
    let colours = [("MUG-1-W", "white"), ("MUG-1-B", "blue")].into_iter();
    let colours = colours.map(|(sku, label)| {
        json!({"sku": sku, "price": price,
            "option_values": [{"option_display_name": "Colour", "label": label}]})
    });
    colours.collect()
}

/// What the platform calls the statuses of an order; the first is 0.
const STATUSES: [&str; 15] = [
    "Incomplete",
    "Pending",
    "Shipped",
    "Partially Shipped",
    "Refunded",
    "Cancelled",
    "Declined",
    "Awaiting Payment",
    "Awaiting Pickup",
    "Awaiting Shipment",
    "Completed",
    "Awaiting Fulfillment",
    "Manual Verification Required",
    "Disputed",
    "Partially Refunded",
];
