//! A mock store as a server of its own, for programs in any language.
//!
//! ```sh
//! cargo run -p bigcommerce-mock --features full -- --port 8080
//! curl -H 'X-Auth-Token: mock-access-token' http://127.0.0.1:8080/stores/mock1/v3/catalog/products
//! ```

use std::{process::ExitCode, thread};

use bigcommerce_mock::{
    ACCESS_TOKEN, B2B_AUTH_TOKEN, B2B_STOREFRONT_TOKEN, B2B_V2_TOKEN, MockStore,
    PAYMENT_ACCESS_TOKEN, Request, STORE_HASH, STOREFRONT_TOKEN, Violation,
};
use clap::Parser;

/// A BigCommerce store to test programs with.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Port of v3, v2, GraphQL and payments.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of B2B Edition; the next one after `--port` unless set.
    #[arg(long)]
    b2b_port: Option<u16>,
    /// What responses are made from: the same seed gives the same ones.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Keep nothing: every request that is right gets a response, whatever ids are in it.
    #[arg(long)]
    stateless: bool,
    /// Write responses as real servers do where recordings of them differ from the documents.
    #[arg(long)]
    like_real_servers: bool,
    /// OAuth scopes of the access token, separated by commas; all of them unless set.
    #[arg(long, value_delimiter = ',')]
    scopes: Option<Vec<String>>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    // Port 0 is any that is free.
    let next = if options.port == 0 {
        0
    } else {
        options.port.saturating_add(1)
    };
    let b2b_port = options.b2b_port.unwrap_or(next);
    let mut builder = MockStore::builder()
        .seed(options.seed)
        .ports(options.port, b2b_port)
        .on_request(print);
    if options.like_real_servers {
        builder = builder.like_real_servers();
    }
    if options.stateless {
        builder = builder.stateless();
    }
    if let Some(scopes) = options.scopes {
        builder = builder.scopes(scopes);
    }
    let store = match builder.start() {
        Ok(store) => store,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("v3, v2, GraphQL, payments  {}", store.bigcommerce_url());
    println!("B2B Edition                {}", store.b2b_url());
    println!("store hash                 {STORE_HASH}");
    println!("access token               {ACCESS_TOKEN}");
    println!("legacy B2B token           {B2B_AUTH_TOKEN}");
    println!("B2B v2 token               {B2B_V2_TOKEN}");
    println!("B2B storefront token       {B2B_STOREFRONT_TOKEN}");
    println!("storefront token           {STOREFRONT_TOKEN}");
    println!("payment access token       {PAYMENT_ACCESS_TOKEN}\n");
    // The store's own threads serve it, until the process is ended.
    loop {
        thread::park();
    }
}

/// A line for each request, and one for each thing that is wrong with it.
fn print(request: &Request, violations: &[Violation]) {
    let operation = request.operation.as_deref().unwrap_or("no operation");
    let (status, method, path) = (request.status, &request.method, &request.path);
    println!("{status} {method:6} {path}  {operation}");
    for violation in violations {
        println!("    {}: {}", violation.pointer, violation.why);
    }
}
