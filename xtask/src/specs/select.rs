//! Which upstream documents are in the unified token's reach, and what each is called.
//!
//! Everything here is a rule over what the documents say, so that a new document needs no line of
//! ours: the server's URL decides family and base path, the file's name decides the module.

use std::collections::{BTreeSet, HashMap};

use bigcommerce_codegen::manifest::{Document, Family};
use serde_json::Value;

use super::{Result, checkout::Checkout};

/// The methods an OpenAPI path item can hold.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "patch", "head", "options", "trace",
];

/// A document that may be imported, with its operations as method and path below the host.
pub struct Candidate {
    pub document: Document,
    pub urls: BTreeSet<String>,
}

/// What the document at `path` is, if it is in the unified token's reach.
pub fn candidate(checkout: &Checkout, path: &str) -> Result<Option<Candidate>> {
    let raw = checkout.document(path)?;
    let Some((family, base_path, prefix)) = base(&raw) else {
        return Ok(None);
    };
    let urls = operations(&raw, &base_path, &prefix);
    if urls.is_empty() {
        return Ok(None);
    }
    let module = identifier(module(path, family));
    Ok(Some(Candidate {
        document: Document {
            feature: feature(family, &module),
            module,
            family,
            base_path,
            operations: urls.len(),
            sha256: checkout.sha256(path)?,
            upstream: path.to_owned(),
            stale: Vec::new(),
            behind: None,
        },
        urls,
    }))
}

/// How many operations the facts of a document have.
pub fn count(facts: &Value) -> usize {
    operations(facts, "", "").len()
}

/// A document as it is vendored, in place of one that can't be read.
pub fn vendored(document: &Document, facts: &Value) -> Candidate {
    Candidate {
        urls: operations(facts, &document.base_path, ""),
        document: document.clone(),
    }
}

/// The candidates to import, each with a module of its own, ordered by family and module.
pub fn documents(candidates: Vec<Candidate>) -> Vec<Document> {
    let mut documents = without_repeats(candidates);
    distinct(&mut documents);
    documents.sort_by_key(|d| (d.family, d.module.clone()));
    documents
}

fn feature(family: Family, module: &str) -> String {
    format!("{}-{}", family.name(), module.replace('_', "-"))
}

/// Family and base path of a document, and the part of the base path that its paths repeat.
pub fn base(raw: &Value) -> Option<(Family, String, String)> {
    let servers = raw.get("servers").and_then(Value::as_array);
    let urls = servers
        .into_iter()
        .flatten()
        .filter_map(|server| server.get("url")?.as_str());
    urls.into_iter().find_map(|url| {
        if let Some((family, base_path)) = family(url) {
            return Some((family, base_path, String::new()));
        }
        // A bare host: all below it is in the paths.
        let host = url.trim_end_matches('/');
        let mut paths = raw.get("paths").and_then(Value::as_object)?.keys();
        let prefix = prefix(paths.next()?)?;
        let (family, base_path) = family(&format!("{host}{prefix}"))?;
        let below = |path: &String| {
            path.strip_prefix(prefix)
                .is_some_and(|p| p.starts_with('/'))
        };
        (host == family.host() && paths.all(below)).then(|| (family, base_path, prefix.to_owned()))
    })
}

/// `/stores/{store_hash}/v3` of a path that begins so.
fn prefix(path: &str) -> Option<&str> {
    let end = path.match_indices('/').nth(3)?.0;
    path[..end].starts_with("/stores/{").then(|| &path[..end])
}

/// Family and base path behind a server's URL; `None` for hosts the unified token isn't for
/// (storefronts, a provider's own host, the payments host) and for APIs with tokens of their own.
fn family(url: &str) -> Option<(Family, String)> {
    let url = url.trim_end_matches('/');
    let at = |family: Family| url.strip_prefix(family.host()).map(str::to_owned);
    if let Some(path) = at(Family::V3) {
        // What the documents call the store's hash is theirs to change.
        let (hash, below) = path.strip_prefix("/stores/{")?.split_once("}/")?;
        let plain = !hash.contains('/') && !below.contains(['{', '}']);
        let family = match below.split('/').next() {
            Some("v3") if plain => Family::V3,
            Some("v2") if plain => Family::V2,
            _ => return None,
        };
        return Some((family, format!("/stores/{{store_hash}}/{below}")));
    }
    at(Family::B2b)
        .filter(|path| path.starts_with("/api/v3/io") || path == "/api/io")
        .map(|path| (Family::B2b, path))
}

/// Every operation of a document as method and path below the host. Parameter names don't count.
fn operations(raw: &Value, base_path: &str, prefix: &str) -> BTreeSet<String> {
    let paths = raw.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            let path = path.strip_prefix(prefix).unwrap_or(path);
            let path = anonymous(&format!("{base_path}{path}"));
            METHODS
                .into_iter()
                .filter(|method| item.get(method).is_some())
                .map(move |method| format!("{method} {path}"))
        })
        .collect()
}

/// A path template with its parameters' names taken out.
pub fn anonymous(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// The names of a path's arguments.
pub fn arguments(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next())
}

/// Drops each document whose operations are all in smaller ones: an upstream aggregate of pieces.
fn without_repeats(mut found: Vec<Candidate>) -> Vec<Document> {
    found.sort_by_key(|candidate| (candidate.urls.len(), candidate.document.upstream.clone()));
    let mut homes: HashMap<String, usize> = HashMap::new();
    for candidate in &found {
        for url in &candidate.urls {
            *homes.entry(url.clone()).or_default() += 1;
        }
    }
    found
        .into_iter()
        .rev()
        .filter_map(|Candidate { document, urls }| {
            let repeated = urls.iter().all(|url| homes[url] > 1);
            if repeated {
                for url in &urls {
                    homes.entry(url.clone()).and_modify(|n| *n -= 1);
                }
            }
            (!repeated).then_some(document)
        })
        .collect()
}

/// The module's name, from the file's: the API's version and the folder's name fall away, and B2B
/// resources are plural as everywhere else.
fn module(path: &str, family: Family) -> String {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let folder = parts.next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default().replace('-', "_");
    if family == Family::B2b {
        return match parts.next() {
            Some("invoice_management") if stem != "invoice" => format!("invoice_{}", plural(&stem)),
            _ => plural(&stem),
        };
    }
    match (folder, stem.strip_suffix(&format!("_{folder}"))) {
        ("catalog", Some(resource)) => resource.to_owned(),
        (_, Some(resource)) => format!("{}_{resource}", folder.trim_end_matches('s')),
        (_, None) => stem,
    }
}

/// `module` in a form Rust takes: some file names begin with a digit or are keywords.
fn identifier(module: String) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let module: String = module.chars().map(plain).collect();
    match syn::parse_str::<syn::Ident>(&module) {
        Ok(_) => module,
        Err(_) => format!("api_{module}"),
    }
}

/// English plural of a resource's name; what can't be counted stays.
fn plural(noun: &str) -> String {
    match noun {
        "authentication" | "config" | "sales_staff" => noun.to_owned(),
        _ if noun.ends_with("ss") => format!("{noun}es"),
        _ if noun.ends_with('s') => noun.to_owned(),
        _ => match noun.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{noun}s"),
        },
    }
}

/// Two documents can't share a module: of those that would, the one nearest to the top keeps the name
/// and the others get their folder's before it, or a number where that is taken too. One that stays
/// as it is vendored stays under its name.
fn distinct(documents: &mut [Document]) {
    documents.sort_by_key(|d| {
        let depth = d.upstream.matches('/').count();
        (d.behind.is_none(), depth, d.upstream.clone())
    });
    let mut taken = BTreeSet::new();
    for document in documents {
        let folder = document.upstream.rsplit('/').nth(1).unwrap_or_default();
        let wanted = document.module.clone();
        let qualified = format!("{}_{wanted}", folder.replace('-', "_"));
        let numbered = (2..).map(|number| format!("{qualified}_{number}"));
        let mut names = [wanted, qualified.clone()].into_iter().chain(numbered);
        if let Some(free) = names.find(|name| taken.insert((document.family, name.clone()))) {
            document.feature = feature(document.family, &free);
            document.module = free;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_urls_decide_family_and_base_path() {
        let of = |url| family(url).map(|(family, path)| (family.name(), path));
        let v3 = "/stores/{store_hash}/v3".to_owned();
        assert_eq!(
            of("https://api.bigcommerce.com/stores/{store_hash}/v3"),
            Some(("v3", v3))
        );
        assert_eq!(
            of("https://api-b2b.bigcommerce.com/api/v3/io/ip"),
            Some(("b2b", "/api/v3/io/ip".into()))
        );
        assert_eq!(
            of("https://api-b2b.bigcommerce.com/api/io"),
            Some(("b2b", "/api/io".into()))
        );
        assert_eq!(
            of("https://api.bigcommerce.com/stores/{$$.env.store_hash}/v2/"),
            Some(("v2", "/stores/{store_hash}/v2".into()))
        );
        assert_eq!(
            of("https://api.bigcommerce.com/stores/{hash}/v3/catalog"),
            Some(("v3", "/stores/{store_hash}/v3/catalog".into()))
        );
        assert_eq!(of("https://api.bigcommerce.com/stores/{hash}/v4"), None);
        assert_eq!(of("https://api-b2b.bigcommerce.com/api/v2"), None);
        assert_eq!(of("https://api-b2b.bigcommerce.com/api/v2/io"), None);
        assert_eq!(
            of("https://payments.bigcommerce.com/stores/{store_hash}"),
            None
        );
        assert_eq!(of("https://{store_domain}/api/storefront"), None);
    }

    #[test]
    fn every_name_is_one_in_rust() {
        let names = ["2fa", "type", "gift cards", "orders"].map(|name| identifier(name.into()));
        assert_eq!(names, ["api_2fa", "api_type", "gift_cards", "orders"]);
    }

    #[test]
    fn file_names_become_module_names() {
        let v3 = |path| module(path, Family::V3);
        assert_eq!(v3("reference/catalog/products_catalog.v3.yml"), "products");
        assert_eq!(
            v3("reference/catalog/category-trees_catalog.v3.yml"),
            "category_trees"
        );
        assert_eq!(v3("reference/orders.v2.oas2.yml"), "orders");
        assert_eq!(
            v3("reference/payments/access-tokens_payments.v3.yml"),
            "payment_access_tokens"
        );
        let b2b = |path| module(path, Family::B2b);
        assert_eq!(
            b2b("docs/b2b-edition/specs/api-v3/company/company.yaml"),
            "companies"
        );
        assert_eq!(
            b2b("docs/b2b-edition/specs/api-v3/address/address.yaml"),
            "addresses"
        );
        assert_eq!(
            b2b("docs/b2b-edition/specs/api-v3/invoice_management/payment/payment.yaml"),
            "invoice_payments"
        );
        assert_eq!(
            b2b("docs/b2b-edition/specs/api-v3/invoice_management/invoice/invoice.yaml"),
            "invoices"
        );
    }
}
