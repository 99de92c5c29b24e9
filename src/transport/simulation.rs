//! Several programs and an app that isn't ours share the quota of one store, in virtual time.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesOrdered};
use tokio::time::{Instant, sleep, sleep_until};

use super::{
    gate::{Caps, Gate, Rate},
    quota::Reply,
    task,
};
use crate::RateLimit;

/// The platform: a quota in fixed windows.
struct Platform {
    began: Instant,
    window: Duration,
    quota: u64,
    current: u64,
    used: u64,
    ours: u64,
    foreign: u64,
    refused: u64,
    random: fastrand::Rng,
}

const WINDOW: Duration = Duration::from_secs(30);

impl Platform {
    fn new(quota: u64, seed: u64) -> Shared {
        Arc::new(Mutex::new(Self {
            began: Instant::now(),
            window: WINDOW,
            quota,
            current: 0,
            used: 0,
            ours: 0,
            foreign: 0,
            refused: 0,
            random: fastrand::Rng::with_seed(seed),
        }))
    }

    /// Counts a call; what its response tells, and whether it was refused.
    fn call(&mut self, ours: bool) -> (RateLimit, bool) {
        let since = self.began.elapsed();
        let window = (since.as_nanos() / self.window.as_nanos()) as u64;
        if window != self.current {
            (self.current, self.used) = (window, 0);
        }
        let refused = self.used >= self.quota;
        match (refused, ours) {
            (false, true) => self.ours += 1,
            (false, false) => self.foreign += 1,
            (true, true) => self.refused += 1,
            (true, false) => (),
        }
        self.used += u64::from(!refused);
        let reset = self.window * (window as u32 + 1) - since;
        let reported = RateLimit {
            requests_quota: Some(self.quota),
            requests_left: Some(self.quota - self.used),
            // As a header says it.
            time_reset: Some(Duration::from_millis(reset.as_millis() as u64)),
            time_window: Some(self.window),
        };
        (reported, refused)
    }

    fn latency(&mut self) -> Duration {
        Duration::from_millis(self.random.u64(20..=200))
    }
}

type Shared = Arc<Mutex<Platform>>;

/// A deadline that doesn't matter.
fn far_off() -> Instant {
    Instant::now() + Duration::from_secs(24 * 60 * 60)
}

/// One call of ours, again after each refusal.
async fn call(gate: Arc<Gate>, platform: Shared) {
    loop {
        let mut permit = gate.enter(far_off()).await.unwrap();
        permit.sent();
        let (there, back) = {
            let mut platform = platform.lock().unwrap();
            (platform.latency(), platform.latency())
        };
        sleep(there).await;
        let (reported, refused) = platform.lock().unwrap().call(true);
        sleep(back).await;
        permit.responded(Reply {
            reported,
            refused,
            healthy: !refused,
        });
        drop(permit);
        if !refused {
            return;
        }
        sleep(reported.time_reset.unwrap()).await;
    }
}

/// One of our programs' tasks: calls without end.
async fn call_on(gate: Arc<Gate>, platform: Shared) {
    loop {
        call(Arc::clone(&gate), Arc::clone(&platform)).await;
    }
}

/// How the app that isn't ours calls.
#[derive(Clone, Copy, Debug)]
enum Foreign {
    None,
    /// So many calls a window, evenly but for chance.
    Steady(u32),
    /// So many calls at once in the middle of each window.
    Burst(u32),
}

async fn foreign(how: Foreign, platform: Shared) {
    let window = platform.lock().unwrap().window;
    match how {
        Foreign::None => (),
        Foreign::Steady(calls) => loop {
            let part = platform.lock().unwrap().random.f64() * 2.0;
            sleep((window / calls).mul_f64(part)).await;
            platform.lock().unwrap().call(false);
        },
        Foreign::Burst(calls) => {
            sleep(window / 2).await;
            loop {
                for _ in 0..calls {
                    platform.lock().unwrap().call(false);
                    sleep(Duration::from_millis(5)).await;
                }
                sleep(window - Duration::from_millis(5) * calls).await;
            }
        }
    }
}

/// Share of what the quota allowed us that we used, and of our calls that were refused.
async fn simulate(
    programs: usize,
    tasks: usize,
    quota: u64,
    how: Foreign,
    windows: u32,
    seed: u64,
) -> (f64, f64) {
    let began = Instant::now();
    let window = WINDOW;
    let platform = Platform::new(quota, seed);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..programs {
        let gate = Gate::new(Caps::default());
        for _ in 0..tasks {
            running.spawn(call_on(Arc::clone(&gate), Arc::clone(&platform)));
        }
    }
    running.spawn(foreign(how, Arc::clone(&platform)));
    sleep_until(began + window * windows - Duration::from_millis(1)).await;
    drop(running);
    let platform = platform.lock().unwrap();
    let allowed = quota * u64::from(windows) - platform.foreign;
    let goodput = platform.ours as f64 / allowed as f64;
    let refused = platform.refused as f64 / (platform.ours + platform.refused) as f64;
    (goodput, refused)
}

#[tokio::test(start_paused = true)]
async fn the_quota_is_used_up_and_not_run_into() {
    let mut table = String::from("programs tasks quota foreign goodput refused\n");
    let mut missed = Vec::new();
    for (programs, tasks, quota) in [
        (1, 10, 150),
        (1, 200, 450),
        (3, 10, 150),
        (3, 100, 150),
        (3, 200, 450),
        (6, 200, 450),
    ] {
        for how in [
            Foreign::None,
            Foreign::Steady(quota / 5),
            Foreign::Burst(quota / 5),
        ] {
            let seed = u64::from(quota) + programs as u64;
            let (goodput, refused) = simulate(programs, tasks, quota.into(), how, 40, seed).await;
            let row = format!(
                "{programs} {tasks} {quota} {how:?} {:.1} % {:.2} %\n",
                goodput * 100.0,
                refused * 100.0
            );
            if goodput < 0.95 || refused >= 0.01 {
                missed.push(row.clone());
            }
            table += &row;
        }
    }
    println!("{table}");
    assert!(missed.is_empty(), "{}", missed.concat());
}

/// A quota that isn't reported, counted in fixed windows or over the last time: ours holds for both.
#[tokio::test(start_paused = true)]
async fn a_rate_that_isnt_told_is_kept_by_our_own_count() {
    let rate = Rate {
        calls: 150,
        per: Duration::from_secs(60),
    };
    let gate = Gate::new(Caps {
        rate: Some(rate),
        concurrency: None,
    });
    let began = Instant::now();
    let counted = Arc::new(Mutex::new(Vec::new()));
    let mut running = tokio::task::JoinSet::new();
    for task in 0..100_u64 {
        let (gate, counted) = (Arc::clone(&gate), Arc::clone(&counted));
        running.spawn(async move {
            let mut random = fastrand::Rng::with_seed(task);
            loop {
                let mut permit = gate.enter(far_off()).await.unwrap();
                permit.sent();
                sleep(Duration::from_millis(random.u64(20..=400))).await;
                counted.lock().unwrap().push(began.elapsed());
                sleep(Duration::from_millis(random.u64(20..=400))).await;
                permit.responded(Reply {
                    reported: RateLimit::default(),
                    refused: false,
                    healthy: true,
                });
            }
        });
    }
    let minutes = 20;
    sleep(rate.per * minutes).await;
    drop(running);
    let counted = counted.lock().unwrap();
    let most = u64::from(minutes) * rate.calls;
    assert!(counted.len() as u64 <= most);
    assert!(
        counted.len() as f64 >= 0.95 * most as f64,
        "{}",
        counted.len()
    );
    for (index, time) in counted.iter().enumerate() {
        let later = counted[index..]
            .iter()
            .take_while(|other| **other < *time + rate.per);
        assert!(later.count() as u64 <= rate.calls);
    }
}

/// A platform that refuses what is too much at once and doesn't tell how much that is.
#[tokio::test(start_paused = true)]
async fn a_loaded_platform_is_let_up_on() {
    const AT_ONCE: u64 = 8;
    let gate = Gate::new(Caps::default());
    // Calls under way, carried out and refused.
    let counts = Arc::new(Mutex::new((0_u64, 0_u64, 0_u64)));
    let mut running = tokio::task::JoinSet::new();
    for task in 0..100 {
        let (gate, counts) = (Arc::clone(&gate), Arc::clone(&counts));
        running.spawn(async move {
            let mut random = fastrand::Rng::with_seed(task);
            let (mut calls, mut delay) = (0, 0.5);
            while calls < 20 {
                let mut permit = gate.enter(far_off()).await.unwrap();
                permit.sent();
                let refused = {
                    let mut counts = counts.lock().unwrap();
                    counts.0 += 1;
                    let refused = counts.0 > AT_ONCE;
                    counts.2 += u64::from(refused);
                    refused
                };
                let time = if refused { 10..=20 } else { 50..=300 };
                sleep(Duration::from_millis(random.u64(time))).await;
                counts.lock().unwrap().0 -= 1;
                permit.responded(Reply {
                    reported: RateLimit::default(),
                    refused,
                    healthy: !refused,
                });
                drop(permit);
                if refused {
                    let pause = Duration::from_secs_f64(delay * (1.0 - random.f64() / 2.0));
                    gate.slow_down(Instant::now() + pause);
                    sleep(pause).await;
                    delay = (delay * 2.0).min(30.0);
                } else {
                    (calls, delay) = (calls + 1, 0.5);
                    counts.lock().unwrap().1 += 1;
                }
            }
        });
    }
    let began = Instant::now();
    running.join_all().await;
    let (_, carried_out, refused) = *counts.lock().unwrap();
    let took = began.elapsed().as_secs_f64();
    println!("{carried_out} carried out, {refused} refused in {took:.0} s");
    assert_eq!(carried_out, 2000);
    // Without letting up there are some three refusals for each call.
    assert!(refused * 4 < carried_out, "{refused} refused");
    assert_eq!(gate.state().in_flight, 0);
}

/// A list of 20 pages is read ahead, and a call is made for each of the ten items of a page.
#[tokio::test(start_paused = true)]
async fn a_loop_with_a_call_inside_takes_the_time_the_quota_allows() {
    const PAGES: usize = 20;
    const ITEMS: usize = 10;
    for quota in [7, 20, 150, 1_000_000] {
        for read_ahead in 1..=64 {
            let gate = Gate::new(Caps::default());
            let platform = Platform::new(quota, read_ahead as u64);
            let started = || task::run(call(Arc::clone(&gate), Arc::clone(&platform)));
            let began = Instant::now();
            let mut pages = FuturesOrdered::new();
            for page in 0..PAGES {
                while pages.len() < read_ahead.min(PAGES - page) {
                    pages.push_back(started());
                }
                pages.next().await.unwrap().unwrap();
                for _ in 0..ITEMS {
                    started().await.unwrap();
                }
            }
            let calls = (PAGES * (ITEMS + 1)) as u64;
            let windows = u32::try_from(calls.div_ceil(quota)).unwrap();
            // One call after the other takes up to 400 ms; nobody else uses the quota, but that isn't known
            // in the first window.
            let most = WINDOW * (windows + 1) + Duration::from_millis(400) * calls as u32;
            let took = began.elapsed();
            assert!(
                took <= most,
                "quota {quota}, read ahead {read_ahead}: {took:?}"
            );
            assert_eq!(gate.state().in_flight, 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_too_late_is_an_error_at_once() {
    let gate = Gate::new(Caps::default());
    let reported = |left, reset| Reply {
        reported: RateLimit {
            requests_quota: Some(10),
            requests_left: Some(left),
            time_reset: Some(Duration::from_secs(reset)),
            time_window: Some(WINDOW),
        },
        refused: false,
        healthy: true,
    };
    let mut permit = gate.enter(far_off()).await.unwrap();
    permit.sent();
    permit.responded(reported(0, 20));
    drop(permit);
    let began = Instant::now();
    let soon = began + Duration::from_secs(5);
    let late = gate.enter(soon).await.unwrap_err();
    let turn = late.turn.unwrap().saturating_duration_since(began);
    assert!(turn >= Duration::from_secs(20) && turn < Duration::from_secs(21));
    // Behind ten others it is a window later.
    let mut others = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let gate = Arc::clone(&gate);
        others.spawn(async move { gate.enter(far_off()).await });
    }
    tokio::task::yield_now().await;
    let late = gate
        .enter(began + Duration::from_secs(40))
        .await
        .unwrap_err();
    assert!(late.turn.unwrap() >= began + Duration::from_secs(50));
    assert_eq!(began.elapsed(), Duration::ZERO, "nobody has waited");
    // By our own count.
    let rate = Some(Rate {
        calls: 2,
        per: Duration::from_secs(60),
    });
    let gate = Gate::new(Caps {
        rate,
        ..Caps::default()
    });
    for _ in 0..2 {
        let mut permit = gate.enter(far_off()).await.unwrap();
        permit.sent();
    }
    let began = Instant::now();
    let late = gate
        .enter(began + Duration::from_secs(59))
        .await
        .unwrap_err();
    assert_eq!(late.turn, Some(began + Duration::from_secs(60)));
    assert_eq!(began.elapsed(), Duration::ZERO);
    gate.enter(began + Duration::from_secs(61)).await.unwrap();
}
