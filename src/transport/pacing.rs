//! Which gates a call passes: its operation's, where it has limits of its own, and its API's.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    gate::{Caps, Gate, Permit, Rate, TooLate},
    quota::Reply,
};
use crate::{
    RateState,
    operation::{Api, Operation},
};

/// How a store's calls are paced.
///
/// BigCommerce's v3 and v2 share one budget, which their responses report. B2B Edition's is counted
/// here: 150 calls a minute. Operations with documented limits of their own keep those too. A call waits
/// only when it would be refused.
///
/// ```
/// use std::time::Duration;
/// use bigcommerce::{Pacing, operation::Api};
///
/// // Leave two thirds of B2B's budget to other integrations, and never export two lists at once.
/// let pacing = Pacing::new()
///     .b2b_calls(50, Duration::from_secs(60))
///     .concurrency(Api::B2b, "get-companies", 1);
/// ```
#[derive(Clone, Debug)]
pub struct Pacing {
    on: bool,
    b2b: Rate,
    operations: BTreeMap<Api, BTreeMap<String, Caps>>,
}

impl Default for Pacing {
    fn default() -> Self {
        Self::new()
    }
}

impl Pacing {
    /// The platform's documented limits.
    pub fn new() -> Self {
        Self {
            on: true,
            b2b: Rate {
                calls: 150,
                per: Duration::from_secs(60),
            },
            operations: BTreeMap::new(),
        }
    }

    /// No pacing: every call goes out at once. For a platform of your own.
    pub fn off() -> Self {
        Self {
            on: false,
            ..Self::new()
        }
    }

    /// B2B Edition's calls in a time; the platform's limit is 150 in 60 seconds, for all programs together.
    pub fn b2b_calls(mut self, calls: u32, per: Duration) -> Self {
        self.b2b = rate(calls, per);
        self
    }

    /// Most calls of the operation `id` in a time, instead of what is documented.
    pub fn calls(mut self, api: Api, id: impl Into<String>, calls: u32, per: Duration) -> Self {
        self.caps(api, id.into()).rate = Some(rate(calls, per));
        self
    }

    /// Most calls of the operation `id` at once, instead of what is documented.
    pub fn concurrency(mut self, api: Api, id: impl Into<String>, most: u32) -> Self {
        self.caps(api, id.into()).concurrency = Some(u64::from(most.max(1)));
        self
    }

    fn caps(&mut self, api: Api, id: String) -> &mut Caps {
        self.operations
            .entry(api)
            .or_default()
            .entry(id)
            .or_default()
    }

    /// What is known of `operation`'s own limits.
    fn caps_of(&self, operation: &'static Operation) -> Caps {
        let own = self.operations.get(&operation.api);
        let own = own
            .and_then(|own| own.get(operation.id))
            .copied()
            .unwrap_or_default();
        let documented = operation.limits;
        let seconds =
            |(calls, seconds): (u32, u32)| rate(calls, Duration::from_secs(seconds.into()));
        Caps {
            rate: own.rate.or(documented.calls.map(seconds)),
            concurrency: own.concurrency.or(documented.concurrency.map(u64::from)),
        }
    }
}

/// At least one call in some time: nothing may wait forever.
fn rate(calls: u32, per: Duration) -> Rate {
    Rate {
        calls: u64::from(calls.max(1)),
        per: per.clamp(Duration::from_millis(1), LONGEST),
    }
}

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Is called with a budget whenever a response may have changed it.
pub(crate) type RateHook = Arc<dyn Fn(Api, RateState) + Send + Sync>;

/// API, module and id of an operation.
type Key = (Api, &'static str, &'static str);

/// The gates of a store.
pub(crate) struct Gates {
    pacing: Pacing,
    hook: Option<RateHook>,
    bigcommerce: Arc<Gate>,
    b2b: Arc<Gate>,
    /// Of the operations with limits of their own, as they are called.
    operations: Mutex<HashMap<Key, Arc<Gate>>>,
}

impl Gates {
    pub fn new(pacing: Pacing, hook: Option<RateHook>) -> Self {
        Self {
            hook,
            bigcommerce: Gate::new(Caps::default()),
            b2b: Gate::new(Caps {
                rate: Some(pacing.b2b),
                concurrency: None,
            }),
            operations: Mutex::default(),
            pacing,
        }
    }

    /// Waits until `operation` may be called once more, or until it is clear that this isn't before
    /// `deadline`.
    pub async fn enter(
        &self,
        operation: &'static Operation,
        deadline: Instant,
    ) -> Result<Permits, TooLate> {
        if !self.pacing.on {
            return Ok(Permits::default());
        }
        let own = match self.own(operation) {
            Some(gate) => Some(gate.enter(deadline).await?),
            None => None,
        };
        let shared = Some(self.shared(operation.api).enter(deadline).await?);
        Ok(Permits { own, shared })
    }

    /// The window of a quota that responses to `operation` don't report, or `None`.
    pub fn window(&self, operation: &'static Operation) -> Duration {
        let own = self.pacing.caps_of(operation).rate;
        let shared = operation.api.is_b2b().then_some(self.pacing.b2b);
        own.or(shared).map_or(Duration::ZERO, |rate| rate.per)
    }

    /// The platform refused `operation` without telling for how long: lets up.
    pub fn slow_down(&self, operation: &'static Operation, until: Instant) {
        if self.pacing.on {
            // One that has a limit of its own was refused for that.
            let own = self.own(operation);
            own.as_ref()
                .unwrap_or(self.shared(operation.api))
                .slow_down(until);
        }
    }

    pub fn state(&self, api: Api) -> RateState {
        self.shared(api).state()
    }

    /// Tells the hook, if there is one, how the budget of `api` stands.
    pub fn tell_state(&self, api: Api) {
        if let Some(hook) = &self.hook {
            hook(api, self.state(api));
        }
    }

    fn shared(&self, api: Api) -> &Arc<Gate> {
        match api.is_b2b() {
            true => &self.b2b,
            false => &self.bigcommerce,
        }
    }

    fn own(&self, operation: &'static Operation) -> Option<Arc<Gate>> {
        let caps = self.pacing.caps_of(operation);
        if caps == Caps::default() {
            return None;
        }
        let mut gates = self
            .operations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let key = (operation.api, operation.module, operation.id);
        Some(Arc::clone(
            gates.entry(key).or_insert_with(|| Gate::new(caps)),
        ))
    }
}

impl fmt::Debug for Gates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gates")
            .field("bigcommerce", &self.bigcommerce)
            .field("b2b", &self.b2b)
            .finish_non_exhaustive()
    }
}

/// The right to send one call.
#[derive(Debug, Default)]
pub(crate) struct Permits {
    own: Option<Permit>,
    shared: Option<Permit>,
}

impl Permits {
    /// The call goes out now.
    pub fn sent(&mut self) {
        self.each().for_each(Permit::sent);
    }

    /// The call got a response, which counts once these are dropped.
    pub fn responded(&mut self, reply: Reply) {
        self.each().for_each(|permit| permit.responded(reply));
    }

    fn each(&mut self) -> impl Iterator<Item = &mut Permit> {
        self.own.iter_mut().chain(&mut self.shared)
    }
}
