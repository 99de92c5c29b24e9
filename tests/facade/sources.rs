//! What keeps a request from being sent is an error with a type, and its cause is beneath it.

use std::{error::Error as _, io, num::TryFromIntError};

use bigcommerce::{
    BuildError, Error, Form, RequestErrorKind, Upload, UploadError, v3::types::NewProduct,
};

use crate::platform::{Platform, assert_readable};

/// The first error of type `T` in the chain beneath `error`.
fn beneath<T: std::error::Error + 'static>(error: &Error) -> Option<&T> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// What kept the request from being sent.
fn kind(error: &Error) -> &RequestErrorKind {
    assert_readable(error);
    assert_eq!(error.attempts(), 0);
    assert!(!error.may_have_been_carried_out());
    match error {
        Error::Request(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_argument_is_named_and_its_error_kept() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    // A list hands the same error over, although it copies the call for each page.
    let single = products.get_products().limit(u64::MAX).send().await;
    let listed = products.get_products().limit(u64::MAX).items().all().await;
    let listed = match listed.map(drop).unwrap_err() {
        Error::Page(page) => page.error,
        other => other,
    };
    for error in [single.map(drop).unwrap_err(), listed] {
        let invalid = kind(&error);
        assert!(
            matches!(invalid, RequestErrorKind::InvalidArgument { name, .. } if *name == "limit"),
            "{invalid:?}"
        );
        assert!(beneath::<TryFromIntError>(&error).is_some(), "{error:?}");
        let said = error.to_string();
        assert!(
            said.starts_with("get_products (GET /v3/catalog/products, getProducts): ")
                && said.contains("`limit`"),
            "{said}"
        );
        assert!(said.contains("out of range"), "{said}");
    }
    assert!(platform.server.recorded().is_empty());
}

#[tokio::test]
async fn a_bodys_error_is_kept() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let mug = NewProduct::builder().name("Mug");
    let error = products.create_product(mug).send().await.unwrap_err();
    assert!(matches!(kind(&error), RequestErrorKind::InvalidBody { .. }));
    let BuildError::Missing { object, field, .. } = beneath::<BuildError>(&error).unwrap() else {
        panic!("{error:?}");
    };
    assert_eq!(*object, "NewProduct");
    assert!(error.to_string().contains(field), "{error}");
    assert!(platform.server.recorded().is_empty());
}

#[tokio::test]
async fn a_files_error_is_kept_with_field_and_path() {
    let platform = Platform::start().await;
    let image = |form| {
        let products = platform.store.v3().products();
        products.create_product_image_with_form(7, form)
    };
    let file = |upload| Form::new().file("image_file", upload);

    let path = std::env::temp_dir().join("no such\nfile.png");
    let error = image(file(Upload::path(&path))).send().await;
    let error = error.unwrap_err();
    assert!(
        matches!(kind(&error), RequestErrorKind::Upload { field, .. } if field == "image_file")
    );
    assert!(
        matches!(beneath(&error), Some(UploadError::Unreadable { path: at, .. }) if *at == path)
    );
    let cause = beneath::<io::Error>(&error).unwrap();
    assert_eq!(cause.kind(), io::ErrorKind::NotFound);
    let said = error.to_string();
    for word in [
        "createProductImage",
        "`image_file`",
        "file.png",
        &cause.to_string(),
    ] {
        assert!(said.contains(word), "{said}");
    }

    let folder = Upload::path(std::env::temp_dir());
    let error = image(file(folder)).send().await.unwrap_err();
    assert!(matches!(
        beneath(&error),
        Some(UploadError::NotAFile { .. })
    ));
    let picture = Upload::bytes("x", "x").content_type("picture\n");
    let error = image(file(picture)).send().await.unwrap_err();
    assert!(matches!(
        beneath(&error),
        Some(UploadError::InvalidContentType { .. })
    ));
    assert_readable(&error);
    let error = image(Form::new().text("colour", "red")).send().await;
    let error = error.unwrap_err();
    assert!(
        matches!(kind(&error), RequestErrorKind::UnknownFormField { name, .. } if name == "colour")
    );
    assert!(platform.server.recorded().is_empty());
}

#[tokio::test]
async fn a_url_that_is_too_long_is_never_sent_and_says_what_to_do() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    // What a URI of the HTTP client can hold.
    const MOST: usize = 65_534;
    let ids: Vec<i64> = (1_000_000..1_020_000).collect();
    let error = products
        .get_products()
        .id_in(ids.clone())
        .send()
        .await
        .unwrap_err();
    assert!(matches!(kind(&error), RequestErrorKind::UrlTooLong { limit, .. } if *limit == MOST));
    let said = error.to_string();
    assert!(
        said.contains("fewer") && !said.contains("batches"),
        "{said}"
    );
    let error = products
        .delete_products()
        .id_in(ids)
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`.batches()`"), "{error}");
    assert!(platform.server.recorded().is_empty());

    let around = platform.server.url().len() + "/stores/abc123/v3/catalog/products?keyword=".len();
    let longest = "x".repeat(MOST - around);
    let find = |keyword: String| products.get_products().keyword(keyword).send();
    find(longest.clone()).await.unwrap();
    let sent = platform.only_request().target.len() + platform.server.url().len();
    assert_eq!(sent, MOST);
    let error = find(longest + "x").await.unwrap_err();
    assert!(matches!(kind(&error), RequestErrorKind::UrlTooLong { .. }));
}
