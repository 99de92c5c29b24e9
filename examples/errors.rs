//! Tells failures apart: what the server refuses, what was never sent, what may have been carried out, what came too late.

use std::time::Duration;

use bigcommerce::{CallOptions, Error};
use bigcommerce_mock::{Fault, MockStore};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockStore::start()?;
    let store = mock.store();
    let products = store.v3().products();

    // The server says no: status, title, and what is wrong where.
    match products.get_product(987_654).await {
        Err(error) if error.status().is_some_and(|status| status == 404) => {
            println!("the product does not exist");
        }
        other => println!("{other:?}"),
    }

    // A failure of the server is retried, then reported with the number of attempts.
    mock.fault(Fault::Status(500), 10);
    let quick = CallOptions::new().max_attempts(2);
    match products.get_products().with_options(quick).await {
        Err(Error::Problem(problem)) => {
            println!("{} after {} attempts", problem.status(), problem.attempts());
        }
        other => println!("{other:?}"),
    }

    // Every wait has an end.
    let mock = MockStore::start()?;
    mock.fault(Fault::Latency(Duration::from_secs(60)), 1);
    let hurried = CallOptions::new().total_timeout(Duration::from_millis(200));
    let late = mock
        .store()
        .v3()
        .products()
        .get_products()
        .with_options(hurried)
        .await;
    if let Err(error) = late {
        println!("too late: {} ({error})", error.is_timeout());
    }
    Ok(())
}
