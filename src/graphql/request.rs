//! One GraphQL request.

use std::{future::IntoFuture, marker::PhantomData, sync::Arc};

use http::{HeaderName, HeaderValue};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    document::only_queries,
    outcome::{Body, Failure, Outcome},
};
use crate::{
    CallOptions, Error,
    call::{Awaited, Call, Sending},
    connection::Connection,
    decode::DecodeError,
    operation::Operation,
};

/// A GraphQL request. Await it for the data; [`send`](Self::send) it for data and errors both.
///
/// A query is sent again as a GET would be. A mutation never is, whatever the options say: only where the server
/// can't have carried it out, as after a 429.
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct Request<D> {
    call: Call,
    is_query: bool,
    data: PhantomData<fn() -> D>,
}

impl<D> Request<D> {
    /// A request with this body: an object with `query`, and perhaps `variables` and `operationName`.
    pub(super) fn new(
        connection: &Arc<Connection>,
        operation: &'static Operation,
        headers: &[(HeaderName, HeaderValue)],
        body: impl Serialize,
    ) -> Self {
        let mut call = Call::new(Arc::clone(connection), operation);
        call.set_headers(headers.to_vec());
        let body = serde_json::to_value(body);
        let is_query = body.as_ref().is_ok_and(|body| {
            body.get("query")
                .and_then(Value::as_str)
                .is_some_and(only_queries)
        });
        call.body(body.map_err(Into::into));
        Self {
            call,
            is_query,
            data: PhantomData,
        }
    }

    /// Sets how this request is carried out; what is left open is as its client says.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.call.set_options(options);
        self
    }
}

impl<D: DeserializeOwned + Send + 'static> Request<D> {
    /// Sends the request. GraphQL errors are in the [`Outcome`], beside what data came; the response has the rate
    /// limits, and [`complexity`](crate::Response::complexity) what the request cost.
    ///
    /// # Errors
    /// As any call; [`Error::Decode`] where data came without errors and isn't a `D`.
    pub fn send(self) -> Sending<Outcome<D>> {
        let sent = self.sent();
        Box::pin(async move {
            let response = sent.await?;
            let body = response.body().clone();
            let undecodable = DecodeError::of_type(response.operation(), response.attempts(), body);
            response.try_map(|body| {
                body.outcome()
                    .map_err(|_| Error::Decode(Box::new(undecodable)))
            })
        })
    }

    fn sent(mut self) -> Sending<Body> {
        // A caller's options come before those of the client; this comes before both.
        let allowed = CallOptions::new().retry_non_idempotent(self.is_query);
        self.call.set_options(allowed);
        self.call.send_raw()
    }
}

impl<D: DeserializeOwned + Send + 'static> IntoFuture for Request<D> {
    type Output = Result<D, Error>;
    type IntoFuture = Awaited<D>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let response = self.send().await?;
            let (operation, attempts) = (response.operation(), response.attempts());
            let came = response.body().clone();
            let outcome = response.into_inner();
            match outcome.data {
                Some(data) if outcome.errors.is_empty() => Ok(data),
                _ if outcome.errors.is_empty() => {
                    let error = DecodeError::of_type(operation, attempts, came);
                    Err(Error::Decode(Box::new(error)))
                }
                _ => Err(Error::Graphql(Box::new(Failure {
                    operation,
                    attempts,
                    errors: outcome.errors,
                    data: serde_json::from_slice::<Body>(&came)
                        .ok()
                        .and_then(Body::into_data),
                }))),
            }
        })
    }
}
