//! What a typed call costs against the same request made by hand: reqwest and structs written for it, with
//! the same fields. Ratios of the two in one run.

#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that can't go on ends; clippy doesn't count it as a test"
)]
#![allow(
    dead_code,
    reason = "the fields of the structs by hand are decoded and not read"
)]

use std::time::{Duration, Instant};

use bigcommerce::{AccessToken, Store, StoreHash};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const ROUNDS: usize = 11;

#[tokio::main]
async fn main() {
    compare("a small response", 500, json!([product(1)])).await;
    let page = (1..=250).map(product).collect::<Vec<_>>();
    compare("a page of 250 products", 20, page.into()).await;
}

/// A product as the platform sends it, without what has to be asked for.
fn product(id: u64) -> Value {
    json!({
        "id": id, "name": format!("Product number {id}"), "type": "physical", "sku": format!("SKU-{id}"),
        "description": "<p>What a shop says of a thing in a sentence or two, with some markup.</p>".repeat(8),
        "weight": 1.5, "width": 0, "depth": 0, "height": 0, "price": 7.95, "cost_price": 0,
        "retail_price": 0, "sale_price": 0, "map_price": 0, "tax_class_id": 0, "product_tax_code": "",
        "calculated_price": 7.95, "categories": [18, 23], "brand_id": 35, "option_set_id": null,
        "option_set_display": "right", "inventory_level": 12, "inventory_warning_level": 2,
        "inventory_tracking": "none", "reviews_rating_sum": 0, "reviews_count": 0, "total_sold": 3,
        "fixed_cost_shipping_price": 0, "is_free_shipping": false, "is_visible": true,
        "is_featured": false, "related_products": [-1], "warranty": "", "bin_picking_number": "",
        "layout_file": "product.html", "upc": "", "mpn": "", "gtin": "",
        "date_last_imported": "2026-01-02T03:04:05+00:00", "search_keywords": "thing, other",
        "availability": "available", "availability_description": "", "gift_wrapping_options_type": "any",
        "gift_wrapping_options_list": [], "sort_order": 0, "condition": "New",
        "is_condition_shown": true, "order_quantity_minimum": 0, "order_quantity_maximum": 0,
        "page_title": "", "meta_keywords": [], "meta_description": "",
        "date_created": "2026-01-02T03:04:05+00:00", "date_modified": "2026-01-02T03:04:05+00:00",
        "view_count": 10, "preorder_release_date": null, "preorder_message": "",
        "is_preorder_only": false, "is_price_hidden": false, "price_hidden_label": "",
        "custom_url": {"url": format!("/product-{id}/"), "is_customized": false},
        "base_variant_id": id + 1000, "open_graph_type": "product", "open_graph_title": "",
        "open_graph_description": "", "open_graph_use_meta_description": true,
        "open_graph_use_product_name": true, "open_graph_use_image": true
    })
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Product>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Pagination {
    total: Option<u64>,
    count: Option<u64>,
    per_page: Option<u64>,
    current_page: Option<u64>,
    total_pages: Option<u64>,
}

#[derive(Deserialize)]
struct CustomUrl {
    url: Option<String>,
    is_customized: Option<bool>,
}

#[derive(Deserialize)]
struct Product {
    id: Option<i64>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    sku: Option<String>,
    description: Option<String>,
    weight: Option<f64>,
    width: Option<f64>,
    depth: Option<f64>,
    height: Option<f64>,
    price: Option<f64>,
    cost_price: Option<f64>,
    retail_price: Option<f64>,
    sale_price: Option<f64>,
    map_price: Option<f64>,
    tax_class_id: Option<i64>,
    product_tax_code: Option<String>,
    calculated_price: Option<f64>,
    categories: Option<Vec<i64>>,
    brand_id: Option<i64>,
    option_set_id: Option<i64>,
    option_set_display: Option<String>,
    inventory_level: Option<i64>,
    inventory_warning_level: Option<i64>,
    inventory_tracking: Option<String>,
    reviews_rating_sum: Option<i64>,
    reviews_count: Option<i64>,
    total_sold: Option<i64>,
    fixed_cost_shipping_price: Option<f64>,
    is_free_shipping: Option<bool>,
    is_visible: Option<bool>,
    is_featured: Option<bool>,
    related_products: Option<Vec<i64>>,
    warranty: Option<String>,
    bin_picking_number: Option<String>,
    layout_file: Option<String>,
    upc: Option<String>,
    mpn: Option<String>,
    gtin: Option<String>,
    date_last_imported: Option<String>,
    search_keywords: Option<String>,
    availability: Option<String>,
    availability_description: Option<String>,
    gift_wrapping_options_type: Option<String>,
    gift_wrapping_options_list: Option<Vec<i64>>,
    sort_order: Option<i64>,
    condition: Option<String>,
    is_condition_shown: Option<bool>,
    order_quantity_minimum: Option<i64>,
    order_quantity_maximum: Option<i64>,
    page_title: Option<String>,
    meta_keywords: Option<Vec<String>>,
    meta_description: Option<String>,
    date_created: Option<String>,
    date_modified: Option<String>,
    view_count: Option<i64>,
    preorder_release_date: Option<String>,
    preorder_message: Option<String>,
    is_preorder_only: Option<bool>,
    is_price_hidden: Option<bool>,
    price_hidden_label: Option<String>,
    custom_url: Option<CustomUrl>,
    base_variant_id: Option<i64>,
    open_graph_type: Option<String>,
    open_graph_title: Option<String>,
    open_graph_description: Option<String>,
    open_graph_use_meta_description: Option<bool>,
    open_graph_use_product_name: Option<bool>,
    open_graph_use_image: Option<bool>,
}

async fn compare(what: &str, calls: usize, data: Value) {
    let count = data.as_array().map_or(0, Vec::len);
    let pagination = json!({
        "total": count, "count": count, "per_page": 250, "current_page": 1, "total_pages": 1,
    });
    let body = json!({"data": data, "meta": {"pagination": pagination}}).to_string();
    let url = server(&body).await;
    let store = Store::builder(StoreHash::new("abc123").unwrap())
        .access_token(AccessToken::new("token").unwrap())
        .bigcommerce_url(&url)
        .build()
        .unwrap();
    let raw = reqwest::Client::new();
    let target = format!("{url}/stores/abc123/v3/catalog/products?limit=250");
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let mut times = [Duration::ZERO; 2];
        // Each goes first every other time.
        for index in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let began = Instant::now();
            for _ in 0..calls {
                if index == 0 {
                    let call = store.v3().products().get_products().limit(250u64);
                    assert_eq!(call.send().await.unwrap().len(), count);
                } else {
                    let request = raw.get(&target).header("X-Auth-Token", "token");
                    let response = request.header("Accept", "application/json").send().await;
                    let bytes = response.unwrap().error_for_status().unwrap().bytes().await;
                    let page: Page = serde_json::from_slice(&bytes.unwrap()).unwrap();
                    assert_eq!(page.data.len(), count);
                }
            }
            times[index] = began.elapsed();
        }
        ratios.push(times[0].as_secs_f64() / times[1].as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "{what}, typed call / by hand: median {:.3} (from {:.3} to {:.3})",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

/// Responds to every request with `body`.
async fn server(body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    let response = format!("{head}{}\r\n\r\n{body}", body.len());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let response = response.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let mut length = 0;
                while let Ok(read @ 1..) = stream.read(&mut buffer[length..]).await {
                    length += read;
                    if buffer[..length].ends_with(b"\r\n\r\n") {
                        length = 0;
                        if stream.write_all(response.as_bytes()).await.is_err() {
                            break;
                        }
                    }
                }
            });
        }
    });
    url
}
