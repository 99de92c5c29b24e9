//! What becomes of calls when it doesn't get better.

use std::{sync::Arc, time::Duration};

use bigcommerce::CallOptions;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    class::{self, Class},
    fault::Fault,
    platform::Mishap,
    rules::{self, End, Outcome},
    trial::Trial,
};

/// Longer than any of these tests waits.
const NEVER: Duration = Duration::from_secs(1000);

fn options() -> CallOptions {
    CallOptions::new()
        .attempt_timeout(Duration::from_secs(2))
        .total_timeout(Duration::from_secs(60))
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
}

/// A call that never meets anything but `fault`.
async fn always(class: Class, fault: Fault, carried_out: bool, options: CallOptions) -> Outcome {
    let trial = Trial {
        class,
        mishap: Mishap { fault, carried_out },
        times: u32::MAX,
    };
    let outcome = trial.run(options).await;
    outcome.unwrap_or_else(|why| panic!("{class:?}, {fault:?}: {why}"))
}

#[tokio::test]
async fn every_class_of_calls_gives_up_after_its_attempts_and_tells_them() {
    let _alone = crate::ALONE.lock().await;
    let faults = [
        (Fault::Refused, false),
        (Fault::Reset, true),
        (Fault::Stall, true),
        (Fault::CloseInBody, true),
        (Fault::ThrottledSilently, false),
        (Fault::Failed(503), false),
        (Fault::FailedPage(502), true),
        (Fault::Maintenance, false),
    ];
    let turns = Arc::new(Semaphore::new(16));
    let mut running = JoinSet::new();
    for (fault, carried_out) in faults {
        for class in class::ALL {
            for most in [1, 3] {
                let turns = Arc::clone(&turns);
                running.spawn(async move {
                    let _turn = turns.acquire_owned().await;
                    let seen =
                        always(class, fault, carried_out, options().max_attempts(most)).await;
                    let wanted = rules::outcome(class, fault, carried_out, u32::MAX, most);
                    assert_eq!(seen, wanted, "{class:?}, {fault:?}, {most} attempts");
                });
            }
        }
    }
    running.join_all().await;
}

#[tokio::test]
async fn a_429_that_tells_its_reset_is_believed_once() {
    let _alone = crate::ALONE.lock().await;
    for fault in [Fault::Throttled, Fault::ThrottledVaguely] {
        for class in [Class::Get, Class::Post] {
            let seen = always(class, fault, false, options().max_attempts(3)).await;
            assert_eq!((seen.end, seen.sent), (End::Problem(429), 4), "{class:?}");
            assert_eq!(
                (seen.carried_out, seen.may_have_been),
                (0, false),
                "{class:?}"
            );
        }
        // Nothing is sent twice with one attempt.
        let seen = always(Class::Get, fault, false, options().max_attempts(1)).await;
        assert_eq!((seen.end, seen.sent), (End::Problem(429), 1));
    }
}

#[tokio::test]
async fn the_deadline_ends_an_attempt_and_all_of_them() {
    let _alone = crate::ALONE.lock().await;
    let total = Duration::from_millis(500);
    for class in [
        Class::Get,
        Class::Offsets,
        Class::Put,
        Class::Post,
        Class::Reader,
        Class::Download,
    ] {
        let patient = options().attempt_timeout(NEVER).total_timeout(total);
        let seen = always(class, Fault::Stall, true, patient).await;
        assert_eq!((seen.end, seen.sent), (End::Timeout, 1), "{class:?}");
        assert!(seen.may_have_been, "{class:?}");
    }
    for class in [Class::Get, Class::Bare, Class::PostAgain] {
        let short = options().attempt_timeout(Duration::from_millis(100));
        let stubborn = short.max_attempts(1000).total_timeout(total);
        let seen = always(class, Fault::Stall, true, stubborn).await;
        assert_eq!(seen.end, End::Timeout, "{class:?}");
    }
}

#[tokio::test]
async fn nobody_waits_for_what_comes_after_the_deadline() {
    let _alone = crate::ALONE.lock().await;
    // A second it says, and half of one is left: the 429 is the response, at once.
    let options = options().total_timeout(Duration::from_millis(500));
    for class in [Class::Get, Class::Cursors, Class::Delete, Class::Post] {
        let seen = always(class, Fault::ThrottledForASecond, false, options.clone()).await;
        assert_eq!((seen.end, seen.sent), (End::Problem(429), 1), "{class:?}");
        assert!(!seen.may_have_been, "{class:?}");
    }
}
