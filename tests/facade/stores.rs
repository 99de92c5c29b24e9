//! Many stores over one pool, and types that go where asynchronous code takes them.

use std::{future::Future, time::Duration};

use bigcommerce::{
    AccessToken, Error, Method, RawRequest, Store, StoreBuilder, StoreHash,
    store::http_client_builder,
    v3::types::{NewProduct, ProductBulkUpdate},
};

use crate::platform::Platform;
use testkit::server::{Response, Server};

fn store(server: &Server, http: &reqwest::Client, hash: &str) -> Store {
    Store::builder(StoreHash::new(hash).unwrap())
        .access_token(AccessToken::new(format!("token-of-{hash}")).unwrap())
        .http_client(http.clone())
        .bigcommerce_url(server.url())
        .b2b_url(server.url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn stores_share_a_connection_and_nothing_else() {
    let server = Server::responding([Response::json(200, "{}")]).await;
    let http = http_client_builder().build().unwrap();
    let hashes = ["aaa1", "bbb2", "ccc3"];
    let stores = hashes.map(|hash| store(&server, &http, hash));
    for _ in 0..2 {
        for (store, hash) in stores.iter().zip(hashes) {
            store.v3().products().get_products().send().await.unwrap();
            store
                .b2b()
                .companies()
                .get_companies()
                .send()
                .await
                .unwrap();
            let [v3, b2b] = <[_; 2]>::try_from(server.take()).unwrap();
            let token = format!("token-of-{hash}");
            assert_eq!(v3.path(), format!("/stores/{hash}/v3/catalog/products"));
            assert_eq!(v3.headers("X-Auth-Token"), [&token]);
            assert_eq!(b2b.headers("X-Auth-Token"), [&token]);
            assert_eq!(b2b.headers("X-Store-Hash"), [hash]);
            assert_eq!((v3.connection, b2b.connection), (0, 0));
        }
    }
}

#[tokio::test]
async fn clones_share_a_connection() {
    let platform = Platform::start().await;
    let clone = platform.store.clone();
    for store in [&platform.store, &clone, &platform.store] {
        store.v2().orders().get_orders().send().await.unwrap();
    }
    assert!(
        platform
            .server
            .recorded()
            .iter()
            .all(|request| request.connection == 0)
    );
    assert_eq!(clone.hash(), platform.store.hash());
}

#[tokio::test]
async fn calls_run_side_by_side_in_tasks_of_their_own() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, "{\"data\":[{\"id\":7}]}"));
    // A prepared call outlives the store and the client it was made with.
    let prepared = {
        let store = platform.store.clone();
        store.v3().products().get_products().limit(5)
    };
    let tasks: Vec<_> = (0..20)
        .map(|page| tokio::spawn(prepared.clone().page(page).send()))
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap()[0].id, 7);
    }
    let mut pages: Vec<_> = platform
        .server
        .take()
        .into_iter()
        .map(|request| request.target)
        .collect();
    pages.sort();
    pages.dedup();
    assert_eq!(pages.len(), 20);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_store_usable() {
    let platform = Platform::start().await;
    platform.respond_with(Response::new(204).after(Duration::from_secs(60)));
    let call = platform.store.v3().products().get_products().send();
    let given_up = tokio::time::timeout(Duration::from_millis(50), call).await;
    assert!(given_up.is_err());
    platform.respond_with(Response::new(204));
    platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
}

#[test]
fn everything_is_send_sync_clone_and_static() {
    fn shared<T: Clone + Send + Sync + 'static>(value: T) -> T {
        value.clone()
    }
    fn future<F: Future + Send + 'static>(_: &F) {}
    let store = shared(Store::new("abc123", "token").unwrap());
    let _: StoreBuilder = shared(Store::builder(store.hash().clone()));
    let products = shared(store.v3().products());
    future(&shared(products.get_products()).send());
    future(&shared(products.create_product(NewProduct::builder())).send());
    future(&shared(products.delete_product(7)).send());
    future(&shared(store.v2().orders().get_orders()).send());
    future(&shared(store.b2b().companies().get_companies()).send());
    let raw: RawRequest<serde_json::Value> = store.v3().request(Method::GET, "/new-things");
    future(&raw.send());
    shared(store.v3());
    shared(bigcommerce::Form::new());
    shared(bigcommerce::Secret::from("x"));
    shared(bigcommerce::Decimal::from(1));
    shared::<Option<bigcommerce::Response<Vec<u8>>>>(None);
    shared::<Option<bigcommerce::Problem>>(None);
}

#[test]
fn streams_go_to_other_threads() {
    fn stream<S: Send + 'static>(_: S) {}
    let store = Store::new("abc123", "token").unwrap();
    let products = store.v3().products();
    stream(products.get_products().items());
    stream(products.get_products().items().read_ahead(4));
    stream(products.get_products().pages());
    let changes = [ProductBulkUpdate::builder().id(1).is_visible(true)];
    stream(products.update_products(changes).batches());
}

/// An error is in every `Result`, a call is moved by every setter, and futures are kept in a caller's own.
#[test]
fn errors_calls_and_futures_are_small() {
    let store = Store::new("abc123", "token").unwrap();
    let call = store.v3().products().get_products();
    let (error, call_size) = (size_of::<Error>(), size_of_val(&call));
    let future = size_of_val(&call.send());
    assert!(error <= 64, "{error} bytes");
    assert!(call_size <= 512, "{call_size} bytes");
    assert!(future <= 8192, "{future} bytes");
}
