//! Responses other than the store's own: scripted ones, and injected faults.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    MockStore,
    lock::lock,
    quota,
    response::{self, Response},
};
use bigcommerce::operation::Api;

/// Something that goes wrong with a request that was right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// 429 with the headers that say that the quota is whole again after this time.
    RateLimited(Duration),
    /// 429 without them: the platform is loaded.
    Overloaded,
    /// This status, such as 503, in the API's own shape.
    Status(u16),
    /// The right response, later by this time.
    Latency(Duration),
    /// 200 with a body that reports this status, as B2B Edition does at times; the other APIs respond with the status itself.
    FailureInSuccess(u16),
    /// 200 with JSON that breaks off.
    BrokenJson,
    /// This status with a page of HTML, as gateways send it.
    Html(u16),
}

/// No operation that is compiled in has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no operation is called `{name}`; did you mean `{nearest}`? Only operations whose feature is on are known"
)]
#[non_exhaustive]
pub struct UnknownOperation {
    /// The name that was given.
    pub name: String,
    /// The most similar name of an operation that is compiled in.
    pub nearest: String,
}

/// What a fault does to a request.
pub(crate) enum Met {
    /// It gets this in response.
    Response(Response),
    /// It gets the right response, later by this time.
    Late(Duration),
}

/// The scripted faults and responses.
#[derive(Default)]
pub(crate) struct Script {
    responses: BTreeMap<String, (u16, Value)>,
    faults: Vec<Planned>,
    /// When maintenance ends.
    down_until: Option<Instant>,
}

struct Planned {
    fault: Fault,
    /// The operation it waits for; `None` for any.
    operation: Option<String>,
    times: usize,
}

impl Planned {
    fn is_for(&self, operation: &str) -> bool {
        self.operation.as_deref().is_none_or(|own| own == operation)
    }
}

/// The operation called `name`: by its method, as in `v3.products.get_product`, or by BigCommerce's
/// operationId, as in `v3.products.getProduct`.
pub(crate) fn known(name: &str) -> Result<String, UnknownOperation> {
    let mut nearest = (0.0, String::new());
    for operation in bigcommerce::operations() {
        let of = |name| format!("{}.{}.{name}", operation.api.name(), operation.module);
        let by_id = of(operation.id);
        for known in [of(operation.rust_method), by_id.clone()] {
            if known == name {
                return Ok(by_id);
            }
            let similarity = strsim::jaro_winkler(&known, name);
            if similarity > nearest.0 {
                nearest = (similarity, known);
            }
        }
    }
    Err(UnknownOperation {
        name: name.to_owned(),
        nearest: nearest.1,
    })
}

impl Script {
    pub fn response(&mut self, operation: String, status: u16, body: Value) {
        self.responses.insert(operation, (status, body));
    }

    pub fn fault(&mut self, operation: Option<String>, fault: Fault, times: usize) {
        if times > 0 {
            self.faults.push(Planned {
                fault,
                operation,
                times,
            });
        }
    }

    pub fn maintenance(&mut self, until: Instant) {
        self.down_until = Some(until);
    }

    /// Whether the store is under maintenance.
    pub fn is_down(&self) -> bool {
        self.down_until.is_some_and(|until| Instant::now() < until)
    }

    /// The fault that a request of `operation` meets; it is used up by that.
    pub fn meet(&mut self, api: Api, operation: &str) -> Option<Met> {
        let mut faults = self.faults.iter();
        let index = faults.position(|planned| planned.is_for(operation))?;
        let planned = self.faults.get_mut(index)?;
        let fault = planned.fault.clone();
        planned.times = planned.times.saturating_sub(1);
        if planned.times == 0 {
            self.faults.remove(index);
        }
        Some(fault.met(api))
    }

    /// What a request of `operation` is to get in response.
    pub fn reported(&self, operation: &str) -> Option<Response> {
        let (status, body) = self.responses.get(operation)?;
        Some(match body {
            Value::Null => Response::empty(*status),
            body => Response::json(*status, body),
        })
    }
}

impl Fault {
    fn met(&self, api: Api) -> Met {
        Met::Response(match self {
            Self::RateLimited(reset) => {
                let mut response = response::problem(api, 429, &[]);
                response.headers.extend(quota::used_up(*reset));
                response
            }
            Self::Overloaded => response::problem(api, 429, &[]),
            Self::Status(status) => response::problem(api, *status, &[]),
            Self::FailureInSuccess(status) => {
                let mut response = response::problem(api, *status, &[]);
                if api.is_b2b() {
                    response.status = 200;
                }
                response
            }
            Self::Latency(latency) => return Met::Late(*latency),
            Self::BrokenJson => Response::text(200, "application/json", r#"{"data": [{"id": 1"#),
            Self::Html(status) => {
                let page = "<html><body><h1>Bad gateway</h1></body></html>";
                Response::text(*status, "text/html", page)
            }
        })
    }
}

impl MockStore {
    /// Responds to every request of `operation`, such as `v3.products.getProduct`, that is right with this
    /// from now on; with nothing where `body` is null.
    ///
    /// # Errors
    /// When no operation is called that.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// let gone = serde_json::json!({"status": 404, "title": "It is gone"});
    /// mock.respond_with("v3.products.getProduct", 404, gone)?;
    /// let response = mock.store().v3().products().get_product(101).send().await;
    /// assert_eq!(response.unwrap_err().problem().unwrap().title(), "It is gone");
    /// # Ok(()) }
    /// ```
    pub fn respond_with(
        &self,
        operation: &str,
        status: u16,
        body: Value,
    ) -> Result<(), UnknownOperation> {
        let operation = known(operation)?;
        lock(&self.inner.script).response(operation, status, body);
        Ok(())
    }

    /// Lets the next `times` requests that are right meet a fault.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// use bigcommerce_mock::Fault;
    ///
    /// mock.fault(Fault::Status(503), 1);
    /// mock.store().v3().products().get_products().send().await?; // sent again
    /// assert_eq!(mock.requests().len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn fault(&self, fault: Fault, times: usize) {
        self.plan(None, fault, times);
    }

    /// Lets the next `times` requests of `operation` that are right meet a fault.
    ///
    /// # Errors
    /// When no operation is called that.
    pub fn fault_of(
        &self,
        operation: &str,
        fault: Fault,
        times: usize,
    ) -> Result<(), UnknownOperation> {
        self.plan(Some(known(operation)?), fault, times);
        Ok(())
    }

    fn plan(&self, operation: Option<String>, fault: Fault, times: usize) {
        lock(&self.inner.script).fault(operation, fault, times);
    }

    /// Takes the store down for so long: every request gets a 503 that reports maintenance, until the time has passed or
    /// this is called with zero. The client doesn't send such a request again by itself.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// use std::time::Duration;
    ///
    /// mock.maintenance(Duration::from_secs(60));
    /// let error = mock.store().v3().products().get_products().await.unwrap_err();
    /// assert!(error.problem().unwrap().is_maintenance());
    /// # Ok(()) }
    /// ```
    pub fn maintenance(&self, lasts: Duration) {
        lock(&self.inner.script).maintenance(Instant::now() + lasts);
    }
}
