//! A forward proxy that writes down what it was asked.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The longest head that it reads, in bytes.
const HEAD: usize = 64 * 1024;

/// A forward proxy (RFC 9110 section 3.7) on a port of its own: it makes tunnels, and asks for whole URLs.
///
/// Every name leads to 127.0.0.1 here, at the port that was asked for. So a name that nobody else knows shows that it
/// was the proxy that was asked.
#[derive(Debug)]
pub struct ForwardProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: JoinHandle<()>,
}

/// What a proxy does with those who come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It lets everybody through.
    Open,
    /// It lets those through who show this as `Proxy-Authorization`; others are told 407.
    Demands(&'static str),
    /// It says 403.
    Refuses,
    /// It says nothing.
    Silent,
}

/// The head of a request as the proxy read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first line.
    pub line: String,
    /// The headers, names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
}

impl Asked {
    fn read(head: &str) -> Self {
        let mut lines = head.split("\r\n");
        let line = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        Self {
            line,
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
        }
    }

    /// The first value of a header. The name is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What is asked for: the host and port of a tunnel, or a URL.
    #[must_use]
    pub fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    fn is_tunnel(&self) -> bool {
        self.line.starts_with("CONNECT ")
    }

    /// The port at which it is asked for.
    fn port(&self) -> u16 {
        let authority = self.target().trim_start_matches("http://");
        let authority = authority.split('/').next().unwrap_or_default();
        let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        port.unwrap_or(80)
    }
}

impl ForwardProxy {
    /// Starts the proxy on 127.0.0.1, on the runtime this is called on.
    ///
    /// # Panics
    /// If there is no port left.
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a port of the loopback");
        let address = listener.local_addr().expect("it is bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let book = Arc::clone(&asked);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let book = Arc::clone(&book);
                tokio::spawn(async move { serve(stream, manner, &book).await });
            }
        });
        Self {
            address,
            asked,
            server,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked so far, in order.
    ///
    /// # Panics
    /// If somebody panicked while writing.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panics while writing").clone()
    }
}

impl Drop for ForwardProxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves one connection: one tunnel, or one request.
async fn serve(mut client: TcpStream, manner: Manner, book: &Mutex<Vec<Asked>>) -> io::Result<()> {
    let (head, rest) = head(&mut client).await?;
    let asked = Asked::read(&head);
    book.lock()
        .expect("nobody panics while writing")
        .push(asked.clone());
    let refusal: &[u8] = match manner {
        Manner::Demands(proof) if asked.header("proxy-authorization") != Some(proof) => {
            b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\
              proxy-authenticate: Basic realm=\"test\"\r\n\r\n"
        }
        Manner::Refuses => b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
        Manner::Silent => {
            // It ends when the client gives up.
            let _ = client.read_u8().await;
            return Ok(());
        }
        Manner::Open | Manner::Demands(_) => b"",
    };
    if !refusal.is_empty() {
        return client.write_all(refusal).await;
    }
    let mut server = TcpStream::connect(("127.0.0.1", asked.port())).await?;
    match asked.is_tunnel() {
        true => {
            client
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await?;
        }
        false => server.write_all(forwarded(&head).as_bytes()).await?,
    }
    server.write_all(&rest).await?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}

/// Reads up to the end of a head; what came behind it is the second.
async fn head(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        let end = read.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let rest = read.split_off(end + 4);
            return Ok((String::from_utf8_lossy(&read[..end]).into_owned(), rest));
        }
        if read.len() > HEAD || client.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

/// The head as the server gets it: the path in place of the URL, nothing that is meant for the proxy, and no second
/// request on the same connection, which could be meant for another server.
fn forwarded(head: &str) -> String {
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let mut parts = line.split(' ');
    let (method, url, version) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let path = url.trim_start_matches("http://");
    let path = path.find('/').map_or("/", |at| &path[at..]);
    let goes_on = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default();
        let hop = ["proxy-authorization", "connection", "proxy-connection"];
        !hop.iter().any(|hop| name.eq_ignore_ascii_case(hop))
    };
    let kept: String = lines.filter(goes_on).map(|line| format!("{line}\r\n")).collect();
    format!("{method} {path} {version}\r\n{kept}connection: close\r\n\r\n")
}
