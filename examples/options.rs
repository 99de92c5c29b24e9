//! Says how calls are carried out: for a whole store, and for one call.

use std::time::Duration;

use bigcommerce::{CallOptions, Pacing};
use bigcommerce_mock::MockStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock
        .store_builder()
        .access_token(mock.access_token())
        // A nightly job can wait for the rate limit.
        .options(
            CallOptions::new()
                .max_attempts(8)
                .total_timeout(Duration::from_secs(600)),
        )
        // At most so many requests at once, whatever the platform allows.
        .pacing(Pacing::new())
        .on_rate_state(|api, state| println!("{}: {state:?}", api.name()))
        .build()?;

    // Somebody waits for this one.
    let call = store.v3().products().get_products().limit(1);
    let page = call.with_options(CallOptions::interactive()).await?;
    println!("{} product", page.len());
    Ok(())
}
