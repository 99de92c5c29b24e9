//! What real servers write otherwise than their documents say, as recordings of them show.

use bigcommerce::operation::Api;
use serde_json::{Map, Value};

use super::response::each_member;

/// Fields that B2B Edition's documents have as text and its servers write as integers.
const INTEGERS: [&str; 4] = ["companyStatus", "createdAt", "orderNumber", "updatedAt"];

/// Fields that they have as integers and its servers write as text.
const TEXTS: [&str; 2] = ["bcOrderId", "companyId"];

/// Writes a response of `api` so.
pub(crate) fn write(api: Api, response: &mut Value) {
    let member = if api.is_b2b() { b2b } else { php };
    each_member(response, member);
}

/// PHP knows no difference between an empty list and an empty object.
fn php(name: &str, value: &mut Value) {
    // The envelope isn't what PHP made of a column.
    if name != "meta" && value.as_object().is_some_and(Map::is_empty) {
        *value = Value::Array(Vec::new());
    }
}

fn b2b(name: &str, value: &mut Value) {
    if INTEGERS.contains(&name)
        && let Some(number) = value.as_str().and_then(|text| text.parse::<i64>().ok())
    {
        *value = number.into();
    } else if TEXTS.contains(&name)
        && let Some(number) = value.as_i64()
    {
        *value = number.to_string().into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_object_is_a_list_and_the_envelope_is_not() {
        let mut response = json!({"data": {"options": [{"config": {}}]}, "meta": {}});
        write(Api::V3, &mut response);
        let expected = json!({"data": {"options": [{"config": []}]}, "meta": {}});
        assert_eq!(response, expected);
    }

    #[test]
    fn b2b_edition_swaps_texts_and_integers() {
        let mut response = json!({"data": [{"companyId": 7, "companyStatus": "1", "name": "9"}]});
        write(Api::B2b, &mut response);
        let expected = json!({"data": [{"companyId": "7", "companyStatus": 1, "name": "9"}]});
        assert_eq!(response, expected);
    }
}
