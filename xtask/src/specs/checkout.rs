//! Reading raw documents from checkouts: of bigcommerce/docs, and of wherever else upstream keeps them.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Error, Result, io};

/// One or more checkouts laid over each other, with the documents parsed so far. Paths are relative to
/// them, with `/`; where several have the same path, it is the last one's.
pub struct Checkout {
    roots: Vec<PathBuf>,
    parsed: RefCell<HashMap<String, Rc<Value>>>,
}

impl Checkout {
    /// # Errors
    /// When the folder does not exist.
    pub fn open(root: &Path) -> Result<Self> {
        Self::overlay(&[root.to_owned()])
    }

    /// # Errors
    /// When one of the folders isn't there.
    pub fn overlay(roots: &[PathBuf]) -> Result<Self> {
        for root in roots {
            fs::read_dir(root).map_err(|source| io(root, source))?;
        }
        Ok(Self {
            roots: roots.to_vec(),
            parsed: RefCell::default(),
        })
    }

    /// Every file that says it is an OpenAPI document, wherever it lies, and those of `known` that
    /// are there, whatever they say; in order.
    pub fn documents(&self, known: &[&str]) -> Result<Vec<String>> {
        let mut files = BTreeSet::new();
        for root in &self.roots {
            for path in named_like_documents(root)? {
                if known.contains(&path.as_str()) || says_openapi(&bytes(&root.join(&path))?) {
                    files.insert(path);
                }
            }
        }
        Ok(files.into_iter().collect())
    }

    /// Whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.home(path).is_some()
    }

    /// The place of the checkout that the file at `path` is of, among all of them.
    pub fn home(&self, path: &str) -> Option<usize> {
        let there = |root: &PathBuf| root.join(path).is_file();
        self.roots.iter().rposition(there)
    }

    /// Whether an earlier checkout has another file at `path`, which isn't read then.
    pub fn hides(&self, path: &str) -> bool {
        let Some(home) = self.home(path) else {
            return false;
        };
        let read = |index: usize| fs::read(self.roots[index].join(path)).ok();
        let own = read(home);
        (0..home).any(|index| read(index).is_some_and(|other| Some(other) != own))
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
        // Not all of JSON is YAML: tabs, and some escapes.
        let json = || match path.ends_with(".json") {
            true => serde_json::from_str(&text).ok(),
            false => None,
        };
        let value: Value = match serde_saphyr::from_str_with_options(&text, options) {
            Ok(value) => value,
            Err(fault) => json().ok_or_else(|| Error::Yaml {
                document: path.to_owned(),
                fault: fault.to_string(),
            })?,
        };
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

    /// The commit that is checked out, of the first checkout that says it in `.git`.
    pub fn commit(&self) -> Option<String> {
        self.roots.iter().find_map(|root| commit(root))
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        let home = self.home(path).unwrap_or_default();
        bytes(&self.roots[home].join(path))
    }
}

/// The commit that is checked out in `root`. In a worktree `.git` is a file that says where its own
/// folder is, and that says where the one is that all worktrees share.
fn commit(root: &Path) -> Option<String> {
    let text = |path: PathBuf| fs::read_to_string(path).ok();
    let mut git = root.join(".git");
    if let Some(file) = text(git.clone()) {
        git = root.join(file.strip_prefix("gitdir:")?.trim());
    }
    let shared = match text(git.join("commondir")) {
        Some(path) => git.join(path.trim()),
        None => git.clone(),
    };
    let head = text(git.join("HEAD"))?;
    let Some(name) = head.trim().strip_prefix("ref: ") else {
        return Some(head.trim().to_owned());
    };
    let loose = text(git.join(name)).or_else(|| text(shared.join(name)));
    loose.map(|commit| commit.trim().to_owned()).or_else(|| {
        let packed = text(shared.join("packed-refs"))?;
        packed.lines().find_map(|line| {
            line.split_once(' ')
                .filter(|(_, reference)| *reference == name)
                .map(|(commit, _)| commit.to_owned())
        })
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| io(path, source))
}

/// The files below `root` that are YAML or JSON by their names.
fn named_like_documents(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
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
            } else if is_yaml(name) && root.join(&relative).is_file() {
                files.push(relative);
            }
        }
    }
    Ok(files)
}

/// Whether a file has the key of OpenAPI's version: at the start of a line or, as JSON has it, in
/// quotes.
fn says_openapi(bytes: &[u8]) -> bool {
    let quoted = b"\"openapi\"";
    let starts = |line: &[u8]| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let key = line.iter().filter(|byte| !b"{' ".contains(byte));
        key.take(8).eq(b"openapi:")
    };
    bytes.split(|byte| *byte == b'\n').any(starts)
        || bytes.windows(quoted.len()).any(|there| there == quoted)
}

fn is_yaml(name: &str) -> bool {
    [".yml", ".yaml", ".json"]
        .iter()
        .any(|end| name.ends_with(end))
}
