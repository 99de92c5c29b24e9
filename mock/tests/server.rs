//! The server as a process of its own: a client in this process calls it.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::{
    io::{BufRead, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use bigcommerce::{Store, v3::types::NewProduct};

/// A running server, its log, and a client of it.
struct Server {
    process: Child,
    log: Lines<BufReader<ChildStdout>>,
    urls: [String; 2],
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_bigcommerce-mock"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut head = log.by_ref().map(Result::unwrap);
        let urls = [(), ()].map(|()| {
            let line = head.next().unwrap();
            line.split_whitespace().next_back().unwrap().to_owned()
        });
        assert_eq!(head.find(String::is_empty), Some(String::new()));
        Self { process, log, urls }
    }

    fn store(&self) -> Store {
        let [bigcommerce, b2b] = &self.urls;
        let builder = Store::builder("mock1").access_token("mock-access-token");
        let builder = builder.bigcommerce_url(bigcommerce).b2b_url(b2b);
        builder.build().unwrap()
    }

    fn line(&mut self) -> String {
        self.log.next().unwrap().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn what_is_created_can_be_read_and_each_request_is_a_line_of_the_log() {
    let mut server = Server::start(&[]);
    let store = server.store();
    let mug = NewProduct::builder().name("Mug").type_("physical");
    let mug = mug.weight("0.4").price("7.95");
    let mug = store.v3().products().create_product(mug).await.unwrap();
    let line = server.line();
    let expected = "200 POST   /stores/mock1/v3/catalog/products  v3.products.createProduct";
    assert_eq!(line, expected);

    let read = store.v3().products().get_product(mug.id).await.unwrap();
    assert_eq!(read.name.as_deref(), Some("Mug"));
    assert!(server.line().starts_with("200 GET "));
    assert!(!store.v2().orders().get_orders().await.unwrap().is_empty());
    assert!(server.line().contains("v2.orders.getOrders"));
    let companies = store.b2b().companies();
    assert!(!companies.get_companies().await.unwrap().is_empty());
    assert!(server.line().contains(" /api/v3/io/companies "));
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_in_the_log() {
    let mut server = Server::start(&["--scopes", "store_v2_products_read_only"]);
    let http = bigcommerce::store::http_client_builder().build().unwrap();
    let url = format!("{}/stores/mock1/v3/catalog/products", server.urls[0]);
    let response = http.get(&url).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(server.line().starts_with("401 GET "));
    assert_eq!(server.line(), "    /headers/X-Auth-Token: is missing");

    let store = server.store();
    let mug = NewProduct::builder().name("Mug").type_("physical");
    let mug = mug.weight("0.4").price("7.95");
    let refused = store.v3().products().create_product(mug).await;
    assert_eq!(refused.unwrap_err().status().unwrap(), 403);
    assert!(server.line().starts_with("403 POST "));
    let why = "    /headers/X-Auth-Token: lacks the scope store_v2_products";
    assert_eq!(server.line(), why);
}
