//! What decoding costs: the generated types against structs written by hand with serde's derive, for a
//! small response and for a page of 250 products; and what a page costs that isn't as its document says
//! and is repaired.
//!
//! The best of many rounds counts, so that what else the machine does counts little.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    dead_code,
    reason = "a benchmark that can't go on ends, and it reads nothing of what it decodes"
)]

use std::{fmt::Write as _, hint::black_box, time::Instant};

use bigcommerce::{AccessToken, Pacing, Store, StoreHash, v3::types};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const ROUNDS: usize = 60;

const SMALL: &str = r#"{"data":{"id":77,"name":"Mug","price":7.95},"meta":{}}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let page = page(250);
    println!("a page of {} bytes", page.len());
    compare::<Enveloped<types::Product>, hand::One>("small response", SMALL, 20_000);
    compare::<Enveloped<Vec<types::Product>>, hand::Page>("page", &page, 4);
    calls(&page).await;
}

/// A response with its envelope.
#[derive(Deserialize)]
struct Enveloped<T> {
    data: Option<T>,
}

/// Prints what `Generated` costs for each `ByHand`.
fn compare<Generated, ByHand>(name: &str, json: &str, times: u32)
where
    Generated: DeserializeOwned,
    ByHand: DeserializeOwned,
{
    let mut best = [f64::MAX; 2];
    for _ in 0..ROUNDS {
        best[0] = best[0].min(micros::<Generated>(json, times));
        best[1] = best[1].min(micros::<ByHand>(json, times));
    }
    let [generated, by_hand] = best;
    println!(
        "{name}: generated {generated:.2} µs, by hand {by_hand:.2} µs, ratio {:.3}",
        generated / by_hand
    );
}

fn micros<T: DeserializeOwned>(json: &str, times: u32) -> f64 {
    let began = Instant::now();
    for _ in 0..times {
        let value: T = serde_json::from_slice(black_box(json.as_bytes())).unwrap();
        drop(black_box(value));
    }
    began.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

/// Prints what whole calls cost for a page that fits and for one whose ids are text.
async fn calls(page: &str) {
    let other = ids_as_text(page);
    let mut best = [f64::MAX; 2];
    for (best, body) in best.iter_mut().zip([page, &other]) {
        let store = Store::builder(StoreHash::new("abc123").unwrap())
            .access_token(AccessToken::new("token").unwrap())
            .bigcommerce_url(server(body).await)
            .pacing(Pacing::off())
            .build()
            .unwrap();
        let products = store.v3().products();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let page = products.get_products().send().await.unwrap();
            *best = best.min(began.elapsed().as_secs_f64() * 1e6);
            assert_eq!(page.len(), 250);
        }
    }
    println!(
        "a call for a page: {:.0} µs, repaired {:.0} µs, ratio {:.3}",
        best[0],
        best[1],
        best[1] / best[0]
    );
}

/// `page` with a text for each id that is a number.
fn ids_as_text(page: &str) -> String {
    let mut parts = page.split("\"id\":");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap();
        let (digits, rest) = part.split_at(end);
        write!(text, "\"id\":\"{digits}\"{rest}").unwrap();
    }
    text
}

/// Responds to every request with `body`.
async fn server(body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let length = body.len();
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
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
        }
    });
    url
}

/// A page of products with what a list of them usually has.
fn page(count: u32) -> String {
    let mut json = r#"{"data":["#.to_owned();
    for id in 1..=count {
        let comma = if id < count { "," } else { "" };
        write!(
            json,
            r##"{{"id":{id},"name":"Stoneware mug {id}","type":"physical","sku":"MUG-{id}","description":"<p>Turned by hand.</p>\n<p>Holds a third of a litre.</p>","weight":0.4,"width":0,"depth":0,"height":0,"price":{id}.95,"cost_price":0,"retail_price":0,"sale_price":0,"map_price":0,"tax_class_id":0,"product_tax_code":"","calculated_price":{id}.95,"categories":[18,23],"brand_id":35,"option_set_id":null,"option_set_display":"right","inventory_level":{id},"inventory_warning_level":0,"inventory_tracking":"none","reviews_rating_sum":0,"reviews_count":0,"total_sold":7,"fixed_cost_shipping_price":0,"is_free_shipping":false,"is_visible":true,"is_featured":false,"related_products":[-1],"warranty":"","bin_picking_number":"","layout_file":"product.html","upc":"","mpn":"","gtin":"","date_last_imported":null,"search_keywords":"","availability":"available","availability_description":"","condition":"New","is_condition_shown":false,"order_quantity_minimum":0,"order_quantity_maximum":0,"page_title":"","meta_keywords":[],"meta_description":"","date_created":"2026-01-02T03:04:05+00:00","date_modified":"2026-02-03T04:05:06+00:00","view_count":9,"preorder_release_date":null,"preorder_message":"","is_preorder_only":false,"is_price_hidden":false,"price_hidden_label":"","custom_url":{{"url":"/mug-{id}/","is_customized":false}},"base_variant_id":{id},"open_graph_type":"product","open_graph_title":"","open_graph_description":"","open_graph_use_meta_description":true,"open_graph_use_product_name":true,"open_graph_use_image":true,"variants":[{{"id":{id},"product_id":{id},"sku":"MUG-{id}-R","sku_id":null,"price":null,"calculated_price":{id}.95,"sale_price":null,"retail_price":null,"map_price":null,"weight":null,"calculated_weight":0.4,"width":null,"height":null,"depth":null,"is_free_shipping":false,"fixed_cost_shipping_price":null,"purchasing_disabled":false,"purchasing_disabled_message":"","image_url":"","cost_price":0,"upc":"","mpn":"","gtin":"","inventory_level":3,"inventory_warning_level":0,"bin_picking_number":"","option_values":[{{"id":1,"label":"Red","option_id":2,"option_display_name":"Colour"}}]}}],"images":[{{"id":{id},"product_id":{id},"is_thumbnail":true,"sort_order":0,"description":"","image_file":"m/{id}.jpg","url_zoom":"https://cdn.example.com/{id}-zoom.jpg","url_standard":"https://cdn.example.com/{id}.jpg","url_thumbnail":"https://cdn.example.com/{id}-thumb.jpg","url_tiny":"https://cdn.example.com/{id}-tiny.jpg","date_modified":"2026-02-03T04:05:06+00:00"}}]}}{comma}"##
        )
        .unwrap();
    }
    json + r#"],"meta":{"pagination":{"total":1000,"count":250,"per_page":250,"current_page":1,"total_pages":4,"links":{"current":"?page=1&limit=250","next":"?page=2&limit=250"}}}}"#
}

/// What somebody would write who has no client: the same members, in the types that come to mind.
mod hand {
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub struct One {
        data: Option<Product>,
        meta: Option<Meta>,
    }

    #[derive(Deserialize)]
    pub struct Page {
        data: Option<Vec<Product>>,
        meta: Option<Meta>,
    }

    #[derive(Deserialize)]
    pub struct Meta {
        pagination: Option<Pagination>,
    }

    #[derive(Deserialize)]
    pub struct Pagination {
        total: Option<i64>,
        count: Option<i64>,
        per_page: Option<i64>,
        current_page: Option<i64>,
        total_pages: Option<i64>,
        links: Option<Links>,
    }

    #[derive(Deserialize)]
    pub struct Links {
        previous: Option<String>,
        current: Option<String>,
        next: Option<String>,
    }

    #[derive(Deserialize)]
    pub struct Url {
        url: Option<String>,
        is_customized: Option<bool>,
    }

    macro_rules! object {
        ($name:ident { $($field:ident: $ty:ty,)* }) => {
            #[derive(Deserialize)]
            pub struct $name { $($field: Option<$ty>,)* }
        };
    }

    object!(Product {
        id: i64, name: String, r#type: String, sku: String, description: String, weight: f64,
        width: f64, depth: f64, height: f64, price: f64, cost_price: f64, retail_price: f64,
        sale_price: f64, map_price: f64, tax_class_id: i64, product_tax_code: String,
        calculated_price: f64, categories: Vec<i64>, brand_id: i64, option_set_id: i64,
        option_set_display: String, inventory_level: i64, inventory_warning_level: i64,
        inventory_tracking: String, reviews_rating_sum: f64, reviews_count: i64, total_sold: i64,
        fixed_cost_shipping_price: f64, is_free_shipping: bool, is_visible: bool, is_featured: bool,
        related_products: Vec<i64>, warranty: String, bin_picking_number: String,
        layout_file: String, upc: String, mpn: String, gtin: String, date_last_imported: String,
        search_keywords: String, availability: String, availability_description: String,
        condition: String, is_condition_shown: bool, order_quantity_minimum: i64,
        order_quantity_maximum: i64, page_title: String, meta_keywords: Vec<String>,
        meta_description: String, date_created: String, date_modified: String, view_count: i64,
        preorder_release_date: String, preorder_message: String, is_preorder_only: bool,
        is_price_hidden: bool, price_hidden_label: String, custom_url: Url, base_variant_id: i64,
        open_graph_type: String, open_graph_title: String, open_graph_description: String,
        open_graph_use_meta_description: bool, open_graph_use_product_name: bool,
        open_graph_use_image: bool, variants: Vec<Variant>, images: Vec<Image>,
    });

    object!(Variant {
        id: i64, product_id: i64, sku: String, sku_id: i64, price: f64, calculated_price: f64,
        sale_price: f64, retail_price: f64, map_price: f64, weight: f64, calculated_weight: f64,
        width: f64, height: f64, depth: f64, is_free_shipping: bool,
        fixed_cost_shipping_price: f64, purchasing_disabled: bool,
        purchasing_disabled_message: String, image_url: String, cost_price: f64, upc: String,
        mpn: String, gtin: String, inventory_level: i64, inventory_warning_level: i64,
        bin_picking_number: String, option_values: Vec<OptionValue>,
    });

    object!(OptionValue {
        id: i64,
        label: String,
        option_id: i64,
        option_display_name: String,
    });

    object!(Image {
        id: i64,
        product_id: i64,
        is_thumbnail: bool,
        sort_order: i64,
        description: String,
        image_file: String,
        url_zoom: String,
        url_standard: String,
        url_thumbnail: String,
        url_tiny: String,
        date_modified: String,
    });
}
