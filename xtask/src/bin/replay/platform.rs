//! A server that responds as it is told, and stores that call it.

use std::sync::{Arc, Mutex, PoisonError};

use bigcommerce::{
    AccessToken, B2bAuthToken, CallOptions, Error, Pacing, Store, StoreBuilder, StoreHash,
};

use testkit::{
    arguments::Arguments,
    calls::{self, Clients, Failure, Given, Received},
    chain,
    documents::{Credential, Operation},
    expect::Account,
    server::{Recorded, Response, Server},
};

/// What stands in for BigCommerce.
pub struct Platform {
    server: Server,
    next: Arc<Mutex<Response>>,
    unified: Clients,
    legacy: Clients,
    /// What the stores authorise with.
    pub account: Account,
}

impl Platform {
    pub async fn start() -> Result<Self, Error> {
        let next = Arc::new(Mutex::new(Response::new(204)));
        let responses = Arc::clone(&next);
        let server = Server::start(move |_| {
            let next = responses.lock().unwrap_or_else(PoisonError::into_inner);
            next.clone()
        })
        .await;
        let account = Account::default();
        let builder = Store::builder(StoreHash::new(&account.store_hash)?)
            .bigcommerce_url(server.url())
            .b2b_url(server.url())
            .pacing(Pacing::off())
            .options(CallOptions::new().max_attempts(1));
        let unified = builder
            .clone()
            .access_token(AccessToken::new(&account.access_token)?);
        let legacy = builder.b2b_auth_token(B2bAuthToken::new(&account.b2b_token)?);
        let url = server.url();
        let clients = |store: StoreBuilder| Clients::new(store.build()?, [&url, &url], &account);
        Ok(Self {
            unified: clients(unified)?,
            legacy: clients(legacy)?,
            server,
            next,
            account,
        })
    }

    /// Calls `operation` once, responded with `response`; what it sent, and what it made of the response.
    pub async fn call(
        &self,
        operation: &Operation,
        arguments: &Arguments,
        response: Response,
    ) -> (Vec<Recorded>, Result<Received, String>) {
        let Some(call) = calls::of(operation) else {
            return (
                Vec::new(),
                Err("the crate has no such operation".to_owned()),
            );
        };
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = response;
        let legacy = operation.credential() == Ok(Credential::LegacyToken);
        let store = if legacy { &self.legacy } else { &self.unified };
        let outcome = call(store.clone(), Given::new(operation, arguments)).await;
        (
            self.server.take(),
            outcome.map_err(|failure| said(&failure)),
        )
    }
}

/// The whole of a failure in one line.
fn said(failure: &Failure) -> String {
    match failure {
        Failure::Arguments(error) => format!("arguments: {error}"),
        Failure::NotGiven(name) => format!("`{name}` is required"),
        Failure::Client(error) => chain(&**error),
    }
}
