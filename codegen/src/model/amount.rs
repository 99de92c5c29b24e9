//! Which texts are numbers: v2 writes amounts as text, and so do others here and there. No document says
//! so, but their names do.

use heck::ToSnakeCase;
use serde_json::Value;

/// The last words of names whose values are decimal numbers.
const AMOUNTS: [&str; 20] = [
    "amount",
    "balance",
    "cost",
    "credit",
    "depth",
    "discount",
    "exchange_rate",
    "height",
    "money",
    "price",
    "purchase",
    "quantity",
    "rate",
    "spend",
    "sub_total",
    "surcharge",
    "tax",
    "total",
    "weight",
    "width",
];

/// Whether a text that is the value of `name` is a number.
pub fn is_one(name: &str, schema: &Value) -> bool {
    let is_date = schema.get("x-date").is_some();
    let name = name.to_snake_case();
    let mut ends = AMOUNTS.iter().filter_map(|end| name.strip_suffix(end));
    !is_date && ends.any(|rest| rest.is_empty() || rest.ends_with('_'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_amount_is_known_by_its_name() {
        for (name, expected) in [
            ("total_inc_tax", true),
            ("price", true),
            ("currencyExchangeRate", true),
            ("store_credit", true),
            ("tax_provider_id", false),
            ("default_cost_type", false),
            ("surprise", false),
        ] {
            assert_eq!(is_one(name, &json!({"type": "string"})), expected, "{name}");
        }
    }
}
