//! Runs a call in a task of its own, so that it goes on whether or not anybody polls for its outcome.
//!
//! A call that is started holds a place in a queue, then a permit, then a connection. If it went on only
//! while its caller polls it, a caller that keeps it without polling (a `select!` loser, a buffered stream, a
//! page read ahead) would hold up every other call of the store.

use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

/// Why a call couldn't run to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// There is no Tokio runtime to run it.
    NoRuntime,
    /// The runtime was shut down meanwhile.
    ShutDown,
}

/// Starts `future` at the first poll and waits for it; dropping this aborts it. A panic inside is a panic
/// here.
pub(crate) async fn run<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> Result<T, Stopped> {
    let runtime = Handle::try_current().map_err(|_| Stopped::NoRuntime)?;
    #[cfg(feature = "tracing")]
    let future = tracing::instrument::WithSubscriber::with_current_subscriber(future);
    match AbortOnDropHandle::new(runtime.spawn(future)).await {
        Ok(outcome) => Ok(outcome),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(Stopped::ShutDown),
    }
}
