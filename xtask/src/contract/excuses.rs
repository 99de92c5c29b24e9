//! `specs/excused.json`: examples that are wrong themselves, each with a reason. What a recorded
//! correction changes isn't listed: [`super::corrected`] sees that by itself.

use std::{cell::Cell, fs, path::Path};

use bigcommerce_codegen::json::unescape;
use serde::Deserialize;
use serde_json::Value;

use super::{Error, Result, upstream::Example};

/// One fault that isn't the crate's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excuse {
    /// The upstream file.
    pub document: String,
    /// Where the example is in it; for parameters and samples the operation, and what they are called.
    pub pointer: String,
    /// What is wrong with it.
    pub reason: String,
    /// Where that can be seen.
    pub evidence: String,
    /// What of an example is wrong, as pointers into it: what remains must come through. None: all of it.
    #[serde(default)]
    pub wrong: Vec<String>,
    /// Whether something needed it.
    #[serde(skip)]
    used: Cell<bool>,
}

/// All of them.
pub struct Excuses(Vec<Excuse>);

impl Excuses {
    /// Reads the list in the folder `specs`; each must say why and where that can be seen.
    pub fn read(specs: &Path) -> Result<Self> {
        let path = specs.join("excused.json");
        let bytes = fs::read(&path).map_err(|source| Error::Io {
            path: path.clone(),
            source,
        })?;
        let excuses: Vec<Excuse> =
            serde_json::from_slice(&bytes).map_err(|source| Error::Json { path, source })?;
        for excuse in &excuses {
            if excuse.reason.is_empty() || excuse.evidence.is_empty() {
                return Err(Error::NoReason(excuse.pointer.clone()));
            }
        }
        Ok(Self(excuses))
    }

    /// Whether what is at `pointer` of `document` is excused.
    pub fn excuse(&self, document: &str, pointer: &str) -> bool {
        let found = self.find(document, pointer);
        found.inspect(|found| found.used.set(true)).is_some()
    }

    /// `example` without what is wrong with it, if an excuse says what.
    pub fn mended(&self, example: &Example) -> Option<Value> {
        let excuse = self.find(example.node.document(), example.node.pointer())?;
        let mut mended = example.value.clone().into_owned();
        for pointer in &excuse.wrong {
            remove(&mut mended, pointer);
        }
        (!excuse.wrong.is_empty()).then_some(mended)
    }

    /// What an excuse says is wrong with `example` and isn't in it.
    pub fn nowhere<'a>(&'a self, example: &'a Example) -> impl Iterator<Item = &'a String> {
        let excuse = self.find(example.node.document(), example.node.pointer());
        let excuse = excuse.into_iter();
        excuse
            .flat_map(|excuse| &excuse.wrong)
            .filter(|wrong| example.value.pointer(wrong).is_none())
    }

    fn find(&self, document: &str, pointer: &str) -> Option<&Excuse> {
        let mut excuses = self.0.iter();
        excuses.find(|own| own.document == document && own.pointer == pointer)
    }

    /// Those that nothing needed.
    pub fn idle(&self) -> impl Iterator<Item = &Excuse> {
        self.0.iter().filter(|excuse| !excuse.used.get())
    }
}

/// Takes what is at `pointer` out of `value`, if there is something.
fn remove(value: &mut Value, pointer: &str) {
    let Some((holder, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = unescape(key);
    match (value.pointer_mut(holder), key.parse::<usize>()) {
        (Some(Value::Object(members)), _) => drop(members.remove(&key)),
        (Some(Value::Array(items)), Ok(index)) if index < items.len() => drop(items.remove(index)),
        _ => (),
    }
}
