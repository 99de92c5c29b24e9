//! The envelope `{data, meta}`: looked for, not assumed. Documents are wrong about it both ways.

use super::{
    path::Step,
    repair::{Repair, member, unescaped},
    scan::{Cursor, Kind},
    shape::{Code, Form, Members, Shape, Table},
};

/// Where the payload is.
const DATA: &str = "data";

/// What else an envelope may hold.
const BESIDE: [&str; 9] = [
    "meta",
    "errors",
    "code",
    "message",
    "status",
    "success",
    "title",
    "links",
    "pagination",
];

/// Bytes at the beginning of a body that mostly tell whether it has an envelope.
const BEGINNING: usize = 1024;

/// Whether `body`, which was read as what `shape` says, has an envelope where that has none, or the other
/// way round: then the value lacks all of the payload.
pub(super) fn differs(shape: Shape, body: &[u8]) -> bool {
    let Some(due) = shape.enveloped else {
        return false;
    };
    let beginning = body.get(..BEGINNING).unwrap_or(body);
    let beginning = beginning
        .utf8_chunks()
        .next()
        .map_or("", |chunk| chunk.valid());
    let told = differs_in(beginning, due).or_else(|| differs_in(str::from_utf8(body).ok()?, due));
    told.unwrap_or(true)
}

/// [`differs`], if `text` is enough of the body to tell.
fn differs_in(text: &str, due: bool) -> Option<bool> {
    let mut cursor = Cursor::new(text);
    if cursor.kind() != Kind::Object {
        return Some(false);
    }
    cursor.enter();
    let mut is_payload = false;
    while let Some(name) = cursor.member() {
        if cursor.at() >= text.len() {
            return None;
        }
        if name == DATA {
            return Some(!due);
        }
        is_payload |= !BESIDE.contains(&name);
        if is_payload && !due {
            return Some(false);
        }
        cursor.value();
    }
    (cursor.at() <= text.len()).then_some(is_payload)
}

/// The payload that the body `text` has in its envelope, as it is written.
pub(super) fn data(text: &str) -> Option<&str> {
    let mut body = Cursor::new(text);
    if body.kind() != Kind::Object {
        return None;
    }
    Some(body.find(DATA)?.value())
}

/// The item of a list that holds one.
pub(super) fn sole(list: &str) -> Option<&str> {
    let mut cursor = Cursor::new(list);
    if cursor.kind() != Kind::List {
        return None;
    }
    cursor.enter();
    let item = cursor.item().then(|| cursor.value())?;
    (!cursor.item()).then_some(item)
}

/// The body `text` with the one item its payload holds as the payload, where that is one object by `shape`.
pub(super) fn with_sole_item(shape: Shape, text: &str) -> Option<String> {
    let payload = data(text)?;
    let item = sole(payload)?;
    let table = shape.shapes.table();
    let due = plain(table, table.members(shape.code)?.get(DATA)?);
    if !matches!(table.form(due), Form::Object(_)) {
        return None;
    }
    let at = payload.as_ptr() as usize - text.as_ptr() as usize;
    let (before, rest) = text.split_at_checked(at)?;
    let after = rest.get(payload.len()..)?;
    Some([before, item, after].concat())
}

/// Writes a body as `code` takes it, whether or not it has the envelope that is due; false if it can't.
pub(super) fn read<'a>(repair: &mut Repair<'a>, code: Code, cursor: &mut Cursor<'a>) -> bool {
    let table = repair.table;
    match (table.form(code), cursor.kind()) {
        (Form::Nullable(code), kind) if kind != Kind::Null => read(repair, code, cursor),
        (Form::Object(_) | Form::Map(_), Kind::Null) => {
            repair.json.push_str("{}");
            true
        }
        (Form::List(_), Kind::Null) => empty_list(repair),
        (Form::Object(root), Kind::Object) => match (root.get(DATA), cursor.find(DATA)) {
            (Some(data), None) if is_payload(table, root, data, *cursor) => {
                wrapped(repair, root, data, cursor)
            }
            (None, Some(data)) if is_beside(root, *cursor) => {
                unwrapped(repair, code, root, [*cursor, data])
            }
            _ => repair.value(code, cursor),
        },
        (Form::Object(root), Kind::List) if !cursor.is_empty() => match root.get(DATA) {
            Some(data) if is_list(table, data) => {
                repair.open('{');
                repair.json.push_str("\"data\":");
                repair.value(data, cursor);
                repair.close('}')
            }
            _ => repair.value(code, cursor),
        },
        (Form::List(item), Kind::Object) => match cursor.find(DATA) {
            Some(mut data) if is_around(table, item, *cursor) => {
                repair.path.push(Step::Member(DATA));
                let is_kept = match data.kind() {
                    Kind::Null => empty_list(repair),
                    _ => repair.value(code, &mut data),
                };
                repair.path.pop();
                is_kept
            }
            _ => repair.value(code, cursor),
        },
        _ => repair.value(code, cursor),
    }
}

/// Whether the object that comes next, which has no `data`, is what that should be.
fn is_payload(table: &'static Table, root: &Members, data: Code, cursor: Cursor) -> bool {
    cursor.names().any(|name| {
        let name = unescaped(name);
        let is_beside = root.contains_key(&*name) || BESIDE.contains(&&*name);
        !is_beside && table.holds(data, &name)
    })
}

/// Whether the object that comes next holds nothing of `payload` but what may be beside `data`.
fn is_beside(payload: &Members, cursor: Cursor) -> bool {
    let mut names = cursor.names();
    names.all(|name| BESIDE.contains(&name) || !payload.contains_key(&*unescaped(name)))
}

/// Whether the object that comes next, which has `data`, is around a list of `item`.
fn is_around(table: &'static Table, item: Code, cursor: Cursor) -> bool {
    let members = table.members(item);
    members.is_none_or(|item| !item.contains_key(DATA) && is_beside(item, cursor))
}

fn empty_list(repair: &mut Repair) -> bool {
    repair.json.push_str("[]");
    true
}

/// `code` of a value that isn't `null`.
fn plain(table: &'static Table, code: Code) -> Code {
    match table.form(code) {
        Form::Nullable(code) => plain(table, code),
        _ => code,
    }
}

fn is_list(table: &'static Table, code: Code) -> bool {
    match table.form(code) {
        Form::List(_) => true,
        Form::Nullable(code) => is_list(table, code),
        Form::Union(branches) => branches.iter().any(|branch| is_list(table, branch)),
        _ => false,
    }
}

/// Writes the payload that comes next into the envelope `root`, which takes of it what it knows.
fn wrapped<'a>(
    repair: &mut Repair<'a>,
    root: &'static Members,
    data: Code,
    cursor: &mut Cursor<'a>,
) -> bool {
    let table = repair.table;
    let data = plain(table, data);
    let (item, is_list) = match table.form(data) {
        Form::List(item) => (plain(table, item), true),
        _ => (data, false),
    };
    let members = table.members(item);
    let code_of = |name: &str| match (table.form(item), members) {
        _ if root.contains_key(name) => None,
        (_, Some(members)) => member(members, name),
        (Form::Map(entry), None) => Some(entry),
        _ => None,
    };
    repair.open('{');
    repair.members(&mut { *cursor }, |name| root.get(name).copied());
    repair.separate();
    repair.json.push_str("\"data\":");
    if is_list {
        repair.open('[');
    }
    repair.open('{');
    repair.members(cursor, code_of);
    repair.close('}');
    if is_list {
        repair.close(']');
    }
    repair.close('}')
}

/// Writes what `data` holds, and beside it what `root` takes of the envelope around it.
fn unwrapped<'a>(
    repair: &mut Repair<'a>,
    code: Code,
    root: &'static Members,
    [mut envelope, mut data]: [Cursor<'a>; 2],
) -> bool {
    let kind = data.kind();
    let is_nothing = kind == Kind::Null || kind == Kind::List && data.is_empty();
    repair.open('{');
    repair.members(&mut envelope, |name| {
        member(root, name).filter(|_| name != DATA)
    });
    repair.path.push(Step::Member(DATA));
    if kind == Kind::Object {
        repair.members(&mut data, |name| member(root, name));
    } else if !is_nothing && !root.contains_key("meta") {
        // What is documented as an envelope without a payload need not take one.
        repair.left_out(code, &mut data);
    }
    repair.path.pop();
    repair.close('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_tells_early_whether_its_envelope_is_as_due() {
        for (due, text, expected) in [
            (true, r#"{"data":[]"#, Some(false)),
            (true, r#" { "code":200, "meta":{"data":1}, "data":"#, None),
            (
                true,
                r#" { "code":200, "meta":{"data":1}, "data":1"#,
                Some(false),
            ),
            (true, r#"{"id":1,"data":[1"#, Some(false)),
            (true, r#"{"id":1,"name":"#, None),
            (true, r#"{"id":1}"#, Some(true)),
            (true, r#"{"meta":{}}"#, Some(false)),
            (true, "{}", Some(false)),
            (true, "[1]", Some(false)),
            (false, r#"{"id":1,"#, Some(false)),
            (false, r#"{"data":{"id":1"#, Some(true)),
            (false, r#"{"meta":{},"data":{"#, Some(true)),
            (false, r#"{"meta":{},"id":1"#, Some(false)),
            (false, r#"{"meta":{}}"#, Some(false)),
            (false, r#"{"meta":{"#, None),
        ] {
            assert_eq!(differs_in(text, due), expected, "{due} {text}");
        }
    }
}
