//! What the tests share: a store that talks to a server of the test.

use bigcommerce::{AccessToken, B2bAuthToken, CallOptions, Pacing, Store, StoreBuilder, StoreHash};

use testkit::expect::Account;

/// The account every store here belongs to.
pub fn account() -> Account {
    Account {
        store_hash: "abc123".into(),
        access_token: "unified-s3cret-token".into(),
        b2b_token: "legacy-s3cret-token".into(),
        ..Account::default()
    }
}

/// A builder with a unified token and both APIs at `url`; a call is sent once, and at once.
pub fn builder(url: &str) -> StoreBuilder {
    without_token(url).access_token(AccessToken::new(account().access_token).unwrap())
}

/// The store of [`builder`].
pub fn store_at(url: &str) -> Store {
    builder(url).build().unwrap()
}

/// As [`store_at`], with a legacy B2B token alone.
pub fn legacy_store_at(url: &str) -> Store {
    let token = B2bAuthToken::new(account().b2b_token).unwrap();
    without_token(url).b2b_auth_token(token).build().unwrap()
}

fn without_token(url: &str) -> StoreBuilder {
    Store::builder(StoreHash::new(&account().store_hash).unwrap())
        .bigcommerce_url(url)
        .b2b_url(url)
        .options(CallOptions::new().max_attempts(1))
        .pacing(Pacing::off())
}
