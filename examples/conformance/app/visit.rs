//! The calls.

use std::error::Error;

use bigcommerce::{CallOptions, Pacing, Store, StoreBuilder};

use super::{
    glob,
    line::Line,
    options::{Options, Server},
};
use crate::{
    calls::{self, Failure, Given},
    support::{
        arguments::Arguments,
        documents::{self, Credential, Operation},
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
    unified: Store,
    legacy: Store,
    mode: Mode,
    seed: u64,
    /// Kept, for it ends with this.
    _server: Option<Running>,
}

/// A mock store of this program.
#[cfg(feature = "mock")]
type Running = bigcommerce::mock::MockStore;
#[cfg(not(feature = "mock"))]
type Running = std::convert::Infallible;

impl Visitor {
    /// As `options` say. Each request is sent once.
    pub async fn new(options: &Options) -> Result<Self, Box<dyn Error>> {
        let (builder, access_token, b2b_token, server) = match &options.server {
            Server::Mock => mock(options.seed).await?,
            Server::At {
                bigcommerce_url,
                b2b_url,
                store_hash,
                access_token,
                b2b_token,
            } => {
                let builder = Store::builder(store_hash.as_str())
                    .bigcommerce_url(bigcommerce_url)
                    .b2b_url(b2b_url);
                (builder, access_token.clone(), b2b_token.clone(), None)
            }
        };
        let mut builder = builder.options(CallOptions::new().max_attempts(1));
        if !options.paced {
            builder = builder.pacing(Pacing::off());
        }
        let unified = builder.clone().access_token(access_token);
        let legacy = builder.b2b_auth_token(b2b_token);
        let minimal = options.minimal;
        Ok(Self {
            unified: unified.build()?,
            legacy: legacy.build()?,
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

/// A builder, an access token, a legacy B2B token, and what serves them.
type Access = (StoreBuilder, String, String, Option<Running>);

/// Starts a mock store that keeps nothing: any id will do.
#[cfg(feature = "mock")]
async fn mock(seed: u64) -> Result<Access, Box<dyn Error>> {
    let mock = Running::builder().seed(seed).stateless().start().await?;
    let access_token = mock.access_token().to_owned();
    let b2b_token = mock.b2b_auth_token().to_owned();
    Ok((mock.store_builder(), access_token, b2b_token, Some(mock)))
}

#[cfg(not(feature = "mock"))]
async fn mock(_: u64) -> Result<Access, Box<dyn Error>> {
    Err("--mock needs `--features full,mock`".into())
}
