//! Makes each call a span of the crate `tracing` (feature `tracing`), with its attempts, waits and outcome.

use bigcommerce_mock::{Fault, MockStore};
use tracing_subscriber::{Registry, layer::SubscriberExt, util::SubscriberInitExt};

/// Prints each span when it begins and what is recorded in it.
struct Print;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Print {
    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        _: &tracing::span::Id,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        println!("{}: {}", attributes.metadata().name(), attributes.values());
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        println!("  {event:?}");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    Registry::default().with(Print).init();
    let mock = MockStore::start()?;
    mock.fault(Fault::Status(503), 1);
    mock.store().v3().products().get_products().limit(1).await?;
    Ok(())
}
