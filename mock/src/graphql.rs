//! GraphQL: a function of the test makes the response; whose token is taken is checked as the platform does.

use serde_json::{Value, json};

use super::{
    ACCESS_TOKEN, STORE_HASH,
    lock::lock,
    recorded::{Request, Violation},
    response::Response,
    server::Inner,
    tokens::Purpose,
};

/// Makes a response body from a document and its variables.
pub(crate) type Respond = Box<dyn Fn(&str, &Value) -> Value + Send>;

/// Which of the three GraphQL APIs a path is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Admin,
    Storefront,
    B2b,
}

impl Endpoint {
    fn of(b2b: bool, path: &str) -> Option<Self> {
        if path == "/graphql" {
            return Some(if b2b { Self::B2b } else { Self::Storefront });
        }
        let is_admin = !b2b && path == format!("/stores/{STORE_HASH}/graphql");
        is_admin.then_some(Self::Admin)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Admin => "graphql.admin",
            Self::Storefront => "graphql.storefront",
            Self::B2b => "graphql.b2b",
        }
    }
}

impl Inner {
    /// The response to a GraphQL request, and what was wrong with it; `None` for any other request.
    pub fn graphql(&self, b2b: bool, request: &mut Request) -> Option<(Response, Vec<Violation>)> {
        let endpoint = Endpoint::of(b2b, &request.path)?;
        request.operation = Some(endpoint.name().to_owned());
        let refused = |status, pointer: &str, why: &str| {
            let violation = Violation {
                operation: endpoint.name().to_owned(),
                pointer: pointer.to_owned(),
                why: why.to_owned(),
            };
            let body = json!({"errors": [{"message": why}]});
            Some((Response::json(status, &body), vec![violation]))
        };
        if request.method != "POST" {
            return refused(405, "/method", "GraphQL takes POST");
        }
        if !self.takes(endpoint, request) {
            return refused(401, "/headers", "is not a token of this API");
        }
        let body = request.json();
        let Some(document) = body["query"].as_str() else {
            return refused(400, "/body/query", "is missing");
        };
        let respond = lock(&self.graphql);
        let response = match respond.as_ref() {
            Some(respond) => respond(document, &body["variables"]),
            None => json!({"errors": [{"message": "give the mock store `graphql` responses"}]}),
        };
        Some((Response::json(200, &response), Vec::new()))
    }

    fn takes(&self, endpoint: Endpoint, request: &Request) -> bool {
        let purpose = match endpoint {
            Endpoint::Admin => return request.header("X-Auth-Token").eq([ACCESS_TOKEN]),
            Endpoint::Storefront => Purpose::Storefront,
            Endpoint::B2b => Purpose::B2bStorefront,
        };
        let mut given = request.header("Authorization");
        given.any(|given| self.account.tokens.take(purpose, given))
    }
}

impl super::MockStore {
    /// Responds to GraphQL requests with what `respond` makes of a document and its variables: a whole body, with
    /// `data`, `errors` or both. Admin is at the store, Storefront at [`bigcommerce_url`](Self::bigcommerce_url),
    /// B2B at [`b2b_url`](Self::b2b_url); the last two take their own tokens that the mock store has made.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// use serde_json::{Value, json};
    ///
    /// mock.graphql(|_document, variables| json!({"data": {"id": variables["id"]}}));
    /// let data: Value = mock.store().graphql().query("query($id: ID!) { … }", json!({"id": 7})).await?;
    /// assert_eq!(data, json!({"id": 7}));
    /// # Ok(()) }
    /// ```
    pub fn graphql(&self, respond: impl Fn(&str, &Value) -> Value + Send + 'static) {
        *lock(&self.inner.graphql) = Some(Box::new(respond));
    }
}
