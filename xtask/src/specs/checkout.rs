//! Reading raw documents from a checkout of bigcommerce/docs.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Error, Result, io};

/// A checkout, with the documents parsed so far. Paths are relative to it, with `/`.
pub struct Checkout {
    root: PathBuf,
    parsed: RefCell<HashMap<String, Rc<Value>>>,
}

impl Checkout {
    /// # Errors
    /// When there is no such folder.
    pub fn open(root: &Path) -> Result<Self> {
        fs::read_dir(root).map_err(|source| io(root, source))?;
        Ok(Self {
            root: root.to_owned(),
            parsed: RefCell::default(),
        })
    }

    /// Every file that says it is an OpenAPI document, wherever it lies, and those of `known` that
    /// are there, whatever they say; in order.
    pub fn documents(&self, known: &[&str]) -> Result<Vec<String>> {
        let mut files = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let path = self.root.join(&folder);
            let fault = |source| io(&path, source);
            for entry in fs::read_dir(&path).map_err(fault)? {
                let entry = entry.map_err(fault)?;
                let name = entry.file_name();
                let Some(name) = name.to_str() else {
                    continue;
                };
                let relative = match folder.as_str() {
                    "" => name.to_owned(),
                    folder => format!("{folder}/{name}"),
                };
                // Links to folders aren't followed: they may go in circles.
                if entry.file_type().map_err(fault)?.is_dir() {
                    if !name.starts_with('.') && name != "node_modules" {
                        folders.push(relative);
                    }
                } else if is_yaml(name)
                    && self.has(&relative)
                    && (known.contains(&relative.as_str()) || self.says_openapi(&relative)?)
                {
                    files.push(relative);
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// Whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// Whether the file at `path` has the key of OpenAPI's version: at the start of a line or, as JSON
    /// has it, in quotes.
    fn says_openapi(&self, path: &str) -> Result<bool> {
        let bytes = self.bytes(path)?;
        let quoted = b"\"openapi\"";
        let starts = |line: &[u8]| {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            let key = line.iter().filter(|byte| !b"{' ".contains(byte));
            key.take(8).eq(b"openapi:")
        };
        Ok(bytes.split(|byte| *byte == b'\n').any(starts)
            || bytes.windows(quoted.len()).any(|there| there == quoted))
    }

    /// The parsed document at `path`.
    pub fn document(&self, path: &str) -> Result<Rc<Value>> {
        if let Some(known) = self.parsed.borrow().get(path) {
            return Ok(Rc::clone(known));
        }
        let text = String::from_utf8(self.bytes(path)?).map_err(|_| Error::Yaml {
            document: path.to_owned(),
            fault: "not UTF-8".into(),
        })?;
        // As YAML 1.2 has it: `No` and `1_000` are words.
        let options = serde_saphyr::options! {
            strict_booleans: true,
            underscored_numbers_as_strings: true,
        };
        let value: Value =
            serde_saphyr::from_str_with_options(&text, options).map_err(|fault| Error::Yaml {
                document: path.to_owned(),
                fault: fault.to_string(),
            })?;
        let value = Rc::new(value);
        self.parsed
            .borrow_mut()
            .insert(path.to_owned(), Rc::clone(&value));
        Ok(value)
    }

    /// SHA-256 of the file at `path`, in hex.
    pub fn sha256(&self, path: &str) -> Result<String> {
        let digest = Sha256::digest(self.bytes(path)?);
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The commit that is checked out, read from `.git`.
    pub fn commit(&self) -> Option<String> {
        let git = self.root.join(".git");
        let head = fs::read_to_string(git.join("HEAD")).ok()?;
        match head.trim().strip_prefix("ref: ") {
            None => Some(head.trim().to_owned()),
            Some(name) => fs::read_to_string(git.join(name))
                .ok()
                .map(|commit| commit.trim().to_owned())
                .or_else(|| {
                    let packed = fs::read_to_string(git.join("packed-refs")).ok()?;
                    packed.lines().find_map(|line| {
                        line.split_once(' ')
                            .filter(|(_, reference)| *reference == name)
                            .map(|(commit, _)| commit.to_owned())
                    })
                }),
        }
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        let path = self.root.join(path);
        fs::read(&path).map_err(|source| io(&path, source))
    }
}

fn is_yaml(name: &str) -> bool {
    [".yml", ".yaml", ".json"]
        .iter()
        .any(|end| name.ends_with(end))
}
