//! Files to send.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use reqwest::{Body, multipart};
use tokio::{fs::File, io::AsyncRead};
use tokio_util::io::ReaderStream;

use crate::{UploadError, form};

/// A file to send, from memory, from a path or from a reader.
///
/// Its media type follows from its name unless it is set. A file from a reader is read once, so the
/// request that sends it is never repeated.
///
/// ```
/// use bigcommerce::{Form, Upload};
///
/// let image = Upload::bytes("mug.png", vec![0x89, b'P', b'N', b'G']);
/// let form = Form::new().file("image_file", image);
/// ```
#[derive(Clone, Debug)]
pub struct Upload {
    file_name: String,
    content_type: String,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Reader {
        reader: Arc<Mutex<Option<Reader>>>,
        length: Option<u64>,
    },
}

type Reader = Box<dyn AsyncRead + Send + Unpin>;

impl Upload {
    fn new(file_name: String, source: Source) -> Self {
        let content_type = mime_guess::from_path(&file_name).first_or_octet_stream();
        Self {
            content_type: content_type.essence_str().to_owned(),
            file_name,
            source,
        }
    }

    /// A file in memory.
    pub fn bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(file_name.into(), Source::Bytes(bytes.into()))
    }

    /// The file at `path`, with its name. It is opened whenever the request is sent.
    pub fn path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or(path.as_os_str());
        Self::new(
            name.to_string_lossy().into_owned(),
            Source::Path(path.to_owned()),
        )
    }

    /// What `reader` gives. Say its [`length`](Self::length) if you know it.
    pub fn reader(
        file_name: impl Into<String>,
        reader: impl AsyncRead + Send + Unpin + 'static,
    ) -> Self {
        let reader: Reader = Box::new(reader);
        let source = Source::Reader {
            reader: Arc::new(Mutex::new(Some(reader))),
            length: None,
        };
        Self::new(file_name.into(), source)
    }

    /// The name the server is told. Control characters and quotes in it are sent as browsers send them,
    /// percent-encoded.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// The media type the server is told, such as `image/png`.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// How many bytes a reader will give; without it the request goes out in chunks. No more than
    /// these are read.
    pub fn length(mut self, bytes: u64) -> Self {
        if let Source::Reader { length, .. } = &mut self.source {
            *length = Some(bytes);
        }
        self
    }

    /// Whether it can be read more than once.
    pub(crate) fn is_replayable(&self) -> bool {
        !matches!(self.source, Source::Reader { .. })
    }

    /// The part of a form that sends it, or what is wrong with it.
    pub(crate) fn to_part(&self) -> Result<multipart::Part, UploadError> {
        let part = match &self.source {
            Source::Bytes(bytes) => {
                multipart::Part::stream_with_length(bytes.clone(), bytes.len() as u64)
            }
            Source::Path(path) => {
                let path = path.clone();
                let meta = match fs::metadata(&path) {
                    Ok(meta) => meta,
                    Err(source) => return Err(UploadError::Unreadable { path, source }),
                };
                if !meta.is_file() {
                    return Err(UploadError::NotAFile { path });
                }
                let file = opened_when_read(path, meta.len());
                multipart::Part::stream_with_length(Body::wrap_stream(file), meta.len())
            }
            Source::Reader { reader, length } => {
                let reader = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                let reader = reader.ok_or(UploadError::ReaderUsed)?;
                match *length {
                    Some(length) => {
                        let reader = tokio::io::AsyncReadExt::take(reader, length);
                        let body = Body::wrap_stream(ReaderStream::new(reader));
                        multipart::Part::stream_with_length(body, length)
                    }
                    None => multipart::Part::stream(Body::wrap_stream(ReaderStream::new(reader))),
                }
            }
        };
        let part = part.file_name(form::escaped(&self.file_name));
        part.mime_str(&self.content_type)
            .map_err(|_| UploadError::InvalidContentType {
                content_type: self.content_type.clone(),
            })
    }
}

/// The first `length` bytes of the file at `path`, which is opened when they are asked for.
fn opened_when_read(
    path: PathBuf,
    length: u64,
) -> impl futures_core::Stream<Item = io::Result<Bytes>> + Send {
    use futures_util::{StreamExt, TryStreamExt, stream};
    let file = stream::once(async move {
        let opened = File::open(&path).await;
        opened.map_err(|source| {
            io::Error::new(source.kind(), UploadError::Unreadable { path, source })
        })
    });
    file.map_ok(move |file| ReaderStream::new(tokio::io::AsyncReadExt::take(file, length)))
        .try_flatten()
        .boxed()
}

impl fmt::Debug for Source {
    /// What is in the file may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Reader { length: None, .. } => f.write_str("a reader"),
            Self::Reader {
                length: Some(length),
                ..
            } => write!(f, "a reader of {length} bytes"),
        }
    }
}
