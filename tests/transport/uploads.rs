//! Files go over the wire as they are, from wherever they come.

use std::{
    io::Cursor,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    task::Poll,
    time::Duration,
};

use bigcommerce::{CallOptions, Error, Form, Store, Upload};
use bytes::Bytes;

use crate::platform::{builder, store_at};
use testkit::{
    multipart::{Part, parse},
    server::{Recorded, Response, Server},
};

/// Bytes that show where one is missing or twice.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 251) as u8).collect()
}

/// A file that is removed in the end.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, bytes: &[u8]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let folder = std::env::temp_dir().join(format!("bigcommerce-upload-{unique}"));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(self.0.parent().unwrap()));
    }
}

async fn send(store: &Store, upload: Upload) -> Result<u16, Error> {
    let products = store.v3().products();
    let form = Form::new()
        .text("is_thumbnail", "true")
        .file("image_file", upload);
    let image = products.create_product_image_with_form(7, form);
    Ok(image.send().await?.status().as_u16())
}

/// The file of a request.
fn file(request: &Recorded) -> Part {
    let parts = parse(request.header("content-type").unwrap(), &request.body).unwrap();
    assert_eq!(parts.len(), 2);
    assert_eq!(
        (&*parts[0].name, &*parts[0].data),
        ("is_thumbnail", &b"true"[..])
    );
    assert_eq!(parts[1].name, "image_file");
    parts[1].clone()
}

async fn taking() -> Server {
    Server::start(|_| Response::json(200, r#"{"data":{}}"#)).await
}

#[tokio::test]
async fn the_same_bytes_arrive_from_memory_path_and_reader() {
    let server = taking().await;
    let store = store_at(&server.url());
    // Nothing, a line end, and more than any buffer holds.
    for bytes in [Vec::new(), b"\r\n--".to_vec(), pattern(5 << 20)] {
        let on_disk = TempFile::new("mug.png", &bytes);
        let length = bytes.len() as u64;
        let reader = || Upload::reader("mug.png", Cursor::new(bytes.clone()));
        for (upload, chunked) in [
            (Upload::bytes("mug.png", bytes.clone()), false),
            (Upload::path(&on_disk.0), false),
            (reader().length(length), false),
            (reader(), true),
        ] {
            let shown = format!("{upload:?}");
            assert_eq!(send(&store, upload).await.unwrap(), 200);
            let seen = server.take();
            assert_eq!(seen.len(), 1, "{shown}");
            let came = file(&seen[0]);
            assert!(
                came.data == bytes,
                "{shown}: {} of {length} bytes",
                came.data.len()
            );
            assert_eq!(came.file_name.as_deref(), Some("mug.png"), "{shown}");
            assert_eq!(came.content_type.as_deref(), Some("image/png"), "{shown}");
            let sent = seen[0].body.len().to_string();
            let (reported, coding) = (
                seen[0].header("content-length"),
                seen[0].header("transfer-encoding"),
            );
            if chunked {
                assert_eq!((reported, coding), (None, Some("chunked")), "{shown}");
            } else {
                assert_eq!((reported, coding), (Some(&*sent), None), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn name_and_type_are_guessed_or_as_said() {
    let server = taking().await;
    let store = store_at(&server.url());
    let on_disk = TempFile::new("list.csv", b"a,b");
    let made = [
        (Upload::bytes("a.CSV", "x"), "a.CSV", "text/csv"),
        (
            Upload::bytes("theme.zip", "x"),
            "theme.zip",
            "application/zip",
        ),
        (
            Upload::bytes("favicon.ico", "x"),
            "favicon.ico",
            "image/x-icon",
        ),
        (
            Upload::bytes("README", "x"),
            "README",
            "application/octet-stream",
        ),
        (Upload::path(&on_disk.0), "list.csv", "text/csv"),
        (
            Upload::path(&on_disk.0).file_name("other.txt"),
            "other.txt",
            "text/csv",
        ),
        (
            Upload::bytes("x", "x").content_type("image/webp"),
            "x",
            "image/webp",
        ),
        (
            Upload::bytes("Tasse groß.jpg", "x"),
            "Tasse groß.jpg",
            "image/jpeg",
        ),
    ];
    for (upload, name, content_type) in made {
        send(&store, upload).await.unwrap();
        let came = file(&server.take()[0]);
        assert_eq!(came.file_name.as_deref(), Some(name));
        assert_eq!(came.content_type.as_deref(), Some(content_type));
    }
    let fault = send(&store, Upload::bytes("x", "x").content_type("picture"))
        .await
        .unwrap_err();
    assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
    assert!(
        fault.to_string().contains("`picture` is not a media type"),
        "{fault}"
    );
    assert!(server.take().is_empty());
}

/// The heads of the parts of a request, as the bytes came.
fn heads(request: &Recorded) -> String {
    let body = String::from_utf8(request.body.clone()).unwrap();
    let boundary = body.split("\r\n").next().unwrap();
    let parts = body
        .split(boundary)
        .filter_map(|part| part.strip_prefix("\r\n"));
    let heads = parts.map(|part| part.split_once("\r\n\r\n").unwrap().0);
    heads.collect::<Vec<_>>().join("\r\n\r\n")
}

#[tokio::test]
async fn no_control_character_and_no_quote_of_a_name_reaches_the_wire() {
    let server = taking().await;
    let store = store_at(&server.url());
    let file = |name: &str, file_name: &str| {
        let upload = Upload::bytes(file_name, "x").content_type("image/png");
        let form = Form::new().file(name, upload).text(name, "y");
        let products = store.v3().products();
        products.create_product_image_with_form(7, form).send()
    };
    let head = |name: &str, file_name: &str| {
        format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: image/png\r\n\r\n\
             Content-Disposition: form-data; name=\"{name}\""
        )
    };
    for (name, encoded) in [
        ("a\r\nX-Auth-Token: b.png", "a%0D%0AX-Auth-Token: b.png"),
        ("a\nb.png", "a%0Ab.png"),
        ("\r\n\r\nevil", "%0D%0A%0D%0Aevil"),
        ("a\"; name=\"b", "a%22; name=%22b"),
        ("\0\t\u{1b}[0m\u{7f}.png", "%00%09%1B[0m%7F.png"),
        ("\u{85}\u{9b}.png", "%C2%85%C2%9B.png"),
        ("Tasse groß (1) 100%.png", "Tasse groß (1) 100%.png"),
    ] {
        file("image_file", name).await.unwrap();
        assert_eq!(heads(&server.take()[0]), head("image_file", encoded));
        // What an index of a field says is the caller's too.
        file(&format!("image_file[{name}]"), "x.png").await.unwrap();
        let field = format!("image_file[{encoded}]");
        assert_eq!(heads(&server.take()[0]), head(&field, "x.png"));
    }
    for content_type in [
        "image/png\r\nX-Auth-Token: b",
        "image/png\n",
        "image/png; a=\"\r\n\"",
        "image/png; a=\"\0\"",
        "image/\u{1b}png",
    ] {
        let upload = Upload::bytes("x.png", "x").content_type(content_type);
        let fault = send(&store, upload).await.unwrap_err();
        assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
        assert!(fault.to_string().contains("`image_file`"), "{fault}");
        assert!(!fault.to_string().contains(char::is_control), "{fault}");
    }
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told_before_anything_is_sent() {
    let server = taking().await;
    let store = store_at(&server.url());
    let folder = std::env::temp_dir();
    for (path, word) in [
        (folder.join("no such file.png"), "no such file.png"),
        (folder, "not a file"),
    ] {
        let fault = send(&store, Upload::path(path)).await.unwrap_err();
        assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
        assert!(fault.to_string().contains(word), "{fault}");
        assert!(fault.to_string().contains("`image_file`"), "{fault}");
        assert_eq!(fault.attempts(), 0);
    }
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn a_file_that_goes_while_its_call_is_under_way_is_named() {
    let server = taking().await;
    let store = store_at(&server.url());
    let on_disk = TempFile::new("mug.png", b"x");
    let products = store.v3().products();
    let form = Form::new().file("image_file", Upload::path(&on_disk.0));
    let mut call = products.create_product_image_with_form(7, form).send();
    // The file was looked at; it is read when there is a connection.
    let begun = std::future::poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx).is_pending()));
    assert!(begun.await);
    drop(on_disk);
    let error = call.await.unwrap_err();
    let mut said = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        said += &format!(": {error}");
        source = error.source();
    }
    assert!(
        said.contains("mug.png") && said.contains("No such file"),
        "{said}"
    );
}

/// A store whose calls are tried three times, even those that may have been carried out.
fn persistent(server: &Server) -> Store {
    let moment = Duration::from_millis(1);
    let options = CallOptions::new().max_attempts(3).backoff(moment, moment);
    let options = options.retry_non_idempotent(true);
    builder(&server.url()).options(options).build().unwrap()
}

#[tokio::test]
async fn what_can_be_read_again_is_sent_again() {
    let bytes = pattern(100_000);
    let on_disk = TempFile::new("mug.png", &bytes);
    for status in [429, 503] {
        for upload in [
            Upload::bytes("mug.png", bytes.clone()),
            Upload::path(&on_disk.0),
        ] {
            let responses = [Response::new(status), Response::json(200, r#"{"data":{}}"#)];
            let server = Server::responding(responses).await;
            assert_eq!(send(&persistent(&server), upload).await.unwrap(), 200);
            let seen = server.take();
            assert_eq!(seen.len(), 2);
            assert!(seen.iter().all(|request| file(request).data == bytes));
        }
    }
}

#[tokio::test]
async fn a_reader_is_sent_once() {
    for status in [429, 503] {
        let responses = [Response::new(status), Response::json(200, r#"{"data":{}}"#)];
        let server = Server::responding(responses).await;
        let upload = Upload::reader("mug.png", Cursor::new(pattern(1000)));
        let store = persistent(&server);
        let error = send(&store, upload.clone()).await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.attempts(), 1);
        assert_eq!(server.take().len(), 1);
        // Nor can another call have it.
        let fault = send(&store, upload).await.unwrap_err();
        assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
        assert!(
            fault.to_string().contains("read by another request"),
            "{fault}"
        );
        assert!(server.take().is_empty());
    }
}

#[tokio::test]
async fn a_reader_of_another_length_or_that_fails_is_an_error_or_cut() {
    let server = taking().await;
    let store = store_at(&server.url());
    let ten = || Upload::reader("x.bin", Cursor::new(pattern(10)));
    assert_eq!(send(&store, ten().length(4)).await.unwrap(), 200);
    assert_eq!(file(&server.take()[0]).data, pattern(4));
    let error = send(&store, ten().length(20)).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");

    let pieces = [
        Ok(Bytes::from_static(b"some")),
        Err(std::io::Error::other("disk on fire")),
    ];
    let pieces = futures_util::stream::iter(pieces);
    let broken = Upload::reader("x.bin", tokio_util::io::StreamReader::new(pieces));
    let error = send(&store, broken).await.unwrap_err();
    let mut said = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        said += &error.to_string();
        source = error.source();
    }
    assert!(said.contains("disk on fire"), "{said}");
    assert!(server.take().is_empty(), "no whole request came");
}

#[tokio::test]
async fn what_is_in_a_file_is_not_shown() {
    let form = Form::new()
        .text("note", "s3cret")
        .file("image_file", Upload::bytes("mug.png", "s3cret bytes"));
    let shown = format!("{form:?}");
    assert!(
        shown.contains("mug.png") && shown.contains("12 bytes"),
        "{shown}"
    );
    assert!(!shown.contains("s3cret"), "{shown}");
}
