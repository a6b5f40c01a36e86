//! Servers, good and bad, on ports from the kernel. They end with the test's runtime.

use std::sync::{Arc, Mutex};

use axum::Router;
use ports::{HttpRequest, Reach};
use testkit::tls::Certified;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A GET to `url`, loopback allowed, with limits that a good server keeps.
pub(crate) fn get(url: &str) -> HttpRequest {
    HttpRequest {
        limit: 1 << 20,
        reach: Reach::Loopback,
        ..HttpRequest::get(url)
    }
}

/// Serves `router`; returns its port.
pub(crate) async fn serve(router: Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

/// Answers each connection with these bytes once its request has come, and then ends it, or holds it.
pub(crate) async fn serve_bytes(answer: &'static [u8], then: Then) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            answer_one(&mut stream, answer).await;
            if then == Then::Hold {
                held.push(stream);
            }
        }
    });
    port
}

/// What a server does with a connection after its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    End,
    Hold,
}

/// What a server was told, a text for each connection.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<Mutex<Vec<String>>>);

impl Book {
    /// Begins a connection; returns its number.
    fn open(&self) -> usize {
        let mut told = self.0.lock().unwrap();
        told.push(String::new());
        told.len() - 1
    }

    fn write(&self, connection: usize, bytes: &[u8]) {
        self.0.lock().unwrap()[connection].push_str(&String::from_utf8_lossy(bytes));
    }

    /// All of it so far.
    pub(crate) fn read(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Answers `secret` in the clear, and writes down what it is told; returns its port.
pub(crate) async fn serve_written_down() -> (u16, Book) {
    let book = Book::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let written = book.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_all(stream, written.clone()));
        }
    });
    (port, book)
}

/// Answers `secret` over TLS with this certificate; returns its port.
pub(crate) async fn serve_tls(certified: &Certified) -> u16 {
    serve_tls_written_down(certified).await.0
}

/// The same, which writes down what it is told.
pub(crate) async fn serve_tls_written_down(certified: &Certified) -> (u16, Book) {
    let certificates = CertificateDer::pem_slice_iter(certified.certificate.as_bytes());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            certificates.map(Result::unwrap).collect(),
            PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let book = Book::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let written = book.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that does not trust us hangs up; the next one may.
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(answer_all(stream, written.clone()));
            }
        }
    });
    (port, book)
}

async fn answer_one(stream: &mut TcpStream, answer: &[u8]) {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await;
    let _ = stream.write_all(answer).await;
}

/// Answers every request of a connection, which stays open.
async fn answer_all(mut stream: impl AsyncRead + AsyncWrite + Unpin, book: Book) {
    let connection = book.open();
    let mut request = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut request).await {
        book.write(connection, &request[..read]);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret";
        let _ = stream.write_all(answer).await;
    }
}
