//! What becomes of a request that comes: its way to a response, and what is noted of it.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use super::{
    ACCESS_TOKEN, B2B_AUTH_TOKEN, Log, STORE_HASH,
    account::Account,
    check, clock,
    documents::{self, Operation, Route},
    fault::{Met, Script},
    lock::lock,
    made_up,
    quota::{Meter, Quota},
    real,
    recorded::{Request, Violation},
    response::{self, Response},
    state::State,
    tokens::Tokens,
};
use bigcommerce::operation::Api;

/// Told of a request and of what was wrong with it.
pub(crate) type OnRequest = Box<dyn Fn(&Request, &[Violation]) + Send + Sync>;

/// A response, and how much later it goes out.
struct Reply {
    response: Response,
    after: Duration,
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self {
            response,
            after: Duration::ZERO,
        }
    }
}

/// How a store is to be.
pub(crate) struct Settings {
    pub seed: u64,
    /// Whether it keeps what is done to it.
    pub keeps: bool,
    pub scopes: Option<Vec<String>>,
    pub quota: Quota,
    pub like_real_servers: bool,
    pub on_request: Option<OnRequest>,
}

/// What both hosts respond from.
pub(crate) struct Inner {
    seed: u64,
    like_real_servers: bool,
    pub account: Account,
    /// `None` where nothing is kept.
    pub state: Option<Mutex<State>>,
    pub script: Mutex<Script>,
    pub meter: Mutex<Meter>,
    pub log: Mutex<Log>,
    /// Told of each request as it comes.
    on_request: Option<OnRequest>,
    /// What makes GraphQL responses.
    pub graphql: Mutex<Option<super::graphql::Respond>>,
    pub deliveries: Mutex<super::webhooks::Deliveries>,
    /// Codes of installations that weren't exchanged yet.
    pub codes: Mutex<Vec<String>>,
}

impl Inner {
    /// A store that has just begun; it forgets everything unless it `keeps`.
    pub fn new(settings: Settings) -> Self {
        let Settings {
            seed,
            keeps,
            scopes,
            quota,
            like_real_servers,
            on_request,
        } = settings;
        Self {
            seed,
            like_real_servers,
            account: Account {
                hash: STORE_HASH.to_owned(),
                access_token: ACCESS_TOKEN.to_owned(),
                b2b_auth_token: B2B_AUTH_TOKEN.to_owned(),
                tokens: Tokens::default(),
                checks_dates: keeps,
                scopes: Mutex::new(scopes),
            },
            state: keeps.then(|| Mutex::new(State::new(STORE_HASH, seed))),
            script: Mutex::default(),
            meter: Mutex::new(Meter::new(quota, Instant::now())),
            log: Mutex::default(),
            on_request,
            graphql: Mutex::default(),
            deliveries: Mutex::default(),
            codes: Mutex::default(),
        }
    }

    /// The response to a request that has come, and how long it takes. All of its effects are had, and noted, now:
    /// the sender may not wait for the response.
    pub fn respond(&self, b2b: bool, mut request: Request) -> (Response, Duration) {
        let (Reply { response, after }, violations) = self.reply(b2b, &mut request);
        request.status = response.status;
        self.account.tokens.mint(&request, &response);
        self.notify(&request, &response);
        if let Some(tell) = &self.on_request {
            tell(&request, &violations);
        }
        let mut log = lock(&self.log);
        log.requests.push(request);
        log.violations.extend(violations);
        (response, after)
    }

    fn reply(&self, b2b: bool, request: &mut Request) -> (Reply, Vec<Violation>) {
        let other = self.graphql(b2b, request);
        if let Some((response, violations)) = other.or_else(|| self.exchange(request)) {
            return (response.into(), violations);
        }
        let status = match documents::route(b2b, &request.method, &request.path) {
            Route::To(operation, arguments) => {
                request.operation = Some(operation.name());
                let faults = check::check(operation, &arguments, request, &self.account);
                // A caller it doesn't know uses up nothing.
                if faults.first().is_none_or(|fault| fault.status != 401)
                    && let Some(response) = self.over_quota(operation.api)
                {
                    return (response.into(), Vec::new());
                }
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
                return (response.into(), violations.collect());
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
        (problem.into(), vec![violation])
    }

    /// What a request that is right gets in response.
    fn success(&self, operation: &'static Operation, request: &Request) -> Reply {
        let name = operation.name();
        let mut script = lock(&self.script);
        let after = match script.meet(operation.api, &name) {
            Some(Met::Response(response)) => return response.into(),
            Some(Met::Late(latency)) => latency,
            None => Duration::ZERO,
        };
        let reported = script.reported(&name);
        drop(script);
        let response = reported.unwrap_or_else(|| self.own_response(operation, request));
        let response = self.metered(operation.api, response);
        Reply { response, after }
    }

    /// The response that the store makes by itself.
    fn own_response(&self, operation: &'static Operation, request: &Request) -> Response {
        let kept = self.state.as_ref();
        let mut response = kept
            .and_then(|state| lock(state).response(operation, request))
            .unwrap_or_else(|| made_up::response(operation, self.seed, request));
        if operation.api == Api::V2 {
            response.change(clock::as_v2_writes);
        }
        if self.like_real_servers {
            response.change(|body| real::write(operation.api, body));
        }
        response
    }

    /// Adds the headers of the quota where the platform does: not for a caller it doesn't know, and to a 429 only where a
    /// test asks for that fault.
    fn metered(&self, api: Api, mut response: Response) -> Response {
        if has_quota(api) && !matches!(response.status, 401 | 429) {
            let (_, headers) = lock(&self.meter).count(0, Instant::now());
            response.headers.extend(headers);
        }
        response
    }

    /// The refusal of a call for which the quota has no room.
    fn over_quota(&self, api: Api) -> Option<Response> {
        if !has_quota(api) {
            return None;
        }
        let (has_room, headers) = lock(&self.meter).count(1, Instant::now());
        (!has_room).then(|| {
            let mut response = response::problem(api, 429, &[]);
            response.headers.extend(headers);
            response
        })
    }
}

/// Whether calls of `api` are counted against the store's quota.
fn has_quota(api: Api) -> bool {
    !api.is_b2b() && api != Api::Payments
}

/// The API of a path that no operation has.
fn api(b2b: bool, path: &str) -> Api {
    match path.split('/').nth(3) {
        _ if b2b => Api::B2b,
        Some("v2") => Api::V2,
        _ => Api::V3,
    }
}
