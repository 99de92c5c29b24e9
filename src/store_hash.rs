//! The store's hash, from whatever people paste.

use std::fmt;

use crate::ConfigurationError;

/// The hash that names a store in BigCommerce's API.
///
/// ```
/// use bigcommerce::StoreHash;
///
/// for pasted in [
///     "abc123",
///     "stores/abc123",
///     "https://api.bigcommerce.com/stores/abc123/v3/",
///     "https://store-abc123.mybigcommerce.com/manage/dashboard",
/// ] {
///     assert_eq!(StoreHash::new(pasted)?.as_str(), "abc123");
/// }
/// # Ok::<(), bigcommerce::ConfigurationError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoreHash(String);

impl StoreHash {
    /// Takes the hash out of `pasted`: the hash alone, `stores/{hash}`, an API path or URL, or a URL
    /// of the control panel.
    ///
    /// # Errors
    /// [`ConfigurationError::StoreHash`] says what was found instead.
    pub fn new(pasted: &str) -> Result<Self, ConfigurationError> {
        let fault = |fault: &str| ConfigurationError::StoreHash(fault.to_owned());
        let text = pasted.trim();
        if text.is_empty() {
            return Err(fault("it is empty"));
        }
        let without_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
        let hash = if let Some((_, rest)) = without_scheme.rsplit_once("stores/") {
            rest.split(['/', '?', '#']).next().unwrap_or_default()
        } else if let Some(host) = control_panel(without_scheme) {
            host
        } else if without_scheme.len() != text.len() || without_scheme.contains('/') {
            return Err(fault("no `stores/{hash}` in this URL or path"));
        } else if without_scheme.contains('.') {
            return Err(fault(
                "this is a domain; the hash is in the control panel's URL and the API path",
            ));
        } else {
            without_scheme
        };
        let plain = hash.chars().all(|c| c.is_ascii_alphanumeric());
        if hash.is_empty() || !plain {
            return Err(fault("a hash is letters and digits only"));
        }
        if hash.len() > 32 {
            return Err(fault("it is too long for a hash; is it the access token?"));
        }
        Ok(Self(hash.to_ascii_lowercase()))
    }

    /// The hash alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The hash in a control panel's host, `store-{hash}.mybigcommerce.com`.
fn control_panel(url: &str) -> Option<&str> {
    let host = url.split(['/', ':', '?', '#']).next()?;
    let name = host
        .strip_suffix(".mybigcommerce.com")?
        .strip_prefix("store-")?;
    // A store with several storefronts has `store-{hash}-{channel}`.
    name.split('-').next()
}

impl fmt::Display for StoreHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<&str> for StoreHash {
    type Error = ConfigurationError;

    fn try_from(pasted: &str) -> Result<Self, Self::Error> {
        Self::new(pasted)
    }
}

impl TryFrom<String> for StoreHash {
    type Error = ConfigurationError;

    fn try_from(pasted: String) -> Result<Self, Self::Error> {
        Self::new(&pasted)
    }
}

impl TryFrom<&String> for StoreHash {
    type Error = ConfigurationError;

    fn try_from(pasted: &String) -> Result<Self, Self::Error> {
        Self::new(pasted)
    }
}
