//! Programs of ours and an app that isn't share a store's quota, each in a process of its own, in real
//! time: the quota is used up, and hardly run into.

#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; clippy doesn't count helper functions as tests"
)]

use std::{
    env,
    process::{Command, ExitCode},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bigcommerce::Store;
use testkit::server::{Recorded, Response, Server};

const PROGRAMS: u64 = 3;
const TASKS: u64 = 30;
const QUOTA: u64 = 150;
const FOREIGN: u32 = 30;
const WINDOW: Duration = Duration::from_secs(2);
const WINDOWS: u64 = 20;

/// Says to a process that it is one of ours, and where the store is.
const URL: &str = "QUOTA_TEST_URL";

#[tokio::main]
async fn main() -> ExitCode {
    match env::var(URL) {
        Ok(url) => program(&url).await,
        // What lists tests shall not run them.
        Err(_) if env::args().any(|argument| argument == "--list") => ExitCode::SUCCESS,
        Err(_) => share().await,
    }
}

/// One of ours: calls until it is stopped.
async fn program(url: &str) -> ExitCode {
    let store = Store::builder("abc123")
        .access_token("ours")
        .bigcommerce_url(url)
        .build()
        .unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let products = store.v3().products();
        tasks.spawn(async move { while products.get_products().send().await.is_ok() {} });
    }
    tasks.join_all().await;
    // The store is gone, or a call failed for good.
    ExitCode::FAILURE
}

/// The quota's windows, each with what was counted in it.
struct Platform {
    began: Instant,
    windows: Vec<Window>,
}

#[derive(Clone, Copy, Default)]
struct Window {
    ours: u64,
    foreign: u64,
    refused: u64,
}

impl Platform {
    fn response(&mut self, request: &Recorded) -> Response {
        let since = self.began.elapsed();
        let index = (since.as_micros() / WINDOW.as_micros()) as usize;
        if self.windows.len() <= index {
            self.windows.resize(index + 1, Window::default());
        }
        let window = &mut self.windows[index];
        let used = window.ours + window.foreign;
        let ours = request.header("X-Auth-Token") == Some("ours");
        let status = match (used < QUOTA, ours) {
            (true, true) => {
                window.ours += 1;
                200
            }
            (true, false) => {
                window.foreign += 1;
                200
            }
            (false, _) => {
                window.refused += u64::from(ours);
                429
            }
        };
        let left = QUOTA - window.ours - window.foreign;
        let reset = WINDOW * (index as u32 + 1) - since;
        Response::json(status, r#"{"data":[]}"#)
            .header("X-Rate-Limit-Requests-Quota", QUOTA)
            .header("X-Rate-Limit-Requests-Left", left)
            .header("X-Rate-Limit-Time-Window-Ms", WINDOW.as_millis())
            .header("X-Rate-Limit-Time-Reset-Ms", reset.as_millis())
            .after(Duration::from_millis(2 + used % 7))
    }
}

/// Starts the store, the app that isn't ours and our programs, and looks what came.
async fn share() -> ExitCode {
    let platform = Arc::new(Mutex::new(Platform {
        began: Instant::now(),
        windows: Vec::new(),
    }));
    let responding = Arc::clone(&platform);
    let server = Server::start(move |request| responding.lock().unwrap().response(request)).await;
    let url = server.url();
    let foreign = tokio::spawn(app(format!("{url}/stores/abc123/v3/catalog/products")));
    let itself = env::current_exe().unwrap();
    let start = || Command::new(&itself).env(URL, &url).spawn().unwrap();
    let mut programs: Vec<_> = (0..PROGRAMS).map(|_| start()).collect();
    tokio::time::sleep(WINDOW * (WINDOWS as u32 + 2)).await;
    let alive = programs
        .iter_mut()
        .all(|program| program.try_wait().unwrap().is_none());
    for program in &mut programs {
        program.kill().unwrap();
        program.wait().unwrap();
    }
    foreign.abort();
    let platform = platform.lock().unwrap();
    // The first window has begun before our programs, the last isn't over.
    let whole = &platform.windows[1..=WINDOWS as usize];
    let sum = |windows: &[Window], of: fn(&Window) -> u64| windows.iter().map(of).sum::<u64>();
    let (ours, others) = (sum(whole, |w| w.ours), sum(whole, |w| w.foreign));
    let goodput = ours as f64 / (QUOTA * WINDOWS - others) as f64;
    // Every refusal counts, those of the start too.
    let refused = sum(&platform.windows, |w| w.refused) as f64;
    let refused = refused / (sum(&platform.windows, |w| w.ours) as f64 + refused);
    println!(
        "{PROGRAMS} programs of {TASKS} tasks and an app of {others} calls, {WINDOWS} windows of {QUOTA}: \
         {ours} calls, goodput {:.1} %, refused {:.2} %",
        goodput * 100.0,
        refused * 100.0
    );
    if alive && goodput >= 0.95 && refused < 0.01 {
        ExitCode::SUCCESS
    } else {
        println!("missed: programs alive: {alive}; goodput at least 95 %, refused under 1 %");
        ExitCode::FAILURE
    }
}

/// An app that isn't ours: calls evenly and looks at nothing.
async fn app(url: String) {
    let http = reqwest::Client::new();
    let mut tick = tokio::time::interval(WINDOW / FOREIGN);
    loop {
        tick.tick().await;
        let sent = http
            .get(&url)
            .header("X-Auth-Token", "foreign")
            .send()
            .await;
        drop(sent);
    }
}
