//! Multipart form bodies.

use std::fmt::{self, Write};

use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
use reqwest::multipart;
use serde_json::Value;

use crate::{RequestErrorKind, Upload};

/// A `multipart/form-data` body, for operations that take files.
///
/// ```
/// use bigcommerce::{Form, Upload};
///
/// let form = Form::new()
///     .text("is_thumbnail", "true")
///     .file("image_file", Upload::path("mug.png"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Form {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: String,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Text(String),
    Json(String),
    File(Upload),
}

impl fmt::Debug for Part {
    /// What a text says may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut part = f.debug_struct("Part");
        part.field("name", &self.name);
        match &self.content {
            Content::Text(_) | Content::Json(_) => part.finish_non_exhaustive(),
            Content::File(file) => part.field("file", file).finish(),
        }
    }
}

impl Form {
    /// A form without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field of text. Control characters and quotes in `name` are sent as browsers send them,
    /// percent-encoded.
    pub fn text(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(name.into(), Content::Text(value.into()))
    }

    /// Adds a field that is an object or a list: it is sent as JSON, and says so. `name` is sent as
    /// [`text`](Self::text) sends it.
    pub fn json(self, name: impl Into<String>, value: &Value) -> Self {
        self.with(name.into(), Content::Json(value.to_string()))
    }

    /// Adds a file. `name` is sent as [`text`](Self::text) sends it.
    pub fn file(self, name: impl Into<String>, file: Upload) -> Self {
        self.with(name.into(), Content::File(file))
    }

    fn with(mut self, name: String, content: Content) -> Self {
        self.parts.push(Part { name, content });
        self
    }

    /// The names of its fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }

    /// Whether it can be sent more than once.
    pub(crate) fn is_replayable(&self) -> bool {
        self.parts.iter().all(|part| match &part.content {
            Content::Text(_) | Content::Json(_) => true,
            Content::File(file) => file.is_replayable(),
        })
    }

    /// The body as the HTTP client sends it, or what is wrong with it.
    pub(crate) fn to_multipart(&self) -> Result<multipart::Form, RequestErrorKind> {
        // Names are escaped here.
        let mut form = multipart::Form::new().percent_encode_noop();
        for Part { name, content } in &self.parts {
            let part = match content {
                Content::Text(text) => multipart::Part::text(text.clone()),
                Content::Json(json) => {
                    let kind = HeaderValue::from_static("application/json");
                    let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind)]);
                    multipart::Part::text(json.clone()).headers(headers)
                }
                Content::File(file) => {
                    file.to_part().map_err(|source| RequestErrorKind::Upload {
                        field: name.clone(),
                        source,
                    })?
                }
            };
            form = form.part(escaped(name), part);
        }
        Ok(form)
    }
}

/// The name of a field or file as it stands between quotes in a part's head: what would end the quotes
/// or the line is percent-encoded, as WHATWG's HTML wants it of browsers, and so is every other control
/// character.
pub(crate) fn escaped(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for c in name.chars() {
        if c == '"' || c.is_control() {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a `String` doesn't fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}
