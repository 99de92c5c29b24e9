//! What pacing costs where it never has to wait: calls of a store that sends no quota headers, against the
//! same calls with pacing off.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that can't go on ends; clippy doesn't count it as a test"
)]

use std::time::{Duration, Instant};

use bigcommerce::{AccessToken, Pacing, Store, StoreHash};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const CALLS: usize = 2000;
const TASKS: usize = 16;
const ROUNDS: usize = 9;

const RESPONSE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"data\":[]}";

#[tokio::main]
async fn main() {
    let url = server().await;
    let stores = [Pacing::new(), Pacing::off()].map(|pacing| {
        Store::builder(StoreHash::new("abc123").unwrap())
            .access_token(AccessToken::new("token").unwrap())
            .bigcommerce_url(&url)
            .pacing(pacing)
            .build()
            .unwrap()
    });
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        // Each goes first every other time.
        let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
        let mut times = [Duration::ZERO; 2];
        for index in order {
            times[index] = calls(&stores[index]).await;
        }
        ratios.push(times[0].as_secs_f64() / times[1].as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "{CALLS} calls by {TASKS} tasks, paced / not paced: median {:.3} (from {:.3} to {:.3})",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

/// How long the calls take.
async fn calls(store: &Store) -> Duration {
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let products = store.v3().products();
        tasks.spawn(async move {
            for _ in 0..CALLS / TASKS {
                products.get_products().send().await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    began.elapsed()
}

/// Responds to every request alike.
async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let mut length = 0;
                while let Ok(read @ 1..) = stream.read(&mut buffer[length..]).await {
                    length += read;
                    if buffer[..length].ends_with(b"\r\n\r\n") {
                        length = 0;
                        if stream.write_all(RESPONSE).await.is_err() {
                            break;
                        }
                    }
                }
            });
        }
    });
    url
}
