//! Servers, good and bad, on ports from the kernel. They end with the test's runtime.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use http::Method;
use ports::{HttpRequest, Reach};
use testkit::tls::Certified;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// A GET to `url`, loopback allowed, with limits that a good server keeps.
pub(crate) fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: Method::GET,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Bytes::new(),
        timeout: Duration::from_secs(10),
        limit: 1 << 20,
        reach: Reach::Loopback,
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

/// Answers over TLS with this certificate; returns its port.
pub(crate) async fn serve_tls(certified: &Certified) -> u16 {
    let certificates = CertificateDer::pem_slice_iter(certified.certificate.as_bytes());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            certificates.map(Result::unwrap).collect(),
            PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that does not trust us hangs up; the next one may.
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(answer_all(stream));
            }
        }
    });
    port
}

async fn answer_one(stream: &mut TcpStream, answer: &[u8]) {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await;
    let _ = stream.write_all(answer).await;
}

/// Answers every request of a connection, which stays open.
async fn answer_all(mut stream: TlsStream<TcpStream>) {
    let mut request = [0; 4096];
    while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret";
        let _ = stream.write_all(answer).await;
    }
}
