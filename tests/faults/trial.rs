//! One call that meets one fault, at a platform of its own.

use std::time::Duration;

use bigcommerce::{CallOptions, operation::Api};
use tokio::time::timeout;

use crate::{
    class::Class,
    fault::Fault,
    platform::{Mishap, Platform},
    rules::{End, Outcome},
    shop::{PAGE, ROWS},
};
use testkit::server::Recorded;

/// A call of `class` meets `mishap` so many `times` in a row.
pub struct Trial {
    pub class: Class,
    pub mishap: Mishap,
    pub times: u32,
}

impl Trial {
    /// Makes the call and says what became of it, or what can't be whatever became of it.
    pub async fn run(self, options: CallOptions) -> Result<Outcome, String> {
        let Self {
            class,
            mishap,
            times,
        } = self;
        let refused = if mishap.fault == Fault::Refused {
            times
        } else {
            0
        };
        let list = class.is_list();
        let plan = move |request: &Recorded, n| {
            // Of a list it is the second page: there is something already that could be lost.
            let second = ["page=2", "after=5", "offset=5"];
            let meets = !list || second.iter().any(|second| request.query().contains(second));
            (refused == 0 && n < times && meets).then_some(mishap)
        };
        let platform =
            Platform::start(options, Box::new(plan), Box::new(move |n| n < refused)).await;
        let called = timeout(
            Duration::from_secs(90),
            class.call(&platform.store, "it", 2),
        )
        .await;
        let called = called.map_err(|_| "no end")?;
        let (end, reported, may_have_been) = match &called {
            Ok(done) if done.whole => (End::Ok, done.attempts, false),
            Ok(done) => (End::Short, done.attempts, false),
            Err(error) => {
                let doubt = error.may_have_been_carried_out();
                (End::of(error), Some(error.attempts()), doubt)
            }
        };
        // The pages of a list that nothing befell.
        let others = match (class, &called) {
            (Class::Bare, Ok(_)) => ROWS / PAGE,
            (_, Ok(_)) if list => ROWS / PAGE - 1,
            (_, Err(_)) if list && refused == 0 => 1,
            _ => 0,
        };
        let all = platform.asked("it") + platform.refused();
        let sent = all.checked_sub(others as u32).ok_or("a page is missing")?;
        // An attempt that the deadline ends at once may not have come to the server.
        let unseen = u32::from(end == End::Timeout);
        if let Some(reported) =
            reported.filter(|reported| !(sent..=sent + unseen).contains(reported))
        {
            return Err(format!("sent {sent} times, and {reported} are reported"));
        }
        for api in [Api::V3, Api::B2b] {
            let state = platform.store.rate_state(api);
            if (state.in_flight, state.waiting) != (0, 0) {
                return Err(format!("left behind: {state:?}"));
            }
        }
        Ok(Outcome {
            end,
            sent,
            carried_out: platform.shop.carried_out("it"),
            may_have_been,
        })
    }
}
