//! Formats of text, where one that doesn't fit is sure to be refused.
//!
//! What upstream's own examples don't keep to isn't checked: `date-time`, `date` and `time`, for which
//! they also have seconds since 1970 and other spellings, nor `uuid` in B2B Edition, where it is an id of
//! the caller's own. Neither is what only hints at how a text looks, such as `html` or `ISO-4217`.

use bigcommerce::operation::Api;
use uuid::fmt::Hyphenated;

/// Why `text` isn't of `format` in a request to `api`. An empty text clears a field.
pub(crate) fn fault(api: Api, format: &str, text: &str) -> Option<String> {
    let fits = match format {
        _ if text.is_empty() => true,
        "uuid" => api.is_b2b() || text.parse::<Hyphenated>().is_ok(),
        "email" => is_address(text),
        "uri" => has_scheme(text),
        _ => true,
    };
    (!fits).then(|| format!("is not a valid {format}"))
}

/// Somebody at some host; what else is in an address differs from host to host.
fn is_address(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    text.rsplit_once('@')
        .is_some_and(|(who, host)| is_part(who) && is_part(host))
}

fn has_scheme(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        let mut bytes = scheme.bytes();
        bytes
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic())
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    text.split_once(':')
        .is_some_and(|(scheme, _)| is_scheme(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sure_is_refused() {
        for (format, text) in [
            ("uuid", "497f6eca-6276-4993-bfeb-53cbbbba6f08"),
            ("uuid", ""),
            ("email", "ann.o'neil+1@example.com"),
            ("uri", "https://example.com/a?x=é"),
            ("uri", "mailto:ana@example.com"),
            ("date-time", "1750437336"),
            ("colour", "red"),
        ] {
            assert_eq!(fault(Api::V3, format, text), None, "{format} {text}");
        }
        for (format, text) in [
            ("uuid", "497f6eca"),
            ("uuid", "497f6eca-6276-4993-bfeb-53cbbbba6f0g"),
            ("uuid", "497f6eca627649-93-bfeb-53cb-bbba6f08"),
            ("email", "office"),
            ("email", "@example.com"),
            ("email", "of fice@example.com"),
            ("uri", "/mugs"),
            ("uri", "1a://mugs"),
        ] {
            assert!(fault(Api::V3, format, text).is_some(), "{format} {text}");
        }
        assert_eq!(fault(Api::B2b, "uuid", "ERP-7"), None);
    }
}
