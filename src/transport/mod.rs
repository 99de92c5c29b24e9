//! Carries a call out: waits for its turn, sends it, and sends it again where that is safe.

mod budget;
mod gate;
mod options;
mod pacing;
mod progress;
mod quota;
mod retry;
#[cfg(test)]
mod simulation;
mod span;
mod task;

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, sleep, timeout_at};

pub use budget::RetryBudget;
pub use options::CallOptions;
pub use pacing::Pacing;

pub(crate) use budget::Retries;
pub(crate) use pacing::{Gates, RateHook};

use self::{
    gate::TooLate,
    pacing::Permits,
    progress::{Deadline, Progress, Stalled},
    quota::Reply,
    retry::{Failure, Next, Retry},
    span::Span,
    task::Stopped,
};
use crate::{
    Error, Partial, Problem, RateLimit, RequestErrorKind, compression,
    connection::Connection,
    decode,
    operation::Operation,
    partial::Summary,
    response::{Effort, Received},
};

/// How long an attempt may go without a byte moving.
const ATTEMPT: Duration = Duration::from_secs(60);

/// How long a call may take once it has had its first turn.
const TOTAL: Duration = Duration::from_secs(10 * 60);

/// How long a call may wait for its first turn.
const QUEUE: Duration = Duration::from_secs(60 * 60);

/// Nobody waits longer than a day, and arithmetic with times stays possible.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The bytes of a failure that are kept.
pub(crate) const LARGEST_PROBLEM: usize = 1024 * 1024;

/// A call on its way out.
pub(crate) struct Outgoing {
    pub operation: &'static Operation,
    pub connection: Arc<Connection>,
    pub options: CallOptions,
    /// Whether the request can be made more than once.
    pub replayable: bool,
    pub request: MakeRequest,
    /// The number of entries of the list it sends, if it sends one.
    pub entries: Box<dyn Fn() -> Option<usize> + Send + Sync>,
}

/// Makes the request, anew for each attempt.
pub(crate) type MakeRequest =
    Box<dyn Fn(&CallOptions) -> Result<reqwest::Request, Error> + Send + Sync>;

/// A response that has begun.
pub(crate) struct Opened {
    pub response: reqwest::Response,
    pub effort: Effort,
    /// How long its next bytes may take.
    pub patience: Duration,
    /// The bytes of it that may be held.
    pub limit: u64,
}

/// What is read of a response in the same attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    Whole,
    Head,
}

/// Sends a call and waits for the whole response; whatever isn't a success is an error.
pub(crate) async fn whole(call: Outgoing) -> Result<Received, Error> {
    let (mut opened, body) = start(call, Read::Whole).await?;
    Ok(Received {
        status: opened.response.status(),
        headers: std::mem::take(opened.response.headers_mut()),
        body,
        effort: opened.effort,
    })
}

/// Sends a call and waits until the response begins; whatever isn't a success is an error.
pub(crate) async fn open(call: Outgoing) -> Result<Opened, Error> {
    let (opened, _) = start(call, Read::Head).await?;
    Ok(opened)
}

/// Carries `call` out in a task of its own.
async fn start(call: Outgoing, read: Read) -> Result<(Opened, Bytes), Error> {
    let operation = call.operation;
    // Here, since it belongs to its caller's span.
    let span = Span::new(&call);
    match task::run(carry_out(call, read, span)).await {
        Ok(outcome) => outcome,
        Err(Stopped::NoRuntime) => Err(Error::runtime(
            operation,
            false,
            "it needs a Tokio runtime: await it inside one, such as `#[tokio::main]`",
        )),
        Err(Stopped::ShutDown) => Err(Error::runtime(
            operation,
            true,
            "the Tokio runtime that made the call was shut down",
        )),
    }
}

async fn carry_out(call: Outgoing, read: Read, span: Span) -> Result<(Opened, Bytes), Error> {
    let (operation, options) = (call.operation, &call.options);
    if let Some(reason) = options.fault {
        return Err(Error::request(
            operation,
            RequestErrorKind::InvalidOption { reason },
        ));
    }
    let patience = options.attempt_timeout.unwrap_or(ATTEMPT).min(LONGEST);
    let limit = options.response_limit_or_default();
    let mut deadline = options
        .total_timeout
        .map(|total| Deadline::Set(Instant::now() + total.min(LONGEST)));
    let mut retry = Retry::new(operation, options, call.replayable, &call.connection.gates);
    let mut effort = Effort::default();
    // What can't be sent shall fail before it waits.
    let mut request = Some((call.request)(options)?);
    loop {
        let waiting = Instant::now();
        let turn_by = deadline.map_or(waiting + QUEUE, Deadline::at);
        let entered = span
            .during(call.connection.gates.enter(operation, turn_by))
            .await;
        effort.waited += waiting.elapsed();
        let mut permits = match entered {
            Ok(permits) => permits,
            Err(TooLate { turn }) => {
                let retry_after = turn.map(|turn| turn.saturating_duration_since(Instant::now()));
                let error = Error::rate_limited(operation, effort, retry_after);
                return Err(span.failed(error, effort));
            }
        };
        let deadline = *deadline.get_or_insert_with(|| Deadline::Default(Instant::now() + TOTAL));
        let request = match request.take() {
            Some(request) => request,
            None => (call.request)(options)?,
        };
        effort.attempts += 1;
        permits.sent();
        let progress = Progress::new(patience, deadline);
        let attempt = attempt(&call, request, permits, read, limit, progress);
        let failure = match span.during(attempt).await {
            Ok((response, body)) => {
                call.connection.retries.give_back();
                return Ok((opened(response, effort, patience, limit, &span), body));
            }
            Err(failure) => failure,
        };
        if let Failure::Problem(problem) = &failure
            && effort.in_doubt
            && operation.method == "DELETE"
            && problem.is_not_found()
        {
            // An attempt before this one has deleted it.
            effort.deleted_earlier = true;
            let response = gone(problem);
            return Ok((
                opened(response, effort, patience, limit, &span),
                Bytes::new(),
            ));
        }
        effort.in_doubt |= failure.leaves_doubt();
        let again = match retry.after(&failure, &call.connection.retries) {
            Next::Again(again) if Instant::now() + again.delay < deadline.at() => again,
            _ => return Err(span.failed(error(operation, failure, effort), effort)),
        };
        if again.slow_down {
            call.connection
                .gates
                .slow_down(operation, Instant::now() + again.delay);
        }
        span.again(effort.attempts, again.delay, &failure);
        effort.waited += again.delay;
        sleep(again.delay).await;
    }
}

fn opened(
    response: reqwest::Response,
    effort: Effort,
    patience: Duration,
    limit: u64,
    span: &Span,
) -> Opened {
    span.succeeded(response.status(), response.headers(), effort);
    Opened {
        response,
        effort,
        patience,
        limit,
    }
}

/// The response to a DELETE of what is deleted already.
fn gone(problem: &Problem) -> reqwest::Response {
    let mut response = http::Response::new(Bytes::new());
    *response.status_mut() = problem.status();
    *response.headers_mut() = problem.headers().clone();
    response.into()
}

/// One attempt: the request goes out, the response comes in, as long as `progress` lets it.
async fn attempt(
    call: &Outgoing,
    request: reqwest::Request,
    mut permits: Permits,
    read: Read,
    limit: u64,
    progress: Progress,
) -> Result<(reqwest::Response, Bytes), Failure> {
    let too_late = |Stalled| Failure::TimedOut(progress.elapsed());
    let sending = call
        .connection
        .host(call.operation)
        .http
        .execute(progress.watch(request));
    let sent = progress.limit(sending).await;
    let mut response = sent.map_err(too_late)?.map_err(Failure::Connection)?;
    let status = response.status();
    let reported = RateLimit::of(response.headers()).unwrap_or_default();
    permits.responded(reply(reported, status));
    // B2B Edition may refuse in the body of a success; the call is under way until that is read.
    let mut undecided = None;
    if status.is_success() && read == Read::Whole && call.operation.api.is_b2b() {
        undecided = Some(permits);
    } else {
        drop(permits);
        call.connection.gates.tell_state(call.operation.api);
    }
    if !status.is_success() {
        let mut headers = std::mem::take(response.headers_mut());
        // What was done of a list stands in it.
        let most = match call.operation.batch {
            Some(_) => usize::try_from(limit).unwrap_or(usize::MAX),
            None => LARGEST_PROBLEM,
        };
        let body = beginning(&mut response, most, &progress).await;
        let body = compression::unpack(&mut headers, body, most);
        return Err(failed(call, status, headers, body));
    }
    let body = match read {
        Read::Whole => {
            let rest = rest(&mut response, limit, &progress);
            let rest = progress.limit(rest).await.map_err(too_late);
            rest.and_then(|body| body)
        }
        Read::Head => Ok(Bytes::new()),
    };
    let failure = match &body {
        Ok(body) => told_failure(call, &mut response, body),
        Err(_) => None,
    };
    if let Some(mut permits) = undecided {
        if let Some(status) = failure.as_ref().and_then(Failure::status) {
            permits.responded(reply(reported, status));
        }
        drop(permits);
        call.connection.gates.tell_state(call.operation.api);
    }
    match failure {
        Some(failure) => Err(failure),
        None => Ok((response, body?)),
    }
}

/// What a response with `status`, which `reported` this about the quota, means for the calls that wait.
fn reply(reported: RateLimit, status: StatusCode) -> Reply {
    let refused = is_refusal(status);
    Reply {
        reported,
        refused,
        healthy: !refused && !status.is_server_error(),
    }
}

/// The failure, in whole or in part, that the response to `call` is.
fn failed(call: &Outgoing, status: StatusCode, headers: HeaderMap, body: Bytes) -> Failure {
    match Summary::partial(call.operation, status, &body, &call.entries) {
        Some(reported) => partly_failed(call, status, headers, body, reported),
        None => {
            let problem = Problem::new(call.operation, status, headers, body);
            Failure::Problem(Box::new(problem))
        }
    }
}

fn partly_failed(
    call: &Outgoing,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    reported: Summary,
) -> Failure {
    let effort = Effort::default();
    let received = Received {
        status,
        headers,
        body,
        effort,
    };
    Failure::Partial(Box::new(Partial::new(call.operation, received, reported)))
}

/// The failure that the body of a success reports.
fn told_failure(
    call: &Outgoing,
    response: &mut reqwest::Response,
    body: &Bytes,
) -> Option<Failure> {
    let operation = call.operation;
    if operation.api.is_b2b()
        && let Some(code) = decode::failure_code(body)
    {
        let headers = std::mem::take(response.headers_mut());
        return Some(failed(call, code, headers, body.clone()));
    }
    let status = response.status();
    let reported = Summary::partial(operation, status, body, &call.entries)?;
    let headers = std::mem::take(response.headers_mut());
    Some(partly_failed(call, status, headers, body.clone(), reported))
}

/// Whether a response with `status` refuses the request because there are too many.
pub(crate) fn is_refusal(status: StatusCode) -> bool {
    // 509 is "bandwidth limit exceeded" at several gateways.
    matches!(status.as_u16(), 429 | 509)
}

/// The body of a success.
async fn rest(
    response: &mut reqwest::Response,
    limit: u64,
    progress: &Progress,
) -> Result<Bytes, Failure> {
    if response
        .content_length()
        .is_some_and(|length| length > limit)
    {
        return Err(Failure::TooLarge(limit));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(Failure::Connection)? {
        progress.moved(chunk.len());
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(Failure::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The body of a failure, as far as it came: the failure counts more than a body that broke off or
/// stalled.
async fn beginning(response: &mut reqwest::Response, most: usize, progress: &Progress) -> Bytes {
    let mut body = BytesMut::new();
    // No time is added for bytes that trickle in.
    let until = progress.until();
    while let Ok(Ok(Some(chunk))) = timeout_at(until, response.chunk()).await {
        let room = most - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == most {
            break;
        }
    }
    body.freeze()
}

/// The error of a call whose last attempt failed.
fn error(operation: &'static Operation, failure: Failure, effort: Effort) -> Error {
    match failure {
        Failure::Problem(problem) => Error::Problem(Box::new(problem.after(effort))),
        Failure::Partial(partial) => Error::Partial(Box::new(partial.after(effort))),
        Failure::Connection(source) => Error::transport(operation, effort, source),
        Failure::TimedOut(after) => Error::timeout(operation, effort, after),
        Failure::TooLarge(most) => Error::too_large(operation, effort, most),
    }
}
