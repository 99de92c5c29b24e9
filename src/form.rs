//! Multipart form bodies.

use std::fmt;

use reqwest::multipart;

use crate::Upload;

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
    File(Upload),
}

impl fmt::Debug for Part {
    /// What a text says may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut part = f.debug_struct("Part");
        part.field("name", &self.name);
        match &self.content {
            Content::Text(_) => part.finish_non_exhaustive(),
            Content::File(file) => part.field("file", file).finish(),
        }
    }
}

impl Form {
    /// A form without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field of text.
    pub fn text(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(name.into(), Content::Text(value.into()))
    }

    /// Adds a file.
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
            Content::Text(_) => true,
            Content::File(file) => file.is_replayable(),
        })
    }

    /// The body as the HTTP client sends it, or what is wrong with it.
    pub(crate) fn to_multipart(&self) -> Result<multipart::Form, String> {
        let mut form = multipart::Form::new();
        for Part { name, content } in &self.parts {
            let part = match content {
                Content::Text(text) => multipart::Part::text(text.clone()),
                Content::File(file) => file
                    .to_part()
                    .map_err(|fault| format!("`{name}`: {fault}"))?,
            };
            form = form.part(name.clone(), part);
        }
        Ok(form)
    }
}
