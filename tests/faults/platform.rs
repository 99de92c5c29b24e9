//! A store whose server fails as a plan says.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use bigcommerce::{CallOptions, Pacing, RetryBudget, Store, store::http_client_builder};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::{
    fault::Fault,
    shop::{self, Shop},
};
use testkit::server::{Recorded, Response, Server};

/// A fault that befalls a request, and whether the store carries the request out all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mishap {
    pub fault: Fault,
    pub carried_out: bool,
}

/// Decides what befalls a request that comes for the `n`th time, counted from 0.
pub type Plan = Box<dyn Fn(&Recorded, u32) -> Option<Mishap> + Send + Sync>;

/// Decides whether a connection is refused, counted from 0.
pub type Refuse = Box<dyn Fn(u32) -> bool + Send + Sync>;

/// A server, the shop behind it, and a store that talks to it.
pub struct Platform {
    pub store: Store,
    pub shop: Arc<Shop>,
    asked: Arc<Mutex<HashMap<String, u32>>>,
    names: Arc<Names>,
    _server: Server,
}

impl Platform {
    pub async fn start(options: CallOptions, plan: Plan, refuse: Refuse) -> Self {
        let shop = Arc::new(Shop::new());
        let asked = Arc::new(Mutex::new(HashMap::new()));
        let (behind, count) = (Arc::clone(&shop), Arc::clone(&asked));
        let times = Mutex::new(HashMap::new());
        let quota = Quota::default();
        let server = Server::start(move |request| {
            let key = shop::key(request);
            *count.lock().unwrap().entry(key.clone()).or_default() += 1;
            let n = {
                let mut times = times.lock().unwrap();
                let n: &mut u32 = times.entry(key + &request.target).or_default();
                *n += 1;
                *n - 1
            };
            response(&behind, &quota, request, plan(request, n))
        })
        .await;
        let names = Arc::new(Names {
            refuse,
            asked: AtomicU32::new(0),
            refused: AtomicU32::new(0),
        });
        let http = http_client_builder()
            .no_proxy()
            .dns_resolver(Arc::clone(&names))
            .build();
        let url = server.url().replace("127.0.0.1", "localhost");
        let store = Store::builder("abc123")
            .access_token("s3cret")
            .bigcommerce_url(&url)
            .b2b_url(&url)
            .http_client(http.unwrap())
            .options(options)
            // What becomes of a call shall not depend on the calls before it.
            .retry_budget(RetryBudget::unlimited())
            .pacing(Pacing::new().b2b_calls(1_000_000, Duration::from_secs(60)))
            .build();
        Self {
            store: store.unwrap(),
            shop,
            asked,
            names,
            _server: server,
        }
    }

    /// How many requests of the call `key` have come.
    pub fn asked(&self, key: &str) -> u32 {
        self.asked
            .lock()
            .unwrap()
            .get(key)
            .copied()
            .unwrap_or_default()
    }

    /// How many requests were received.
    pub fn requests(&self) -> u32 {
        self.asked.lock().unwrap().values().sum()
    }

    /// How many connections were refused.
    pub fn refused(&self) -> u32 {
        self.names.refused.load(Ordering::Relaxed)
    }
}

fn response(shop: &Shop, quota: &Quota, request: &Recorded, mishap: Option<Mishap>) -> Response {
    let Some(Mishap { fault, carried_out }) = mishap else {
        let success = shop.carry_out(request);
        let response = Response::new(success.status).header("Content-Type", success.content_type);
        return quota.told_by(response).body(success.body);
    };
    if carried_out {
        fault.spoil(&shop.carry_out(request))
    } else {
        fault.spoil(&shop::Success {
            status: 200,
            content_type: "application/json",
            body: String::new(),
        })
    }
}

/// So many calls in each window of time, as the API tells; nobody is refused for it.
struct Quota(Mutex<(Instant, u64)>);

impl Default for Quota {
    fn default() -> Self {
        Self(Mutex::new((Instant::now(), 0)))
    }
}

impl Quota {
    const CALLS: u64 = 1000;
    const WINDOW: Duration = Duration::from_millis(50);

    /// Counts a call; the response tells what is left.
    fn told_by(&self, response: Response) -> Response {
        let mut window = self.0.lock().unwrap();
        if window.0.elapsed() >= Self::WINDOW {
            *window = (Instant::now(), 0);
        }
        window.1 += 1;
        let rest = Self::WINDOW.saturating_sub(window.0.elapsed());
        response
            .header(
                "X-Rate-Limit-Requests-Left",
                Self::CALLS.saturating_sub(window.1),
            )
            .header("X-Rate-Limit-Requests-Quota", Self::CALLS)
            .header("X-Rate-Limit-Time-Reset-Ms", rest.as_millis())
            .header("X-Rate-Limit-Time-Window-Ms", Self::WINDOW.as_millis())
    }
}

/// The server's name: it leads to the server or, when the connection is to be refused, to an address
/// nobody listens at.
struct Names {
    refuse: Refuse,
    asked: AtomicU32,
    refused: AtomicU32,
}

impl Resolve for Names {
    fn resolve(&self, _: Name) -> Resolving {
        let refused = (self.refuse)(self.asked.fetch_add(1, Ordering::Relaxed));
        self.refused.fetch_add(refused.into(), Ordering::Relaxed);
        let address: SocketAddr = if refused { "[::1]:0" } else { "127.0.0.1:0" }
            .parse()
            .unwrap();
        let addresses: Addrs = Box::new(std::iter::once(address));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}
