//! What the responses of a document are, as a table that is looked at when one isn't.

use std::{collections::HashMap, fmt, sync::OnceLock};

use serde::Deserialize;

use super::mismatch::Expected;

/// What a value is, in a few letters, as the build script writes it:
///
/// | code | what |
/// |---|---|
/// | `*` | anything |
/// | `b` `i` `n` `t` `d` | a boolean, an integer, a number, text, a date |
/// | `?x` | `x`, or `null` as a value of its own |
/// | `[x` | a list of `x` |
/// | `{x` | an object of any names with values `x` |
/// | `o7` `u7` | the object or the union of that number in the table |
pub(super) type Code = &'static str;

/// What the responses of one document are.
pub(crate) struct Shapes {
    text: &'static str,
    table: OnceLock<Entries<'static>>,
}

/// What the response of one operation is.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// The table of the operation's document.
    pub shapes: &'static Shapes,
    /// What the payload is; empty where the response says nothing but how the request went.
    pub code: Code,
    /// The members that lead to the payload, from the outermost: none where it is the body.
    pub way: &'static [&'static str],
    /// Whether the document knows of failures in a success: beside what was done, or as their number.
    pub tells_failures: bool,
}

/// Objects and unions by their numbers.
pub(super) type Table = Entries<'static>;

/// What the members of an object are, by name; that of all others has no name.
pub(super) type Members = HashMap<String, Code>;

/// A [`Table`], as long as its text lives.
#[derive(Default, Deserialize)]
pub(super) struct Entries<'a> {
    #[serde(borrow)]
    objects: Vec<HashMap<String, &'a str>>,
    #[serde(borrow)]
    unions: Vec<Vec<&'a str>>,
}

impl Shapes {
    /// A table in the text that the build script writes.
    pub const fn new(text: &'static str) -> Self {
        let table = OnceLock::new();
        Self { text, table }
    }

    pub(super) fn table(&'static self) -> &'static Table {
        // A test reads all of them.
        self.table
            .get_or_init(|| serde_json::from_str(self.text).unwrap_or_default())
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// A [`Code`], read.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Any,
    Boolean,
    Integer,
    Number,
    Text,
    Date,
    Nullable(Code),
    List(Code),
    Map(Code),
    Object(&'static Members),
    Union(&'static [Code]),
}

impl Table {
    /// What `code` stands for.
    pub fn form(&'static self, code: Code) -> Form {
        let (first, rest) = code.split_at_checked(1).unwrap_or(("*", ""));
        let number = || rest.parse::<usize>().ok();
        match first {
            "b" => Form::Boolean,
            "i" => Form::Integer,
            "n" => Form::Number,
            "t" => Form::Text,
            "d" => Form::Date,
            "?" => Form::Nullable(rest),
            "[" => Form::List(rest),
            "{" => Form::Map(rest),
            "o" => number()
                .and_then(|number| self.objects.get(number))
                .map_or(Form::Any, Form::Object),
            "u" => number()
                .and_then(|number| self.unions.get(number))
                .map_or(Form::Any, |branches| Form::Union(branches)),
            _ => Form::Any,
        }
    }

    /// What `code` expects, for people.
    pub fn expected(&'static self, code: Code) -> Expected {
        match self.form(code) {
            Form::Any => Expected::Any,
            Form::Boolean => Expected::Boolean,
            Form::Integer => Expected::Integer,
            Form::Number => Expected::Number,
            Form::Text => Expected::Text,
            Form::Date => Expected::Date,
            Form::Nullable(code) => self.expected(code),
            Form::List(_) => Expected::List,
            Form::Map(_) | Form::Object(_) => Expected::Object,
            Form::Union(branches) => {
                Expected::OneOf(branches.iter().map(|code| self.expected(code)).collect())
            }
        }
    }

    /// The members of the object that `code` is, or has among its branches.
    pub fn members(&'static self, code: Code) -> Option<&'static Members> {
        match self.form(code) {
            Form::Object(members) => Some(members),
            Form::Nullable(code) => self.members(code),
            Form::Union(branches) => branches.iter().find_map(|branch| self.members(branch)),
            _ => None,
        }
    }

    /// Whether `name` can be a member of the payload `code`, or of what that is a list of.
    pub fn holds(&'static self, code: Code, name: &str) -> bool {
        let known = |code| {
            self.members(code)
                .is_some_and(|members| members.contains_key(name))
        };
        match self.form(code) {
            Form::Map(_) => true,
            Form::List(item) => known(item),
            Form::Nullable(code) => self.holds(code, name),
            Form::Union(branches) => branches.iter().any(|branch| self.holds(branch, name)),
            _ => known(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether all that `code` leads to is in the table.
    fn is_whole(table: &Table, code: &str) -> bool {
        let (first, rest) = code.split_at(1);
        match first {
            "?" | "[" | "{" => is_whole(table, rest),
            "o" => rest
                .parse::<usize>()
                .is_ok_and(|number| number < table.objects.len()),
            "u" => rest
                .parse::<usize>()
                .is_ok_and(|number| number < table.unions.len()),
            _ => rest.is_empty() && "*bintd".contains(first),
        }
    }

    #[test]
    fn the_tables_of_all_documents_are_whole() {
        let mut count = 0;
        for operation in crate::operations() {
            let Some(shape) = operation.response else {
                continue;
            };
            count += 1;
            let table: Table = serde_json::from_str(shape.shapes.text).unwrap();
            let members = table.objects.iter().flat_map(|members| members.values());
            let codes = members
                .chain(table.unions.iter().flatten())
                .chain(Some(&shape.code).filter(|code| !code.is_empty()));
            for code in codes {
                assert!(is_whole(&table, code), "{}: {code}", operation.id);
            }
        }
        assert!(count > 0);
    }
}
