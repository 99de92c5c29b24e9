//! A small HTTP/1.1 server on the loopback interface that writes down every request, byte for byte, and responds as the test says.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf},
    task::{JoinHandle, JoinSet},
    time::{Instant, sleep},
};

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The method.
    pub method: String,
    /// The request target: path and query, still encoded.
    pub target: String,
    /// Header lines in order, names as they were written.
    pub headers: Vec<(String, String)>,
    /// The body, chunks joined.
    pub body: Vec<u8>,
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// When its last byte had come.
    pub at: Instant,
}

impl Recorded {
    /// The target's path, still encoded.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The target's query, still encoded; empty when there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Every value of a header, whatever the case of its name.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let same = |(own, _): &&(String, String)| own.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .filter(same)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).first().copied()
    }
}

/// What to response.
#[derive(Clone, Debug)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    pieces: Vec<Vec<u8>>,
    chunked: bool,
    delay: Duration,
    pause: Duration,
    linger: Duration,
    cut: bool,
    raw: Option<(Vec<u8>, End)>,
}

/// What becomes of the connection after raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It waits for the next request.
    Open,
    /// It is closed in order.
    Closed,
    /// It is reset, so that what is on the way is lost.
    Reset,
    /// It stays open and silent.
    Silent,
}

impl Response {
    /// An empty response of that status.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            pieces: Vec::new(),
            chunked: false,
            delay: Duration::ZERO,
            pause: Duration::ZERO,
            linger: Duration::ZERO,
            cut: false,
            raw: None,
        }
    }

    /// Bytes that are sent as they are, and what becomes of the connection then: for responses that are
    /// no HTTP, or not what they say.
    pub fn raw(bytes: impl Into<Vec<u8>>, end: End) -> Self {
        Self {
            raw: Some((bytes.into(), end)),
            ..Self::new(0)
        }
    }

    /// Sends raw bytes one by one, with this pause before each.
    #[must_use]
    pub fn drip(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Waits between raw bytes and the end of the connection, so that what was sent is seen before it.
    #[must_use]
    pub fn linger(mut self, time: Duration) -> Self {
        self.linger = time;
        self
    }

    /// A JSON response.
    pub fn json(status: u16, body: impl ToString) -> Self {
        Self::new(status)
            .header("Content-Type", "application/json")
            .body(body.to_string())
    }

    /// Adds a header; a name may be added more than once.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets the body, sent with its `Content-Length` (none with 204 and 304, which have no body).
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.pieces = vec![body.into()];
        self
    }

    /// Sets a body that is sent in chunks, with a pause before each, as event streams are.
    #[must_use]
    pub fn chunks(
        mut self,
        pieces: impl IntoIterator<Item = impl Into<Vec<u8>>>,
        pause: Duration,
    ) -> Self {
        self.pieces = pieces.into_iter().map(Into::into).collect();
        (self.chunked, self.pause) = (true, pause);
        self
    }

    /// Waits before responding.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Closes the connection instead of responding or, when there is a body, before its end.
    #[must_use]
    pub fn cut(mut self) -> Self {
        self.cut = true;
        self
    }

    async fn send(
        &self,
        stream: &mut (impl AsyncWriteExt + Unpin),
        to_head: bool,
    ) -> io::Result<()> {
        let bodiless = to_head || matches!(self.status, 100..=199 | 204 | 304);
        let length: usize = self.pieces.iter().map(Vec::len).sum();
        let mut head = format!("HTTP/1.1 {} Test\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.chunked {
            head.push_str("Transfer-Encoding: chunked\r\n");
        } else if !matches!(self.status, 100..=199 | 204 | 304) {
            head.push_str(&format!(
                "Content-Length: {}\r\n",
                length + usize::from(self.cut)
            ));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).await?;
        for piece in self
            .pieces
            .iter()
            .filter(|piece| !bodiless && !piece.is_empty())
        {
            if self.chunked {
                wait(self.pause).await;
                stream
                    .write_all(format!("{:x}\r\n", piece.len()).as_bytes())
                    .await?;
            }
            stream.write_all(piece).await?;
            if self.chunked {
                stream.write_all(b"\r\n").await?;
            }
            stream.flush().await?;
        }
        if self.chunked && !bodiless && !self.cut {
            stream.write_all(b"0\r\n\r\n").await?;
        }
        stream.flush().await
    }
}

/// A server that runs until it is dropped.
pub struct Server {
    address: SocketAddr,
    recorded: Arc<Mutex<Vec<Recorded>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts one that calls `respond` for the response to each request.
    pub async fn start(respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let recorded = Arc::new(Mutex::new(Vec::new()));
        let (respond, record) = (Arc::new(respond), Arc::clone(&recorded));
        let task = tokio::spawn(async move {
            // Dropped with the task, which ends its connections.
            let mut connections = JoinSet::new();
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let (respond, record) = (Arc::clone(&respond), Arc::clone(&record));
                connections.spawn(async move {
                    // A client that goes away is the client's affair; the test sees what was recorded.
                    drop(serve(stream, number, &*respond, &record).await);
                });
                number += 1;
            }
        });
        Self {
            address,
            recorded,
            task,
        }
    }

    /// Starts one that gives these responses in order, the last of them again and again.
    pub async fn responding(responses: impl IntoIterator<Item = Response>) -> Self {
        let responses: Mutex<VecDeque<Response>> = Mutex::new(responses.into_iter().collect());
        Self::start(move |_| {
            let mut responses = responses.lock().unwrap();
            if responses.len() > 1 {
                responses.pop_front().unwrap()
            } else {
                responses
                    .front()
                    .cloned()
                    .unwrap_or_else(|| Response::new(500))
            }
        })
        .await
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was recorded so far.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.recorded.lock().unwrap().clone()
    }

    /// What was recorded since the last call.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.recorded.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Responds to the requests of one connection until it closes.
async fn serve(
    stream: TcpStream,
    connection: usize,
    respond: &(impl Fn(&Recorded) -> Response + Sync),
    record: &Mutex<Vec<Recorded>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    while let Some(request) = read_request(&mut read, connection).await? {
        record.lock().unwrap().push(request.clone());
        let response = respond(&request);
        wait(response.delay).await;
        if response.cut && response.pieces.is_empty() {
            return Ok(());
        }
        if let Some((bytes, end)) = &response.raw {
            if send_raw(&mut write, bytes, response.pause, *end).await? {
                continue;
            }
            wait(response.linger).await;
            // Unread halves are closed together; a reset needs the whole socket.
            let stream = read.into_inner().reunite(write).map_err(io::Error::other)?;
            if *end == End::Reset {
                stream.set_zero_linger()?;
            }
            return Ok(());
        }
        response.send(&mut write, request.method == "HEAD").await?;
        if response.cut || request.headers("connection").contains(&"close") {
            return Ok(());
        }
    }
    Ok(())
}

/// Sends raw bytes; whether another request may follow.
async fn send_raw(
    write: &mut (impl AsyncWriteExt + Unpin),
    bytes: &[u8],
    pause: Duration,
    end: End,
) -> io::Result<bool> {
    let size = if pause.is_zero() {
        bytes.len().max(1)
    } else {
        1
    };
    for piece in bytes.chunks(size) {
        wait(pause).await;
        write.write_all(piece).await?;
        write.flush().await?;
    }
    if end == End::Silent {
        std::future::pending::<()>().await;
    }
    Ok(end == End::Open)
}

/// Sleeps, but not for nothing: even an empty sleep takes a tick of the timer.
async fn wait(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

/// Reads one request; `None` when the client has closed the connection.
async fn read_request(
    read: &mut BufReader<OwnedReadHalf>,
    connection: usize,
) -> io::Result<Option<Recorded>> {
    let Some(first) = read_line(read).await? else {
        return Ok(None);
    };
    let mut words = first.splitn(3, ' ').map(ToOwned::to_owned);
    let (Some(method), Some(target), Some(_)) = (words.next(), words.next(), words.next()) else {
        return Err(invalid(&first));
    };
    let mut headers = Vec::new();
    while let Some(line) = read_line(read).await?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(|| invalid(&line))?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = Recorded {
        method,
        target,
        headers,
        body: Vec::new(),
        connection,
        at: Instant::now(),
    };
    if request
        .header("transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    {
        request.body = read_chunks(read).await?;
    } else if let Some(length) = request.header("content-length") {
        request.body = vec![0; length.parse().map_err(|_| invalid(length))?];
        read.read_exact(&mut request.body).await?;
    }
    request.at = Instant::now();
    Ok(Some(request))
}

async fn read_chunks(read: &mut BufReader<OwnedReadHalf>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(read).await?.unwrap_or_default();
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| invalid(&line))?;
        let start = body.len();
        body.resize(start + size, 0);
        read.read_exact(&mut body[start..]).await?;
        // The line break after the chunk; after the last one, trailers up to a blank line.
        while read_line(read).await?.is_some_and(|line| !line.is_empty()) {}
        if size == 0 {
            return Ok(body);
        }
    }
}

/// One line without its end; `None` at the end of the stream. Bytes that aren't UTF-8 show as Latin-1, so that nothing is hidden.
async fn read_line(read: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if read.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    while line.last().is_some_and(|byte| b"\r\n".contains(byte)) {
        line.pop();
    }
    let text = String::from_utf8(line)
        .unwrap_or_else(|fault| fault.into_bytes().into_iter().map(char::from).collect());
    Ok(Some(text))
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Response, Server};
    use std::{sync::Arc, time::Duration};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    /// Sends `text` over a new connection, closes its own half and reads to the end.
    async fn talk(server: &Server, text: &[u8]) -> String {
        let mut stream = TcpStream::connect(server.url().trim_start_matches("http://"))
            .await
            .unwrap();
        stream.write_all(text).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut response = Vec::new();
        drop(stream.read_to_end(&mut response).await);
        String::from_utf8(response).unwrap()
    }

    #[tokio::test]
    async fn requests_are_written_down_as_they_came() {
        let server = Server::start(|request| {
            Response::json(200, format!("{{\"n\":{}}}", request.body.len()))
        })
        .await;
        let response = talk(
            &server,
            b"POST /a%2Fb?x=1+2&y HTTP/1.1\r\nX-One: a\r\nx-one:  b \r\nContent-Length: 3\r\n\r\nabc\
              PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nTrailer: 1\r\n\r\n\
              GET /last HTTP/1.1\r\n\r\n",
        )
        .await;
        assert!(response.starts_with("HTTP/1.1 200 Test\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"n\":3}HTTP/1.1"));
        assert!(response.contains("{\"n\":5}") && response.ends_with("{\"n\":0}"));
        let seen = server.take();
        let lines: Vec<(&str, &str, &str, &[u8])> = seen
            .iter()
            .map(|seen| (&*seen.method, seen.path(), seen.query(), &*seen.body))
            .collect();
        assert_eq!(
            lines,
            [
                ("POST", "/a%2Fb", "x=1+2&y", &b"abc"[..]),
                ("PUT", "/", "", b"abcde"),
                ("GET", "/last", "", b"")
            ]
        );
        assert_eq!(seen[0].headers("X-ONE"), ["a", "b"]);
        assert_eq!(seen[0].headers[1].0, "x-one");
        assert!(seen.iter().all(|seen| seen.connection == 0) && server.recorded().is_empty());
    }

    #[tokio::test]
    async fn responses_come_in_order_and_in_every_form() {
        let server = Server::responding([
            Response::new(204).body("not sent"),
            Response::new(302)
                .header("Location", "http://127.0.0.1:1/")
                .body("<html>"),
            Response::new(200).chunks(["data: 1\n\n", "data: 2\n\n"], Duration::from_millis(1)),
            Response::new(200).body("half").cut(),
            Response::new(200).cut(),
        ])
        .await;
        let mut responses = Vec::new();
        for _ in 0..6 {
            responses.push(talk(&server, b"GET / HTTP/1.1\r\n\r\n").await);
        }
        assert_eq!(responses[0], "HTTP/1.1 204 Test\r\n\r\n");
        assert!(
            responses[1].contains("\r\nLocation: http://127.0.0.1:1/\r\n")
                && responses[1].ends_with("<html>")
        );
        assert!(
            responses[2].ends_with("\r\n\r\n9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n")
        );
        assert!(responses[3].ends_with("Content-Length: 5\r\n\r\nhalf"));
        assert_eq!((&*responses[4], &*responses[5]), ("", ""));
        assert_eq!(server.recorded().last().unwrap().connection, 5);
    }

    #[tokio::test]
    async fn a_dropped_server_is_gone() {
        // Its port can be another server's by then, so nothing connects to see.
        let held = Arc::new(());
        let holds = Arc::clone(&held);
        let server = Server::start(move |_| {
            let _ = &holds;
            Response::new(200)
        })
        .await;
        assert_eq!(Arc::strong_count(&held), 2);
        drop(server);
        while Arc::strong_count(&held) > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
