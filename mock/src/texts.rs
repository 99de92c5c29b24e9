//! Believable texts, by their format and by the words of their field's name.

use uuid::Builder;

/// Words that end the name of an amount.
const AMOUNTS: [&str; 22] = [
    "amount",
    "balance",
    "cost",
    "credit",
    "depth",
    "discount",
    "fee",
    "height",
    "money",
    "price",
    "purchase",
    "quantity",
    "rate",
    "spend",
    "subtotal",
    "surcharge",
    "tax",
    "total",
    "value",
    "weight",
    "width",
    "handling",
];

/// Words that end the name of a token or another secret.
const TOKENS: [&str; 6] = ["hash", "jwt", "key", "secret", "signature", "token"];

/// A UUID of version 4.
fn uuid(random: &mut fastrand::Rng) -> String {
    let bytes = random.u128(..).to_be_bytes();
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// A text of `format`, or of what a field of this name holds.
pub(crate) fn text(random: &mut fastrand::Rng, format: &str, name: &str) -> String {
    let number = random.u32(10..29);
    match format {
        "date-time" | "iso-8601" => date_time(number),
        "date" => format!("2026-02-{number}"),
        "time" => format!("10:{number}:00"),
        "uuid" => uuid(random),
        "email" => one_of(
            random,
            &["ana@example.com", "ben@example.com", "mia@example.com"],
        ),
        "uri" | "url" => format!("https://store.example/{number}"),
        "iso-4217" | "iso:4217" => one_of(random, &["USD", "EUR"]),
        "iso-639" => one_of(random, &["en", "de"]),
        "number" | "decimal" | "double" | "float" => format!("{number}.50"),
        "json" => "{}".to_owned(),
        _ => named(random, name, number),
    }
}

/// A text that a field of this name holds.
fn named(random: &mut fastrand::Rng, name: &str, number: u32) -> String {
    let words = words(name);
    let has = |word: &str| words.iter().any(|own| own == word);
    let last = words.last().map(String::as_str).unwrap_or_default();
    match last {
        _ if has("email") => one_of(random, &["ana@example.com", "ben@example.com"]),
        "url" | "uri" | "link" | "href" => format!("https://store.example/{number}"),
        _ if has("currency") => one_of(random, &["USD", "EUR"]),
        "ids" | "id" => number.to_string(),
        "uuid" => uuid(random),
        _ if has("date") || last == "at" => date_time(number),
        // `value` is an amount only where nothing else names it.
        "value" if words.len() == 1 => one_of(random, &["Blue", "Large", "Celadon"]),
        _ if AMOUNTS.contains(&last) || has("total") || has("tax") && has("inc") => {
            format!("{number}.5000")
        }
        _ if has("tax") && has("ex") => format!("{number}.5000"),
        _ if TOKENS.contains(&last) => format!("{:032x}", random.u128(..)),
        "ip" | "address" if has("ip") => format!("203.0.113.{number}"),
        "phone" | "number" if has("phone") => format!("+1555010{number}"),
        "country" if has("iso2") || has("code") => one_of(random, &["US", "DE"]),
        "iso2" => one_of(random, &["US", "DE"]),
        "iso3" => one_of(random, &["USA", "DEU"]),
        "code" if has("country") => one_of(random, &["US", "DE"]),
        "country" | "countries" => one_of(random, &["United States", "Germany"]),
        "state" | "province" => one_of(random, &["Texas", "Bavaria"]),
        "city" => one_of(random, &["Austin", "Munich"]),
        "zip" | "postcode" | "code" if has("zip") || has("postal") || last != "code" => {
            one_of(random, &["78701", "80331"])
        }
        "street" | "line1" | "address1" | "address" => format!("{number} Clay Lane"),
        "company" => one_of(random, &["Kiln Ltd", "Oak and Linen"]),
        "timezone" | "zone" if has("time") || last == "timezone" => {
            one_of(random, &["America/Chicago", "Europe/Berlin"])
        }
        "locale" | "language" => one_of(random, &["en", "de"]),
        "sku" => format!("SKU-{number}"),
        "path" => format!("/mugs-{number}"),
        "color" | "colour" => format!("#{:06x}", random.u32(..0x100_0000)),
        "description" | "body" | "content" | "message" | "comments" | "notes" | "note" | "text"
        | "reason" => one_of(
            random,
            &[
                "Made by hand.",
                "Please handle with care.",
                "Back in March.",
            ],
        ),
        _ if has("first") => one_of(random, &["Ana", "Ben", "Mia"]),
        _ if has("last") => one_of(random, &["Lopes", "Okafor", "Chen"]),
        _ => one_of(
            random,
            &["Mug", "Teapot", "Linen towel", "Oak tray", "Copper kettle"],
        ),
    }
}

fn one_of(random: &mut fastrand::Rng, texts: &[&str]) -> String {
    texts[random.usize(..texts.len())].to_owned()
}

fn date_time(number: u32) -> String {
    format!("2026-02-{number}T10:{number}:00Z")
}

/// The words of a name in snake or camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        let begins = letter.is_uppercase() || !letter.is_alphanumeric();
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("total_inc_tax"), ["total", "inc", "tax"]);
        assert_eq!(words("openBalance"), ["open", "balance"]);
        assert_eq!(words("id:in"), ["id", "in"]);
    }

    #[test]
    fn a_text_is_what_its_name_says() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut of = |name: &str| text(&mut random, "", name);
        for amount in [
            "store_credit",
            "openBalance",
            "total_inc_tax",
            "price",
            "subtotal_ex_tax",
        ] {
            let text = of(amount);
            assert!(text.parse::<f64>().is_ok(), "{amount}: {text}");
        }
        for token in ["token", "customer_access_token", "store_hash"] {
            let text = of(token);
            assert!(text.len() == 32 && !text.contains(' '), "{token}: {text}");
        }
        assert!(of("billing_email").contains('@'));
        assert!(of("date_created").starts_with("2026-"));
        assert!(of("country_iso2").len() == 2);
        assert!(of("ip_address").starts_with("203.0.113."));
    }
}
