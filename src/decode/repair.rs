//! A response that isn't what its document says, made into one that is, with every token that needs no
//! change as it came.

use std::borrow::Cow;

use super::{
    envelope,
    mismatch::{Expected, Found, Mismatch},
    path::{self, Step},
    scalar::{self, Scalar},
    scan::{self, Cursor, DEEPEST, Kind},
    shape::{Code, Form, Members, Shape, Table},
};

/// The mismatches that are reported; more are the same over and over.
pub(super) const MOST_MISMATCHES: usize = 1000;

/// A response as its type takes it.
pub(super) struct Repaired {
    /// The JSON; `None` if nothing of the body can be taken.
    pub json: Option<String>,
    /// What isn't in it, in the order of the body.
    pub mismatches: Vec<Mismatch>,
    /// Where the first of them is, in bytes of the text.
    pub first: usize,
    /// How many items of the list that the body is about were left out.
    pub items_left_out: usize,
}

/// Repairs the payload of the body `text`, which is JSON, to what `shape` says. Where `is_listed`, one object
/// may come as a list of it.
pub(super) fn repair(text: &str, shape: Shape, is_listed: bool) -> Repaired {
    let table = shape.shapes.table();
    let mut repair = Repair {
        table,
        json: String::with_capacity(text.len()),
        path: Vec::new(),
        depth: 0,
        mismatches: Vec::new(),
        first: None,
        items_left_out: 0,
    };
    let is_list = matches!(table.form(shape.code), Form::List(_));
    let is_kept = match envelope::payload(shape, text) {
        Some((mut payload, path)) => {
            repair.path = path;
            if is_listed && matches!(table.form(shape.code), Form::Object(_)) {
                payload = envelope::sole(payload).unwrap_or(payload);
            }
            let is_null = payload.kind() == Kind::Null;
            match is_null && is_list {
                // So some write a list of nothing.
                true => repair.nothing("[]"),
                false => repair.value(shape.code, &mut payload),
            }
        }
        None => false,
    };
    Repaired {
        json: is_kept.then_some(repair.json),
        mismatches: repair.mismatches,
        first: repair.first.unwrap_or_default(),
        items_left_out: repair.items_left_out,
    }
}

/// A repair under way.
pub(super) struct Repair<'a> {
    pub table: &'static Table,
    /// What is written so far.
    pub json: String,
    /// Where the cursor is.
    pub path: Vec<Step<'a>>,
    /// How many lists and objects are open in `json`.
    pub depth: usize,
    mismatches: Vec<Mismatch>,
    first: Option<usize>,
    items_left_out: usize,
}

impl<'a> Repair<'a> {
    /// Writes the next value as `code` takes it; false if nothing was written, since it can't be taken or
    /// is as good as absent. The cursor passes it anyhow.
    pub fn value(&mut self, code: Code, cursor: &mut Cursor<'a>) -> bool {
        let form = self.table.form(code);
        let kind = cursor.kind();
        match (form, kind) {
            (Form::Any, _) => self.anything(code, cursor),
            (Form::Nullable(_), Kind::Null) => self.anything("*", cursor),
            (_, Kind::Null) => {
                cursor.value();
                false
            }
            (Form::Nullable(code), _) => self.value(code, cursor),
            (Form::Union(branches), _) => match self.branch(branches, *cursor) {
                Some(branch) => self.value(branch, cursor),
                None => self.left_out(code, cursor),
            },
            (Form::List(item), Kind::List) => self.list(code, item, cursor),
            (Form::List(item), Kind::Object) => match listed(self.table, item, *cursor) {
                Some(Listed::Members) => self.list(code, item, cursor),
                Some(Listed::One) => self.list_of_one(code, item, cursor),
                None => self.left_out(code, cursor),
            },
            (Form::Object(members), Kind::Object) => self.object(code, members, cursor),
            (Form::Map(entry), Kind::Object) => self.map(code, entry, cursor),
            (Form::Object(_) | Form::Map(_), Kind::List) if cursor.is_empty() => {
                cursor.value();
                self.nothing("{}")
            }
            (Form::List(_), _) | (_, Kind::List) => self.left_out(code, cursor),
            // So some write a scalar that isn't there.
            (_, Kind::Object) if cursor.is_empty() => {
                cursor.value();
                false
            }
            (_, Kind::Object) => self.left_out(code, cursor),
            _ => {
                let ahead = *cursor;
                match scalar::read(form, cursor.value()) {
                    Scalar::Is(json) => {
                        self.json.push_str(&json);
                        true
                    }
                    Scalar::Absent => false,
                    Scalar::Other => self.left_out(code, &mut { ahead }),
                }
            }
        }
    }

    /// Writes a value that holds nothing.
    fn nothing(&mut self, json: &str) -> bool {
        self.json.push_str(json);
        true
    }

    /// The branch that takes the next value: the one of its JSON type, or else the first that takes it in
    /// another form.
    fn branch(&self, branches: &'static [Code], mut cursor: Cursor<'a>) -> Option<Code> {
        let kind = cursor.kind();
        let own = |code: &Code| match self.table.form(code) {
            Form::Boolean => kind == Kind::Boolean,
            Form::Number => kind == Kind::Number,
            Form::Text | Form::Date => kind == Kind::Text,
            Form::List(_) => kind == Kind::List,
            // The keys of a list that PHP has written as an object are for the branch that is a list.
            Form::Map(_) | Form::Object(_) => kind == Kind::Object && !is_numbered(cursor),
            _ => false,
        };
        let other = |code: &Code| match (self.table.form(code), kind) {
            (Form::List(item), Kind::Object) => listed(self.table, item, cursor).is_some(),
            (Form::List(_), _) => false,
            (Form::Map(_) | Form::Object(_), Kind::Object) => true,
            (Form::Map(_) | Form::Object(_), Kind::List) => cursor.is_empty(),
            (_, Kind::List | Kind::Object) => false,
            (form, _) => !matches!(scalar::read(form, { cursor }.value()), Scalar::Other),
        };
        let mut codes = branches.iter().copied();
        codes.clone().find(own).or_else(|| codes.find(other))
    }

    /// Writes a list, or an object whose members are the items of one.
    fn list(&mut self, code: Code, item: Code, cursor: &mut Cursor<'a>) -> bool {
        if self.depth == DEEPEST {
            return self.too_deep(code, cursor);
        }
        let is_list = cursor.kind() == Kind::List;
        let is_page = is_page(&self.path);
        self.open('[');
        cursor.enter();
        for index in 0.. {
            let step = if is_list {
                cursor.item().then_some(Step::Item(index))
            } else {
                cursor.member().map(Step::Member)
            };
            let Some(step) = step else { break };
            let before = self.separate();
            self.path.push(step);
            let is_kept = self.value(item, cursor);
            self.path.pop();
            if !is_kept {
                self.json.truncate(before);
                self.items_left_out += usize::from(is_page);
            }
        }
        self.close(']')
    }

    fn list_of_one(&mut self, code: Code, item: Code, cursor: &mut Cursor<'a>) -> bool {
        if self.depth == DEEPEST {
            return self.too_deep(code, cursor);
        }
        self.open('[');
        self.value(item, cursor);
        self.close(']')
    }

    fn object(&mut self, code: Code, members: &'static Members, cursor: &mut Cursor<'a>) -> bool {
        if self.depth == DEEPEST {
            return self.too_deep(code, cursor);
        }
        self.open('{');
        self.members(cursor, |name| member(members, name));
        self.close('}')
    }

    fn map(&mut self, code: Code, entry: Code, cursor: &mut Cursor<'a>) -> bool {
        if self.depth == DEEPEST {
            return self.too_deep(code, cursor);
        }
        self.open('{');
        self.members(cursor, |_| Some(entry));
        self.close('}')
    }

    /// Writes those members of the next object into the one that is open of which `code_of` knows what
    /// they are.
    pub fn members(&mut self, cursor: &mut Cursor<'a>, code_of: impl Fn(&str) -> Option<Code>) {
        cursor.enter();
        while let Some(name) = cursor.member() {
            let Some(code) = code_of(&unescaped(name)) else {
                cursor.value();
                continue;
            };
            let before = self.separate();
            self.json.push('"');
            self.json.push_str(name);
            self.json.push_str("\":");
            self.path.push(Step::Member(name));
            let is_kept = self.value(code, cursor);
            self.path.pop();
            if !is_kept {
                self.json.truncate(before);
            }
        }
    }

    /// Writes the next value as it is.
    fn anything(&mut self, code: Code, cursor: &mut Cursor<'a>) -> bool {
        let mut after = *cursor;
        let json = after.value();
        if self.depth + scan::depth(json) > DEEPEST {
            return self.too_deep(code, cursor);
        }
        *cursor = after;
        self.json.push_str(json);
        true
    }

    /// Begins a list or an object.
    pub fn open(&mut self, bracket: char) {
        self.json.push(bracket);
        self.depth += 1;
    }

    /// Writes a comma where one is needed before the next item or member; returns where that begins.
    pub fn separate(&mut self) -> usize {
        let before = self.json.len();
        if !self.json.ends_with(['[', '{']) {
            self.json.push(',');
        }
        before
    }

    /// Ends a list or an object.
    pub fn close(&mut self, bracket: char) -> bool {
        self.json.push(bracket);
        self.depth -= 1;
        true
    }

    /// Passes over a value that `code` doesn't take.
    pub fn left_out(&mut self, code: Code, cursor: &mut Cursor<'a>) -> bool {
        let found = cursor.kind().into();
        self.tell(found, self.table.expected(code), cursor)
    }

    fn too_deep(&mut self, code: Code, cursor: &mut Cursor<'a>) -> bool {
        self.tell(Found::Nesting, self.table.expected(code), cursor)
    }

    fn tell(&mut self, found: Found, expected: Expected, cursor: &mut Cursor<'a>) -> bool {
        self.first.get_or_insert(cursor.at());
        if self.mismatches.len() < MOST_MISMATCHES {
            let path = path::render(&self.path);
            self.mismatches.push(Mismatch {
                path,
                found,
                expected,
            });
        }
        cursor.value();
        false
    }
}

/// What the member `name` of an object is.
pub(super) fn member(members: &'static Members, name: &str) -> Option<Code> {
    members.get(name).or_else(|| members.get("")).copied()
}

/// How an object is a list.
enum Listed {
    /// Its members are the items: so PHP writes a list that lacks an index, or begins at another.
    Members,
    /// It is the only item.
    One,
}

/// How the object that comes next is a list of `item`.
fn listed(table: &'static Table, item: Code, cursor: Cursor) -> Option<Listed> {
    if cursor.is_empty() || is_numbered(cursor) {
        return Some(Listed::Members);
    }
    let is_item = match table.members(item) {
        Some(members) => cursor
            .names()
            .any(|name| members.contains_key(&*unescaped(name))),
        None => matches!(table.form(item), Form::Map(_)),
    };
    is_item.then_some(Listed::One)
}

/// Whether the names of the object that comes next are numbers that go up.
fn is_numbered(cursor: Cursor) -> bool {
    let mut last = None;
    !cursor.is_empty()
        && cursor.names().all(|name| {
            let number = name.parse::<u64>().ok().filter(|_| !name.starts_with('+'));
            let before = std::mem::replace(&mut last, number);
            number.is_some() && before < number
        })
}

/// Whether the list at `path` is what a page is about.
fn is_page(path: &[Step]) -> bool {
    matches!(
        path,
        [] | [Step::Member("data")] | [Step::Member("data"), Step::Member("list" | "items")]
    )
}

/// The name that is written so between quotes.
pub(super) fn unescaped(name: &str) -> Cow<'_, str> {
    if name.contains('\\') {
        return serde_json::from_str(&format!("\"{name}\""))
            .map_or(Cow::Borrowed(name), Cow::Owned);
    }
    Cow::Borrowed(name)
}
