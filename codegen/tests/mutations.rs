//! Real documents, broken at random: the outcome is a module with every operation, and nothing in it
//! called like something beside it, or an error that names the place. Never a panic.
//!
//! The random numbers come from a fixed seed, so that a failure comes again: its message names the
//! document, the round and what was done to it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests panics like a test"
)]

#[path = "support/mod.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod support;

use std::{
    cell::Cell,
    collections::{BTreeMap, HashSet},
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use bigcommerce_codegen::{
    Error, generate,
    json::{escape, unescape},
};
use serde_json::{Value, json};
use support::Random;

/// The random numbers of round `n` start from this and `n`.
const SEED: u64 = 785;

/// How many broken documents each test tries.
const ROUNDS: usize = 800;

/// `document` once for each of its paths, with the components that path leads to: generating all of
/// them each time would take minutes.
fn pieces(document: &Value) -> Vec<Value> {
    let paths = document["paths"].as_object().unwrap();
    let piece = |(path, item): (&String, &Value)| {
        let mut piece = json!({"paths": {path: item}, "components": {}});
        for kept in ["openapi", "security"] {
            piece[kept] = document[kept].clone();
        }
        let mut open = vec![item];
        while let Some(node) = open.pop() {
            match node {
                Value::Object(object) => {
                    let target = object.get("$ref").and_then(Value::as_str);
                    let target = target.and_then(|target| target.strip_prefix("#/components/"));
                    if let Some((kind, name)) = target.and_then(|target| target.split_once('/'))
                        && piece["components"][kind].get(name).is_none()
                    {
                        let component = &document["components"][kind][name];
                        piece["components"][kind][name] = component.clone();
                        open.push(component);
                    }
                    open.extend(object.values());
                }
                Value::Array(items) => open.extend(items),
                _ => (),
            }
        }
        piece
    };
    paths.iter().map(piece).collect()
}

/// JSON pointers of everything in `node`.
fn places(node: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match node {
        Value::Object(object) => object.iter().map(|(k, v)| (escape(k), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), item))
            .collect(),
        _ => return,
    };
    for (token, child) in children {
        let at = format!("{at}/{token}");
        places(child, &at, found);
        found.push(at);
    }
}

/// Breaks `document` in one place and says how.
fn mutate(document: &mut Value, random: &mut Random) -> String {
    let mut all = Vec::new();
    places(document, "", &mut all);
    let at = random.of(&all).clone();
    let other = random.of(&all).clone();
    let there = document.pointer(&at).unwrap().clone();
    let mut put = |value: Value| {
        let said = format!("put {value} at {at}");
        *document.pointer_mut(&at).unwrap() = value;
        said
    };
    match random.below(12) {
        0 => {
            let scalars = json!([null, true, -7, 0.5, "", "self", "\u{dc}n\u{ef} \u{e7}", "1"]);
            put(random.of(scalars.as_array().unwrap()).clone())
        }
        1 => put(random.of(&[json!([]), json!([there])]).clone()),
        2 => put(random.of(&[json!({}), json!({ "type": there })]).clone()),
        3 => put(json!({"$ref": "#/components/schemas/Nothing"})),
        4 => {
            remove(document, &at);
            format!("deleted {at}")
        }
        5 => {
            if !at.starts_with(&other) && !other.starts_with(&at) {
                let taken = document.pointer_mut(&other).unwrap().take();
                *document.pointer_mut(&other).unwrap() = there;
                *document.pointer_mut(&at).unwrap() = taken;
            }
            format!("swapped {at} and {other}")
        }
        6 => {
            let copy = document.pointer(&other).unwrap().clone();
            *document.pointer_mut(&at).unwrap() = copy;
            format!("copied {other} to {at}")
        }
        7 => {
            let (parent, key) = at.rsplit_once('/').unwrap();
            let name = new_name(&unescape(key), other.rsplit('/').next().unwrap(), random);
            if random.below(2) == 0 {
                remove(document, &at);
            }
            if let Some(Value::Object(object)) = document.pointer_mut(parent) {
                object.insert(name.clone(), there);
            }
            format!("named {at} {name:?}")
        }
        8 => double_an_operation(document, random),
        // What is broken above is mostly noticed at once; this is mostly sound, only odd.
        _ => odd_schema(document, &all, random),
    }
}

fn remove(document: &mut Value, at: &str) {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => drop(object.remove(&unescape(key))),
        Value::Array(items) => drop(items.remove(key.parse::<usize>().unwrap())),
        _ => (),
    }
}

/// A name that is odd, or like `name`, or that of something else.
fn new_name(name: &str, other: &str, random: &mut Random) -> String {
    const ODD: [&str; 27] = [
        "a\rb",
        "\u{202e}a",
        "½",
        "a`b",
        "日本",
        "e\u{301}",
        "a{b",
        "?",
        "%0D",
        "with_options",
        "items",
        "",
        "1",
        "a b",
        "$ref",
        "type",
        "properties",
        "required",
        "self",
        "Self",
        "Option",
        "String",
        "send",
        "body",
        "build",
        "extra",
        "client",
    ];
    match random.below(8) {
        0 => name.to_uppercase(),
        1 => name.replace('_', "-"),
        2 => [format!("{name}_"), format!("{name}_null")][random.below(2)].clone(),
        3 => format!("{name} 1"),
        4 => unescape(other),
        _ => (*random.of(&ODD)).to_owned(),
    }
}

/// Puts the first operation at another place too, with its own name or another.
fn double_an_operation(document: &mut Value, random: &mut Random) -> String {
    if let Some((path, method)) = support::operations(document).first() {
        let mut operation = document["paths"][path][method.to_lowercase()].clone();
        if operation.is_object() && random.below(2) == 0 {
            operation["operationId"] = (*random.of(&["another", "self", "get_", "type"])).into();
        }
        let path = [path.as_str(), "/another"][random.below(2)];
        let method = ["get", "trace", "patch"][random.below(3)];
        match &mut document["paths"][path] {
            Value::Object(item) => drop(item.insert(method.to_owned(), operation)),
            item => *item = json!({ method: operation }),
        }
    }
    "doubled an operation".to_owned()
}

/// Puts something that OpenAPI 3.0 allows in place of a schema.
fn odd_schema(document: &mut Value, all: &[String], random: &mut Random) -> String {
    let is_schema = |at: &&String| {
        let mut tokens = at.rsplit('/');
        matches!(
            tokens.next(),
            Some("items" | "schema" | "additionalProperties")
        ) || matches!(
            tokens.next(),
            Some("properties" | "schemas" | "allOf" | "oneOf" | "anyOf")
        )
    };
    let schemas: Vec<_> = all.iter().filter(is_schema).collect();
    if schemas.is_empty() {
        return "nothing".to_owned();
    }
    let (at, other) = (*random.of(&schemas), *random.of(&schemas));
    let own = document.pointer(at).unwrap().clone();
    let another = document.pointer(other).unwrap().clone();
    let component = other
        .strip_prefix("/components/schemas/")
        .and_then(|rest| rest.split('/').next())
        .map_or(
            json!({}),
            |name| json!({"$ref": format!("#/components/schemas/{name}")}),
        );
    let values = [
        "a", "A", "a-b", "a_b", "", "1", "unknown", "self", "+", "a\rb", "\u{202e}",
    ];
    let some: Vec<_> = (0..=random.below(4)).map(|_| *random.of(&values)).collect();
    let named: Value = some
        .iter()
        .map(|name| ((*name).to_owned(), own.clone()))
        .collect();
    let kinds = ["string", "integer", "number", "boolean", "array", "object"];
    let odd = [
        json!({"allOf": [own, another]}),
        json!({"oneOf": [own, another]}),
        json!({"anyOf": [own, component]}),
        json!({"oneOf": [own, {"type": "string"}, {"type": "number"}], "nullable": true}),
        json!({"allOf": [component], "nullable": true}),
        json!({"type": "array", "items": own}),
        json!({"type": "object", "additionalProperties": own}),
        json!({"type": "object", "properties": {"p": own}, "required": ["p", "q"]}),
        json!({"type": "object", "properties": {"p": own}, "additionalProperties": another}),
        json!({"type": "object", "properties": named}),
        json!({"type": "string", "enum": some}),
        json!({"enum": some, "nullable": true}),
        json!({ "type": random.of(&kinds) }),
        json!({}),
        component,
        another,
    ];
    let odd = random.of(&odd).clone();
    let said = format!("put {odd} at {at}");
    *document.pointer_mut(at).unwrap() = odd;
    said
}

thread_local! {
    /// Whether a panic of this thread is the generator's, which we count instead of printing.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

fn quietly<T>(act: impl FnOnce() -> T) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(act));
    QUIET.set(false);
    done
}

/// Breaks the documents of `modules` in turn.
fn assert_survive(modules: [&str; 7]) {
    let known = support::documents();
    let documents = modules.map(|id| {
        let document = known.iter().find(|document| document.id() == id).unwrap();
        (document, pieces(&support::corrected(document)))
    });
    let mut generated = 0;
    let mut said = Vec::new();
    for round in 0..ROUNDS {
        let (document, pieces) = &documents[round % documents.len()];
        let mut random = Random(SEED + round as u64);
        let mut broken = random.of(pieces).clone();
        let done: Vec<_> = (0..=random.below(3))
            .map(|_| mutate(&mut broken, &mut random))
            .collect();
        let about = format!("{} round {round}: {}", document.id(), done.join(", "));
        let outcome =
            quietly(|| generate::from_corrected(document, broken.clone(), &Default::default()));
        match outcome.unwrap_or_else(|_| panic!("panicked: {about}")) {
            Ok(module) => {
                generated += 1;
                let operations = module.operations().iter();
                let mut written: Vec<_> = operations
                    .map(|operation| (operation.path.clone(), operation.method.clone()))
                    .collect();
                written.sort();
                assert_eq!(written, support::operations(&broken), "{about}");
                let file = syn::parse2::<syn::File>(module.source()).unwrap();
                assert_distinct(&file.items, &about);
                let text = generate::format("things", module.source()).unwrap();
                assert_eq!(text.chars().find(|c| is_refused(*c)), None, "{about}");
            }
            Err(Error::Document { pointer, .. }) => {
                assert!(pointer.starts_with('#'), "{pointer}: {about}");
            }
            Err(Error::Generator { fault, .. }) => said.push(format!("{fault}: {about}")),
            Err(other) => panic!("{other}: {about}"),
        }
    }
    assert!(
        generated > ROUNDS / 5,
        "too broken to say much: {generated}"
    );
    assert!(
        said.len() <= ROUNDS / 400,
        "the lowering should find these first: {said:#?}"
    );
}

/// Whether `rustc` refuses a comment or a literal that holds this.
fn is_refused(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// No two types, fields, variants or methods of one name, which `rustc` would refuse.
fn assert_distinct(items: &[syn::Item], about: &str) {
    let mut types = HashSet::new();
    let mut methods: BTreeMap<String, Vec<&syn::Ident>> = BTreeMap::new();
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
                distinct(fields, &item.ident.to_string(), about);
                let name = item.ident.to_string();
                assert!(types.insert(name), "two types {}: {about}", item.ident);
            }
            syn::Item::Enum(item) => {
                distinct(
                    item.variants.iter().map(|variant| &variant.ident),
                    &item.ident.to_string(),
                    about,
                );
                let name = item.ident.to_string();
                assert!(types.insert(name), "two types {}: {about}", item.ident);
            }
            // An enum that keeps unknown values.
            syn::Item::Macro(item)
                if item.mac.path.segments.last().unwrap().ident == "open_enum" =>
            {
                let item = syn::Item::Enum(item.mac.parse_body().unwrap());
                assert_distinct(std::slice::from_ref(&item), about);
            }
            syn::Item::Mod(module) => {
                let items = module.content.as_ref().map(|(_, items)| items.as_slice());
                assert_distinct(items.unwrap_or_default(), about);
            }
            syn::Item::Impl(block) if block.trait_.is_none() => {
                let syn::Type::Path(ty) = &*block.self_ty else {
                    continue;
                };
                let name = ty.path.segments.last().unwrap().ident.to_string();
                methods
                    .entry(name)
                    .or_default()
                    .extend(block.items.iter().filter_map(|item| match item {
                        syn::ImplItem::Fn(method) => Some(&method.sig.ident),
                        _ => None,
                    }));
            }
            _ => (),
        }
    }
    for (name, methods) in methods {
        distinct(methods, &name, about);
    }
}

fn distinct<'i>(names: impl IntoIterator<Item = &'i syn::Ident>, of: &str, about: &str) {
    let mut taken = HashSet::new();
    for name in names {
        assert!(taken.insert(name), "{of} has two {name}: {about}");
    }
}

#[test]
fn v3_documents() {
    assert_survive([
        "v3/pages",
        "v3/channels",
        "v3/promotions",
        "v3/themes",
        "v3/products",
        "v3/widgets",
        "v3/settings",
    ]);
}

#[test]
fn v2_and_b2b_documents() {
    assert_survive([
        "v2/orders",
        "v2/shipping",
        "v2/store_content",
        "b2b/authentication",
        "b2b/companies",
        "b2b/invoices",
        "b2b/quotes",
    ]);
}
