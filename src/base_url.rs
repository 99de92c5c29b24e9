//! Where an API is served: a URL that credentials can be sent to.

use std::net::IpAddr;

use reqwest::Url;

use crate::ConfigurationError;

/// Where B2B Edition is served.
pub(crate) const B2B: &str = "https://api-b2b.bigcommerce.com";

/// Takes `text` as a base URL. An error doesn't quote it: it may have a password in it.
pub(crate) fn parse(text: &str) -> Result<Url, ConfigurationError> {
    let fault = |fault: String| ConfigurationError::BaseUrl(fault);
    let url = Url::parse(text.trim())
        .map_err(|error| fault(format!("{error}; write it as https://host")))?;
    match url.scheme() {
        _ if !url.username().is_empty() || url.password().is_some() => Err(fault(
            "it has a user or password in it; credentials go to `Store`".to_owned(),
        )),
        _ if url.query().is_some() || url.fragment().is_some() => {
            Err(fault("it has a query or fragment".to_owned()))
        }
        "http" if !is_loopback(&url) => Err(fault(format!(
            "plain http to {} would show the token to everyone on the way; use https",
            url.host_str().unwrap_or_default()
        ))),
        "https" | "http" => match as_uri(&url) {
            Ok(_) => Ok(url),
            Err(error) => Err(fault(error.to_string())),
        },
        // Where the scheme was forgotten, this one is a user or a host.
        _ => Err(fault(
            "its scheme is neither https nor http; write it as https://host".to_owned(),
        )),
    }
}

/// The URL as the HTTP client takes it.
pub(crate) fn as_uri(url: &Url) -> Result<http::Uri, http::uri::InvalidUri> {
    url.as_str().parse()
}

/// Whether `url` is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// What can be shown of a text that is meant as a base URL: scheme, host and path.
pub(crate) fn printable(text: &str) -> String {
    let Ok(mut url) = Url::parse(text.trim()) else {
        return "…".to_owned();
    };
    // Without a host it is not a URL of ours, and a forgotten scheme makes a user look like one.
    let stripped = url.has_host() && url.set_username("").is_ok() && url.set_password(None).is_ok();
    if !stripped {
        return "…".to_owned();
    }
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}
