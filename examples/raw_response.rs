//! Looks at a whole response: status, headers, rate limit, what wasn't as documented; and calls what has no type.

use bigcommerce::Method;
use bigcommerce_mock::MockStore;
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock.store();

    let response = store.v3().products().get_product(101).send().await?;
    println!("status {}", response.status());
    println!("content type {:?}", response.headers().get("content-type"));
    println!("rate limit {:?}", response.rate_limit());
    for mismatch in response.mismatches() {
        println!("not as documented: {mismatch}");
    }
    println!("product {:?}", response.into_inner().name);

    // By path, for endpoints that are newer than this crate.
    let path = "/catalog/products/101";
    let body: Value = store.v3().request(Method::GET, path).await?;
    println!("name {}", body["data"]["name"]);
    Ok(())
}
