//! What the local store holds, as its APIs show it.

use serde_json::{Value, json};

/// The local store's clock stands still, so that one run looks like the other.
pub const NOW: &str = "Mon, 06 Apr 2026 09:30:00 +0000";
const NOW_UNIX: u64 = 1_775_467_800;

/// The names of the v2 order statuses the store uses, by id.
const STATUSES: [(u64, &str); 4] = [
    (0, "Incomplete"),
    (1, "Pending"),
    (2, "Shipped"),
    (11, "Awaiting Fulfillment"),
];

/// The rows of each list.
pub struct Data {
    pub products: Vec<Value>,
    pub orders: Vec<Value>,
    pub companies: Vec<Value>,
    pub users: Vec<Value>,
}

/// A company to add.
pub struct Company {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub status: u64,
}

/// A user to add.
pub struct User {
    pub company: u64,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub role: u64,
}

impl Data {
    /// Four products, three orders, two companies with five users.
    pub fn new() -> Self {
        let mut data = Self {
            products: vec![
                product(101, "Heron desk lamp", "HRN-LAMP", 89.0, Some(34)),
                product(
                    102,
                    "Oak standing desk, 160 cm",
                    "OAK-DESK-160",
                    649.5,
                    Some(12),
                ),
                product(103, "Mesh office chair", "MSH-CHAIR", 279.95, Some(0)),
                product(104, "Workplace planning guide (PDF)", "WP-GUIDE", 9.9, None),
            ],
            orders: Vec::new(),
            companies: Vec::new(),
            users: Vec::new(),
        };
        let orders = [
            (
                "Wed, 11 Mar 2026 14:05:22 +0000",
                2,
                ("Jane", "Doe", ""),
                (2, 17800),
                "USD",
            ),
            (
                "Thu, 26 Mar 2026 08:41:09 +0000",
                11,
                ("Ana", "Lopes", "Birch & Stone Interiors"),
                (6, 389_700),
                "USD",
            ),
            (
                "Fri, 03 Apr 2026 19:12:47 +0000",
                11,
                ("Luc", "Martin", ""),
                (1, 25_950),
                "EUR",
            ),
        ];
        for (date, status, (first, last, company), total, currency) in orders {
            let address = json!({
                "first_name": first,
                "last_name": last,
                "company": company,
                "street_1": "12 Harbour Road",
                "city": "Austin",
                "state": "Texas",
                "zip": "78701",
                "country": "United States",
                "country_iso2": "US",
                "phone": "",
                "email": format!("{}@example.com", first.to_lowercase()),
            });
            let order = order(data.next_order(), date, status, &address, total, currency);
            data.orders.push(order);
        }
        let companies = [
            (
                ("Birch & Stone Interiors", "office@birchstone.example", 1),
                &[
                    ("Ana", "Lopes", 0),
                    ("Ben", "Okafor", 1),
                    ("Mia", "Chen", 2),
                ][..],
            ),
            (
                ("Harbour Logistics", "desk@harbour.example", 0),
                &[("Tom", "Berg", 0), ("Ida", "Falk", 2)],
            ),
        ];
        for ((name, email, status), users) in companies {
            let domain = email.split('@').next_back().unwrap_or_default();
            let company = data.add_company(Company {
                name: name.to_owned(),
                email: email.to_owned(),
                phone: "555-0142".to_owned(),
                status,
            });
            for (first, last, role) in users {
                data.add_user(User {
                    company,
                    first_name: (*first).to_owned(),
                    last_name: (*last).to_owned(),
                    email: format!("{}@{domain}", first.to_lowercase()),
                    role: *role,
                });
            }
        }
        data
    }

    pub fn next_product(&self) -> u64 {
        next(&self.products, "id", 101)
    }

    pub fn next_order(&self) -> u64 {
        next(&self.orders, "id", 1001)
    }

    /// Adds a company and returns its id. Lists show ids, times and status as text.
    pub fn add_company(&mut self, company: Company) -> u64 {
        let id = next(&self.companies, "companyId", 501);
        self.companies.push(json!({
            "companyId": id.to_string(),
            "companyName": company.name,
            "companyEmail": company.email,
            "companyPhone": company.phone,
            "companyStatus": company.status.to_string(),
            "bcGroupId": 0,
            "bcGroupName": "",
            "catalogId": null,
            "priceListAssign": [],
            "parentCompany": {},
            "uuid": null,
            "createdAt": NOW_UNIX.to_string(),
            "updatedAt": NOW_UNIX.to_string(),
        }));
        id
    }

    /// Adds a user and returns its id.
    pub fn add_user(&mut self, user: User) -> u64 {
        let id = next(&self.users, "id", 9001);
        self.users.push(json!({
            "id": id,
            "companyId": user.company,
            "firstName": user.first_name,
            "lastName": user.last_name,
            "email": user.email,
            "phoneNumber": "",
            "role": user.role,
            "companyRoleName": null,
            "customerId": customer_of(id),
            "uuid": null,
            "channelList": [{ "channelId": 1, "channelName": "Default storefront" }],
            "createdAt": NOW_UNIX,
            "updatedAt": NOW_UNIX,
        }));
        id
    }
}

/// The BigCommerce customer a user is.
pub fn customer_of(user: u64) -> u64 {
    user - 9000
}

/// An order as v2 shows it: money as text with four decimals.
pub fn order(
    id: u64,
    date: &str,
    status: u64,
    address: &Value,
    (items, cents): (u64, u64),
    currency: &str,
) -> Value {
    let name = STATUSES.iter().find(|(known, _)| *known == status);
    let total = format!("{}.{:02}00", cents / 100, cents % 100);
    let link = |name: &str| {
        let resource = format!("/orders/{id}/{name}");
        json!({ "url": format!("https://store.example{resource}"), "resource": resource })
    };
    json!({
        "id": id,
        "customer_id": 0,
        "date_created": date,
        "date_modified": date,
        "date_shipped": "",
        "status_id": status,
        "status": name.map_or("Pending", |(_, name)| name),
        "subtotal_ex_tax": total,
        "subtotal_inc_tax": total,
        "subtotal_tax": "0.0000",
        "total_ex_tax": total,
        "total_inc_tax": total,
        "total_tax": "0.0000",
        "items_total": items,
        "items_shipped": 0,
        "payment_method": "Manual",
        "payment_status": "",
        "currency_code": currency,
        "default_currency_code": currency,
        "store_default_currency_code": "USD",
        "channel_id": 1,
        "is_deleted": false,
        "order_source": "manual",
        "external_id": null,
        "billing_address": address,
        "products": link("products"),
        "shipping_addresses": link("shippingaddresses"),
        "coupons": link("coupons"),
    })
}

/// A product as v3 shows it. Without stock it isn't counted.
fn product(id: u64, name: &str, sku: &str, price: f64, stock: Option<u64>) -> Value {
    json!({
        "id": id,
        "name": name,
        "type": if stock.is_some() { "physical" } else { "digital" },
        "sku": sku,
        "weight": 1.5,
        "price": price,
        "inventory_tracking": if stock.is_some() { "product" } else { "none" },
        "inventory_level": stock.unwrap_or(0),
        "is_visible": true,
        "categories": [23],
        "availability": "available",
        "preorder_release_date": null,
        "date_created": "2026-01-15T10:00:00+00:00",
        "date_modified": "2026-03-02T16:20:00+00:00",
    })
}

/// The next free id of `rows`, whose ids are numbers or text; `first` where there are none.
fn next(rows: &[Value], key: &str, first: u64) -> u64 {
    let ids = rows.iter().filter_map(|row| {
        let id = &row[key];
        id.as_u64().or_else(|| id.as_str()?.parse().ok())
    });
    ids.max().map_or(first, |last| last + 1)
}

/// The text in a JSON value.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
