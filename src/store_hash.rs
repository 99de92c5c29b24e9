//! The store's hash, from whatever people paste.

use std::fmt;

use http::HeaderValue;

use crate::ConfigurationError;

/// Hashes have some ten characters, access tokens some thirty.
const LONGEST: usize = 20;

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
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StoreHash {
    text: String,
    header: HeaderValue,
}

impl StoreHash {
    /// Takes the hash out of `pasted`: the hash alone, `stores/{hash}`, an API path or URL, or a URL
    /// of the control panel.
    ///
    /// # Errors
    /// [`ConfigurationError::StoreHash`] says what was found instead.
    pub fn new(pasted: &str) -> Result<Self, ConfigurationError> {
        let fault = |fault: &str| Err(ConfigurationError::StoreHash(fault.to_owned()));
        let text = pasted.trim();
        if text.is_empty() {
            return fault("it is empty");
        }
        let (scheme, url) = text.split_once("://").unwrap_or(("", text));
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let (first, path) = url.split_once('/').unwrap_or((url, ""));
        let hash = if !scheme.is_empty() || first.contains('.') {
            let host = first.to_ascii_lowercase();
            let host = host.split(':').next().unwrap_or_default();
            if let Some(hash) = control_panel(host) {
                hash.to_owned()
            } else if !host.ends_with(".bigcommerce.com") {
                return fault(
                    "this is neither BigCommerce's API nor its control panel; their URLs have the hash",
                );
            } else if let Some(hash) = below_stores(path) {
                hash
            } else {
                return fault("no `stores/{hash}` in this URL");
            }
        } else if text.contains('/') {
            match below_stores(url) {
                Some(hash) => hash,
                None => return fault("no `stores/{hash}` in this path"),
            }
        } else {
            text.to_ascii_lowercase()
        };
        if hash.is_empty() || !hash.chars().all(|c| c.is_ascii_alphanumeric()) {
            return fault("a hash is letters and digits only");
        }
        if hash.len() > LONGEST {
            return fault("it is too long for a hash; is it the access token?");
        }
        match HeaderValue::from_str(&hash) {
            Ok(header) => Ok(Self { text: hash, header }),
            Err(_) => fault("it can't stand in a header"),
        }
    }

    /// The hash alone.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The hash as it stands in `X-Store-Hash`.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

/// The hash in a control panel's host, `store-{hash}.mybigcommerce.com`.
fn control_panel(host: &str) -> Option<&str> {
    let name = host
        .strip_suffix(".mybigcommerce.com")?
        .strip_prefix("store-")?;
    // A store with several storefronts has `store-{hash}-{channel}`.
    name.split('-').next()
}

/// The hash in an API path, `stores/{hash}/…`.
fn below_stores(path: &str) -> Option<String> {
    let mut segments = path.split('/').skip_while(|segment| *segment != "stores");
    segments.nth(1).map(str::to_ascii_lowercase)
}

impl fmt::Display for StoreHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for StoreHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoreHash").field(&self.as_str()).finish()
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
