//! Bodies of failures whose compression the HTTP client doesn't know by its name.
//!
//! The client unpacks what is called `gzip` exactly, as the requests ask for. Proxies on the way call
//! it `x-gzip` or `GZIP` too, or send something else, and a failure's text is wanted all the same.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header};

/// No server compresses more often than this.
const MOST_CODINGS: usize = 3;

/// Unpacks `body` as its `Content-Encoding` says, up to `limit` bytes of it. What can't be unpacked
/// stays as it came.
pub(crate) fn unpack(headers: &mut HeaderMap, body: Bytes, limit: usize) -> Bytes {
    let Some(unpacked) = unpacked(headers, &body, limit) else {
        return body;
    };
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    unpacked
}

fn unpacked(headers: &HeaderMap, body: &Bytes, limit: usize) -> Option<Bytes> {
    let codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let codings: Vec<String> = codings
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
        .collect();
    if codings.is_empty() || codings.len() > MOST_CODINGS {
        return None;
    }
    // What was done last is undone first.
    let mut body = body.clone();
    for coding in codings.iter().rev() {
        body = match coding.as_str() {
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(&body[..]), limit),
            // By its definition in the format of zlib, by some servers without.
            "deflate" => read(ZlibDecoder::new(&body[..]), limit)
                .or_else(|| read(DeflateDecoder::new(&body[..]), limit)),
            _ => None,
        }?;
    }
    Some(body)
}

/// The first `limit` bytes, or those before the data break off; `None` if there are no bytes.
fn read(decoder: impl Read, limit: usize) -> Option<Bytes> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let whole = decoder.take(limit).read_to_end(&mut bytes).is_ok();
    (whole || !bytes.is_empty()).then(|| bytes.into())
}
