//! Pages of a list.

use std::ops::Range;

use serde_json::{Value, json};

use super::{documents::Operation, recorded::Request};

/// One page of a list.
pub(crate) struct Page {
    /// The items of it.
    pub range: Range<usize>,
    total: usize,
    size: usize,
}

/// The page that `request` asks for of a list of `total` items.
pub(crate) fn of(operation: &Operation, request: &Request, total: usize) -> Page {
    let number = |name| {
        let mut given = request.argument(name);
        given.next().and_then(|value| value.parse::<usize>().ok())
    };
    let default = if operation.api.is_b2b() { 10 } else { 50 };
    let size = number("limit").unwrap_or(default).clamp(1, 250);
    let after = request.argument("after").next().and_then(index);
    let before = request.argument("before").next().and_then(index);
    let page = number("page").unwrap_or(1).max(1);
    let start = match (operation.api, after, before) {
        (api, ..) if api.is_b2b() => number("offset").unwrap_or(0),
        (_, Some(after), _) => after + 1,
        (_, _, Some(before)) => before.saturating_sub(size),
        _ => (page - 1).saturating_mul(size),
    };
    let start = start.min(total);
    Page {
        range: start..start.saturating_add(size).min(total),
        total,
        size,
    }
}

impl Page {
    /// Puts into `response` where the page is in its list.
    pub fn tell(&self, operation: &Operation, response: &mut Value) {
        let Self { range, total, size } = self;
        if operation.api.is_b2b() {
            let reported = json!({"totalCount": total, "offset": range.start, "limit": size});
            // One list is in an object that has its paging, too.
            let place = if response["data"]["list"].is_array() {
                "data"
            } else {
                "meta"
            };
            response[place]["pagination"] = reported;
            return;
        }
        if !response["meta"].is_object() {
            return;
        }
        response["meta"]["pagination"] = json!({
            "total": total,
            "count": range.len(),
            "per_page": size,
            "current_page": range.start / size + 1,
            "total_pages": total.div_ceil(*size),
        });
        if operation.takes("after") {
            let (start, end) = (cursor(range.start), cursor(range.end.saturating_sub(1)));
            let mut links = json!({"current": format!("?limit={size}")});
            if range.end < *total {
                links["next"] = format!("?limit={size}&after={end}").into();
            }
            response["meta"]["cursor_pagination"] = json!({
                "count": range.len(),
                "per_page": size,
                "start_cursor": start,
                "end_cursor": end,
                "links": links,
            });
        }
    }
}

/// The cursor of the item at `index`.
fn cursor(index: usize) -> String {
    format!("item{index}")
}

fn index(cursor: &str) -> Option<usize> {
    cursor.strip_prefix("item")?.parse().ok()
}
