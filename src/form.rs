//! Multipart form bodies.

use bytes::Bytes;

/// A `multipart/form-data` body, for operations that take files.
///
/// ```
/// use bigcommerce::Form;
///
/// let form = Form::new()
///     .text("is_thumbnail", "true")
///     .file("image_file", "mug.png", "image/png", vec![0x89, b'P', b'N', b'G']);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub(crate) parts: Vec<Part>,
}

#[derive(Clone)]
pub(crate) struct Part {
    pub name: String,
    pub file: Option<File>,
    pub bytes: Bytes,
}

#[derive(Clone, Debug)]
pub(crate) struct File {
    pub name: String,
    pub content_type: String,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Form {
    /// A form without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field of text.
    pub fn text(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parts.push(Part {
            name: name.into(),
            file: None,
            bytes: Bytes::from(value.into()),
        });
        self
    }

    /// Adds a file with its name and media type.
    pub fn file(
        mut self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        content_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let file = File {
            name: file_name.into(),
            content_type: content_type.into(),
        };
        self.parts.push(Part {
            name: name.into(),
            file: Some(file),
            bytes: bytes.into(),
        });
        self
    }

    /// The body as the HTTP client sends it.
    pub(crate) fn to_multipart(&self) -> Result<reqwest::multipart::Form, reqwest::Error> {
        let mut form = reqwest::multipart::Form::new();
        for part in &self.parts {
            let length = part.bytes.len() as u64;
            let mut sent = reqwest::multipart::Part::stream_with_length(part.bytes.clone(), length);
            if let Some(file) = &part.file {
                sent = sent
                    .file_name(file.name.clone())
                    .mime_str(&file.content_type)?;
            }
            form = form.part(part.name.clone(), sent);
        }
        Ok(form)
    }
}
