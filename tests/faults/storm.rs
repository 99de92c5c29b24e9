//! Thousands of calls at once, of all classes, with all faults at random, by callers that wait, pause, keep
//! calls without polling them, and drop them: nothing is lost, nothing is done twice, nothing hangs.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::AddAssign,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use bigcommerce::{CallOptions, Error, Position, operation::Api};
use futures_util::{FutureExt, future::join_all};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    class::{self, Class},
    fault::Fault,
    platform::{Mishap, Plan, Platform},
    rules::End,
    shop::{self, PRODUCTS, ROWS},
};
use testkit::random::Random;
use testkit::server::Recorded;

const SEEDS: [u64; 4] = [1, 2, 3, 4];
const CALLS: u64 = 800;
const AT_ONCE: usize = 16;

/// So long that no call comes to it; one that did was forgotten.
const TOTAL: Duration = Duration::from_secs(15);

/// No call is polled for longer, with all its steps, even one that is kept until the storm is over.
const HANG: Duration = Duration::from_secs(15 * 60);

/// All but those a storm would only wait for: a `Retry-After` is a second at least.
const FAULTS: [Fault; 30] = [
    Fault::Reset,
    Fault::Close,
    Fault::Stall,
    Fault::ResetInBody,
    Fault::CloseInBody,
    Fault::StallInBody,
    Fault::LengthTooLong,
    Fault::LengthTooShort,
    Fault::ChunksCut,
    Fault::Throttled,
    Fault::ThrottledVaguely,
    Fault::ThrottledSilently,
    Fault::OverBandwidth,
    Fault::Failed(500),
    Fault::Failed(502),
    Fault::Failed(503),
    Fault::Failed(504),
    Fault::FailedPage(502),
    Fault::FailedPage(524),
    Fault::Suspended,
    Fault::Maintenance,
    Fault::Page,
    Fault::GzipGarbage,
    Fault::GzipCut,
    Fault::Drip,
    Fault::SlowBody,
    Fault::Endless,
    Fault::EndlessHead,
    Fault::NotHttp,
    Fault::Interim,
];

/// What befalls a request depends on nothing but the seed, the call and how often it came.
fn plan(seed: u64) -> Plan {
    Box::new(move |request, n| {
        if shop::key(request) == "calm" {
            return None;
        }
        let mut fate = Random::named(seed, &(shop::key(request) + &request.target));
        // Most have a mishap or two and then none; a few go on until every attempt is used up.
        let mishaps = fate.pick(&[0, 0, 0, 1, 1, 2, 3, 9]);
        if n >= mishaps {
            return None;
        }
        let mut fate = Random::new(fate.bits() ^ u64::from(n));
        let fault = fate.pick(&FAULTS);
        Some(Mishap {
            fault,
            carried_out: may_be_carried_out(fault) && fate.one_in(2) || is_late(fault),
        })
        // What can't be noticed is in the table, and would hide what should be.
        .filter(|_| {
            !(is_download(request) && matches!(fault, Fault::LengthTooShort | Fault::Endless))
        })
    })
}

fn is_download(request: &Recorded) -> bool {
    request.path().ends_with("/download")
}

/// Whether a request that meets `fault` may be carried out.
fn may_be_carried_out(fault: Fault) -> bool {
    !matches!(
        fault,
        Fault::Throttled
            | Fault::ThrottledVaguely
            | Fault::ThrottledSilently
            | Fault::OverBandwidth
            | Fault::Suspended
            | Fault::Maintenance
    )
}

/// Whether it surely is: the response is the right one, but broken.
fn is_late(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::ResetInBody
            | Fault::CloseInBody
            | Fault::StallInBody
            | Fault::LengthTooLong
            | Fault::LengthTooShort
            | Fault::ChunksCut
            | Fault::GzipCut
            | Fault::Drip
            | Fault::SlowBody
    )
}

/// A call that ended.
struct Ended {
    class: Class,
    key: String,
    product: u64,
    /// Nothing if its caller dropped it.
    result: Option<Result<(), Error>>,
}

/// How a caller treats a call that it has started.
#[derive(Clone, Copy, Debug)]
enum Caller {
    /// Polls it until it ends.
    Waits,
    /// Polls it once, does something else, and comes back.
    Pauses(Duration),
    /// Polls it once, and again only when all other calls have ended.
    Keeps,
    /// Drops it after a time.
    Drops(Duration),
}

impl Caller {
    fn of(seed: u64, key: &str) -> Self {
        let mut fate = Random::named(!seed, key);
        let time = Duration::from_millis(fate.below(80));
        match fate.below(8) {
            0 => Self::Pauses(time),
            1 => Self::Keeps,
            2 => Self::Drops(time),
            _ => Self::Waits,
        }
    }
}

/// Calls that are kept without being polled, until the storm is over.
type Kept = Mutex<Vec<Pin<Box<dyn Future<Output = Ended> + Send>>>>;

/// Makes a call as `caller` does; nothing if it is kept.
async fn make_as(
    caller: Caller,
    platform: Arc<Platform>,
    (class, key, product): (Class, String, u64),
    kept: &Kept,
) -> Option<Ended> {
    let made_for = key.clone();
    let mut call: Pin<Box<dyn Future<Output = Ended> + Send>> =
        Box::pin(async move { make(&platform, class, made_for, product).await });
    match caller {
        Caller::Waits => (),
        Caller::Pauses(time) => {
            if let Some(ended) = (&mut call).now_or_never() {
                return Some(ended);
            }
            sleep(time).await;
        }
        Caller::Keeps => {
            if let Some(ended) = (&mut call).now_or_never() {
                return Some(ended);
            }
            kept.lock().unwrap().push(call);
            return None;
        }
        Caller::Drops(time) => {
            let dropped = Ended {
                class,
                key,
                product,
                result: None,
            };
            return Some(timeout(time, call).await.unwrap_or(dropped));
        }
    }
    Some(call.await)
}

/// Makes a call. A list that breaks off is gone on with, again and again, until all of it is there.
async fn make(platform: &Platform, class: Class, key: String, product: u64) -> Ended {
    let store = &platform.store;
    let result = if class.is_list() {
        list(platform, class, &key).await
    } else {
        let call = timeout(HANG, class.call(store, &key, product)).await;
        let result = call.unwrap_or_else(|_| panic!("{class:?} {key}: no end"));
        let attempts = match &result {
            Ok(done) => done.attempts.unwrap(),
            Err(error) => error.attempts(),
        };
        let asked = platform.asked(&key);
        assert!(
            asked <= attempts,
            "{class:?} {key}: {asked} of {attempts} attempts"
        );
        result.map(|done| assert!(done.whole, "{class:?} {key}: a success that isn't whole"))
    };
    Ended {
        class,
        key,
        product,
        result: Some(result),
    }
}

/// Walks a list to its end, from where it broke off if it did. The first failure is the call's.
async fn list(platform: &Platform, class: Class, key: &str) -> Result<(), Error> {
    let (mut ids, mut start, mut first): (Vec<u64>, Option<Position>, _) = (Vec::new(), None, None);
    loop {
        let walk = class.list(&platform.store, key, start.take());
        let listed = timeout(HANG, walk)
            .await
            .unwrap_or_else(|_| panic!("{class:?} {key}: no end"));
        ids.extend(listed.ids);
        let Some(error) = listed.error else { break };
        let Error::Page(page) = &error else {
            panic!("{class:?} {key}: {error}")
        };
        start = Some(page.position.clone());
        first.get_or_insert(error);
    }
    assert!(ids.iter().copied().eq(1..=ROWS), "{class:?} {key}: {ids:?}");
    first.map_or(Ok(()), Err)
}

/// How the calls of a class ended.
#[derive(Default)]
struct Counts(BTreeMap<&'static str, BTreeMap<String, u32>>);

impl Counts {
    fn add(&mut self, ended: &Ended) {
        let end = match &ended.result {
            None => "dropped".to_owned(),
            Some(Ok(())) => "ok".to_owned(),
            Some(Err(error)) => format!("{:?}", End::of(error)),
        };
        let class = self.0.entry(class_name(ended.class)).or_default();
        class.entry(end).or_default().add_assign(1);
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Get | Class::Download => "read",
        class if class.is_list() => "list",
        _ => "write",
    }
}

async fn storm(seed: u64) {
    let options = CallOptions::new()
        .attempt_timeout(Duration::from_millis(60))
        .total_timeout(TOTAL)
        .max_attempts(5)
        .response_limit(100_000)
        .backoff(Duration::from_millis(1), Duration::from_millis(5));
    let refuse = move |n: u32| Random::new(seed ^ (u64::from(n) << 32)).one_in(8);
    let platform = Arc::new(Platform::start(options, plan(seed), Box::new(refuse)).await);
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let kept = Arc::new(Kept::default());
    let mut random = Random::new(seed);
    let mut running = JoinSet::new();
    for n in 0..CALLS {
        let (class, key) = (random.pick(&class::ALL), format!("{seed}-{n}"));
        let (platform, turns) = (Arc::clone(&platform), Arc::clone(&turns));
        let kept = Arc::clone(&kept);
        running.spawn(async move {
            let _turn = turns.acquire_owned().await;
            // Each write has a product of its own.
            let caller = Caller::of(seed, &key);
            make_as(caller, platform, (class, key, n + 2), &kept).await
        });
    }
    // A panic in a call is one here.
    let mut ended: Vec<Ended> = running.join_all().await.into_iter().flatten().collect();
    let kept = std::mem::take(&mut *kept.lock().unwrap());
    assert!(!kept.is_empty());
    ended.extend(join_all(kept).await);

    let mut counts = Counts::default();
    for ended in &ended {
        counts.add(ended);
        let failed = ended
            .result
            .as_ref()
            .and_then(|result| result.as_ref().err());
        assert!(
            failed.is_none_or(|error| error.attempts() > 0),
            "{:?} {}: never had its turn",
            ended.class,
            ended.key
        );
    }
    println!(
        "seed {seed}: {CALLS} calls, {} requests, {} connections refused, {:?}",
        platform.requests(),
        platform.refused(),
        counts.0,
    );
    let after = products(&platform).await;
    ended
        .iter()
        .filter(|ended| ended.class.is_write())
        .for_each(|ended| check(ended, &platform, &after));
    // The tasks of dropped calls end soon.
    for api in [Api::V3, Api::B2b] {
        while platform.store.rate_state(api).in_flight > 0 {
            sleep(Duration::from_millis(1)).await;
        }
        let state = platform.store.rate_state(api);
        assert_eq!((state.in_flight, state.waiting), (0, 0), "{api:?}");
    }
}

/// Checks what became of a write.
fn check(ended: &Ended, platform: &Platform, after: &[(u64, String)]) {
    let Ended {
        class,
        key,
        product,
        result,
    } = ended;
    let carried_out = platform.shop.carried_out(key);
    let at = format!("{class:?} {key}, carried out {carried_out} times, {result:?}");
    match result {
        None => (),
        Some(Ok(())) => assert!(carried_out >= 1, "{at}: not carried out"),
        Some(Err(error)) if !error.may_have_been_carried_out() => {
            assert_eq!(carried_out, 0, "{at}: carried out all the same")
        }
        Some(Err(_)) => (),
    }
    let once = matches!(class, Class::Post | Class::Upload | Class::Reader);
    assert!(carried_out <= 1 || !once, "{at}: twice");
    let named = after.iter().filter(|(_, name)| name == key).count() as u32;
    let at_its_place = after
        .iter()
        .find(|(id, _)| id == product)
        .map(|(_, name)| name.as_str());
    match class {
        Class::Post | Class::PostAgain => assert_eq!(named, carried_out, "{at}: {named} products"),
        Class::Put if carried_out > 0 => {
            assert_eq!(at_its_place, Some(key.as_str()), "{at}: not set")
        }
        Class::Delete if carried_out > 0 => assert_eq!(at_its_place, None, "{at}: still there"),
        Class::Put | Class::Delete => assert_eq!(
            at_its_place,
            Some(format!("old {product}").as_str()),
            "{at}: changed"
        ),
        _ => {
            let images = platform.shop.images();
            let images = images
                .iter()
                .filter(|name| **name == format!("{key}.png"))
                .count() as u32;
            assert_eq!(images, carried_out, "{at}: {images} images");
        }
    }
}

/// All products, as the client reads them when all is calm.
async fn products(platform: &Platform) -> Vec<(u64, String)> {
    let calm = CallOptions::new()
        .correlation_id("calm")
        .max_attempts(50)
        .attempt_timeout(TOTAL)
        .total_timeout(TOTAL * 10);
    let list = platform
        .store
        .v3()
        .products()
        .get_products()
        .limit(250u64)
        .with_options(calm);
    let all = list.items().all().await.unwrap();
    let all: Vec<(u64, String)> = all
        .into_iter()
        .map(|product| (product.id as u64, product.name.unwrap()))
        .collect();
    let ids: BTreeSet<u64> = all.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), all.len(), "a product twice");
    assert!(ids.contains(&PRODUCTS));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_loses_nothing_and_repeats_nothing() {
    let _alone = crate::ALONE.lock().await;
    // A panic in one is one here.
    SEEDS
        .map(storm)
        .into_iter()
        .collect::<JoinSet<_>>()
        .join_all()
        .await;
}
