//! The groups against what is generated: whatever goes from a module's public names or changes in what
//! an answer holds breaks code, and the difference must say so.

use std::collections::BTreeMap;

use bigcommerce_codegen::generate;

use super::*;
use crate::specs::tests::{
    broken::pointers,
    support::{self, Random},
};

/// How often a document is changed at random.
const ROUNDS: usize = 80;

/// Small documents with a bit of everything.
const DOCUMENTS: [&str; 5] = [
    "v3/pages",
    "v3/storefront_tokens",
    "v3/tax_customers",
    "v2/tax_classes",
    "b2b/payments",
];

/// The public names of a module: types with their fields and variants, operations with their arguments.
fn names(document: &Document, facts: &Value) -> Option<BTreeMap<String, String>> {
    let module = generate::from_corrected(document, facts.clone(), &Default::default()).ok()?;
    let file: syn::File = syn::parse2(module.source).unwrap();
    let mut names = BTreeMap::new();
    collect(&file.items, "", &mut names);
    Some(names)
}

fn collect(items: &[syn::Item], within: &str, names: &mut BTreeMap<String, String>) {
    use quote::ToTokens;
    let text = |tokens: &dyn ToTokens| tokens.to_token_stream().to_string();
    for item in items {
        match item {
            syn::Item::Mod(module) => {
                let items = module.content.as_ref().map(|(_, items)| items.as_slice());
                collect(
                    items.unwrap_or_default(),
                    &format!("{within}{}::", module.ident),
                    names,
                );
            }
            syn::Item::Struct(item) => {
                let name = format!("{within}{}", item.ident);
                for field in &item.fields {
                    if let (Some(ident), syn::Visibility::Public(_)) = (&field.ident, &field.vis) {
                        names.insert(format!("{name}.{ident}"), text(&field.ty));
                    }
                }
                names.insert(name, String::new());
            }
            syn::Item::Enum(item) => {
                let name = format!("{within}{}", item.ident);
                for variant in &item.variants {
                    names.insert(format!("{name}::{}", variant.ident), text(&variant.fields));
                }
                names.insert(name, String::new());
            }
            syn::Item::Macro(item) => {
                if let Ok(item) = item.mac.parse_body::<syn::ItemEnum>() {
                    collect(&[syn::Item::Enum(item)], within, names);
                }
            }
            syn::Item::Impl(block) if block.trait_.is_none() => {
                for item in &block.items {
                    if let (syn::ImplItem::Fn(method), owner) = (item, text(&block.self_ty))
                        && matches!(method.vis, syn::Visibility::Public(_))
                    {
                        names.insert(
                            format!("{within}{owner}.{}()", method.sig.ident),
                            String::new(),
                        );
                    }
                }
            }
            _ => (),
        }
    }
}

/// Changes one thing, and says what.
fn change(document: &mut Value, random: &mut Random) -> String {
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    let at = random.of(&places).clone();
    let other = random.of(&places).clone();
    match random.below(4) {
        0 => {
            take(document, &at);
            format!("without {at}")
        }
        1 => {
            let (parent, key) = at.rsplit_once('/').unwrap();
            if document.pointer(parent).is_some_and(Value::is_object) {
                rename(document, &at, &format!("{parent}/{key}x"));
            }
            format!("{at} renamed")
        }
        2 => {
            let odd = [
                json!("integer"),
                json!("string"),
                json!(true),
                json!({"type": "string"}),
            ];
            let odd = random.of(&odd).clone();
            *document.pointer_mut(&at).unwrap() = odd.clone();
            format!("{odd} at {at}")
        }
        _ => {
            let copy = document.pointer(&other).unwrap().clone();
            *document.pointer_mut(&at).unwrap() = copy;
            format!("{other} at {at}")
        }
    }
}

#[test]
fn what_goes_from_rust_is_breaking() {
    let documents = support::documents();
    let sound = DOCUMENTS.map(|id| {
        let document = documents
            .iter()
            .find(|document| document.id() == id)
            .unwrap();
        let facts = support::corrected(document);
        let names = names(document, &facts).unwrap();
        (document, facts, names)
    });
    let (mut compared, mut gone_somewhere) = (0, 0);
    for round in 0..ROUNDS {
        let mut random = Random(round as u64);
        let (document, facts, before) = random.of(&sound);
        let mut changed = facts.clone();
        let said = change(&mut changed, &mut random);
        let Some(after) = names(document, &changed) else {
            continue;
        };
        compared += 1;
        // Callers ask a type for its builder, and needn't name it.
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        let gone: Vec<_> = gone.filter(|name| !name.contains("builder::")).collect();
        let mut plain = (*document).clone();
        plain.stale.clear();
        let old = state(vec![(plain.clone(), facts.clone())]);
        let new = state(vec![(plain, changed)]);
        let diff = diff(&old, &new);
        if !gone.is_empty() {
            gone_somewhere += 1;
            assert_eq!(
                diff.severity(),
                Some(Breaking),
                "{} {round}: {said}: {gone:?} {:#?}",
                document.id(),
                diff.findings
            );
        }
        // A field of another type is no break only where callers alone write it.
        let retyped = before
            .iter()
            .any(|(name, ty)| after.get(name).is_some_and(|now| now != ty));
        if retyped && diff.severity() < Some(Breaking) {
            let written = diff.findings.iter().any(|finding| {
                let kinds = [
                    Kind::TypeChanged,
                    Kind::BecameOptional,
                    Kind::BecameNullable,
                ];
                finding.direction == Some(Request) && kinds.contains(&finding.kind)
            });
            assert!(
                written,
                "{} {round}: {said}: {:#?}",
                document.id(),
                diff.findings
            );
        }
    }
    assert!(
        compared > ROUNDS / 3 && gone_somewhere > ROUNDS / 20,
        "{compared} {gone_somewhere}"
    );
}
