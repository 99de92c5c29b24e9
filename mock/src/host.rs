//! A host: an address at which requests come, served by a thread of its own, so that a test may block its own.

use std::{io, net::SocketAddr, sync::Arc, thread};

use axum::{Router, body, extract::Request as Incoming};
use http::StatusCode;
use tokio::{
    net::TcpListener,
    runtime,
    sync::oneshot::{self, Sender},
    time::sleep,
};

use super::{recorded::Request, response::Response, server::Inner};

/// No request of the platform is larger.
const LARGEST: usize = 256 * 1024 * 1024;

/// A host that is served until this is dropped.
pub(crate) struct Host {
    address: SocketAddr,
    /// Ends the thread, when it is dropped.
    _end: Sender<()>,
}

impl Host {
    /// Serves `inner` at `address`; at a free port, where its port is 0.
    pub fn serve(inner: &Arc<Inner>, b2b: bool, address: SocketAddr) -> io::Result<Self> {
        let inner = Arc::clone(inner);
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (end, ended) = oneshot::channel();
        thread::Builder::new()
            .name("bigcommerce-mock".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    let Ok(listener) = TcpListener::from_std(listener) else {
                        return;
                    };
                    let respond = move |incoming| respond(Arc::clone(&inner), b2b, incoming);
                    let router = Router::new().fallback(respond);
                    tokio::select! {
                        _ = axum::serve(listener, router).into_future() => (),
                        _ = ended => (),
                    }
                });
                // Connections that are still open are nobody's any more.
                runtime.shutdown_background();
            })?;
        Ok(Self { address, _end: end })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn respond(inner: Arc<Inner>, b2b: bool, incoming: Incoming) -> http::Response<body::Body> {
    let (head, body) = incoming.into_parts();
    let Ok(body) = body::to_bytes(body, LARGEST).await else {
        return Response::empty(StatusCode::PAYLOAD_TOO_LARGE.as_u16()).into_http();
    };
    let (response, after) = inner.respond(b2b, Request::new(&head, body));
    sleep(after).await;
    response.into_http()
}
