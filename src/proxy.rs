//! Proxies that the environment names and the HTTP client can't use.
//!
//! The client passes over a proxy whose URL it doesn't understand and connects directly, and gives a
//! SOCKS proxy that it has no code for as a failed connection. Both are reported before anything is sent.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use crate::ConfigurationError;

/// The error of a proxy in the environment that calls of `url` would need and that can't be used.
/// `variable` reads the environment.
pub(crate) fn check(
    url: &Uri,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(), ConfigurationError> {
    let first = |names: [&'static str; 2]| {
        let mut names = names.into_iter();
        names.find_map(|name| Some((name, variable(name)?)))
    };
    // Only https goes through a proxy: plain http is for this machine alone.
    let proxies = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
    let proxy = proxies
        .into_iter()
        .filter_map(first)
        .find(|(_, proxy)| !proxy.is_empty());
    let Some((name, proxy)) = proxy else {
        return Ok(());
    };
    let no_proxy = first(["NO_PROXY", "no_proxy"]).map_or_else(String::new, |(_, hosts)| hosts);
    let any = Matcher::builder().all("http://proxy").no(no_proxy).build();
    if any.intercept(url).is_none() {
        return Ok(());
    }
    match unusable(&proxy) {
        Some(reason) => Err(ConfigurationError::Proxy {
            variable: name,
            reason,
        }),
        None => Ok(()),
    }
}

/// Why a proxy can't be used, if it can't.
fn unusable(proxy: &str) -> Option<&'static str> {
    let url: Uri = match proxy.parse() {
        Ok(url) => url,
        Err(_) => return Some("it is not a URL; write it as http://host:port"),
    };
    match url.scheme_str() {
        _ if url.authority().is_none() => Some("it has no host; write it as http://host:port"),
        None | Some("http" | "https") => None,
        Some("socks4" | "socks4a" | "socks5" | "socks5h") if cfg!(feature = "socks") => None,
        Some("socks4" | "socks4a" | "socks5" | "socks5h") => {
            Some("for a SOCKS proxy turn on the feature `socks` of `bigcommerce`")
        }
        Some(_) => Some("its scheme is not http, https, socks4, socks4a, socks5 or socks5h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(url: &'static str, variables: &[(&str, &str)]) -> Result<(), String> {
        let variable = |name: &str| {
            let mut pairs = variables.iter();
            let (_, value) = pairs.find(|(own, _)| *own == name)?;
            Some((*value).to_owned())
        };
        check(&Uri::from_static(url), variable).map_err(|error| error.to_string())
    }

    const URL: &str = "https://api.bigcommerce.com";

    #[test]
    fn a_proxy_the_client_would_pass_over_is_an_error() {
        for proxy in [
            "http://127.0.0.1:3128",
            "https://user:s3cret@proxy.example:3128/",
            "127.0.0.1:3128",
            "proxy",
            "",
        ] {
            assert_eq!(checked(URL, &[("ALL_PROXY", proxy)]), Ok(()), "{proxy}");
        }
        for proxy in [
            "ftp://user:s3cret@proxy",
            "socks://proxy",
            "SOCKS5://proxy:1080",
            "socks5:// proxy:1080",
            "http://user:s3cret @proxy",
            "/s3cret",
        ] {
            let error = checked(URL, &[("https_proxy", proxy)]).unwrap_err();
            assert!(error.contains("`https_proxy`"), "{proxy}: {error}");
            assert!(!error.contains("s3cret"), "{proxy}: {error}");
        }
    }

    #[test]
    fn a_socks_proxy_needs_its_feature() {
        for proxy in [
            "socks5://127.0.0.1:1080",
            "socks5h://user:s3cret@proxy",
            "socks4://p:1",
            "socks4a://p:1",
        ] {
            let outcome = checked(URL, &[("ALL_PROXY", proxy)]);
            if cfg!(feature = "socks") {
                assert_eq!(outcome, Ok(()), "{proxy}");
            } else {
                let error = outcome.unwrap_err();
                assert!(
                    error.contains("`ALL_PROXY`") && error.contains("feature `socks`"),
                    "{error}"
                );
                assert!(!error.contains("s3cret"), "{error}");
            }
        }
    }

    #[test]
    fn a_proxy_that_isnt_used_may_be_anything() {
        let broken = ("ALL_PROXY", "ftp://proxy");
        assert!(checked(URL, &[broken]).is_err());
        for other in [
            ("HTTPS_PROXY", "http://proxy"),
            ("https_proxy", "http://proxy"),
            ("NO_PROXY", "api.bigcommerce.com"),
            ("no_proxy", "example.com, .bigcommerce.com"),
            ("NO_PROXY", "*"),
        ] {
            assert_eq!(checked(URL, &[broken, other]), Ok(()), "{other:?}");
        }
        assert!(checked(URL, &[broken, ("NO_PROXY", "example.com")]).is_err());
        assert_eq!(checked(URL, &[("HTTP_PROXY", "ftp://proxy")]), Ok(()));
    }
}
