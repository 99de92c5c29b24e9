//! Filters and orders of a list.

use std::cmp::Ordering;

use bigcommerce_codegen::openapi::Location;
use serde_json::Value;

use super::{documents::Operation, item::Item, recorded::Request, schema::alternatives};

/// Arguments that ask for a part of the list, and not for some items.
pub(crate) const OF_PAGES: [&str; 5] = ["page", "limit", "offset", "before", "after"];

/// What a list is filtered by.
pub(crate) struct Filter<'a> {
    /// The arguments of the query.
    pub query: &'a [(String, String)],
    /// Fields that `keyword` or `q` searches.
    pub searched: &'a [&'a str],
    /// Whether an argument that names no field fits nothing. Otherwise it asks for something else.
    pub strict: bool,
}

impl Filter<'_> {
    /// Whether `item` is asked for. A field that it lacks, but `knows` says it could have, is empty or
    /// zero.
    pub fn fits(&self, item: &Item, knows: &dyn Fn(&str) -> bool) -> bool {
        self.query.iter().all(|(argument, wanted)| {
            if OF_PAGES.contains(&argument.as_str()) {
                return true;
            }
            if matches!(argument.as_str(), "keyword" | "q") && !self.searched.is_empty() {
                let mut fields = self.searched.iter();
                return fields.any(|field| like(item.get(*field), wanted));
            }
            let mut readings = readings(argument).into_iter();
            let reading = readings.find(|(field, _)| item.contains_key(field) || knows(field));
            match reading {
                Some((field, operator)) => {
                    let value = item.get(&field).unwrap_or(&Value::Null);
                    compares(value, operator, wanted)
                }
                None => !self.strict,
            }
        })
    }
}

/// The fields and operators that an argument may be of, the likeliest first.
fn readings(argument: &str) -> Vec<(String, &str)> {
    const TIMES: [(&str, &str, &str); 4] = [
        ("minCreated", "createdAt", "min"),
        ("maxCreated", "createdAt", "max"),
        ("minModified", "updatedAt", "min"),
        ("maxModified", "updatedAt", "max"),
    ];
    if let Some((field, operator)) = argument.split_once(':') {
        return vec![(field.to_owned(), operator)];
    }
    let mut readings = vec![(argument.to_owned(), "")];
    // As v2 writes them.
    for operator in ["min", "max"] {
        let field = argument.strip_prefix(operator);
        if let Some(field) = field.and_then(|rest| rest.strip_prefix('_')) {
            readings.push((field.to_owned(), operator));
        }
    }
    // As B2B Edition does.
    let times = TIMES.iter().filter(|(name, ..)| *name == argument);
    readings.extend(times.map(|(_, field, operator)| ((*field).to_owned(), *operator)));
    readings
}

fn compares(value: &Value, operator: &str, wanted: &str) -> bool {
    let mut listed = wanted.split(',');
    match operator {
        "" => is(value, wanted),
        "in" => listed.any(|wanted| is(value, wanted)),
        "not_in" => !listed.any(|wanted| is(value, wanted)),
        "not" => !is(value, wanted),
        "min" => order(value, &wanted.into()).is_ge(),
        "max" => order(value, &wanted.into()).is_le(),
        "greater" => order(value, &wanted.into()).is_gt(),
        "less" => order(value, &wanted.into()).is_lt(),
        "like" => like(Some(value), wanted),
        _ => true,
    }
}

/// Whether a value, or one of a list, is what an argument says.
fn is(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Null => matches!(wanted, "" | "0" | "false"),
        Value::Bool(value) => wanted == value.to_string() || wanted == u8::from(*value).to_string(),
        Value::Number(value) => wanted.parse().ok() == value.as_f64(),
        Value::String(value) => value.eq_ignore_ascii_case(wanted),
        Value::Array(values) => values.iter().any(|value| is(value, wanted)),
        Value::Object(_) => false,
    }
}

fn like(value: Option<&Value>, wanted: &str) -> bool {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.to_lowercase().contains(&wanted.to_lowercase())
}

/// How two values of a field are ordered: as numbers where both are or say one, else as text.
fn order(left: &Value, right: &Value) -> Ordering {
    let number = |value: &Value| match value {
        Value::Null => Some(0.0),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        value => value.as_f64().or_else(|| value.as_str()?.parse().ok()),
    };
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        value => value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_lowercase),
    };
    match (number(left), number(right)) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        _ => text(left).cmp(&text(right)),
    }
}

/// Puts items in the order that `request` asks for. By a field that none of them has they can't be put.
pub(crate) fn sort(items: &mut [&Item], operation: &Operation, request: &Request) {
    let Some((field, descends)) = wanted_order(operation, request) else {
        return;
    };
    if !items.iter().any(|item| item.contains_key(&field)) {
        return;
    }
    let value = |item: &Item| item.get(&field).cloned().unwrap_or_default();
    items.sort_by(|left, right| {
        let order = order(&value(left), &value(right));
        if descends { order.reverse() } else { order }
    });
}

/// The field to sort by, and whether from the largest on. v3 and v2 say `sort`, with `direction` or with
/// the direction behind a colon; B2B Edition `sortBy` and `orderBy`. What isn't sent has its default.
fn wanted_order(operation: &Operation, request: &Request) -> Option<(String, bool)> {
    let sent = |name| request.argument(name).next();
    let names = [("sort", "direction"), ("sortBy", "orderBy")];
    let (by, direction) = names
        .into_iter()
        .find(|(by, direction)| sent(by).is_some() || sent(direction).is_some())?;
    let or_default = |name| {
        let default = || {
            let mut parameters = operation.parameters(Location::Query);
            let parameter = parameters.find(|parameter| parameter.name == name)?;
            let flats = alternatives(&parameter.schema());
            let default = flats.first()?.default_value()?;
            default.as_str().map(str::to_owned)
        };
        sent(name).map(str::to_owned).or_else(default)
    };
    let field = or_default(by)?;
    let (field, behind) = match field.split_once(':') {
        Some((field, behind)) => (field.to_owned(), Some(behind.to_owned())),
        None => (field, None),
    };
    let direction = behind.or_else(|| or_default(direction));
    let descends = direction.is_some_and(|direction| direction.eq_ignore_ascii_case("desc"));
    Some((field, descends))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(item: &Value, argument: &str, wanted: &str, strict: bool) -> bool {
        let query = [(argument.to_owned(), wanted.to_owned())];
        let filter = Filter {
            query: &query,
            searched: &["name"],
            strict,
        };
        let item = item.as_object().cloned().unwrap_or_default();
        filter.fits(&item, &|field| field == "stock")
    }

    #[test]
    fn filters_compare_what_they_name() {
        let item = json!({"id": 7, "name": "Oak Tray", "price": 12.5, "tags": [1, 2],
            "shown": true, "total": "37.5000", "createdAt": 100});
        for (argument, wanted) in [
            ("id", "7"),
            ("id:in", "1,7"),
            ("id:not_in", "1,2"),
            ("id:min", "7"),
            ("id:less", "10"),
            ("min_id", "7"),
            ("max_total", "37.5"),
            ("minCreated", "100"),
            ("name", "oak tray"),
            ("name:like", "TRAY"),
            ("keyword", "oak"),
            ("q", "tray"),
            ("price", "12.50"),
            ("tags", "2"),
            ("tags:in", "5,1"),
            ("shown", "1"),
            ("shown", "true"),
            ("stock", "0"),
            ("stock:max", "3"),
            ("limit", "3"),
            ("colour", "red"),
        ] {
            assert!(fits(&item, argument, wanted, false), "{argument}={wanted}");
        }
        for (argument, wanted) in [
            ("id", "8"),
            ("id:in", "1,2"),
            ("id:not_in", "7"),
            ("id:greater", "7"),
            ("min_id", "8"),
            ("max_total", "9"),
            ("maxCreated", "99"),
            ("name", "oak"),
            ("keyword", "mug"),
            ("tags", "3"),
            ("shown", "false"),
            ("stock:min", "1"),
        ] {
            assert!(!fits(&item, argument, wanted, false), "{argument}={wanted}");
        }
        assert!(fits(&item, "id:in", "1,7", true));
        assert!(!fits(&item, "colour", "red", true));
    }
}
