//! What a new document is called: a rule over its file's name, for nothing that is recorded.

use std::collections::BTreeSet;

use bigcommerce_codegen::manifest::Api;

/// A module for the file at `path` that isn't among those `taken` (`api/module`), which the others
/// keep: where its name is, the folder's goes before it, then a number behind it.
pub fn free(path: &str, api: Api, taken: &mut BTreeSet<String>) -> String {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let folder = plain(parts.next().unwrap_or_default());
    let stem = plain(file.split('.').next().unwrap_or_default());
    // A file may be called after its folder as well.
    let wanted = match stem.strip_suffix(&format!("_{folder}")) {
        Some(own) if !folder.is_empty() => own,
        _ => &stem,
    };
    let wanted = identifier(wanted);
    let qualified = match folder.as_str() {
        "" => wanted.clone(),
        folder => identifier(&format!("{folder}_{wanted}")),
    };
    let numbered = (2..).map(|number| format!("{qualified}_{number}"));
    let mut names = [wanted, qualified.clone()].into_iter().chain(numbered);
    let is_free = |name: &String| taken.insert(format!("{}/{name}", api.name()));
    names.find(is_free).unwrap_or_default()
}

/// The feature of a document: its own, or that of an API which is small.
pub fn feature(api: Api, module: &str) -> String {
    match api.is_unified() {
        true => format!("{}-{}", api.feature(), module.replace('_', "-")),
        false => api.feature(),
    }
}

fn plain(name: &str) -> String {
    let plain = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter.to_ascii_lowercase(),
        false => '_',
    };
    name.chars().map(plain).collect()
}

/// `name` in a form Rust takes: some file names begin with a digit or are keywords.
fn identifier(name: &str) -> String {
    match syn::parse_str::<syn::Ident>(name) {
        Ok(_) => name.to_owned(),
        Err(_) => format!("api_{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_become_module_names() {
        for (path, module) in [
            ("reference/catalog/products_catalog.v3.yml", "products"),
            ("reference/orders.v2.oas2.yml", "orders"),
            ("admin-v3-gift-cards.json", "admin_v3_gift_cards"),
            ("specs/2fa.yml", "api_2fa"),
            ("specs/type.yml", "api_type"),
            ("specs/gift cards.yml", "gift_cards"),
        ] {
            let mut taken = BTreeSet::new();
            assert_eq!(free(path, Api::V3, &mut taken), module);
            assert!(taken.contains(&format!("v3/{module}")));
        }
    }

    #[test]
    fn what_is_taken_stays_whose_it_is() {
        let mut taken = BTreeSet::from(["v3/orders".to_owned()]);
        let mut next = |path: &str| free(path, Api::V3, &mut taken);
        assert_eq!(next("new/orders.yml"), "new_orders");
        assert_eq!(next("old/new/orders.yml"), "new_orders_2");
        assert_eq!(next("orders.yml"), "orders_2");
        assert_eq!(free("new/orders.yml", Api::V2, &mut taken), "orders");
    }
}
