//! Certificates and proxies of https.

use std::{error::Error as _, net::SocketAddr, sync::Arc};

use bigcommerce::{ConfigurationError, Error, Store, store::http_client_builder};
use rcgen::{CertificateParams, KeyPair};
use reqwest::{Certificate, Proxy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use crate::{assert_final, at, builder, fine, in_environment, products};
use testkit::server::{Response, Server};

/// A server with a self-signed certificate, which responds to every connection with an empty list.
struct TlsServer {
    address: SocketAddr,
    certificate: CertificateDer<'static>,
    task: JoinHandle<()>,
}

impl TlsServer {
    /// `edit` changes the certificate, which is for `localhost` and valid.
    async fn start(edit: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
        edit(&mut parameters);
        let certificate = parameters.self_signed(&key).unwrap().der().clone();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut request = [0; 4096];
                drop(stream.read(&mut request).await);
                let response = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 11\r\n\r\n{\"data\":[]}";
                drop(stream.write_all(response.as_bytes()).await);
                drop(stream.shutdown().await);
            }
        });
        Self {
            address,
            certificate,
            task,
        }
    }

    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.address.port())
    }

    /// A store at `host`, which is this machine, that trusts the certificate.
    fn trusted(&self, host: &str) -> Store {
        let root = Certificate::from_der(&self.certificate).unwrap();
        let http = http_client_builder().no_proxy().tls_certs_only([root]);
        let store = at(&self.url(host)).http_client(http.build().unwrap());
        store.build().unwrap()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[tokio::test]
async fn a_certificate_that_isnt_valid_is_final() {
    let server = TlsServer::start(|_| ()).await;
    products(&server.trusted("localhost")).await.unwrap();
    let unknown = at(&server.url("localhost")).build().unwrap();
    let error = products(&unknown).await.unwrap_err();
    assert_final(&error, &["certificate", "root certificates it trusts"]);
    assert!(error.source().is_some());
    let error = products(&server.trusted("127.0.0.1")).await.unwrap_err();
    assert_final(&error, &["certificate", "look at the URL's host"]);
    let expired = TlsServer::start(|certificate| {
        certificate.not_before = rcgen::date_time_ymd(2001, 1, 1);
        certificate.not_after = rcgen::date_time_ymd(2002, 1, 1);
    });
    let expired = expired.await;
    let error = products(&expired.trusted("localhost")).await.unwrap_err();
    assert_final(&error, &["certificate", "this machine's clock"]);
}

#[tokio::test]
async fn a_port_that_doesnt_speak_tls_is_final() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let refused = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
            drop(stream.write_all(refused).await);
            drop(stream.read(&mut [0; 4096]).await);
        }
    });
    let error = products(&at(&url).build().unwrap()).await.unwrap_err();
    assert_final(&error, &["doesn't speak TLS"]);
    server.abort();
}

#[tokio::test]
async fn a_proxy_that_refuses_the_password_is_final() {
    let proxy = Server::start(|_| Response::new(407)).await;
    let url = proxy.url().replace("http://", "http://user:s3cret@");
    let http = http_client_builder().proxy(Proxy::all(url).unwrap());
    let store = builder()
        .http_client(http.build().unwrap())
        .build()
        .unwrap();
    let error = products(&store).await.unwrap_err();
    assert_final(&error, &["proxy", "user and password"]);
    assert_eq!(proxy.take()[0].method, "CONNECT");
}

/// reqwest with OpenSSL speaks HTTP to a SOCKS proxy, and nothing tells.
#[cfg(not(any(feature = "native-tls", feature = "socks")))]
#[tokio::test]
async fn a_socks_proxy_of_ones_own_needs_its_feature() {
    let http = http_client_builder().proxy(Proxy::all("socks5://user:s3cret@127.0.0.1:9").unwrap());
    let store = builder()
        .http_client(http.build().unwrap())
        .build()
        .unwrap();
    let error = products(&store).await.unwrap_err();
    assert_final(&error, &["socks5", "feature `socks`"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_the_environment_that_cant_be_used_is_never_passed_by() {
    let mut unusable = vec!["ftp://user:s3cret@127.0.0.1:9", "http://s3cret:9:9"];
    if cfg!(not(feature = "socks")) {
        unusable.extend(["socks5://user:s3cret@127.0.0.1:9", "socks5h://127.0.0.1:9"]);
    }
    for proxy in unusable {
        in_environment("tls::child_cant_build_a_store", &[("ALL_PROXY", proxy)]);
    }
}

#[test]
#[ignore = "run by another test, in an environment of its own"]
fn child_cant_build_a_store() {
    let error = builder().build().unwrap_err();
    assert!(
        matches!(
            error,
            Error::Configuration(ConfigurationError::Proxy {
                variable: "ALL_PROXY",
                ..
            })
        ),
        "{error:?}"
    );
    let said = error.to_string();
    if std::env::var("ALL_PROXY").unwrap().starts_with("socks") {
        assert!(said.contains("turn on the feature `socks`"), "{said}");
    }
    assert!(
        said.contains("`ALL_PROXY`") && !said.contains("s3cret"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_the_environment_is_used_for_every_other_host() {
    let proxy = Server::start(|_| Response::new(407)).await;
    in_environment(
        "tls::child_calls_through_a_proxy",
        &[("ALL_PROXY", &proxy.url())],
    );
    let seen = proxy.take();
    assert_eq!(seen[0].target, "api.bigcommerce.com:443");
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn child_calls_through_a_proxy() {
    let local = Server::start(|_| fine()).await;
    let store = builder().b2b_url(local.url()).build().unwrap();
    products(&store).await.unwrap_err();
    // The other API of the same store is on this machine.
    let companies = builder().bigcommerce_url(local.url()).build().unwrap();
    products(&companies).await.unwrap();
    assert_eq!(local.take().len(), 1);
}

#[cfg(feature = "socks")]
#[tokio::test]
async fn a_socks_proxy_that_refuses_the_password_is_final() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("socks5h://user:s3cret@{}", listener.local_addr().unwrap());
    let proxy = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // By password, please, and then no.
            drop(stream.read(&mut [0; 64]).await);
            drop(stream.write_all(&[5, 2]).await);
            drop(stream.read(&mut [0; 64]).await);
            drop(stream.write_all(&[1, 1]).await);
        }
    });
    let http = http_client_builder().proxy(Proxy::all(url).unwrap());
    let store = builder()
        .http_client(http.build().unwrap())
        .build()
        .unwrap();
    let error = products(&store).await.unwrap_err();
    assert_final(&error, &["credentials not accepted", "user and password"]);
    proxy.abort();
}

#[cfg(feature = "socks")]
#[tokio::test(flavor = "multi_thread")]
async fn a_socks_proxy_of_the_environment_is_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("socks5h://{}", listener.local_addr().unwrap());
    let proxy = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // Version 5 and the ways to authenticate; none is needed.
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).await.unwrap();
        let mut methods = vec![0; greeting[1].into()];
        stream.read_exact(&mut methods).await.unwrap();
        stream.write_all(&[5, 0]).await.unwrap();
        let mut request = [0; 64];
        let length = stream.read(&mut request).await.unwrap();
        (
            greeting[0],
            String::from_utf8_lossy(&request[..length]).into_owned(),
        )
    });
    in_environment("tls::child_calls_through_a_proxy", &[("ALL_PROXY", &url)]);
    let (version, request) = proxy.await.unwrap();
    assert_eq!(version, 5);
    assert!(request.contains("api.bigcommerce.com"), "{request:?}");
}
