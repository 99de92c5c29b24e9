//! Connections that can't be made however often they are tried.

use std::error::Error as StdError;

/// What to do about a connection that can't be made: the same would happen again. `None` if another
/// attempt may help.
pub(crate) fn advice(error: &reqwest::Error) -> Option<&'static str> {
    if error.is_builder() {
        return Some(
            "the HTTP client doesn't take this URL; look at the store's URLs and at the client's settings",
        );
    }
    if error.is_connect() {
        return advice_by_text(&cause(error));
    }
    None
}

/// What the deepest error in the chain says: the one that knows.
pub(crate) fn cause(error: &reqwest::Error) -> String {
    let mut deepest: &dyn StdError = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

/// The HTTP client and the TLS libraries tell only in words what failed.
fn advice_by_text(cause: &str) -> Option<&'static str> {
    let says = |word: &str| cause.contains(word);
    if says("scheme is not http") {
        // The client can neither https nor the proxy's scheme.
        Some(NO_TLS)
    } else if says("unsupported scheme socks") {
        Some("for a SOCKS proxy turn on the feature `socks` of `bigcommerce`")
    } else if says("unsupported scheme") || says("missing scheme") {
        Some("the scheme of a proxy's URL is http, https or, with the feature `socks`, socks5")
    } else if says("proxy authorization required")
        || says("user/pass authentication")
        || says("credentials not accepted")
    {
        Some("put user and password as the proxy wants them into its URL")
    } else if says("certificate") || says("Certificate") {
        Some("look at the URL's host, this machine's clock and the root certificates it trusts")
    } else if says("corrupt message") || says("wrong version number") {
        Some("the server at this port doesn't speak TLS; is it the right port, or a URL with http?")
    } else {
        None
    }
}

/// What to do when https is asked for and there is no TLS library.
const NO_TLS: &str = "turn on the feature `rustls` or `native-tls` of `bigcommerce`";

#[cfg(test)]
mod tests {
    use super::advice_by_text;

    /// The words of hyper-util, hyper-rustls, rustls, OpenSSL, Secure Transport and SChannel.
    #[test]
    fn what_lasts_is_told_from_what_passes() {
        for (text, word) in [
            ("invalid URL, scheme is not http", "`rustls`"),
            ("unsupported scheme socks5", "`socks`"),
            ("unsupported scheme socks5h", "`socks`"),
            ("unsupported scheme foo", "scheme"),
            ("tunnel error: proxy authorization required", "password"),
            (
                "SOCKS error: server does not support user/pass authentication",
                "password",
            ),
            ("SOCKS error: credentials not accepted", "password"),
            (
                "invalid peer certificate: UnknownIssuer",
                "root certificates",
            ),
            (
                "invalid peer certificate: certificate not valid for name \"a\"",
                "host",
            ),
            (
                "invalid peer certificate: certificate expired: verification time …",
                "clock",
            ),
            (
                "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed",
                "host",
            ),
            ("The certificate was not trusted.", "host"),
            (
                "A certificate chain processed, but terminated in a root certificate which is not trusted",
                "host",
            ),
            ("received fatal alert: CertificateRequired", "certificates"),
            (
                "received corrupt message of type InvalidContentType",
                "port",
            ),
            (
                "error:0A00010B:SSL routines:ssl3_get_record:wrong version number",
                "port",
            ),
        ] {
            let advice = advice_by_text(text).unwrap_or_else(|| panic!("{text}"));
            assert!(advice.contains(word), "{text}: {advice}");
        }
        for text in [
            "Connection refused (os error 111)",
            "Connection reset by peer (os error 104)",
            "Network is unreachable (os error 101)",
            "failed to lookup address information: Temporary failure in name resolution",
            "failed to lookup address information: Name or service not known",
            "operation timed out",
            "tls handshake eof",
            "peer closed connection without sending TLS close_notify",
            "tunnel error: unsuccessful",
            "tunnel error: unexpected end of file",
            "received fatal alert: InternalError",
        ] {
            assert_eq!(advice_by_text(text), None, "{text}");
        }
    }
}
