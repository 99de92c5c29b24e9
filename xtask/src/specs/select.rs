//! Which upstream documents are in the unified token's reach, and what each is called.
//!
//! Everything here is a rule over what the documents say, so that a new document needs no line of
//! ours: the server's URL decides family and base path, the file's name decides the module.

use std::collections::{BTreeSet, HashMap};

use bigcommerce_codegen::manifest::{Document, Family};
use serde_json::Value;

use super::{Error, Result, checkout::Checkout};

/// Folders of the checkout that hold OpenAPI documents of management APIs.
const FOLDERS: [&str; 2] = ["reference", "docs/b2b-edition/specs/api-v3"];

/// The methods an OpenAPI path item can hold.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "patch", "head", "options", "trace",
];

/// The documents to import, ordered by family and module.
pub fn documents(checkout: &Checkout) -> Result<Vec<Document>> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for path in checkout.yaml_files(folder)? {
            let raw = checkout.document(&path)?;
            let server = raw.pointer("/servers/0/url").and_then(Value::as_str);
            let Some((family, base_path)) = server.and_then(family) else {
                continue;
            };
            let urls = operations(&raw, &base_path);
            if urls.is_empty() {
                continue;
            }
            let module = module(&path, family);
            found.push((
                Document {
                    feature: format!("{}-{}", family.name(), module.replace('_', "-")),
                    module,
                    family,
                    base_path,
                    operations: urls.len(),
                    sha256: checkout.sha256(&path)?,
                    upstream: path,
                },
                urls,
            ));
        }
    }
    let mut documents = without_repeats(found);
    documents.sort_by_key(|d| (d.family, d.module.clone()));
    distinct(&documents)?;
    Ok(documents)
}

/// Family and base path behind a server's URL; `None` for hosts the unified token isn't for
/// (storefronts, a provider's own host, the payments host) and for APIs with tokens of their own.
fn family(url: &str) -> Option<(Family, String)> {
    let url = url.trim_end_matches('/');
    let at = |family: Family| url.strip_prefix(family.host()).map(str::to_owned);
    if let Some(path) = at(Family::V3) {
        return match path.as_str() {
            "/stores/{store_hash}/v3" => Some((Family::V3, path)),
            "/stores/{store_hash}/v2" => Some((Family::V2, path)),
            _ => None,
        };
    }
    at(Family::B2b)
        .filter(|path| path.starts_with("/api/v3/io") || path == "/api/io")
        .map(|path| (Family::B2b, path))
}

/// Every operation of a document as method and path below the host. Parameter names don't count.
fn operations(raw: &Value, base_path: &str) -> BTreeSet<String> {
    let paths = raw.get("paths").and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            let path = anonymous(&format!("{base_path}{path}"));
            METHODS
                .into_iter()
                .filter(|method| item.get(method).is_some())
                .map(move |method| format!("{method} {path}"))
        })
        .collect()
}

/// A path template with its parameters' names taken out.
fn anonymous(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// Drops each document whose operations are all in smaller ones: an upstream aggregate of pieces.
fn without_repeats(mut found: Vec<(Document, BTreeSet<String>)>) -> Vec<Document> {
    found.sort_by_key(|(document, urls)| (urls.len(), document.upstream.clone()));
    let mut homes: HashMap<String, usize> = HashMap::new();
    for (_, urls) in &found {
        for url in urls {
            *homes.entry(url.clone()).or_default() += 1;
        }
    }
    found
        .into_iter()
        .rev()
        .filter_map(|(document, urls)| {
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

/// Two documents can't share a module.
fn distinct(documents: &[Document]) -> Result<()> {
    for pair in documents.windows(2) {
        if let [a, b] = pair
            && a.id() == b.id()
        {
            return Err(Error::Document {
                document: b.upstream.clone(),
                pointer: "#".into(),
                fault: format!("takes the same module name as {}: {}", a.upstream, a.id()),
            });
        }
    }
    Ok(())
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
        assert_eq!(of("https://api-b2b.bigcommerce.com/api/v2"), None);
        assert_eq!(of("https://api-b2b.bigcommerce.com/api/v2/io"), None);
        assert_eq!(
            of("https://payments.bigcommerce.com/stores/{store_hash}"),
            None
        );
        assert_eq!(of("https://{store_domain}/api/storefront"), None);
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
