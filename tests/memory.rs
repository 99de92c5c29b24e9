//! A long list streams in the memory of a few pages.
//!
//! The heap is counted by the allocator, that of the server and the test included. This is a binary of
//! its own, so that nothing else is counted.
#![cfg(feature = "v3-products")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use std::{fmt::Write as _, io};

use bigcommerce::{
    AccessToken, Pacing, Store, StoreHash,
    v3::products::types::GetProductsResponseDataItem as Product,
};
use peak_alloc::PeakAlloc;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Items of a page, the platform's most.
const PAGE: u64 = 250;

/// One product as the server sends it, about a kilobyte; each is another.
fn write_product(json: &mut String, id: u64) {
    let text = "Straight from the kiln. ".repeat(30);
    write!(
        json,
        r#"{{"id":{id},"name":"Mug {id}","type":"physical","sku":"MUG-{id}","description":"{text}","weight":{},"price":{}.{:02},"categories":[{},{}],"brand_id":{},"is_visible":{}}}"#,
        id % 40,
        id % 900,
        id % 100,
        id % 7,
        id % 11,
        id % 13,
        id.is_multiple_of(2),
    )
    .unwrap();
}

/// Page `page` of a list of `total` products.
fn page(page: u64, total: u64) -> String {
    let mut json = r#"{"data":["#.to_owned();
    let last = (page * PAGE).min(total);
    for id in (page - 1) * PAGE + 1..=last {
        write_product(&mut json, id);
        json.push(if id < last { ',' } else { ' ' });
    }
    let pages = total.div_ceil(PAGE);
    write!(
        json,
        r#"],"meta":{{"pagination":{{"total":{total},"total_pages":{pages},"current_page":{page},"per_page":{PAGE}}}}}}}"#
    )
    .unwrap();
    json
}

/// Answers one connection's requests; it keeps nothing of them.
async fn serve(stream: TcpStream, total: u64) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut asked = 1;
    while let Some(line) = lines.next_line().await? {
        if let Some((_, rest)) = line.split_once("page=") {
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next();
            asked = digits.and_then(|digits| digits.parse().ok()).unwrap_or(1);
        }
        if line.is_empty() {
            let body = page(std::mem::replace(&mut asked, 1), total);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            write.write_all(head.as_bytes()).await?;
            write.write_all(body.as_bytes()).await?;
        }
    }
    Ok(())
}

/// Streams `total` products, each compared with the source as it comes; the bytes the heap grew by at
/// most.
async fn peak(total: u64, read_ahead: usize) -> usize {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, total));
        }
    });
    let store = Store::builder(StoreHash::new("abc123").unwrap())
        .access_token(AccessToken::new("token").unwrap())
        .bigcommerce_url(url)
        .pacing(Pacing::off())
        .build()
        .unwrap();
    let products = store.v3().products().get_products();
    let mut products = products.limit(PAGE as i64).items().read_ahead(read_ahead);

    HEAP.reset_peak_usage();
    let start = HEAP.current_usage();
    let mut json = String::new();
    let mut count = 0;
    while let Some(product) = products.next().await {
        count += 1;
        json.clear();
        write_product(&mut json, count);
        let source: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_value(product.unwrap()).unwrap(), source);
    }
    assert_eq!(count, total);
    let peak = HEAP.peak_usage() - start;
    server.abort();
    peak
}

#[tokio::test]
async fn a_hundred_thousand_items_take_the_memory_of_a_few_pages() {
    // What a page takes: its text and its items.
    let text = page(1, PAGE);
    let before = HEAP.current_usage();
    let items: Vec<Product> = (1..=PAGE)
        .map(|id| {
            let mut json = String::new();
            write_product(&mut json, id);
            serde_json::from_str(&json).unwrap()
        })
        .collect();
    let one = text.len() + HEAP.current_usage() - before;
    drop(items);
    println!("a page: {one} bytes, {} of them its text", text.len());
    // The first connection brings what stays: code paths, tables, buffers.
    peak(PAGE, 1).await;
    for read_ahead in [1, 4] {
        let short = peak(10_000, read_ahead).await;
        let long = peak(100_000, read_ahead).await;
        println!("read ahead {read_ahead}: {short} bytes for 10000 items, {long} for 100000");
        // A page read, one being decoded, and the server's side of each under way.
        let bound = (3 + 2 * read_ahead) * one;
        assert!(long < bound, "{long} bytes, more than {bound}");
        assert!(
            long < short + short / 2,
            "{long} bytes, and {short} for a tenth"
        );
    }
}
