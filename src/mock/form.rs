//! The fields of a multipart body.

/// Names and contents of the parts.
pub(crate) fn parts(kind: &str, body: &[u8]) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
    let boundary = parameter(kind, "boundary").ok_or("has no boundary")?;
    let (delimiter, between) = (format!("--{boundary}"), format!("\r\n--{boundary}"));
    let mut rest = body
        .strip_prefix(delimiter.as_bytes())
        .ok_or("doesn't begin with its boundary")?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let part = rest.strip_prefix(b"\r\n").ok_or("is not a form")?;
        let end = find(part, between.as_bytes()).ok_or("ends within a part")?;
        let (part, after) = part.split_at(end);
        let head = find(part, b"\r\n\r\n").ok_or("has a part without a head")?;
        let (head, content) = part.split_at(head);
        let head = String::from_utf8_lossy(head);
        let name = head
            .lines()
            .find(|line| {
                line.to_ascii_lowercase()
                    .starts_with("content-disposition:")
            })
            .and_then(|line| parameter(line, "name"))
            .ok_or("has a part without a name")?;
        parts.push((name, content.get(4..).unwrap_or_default().to_vec()));
        rest = after.get(between.len()..).unwrap_or_default();
    }
}

/// The parameter `name` of a header.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.trim().split_once('=')?;
        (key == name).then(|| value.trim_matches('"').to_owned())
    })
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
