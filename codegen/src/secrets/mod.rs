//! Which values are secrets: what is called like one ([`NAMES`]), what upstream's `format: password` says,
//! and what was reviewed place by place in `secrets.json`: places that are secret though their name
//! doesn't say so, and places that aren't though it does.
//!
//! [`mark`] leaves `format: password` on exactly those values, which become `Secret` in Rust. [`review`]
//! finds what nobody has looked at yet, so that no new field slips in unseen.

mod hide;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    Error, Result, lower,
    manifest::{Document, Stale},
    openapi::{Bundle, Node},
};

/// The file of what was reviewed.
pub const FILE: &str = "secrets.json";

/// What was reviewed in a document, by the place of a property or parameter: a JSON pointer, in which the
/// parameters of a list are called by their names.
pub type DocumentSecrets = BTreeMap<String, Reviewed>;

/// What somebody found out about a place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    /// Whether its value is a secret. Of a list each value is one then, and of a map.
    pub secret: bool,
    /// Why, in our own words.
    pub reason: String,
}

/// Names of properties and parameters whose values are secrets wherever nothing else was reviewed. In
/// lower case, without underscores.
const NAMES: [&str; 21] = [
    "password",
    "newpassword",
    "internalpassword",
    "passwordconfirmation",
    "prelaunchpassword",
    "token",
    "accesstoken",
    "authtoken",
    "apitoken",
    "apikey",
    "apisecret",
    "checkouttoken",
    "clientsecret",
    "jwttoken",
    "paymentinstrumenttoken",
    "providerinstrumenttoken",
    "secret",
    "privatekey",
    "sfapitoken",
    "storefronttoken",
    "bearertoken",
];

/// Parts of names that may mean a secret, wherever in a name they are.
const STEMS: [&str; 9] = [
    "token",
    "secret",
    "passw",
    "passphrase",
    "credential",
    "signature",
    "apikey",
    "bearer",
    "jwt",
];

/// Whole words of names that may mean one.
const WORDS: [&str; 15] = [
    "auth",
    "authentication",
    "authorization",
    "connection",
    "header",
    "headers",
    "hmac",
    "key",
    "keys",
    "login",
    "nonce",
    "oauth",
    "otp",
    "pin",
    "private",
];

/// What a review of a document finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Places whose name may mean a secret and that nobody has looked at.
    pub unreviewed: Vec<String>,
    /// Reviewed places that don't fit the document, and why.
    pub misfits: Vec<(String, &'static str)>,
}

/// Compares the document `id`, corrected, with what was reviewed of it.
///
/// # Errors
/// When it breaks OpenAPI.
pub fn review(id: &str, corrected: &Value, reviewed: &DocumentSecrets) -> Result<Review> {
    lower::check(id, corrected)?;
    visit(id, &mut corrected.clone(), reviewed)
}

/// `corrected` with `format: password` on the values that are secrets, and on no others.
///
/// # Errors
/// When it breaks OpenAPI, a reviewed place doesn't fit it and the manifest doesn't list that as stale, or
/// the manifest lists one that does fit.
pub fn mark(
    document: &Document,
    mut corrected: Value,
    reviewed: &DocumentSecrets,
) -> Result<Value> {
    let id = document.id();
    lower::check(&id, &corrected)?;
    let review = visit(&id, &mut corrected, reviewed)?;
    let fault =
        |pointer: &str, fault: &str| Err(Error::document(&id, pointer, format!("{FILE}: {fault}")));
    let is_listed = |pointer: &str| document.stale.contains(&stale(pointer));
    for (pointer, why) in &review.misfits {
        if !is_listed(pointer) {
            return fault(pointer, why);
        }
    }
    let listed = document
        .stale
        .iter()
        .filter(|stale| stale.correction == FILE);
    for Stale { pointer, .. } in listed {
        if review.misfits.iter().all(|(misfit, _)| misfit != pointer) {
            return fault(
                pointer,
                "the manifest lists it as stale, which it isn't; import again",
            );
        }
    }
    Ok(corrected)
}

/// How the manifest lists a reviewed place that doesn't fit.
pub fn stale(pointer: &str) -> Stale {
    Stale {
        correction: FILE.to_owned(),
        pointer: pointer.to_owned(),
    }
}

/// Marks the secrets of `document` and says what it finds on the way.
fn visit(id: &str, document: &mut Value, reviewed: &DocumentSecrets) -> Result<Review> {
    let mut review = Review::default();
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    let bundle = Bundle::of(id, document);
    for place in places::all(&bundle.document(id)?) {
        let known = reviewed.get(&place.pointer);
        if known.is_some() {
            seen.insert(place.pointer.clone());
        }
        let secret = known.map(|known| known.secret);
        let (settled, change) = settle(place.name, &place.schema, secret);
        if let Some(change) = change {
            changes.push((place.schema.pointer().to_owned(), change));
        }
        match settled {
            Settled::Done => (),
            Settled::Unreviewed => review.unreviewed.push(place.pointer),
            Settled::Misfit(why) => review.misfits.push((place.pointer, why)),
        }
    }
    // Outer ones come before those within them, as `places` has them.
    for (pointer, change) in changes {
        if let Some(schema) = document.pointer_mut(&pointer) {
            *schema = change;
        }
    }
    let gone = reviewed.keys().filter(|pointer| !seen.contains(*pointer));
    review
        .misfits
        .extend(gone.map(|pointer| (pointer.clone(), "the place does not exist")));
    Ok(review)
}

/// What comes of a place.
enum Settled {
    Done,
    Unreviewed,
    Misfit(&'static str),
}

/// What `schema`, the value of `name`, becomes to hide or to show what it describes.
fn settle(name: &str, schema: &Node<'_>, reviewed: Option<bool>) -> (Settled, Option<Value>) {
    let by_name = is_named_like_a_secret(name)
        .then(|| hide::text(schema))
        .flatten();
    let is_known = by_name.is_some() || hide::is_hidden(schema);
    let done = |change| (Settled::Done, change);
    let misfit = |why, change| (Settled::Misfit(why), change);
    match reviewed {
        None if is_known => done(by_name),
        None if may_be_named_like_a_secret(name) && hide::can_be(schema) => {
            (Settled::Unreviewed, None)
        }
        None => done(None),
        Some(true) if is_known => misfit("its name or format says so already", by_name),
        Some(true) => match hide::values(schema) {
            None => misfit("there is no text to hide", None),
            hidden => done(hidden),
        },
        Some(false) if is_known => {
            let schema = by_name.unwrap_or_else(|| schema.value.clone());
            done(Some(hide::shown(schema)))
        }
        Some(false) if may_be_named_like_a_secret(name) => done(None),
        Some(false) => misfit("nobody would take it for a secret", None),
    }
}

/// Whether the values of `name` are secrets by their name.
fn is_named_like_a_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '-'], "");
    NAMES.contains(&name.as_str())
}

/// Whether somebody should look whether the values of `name` are secrets.
fn may_be_named_like_a_secret(name: &str) -> bool {
    let words = heck::ToSnakeCase::to_snake_case(name);
    let letters = words.replace('_', "");
    STEMS.iter().any(|stem| letters.contains(stem))
        || words.split('_').any(|word| WORDS.contains(&word))
}
