//! What every generated builder fills in and sends.

mod setting;

use std::{any::TypeId, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use reqwest::RequestBuilder;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    ByteStream, CallOptions, Error, Form, Page, RequestError, RequestErrorKind, Response,
    StoreHash, batch,
    connection::Connection,
    decode::{self, Decoded, Policy},
    guard, json,
    operation::{BatchList, Location, Operation},
    query,
    request_error::BoxError,
    response::Received,
    transport::{self, Outgoing},
};

pub use self::setting::{
    Argument, ListArgument, ListSetting, Null, NullableListSetting, NullableSetting, Setting,
};
pub(crate) use self::setting::{list, one};

/// The most bytes of a URL: `http::Uri`'s limit.
const LONGEST_URL: usize = u16::MAX as usize - 1;

/// A request under way. Await it for the whole [`Response`]; dropping it gives it up.
pub type Sending<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Error>> + Send>>;

/// A request under way. Await it for what the response is about; dropping it gives it up.
pub type Awaited<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// What a response is about, alone.
pub(crate) fn awaited<T: 'static>(sending: Sending<T>) -> Awaited<T> {
    Box::pin(async move { Ok(sending.await?.into_inner()) })
}

/// A call being prepared: an operation, its arguments and body. The first error is kept and reported when
/// it is sent.
#[derive(Clone)]
pub(crate) struct Call {
    connection: Arc<Connection>,
    operation: &'static Operation,
    /// The path, where it isn't the operation's.
    path: Option<String>,
    arguments: Vec<Option<Value>>,
    /// What stands in the query beside the arguments.
    query: Vec<(String, Value)>,
    body: Option<Body>,
    /// Whether the caller means everything that a DELETE of a collection deletes.
    everything: bool,
    /// What stands in the header beside what every call has.
    headers: Vec<(HeaderName, HeaderValue)>,
    options: CallOptions,
    error: Option<RequestError>,
}

#[derive(Clone)]
enum Body {
    Json(Bytes),
    Form(Form),
}

impl Call {
    pub(crate) fn new(connection: Arc<Connection>, operation: &'static Operation) -> Self {
        Self {
            connection,
            operation,
            path: None,
            arguments: vec![None; operation.parameters.len()],
            query: Vec::new(),
            body: None,
            everything: false,
            headers: Vec::new(),
            options: CallOptions::default(),
            error: None,
        }
    }

    /// A call of `operation` at another path below its base path.
    pub(crate) fn at(mut self, path: Result<String, RequestErrorKind>) -> Self {
        match path {
            Ok(path) => self.path = Some(path),
            Err(kind) => self.fail(kind),
        }
        self
    }

    /// Sets what stands in the header beside what every call has.
    pub(crate) fn set_headers(&mut self, headers: Vec<(HeaderName, HeaderValue)>) {
        self.headers = headers;
    }

    /// Adds `name=value` to the query; a list is one comma-separated value.
    pub(crate) fn query(&mut self, name: String, value: impl Serialize) {
        let source = match json::to_argument(&value) {
            Ok(Value::Array(items)) if items.is_empty() => {
                "an empty list counts as no filter at all; leave it out".into()
            }
            Ok(value) => return self.query.push((name, value)),
            Err(source) => source.into(),
        };
        self.fail(RequestErrorKind::InvalidQuery { name, source });
    }

    /// The path, where it isn't the operation's.
    pub(crate) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Whether the query or the body of a raw request says which things are meant.
    pub(crate) fn is_narrowed(&self) -> bool {
        let is_empty = |json: &[u8]| matches!(json, b"[]" | b"{}" | b"null" | b"\"\"");
        let has_body = match &self.body {
            Some(Body::Json(json)) => !is_empty(json),
            Some(Body::Form(_)) => true,
            None => false,
        };
        let mut values = self.query.iter().map(|(_, value)| query::text(value));
        has_body || values.any(|value| !value.trim().is_empty())
    }

    /// Keeps the first error.
    pub(crate) fn fail(&mut self, kind: RequestErrorKind) {
        let operation = self.operation;
        self.error
            .get_or_insert_with(|| RequestError::new(operation, kind));
    }

    /// Sets how the call is carried out; what is left open stays as it was.
    pub(crate) fn set_options(&mut self, options: CallOptions) {
        self.options = options.or(&self.options);
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Whether the request can be built more than once: a body that is read as it is sent can't.
    fn is_replayable(&self) -> bool {
        !matches!(&self.body, Some(Body::Form(form)) if !form.is_replayable())
    }

    /// The value of the argument `name`, if it is set.
    pub(crate) fn given(&self, name: &str) -> Option<&Value> {
        let index = self.operation.parameter(name)?;
        self.arguments.get(index)?.as_ref()
    }

    /// Sets the argument `name`, if the operation has it.
    pub(crate) fn give(&mut self, name: &str, value: Option<Value>) {
        let index = self.operation.parameter(name);
        if let Some(argument) = index.and_then(|index| self.arguments.get_mut(index)) {
            *argument = value;
        }
    }

    /// The JSON body, if it is set.
    pub(crate) fn json(&self) -> Option<&Bytes> {
        match &self.body {
            Some(Body::Json(body)) => Some(body),
            _ => None,
        }
    }

    /// Sets the JSON body.
    pub(crate) fn set_json(&mut self, body: Vec<u8>) {
        self.body = Some(Body::Json(body.into()));
    }

    /// Sets the argument at `index` of the operation's parameters.
    #[inline]
    pub(crate) fn argument<T: Serialize>(&mut self, index: usize, value: Result<T, BoxError>) {
        self.set(
            index,
            value.and_then(|value| Ok(json::to_argument(&value)?)),
        );
    }

    /// Sets the argument at `index`, unless there is no value.
    #[inline]
    pub(crate) fn set_argument<T: Serialize>(
        &mut self,
        index: usize,
        value: Result<Option<T>, BoxError>,
    ) {
        if let Some(value) = value.transpose() {
            self.argument(index, value);
        }
    }

    fn set(&mut self, index: usize, value: Result<Value, BoxError>) {
        let parameter = self.operation.parameters.get(index);
        let (Some(parameter), Some(argument)) = (parameter, self.arguments.get_mut(index)) else {
            return;
        };
        match value {
            Ok(value) => *argument = Some(value),
            Err(source) => self.fail(RequestErrorKind::InvalidArgument {
                name: parameter.name,
                source,
            }),
        }
    }

    /// Sets a JSON body, unless there is no value.
    #[inline]
    pub(crate) fn set_optional_body<T: Serialize>(&mut self, value: Result<Option<T>, BoxError>) {
        if let Some(value) = value.transpose() {
            self.body(value);
        }
    }

    /// Sets a JSON body.
    #[inline]
    pub(crate) fn body<T: Serialize>(&mut self, value: Result<T, BoxError>) {
        self.set_body(value.and_then(|value| Ok(json::to_vec(&value)?)));
    }

    fn set_body(&mut self, body: Result<Vec<u8>, BoxError>) {
        match body {
            Ok(body) => self.set_json(body),
            Err(source) => self.fail(RequestErrorKind::InvalidBody { source }),
        }
    }

    /// Sets a form as body, whatever its fields.
    pub(crate) fn set_form(&mut self, form: Form) {
        self.body = Some(Body::Form(form));
    }

    /// Sets a form as body.
    pub(crate) fn form(&mut self, form: Form) {
        let known = self.operation.body.map_or(&[][..], |body| body.form_fields);
        for given in form.names() {
            // Lists in a form are written `name[]` or `name[0]`.
            let name = given.split('[').next().unwrap_or_default();
            if !known
                .iter()
                .any(|field| field.split('[').next() == Some(name))
            {
                let name = given.to_owned();
                self.fail(RequestErrorKind::UnknownFormField { name, known });
            }
        }
        self.set_form(form);
    }

    /// Says that everything a DELETE of a collection deletes is meant.
    #[allow(dead_code, reason = "few documents have such an operation")]
    pub(crate) fn everything(&mut self) {
        self.everything = true;
    }

    /// Sends the call and decodes what the response is about.
    #[inline]
    pub(crate) fn send<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        let operation = self.operation;
        Box::pin(async move {
            let policy = self.policy();
            let sent = transport::whole(self.outgoing()).await;
            let received = sent.map_err(|error| error.of_response(TypeId::of::<T>()))?;
            match decode::decode(operation, &received, policy) {
                Ok(decoded) => Ok(Response::new(operation, decoded, received)),
                Err(error) => Err(Error::Decode(Box::new(error))),
            }
        })
    }

    /// Sends the call and decodes the whole body as `T`.
    pub(crate) fn send_raw<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        let operation = self.operation;
        Box::pin(async move {
            let policy = self.policy();
            let sent = transport::whole(self.outgoing()).await;
            let received = sent.map_err(|error| error.of_response(TypeId::of::<T>()))?;
            match decode::whole(operation, &received, policy) {
                Ok(decoded) => Ok(Response::new(operation, decoded, received)),
                Err(error) => Err(Error::Decode(Box::new(error))),
            }
        })
    }

    /// Sends the call of a page of a list.
    pub(crate) fn page<T: DeserializeOwned + Send + 'static>(self) -> Sending<Page<T>> {
        Box::pin(async move {
            let call = self.clone();
            let response = self.send::<Vec<T>>().await?;
            Ok(Page::of(call, response))
        })
    }

    /// Sends a call whose response says nothing but how it went.
    pub(crate) fn finish(self) -> Sending<()> {
        let operation = self.operation;
        Box::pin(async move {
            let sent = transport::whole(self.outgoing()).await;
            let received = sent.map_err(|error| error.of_response(TypeId::of::<()>()))?;
            if !received.effort.deleted_earlier {
                decode::no_page(operation, &received)
                    .map_err(|error| Error::Decode(Box::new(error)))?;
            }
            Ok(Response::new(operation, Decoded::of(()), received))
        })
    }

    /// Sends the call and hands over the bytes as they come.
    pub(crate) fn stream(self) -> Sending<ByteStream> {
        let operation = self.operation;
        Box::pin(async move {
            let opened = transport::open(self.outgoing()).await?;
            let mut response = opened.response;
            let received = Received {
                status: response.status(),
                headers: std::mem::take(response.headers_mut()),
                body: Bytes::new(),
                effort: opened.effort,
            };
            decode::no_page(operation, &received)
                .map_err(|error| Error::Decode(Box::new(error)))?;
            let (patience, limit) = (opened.patience, opened.limit);
            let bytes = ByteStream::new(operation, response, patience, limit, received.effort);
            Ok(Response::new(operation, Decoded::of(bytes), received))
        })
    }

    /// How the response is decoded.
    fn policy(&self) -> Policy {
        let options = self.options.clone().or(&self.connection.options);
        Policy {
            strict: options.strict.unwrap_or_default(),
            limit: options.response_limit_or_default(),
        }
    }

    fn outgoing(self) -> Outgoing {
        let connection = Arc::clone(&self.connection);
        let call = Arc::new(self);
        let sent = Arc::clone(&call);
        Outgoing {
            operation: call.operation,
            options: call.options.clone().or(&connection.options),
            connection,
            replayable: call.is_replayable(),
            entries: Box::new(move || sent.entries()),
            request: Box::new(move |options| call.request(options)),
        }
    }

    /// The number of entries of its list, if it has one.
    fn entries(&self) -> Option<usize> {
        self.operation.batch?;
        Some(batch::entries(self).len())
    }

    /// The request as it goes over the wire.
    fn request(&self, options: &CallOptions) -> Result<reqwest::Request, Error> {
        if let Some(error) = &self.error {
            return Err(error.clone().into());
        }
        let mut headers: HeaderMap = self.headers.iter().cloned().collect();
        let failed = |kind| Error::request(self.operation, kind);
        let request = self.addressed(&mut headers).map_err(failed)?;
        self.connection
            .credentials
            .apply(self.operation, &mut headers)?;
        if let Some(id) = &options.correlation_id {
            headers.insert("x-correlation-id", id.clone());
        }
        let request = self.with_body(request, &mut headers).map_err(failed)?;
        let built = request.headers(headers).build();
        built.map_err(|error| failed(unbuildable(error.without_url())))
    }

    /// The request with its method and URL, and `headers` with what stands in them.
    fn addressed(&self, headers: &mut HeaderMap) -> Result<RequestBuilder, RequestErrorKind> {
        let operation = self.operation;
        let host = self.connection.host(operation);
        let hash = self.connection.credentials.hash();
        let mut url = host.url.clone();
        let mut path = format!(
            "{}{}{}",
            url.path().trim_end_matches('/'),
            operation.base_path,
            self.path.as_deref().unwrap_or(operation.path)
        )
        .replace("{store_hash}", hash.map_or("", StoreHash::as_str));
        let mut query = String::new();
        for (parameter, value) in operation.parameters.iter().zip(&self.arguments) {
            let name = parameter.name;
            let Some(value) = value else {
                if parameter.required {
                    return Err(RequestErrorKind::MissingArgument { name });
                }
                continue;
            };
            match parameter.location {
                Location::Path => {
                    let value = query::text(value);
                    if matches!(value.trim(), "" | "." | "..") {
                        return Err(RequestErrorKind::InvalidPathArgument { name, value });
                    }
                    path = path.replace(&format!("{{{name}}}"), &query::segment(&value));
                }
                Location::Query => query::append(&mut query, name, value, parameter.explode),
                Location::Header => {
                    let (name, value) = header_argument(name, value).map_err(|source| {
                        RequestErrorKind::InvalidHeaderArgument { name, source }
                    })?;
                    headers.insert(name, value);
                }
            }
        }
        for (name, value) in &self.query {
            query::append(&mut query, name, value, false);
        }
        let (json, has_body) = (self.json(), self.body.is_some());
        let json = json.map(|json| &json[..]);
        guard::check(operation, &self.arguments, json, has_body, self.everything)?;
        url.set_path(&path);
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        let length = url.as_str().len();
        if length > LONGEST_URL {
            let list = operation.batch.map(|batch| batch.list);
            return Err(RequestErrorKind::UrlTooLong {
                length,
                limit: LONGEST_URL,
                batches: matches!(list, Some(BatchList::Query(_))),
            });
        }
        let accept = HeaderValue::try_from(operation.accept).map_err(unbuildable)?;
        headers.insert(header::ACCEPT, accept);
        let method = Method::try_from(operation.method).map_err(unbuildable)?;
        Ok(host.http.request(method, url))
    }

    /// `request` with the call's body, and `headers` with its media type.
    fn with_body(
        &self,
        request: RequestBuilder,
        headers: &mut HeaderMap,
    ) -> Result<RequestBuilder, RequestErrorKind> {
        let taken = self.operation.body;
        match &self.body {
            Some(Body::Json(body)) => {
                let kind = taken.map_or("application/json", |body| body.content_type);
                let kind = HeaderValue::try_from(kind).map_err(unbuildable)?;
                headers.insert(header::CONTENT_TYPE, kind);
                Ok(request.body(body.clone()))
            }
            Some(Body::Form(form)) => Ok(request.multipart(form.to_multipart()?)),
            None if taken.is_some_and(|body| body.required) => Err(RequestErrorKind::MissingBody),
            None => Ok(request),
        }
    }
}

/// An argument as a header.
fn header_argument(name: &str, value: &Value) -> Result<(HeaderName, HeaderValue), http::Error> {
    let name = HeaderName::try_from(name)?;
    let mut value = HeaderValue::try_from(query::text(value))?;
    // It may be a token.
    value.set_sensitive(true);
    Ok((name, value))
}

fn unbuildable(source: impl Into<BoxError>) -> RequestErrorKind {
    let source = source.into();
    RequestErrorKind::Unbuildable { source }
}

impl fmt::Debug for Call {
    /// Arguments may be secret: their names only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.operation.parameters.iter().zip(&self.arguments);
        let names: Vec<_> = set
            .filter(|(_, value)| value.is_some())
            .map(|(parameter, _)| parameter.name)
            .collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("arguments", &names)
            .field("body", &self.body.is_some())
            .finish_non_exhaustive()
    }
}
