//! Requests with plain HTTP, and what their responses list.

use bigcommerce_mock::{ACCESS_TOKEN, MockStore, STORE_HASH};
use serde_json::Value;

/// Sends a request that is right; its status and body.
pub async fn call(mock: &MockStore, method: &str, url: &str, body: Option<&Value>) -> (u16, Value) {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = reqwest::Client::new()
        .request(method, url)
        .header("Accept", "application/json")
        .header("X-Auth-Token", ACCESS_TOKEN);
    if url.starts_with(&mock.b2b_url()) {
        request = request.header("X-Store-Hash", STORE_HASH);
    }
    if let Some(body) = body {
        request = request
            .header("Content-Type", "application/json")
            .body(body.to_string());
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// The ids a list shows, wherever in the response it is.
pub fn ids(response: &Value, key: &str) -> Vec<String> {
    let places = ["", "/data", "/data/list"];
    let list = places
        .iter()
        .find_map(|place| response.pointer(place)?.as_array());
    let text = |item: &Value| {
        item[key]
            .as_str()
            .map_or(item[key].to_string(), str::to_owned)
    };
    list.into_iter().flatten().map(text).collect()
}

/// Where v3, v2 and B2B Edition are.
pub fn v3(mock: &MockStore, path: &str) -> String {
    format!("{}/stores/{STORE_HASH}/v3{path}", mock.bigcommerce_url())
}

pub fn v2(mock: &MockStore, path: &str) -> String {
    format!("{}/stores/{STORE_HASH}/v2{path}", mock.bigcommerce_url())
}

pub fn b2b(mock: &MockStore, path: &str) -> String {
    format!("{}/api/v3/io{path}", mock.b2b_url())
}
