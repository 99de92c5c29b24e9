//! The two hosts: a request that comes, its way to a response, and what is noted of it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};

use super::{
    ACCESS_TOKEN, B2B_AUTH_TOKEN, Log, STORE_HASH,
    check::{self, Account},
    clock,
    documents::{self, Operation, Route},
    fault::Script,
    made_up,
    quota::Meter,
    recorded::{Request, Violation},
    response::{self, Response},
    state::State,
    tokens::Tokens,
};
use crate::operation::Api;

/// What both hosts respond from.
pub(crate) struct Inner {
    seed: u64,
    pub account: Account,
    /// `None` where nothing is kept.
    pub state: Option<Mutex<State>>,
    pub script: Mutex<Script>,
    meter: Mutex<Meter>,
    pub log: Mutex<Log>,
    /// What makes GraphQL responses.
    #[cfg(feature = "graphql")]
    pub graphql: Mutex<Option<super::graphql::Respond>>,
    #[cfg(feature = "webhooks")]
    pub deliveries: Mutex<super::webhooks::Deliveries>,
    /// Codes of installations that weren't exchanged yet.
    #[cfg(feature = "app")]
    pub codes: Mutex<Vec<String>>,
}

impl Inner {
    /// A store that has just begun; it forgets everything unless it `keeps`.
    pub fn new(seed: u64, keeps: bool, scopes: Option<Vec<String>>) -> Self {
        Self {
            seed,
            account: Account {
                hash: STORE_HASH.to_owned(),
                access_token: ACCESS_TOKEN.to_owned(),
                b2b_auth_token: B2B_AUTH_TOKEN.to_owned(),
                tokens: Tokens::default(),
                scopes,
            },
            state: keeps.then(|| Mutex::new(State::new(STORE_HASH, seed))),
            script: Mutex::default(),
            meter: Mutex::new(Meter::new(Instant::now())),
            log: Mutex::default(),
            #[cfg(feature = "graphql")]
            graphql: Mutex::default(),
            #[cfg(feature = "webhooks")]
            deliveries: Mutex::default(),
            #[cfg(feature = "app")]
            codes: Mutex::default(),
        }
    }

    fn respond(&self, b2b: bool, request: &HttpMockRequest) -> HttpMockResponse {
        let mut request = Request::new(request);
        let (response, violations) = self.response(b2b, &mut request);
        request.status = response.status;
        self.mint(&request, &response);
        #[cfg(feature = "webhooks")]
        self.notify(&request, &response);
        let mut log = lock(&self.log);
        log.requests.push(request);
        log.violations.extend(violations);
        response.into()
    }

    fn response(&self, b2b: bool, request: &mut Request) -> (Response, Vec<Violation>) {
        #[cfg(feature = "graphql")]
        if let Some(response) = self.graphql(b2b, request) {
            return response;
        }
        #[cfg(feature = "app")]
        if let Some(response) = self.exchange(request) {
            return response;
        }
        let status = match documents::route(b2b, &request.method, &request.path) {
            Route::To(operation, arguments) => {
                request.operation = Some(operation.name());
                let faults = check::check(operation, &arguments, request, &self.account);
                if faults.is_empty() {
                    return (self.success(operation, request), Vec::new());
                }
                let violations = faults.iter().map(|fault| Violation {
                    operation: operation.name(),
                    pointer: fault.pointer.clone(),
                    why: fault.why.clone(),
                });
                let response = response::refusal(operation.api, &faults);
                let response = self.metered(operation.api, response);
                return (response, violations.collect());
            }
            Route::OtherMethods => 405,
            Route::Nowhere => 404,
        };
        let (pointer, why) = match status {
            405 => ("/method", "no operation of this path has it"),
            _ => ("/path", "is no operation's"),
        };
        let violation = Violation {
            operation: format!("{} {}", request.method, request.path),
            pointer: pointer.to_owned(),
            why: why.to_owned(),
        };
        let problem = response::problem(api(b2b, &request.path), status, &[]);
        (problem, vec![violation])
    }

    /// What a request that is right gets in response.
    fn success(&self, operation: &'static Operation, request: &Request) -> Response {
        let name = operation.name();
        let mut script = lock(&self.script);
        if let Some(fault) = script.meet(operation.api, &name) {
            return fault;
        }
        let told = script.told(&name);
        drop(script);
        let kept = self.state.as_ref();
        if let Some(response) = told {
            return self.metered(operation.api, response);
        }
        let mut response = kept
            .and_then(|state| lock(state).response(operation, request))
            .unwrap_or_else(|| made_up::response(operation, self.seed, request));
        if operation.api == Api::V2 {
            response.change(clock::as_v2_writes);
        }
        self.metered(operation.api, response)
    }

    /// Tells of the quota where the platform does: not whom it doesn't know, and with a 429 only where a
    /// test asks for that fault.
    fn metered(&self, api: Api, mut response: Response) -> Response {
        if !api.is_b2b() && api != Api::Payments && !matches!(response.status, 401 | 429) {
            let told = lock(&self.meter).count(Instant::now());
            response.headers.extend(told);
        }
        response
    }

    /// How long `request` waits for its response.
    fn latency(&self, b2b: bool, request: &HttpMockRequest) -> Option<Duration> {
        match documents::route(b2b, request.method_str(), request.uri().path()) {
            Route::To(operation, _) => lock(&self.script).latency(&operation.name()),
            Route::OtherMethods | Route::Nowhere => None,
        }
    }
}

/// The API of a path that no operation has.
fn api(b2b: bool, path: &str) -> Api {
    match path.split('/').nth(3) {
        _ if b2b => Api::B2b,
        Some("v2") => Api::V2,
        _ => Api::V3,
    }
}

/// Starts a host.
pub(crate) async fn serve(inner: &Arc<Inner>, b2b: bool) -> MockServer {
    let server = MockServer::start_async().await;
    let (waits, inner) = (Arc::clone(inner), Arc::clone(inner));
    server
        .mock_async(|when, then| {
            when.is_true(move |request| waits.latency(b2b, request).is_none());
            then.respond_with(move |request| inner.respond(b2b, request));
        })
        .await;
    server
}

/// Makes a host response late where that is due.
pub(crate) fn serve_late(server: &MockServer, inner: &Arc<Inner>, b2b: bool, latency: Duration) {
    let (waits, inner) = (Arc::clone(inner), Arc::clone(inner));
    server.mock(|when, then| {
        when.is_true(move |request| waits.latency(b2b, request) == Some(latency));
        then.delay(latency)
            .respond_with(move |request| inner.respond(b2b, request));
    });
}

/// A lock that a panicking thread left is as good as any: nothing is half done under it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
