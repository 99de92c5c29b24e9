//! Which entries of a list are among what a response lists as done.

use std::collections::HashSet;

use serde_json::Value;

/// The most pairs of entries and items that are compared; beyond, nothing is known.
const MOST_PAIRS: usize = 4_000_000;

/// What a response lists as done, if it lists anything; `null` for a list is an empty one.
pub(super) fn items(body: &Value) -> Option<&[Value]> {
    if let Value::Array(items) = body {
        return Some(items);
    }
    match (body.get("data"), body.get("meta")) {
        (Some(Value::Array(items)), _) => Some(items),
        (Some(Value::Null), _) => Some(&[]),
        // B2B Edition lists the ids of new companies in `meta`, those of new super admins below a name.
        (_, Some(Value::Array(items))) => Some(items),
        (Some(Value::Object(data)), _) => match data.values().next() {
            Some(Value::Array(items)) if data.len() == 1 => Some(items),
            _ => None,
        },
        _ => None,
    }
}

/// Whether each of `entries` is among `items`, which are all that was done.
///
/// An entry with an id is if its id is. The others are if there are as many items as they are, for a
/// server may have changed what is in them; if there are fewer, those that an item repeats.
pub(super) fn came_back(entries: &[Value], items: &[Value]) -> Vec<bool> {
    let Sorted {
        mut known,
        others,
        spare,
    } = sort(entries, items);
    if spare.len() >= others.len() {
        for (at, _) in others {
            known[at] = true;
        }
        return known;
    }
    repeated(&others, &spare, &mut known);
    known
}

/// Whether each of `entries` is certainly among `items`, whatever their number.
pub(super) fn known(entries: &[Value], items: &[Value]) -> Vec<bool> {
    let Sorted {
        mut known,
        others,
        spare,
    } = sort(entries, items);
    repeated(&others, &spare, &mut known);
    known
}

/// Entries and items by their ids.
struct Sorted<'a> {
    /// Whether the id of each entry is among those of the items.
    known: Vec<bool>,
    /// Entries that can't be told by an id, and where they are.
    others: Vec<(usize, &'a Value)>,
    /// Items that are no entry's by id.
    spare: Vec<&'a Value>,
}

fn sort<'a>(entries: &'a [Value], items: &'a [Value]) -> Sorted<'a> {
    let listed: HashSet<String> = items.iter().filter_map(id).collect();
    // Items without ids don't tell by them; no items at all do.
    let by_id = !listed.is_empty() || items.is_empty();
    let entry_id = |entry| id(entry).filter(|_| by_id);
    let ids: Vec<Option<String>> = entries.iter().map(entry_id).collect();
    let sent: HashSet<&String> = ids.iter().flatten().collect();
    let is_spare = |item: &&Value| id(item).is_none_or(|id| !sent.contains(&id));
    Sorted {
        known: ids
            .iter()
            .map(|id| id.as_ref().is_some_and(|id| listed.contains(id)))
            .collect(),
        others: (entries.iter().enumerate())
            .filter(|(at, _)| ids[*at].is_none())
            .collect(),
        spare: items.iter().filter(is_spare).collect(),
    }
}

/// Marks the entries that one item repeats, and that item no other entry.
fn repeated(entries: &[(usize, &Value)], items: &[&Value], known: &mut [bool]) {
    if entries.len().saturating_mul(items.len()) > MOST_PAIRS {
        return;
    }
    for item in items {
        let mut fits = entries.iter().filter(|(_, entry)| repeats(item, entry));
        if let (Some((at, _)), None) = (fits.next(), fits.next()) {
            known[*at] = true;
        }
    }
}

/// Whether `item` says the same as `entry` wherever both have a plain value, and has one at all.
fn repeats(item: &Value, entry: &Value) -> bool {
    let (Value::Object(item), Value::Object(entry)) = (item, entry) else {
        return false;
    };
    let mut common = entry
        .iter()
        .filter_map(|(name, sent)| Some((plain(sent)?, plain(item.get(name)?)?)))
        .peekable();
    common.peek().is_some() && common.all(|(sent, back)| sent == back)
}

/// The id of an entry or item: it, if it is one, or what it calls so.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => plain(object.get("id")?),
        value => plain(value),
    }
}

/// A text, number or bool, so that it compares with how another server or program writes the same.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_lowercase(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => return Some(value.to_string()),
        _ => return None,
    };
    Some(match text.split_once('.') {
        // `7.9500` is 7.95, and `7.0` is 7.
        Some((_, fraction)) if !fraction.is_empty() && text.parse::<f64>().is_ok() => {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => text,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn back(entries: Value, items: Value) -> Vec<bool> {
        came_back(entries.as_array().unwrap(), items.as_array().unwrap())
    }

    #[test]
    fn ids_are_ids_however_they_are_written() {
        let entries = json!([{"id": 1}, {"id": "2"}, {"id": 3}, {"id": "C-D"}, 5]);
        let items = json!([{"id": "1"}, 2, {"id": 3.0}, {"id": "c-d"}, {"id": 9}]);
        assert_eq!(back(entries, items), [true, true, true, true, false]);
    }

    #[test]
    fn entries_with_and_without_an_id_are_told_apart() {
        // The item that is left is the new one.
        let entries = json!([{"id": 1}, {"name": "new"}]);
        assert_eq!(
            back(entries.clone(), json!([{"id": 1}, {"id": 8}])),
            [true, true]
        );
        assert_eq!(back(entries.clone(), json!([{"id": 1}])), [true, false]);
        assert_eq!(
            back(entries, json!([{"id": 8, "name": "new"}])),
            [false, true]
        );
        // Items without ids are counted.
        assert_eq!(back(json!([{"id": 1}]), json!([{"name": "A"}])), [true]);
        assert_eq!(back(json!([{"id": 1}]), json!([])), [false]);
    }

    #[test]
    fn what_an_item_repeats_was_done() {
        let entries = json!([
            {"sku": "A", "price": 7.95, "on": true, "tags": [1]},
            {"sku": "B", "price": 7.95, "on": true, "tags": [2]},
        ]);
        let one = |item: Value| back(entries.clone(), json!([item]));
        assert_eq!(
            one(json!({"id": 1, "sku": "b", "price": "7.9500"})),
            [false, true]
        );
        assert_eq!(one(json!({"sku": "C", "price": 7.95})), [false, false]);
        for vague in [
            json!({"price": 7.95}),
            json!({"note": "?"}),
            json!({"tags": [2]}),
            json!(7),
        ] {
            assert_eq!(one(vague), [false, false]);
        }
    }

    #[test]
    fn lists_are_found_wherever_they_are() {
        let count = |body: Value| items(&body).map(<[Value]>::len);
        assert_eq!(count(json!([1, 2])), Some(2));
        assert_eq!(count(json!({"data": [1]})), Some(1));
        assert_eq!(count(json!({"data": null})), Some(0));
        assert_eq!(
            count(json!({"data": {"id": 1}, "meta": [{"companyId": 1}]})),
            Some(1)
        );
        assert_eq!(count(json!({"data": {"superAdminIds": [1, 2]}})), Some(2));
        for silent in [
            json!(null),
            json!({}),
            json!({"data": {}, "meta": {}}),
            json!({"data": {"id": 1, "items": []}}),
        ] {
            assert_eq!(count(silent), None);
        }
    }
}
