//! Every operation, called with valid arguments, is served; and a client with a fault is found out.

use bigcommerce::{CallOptions, Pacing, StoreBuilder};
use bigcommerce_mock::MockStore;

use crate::tamper::Hosts;
use testkit::{
    arguments::Arguments,
    calls::{self, Clients, Failure, Given},
    documents::{self, Credential},
    report,
    sample::Mode,
};

/// How many operations were ok, and what was wrong with the others.
pub struct Conformance {
    pub ok: usize,
    pub faults: Vec<String>,
}

impl Conformance {
    /// Calls every operation that is compiled in with valid arguments, at `hosts`, behind which `mock` is.
    pub async fn of(mock: &MockStore, hosts: &Hosts) -> Self {
        let builder = mock
            .store_builder()
            .bigcommerce_url(&hosts.bigcommerce)
            .b2b_url(&hosts.b2b)
            .pacing(Pacing::off())
            .options(CallOptions::new().max_attempts(1))
            .access_token(mock.access_token());
        let legacy = builder.clone().b2b_auth_token(mock.b2b_auth_token());
        let clients = |store: StoreBuilder| {
            let urls = [hosts.bigcommerce.as_str(), hosts.b2b.as_str()];
            Clients::new(
                store.build().unwrap(),
                urls,
                &testkit::conformance::account_of(mock),
            )
            .unwrap()
        };
        let (unified, legacy) = (clients(builder), clients(legacy));
        let (mut ok, mut faults) = (0, Vec::new());
        for operation in documents::operations() {
            let Some(call) = calls::of(operation) else {
                continue;
            };
            let (name, known) = (operation.name(), faults.len());
            let is_legacy = operation.credential() == Ok(Credential::LegacyToken);
            for (mode, seed) in [(Mode::Full, 1), (Mode::Full, 2), (Mode::Minimal, 3)] {
                let arguments = Arguments::for_operation(operation, seed, mode);
                let store = if is_legacy { &legacy } else { &unified };
                let outcome = call(store.clone(), Given::new(operation, &arguments)).await;
                let reported = mock.take();
                match outcome {
                    Ok(_) => (),
                    Err(Failure::NotGiven(name)) => faults.push(format!("no `{name}`")),
                    Err(Failure::Arguments(error)) => faults.push(format!("{name}: {error}")),
                    Err(Failure::Client(error)) => faults.push(format!("{name}: {error}")),
                }
                match reported.requests.as_slice() {
                    [only] if only.operation.as_ref() == Some(&name) => (),
                    others => faults.push(format!("{name}: was not what came: {others:?}")),
                }
                faults.extend(reported.violations.iter().map(ToString::to_string));
            }
            ok += usize::from(faults.len() == known);
        }
        Self { ok, faults }
    }
}

#[tokio::test]
async fn every_operation_is_ok_and_no_violation() {
    let mock = MockStore::builder().seed(7).stateless().start().unwrap();
    let hosts = Hosts::of(&mock);
    let Conformance { ok, faults } = Conformance::of(&mock, &hosts).await;
    report(&faults);
    assert_eq!(ok, calls::CALLS.len());
    if cfg!(feature = "full") {
        assert_eq!(ok, documents::operations().len());
    }
    println!("{ok} of {} ok", calls::CALLS.len());
}
