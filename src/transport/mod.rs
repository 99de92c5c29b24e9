//! Carries a call out: waits for its turn, sends it, and sends it again where that is safe.

mod gate;
mod options;
mod pacing;
mod quota;
mod retry;
#[cfg(test)]
mod simulation;
mod span;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, sleep, timeout_at};

pub use options::CallOptions;
pub use pacing::Pacing;

pub(crate) use pacing::{Gates, RateHook};

use self::{
    pacing::Permits,
    quota::Reply,
    retry::{Failure, Next, Retry},
    span::Span,
};
use crate::{
    Error, Problem, RateLimit, RequestErrorKind, compression,
    connection::Connection,
    operation::Operation,
    response::{Answer, Effort},
};

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(60);

/// How long a call may take once it has had its first turn.
const TOTAL: Duration = Duration::from_secs(10 * 60);

/// Nobody waits longer than a day, and arithmetic with times stays possible.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The bytes of a success we take; more would only fill the memory.
const LARGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// The bytes of a failure we keep.
const LARGEST_PROBLEM: usize = 1024 * 1024;

/// A call on its way out.
pub(crate) struct Outgoing<'a> {
    pub operation: &'static Operation,
    pub http: &'a reqwest::Client,
    pub gates: &'a Gates,
    /// Of which the span tells.
    #[cfg_attr(
        not(feature = "tracing"),
        allow(dead_code, reason = "nobody sees the span")
    )]
    pub connection: &'a Connection,
    pub options: CallOptions,
    /// Whether the request can be made more than once.
    pub replayable: bool,
    pub request: &'a MakeRequest<'a>,
}

/// Makes the request, anew for each attempt.
pub(crate) type MakeRequest<'a> =
    dyn Fn(&CallOptions) -> Result<reqwest::Request, Error> + Send + Sync + 'a;

/// An answer that has begun.
pub(crate) struct Opened {
    pub response: reqwest::Response,
    pub effort: Effort,
    /// How long its next bytes may take.
    pub patience: Duration,
}

/// What is read of an answer in the same attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    Whole,
    Head,
}

/// Sends a call and waits for the whole answer; whatever isn't a success is an error.
pub(crate) async fn whole(call: Outgoing<'_>) -> Result<Answer, Error> {
    let (mut opened, body) = carry_out(call, Read::Whole).await?;
    Ok(Answer {
        status: opened.response.status(),
        headers: std::mem::take(opened.response.headers_mut()),
        body,
        effort: opened.effort,
    })
}

/// Sends a call and waits until the answer begins; whatever isn't a success is an error.
pub(crate) async fn open(call: Outgoing<'_>) -> Result<Opened, Error> {
    let (opened, _) = carry_out(call, Read::Head).await?;
    Ok(opened)
}

async fn carry_out(call: Outgoing<'_>, read: Read) -> Result<(Opened, Bytes), Error> {
    let (operation, options) = (call.operation, &call.options);
    if let Some(reason) = options.fault {
        return Err(Error::request(
            operation,
            RequestErrorKind::InvalidOption { reason },
        ));
    }
    let patience = options.attempt_timeout.unwrap_or(ATTEMPT).min(LONGEST);
    let mut deadline = options
        .total_timeout
        .map(|total| Instant::now() + total.min(LONGEST));
    let window = call.gates.window(operation);
    let mut retry = Retry::new(operation, options, call.replayable, window);
    let mut effort = Effort::default();
    let span = Span::new(&call);
    // What can't be sent shall fail before it waits.
    let mut request = Some((call.request)(options)?);
    loop {
        let waiting = Instant::now();
        let entering = span.during(call.gates.enter(operation));
        let entered = match deadline {
            Some(deadline) => timeout_at(deadline, entering).await.ok(),
            None => Some(entering.await),
        };
        effort.waited += waiting.elapsed();
        let Some(mut permits) = entered else {
            let error = Error::timeout(operation, effort, waiting.elapsed());
            return Err(span.failed(error, effort));
        };
        let deadline = *deadline.get_or_insert_with(|| Instant::now() + TOTAL);
        let request = match request.take() {
            Some(request) => request,
            None => (call.request)(options)?,
        };
        effort.attempts += 1;
        permits.sent();
        let until = deadline.min(Instant::now() + patience);
        let attempt = attempt(&call, request, permits, read, until);
        let failure = match span.during(attempt).await {
            Ok((response, body)) => {
                span.succeeded(response.status(), response.headers(), effort);
                let opened = Opened {
                    response,
                    effort,
                    patience,
                };
                return Ok((opened, body));
            }
            Err(failure) => failure,
        };
        effort.in_doubt |= failure.leaves_doubt();
        let next = retry.after(&failure);
        let delay = match next {
            Next::Fail => None,
            Next::Reset(delay) => Some(delay),
            Next::Backoff => Some(retry.delay(&failure)),
        };
        let delay = delay.filter(|delay| Instant::now() + *delay < deadline);
        let Some(delay) = delay else {
            return Err(span.failed(error(operation, failure, effort), effort));
        };
        if next == Next::Backoff && is_refusal(&failure) {
            call.gates.slow_down(operation, Instant::now() + delay);
        }
        span.again(effort.attempts, delay, &failure);
        effort.waited += delay;
        sleep(delay).await;
    }
}

fn is_refusal(failure: &Failure) -> bool {
    matches!(failure, Failure::Problem(problem) if problem.is_rate_limited())
}

/// One attempt: the request goes out, the answer comes in, all of it `until` then.
async fn attempt(
    call: &Outgoing<'_>,
    request: reqwest::Request,
    permits: Permits,
    read: Read,
    until: Instant,
) -> Result<(reqwest::Response, Bytes), Failure> {
    let begun = Instant::now();
    let too_late = |_| Failure::TimedOut(begun.elapsed());
    let sent = timeout_at(until, call.http.execute(request)).await;
    let mut response = sent.map_err(too_late)?.map_err(Failure::Connection)?;
    let status = response.status();
    let refused = status == http::StatusCode::TOO_MANY_REQUESTS;
    let told = RateLimit::of(response.headers());
    permits.answered(Reply {
        told,
        counted: !refused,
        healthy: !refused && !status.is_server_error(),
    });
    call.gates.tell_state(call.operation.family);
    if !status.is_success() {
        let mut headers = std::mem::take(response.headers_mut());
        let body = beginning(&mut response, until).await;
        let body = compression::unpack(&mut headers, body, LARGEST_PROBLEM);
        let problem = Problem::new(call.operation, status, headers, body);
        return Err(Failure::Problem(Box::new(problem)));
    }
    let body = match read {
        Read::Whole => timeout_at(until, rest(&mut response))
            .await
            .map_err(too_late)??,
        Read::Head => Bytes::new(),
    };
    Ok((response, body))
}

/// The body of a success.
async fn rest(response: &mut reqwest::Response) -> Result<Bytes, Failure> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(Failure::Connection)? {
        if (body.len() + chunk.len()) as u64 > LARGEST_ANSWER {
            return Err(Failure::TooLarge(LARGEST_ANSWER));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The body of a failure, as far as it came: the failure counts more than a body that broke off or
/// stalled.
async fn beginning(response: &mut reqwest::Response, until: Instant) -> Bytes {
    let mut body = BytesMut::new();
    while let Ok(Ok(Some(chunk))) = timeout_at(until, response.chunk()).await {
        let room = LARGEST_PROBLEM - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == LARGEST_PROBLEM {
            break;
        }
    }
    body.freeze()
}

/// The error of a call whose last attempt failed.
fn error(operation: &'static Operation, failure: Failure, effort: Effort) -> Error {
    match failure {
        Failure::Problem(problem) => Error::Problem(Box::new(problem.after(effort))),
        Failure::Connection(source) => Error::transport(operation, effort, source),
        Failure::TimedOut(after) => Error::timeout(operation, effort, after),
        Failure::TooLarge(most) => Error::too_large(operation, effort, most),
    }
}
