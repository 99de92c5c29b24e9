//! A long list streams in the memory of a few pages, and no response takes more than a stated multiple of
//! its limit.
//!
//! The heap is counted by the allocator, that of the server and the test included. This is a binary of
//! its own, so that nothing else is counted.
#![cfg(feature = "v3-products")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use std::{fmt::Write as _, io};

use bigcommerce::{CallOptions, Error, Pacing, Store, v3::types::Product};
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

/// Responds to one connection's requests; it keeps nothing of them.
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
    let store = Store::builder("abc123")
        .access_token("token")
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

/// One test, so that nothing of another is counted.
#[tokio::test]
async fn memory_stays_bounded() {
    a_hundred_thousand_items_take_the_memory_of_a_few_pages().await;
    a_hostile_response_takes_a_stated_multiple_of_its_limit().await;
}

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

/// The most bytes of a response in the test below.
const LIMIT: usize = 1024 * 1024;

/// What a whole call may take of the heap for each byte of the response limit. Three bytes, `{},`, become a
/// product of more than a thousand.
const MULTIPLE: usize = 32;

/// A body of about `size` bytes that holds `piece` again and again.
fn repeated(before: &str, piece: &str, after: &str, size: usize) -> String {
    let count = size.saturating_sub(before.len() + after.len()) / piece.len();
    let pieces = piece.repeat(count);
    format!("{before}{}{after}", pieces.trim_end_matches(','))
}

/// Responds to each request with `body` as it is, or compressed.
async fn response(body: String, compressed: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (body, coding) = if compressed {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        io::Write::write_all(&mut encoder, body.as_bytes()).unwrap();
        (encoder.finish().unwrap(), "Content-Encoding: gzip\r\n")
    } else {
        (body.into_bytes(), "")
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{coding}Content-Length: {}\r\n\r\n",
        body.len()
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            drop(tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await);
            drop(stream.write_all(head.as_bytes()).await);
            drop(stream.write_all(&body).await);
        }
    });
    url
}

async fn a_hostile_response_takes_a_stated_multiple_of_its_limit() {
    let data = |piece: &str, size| repeated("{\"data\":[", piece, "]}", size);
    let mut worst = 0;
    for (what, body, fits) in [
        ("empty objects", data("{},", LIMIT), false),
        ("a hundred times the limit", data("{},", 100 * LIMIT), false),
        (
            "as many objects as may be",
            data("{},", LIMIT / 128 * 3),
            true,
        ),
        (
            "objects of the wrong kind",
            data("[1],", LIMIT / 128 * 4),
            true,
        ),
        (
            "numbers",
            repeated("{\"data\":[{\"categories\":[", "1,", "]}]}", LIMIT / 8 * 2),
            true,
        ),
        (
            "text in a list of objects",
            data("\"\",", LIMIT / 8 * 3),
            true,
        ),
        ("brackets", "[".repeat(LIMIT), false),
        (
            "one long text",
            repeated("{\"data\":[{\"name\":\"", "x", "\"}]}", LIMIT),
            true,
        ),
        (
            "a name of half the limit",
            repeated("{\"data\":[{\"", "x", "\":[{\"a\":1]}]}", LIMIT),
            false,
        ),
    ] {
        for compressed in [false, true] {
            let store = Store::builder("abc123")
                .access_token("token")
                .bigcommerce_url(response(body.clone(), compressed).await)
                .pacing(Pacing::off())
                .options(
                    CallOptions::new()
                        .max_attempts(1)
                        .response_limit(LIMIT as u64),
                )
                .build()
                .unwrap();
            let products = store.v3().products();
            HEAP.reset_peak_usage();
            let before = HEAP.current_usage();
            let outcome = products.get_products().send().await.map(drop);
            let peak = HEAP.peak_usage() - before;
            println!(
                "{what}, compressed {compressed}: {peak} bytes, {:?}",
                outcome.is_ok()
            );
            assert_eq!(outcome.is_ok(), fits, "{what}: {outcome:?}");
            if let Err(error) = outcome {
                let readable = matches!(error, Error::TooLarge { .. } | Error::Decode(_));
                assert!(
                    readable && error.to_string().len() < 1000,
                    "{what}: {error}"
                );
            }
            worst = worst.max(peak);
        }
    }
    println!(
        "at most {:.1} bytes for each of the limit",
        worst as f64 / LIMIT as f64
    );
    assert!(worst < MULTIPLE * LIMIT, "{worst} bytes");
}
