//! The calls.

use std::error::Error;

use bigcommerce::{CallOptions, Pacing, Store, StoreBuilder};

use super::{
    glob,
    line::Line,
    options::{Options, Server},
};
use crate::{
    calls::{self, Clients, Failure, Given},
    support::{
        arguments::Arguments,
        documents::{self, Credential, Operation},
        expect::Account,
        sample::Mode,
    },
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

/// Who makes the calls.
pub struct Visitor {
    unified: Clients,
    legacy: Clients,
    mode: Mode,
    seed: u64,
    /// Kept, for it ends with this.
    _server: Option<Running>,
}

/// A mock store of this program.
type Running = bigcommerce_mock::MockStore;

impl Visitor {
    /// As `options` say. Each request is sent once.
    pub async fn new(options: &Options) -> Result<Self, Box<dyn Error>> {
        let (urls, account, server) = match &options.server {
            Server::Mock => mock(options.seed)?,
            Server::At { urls, account } => (urls.clone(), account.clone(), None),
        };
        let [bigcommerce_url, b2b_url] = &urls;
        let mut builder = Store::builder(account.store_hash.as_str())
            .bigcommerce_url(bigcommerce_url)
            .b2b_url(b2b_url)
            .options(CallOptions::new().max_attempts(1));
        if !options.paced {
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
            _server: server,
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
            None => {
                let fault = serde::de::Error::custom("there is no such call");
                Err(Failure::Arguments(fault))
            }
        };
        Line::of(operation, ended)
    }
}

/// Where the APIs are, who calls, and what serves them.
type Access = ([String; 2], Account, Option<Running>);

/// Starts a mock store that keeps nothing: any id will do.
fn mock(seed: u64) -> Result<Access, Box<dyn Error>> {
    let mock = Running::builder().seed(seed).stateless().start()?;
    let urls = [mock.bigcommerce_url(), mock.b2b_url()];
    Ok((urls, crate::calls::account_of(&mock), Some(mock)))
}
