//! A client of each API: a store's, and those that have tokens of their own.

/// Writes [`Clients`](crate::calls::Clients) with the APIs beside a store's that are compiled in.
macro_rules! clients {
    ($($api:ident)*) => {
        /// The clients of all APIs that are compiled in.
        #[derive(Clone)]
        pub struct Clients {
            store: ::bigcommerce::Store,
            $($api: client!($api),)*
        }

        impl Clients {
            /// `store`, and the others at `[bigcommerce_url, b2b_url]` with the tokens of `account`, which send each request
            /// once, and at once.
            ///
            /// # Errors
            /// When a URL or a token can't be used.
            #[allow(unused_variables, reason = "without their features there are no others")]
            pub fn new(
                store: ::bigcommerce::Store,
                [bigcommerce, b2b]: [&str; 2],
                account: &$crate::expect::Account,
            ) -> Result<Self, ::bigcommerce::Error> {
                Ok(Self {
                    store,
                    $($api: client!($api, bigcommerce, b2b, account)
                        .options(::bigcommerce::CallOptions::new().max_attempts(1))
                        .pacing(::bigcommerce::Pacing::off())
                        .build()?,)*
                })
            }

            /// The store.
            pub fn store(&self) -> &::bigcommerce::Store {
                &self.store
            }

            /// The store's v3 API.
            pub fn v3(&self) -> ::bigcommerce::store::V3 {
                self.store.v3()
            }

            /// The store's v2 API.
            pub fn v2(&self) -> ::bigcommerce::store::V2 {
                self.store.v2()
            }

            /// The store's B2B Edition.
            pub fn b2b(&self) -> ::bigcommerce::store::B2b {
                self.store.b2b()
            }

            $(
                /// The client of this API.
                pub fn $api(&self) -> &client!($api) {
                    &self.$api
                }
            )*
        }
    };
}

/// The type of an API's client, or a builder of it.
#[allow(unused_macros, reason = "without their features there are none")]
macro_rules! client {
    (b2b_storefront) => {
        ::bigcommerce::B2bStorefront
    };
    (b2b_v2) => {
        ::bigcommerce::B2bV2
    };
    (payments) => {
        ::bigcommerce::Payments
    };
    (b2b_storefront, $bigcommerce:ident, $b2b:ident, $account:ident) => {
        ::bigcommerce::B2bStorefront::builder(&$account.b2b_storefront_token).url($b2b)
    };
    (b2b_v2, $bigcommerce:ident, $b2b:ident, $account:ident) => {
        ::bigcommerce::B2bV2::builder(&$account.b2b_v2_token).url($b2b)
    };
    (payments, $bigcommerce:ident, $b2b:ident, $account:ident) => {
        ::bigcommerce::Payments::builder($account.store_hash.as_str(), &$account.payment_token)
            .url($bigcommerce)
    };
}
