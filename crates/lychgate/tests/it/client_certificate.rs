//! Who the gateway is at its provider: by a certificate that it shows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use sample_idp::{Client, Idp};
use testkit::tls::{Authority, Certified};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::client_auth::{login, provider};
use crate::house::{CLIENT_ID, House};

/// What stands before a provider and takes nobody without a certificate of its authority.
struct Door {
    port: u16,
    /// The certificates that were shown, in the order of the connections.
    shown: Arc<Mutex<Vec<Vec<u8>>>>,
    refused: Arc<AtomicU64>,
}

impl Door {
    async fn before(idp: &Idp, authority: &Authority) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(demanding(authority));
        let (shown, refused) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<AtomicU64>::default());
        let (book, count, behind) = (Arc::clone(&shown), Arc::clone(&refused), idp.address());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut inside) = acceptor.accept(stream).await else {
                    count.fetch_add(1, Ordering::Relaxed);
                    continue;
                };
                let certificate = inside.get_ref().1.peer_certificates().unwrap()[0].to_vec();
                book.lock().unwrap().push(certificate);
                tokio::spawn(async move {
                    let mut outside = TcpStream::connect(behind).await.unwrap();
                    // Either side may hang up.
                    let _ = tokio::io::copy_bidirectional(&mut inside, &mut outside).await;
                });
            }
        });
        Self { port, shown, refused }
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    fn shown(&self) -> Vec<Vec<u8>> {
        self.shown.lock().unwrap().clone()
    }
}

/// TLS of a server that demands a certificate of this authority, and has one of its own.
fn demanding(authority: &Authority) -> Arc<ServerConfig> {
    let own = authority.localhost();
    let mut roots = RootCertStore::empty();
    roots.add(certificate(authority.pem())).unwrap();
    let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&crypto));
    let config = ServerConfig::builder_with_provider(crypto)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_single_cert(
            vec![certificate(&own.certificate)],
            PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap(),
        );
    Arc::new(config.unwrap())
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

const ID: &str = "0dc6f45b-8f8d-40d2-a504-473544ee190b";

/// The entity under that id.
fn entity(certified: &Certified) -> String {
    let indented = |pem: &str| pem.trim().replace('\n', "\n      ");
    format!(
        "certificates:\n  - id: {ID}\n    cert: |\n      {}\n    key: |\n      {}\n",
        indented(&certified.certificate),
        indented(&certified.key)
    )
}

// PO-25, PO-26; how-to: mutual TLS with the provider.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_shown_there_and_nowhere_else() {
    let mut house = House::start(&[]).await;
    let client = Client::public(CLIENT_ID).redirecting_to(house.url("/"));
    let idp = provider(&house, vec![client]).await;
    let door = Door::before(&idp, &house.authority).await;
    let options = [
        "auth_methods: [session, authorization_code, password]".to_owned(),
        "client_auth: [tls_client_auth]".to_owned(),
        format!("tls_client_auth_cert_id: {ID}"),
        format!("mtls_token_endpoint: {}", door.url("/v1/token")),
        "search_user_info: true".to_owned(),
        "display_errors: true".to_owned(),
    ];
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let shown = house.authority.certify(&["gateway.example"]);
    let config = format!("{}{}", login(&house, &idp, &options), entity(&shown));
    house.apply(&config).await;
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let reply = house
        .program()
        .request("GET", "/")
        .basic_auth("bob", Some("builder"));
    assert_eq!(reply.send().await.unwrap().status(), 200);
    // Each call for tokens came through that door, and nothing else did.
    assert_eq!(idp.calls().token, 2);
    let first = certificate(&shown.certificate).to_vec();
    let seen = door.shown();
    assert!(!seen.is_empty() && seen.iter().all(|certificate| *certificate == first));
    assert!(idp.calls().discovery > 0 && idp.calls().userinfo > 0);
    assert_eq!(door.refused.load(Ordering::Relaxed), 0);

    // Another certificate under that id counts at once.
    let newer = house.authority.certify(&["gateway.example"]);
    let config = format!("{}{}", login(&house, &idp, &options), entity(&newer));
    house.apply(&config).await;
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(door.shown().pop(), Some(certificate(&newer.certificate).to_vec()));

    // One that the provider does not know, one whose key is another's, and none at all: nobody passes, and nobody is
    // called without.
    let calls = idp.calls().token;
    let stranger = Authority::new().certify(&["gateway.example"]);
    let torn = Certified {
        key: newer.key.clone(),
        ..shown.clone()
    };
    for (entity, code) in [
        (entity(&stranger), "http."),
        (entity(&torn), "http.client_certificate"),
        (String::new(), "client.no_certificate"),
    ] {
        let config = format!("{}{entity}", login(&house, &idp, &options));
        house.apply(&config).await;
        let page = house.sign_in(&house.browser(), "/", "alice").await;
        assert_eq!(page.status, 503, "{}", page.text());
        assert!(
            page.text().contains("token.unavailable"),
            "{code}: {}",
            page.text()
        );
        assert_eq!(idp.calls().token, calls, "{code}");
    }
}

/// Where the provider's own certificate is not to be looked at, it may be anybody's; otherwise not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_side_proves_who_it_is_unless_it_is_told_otherwise() {
    let mut house = House::start(&[]).await;
    let client = Client::public(CLIENT_ID).redirecting_to(house.url("/"));
    let idp = provider(&house, vec![client]).await;
    let others = Authority::new();
    let door = Door::before(&idp, &others).await;
    let shown = others.certify(&["gateway.example"]);
    for (verify, status) in [("true", 503), ("false", 200)] {
        let options = [
            "client_auth: [self_signed_tls_client_auth]".to_owned(),
            format!("tls_client_auth_cert_id: {ID}"),
            format!("tls_client_auth_ssl_verify: {verify}"),
            format!("mtls_token_endpoint: {}", door.url("/v1/token")),
        ];
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let config = format!("{}{}", login(&house, &idp, &options), entity(&shown));
        house.apply(&config).await;
        let page = house.sign_in(&house.browser(), "/", "alice").await;
        assert_eq!(page.status, status, "{verify}: {}", page.text());
    }
}
