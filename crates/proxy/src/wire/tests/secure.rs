//! Upstreams over TLS: who is believed, what is shown, and which connections are kept apart.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use plugin::{Answer, Exchange, StatusCode, header};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{HandshakeKind, RootCertStore, ServerConfig, SupportedProtocolVersion, version};
use testkit::tls::{Authority, Certified};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::spawn_local;
use tokio_rustls::TlsAcceptor;

use super::{House, Limits, Nowhere, Origin, SECOND, To, Upstream, on_a_core, said};
use crate::wire::{Authorities, Shown, Tls, Verification};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const VERSIONS: [&[&SupportedProtocolVersion]; 2] = [&[&version::TLS12], &[&version::TLS13]];

/// What a TLS server saw of a handshake.
#[derive(Clone, Debug, PartialEq)]
struct Saw {
    name: Option<String>,
    protocol: Option<Vec<u8>>,
    kind: HandshakeKind,
}

/// An upstream over TLS that answers whatever it is asked.
struct Server {
    port: u16,
    saw: Rc<RefCell<Vec<Saw>>>,
}

/// Whether a server ends a connection after one answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Open,
    Closes,
}

impl Server {
    async fn open(config: ServerConfig, keeps: Keeps) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let saw = Rc::<RefCell<Vec<Saw>>>::default();
        let (seen, acceptor) = (Rc::clone(&saw), TlsAcceptor::from(Arc::new(config)));
        spawn_local(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (seen, acceptor) = (Rc::clone(&seen), acceptor.clone());
                spawn_local(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let session = stream.get_ref().1;
                    seen.borrow_mut().push(Saw {
                        name: session.server_name().map(str::to_owned),
                        protocol: session.alpn_protocol().map(<[u8]>::to_vec),
                        kind: session.handshake_kind().unwrap(),
                    });
                    let mut head = Vec::new();
                    while stream.read_buf(&mut head).await.unwrap_or(0) > 0 {
                        if head.ends_with(b"\r\n\r\n") {
                            head.clear();
                            stream.write_all(OK.as_bytes()).await.unwrap();
                            stream.flush().await.unwrap();
                            if keeps == Keeps::Closes {
                                let _ = stream.shutdown().await;
                                return;
                            }
                        }
                    }
                });
            }
        });
        Self { port, saw }
    }

    fn saw(&self) -> Vec<Saw> {
        self.saw.borrow().clone()
    }
}

fn chain(pem: &str) -> Vec<CertificateDer<'static>> {
    let certificates = CertificateDer::pem_slice_iter(pem.as_bytes());
    certificates.collect::<Result<_, _>>().unwrap()
}

fn server(
    versions: &[&'static SupportedProtocolVersion],
    shown: &Certified,
    wants: Option<&Authority>,
) -> ServerConfig {
    let key = PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .unwrap();
    let builder = match wants {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(chain(authority.pem()));
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let mut config = builder.with_single_cert(chain(&shown.certificate), key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

/// Asks `port` once, and tells how it ended: `200 ok`, or a code.
async fn asked(port: u16, host: &str, tls: Tls) -> String {
    let to = To::new("127.0.0.1", port, SECOND, SECOND)
        .over(Some(tls))
        .retried(2);
    let house = House::passing(to, Limits::default()).await;
    let mut client = house.client().await;
    client
        .send(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"))
        .await;
    let head = client.head().await;
    let retries = house.totals().upstream_retries;
    assert_eq!(
        retries, 0,
        "what is not believed is not believed the second time: {head}"
    );
    let told = head.lines().find_map(|line| line.strip_prefix("x-said: "));
    told.unwrap_or(&head[9..15]).to_owned()
}

fn verified(authority: &str, depth: usize) -> Tls {
    let authorities = Authorities::These(&[authority]);
    Tls::new(Verification::Chain { authorities, depth }, None).unwrap()
}

fn issued(
    name: &str,
    issuer: Option<&Issuer<'static, KeyPair>>,
    change: impl FnOnce(&mut CertificateParams),
) -> (Issuer<'static, KeyPair>, Certified) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    change(&mut params);
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let certified = Certified {
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    };
    (Issuer::new(params, key), certified)
}

fn authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

#[test]
fn verified_upstreams_prove_their_name_in_both_versions_of_tls() {
    on_a_core(async {
        let ours = Authority::new();
        let strangers = Authority::new();
        for versions in VERSIONS {
            for (shown, host, tls, told) in [
                (
                    ours.certify(&["up.test"]),
                    "up.test",
                    verified(ours.pem(), 1),
                    "200 ok",
                ),
                // A port is no part of the name, and case is none either.
                (
                    ours.certify(&["up.test"]),
                    "UP.test:8443",
                    verified(ours.pem(), 0),
                    "200 ok",
                ),
                (
                    ours.certify(&["127.0.0.1"]),
                    "127.0.0.1",
                    verified(ours.pem(), 0),
                    "200 ok",
                ),
                (
                    ours.certify(&["::1"]),
                    "[::1]:1",
                    verified(ours.pem(), 0),
                    "200 ok",
                ),
                // Another name.
                (
                    ours.certify(&["up.test"]),
                    "other.test",
                    verified(ours.pem(), 1),
                    "upstream.tls",
                ),
                // An authority that nobody knows.
                (
                    strangers.certify(&["up.test"]),
                    "up.test",
                    verified(ours.pem(), 1),
                    "upstream.tls",
                ),
            ] {
                let server = Server::open(server(versions, &shown, None), Keeps::Open).await;
                assert_eq!(asked(server.port, host, tls).await, told, "{host}, {versions:?}");
                if told == "200 ok" && host.contains(".test") {
                    let saw = &server.saw()[0];
                    assert_eq!(saw.name.as_deref(), Some("up.test"));
                    assert_eq!(saw.protocol.as_deref(), Some(b"http/1.1".as_slice()));
                }
            }
        }
    });
}

#[test]
fn whom_the_system_trusts_is_not_everybody() {
    on_a_core(async {
        let own = Authority::new();
        let verification = Verification::Chain {
            authorities: Authorities::System,
            depth: 1,
        };
        // A machine without authorities believes nobody, too.
        let Ok(tls) = Tls::new(verification, None) else {
            return;
        };
        let config = server(VERSIONS[1], &own.certify(&["up.test"]), None);
        let server = Server::open(config, Keeps::Open).await;
        assert_eq!(asked(server.port, "up.test", tls).await, "upstream.tls");
    });
}

#[test]
fn an_upstream_that_need_not_prove_itself_is_believed() {
    on_a_core(async {
        let (_, old) = issued("old.test", None, |params| {
            params.not_after = date_time_ymd(2001, 1, 1)
        });
        for versions in VERSIONS {
            let tls = Tls::new(Verification::None, None).unwrap();
            let server = Server::open(server(versions, &old, None), Keeps::Open).await;
            assert_eq!(asked(server.port, "any.test", tls).await, "200 ok");
        }
    });
}

#[test]
fn a_certificate_is_of_no_use_outside_of_its_time() {
    on_a_core(async {
        let (issuer, root) = issued("root", None, authority);
        for (from, to, told) in [
            (2000, 2001, "upstream.tls"),
            (4000, 4001, "upstream.tls"),
            (2000, 4001, "200 ok"),
        ] {
            let (_, leaf) = issued("up.test", Some(&issuer), |params| {
                params.not_before = date_time_ymd(from, 1, 1);
                params.not_after = date_time_ymd(to, 1, 1);
            });
            let server = Server::open(server(VERSIONS[1], &leaf, None), Keeps::Open).await;
            let tls = verified(&root.certificate, 1);
            assert_eq!(asked(server.port, "up.test", tls).await, told, "{from} to {to}");
        }
    });
}

#[test]
fn a_chain_may_have_just_so_many_certificates_between_its_ends() {
    on_a_core(async {
        let (root, root_pem) = issued("root", None, authority);
        let (first, first_pem) = issued("first", Some(&root), authority);
        let (second, second_pem) = issued("second", Some(&first), authority);
        let (_, mut one) = issued("up.test", Some(&first), |_| {});
        let (_, mut two) = issued("up.test", Some(&second), |_| {});
        let (_, mut none) = issued("up.test", Some(&root), |_| {});
        one.certificate += &first_pem.certificate;
        two.certificate = format!(
            "{}{}{}",
            two.certificate, second_pem.certificate, first_pem.certificate
        );
        // What is sent along and is not needed does not count.
        none.certificate = format!(
            "{}{}{}",
            none.certificate, second_pem.certificate, first_pem.certificate
        );
        for (leaf, depth, told) in [
            (&none, 0, "200 ok"),
            (&one, 0, "upstream.tls"),
            (&one, 1, "200 ok"),
            (&two, 1, "upstream.tls"),
            (&two, 2, "200 ok"),
            (&two, 64, "200 ok"),
        ] {
            let server = Server::open(server(VERSIONS[1], leaf, None), Keeps::Open).await;
            let tls = verified(&root_pem.certificate, depth);
            assert_eq!(asked(server.port, "up.test", tls).await, told, "depth {depth}");
        }
    });
}

#[test]
fn a_client_certificate_is_shown_to_who_asks_for_it() {
    on_a_core(async {
        let (ours, strangers) = (Authority::new(), Authority::new());
        let shown = ours.certify(&["up.test"]);
        for versions in VERSIONS {
            for (client, told) in [
                (Some(ours.certify(&["gateway.test"])), "200 ok"),
                (Some(strangers.certify(&["gateway.test"])), "upstream.tls"),
                (None, "upstream.tls"),
            ] {
                let server = Server::open(server(versions, &shown, Some(&ours)), Keeps::Open).await;
                let authorities = Authorities::These(&[ours.pem()]);
                let client = client.as_ref().map(|client| Shown {
                    certificate: &client.certificate,
                    key: &client.key,
                });
                let tls = Tls::new(
                    Verification::Chain {
                        authorities,
                        depth: 1,
                    },
                    client,
                )
                .unwrap();
                assert_eq!(asked(server.port, "up.test", tls).await, told, "{versions:?}");
            }
        }
    });
}

#[test]
fn what_does_not_speak_tls_is_not_spoken_to() {
    on_a_core(async {
        let origin = Origin::open().await;
        let port = origin.address.port();
        spawn_local(async move {
            let mut connection = origin.accept().await;
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n").await;
            connection.rest().await;
        });
        let tls = Tls::new(Verification::None, None).unwrap();
        assert_eq!(asked(port, "up.test", tls).await, "upstream.tls");
    });
}

#[test]
fn a_handshake_that_takes_too_long_is_given_up() {
    on_a_core(async {
        let origin = Origin::open().await;
        let short = SECOND / 10;
        let to = To::new("127.0.0.1", origin.address.port(), short, SECOND)
            .over(Some(Tls::new(Verification::None, None).unwrap()));
        let house = House::passing(to, Limits::default()).await;
        let mut client = house.client().await;
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        let _silent = origin.accept().await;
        assert!(client.head().await.contains("upstream.connect_timeout"));
    });
}

#[test]
fn a_host_that_no_certificate_can_name_reaches_nobody() {
    on_a_core(async {
        let tls = Tls::new(Verification::None, None).unwrap();
        assert_eq!(asked(1, "a_b..c", tls).await, "upstream.tls");
    });
}

/// A gateway whose services lead to the same upstream with different identities; the path says which.
async fn house_of(port: u16, identities: Vec<Tls>) -> House {
    let tos: Vec<To> = identities
        .into_iter()
        .map(|tls| To::new("127.0.0.1", port, SECOND, SECOND).over(Some(tls)))
        .collect();
    let way = async move |mut x: Exchange, upstream: Upstream| -> Answer {
        let number: usize = x.received.target.path()[1..].parse().unwrap();
        x.head.remove(&header::TRANSFER_ENCODING);
        match upstream.send(&mut x, &tos[number], &mut Nowhere).await {
            Ok(answer) => answer,
            Err(error) => said(StatusCode::BAD_GATEWAY, error.code()),
        }
    };
    House::with_upstream(Limits::default(), way).await.0
}

// SM-26, PO-24: neither a connection nor a ticket of one identity serves another.
#[test]
fn identities_share_neither_connections_nor_tickets() {
    on_a_core(async {
        let ours = Authority::new();
        let shown = ours.certify(&["up.test", "other.test"]);
        let client = ours.certify(&["gateway.test"]);
        let client = Shown {
            certificate: &client.certificate,
            key: &client.key,
        };
        let identities = || {
            vec![
                Tls::new(Verification::None, None).unwrap(),
                Tls::new(Verification::None, Some(client)).unwrap(),
                verified(ours.pem(), 1),
                verified(ours.pem(), 2),
            ]
        };
        for (keeps, again) in [(Keeps::Open, None), (Keeps::Closes, Some(HandshakeKind::Resumed))] {
            let server = Server::open(server(VERSIONS[1], &shown, None), keeps).await;
            let house = house_of(server.port, identities()).await;
            let mut client = house.client().await;
            let mut handshakes = Vec::new();
            for (number, host) in [
                (0, "up.test"),
                (1, "up.test"),
                (2, "up.test"),
                (3, "up.test"),
                (0, "other.test"),
            ] {
                for time in [Some(HandshakeKind::Full), again] {
                    client
                        .send(format!("GET /{number} HTTP/1.1\r\nHost: {host}\r\n\r\n"))
                        .await;
                    assert!(client.head().await.starts_with("http/1.1 200"));
                    client.until("ok").await;
                    // The end of a connection is seen by its task.
                    tokio::time::sleep(SECOND / 50).await;
                    handshakes.extend(time);
                }
            }
            let saw: Vec<_> = server.saw().into_iter().map(|saw| saw.kind).collect();
            assert_eq!(saw, handshakes);
        }
    });
}

#[test]
fn what_cannot_be_shown_or_believed_is_told_before_anybody_asks() {
    let (one, other) = (Authority::new(), Authority::new());
    let (mine, yours) = (one.certify(&["a"]), other.certify(&["b"]));
    let garbled = "-----BEGIN CERTIFICATE-----\nMAIC\n-----END CERTIFICATE-----\n";
    let shown = |certificate, key| Tls::new(Verification::None, Some(Shown { certificate, key }));
    let believed = |pems: &[&str]| {
        let authorities = Authorities::These(pems);
        Tls::new(
            Verification::Chain {
                authorities,
                depth: 1,
            },
            None,
        )
    };
    for (made, code) in [
        (shown(&mine.certificate, &yours.key), "tls.certificate_unusable"),
        (shown(garbled, &mine.key), "tls.certificate_unusable"),
        (shown("", &mine.key), "tls.certificate_unusable"),
        (shown(&mine.certificate, garbled), "tls.key_unusable"),
        (believed(&[one.pem(), garbled]), "tls.authority_unusable"),
        (believed(&[]), "tls.no_authorities"),
    ] {
        assert_eq!(made.map(|_| ()).unwrap_err().code(), code);
    }
    assert!(shown(&mine.certificate, &mine.key).is_ok() && believed(&[one.pem(), other.pem()]).is_ok());
}

// SM-26: schemes that prove who somebody is once per connection.
#[test]
fn a_connection_that_belongs_to_somebody_serves_nobody_else() {
    on_a_core(async {
        for (proof, shared) in [
            ("Bearer abc", true),
            ("NTLM TlRM", false),
            ("negotiate YII=", false),
        ] {
            let origin = Origin::open().await;
            let house = House::before(origin.address, Limits::default()).await;
            let mut client = house.client().await;
            client
                .send(format!(
                    "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: {proof}\r\n\r\n"
                ))
                .await;
            let (_, mut connection) = origin.answer(OK).await;
            client.until("ok").await;
            client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").await;
            match shared {
                true => assert!(connection.head().await.starts_with("get /next")),
                false => assert_eq!(connection.rest().await, "", "{proof}"),
            }
        }
    });
}
