//! Values as text.

use bigcommerce::DateTime;

/// Longer text is cut.
const WIDEST: usize = 48;

/// A value, or a dash where there is none.
pub fn text(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

pub fn name(first: Option<&str>, last: Option<&str>) -> String {
    let name = [first, last].map(Option::unwrap_or_default).join(" ");
    text(Some(name.trim()).filter(|name| !name.is_empty()))
}

/// `2019-03-05`; what is not a date stays as it is.
pub fn day(date: &DateTime) -> String {
    match date.date() {
        Some((year, month, day)) => format!("{year}-{month:02}-{day:02}"),
        None => date.to_string(),
    }
}

/// `USD 69.84` of `69.8400`: two decimals, or as many as count. The amount is never rounded.
pub fn money(amount: &str, currency: Option<&str>) -> String {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    let decimals = decimals.trim_end_matches('0');
    let amount = format!("{whole}.{decimals:0<2}");
    match currency.filter(|code| !code.is_empty()) {
        Some(code) => format!("{code} {amount}"),
        None => amount,
    }
}

/// Text from outside on one line, without control characters, cut where it is too long.
pub fn plain(text: &str) -> String {
    let mut characters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut plain: String = characters.by_ref().take(WIDEST).collect();
    if characters.next().is_some() {
        plain.pop();
        plain.push('…');
    }
    plain
}
