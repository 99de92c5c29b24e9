//! Requests of operations that have no type: newer than the documents, or in none.

use std::{future::IntoFuture, marker::PhantomData, sync::Arc};

use http::Method;
use percent_encoding::percent_decode_str;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    CallOptions, Form, RequestErrorKind,
    call::{Awaited, Call, Sending, awaited},
    connection::Connection,
    guard::Refusal,
    operation::{Api, Credential, Operation},
};

/// A request of an operation that has no type, made by `request` of [`V3`](crate::store::V3),
/// [`V2`](crate::store::V2) or [`B2b`](crate::store::B2b). It has the credential, base path, pace, retries, errors
/// and spans of any other. Await it for the whole body as a `T`, or [`send`](Self::send) it.
///
/// ```no_run
/// use bigcommerce::{Error, Method, Store};
/// use serde_json::{Value, json};
///
/// # async fn run(store: &Store) -> Result<(), Error> {
/// let things: Value = store.v3().request(Method::GET, "/catalog/new-things").query("id:in", [1, 2]).await?;
/// let thing = json!({"name": "Mug"});
/// let made: Value = store.v3().request(Method::POST, "/catalog/new-things").json(thing).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct RawRequest<T> {
    call: Call,
    everything: bool,
    decoded: PhantomData<fn() -> T>,
}

impl<T> RawRequest<T> {
    /// A request of `method` at `path` below the base path of `api`.
    pub(crate) fn new(connection: Arc<Connection>, api: Api, method: &Method, path: &str) -> Self {
        let known = operations(api)
            .iter()
            .find(|known| known.method == method.as_str());
        let operation = known.unwrap_or(&operations(api)[0]);
        let mut call = Call::new(connection, operation).at(checked(path));
        if known.is_none() {
            let reason = format!("the method {method} is not one of {}", METHODS.join(", ")).into();
            call.fail(RequestErrorKind::Unsupported { reason });
        }
        Self {
            call,
            everything: false,
            decoded: PhantomData,
        }
    }

    /// Adds `name=value` to the query. A list is one comma-separated value; give the name several times to repeat it.
    pub fn query(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.call.query(name.into(), value);
        self
    }

    /// Sets the body, sent as JSON.
    pub fn json(mut self, body: impl Serialize) -> Self {
        self.call.body(Ok(body));
        self
    }

    /// Sets the body, sent as `multipart/form-data`.
    pub fn form(mut self, form: Form) -> Self {
        self.call.set_form(form);
        self
    }

    /// Allows a DELETE at the path of a whole collection, with neither query nor body.
    pub fn everything(mut self) -> Self {
        self.everything = true;
        self
    }

    /// Sets how this request is carried out; what is left open is as the store says.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.call.set_options(options);
        self
    }
}

impl<T: DeserializeOwned + 'static> RawRequest<T> {
    /// Sends the request. The body is decoded as it is, with the envelope around it.
    ///
    /// # Errors
    /// As any call; [`Error::Decode`](crate::Error::Decode) also where the body isn't a `T`.
    pub fn send(mut self) -> Sending<T> {
        let operation = self.call.operation();
        let is_unlimited =
            operation.method == "DELETE" && !self.everything && !self.call.is_narrowed();
        let path = self.call.path().filter(|_| is_unlimited);
        if let Some(things) = path.and_then(collection) {
            let refusal = Refusal::DeletesAll {
                things: things.replace(['-', '_'], " "),
                narrow: "narrow it by a query or a body, or ".to_owned(),
            };
            self.call.fail(RequestErrorKind::Refused(refusal));
        }
        self.call.send_raw()
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for RawRequest<T> {
    type Output = Result<T, crate::Error>;
    type IntoFuture = Awaited<T>;

    fn into_future(self) -> Self::IntoFuture {
        awaited(self.send())
    }
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The operations of raw requests of `api`, one a method.
fn operations(api: Api) -> &'static [Operation; 5] {
    static V3: [Operation; 5] = of(Api::V3, "/stores/{store_hash}/v3", Credential::Token);
    static V2: [Operation; 5] = of(Api::V2, "/stores/{store_hash}/v2", Credential::Token);
    static B2B: [Operation; 5] = of(Api::B2b, "/api/v3/io", Credential::TokenAndHashOrLegacy);
    static B2B_STOREFRONT: [Operation; 5] =
        of(Api::B2bStorefront, "/api/v2", Credential::BearerOrNone);
    static B2B_V2: [Operation; 5] = of(Api::B2bV2, "/api/v2/io", Credential::Legacy);
    static PAYMENTS: [Operation; 5] = of(
        Api::Payments,
        "/stores/{store_hash}",
        Credential::PaymentAccessToken,
    );
    match api {
        Api::V3 => &V3,
        Api::V2 => &V2,
        Api::B2b => &B2B,
        Api::B2bStorefront => &B2B_STOREFRONT,
        Api::B2bV2 => &B2B_V2,
        Api::Payments => &PAYMENTS,
    }
}

const fn of(api: Api, base_path: &'static str, credential: Credential) -> [Operation; 5] {
    let [get, post, put, patch, delete] = METHODS;
    [
        Operation::raw(api, base_path, credential, get),
        Operation::raw(api, base_path, credential, post),
        Operation::raw(api, base_path, credential, put),
        Operation::raw(api, base_path, credential, patch),
        Operation::raw(api, base_path, credential, delete),
    ]
}

/// `path` with a slash before it, if it stays below the base path.
fn checked(path: &str) -> Result<String, RequestErrorKind> {
    let inner = path.trim_start_matches('/');
    let is_dots = |segment: &str| {
        let segment = percent_decode_str(segment).decode_utf8_lossy();
        matches!(&*segment, "." | "..") || segment.contains(['/', '\\'])
    };
    let reason = if inner.is_empty() {
        "it is empty"
    } else if inner.contains(['?', '#']) {
        "give what stands behind `?` by `query`"
    } else if inner.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        "it has a space, a backslash or a control character in it"
    } else if inner
        .trim_end_matches('/')
        .split('/')
        .any(|segment| segment.is_empty() || is_dots(segment))
    {
        "it has an empty segment or one of dots"
    } else {
        return Ok(format!("/{inner}"));
    };
    let path = path.to_owned();
    Err(RequestErrorKind::InvalidPath { path, reason })
}

/// The last segment of `path`, if it is the name of a collection and not an id.
fn collection(path: &str) -> Option<&str> {
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let is_word = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | '_');
    last.chars().all(is_word).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_base_path() {
        for path in [
            "/catalog/things",
            "catalog/things",
            "/things/7",
            "/things/a%20b",
        ] {
            let expected = format!("/{}", path.trim_start_matches('/'));
            assert_eq!(checked(path).unwrap(), expected);
        }
        for path in [
            "",
            "/",
            "/../v2/orders",
            "/things/%2e%2E/x",
            "/things/..%2fx",
            "//evil.example/x",
            "/a//b",
            "/a?b=c",
            "/a#b",
            "/a\\b",
            "/a b",
            "/a\n",
        ] {
            let is_kept = checked(path).is_ok_and(|path| path.contains("evil"));
            assert!(checked(path).is_err() || is_kept, "{path}");
        }
    }

    #[test]
    fn a_collection_is_told_from_an_id() {
        assert_eq!(collection("/catalog/products"), Some("products"));
        for path in ["/catalog/products/7", "/carts/b9e2f0c4-1d1a", "/hooks/abc1"] {
            assert_eq!(collection(path), None, "{path}");
        }
    }
}
