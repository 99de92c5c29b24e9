//! Which upstream documents are of an API that clients are generated for, and which operations each has.
//!
//! Everything here is a rule over what the documents say, so that a new document needs no line of
//! ours: the server's URL and the paths below it decide API and base path.

use std::collections::{BTreeSet, HashMap};

use bigcommerce_codegen::{
    manifest::{Api, Document},
    names::identity,
};
use serde_json::Value;

use super::{Result, checkout::Checkout, dialect};

pub use bigcommerce_codegen::names::anonymous;

/// The methods an OpenAPI path item can hold.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "patch", "head", "options", "trace",
];

/// What an upstream file is.
pub enum File {
    /// A document of an API that clients are generated for.
    Candidate(Candidate),
    /// Something else, and why.
    Other(String),
}

/// A document that may be imported.
#[derive(Clone)]
pub struct Candidate {
    /// Its path in the checkout.
    pub path: String,
    /// Where upstream keeps it: of two homes that have an operation the greater one counts.
    pub home: Home,
    pub operations: Vec<Operation>,
}

impl Candidate {
    /// How many APIs its operations are of.
    pub fn apis(&self) -> usize {
        let apis: BTreeSet<_> = self.operations.iter().map(|it| it.api).collect();
        apis.len()
    }
}

/// Whether a document is in the form of upstream's newer home, OpenAPI 3.1, and which of the checkouts it
/// is in.
pub type Home = (bool, usize);

/// An operation as upstream has it.
#[derive(Clone)]
pub struct Operation {
    pub api: Api,
    pub method: &'static str,
    /// The path in its document.
    pub template: String,
    /// The path below the host, with `{store_hash}` where the hash goes.
    pub path: String,
    /// What of that is the API's own: version and, with a server that has more, that.
    pub base_path: String,
}

impl Operation {
    /// What it is known by, whatever its parameters are called.
    pub fn identity(&self) -> String {
        identity(self.method, &self.path)
    }
}

/// Documents that nothing is taken from, by what their paths contain, and why.
const LEFT_OUT: [(&str, &str); 2] = [
    (
        "/specs/storefront/app/",
        "the control panel calls these operations, nobody else may",
    ),
    (
        "/specs/storefront/storefront.yaml",
        "it repeats other documents, with misspelt paths and without responses",
    ),
];

/// Why nothing is taken from the document at `path`, if nothing is.
pub fn left_out(path: &str) -> Option<&'static str> {
    let (_, why) = LEFT_OUT.iter().find(|(part, _)| path.contains(part))?;
    Some(why)
}

/// What the file at `path` is.
pub fn file(checkout: &Checkout, path: &str) -> Result<File> {
    if let Some(why) = left_out(path) {
        return Ok(File::Other(why.to_owned()));
    }
    let raw = checkout.document(path)?;
    let operations = match operations(&raw) {
        Ok(operations) => operations,
        Err(why) => return Ok(File::Other(why)),
    };
    Ok(File::Candidate(Candidate {
        path: path.to_owned(),
        home: (
            dialect::is_3_1(&raw),
            checkout.home(path).unwrap_or_default(),
        ),
        operations,
    }))
}

/// How many operations the facts of a document have.
pub fn count(facts: &Value) -> usize {
    let items = facts["paths"].as_object().into_iter().flatten();
    let methods =
        items.flat_map(|(_, item)| METHODS.into_iter().filter(|it| item.get(it).is_some()));
    methods.count()
}

/// Every operation of a document of these APIs.
pub fn all(raw: &Value) -> Vec<Operation> {
    operations(raw).unwrap_or_default()
}

/// Every operation of a document of these APIs, or why it has none.
fn operations(raw: &Value) -> std::result::Result<Vec<Operation>, String> {
    let urls: Vec<&str> = servers(raw).collect();
    let Some(url) = urls.first() else {
        return Err("it names no server to call".into());
    };
    let Some((api, server)) = urls.iter().find_map(|url| reach(raw, url)) else {
        return Err(format!("{url} isn't an API that clients are generated for"));
    };
    let mut operations = Vec::new();
    for (template, item) in raw["paths"].as_object().into_iter().flatten() {
        let Some((api, path, base)) = place(api, &format!("{server}{template}")) else {
            continue;
        };
        let server = normal(api, &server).filter(|server| server.len() > base.len());
        for method in METHODS {
            if item.get(method).is_some() {
                operations.push(Operation {
                    api,
                    method,
                    template: template.clone(),
                    path: path.clone(),
                    base_path: server.clone().unwrap_or_else(|| base.clone()),
                });
            }
        }
    }
    match operations.is_empty() {
        true => Err("it has no operation".into()),
        false => Ok(operations),
    }
}

fn servers(raw: &Value) -> impl Iterator<Item = &str> {
    let servers = raw.get("servers").and_then(Value::as_array);
    let urls = servers.into_iter().flatten();
    urls.filter_map(|server| server.get("url")?.as_str())
}

/// API (v2 is v3's until the path says otherwise) and path of a server, if everything below it is of
/// these APIs.
fn reach(raw: &Value, url: &str) -> Option<(Api, String)> {
    let url = url.trim_end_matches('/');
    let hosts = [Api::V3, Api::B2b, Api::Payments];
    let at = |api: Api| Some((api, url.strip_prefix(api.host())?.to_owned()));
    let (api, server) = hosts.into_iter().find_map(at)?;
    if let Some(path) = normal(api, &server) {
        let plain = !path.replace("{store_hash}", "").contains(['{', '}']);
        return plain.then_some((api, server));
    }
    // Some of the base path is in the paths.
    let mut paths = raw.get("paths")?.as_object()?.keys().peekable();
    paths.peek()?;
    let all = paths.all(|path| place(api, &format!("{server}{path}")).is_some());
    all.then_some((api, server))
}

/// The base paths of B2B Edition's APIs; where one begins like another, the longer one comes first.
const B2B_BASES: [(&str, Api); 4] = [
    ("/api/v3/io", Api::B2b),
    ("/api/io", Api::B2b),
    ("/api/v2/io", Api::B2bV2),
    ("/api/v2", Api::B2bStorefront),
];

/// API, path as we write it and base path of a path below the host of `api`; nothing for other APIs.
fn place(api: Api, path: &str) -> Option<(Api, String, String)> {
    if api.is_b2b() {
        let is_below = |base: &str| path.strip_prefix(base).is_some_and(|p| p.starts_with('/'));
        let (base, api) = B2B_BASES.into_iter().find(|(base, _)| is_below(base))?;
        return Some((api, path.to_owned(), base.to_owned()));
    }
    // What the documents call the store's hash is theirs to change; some write it without braces.
    let (hash, below) = path.strip_prefix("/stores/")?.split_once('/')?;
    if hash.is_empty() {
        return None;
    }
    let path = format!("/stores/{{store_hash}}/{below}");
    if api == Api::Payments {
        return Some((api, path, "/stores/{store_hash}".to_owned()));
    }
    let (version, _) = below.split_once('/')?;
    let api = match version {
        "v3" => Api::V3,
        "v2" => Api::V2,
        _ => return None,
    };
    Some((api, path, format!("/stores/{{store_hash}}/{version}")))
}

/// The path of a server that has a base path, as we write it.
fn normal(api: Api, server: &str) -> Option<String> {
    let (_, path, _) = place(api, &format!("{server}/"))?;
    Some(path.trim_end_matches('/').to_owned())
}

/// API and base path of a document, and the part of the base path that its paths repeat.
pub fn base(raw: &Value) -> Option<(Api, String, String)> {
    let operations = operations(raw).ok()?;
    let first = operations.first()?;
    let repeated = |operation: &Operation| {
        let below = operation.path.strip_prefix(&operation.base_path)?;
        operation.template.strip_suffix(below).map(str::to_owned)
    };
    let prefix = repeated(first)?;
    let one = |operation: &Operation| {
        operation.base_path == first.base_path && repeated(operation).as_ref() == Some(&prefix)
    };
    let all = operations.iter().all(one);
    all.then(|| (first.api, first.base_path.clone(), prefix))
}

/// The operations of a vendored document, by identity.
pub fn identities(document: &Document, facts: &Value) -> BTreeSet<String> {
    let items = facts["paths"].as_object().into_iter().flatten();
    let operations = items.flat_map(|(path, item)| {
        let path = format!("{}{path}", document.base_path);
        let there = METHODS
            .into_iter()
            .filter(|method| item.get(method).is_some());
        there.map(move |method| identity(method, &path))
    });
    operations.collect()
}

/// The names of a path's arguments.
pub fn arguments(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next())
}

/// Takes out each document of one home whose operations are all in smaller ones of it: an upstream
/// aggregate of pieces. What is `kept` counts as a piece. Gives the paths that fell away.
pub fn without_repeats(found: &mut Vec<Candidate>, kept: &BTreeSet<String>) -> Vec<String> {
    found.sort_by(|a, b| {
        let size = |candidate: &Candidate| candidate.operations.len();
        (size(b), &b.path).cmp(&(size(a), &a.path))
    });
    let mut homes: HashMap<(Home, String), usize> = HashMap::new();
    for candidate in found.iter() {
        for operation in &candidate.operations {
            let key = (candidate.home, operation.identity());
            *homes.entry(key).or_default() += 1;
        }
    }
    let mut repeats = Vec::new();
    found.retain(|candidate| {
        let keys = candidate.operations.iter().map(Operation::identity);
        let keys: BTreeSet<_> = keys.map(|key| (candidate.home, key)).collect();
        let repeated = keys
            .iter()
            .all(|key| homes[key] > 1 || kept.contains(&key.1));
        if repeated {
            for key in keys {
                homes.entry(key).and_modify(|count| *count -= 1);
            }
            repeats.push(candidate.path.clone());
        }
        !repeated
    });
    repeats
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// API and base path of a document with this server and these paths.
    fn of(url: &str, paths: &[&str]) -> Option<(&'static str, String, String)> {
        let items = paths
            .iter()
            .map(|path| ((*path).to_owned(), json!({"get": {}})));
        let raw = json!({"servers": [{"url": url}], "paths": Value::Object(items.collect())});
        base(&raw).map(|(api, path, repeated)| (api.name(), path, repeated))
    }

    #[test]
    fn server_urls_decide_api_and_base_path() {
        let at = |url: &str| of(url, &["/things"]).map(|(api, path, _)| (api, path));
        let v3 = "/stores/{store_hash}/v3".to_owned();
        for hash in [
            "{store_hash}",
            "{hash}",
            "{$$.env.store_hash}",
            "store_hash",
        ] {
            let url = format!("https://api.bigcommerce.com/stores/{hash}/v3");
            assert_eq!(at(&url), Some(("v3", v3.clone())));
        }
        assert_eq!(
            at("https://api-b2b.bigcommerce.com/api/v3/io/ip"),
            Some(("b2b", "/api/v3/io/ip".into()))
        );
        assert_eq!(
            at("https://api-b2b.bigcommerce.com/api/io"),
            Some(("b2b", "/api/io".into()))
        );
        assert_eq!(
            at("https://api.bigcommerce.com/stores/{hash}/v2/"),
            Some(("v2", "/stores/{store_hash}/v2".into()))
        );
        assert_eq!(
            at("https://api.bigcommerce.com/stores/{hash}/v3/catalog"),
            Some(("v3", "/stores/{store_hash}/v3/catalog".into()))
        );
        for (url, api, base) in [
            (
                "https://api-b2b.bigcommerce.com/api/v2",
                "b2b_storefront",
                "/api/v2",
            ),
            (
                "https://api-b2b.bigcommerce.com/api/v2/ip/storefront",
                "b2b_storefront",
                "/api/v2/ip/storefront",
            ),
            (
                "https://api-b2b.bigcommerce.com/api/v2/io",
                "b2b_v2",
                "/api/v2/io",
            ),
            (
                "https://payments.bigcommerce.com/stores/{hash}",
                "payments",
                "/stores/{store_hash}",
            ),
        ] {
            assert_eq!(at(url), Some((api, base.to_owned())));
        }
        for elsewhere in [
            "https://api.bigcommerce.com/stores/{hash}/v4",
            "https://api-b2b.bigcommerce.com/graphql",
            "https://payments.bigcommerce.com",
            "https://{store_domain}/api/storefront",
        ] {
            assert_eq!(at(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_base_path_may_be_in_the_paths() {
        let host = "https://api.bigcommerce.com";
        assert_eq!(
            of(host, &["/stores/{hash}/v2/things"]),
            Some((
                "v2",
                "/stores/{store_hash}/v2".into(),
                "/stores/{hash}/v2".into()
            ))
        );
        assert_eq!(
            of(&format!("{host}/stores/store_hash"), &["/v3/a", "/v3/b"]),
            Some(("v3", "/stores/{store_hash}/v3".into(), "/v3".into()))
        );
        let b2b = "https://api-b2b.bigcommerce.com";
        assert_eq!(
            of(b2b, &["/api/v3/io/companies"]),
            Some(("b2b", "/api/v3/io".into(), "/api/v3/io".into()))
        );
        // Two APIs have no base path in common.
        assert_eq!(of(&format!("{b2b}/api"), &["/v2/login", "/io/auth"]), None);
    }

    #[test]
    fn why_a_file_is_left_out_is_said() {
        let why = |raw: Value| operations(&raw).err().unwrap();
        assert_eq!(why(json!({})), "it names no server to call");
        let url = "https://api.bigcommerce.com/stores/{hash}/v3";
        assert_eq!(
            why(json!({"servers": [{"url": url}]})),
            "it has no operation"
        );
        let url = "https://{store_domain}/api/storefront";
        assert_eq!(
            why(json!({"servers": [{"url": url}], "paths": {"/a": {"get": {}}}})),
            format!("{url} isn't an API that clients are generated for")
        );
    }
}
