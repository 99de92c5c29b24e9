//! Every operation, called with valid arguments, is served.

use bigcommerce::{CallOptions, Pacing, mock::MockStore};

use crate::{
    calls::{self, Failure, Given},
    support::{
        arguments::Arguments,
        documents::{self, Credential},
        sample::Mode,
    },
};

#[tokio::test]
async fn every_operation_is_ok_and_no_violation() {
    let mock = MockStore::builder()
        .seed(7)
        .stateless()
        .start()
        .await
        .unwrap();
    let builder = mock
        .store_builder()
        .unwrap()
        .pacing(Pacing::off())
        .options(CallOptions::new().max_attempts(1))
        .access_token(mock.access_token().unwrap());
    let unified = builder.clone().build().unwrap();
    let legacy = builder.b2b_auth_token(mock.b2b_auth_token().unwrap());
    let legacy = legacy.build().unwrap();
    let mut faults = Vec::new();
    let mut ok = 0;
    for operation in documents::operations() {
        let Some(call) = calls::of(operation) else {
            continue;
        };
        let known = faults.len();
        let is_legacy = operation.credential() == Ok(Credential::LegacyToken);
        for (mode, seed) in [(Mode::Full, 1), (Mode::Full, 2), (Mode::Minimal, 3)] {
            let arguments = Arguments::for_operation(operation, seed, mode);
            let store = if is_legacy { &legacy } else { &unified };
            let outcome = call(store.clone(), Given::new(operation, &arguments)).await;
            match outcome {
                Ok(_) => (),
                Err(Failure::Arguments(error)) => faults.push(format!("arguments: {error}")),
                Err(Failure::Client(error)) => {
                    let source = std::error::Error::source(&*error).map(ToString::to_string);
                    faults.push(format!("{}: {error}: {source:?}", operation.name()));
                }
            }
            let request = mock.requests().pop().unwrap();
            if request.operation != Some(operation.name()) {
                faults.push(format!("{}: {request:?}", operation.name()));
            }
        }
        ok += usize::from(faults.len() == known);
    }
    let violations = mock.violations().into_iter().map(|found| found.to_string());
    faults.extend(violations);
    let shown: Vec<_> = faults.iter().take(40).map(String::as_str).collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        shown.join("\n")
    );
    assert_eq!(ok, calls::CALLS.len());
    if cfg!(feature = "full") {
        assert_eq!(ok, 785);
    }
}
