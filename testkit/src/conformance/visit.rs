//! The calls.

use std::error::Error;

use bigcommerce::{CallOptions, Pacing, Store, StoreBuilder};
use bigcommerce_mock::{self as mock, MockStore};

use super::{glob, line::Line, options::Options};
use crate::{
    arguments::Arguments,
    calls::{self, Clients, Failure, Given},
    documents::{self, Credential, Operation},
    expect::Account,
    sample::Mode,
};

/// The operations that `options` ask for, of those whose features are on.
pub fn wanted(options: &Options) -> impl Iterator<Item = &'static Operation> {
    documents::operations().iter().filter(|operation| {
        let named = |pattern: &String| glob::matches(pattern, &operation.name());
        calls::of(operation).is_some()
            && options.only.as_ref().is_none_or(named)
            && (!options.reads_only || operation.method == "GET")
    })
}

/// Makes the calls.
pub struct Visitor {
    unified: Clients,
    legacy: Clients,
    mode: Mode,
    seed: u64,
    /// Kept, for it ends with this.
    _mock: Option<MockStore>,
}

impl Visitor {
    /// As `options` say. Each request is sent once.
    pub fn new(options: &Options) -> Result<Self, Box<dyn Error>> {
        let given = (&options.bigcommerce_url, &options.b2b_url);
        let (urls, account, mock) = match given {
            (Some(bigcommerce), Some(b2b)) => {
                let urls = [bigcommerce.clone(), b2b.clone()];
                (urls, options.tokens.clone().into(), None)
            }
            _ => {
                // It keeps nothing, so any id will do.
                let mock = MockStore::builder()
                    .seed(options.seed)
                    .stateless()
                    .start()?;
                let urls = [mock.bigcommerce_url(), mock.b2b_url()];
                (urls, account_of(&mock), Some(mock))
            }
        };
        let [bigcommerce_url, b2b_url] = &urls;
        let mut builder = Store::builder(account.store_hash.as_str())
            .bigcommerce_url(bigcommerce_url)
            .b2b_url(b2b_url)
            .options(CallOptions::new().max_attempts(1));
        if options.no_pacing || options.mock {
            builder = builder.pacing(Pacing::off());
        }
        let clients = |store: StoreBuilder| {
            Clients::new(store.build()?, [bigcommerce_url, b2b_url], &account)
        };
        let unified = clients(builder.clone().access_token(&account.access_token))?;
        let legacy = clients(builder.b2b_auth_token(&account.b2b_token))?;
        let minimal = options.minimal;
        Ok(Self {
            unified,
            legacy,
            mode: if minimal { Mode::Minimal } else { Mode::Full },
            seed: options.seed,
            _mock: mock,
        })
    }

    /// Calls `operation` once.
    pub async fn visit<'o>(&self, operation: &'o Operation) -> Line<'o> {
        let arguments = Arguments::for_operation(operation, self.seed, self.mode);
        let legacy = operation.credential() == Ok(Credential::LegacyToken);
        let store = if legacy { &self.legacy } else { &self.unified };
        let given = Given::new(operation, &arguments);
        let ended = match calls::of(operation) {
            Some(call) => call(store.clone(), given).await,
            None => Err(Failure::NotGiven("the operation's feature".to_owned())),
        };
        Line::of(operation, ended)
    }
}

/// What a mock store takes.
pub fn account_of(mock: &MockStore) -> Account {
    Account {
        store_hash: mock::STORE_HASH.to_owned(),
        access_token: mock.access_token().to_owned(),
        b2b_token: mock.b2b_auth_token().to_owned(),
        b2b_v2_token: mock::B2B_V2_TOKEN.to_owned(),
        b2b_storefront_token: mock::B2B_STOREFRONT_TOKEN.to_owned(),
        payment_token: mock::PAYMENT_ACCESS_TOKEN.to_owned(),
    }
}
