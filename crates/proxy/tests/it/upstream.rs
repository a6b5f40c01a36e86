//! Services over TLS, and services that do not answer, seen by a client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use model::Id;
use proxy::{Cores, Totals, compile};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use testkit::tls::{Authority, Certified};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::fakes::{KINDS, services, snapshot};
use crate::plain::settings;

const AUTHORITY: &str = "authority";

/// A gateway with one service, and a route for each way of telling its host.
fn house(authority: &Authority, mut service: Value) -> Cores {
    service["ca_certificates"] = json!([Id::named("ca_certificates", AUTHORITY).to_string()]);
    let entities = [
        ("ca_certificates", AUTHORITY, json!({ "cert": authority.pem() })),
        ("services", "s", service),
        ("routes", "own", json!({ "paths": ["/own"], "service": "s" })),
        (
            "routes",
            "asked",
            json!({ "paths": ["/asked"], "service": "s", "preserve_host": true }),
        ),
    ];
    let (plan, problems) = compile(&snapshot(&entities), KINDS, &services(), None);
    assert!(problems.is_empty(), "{problems:?}");
    Cores::start(&settings(), &Arc::new(plan), &Arc::default()).unwrap()
}

/// The whole answer to one request.
async fn get(cores: &Cores, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(cores.bound()[0]).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut answer));
    read.await.unwrap().unwrap();
    answer
}

/// An upstream over TLS that says which name the handshake asked for, and which Host it is told.
async fn over_tls(shown: Certified) -> SocketAddr {
    let chain = CertificateDer::pem_slice_iter(shown.certificate.as_bytes());
    let chain = chain.collect::<Result<_, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let name = stream.get_ref().1.server_name().unwrap_or("no name").to_owned();
            let head = head(&mut stream).await;
            let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
            let said = format!("{name}, {host}");
            let length = said.len();
            let answer =
                format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{said}");
            stream.write_all(answer.as_bytes()).await.unwrap();
            let _ = stream.shutdown().await;
        }
    });
    address
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut head).await.unwrap(), 0);
    }
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

#[tokio::test]
async fn the_name_that_is_told_is_the_name_that_is_demanded() {
    let authority = Authority::new();
    let upstream = over_tls(authority.certify(&["localhost", "example.test"])).await;
    let port = upstream.port();
    let cores = house(
        &authority,
        json!({ "host": "localhost", "port": port, "protocol": "https", "tls_verify": true }),
    );
    let own = get(&cores, "/own", "example.test").await;
    assert!(own.ends_with(&format!("localhost, localhost:{port}")), "{own}");
    let asked = get(&cores, "/asked", "example.test").await;
    assert!(asked.ends_with("example.test, example.test"), "{asked}");
    // A name that the upstream cannot prove to have.
    let other = get(&cores, "/asked", "elsewhere.test").await;
    assert!(other.starts_with("HTTP/1.1 502 "), "{other}");
    assert!(
        other.contains("An invalid response was received from the upstream server"),
        "{other}"
    );
    assert_eq!(failures(&cores), (1, 0));
}

// Whoever names authorities wants them to count, unless it is said that they do not.
#[tokio::test]
async fn verification_is_what_is_said_or_else_what_is_meant() {
    let (ours, strangers) = (Authority::new(), Authority::new());
    let port = over_tls(strangers.localhost()).await.port();
    for (verify, status) in [(json!(null), "502"), (json!(true), "502"), (json!(false), "200")] {
        let service = json!({ "host": "localhost", "port": port, "protocol": "https", "tls_verify": verify });
        let answer = get(&house(&ours, service), "/own", "example.test").await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{verify}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_service_that_says_nothing_is_504_after_all_attempts() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // Its TLS handshake never ends.
    let cores = house(
        &Authority::new(),
        json!({ "host": "127.0.0.1", "port": port, "protocol": "https", "connect_timeout": 50, "retries": 2 }),
    );
    let late = get(&cores, "/own", "example.test").await;
    assert!(late.starts_with("HTTP/1.1 504 "), "{late}");
    assert!(late.contains("The upstream server is timing out"), "{late}");
    assert_eq!(failures(&cores), (1, 2));
}

fn failures(cores: &Cores) -> (u64, u64) {
    let Totals {
        upstream_failures,
        upstream_retries,
        ..
    } = cores.totals();
    (upstream_failures, upstream_retries)
}
