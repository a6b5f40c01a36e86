//! Servers that speak no TLS one should rely on (RFC 9325).

use std::sync::Arc;

use net::HttpClient;
use ports::{Http, HttpRequest, Terms, Verification};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::server::get;

/// A ServerHello (RFC 5246 section 7.4.1.3) of this version that chooses this cipher suite.
fn server_hello(version: [u8; 2], suite: [u8; 2]) -> Vec<u8> {
    let random = [7; 32];
    // Neither a session, nor compression, nor extensions.
    let body = [&version[..], &random, &[0], &suite, &[0]].concat();
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap();
    let handshake = [&[2, 0, 0, length(&body)][..], &body].concat();
    [&[22, 3, 3, 0, length(&handshake)][..], &handshake].concat()
}

// DI-16
#[tokio::test]
async fn outdated_versions_and_weak_ciphers_are_refused() {
    for (version, suite) in [
        // TLS_RSA_WITH_AES_128_CBC_SHA, in TLS 1.0 and 1.1.
        ([3, 1], [0, 0x2f]),
        ([3, 2], [0, 0x2f]),
        // SSL 3.0.
        ([3, 0], [0, 0x0a]),
        // In TLS 1.2 the same, then 3DES, RC4, one without encryption, and one without a server that proves itself.
        ([3, 3], [0, 0x2f]),
        ([3, 3], [0, 0x0a]),
        ([3, 3], [0, 0x05]),
        ([3, 3], [0, 0x3b]),
        ([3, 3], [0, 0x6c]),
    ] {
        for verification in [Verification::Verified, Verification::NotVerified] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let (hello, offered) = oneshot::channel();
            tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = vec![0; 4096];
                let read = stream.read(&mut bytes).await.unwrap();
                bytes.truncate(read);
                hello.send(bytes).unwrap();
                stream.write_all(&server_hello(version, suite)).await.unwrap();
                let _ = stream.read(&mut [0; 4096]).await;
            });
            let request = HttpRequest {
                terms: Arc::new(Terms {
                    verification,
                    ..Terms::default()
                }),
                ..get(&format!("https://localhost:{port}/"))
            };
            let error = HttpClient::new(&[]).unwrap().send(request).await.unwrap_err();
            assert_eq!(error.code(), "http.tls", "{version:?} {suite:?} {error}");
            // It is not even offered: the extension of versions names 1.3 and 1.2 (RFC 8446 section 4.2.1).
            let offered = offered.await.unwrap();
            let versions = [0, 0x2b, 0, 5, 4, 3, 4, 3, 3];
            assert!(offered.windows(versions.len()).any(|part| part == versions));
        }
    }
}
