//! Who may call: the credentials that a request must have, and the scopes of the access token.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use super::{
    ACCESS_TOKEN, B2B_AUTH_TOKEN, STORE_HASH,
    check::Finding,
    documents::Operation,
    lock::lock,
    recorded::Request,
    tokens::{B2B_V2_TOKEN, Tokens},
};
use bigcommerce::operation::Api;

/// Headers that carry credentials.
pub(crate) const CREDENTIALS: [&str; 4] =
    ["X-Auth-Token", "X-Store-Hash", "authToken", "Authorization"];
/// Headers that belong to no API.
const STRAY: [&str; 2] = ["X-Auth-Client", "api-version"];

/// Who may call.
pub(crate) struct Account {
    /// What is taken in `Authorization`.
    pub tokens: Tokens,
    scopes: Mutex<Scopes>,
}

/// The OAuth scopes of the access token.
#[derive(Default)]
struct Scopes {
    /// Those it was given; all of them if none are named.
    granted: Option<BTreeSet<String>>,
    revoked: BTreeSet<String>,
}

impl Account {
    /// An account whose access token has these scopes.
    pub fn new(scopes: Option<Vec<String>>) -> Self {
        Self {
            tokens: Tokens::default(),
            scopes: Mutex::new(Scopes {
                granted: scopes.map(BTreeSet::from_iter),
                revoked: BTreeSet::new(),
            }),
        }
    }

    pub fn revoke_scope(&self, scope: String) {
        lock(&self.scopes).revoked.insert(scope);
    }

    /// Whether the access token has one of these scopes.
    pub fn has_scope(&self, wanted: &[&str]) -> bool {
        let Scopes { granted, revoked } = &*lock(&self.scopes);
        let is_granted = |scope: &str| granted.as_ref().is_none_or(|own| own.contains(scope));
        let mut wanted = wanted.iter();
        wanted.any(|scope| is_granted(scope) && !revoked.contains(*scope))
    }

    /// What is wrong with the credentials of a request of `operation` with these path arguments.
    pub fn findings(
        &self,
        operation: &Operation,
        arguments: &BTreeMap<String, String>,
        request: &Request,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        if arguments
            .get("store_hash")
            .is_some_and(|hash| hash != STORE_HASH)
        {
            findings.push(Finding::new(401, "/path/store_hash", "is another store's"));
        }
        let alternatives = operation.security.iter();
        let alternatives = alternatives.map(|wanted| self.wrong(operation.api, wanted, request));
        // Of the alternatives, the one that was meant is the one with the fewest mistakes.
        for (name, why) in alternatives.min_by_key(Vec::len).unwrap_or_default() {
            // Without the store's hash B2B Edition responds with a server error.
            let lacks_hash = name == "X-Store-Hash" && request.header("X-Auth-Token").count() == 1;
            let status = if lacks_hash { 500 } else { 401 };
            findings.push(Finding::new(status, format!("/headers/{name}"), why));
        }
        for name in STRAY {
            if request.header(name).next().is_some() {
                let why = "is not a header of this API";
                findings.push(Finding::new(400, format!("/headers/{name}"), why));
            }
        }
        findings
    }

    /// The headers that are wrong where `wanted` are the ones that carry credentials.
    fn wrong(
        &self,
        api: Api,
        wanted: &[&str],
        request: &Request,
    ) -> Vec<(&'static str, &'static str)> {
        let mut wrong = Vec::new();
        for name in CREDENTIALS {
            let mut came = request.header(name);
            match (wanted.contains(&name), came.next(), came.next()) {
                (false, None, _) => (),
                (true, Some(only), None) if self.is_right(api, name, only) => (),
                (false, Some(_), _) => wrong.push((name, "must not be sent here")),
                (true, None, _) => wrong.push((name, "is missing")),
                (true, Some(_), None) => wrong.push((name, "isn't this store's")),
                (true, Some(_), Some(_)) => wrong.push((name, "is there twice")),
            }
        }
        wrong
    }

    fn is_right(&self, api: Api, name: &str, value: &str) -> bool {
        match name {
            "X-Auth-Token" => value == ACCESS_TOKEN,
            "X-Store-Hash" => value == STORE_HASH,
            "Authorization" => self.tokens.take(api.into(), value),
            _ if api == Api::B2bV2 => value == B2B_V2_TOKEN,
            _ => value == B2B_AUTH_TOKEN,
        }
    }
}

impl super::MockStore {
    /// Takes a scope from the access token from now on, as a merchant can while a program runs: an operation that needs it
    /// is refused with 403. Where `store_v2_products` is gone, `store_v2_products_read_only` still reads.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mock = bigcommerce_mock::MockStore::start()?;
    /// let products = mock.store().v3().products();
    /// mock.revoke_scope("store_v2_products");
    /// products.get_product(101).await?;
    /// assert!(products.delete_product(101).await.unwrap_err().is_forbidden());
    /// # Ok(()) }
    /// ```
    pub fn revoke_scope(&self, scope: impl Into<String>) {
        self.inner.account.revoke_scope(scope.into());
    }
}
