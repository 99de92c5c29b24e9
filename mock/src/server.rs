//! What becomes of a request that comes: its way to a response, and what is noted of it.

use std::{
    collections::BTreeMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use super::{
    Log, check, clock,
    credentials::Account,
    documents::{self, Operation, Route},
    fault::{Met, Script},
    lock::lock,
    made_up,
    quota::Meter,
    real,
    recorded::{Request, Violation},
    response::{self, Response},
    state::State,
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
#[derive(Default)]
pub(crate) struct Settings {
    pub seed: u64,
    /// Whether it forgets everything that is done to it.
    pub stateless: bool,
    pub scopes: Option<Vec<String>>,
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
    /// A store that has just begun.
    pub fn new(settings: Settings) -> Self {
        let Settings {
            seed,
            stateless,
            scopes,
            like_real_servers,
            on_request,
        } = settings;
        Self {
            seed,
            like_real_servers,
            account: Account::new(scopes),
            state: (!stateless).then(|| Mutex::new(State::new(seed))),
            script: Mutex::default(),
            meter: Mutex::new(Meter::new(Instant::now())),
            log: Mutex::default(),
            on_request,
            graphql: Mutex::default(),
            deliveries: Mutex::default(),
            codes: Mutex::default(),
        }
    }

    /// The response to a request, and how much later it goes out. The request takes effect and is noted now: its client
    /// may not wait for the response.
    pub fn respond(&self, b2b: bool, mut request: Request) -> (Response, Duration) {
        let (Reply { response, after }, violations) = self.reply(b2b, &mut request);
        request.status = response.status;
        self.mint(&request, &response);
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
        let route = documents::route(b2b, &request.method, &request.path);
        if let Route::To(operation, _) = &route {
            request.operation = Some(operation.name());
        }
        if lock(&self.script).is_down() {
            return (
                response::maintenance(api(b2b, &request.path)).into(),
                Vec::new(),
            );
        }
        let other = self.graphql(b2b, request);
        if let Some((response, violations)) = other.or_else(|| self.exchange(request)) {
            return (response.into(), violations);
        }
        let (status, pointer, why) = match route {
            Route::To(operation, arguments) => {
                return self.checked(operation, &arguments, request);
            }
            Route::OtherMethods => (405, "/method", "no operation of this path has it"),
            Route::Nowhere => (404, "/path", "is no operation's"),
        };
        let violation = Violation {
            operation: format!("{} {}", request.method, request.path),
            pointer: pointer.to_owned(),
            why: why.to_owned(),
        };
        let problem = response::problem(api(b2b, &request.path), status, &[]);
        (problem.into(), vec![violation])
    }

    /// The response to a request of `operation`: a refusal, if anything is wrong with it.
    fn checked(
        &self,
        operation: &'static Operation,
        arguments: &BTreeMap<String, String>,
        request: &Request,
    ) -> (Reply, Vec<Violation>) {
        let keeps = self.state.is_some();
        let findings = check::check(operation, arguments, request, &self.account, keeps);
        if findings.is_empty() {
            return (self.success(operation, request), Vec::new());
        }
        let response = response::refusal(operation.api, &findings);
        let violations = findings.into_iter().map(|finding| Violation {
            operation: operation.name(),
            pointer: finding.pointer,
            why: finding.why,
        });
        let response = self.metered(operation.api, response);
        (response.into(), violations.collect())
    }

    /// What a request that is right gets in response.
    fn success(&self, operation: &'static Operation, request: &Request) -> Reply {
        if let Some(refusal) = self.over_quota(operation.api) {
            return refusal.into();
        }
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

    /// The refusal of a request for which the quota has no room.
    fn over_quota(&self, api: Api) -> Option<Response> {
        if !has_quota(api) {
            return None;
        }
        let headers = lock(&self.meter).refusal(Instant::now())?;
        let mut response = response::problem(api, 429, &[]);
        response.headers.extend(headers);
        Some(response)
    }

    /// Counts a request, and adds the headers of the quota to its response as the platform does: not for a client without a token.
    fn metered(&self, api: Api, mut response: Response) -> Response {
        if has_quota(api) && !matches!(response.status, 401 | 429) {
            let reported = lock(&self.meter).count(Instant::now());
            response.headers.extend(reported);
        }
        response
    }
}

/// Whether the responses of `api` report the store's quota.
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
