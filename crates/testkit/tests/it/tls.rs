//! The authority of certificates.

use std::net::SocketAddr;
use std::sync::Arc;

use testkit::browser::Browser;
use testkit::clock::SettableClock;
use testkit::tls::{Authority, Certified};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A server that answers every connection with the same few bytes.
async fn serve(certified: &Certified) -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_slice(certified.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // A client that does not trust us hangs up in the handshake.
            let Ok(mut tls) = acceptor.accept(socket).await else {
                continue;
            };
            drop(tls.read(&mut [0; 4096]).await);
            let answer = "HTTP/1.1 200 OK\r\nset-cookie: c=1; Secure\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi";
            drop(tls.write_all(answer.as_bytes()).await);
            drop(tls.shutdown().await);
        }
    });
    address
}

#[tokio::test]
async fn who_trusts_the_authority_trusts_its_certificates_and_no_others() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let port = serve(&authority.localhost()).await.port();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{port}/");
        let reply = authority.client().get(&url).send().await.unwrap();
        assert_eq!(reply.text().await.unwrap(), "hi");
        assert!(stranger.client().get(&url).send().await.is_err());
    }
}

#[tokio::test]
async fn a_certificate_is_good_for_its_names_only() {
    let authority = Authority::new();
    let port = serve(&authority.certify(&["app.test"])).await.port();
    let browser = Browser::new(&SettableClock::default())
        .trusting(&authority)
        .knowing("app.test");
    let page = browser.get(&format!("https://app.test:{port}/")).await;
    assert_eq!(page.text(), "hi");
    assert!(browser.cookie("c").unwrap().secure);
    let elsewhere = authority.client().get(format!("https://127.0.0.1:{port}/"));
    assert!(elsewhere.send().await.is_err());
}

#[test]
fn keys_are_not_printed() {
    let certified = Authority::new().localhost();
    assert!(certified.key.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(!format!("{certified:?}").contains("PRIVATE KEY"));
}
