//! What every generated builder fills in and sends.

use std::{fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    ByteStream, CallOptions, Error, Form, Response,
    connection::Connection,
    decode, guard,
    operation::{Location, Operation},
    query,
    response::Answer,
    transport::{self, Outgoing},
};

/// A call under way. Await it; dropping it abandons the call.
pub type Sending<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Error>> + Send>>;

/// A value that can be an argument of type `T`: whatever `T` can be made from.
pub trait Argument<T> {
    /// The argument, or why it can't be made.
    #[doc(hidden)]
    fn into_argument(self) -> Result<T, String>;
}

impl<T, V> Argument<T> for V
where
    V: TryInto<T>,
    V::Error: fmt::Display,
{
    #[inline]
    fn into_argument(self) -> Result<T, String> {
        self.try_into().map_err(|error| error.to_string())
    }
}

/// A call being prepared: an operation, its arguments and body. The first fault is kept and told when
/// it is sent.
#[derive(Clone)]
pub struct Call {
    connection: Arc<Connection>,
    operation: &'static Operation,
    arguments: Vec<Option<Value>>,
    body: Option<Body>,
    /// Whether the caller means everything that a DELETE of a collection deletes.
    everything: bool,
    options: CallOptions,
    fault: Option<String>,
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
            arguments: vec![None; operation.parameters.len()],
            body: None,
            everything: false,
            options: CallOptions::default(),
            fault: None,
        }
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
    pub(crate) fn argument<T: Serialize>(&mut self, index: usize, value: impl Argument<T>) {
        let value = value
            .into_argument()
            .and_then(|value| serde_json::to_value(value).map_err(|error| error.to_string()));
        self.set(index, value);
    }

    fn set(&mut self, index: usize, value: Result<Value, String>) {
        match (value, self.arguments.get_mut(index)) {
            (Ok(value), Some(argument)) => *argument = Some(value),
            (Ok(_), None) => (),
            (Err(error), _) => {
                let name = self
                    .operation
                    .parameters
                    .get(index)
                    .map_or("?", |parameter| parameter.name);
                self.fault
                    .get_or_insert_with(|| format!("argument `{name}`: {error}"));
            }
        }
    }

    /// Sets a JSON body.
    #[inline]
    pub(crate) fn body<T: Serialize>(&mut self, value: impl Argument<T>) {
        let body = value
            .into_argument()
            .and_then(|value| serde_json::to_vec(&value).map_err(|error| error.to_string()));
        self.set_body(body);
    }

    fn set_body(&mut self, body: Result<Vec<u8>, String>) {
        match body {
            Ok(body) => self.set_json(body),
            Err(error) => {
                self.fault.get_or_insert_with(|| format!("body: {error}"));
            }
        }
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
                let fault = format!(
                    "the form has no field `{}`; it has {}",
                    given,
                    known.join(", ")
                );
                self.fault.get_or_insert(fault);
            }
        }
        self.body = Some(Body::Form(form));
    }

    /// Says that everything a DELETE of a collection deletes is meant.
    #[allow(dead_code, reason = "few documents have such an operation")]
    pub(crate) fn everything(&mut self) {
        self.everything = true;
    }

    /// Sends the call and decodes what came back.
    #[inline]
    pub(crate) fn send<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        Box::pin(async move {
            let answer = self.answer().await?;
            match decode::decode(self.operation, &answer) {
                Ok(value) => Ok(Response::new(self.operation, value, answer)),
                Err(error) => Err(Error::Decode(Box::new(error))),
            }
        })
    }

    /// Sends a call that is answered with nothing.
    #[allow(dead_code, reason = "few features leave no such operation")]
    pub(crate) fn finish(self) -> Sending<()> {
        Box::pin(async move {
            let answer = self.answer().await?;
            decode::no_page(self.operation, &answer)
                .map_err(|error| Error::Decode(Box::new(error)))?;
            Ok(Response::new(self.operation, (), answer))
        })
    }

    /// Sends the call and hands over the bytes as they come.
    #[allow(dead_code, reason = "few documents have streams")]
    pub(crate) fn stream(self) -> Sending<ByteStream> {
        Box::pin(async move {
            let request = |options: &CallOptions| self.request(options);
            let opened = transport::open(self.outgoing(&request)).await?;
            let mut response = opened.response;
            let answer = Answer {
                status: response.status(),
                headers: std::mem::take(response.headers_mut()),
                body: Bytes::new(),
                effort: opened.effort,
            };
            decode::no_page(self.operation, &answer)
                .map_err(|error| Error::Decode(Box::new(error)))?;
            let bytes = ByteStream::new(self.operation, response, opened.patience, answer.effort);
            Ok(Response::new(self.operation, bytes, answer))
        })
    }

    /// Sends the call and waits for the whole answer.
    async fn answer(&self) -> Result<Answer, Error> {
        let request = |options: &CallOptions| self.request(options);
        transport::whole(self.outgoing(&request)).await
    }

    fn outgoing<'a>(&'a self, request: &'a transport::MakeRequest<'a>) -> Outgoing<'a> {
        let connection = &self.connection;
        Outgoing {
            operation: self.operation,
            http: &connection.http,
            gates: &connection.gates,
            options: self.options.clone().or(&connection.options),
            replayable: self.is_replayable(),
            request,
        }
    }

    /// The request as it goes over the wire.
    fn request(&self, options: &CallOptions) -> Result<reqwest::Request, Error> {
        let operation = self.operation;
        let fault = |fault: String| Error::request(operation, fault);
        if let Some(known) = &self.fault {
            return Err(fault(known.clone()));
        }
        let connection = &self.connection;
        let mut url = connection.base_url(operation).clone();
        let mut path = format!(
            "{}{}{}",
            url.path().trim_end_matches('/'),
            operation.base_path,
            operation.path
        )
        .replace("{store_hash}", connection.credentials.hash.as_str());
        let mut query = String::new();
        let mut headers = HeaderMap::new();
        for (parameter, value) in operation.parameters.iter().zip(&self.arguments) {
            let name = parameter.name;
            let Some(value) = value else {
                if parameter.required {
                    return Err(fault(format!("argument `{name}` is missing")));
                }
                continue;
            };
            match parameter.location {
                Location::Path => {
                    let text = query::text(value);
                    if matches!(text.as_str(), "" | "." | "..") {
                        return Err(fault(format!(
                            "argument `{name}` can't be `{text}` in a path"
                        )));
                    }
                    path = path.replace(&format!("{{{name}}}"), &query::segment(&text));
                }
                Location::Query => query::append(&mut query, name, value, parameter.explode),
                Location::Header => {
                    let header = (
                        HeaderName::try_from(name),
                        HeaderValue::try_from(query::text(value)),
                    );
                    let (Ok(name), Ok(mut value)) = header else {
                        return Err(fault(format!("argument `{name}` can't stand in a header")));
                    };
                    // It may be a token.
                    value.set_sensitive(true);
                    headers.insert(name, value);
                }
            }
        }
        let (json, has_body) = (self.json(), self.body.is_some());
        let json = json.map(|json| &json[..]);
        guard::check(operation, &self.arguments, json, has_body, self.everything)
            .map_err(|refusal| fault(refusal.to_string()))?;
        url.set_path(&path);
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        let accept = HeaderValue::try_from(operation.accept);
        headers.insert(
            header::ACCEPT,
            accept.map_err(|error| fault(error.to_string()))?,
        );
        connection.credentials.apply(operation, &mut headers)?;
        if let Some(id) = &options.correlation_id {
            headers.insert("x-correlation-id", id.clone());
        }
        let method =
            Method::try_from(operation.method).map_err(|error| fault(error.to_string()))?;
        let mut request = connection.http.request(method, url);
        match &self.body {
            Some(Body::Json(body)) => {
                let kind = operation
                    .body
                    .map_or("application/json", |body| body.content_type);
                let kind = HeaderValue::try_from(kind).map_err(|error| fault(error.to_string()))?;
                headers.insert(header::CONTENT_TYPE, kind);
                request = request.body(body.clone());
            }
            Some(Body::Form(form)) => {
                let form = form
                    .to_multipart()
                    .map_err(|error| fault(format!("form: {error}")))?;
                request = request.multipart(form);
            }
            None if operation.body.is_some_and(|body| body.required) => {
                return Err(fault("the body is missing".to_owned()));
            }
            None => (),
        }
        let built = request.headers(headers).build();
        built.map_err(|error| fault(error.without_url().to_string()))
    }
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
