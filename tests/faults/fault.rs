//! What a server, or what is between, can do wrong.

use std::time::Duration;

use crate::shop::Success;
use testkit::server::{End, Response};

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing listens.
    Refused,
    Reset,
    Close,
    Stall,
    ResetInBody,
    CloseInBody,
    StallInBody,
    LengthTooLong,
    LengthTooShort,
    ChunksCut,
    /// 429 that tells when the quota is whole again.
    Throttled,
    /// 429 that tells when, and nothing else.
    ThrottledVaguely,
    /// 429 that tells nothing.
    ThrottledSilently,
    /// 429 with `Retry-After: 1`.
    ThrottledForASecond,
    /// 429 with a date in `Retry-After`, a second after the response's own.
    ThrottledUntil,
    /// 509, as some gateways say it.
    OverBandwidth,
    /// 429 whose body stalls.
    ThrottledSlowly,
    /// A 5xx as the API words it.
    Failed(u16),
    /// A 5xx of the gateway.
    FailedPage(u16),
    /// A 5xx whose body stalls.
    FailedSlowly(u16),
    Suspended,
    Maintenance,
    /// A page where data should be.
    Page,
    GzipGarbage,
    GzipCut,
    /// A whole response, byte by byte.
    Drip,
    /// A body that comes in pieces, and takes longer altogether than it may without progress.
    SlowBody,
    /// A body that doesn't end.
    Endless,
    /// A head that doesn't end.
    EndlessHead,
    NotHttp,
    /// Interim responses and then nothing.
    Interim,
    /// Interim responses and then the right one.
    InterimThenResponse,
}

const HTML: &str = "<!doctype html><html><body><h1>Just a moment</h1></body></html>";

/// What is sent is seen before the connection goes.
const SEEN: Duration = Duration::from_millis(50);

impl Fault {
    /// How a server with this fault gives `response`.
    pub fn spoil(self, response: &Success) -> Response {
        let body = match response.body.as_str() {
            "" => "{\"data\":[],\"meta\":{}}",
            body => body,
        };
        let head = |rest: &str| {
            let content_type = response.content_type;
            format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{rest}\r\n\r\n")
        };
        let of = |length: usize| head(&format!("Content-Length: {length}"));
        let whole = of(body.len()) + body;
        let half = of(body.len()) + &body[..body.len() / 2];
        let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(500);
        let status = match response.status {
            204 => "HTTP/1.1 204 No Content\r\n\r\n",
            _ => &whole,
        };
        match self {
            Self::Refused => unreachable!("nobody is asked"),
            Self::Reset => Response::raw("", End::Reset),
            Self::Close => Response::raw("", End::Closed),
            Self::Stall => Response::raw("", End::Silent),
            Self::ResetInBody => Response::raw(half, End::Reset).linger(SEEN),
            Self::CloseInBody => Response::raw(half, End::Closed),
            Self::StallInBody => Response::raw(half, End::Silent),
            Self::LengthTooLong => Response::raw(of(body.len() + 9) + body, End::Open),
            Self::LengthTooShort => Response::raw(of(body.len() / 2) + body, End::Open),
            Self::ChunksCut => Response::new(200)
                .header("Content-Type", response.content_type)
                .chunks([&body[..body.len() / 2]], Duration::ZERO)
                .cut(),
            Self::Throttled => throttled()
                .header("X-Rate-Limit-Requests-Left", 0)
                .header("X-Rate-Limit-Requests-Quota", 10)
                .header("X-Rate-Limit-Time-Reset-Ms", 20)
                .header("X-Rate-Limit-Time-Window-Ms", 50),
            Self::ThrottledVaguely => throttled().header("X-Rate-Limit-Time-Reset-Ms", 20),
            Self::ThrottledSilently => throttled(),
            Self::ThrottledForASecond => throttled().header("Retry-After", 1),
            Self::ThrottledUntil => throttled()
                .header("Date", "Thu, 18 Jun 2026 14:09:07 GMT")
                .header("Retry-After", "Thu, 18 Jun 2026 14:09:08 GMT"),
            Self::OverBandwidth => page(509, HTML),
            Self::ThrottledSlowly => Response::raw(
                "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 90\r\n\r\n{\"status\":",
                End::Silent,
            ),
            Self::FailedSlowly(status) => Response::raw(
                format!("HTTP/1.1 {status} X\r\nContent-Length: 90\r\n\r\n{{\"status\":"),
                End::Silent,
            ),
            Self::Failed(status) => Response::json(
                status,
                format!("{{\"status\":{status},\"title\":\"Failed\"}}"),
            ),
            Self::FailedPage(status) => page(status, HTML),
            Self::Suspended => page(503, "<h1>This store has been suspended</h1>"),
            Self::Maintenance => page(503, "<h1>Down for maintenance</h1>"),
            Self::Page => page(200, HTML),
            Self::GzipGarbage => gzipped(response.content_type, b"neither gzip nor text"),
            Self::GzipCut => gzipped(response.content_type, &gzip_cut(body)),
            Self::Drip => Response::raw(whole, End::Open).drip(Duration::from_millis(20)),
            Self::SlowBody => {
                let (pieces, pause) = (body.as_bytes().chunks(4), Duration::from_millis(250));
                Response::new(200)
                    .header("Content-Type", response.content_type)
                    .chunks(pieces, pause)
            }
            Self::Endless => Response::new(200)
                .header("Content-Type", response.content_type)
                .chunks(vec![" ".repeat(100); 2000], Duration::from_millis(1)),
            Self::EndlessHead => {
                let line = format!("X-More: {}\r\n", "a".repeat(1000));
                let head = "HTTP/1.1 200 OK\r\n".to_owned() + &line.repeat(600);
                Response::raw(head, End::Silent)
            }
            Self::NotHttp => Response::raw("SSH-2.0-OpenSSH_9.6\r\n", End::Closed),
            Self::Interim => Response::raw(interim, End::Silent),
            Self::InterimThenResponse => Response::raw(interim + status, End::Open),
        }
    }
}

fn throttled() -> Response {
    Response::json(429, "{\"status\":429,\"title\":\"Too many requests\"}")
}

fn page(status: u16, html: &str) -> Response {
    Response::new(status)
        .header("Content-Type", "text/html; charset=utf-8")
        .body(html)
}

fn gzipped(content_type: &str, bytes: &[u8]) -> Response {
    Response::new(200)
        .header("Content-Type", content_type)
        .header("Content-Encoding", "gzip")
        .body(bytes)
}

/// Half of `body` in a gzip that announces all of it: one block, stored as it is.
fn gzip_cut(body: &str) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    let mut gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01".to_vec();
    gzip.extend(length.to_le_bytes());
    gzip.extend((!length).to_le_bytes());
    gzip.extend(&body.as_bytes()[..body.len() / 2]);
    gzip
}
