//! A client of each API: a store's, and those that have tokens of their own.

use bigcommerce::{
    CallOptions, Error, Pacing, Store,
    store::{B2b, V2, V3},
};

use crate::support::expect::Account;

/// The clients of all APIs that are compiled in. Each request is sent once, and at once.
#[derive(Clone)]
pub struct Clients {
    store: Store,
    #[cfg(feature = "b2b-storefront")]
    b2b_storefront: bigcommerce::B2bStorefront,
    #[cfg(feature = "b2b-v2")]
    b2b_v2: bigcommerce::B2bV2,
    #[cfg(feature = "payments")]
    payments: bigcommerce::Payments,
}

#[allow(dead_code, reason = "the features decide which APIs are called")]
impl Clients {
    /// `store`, and the others at `[bigcommerce_url, b2b_url]` with the tokens of `account`.
    #[allow(
        unused_variables,
        reason = "without their features there are no others"
    )]
    pub fn new(
        store: Store,
        [bigcommerce, b2b]: [&str; 2],
        account: &Account,
    ) -> Result<Self, Error> {
        let (options, pacing) = (CallOptions::new().max_attempts(1), Pacing::off());
        Ok(Self {
            store,
            #[cfg(feature = "b2b-storefront")]
            b2b_storefront: bigcommerce::B2bStorefront::builder(&account.b2b_storefront_token)
                .url(b2b)
                .options(options.clone())
                .pacing(pacing.clone())
                .build()?,
            #[cfg(feature = "b2b-v2")]
            b2b_v2: bigcommerce::B2bV2::builder(&account.b2b_v2_token)
                .url(b2b)
                .options(options.clone())
                .pacing(pacing.clone())
                .build()?,
            #[cfg(feature = "payments")]
            payments: {
                let (hash, token) = (account.store_hash.as_str(), &account.payment_token);
                bigcommerce::Payments::builder(hash, token)
                    .url(bigcommerce)
                    .options(options)
                    .pacing(pacing)
                    .build()?
            },
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn v3(&self) -> V3 {
        self.store.v3()
    }

    pub fn v2(&self) -> V2 {
        self.store.v2()
    }

    pub fn b2b(&self) -> B2b {
        self.store.b2b()
    }

    #[cfg(feature = "b2b-storefront")]
    pub fn b2b_storefront(&self) -> &bigcommerce::B2bStorefront {
        &self.b2b_storefront
    }

    #[cfg(feature = "b2b-v2")]
    pub fn b2b_v2(&self) -> &bigcommerce::B2bV2 {
        &self.b2b_v2
    }

    #[cfg(feature = "payments")]
    pub fn payments(&self) -> &bigcommerce::Payments {
        &self.payments
    }
}

/// What a mock store takes.
#[allow(dead_code, reason = "not every test has a mock store")]
pub fn account_of(mock: &bigcommerce_mock::MockStore) -> Account {
    use bigcommerce_mock as mock;

    Account {
        store_hash: mock::STORE_HASH.to_owned(),
        access_token: mock.access_token().to_owned(),
        b2b_token: mock.b2b_auth_token().to_owned(),
        b2b_v2_token: mock::B2B_V2_TOKEN.to_owned(),
        b2b_storefront_token: mock::B2B_STOREFRONT_TOKEN.to_owned(),
        payment_token: mock::PAYMENT_ACCESS_TOKEN.to_owned(),
    }
}
