//! What a request path is about: the name of the thing that its resource is.

use heck::ToUpperCamelCase;

use crate::lower::plain_name;

/// Parts of paths that say where a resource is filed, or that many are written at once, not what it is.
const NAMESPACES: [&str; 12] = [
    "actions",
    "blog",
    "bulk",
    "catalog",
    "content",
    "imex",
    "infrastructure",
    "io",
    "ip",
    "marketing",
    "payment_actions",
    "storefront",
];

/// Parts of paths whose words run together, or that nobody says.
const WORDS: [(&str, &str); 5] = [
    ("pricelists", "price_lists"),
    ("rfq", "quotes"),
    ("systemlogs", "system_logs"),
    ("zonecheck", "zone_check"),
    ("codegen", "code_generation"),
];

/// What settings are called wherever their path has the word.
const SETTINGS: &str = "settings";

/// Words that look like plurals and aren't.
const SINGULAR: [&str; 11] = [
    "address", "access", "basis", "bonus", "business", "canvas", "cms", "gps", "progress", "sms",
    "status",
];

/// The thing that a path is about: what it names before each parameter, and what it ends in.
///
/// `/v3/catalog/products/{}/images/{}` is about a `ProductImage`, `/v3/orders/{}/transactions` about an
/// `OrderTransaction`.
pub fn thing(url: &str) -> String {
    let parts = url.split('/').filter(|part| !part.is_empty());
    // The version comes first.
    let mut parts: Vec<&str> = parts.filter(|part| *part != "api").skip(1).collect();
    let is_parameter = |part: &&str| part.starts_with('{');
    while parts.last().is_some_and(is_parameter) {
        parts.pop();
    }
    // Settings of a channel are settings.
    if let [.., SETTINGS, "channels"] = parts[..] {
        parts.pop();
    }
    let last = parts.iter().rposition(is_parameter).map_or(0, |at| at + 1);
    // What is before the last parameter and isn't followed by one is where the rest is filed.
    let named = parts.iter().enumerate().filter(|(at, part)| {
        let owns = parts.get(at + 1).is_some_and(is_parameter);
        let is_filed = *at < last && !owns;
        !is_parameter(part) && !is_filed && !NAMESPACES.contains(part) && **part != SETTINGS
    });
    let words = named.map(|(_, part)| {
        let word = WORDS.iter().find(|(written, _)| written == part);
        singular(&plain_name(word.map_or(part, |(_, word)| word)))
    });
    let settings = parts.contains(&SETTINGS).then(|| SETTINGS.to_owned());
    let words: Vec<_> = words.chain(settings).collect();
    words.join("_").to_upper_camel_case()
}

/// A word, or the last of several, for one thing of many.
pub fn singular(words: &str) -> String {
    let begin = words.rfind(|c: char| !c.is_ascii_lowercase());
    let word = match begin {
        // `priceLists`: the capital belongs to the word.
        Some(at) if words[at..].starts_with(|c: char| c.is_ascii_uppercase()) => &words[at..],
        Some(at) => &words[at + 1..],
        None => words,
    };
    let lower = word.to_lowercase();
    let before = &words[..words.len() - word.len()];
    let cut = |end: &str| format!("{before}{}", word.strip_suffix(end).unwrap_or(word));
    if SINGULAR.contains(&lower.as_str()) || lower.ends_with("ss") || lower.len() < 4 {
        words.to_owned()
    } else if lower.ends_with("ies") {
        cut("ies") + "y"
    } else if ["sses", "xes", "ches", "shes", "statuses"]
        .iter()
        .any(|end| lower.ends_with(end))
    {
        cut("es")
    } else if lower.ends_with("us") || lower.ends_with("is") {
        words.to_owned()
    } else {
        cut("s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_what_it_is_about() {
        for (url, expected) in [
            ("/v3/catalog/products", "Product"),
            (
                "/v3/catalog/products/{product_id}/images/{id}",
                "ProductImage",
            ),
            (
                "/v3/orders/{order_id}/payment_actions/refund_quotes",
                "OrderRefundQuote",
            ),
            ("/v3/pricelists/assignments", "PriceListAssignment"),
            ("/v3/settings/storefront/seo", "SeoSettings"),
            ("/v3/orders/settings/channels/{channel_id}", "OrderSettings"),
            ("/api/v3/io/companies/{companyId}", "Company"),
            ("/api/v3/io/companies/roles/{roleId}", "CompanyRole"),
            ("/api/v3/io/rfq/{quote_id}", "Quote"),
            (
                "/v2/orders/{order_id}/shipping_addresses",
                "OrderShippingAddress",
            ),
            ("/v2/order_statuses", "OrderStatus"),
        ] {
            assert_eq!(thing(url), expected, "{url}");
        }
    }

    #[test]
    fn the_last_word_is_made_singular() {
        for (many, one) in [
            ("categories", "category"),
            ("price_lists", "price_list"),
            ("priceLists", "priceList"),
            ("addresses", "address"),
            ("taxes", "tax"),
            ("status", "status"),
            ("statuses", "status"),
            ("settings", "setting"),
            ("images", "image"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
