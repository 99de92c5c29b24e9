//! The calls.

use bigcommerce::{AccessToken, B2bAuthToken, CallOptions, Error, Store, StoreHash};

use super::{glob, line::Line, options::Options};
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
}

impl Visitor {
    /// As `options` say. Each request is sent once, at the pace the platform allows.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let builder = Store::builder(StoreHash::new(&options.store_hash)?)
            .bigcommerce_url(&options.bigcommerce_url)
            .b2b_url(&options.b2b_url)
            .options(CallOptions::new().max_attempts(1));
        let unified = builder
            .clone()
            .access_token(AccessToken::new(&options.access_token)?);
        let legacy = builder.b2b_auth_token(B2bAuthToken::new(&options.b2b_token)?);
        let minimal = options.minimal;
        Ok(Self {
            unified: unified.build()?,
            legacy: legacy.build()?,
            mode: if minimal { Mode::Minimal } else { Mode::Full },
            seed: options.seed,
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
