//! How long a connection is kept, and that what one call leaves unread doesn't hold up another.

use std::time::Duration;

use crate::platform::store_at;
use testkit::server::{Response, Server};

/// Lets this much time go by for the client, and none for anybody else.
async fn later(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_connection_that_was_idle_for_half_a_minute_isnt_used_again() {
    let server = Server::start(|_| Response::json(200, r#"{"data":[]}"#)).await;
    let store = store_at(&server.url());
    let products = store.v3().products();
    let mut connections = Vec::new();
    for pause in [0, 29, 29, 31, 29, 60] {
        later(Duration::from_secs(pause)).await;
        products.get_products().send().await.unwrap();
        connections.push(server.take()[0].connection);
    }
    assert_eq!(connections, [0, 0, 0, 1, 1, 2]);
}

#[cfg(feature = "v3-redirects")]
mod http2 {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering::Relaxed},
        },
        time::Duration,
    };

    use bigcommerce::store::http_client_builder;
    use bytes::Bytes;
    use h2::{SendStream, server::SendResponse};
    use tokio::net::{TcpListener, TcpStream};

    use crate::platform::builder;

    /// Sends `length` bytes as fast as the client takes them.
    async fn send_all(mut stream: SendStream<Bytes>, mut length: usize) {
        while length > 0 {
            stream.reserve_capacity(length.min(64 * 1024));
            let Some(Ok(capacity)) = std::future::poll_fn(|cx| stream.poll_capacity(cx)).await
            else {
                return;
            };
            let size = capacity.min(length);
            length -= size;
            let bytes = Bytes::from(vec![b'x'; size]);
            if stream.send_data(bytes, length == 0).is_err() {
                return;
            }
        }
    }

    async fn response(path: String, mut respond: SendResponse<Bytes>) {
        let body = if path.contains("export") { 8 << 20 } else { 0 };
        let status = if body > 0 { 200 } else { 204 };
        let head = http::Response::builder().status(status).body(()).unwrap();
        let stream = respond.send_response(head, body == 0).unwrap();
        send_all(stream, body).await;
    }

    async fn serve(stream: TcpStream) {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((request, respond))) = connection.accept().await {
            tokio::spawn(response(request.uri().path().to_owned(), respond));
        }
    }

    #[tokio::test]
    async fn downloads_that_nobody_reads_hold_up_no_other_call() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Relaxed);
                tokio::spawn(serve(stream));
            }
        });
        let http = http_client_builder()
            .http2_prior_knowledge()
            .build()
            .unwrap();
        let store = builder(&url).http_client(http).build().unwrap();
        let mut downloads = Vec::new();
        for uuid in 0..20 {
            let redirects = store.v3().redirects();
            let download = redirects.download_redirect_export(uuid.to_string());
            downloads.push(download.send().await.unwrap().into_inner());
        }
        // What can come has come.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let products = store.v3().products();
        products.get_products().send().await.unwrap();
        let large = store.v3().redirects().download_redirect_export("x");
        let large = large.send().await.unwrap().into_inner().collect().await;
        assert_eq!(large.unwrap().len(), 8 << 20);
        assert_eq!(connections.load(Relaxed), 1);
        for download in downloads {
            assert_eq!(download.collect().await.unwrap().len(), 8 << 20);
        }
        server.abort();
    }
}
