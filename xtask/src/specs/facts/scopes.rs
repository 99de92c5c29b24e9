//! The OAuth scopes that a description names in a table or list: the names are facts, the rest is prose.

use serde_json::Value;

/// The scopes in the tables and lists of the `description` of a security scheme or an operation, in alphabetical order.
pub fn of(holder: &Value) -> Option<Value> {
    let description = holder.get("description").and_then(Value::as_str)?;
    let lines = description.lines().map(str::trim);
    let cells = lines
        .filter(|line| line.starts_with(['|', '*', '-']))
        .flat_map(|line| line.split(['|', '*', '-']));
    let mut scopes: Vec<&str> = cells
        .map(|cell| cell.trim().trim_matches('`'))
        .filter(|cell| is_scope(cell))
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    (!scopes.is_empty()).then(|| scopes.into())
}

/// Scopes are words such as `store_v2_products`. The arguments of servers look like them.
fn is_scope(cell: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let is_argument = ["store_hash", "store_id", "store_url"].contains(&cell);
    cell.starts_with("store_") && cell.chars().all(is_word) && !is_argument
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scopes_are_the_words_in_the_cells_of_a_table() {
        let description = "Use a token of `store_hash`.\n\n| UI Name | Permission | Parameter |\n|---|---|---|\n\
            | Things | modify | `store_v2_things` |\n| Things | read-only | store_v2_things_read_only |\n\
            | Hash | text | `store_hash` |";
        let scopes = of(&json!({"description": description}));
        assert_eq!(
            scopes,
            Some(json!(["store_v2_things", "store_v2_things_read_only"]))
        );
        assert_eq!(
            of(&json!({"description": "The scope `store_v2_things`."})),
            None
        );
        let list = "Requires one of:\n* `store_v2_things`\n* things of `store_v2_orders`";
        assert_eq!(
            of(&json!({"description": list})),
            Some(json!(["store_v2_things"]))
        );
        assert_eq!(of(&json!({})), None);
    }
}
