//! The fields of a multipart body.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::{FutureExt, future::ready, stream};
use multer::{Multipart, parse_boundary};

/// Names and contents of the parts.
pub(crate) fn parts(kind: &str, body: &Bytes) -> Result<Vec<(String, Bytes)>, String> {
    let boundary = parse_boundary(kind).map_err(|fault| fault.to_string())?;
    let whole = stream::once(ready(Ok::<_, Infallible>(body.clone())));
    let mut form = Multipart::new(whole, boundary);
    let parts = async {
        let mut parts = Vec::new();
        while let Some(part) = form.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            parts.push((name, part.bytes().await?));
        }
        Ok::<_, multer::Error>(parts)
    };
    // The whole body has come, so nothing is waited for.
    let parts = parts.now_or_never();
    let parts = parts.ok_or("has no end")?;
    parts.map_err(|fault| fault.to_string())
}
