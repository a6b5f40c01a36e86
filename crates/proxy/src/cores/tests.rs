use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use model::{Catalogue, Document, Id, PluginKind, Snapshot};
use plugin::{Exchange, Fault, Kind, Misconfigured, Plugin, Services, Verdict};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use serde_json::{Value, json};
use testkit::clock::SettableClock;
use testkit::entropy::{Counted, Dry};
use testkit::tls::Authority;

use super::{CoreGone, Cores, Drained, Settings};
use crate::access_log::AccessLog;
use crate::compile::{Plan, compile};
use crate::fakes::{KINDS, Script, services, snapshot};
use crate::listener::Listen;
use crate::rules::Rules;
use crate::wire::Limits;

const TEAPOT: &str = "HTTP/1.1 418 ";
const NOWHERE: &str = "HTTP/1.1 404 ";

fn settings(addresses: &[&str]) -> Settings {
    let listen = |address: &&str| Listen {
        address: address.parse().unwrap(),
        tls: None,
    };
    Settings {
        cores: NonZeroUsize::new(2).unwrap(),
        listens: addresses.iter().map(listen).collect(),
        limits: Limits::default(),
        rules: Rules::default(),
        access_log: AccessLog::Off,
        clock: Arc::new(SettableClock::default()),
        entropy: Arc::new(Counted::default()),
    }
}

/// A plan in which the path `/tea` does what it is told.
fn plan(does: &str) -> Arc<Plan> {
    let entities: &[(&'static str, &str, Value)] = &[
        ("routes", "tea", json!({ "paths": ["/tea"] })),
        (
            "plugins",
            "tea",
            json!({ "name": "late", "route": "tea", "config": { "label": "tea", "does": does } }),
        ),
    ];
    Arc::new(compile(&snapshot(entities), KINDS, &services(), None).0)
}

fn empty() -> Arc<Plan> {
    Arc::new(compile(&snapshot(&[]), KINDS, &services(), None).0)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

fn asking(address: SocketAddr, head: &str) -> TcpStream {
    let mut stream = connect(address);
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// The answer to one request on a connection of its own, which any core may take.
fn ask(address: SocketAddr) -> String {
    let mut answer = String::new();
    let head = "GET /tea HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    asking(address, head).read_to_string(&mut answer).unwrap();
    answer
}

fn wait_until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < Duration::from_secs(10), "it never came to be");
        std::thread::yield_now();
    }
}

#[test]
fn every_address_is_served_by_every_core() {
    let cores = Cores::start(
        &settings(&["127.0.0.1:0", "[::1]:0"]),
        &plan("reply"),
        &Arc::default(),
    )
    .unwrap();
    let [first, second] = *cores.bound() else {
        panic!("two addresses")
    };
    assert!(first.is_ipv4() && second.is_ipv6() && first.port() != 0 && second.port() != 0);
    for _ in 0..20 {
        for address in [first, second] {
            assert!(ask(address).starts_with(TEAPOT));
        }
    }
    wait_until(|| cores.totals().open == 0);
    let totals = cores.totals();
    assert_eq!(
        (totals.accepted, totals.requests, totals.answers[4]),
        (40, 40, 40)
    );
    let busy = cores.threads.iter().filter(|thread| {
        let mut sum = super::Totals::default();
        thread.counters.add_to(&mut sum);
        sum.accepted > 0
    });
    assert_eq!(busy.count(), 2, "the system deals connections out");
}

#[tokio::test]
async fn a_plan_is_followed_by_all_cores_once_it_is_applied() {
    let cores = Cores::start(&settings(&["127.0.0.1:0"]), &empty(), &Arc::default()).unwrap();
    let address = cores.bound()[0];
    for (plan, begin) in [
        (plan("reply"), TEAPOT),
        (empty(), NOWHERE),
        (plan("reply"), TEAPOT),
    ] {
        cores.apply(&plan, &Arc::default()).await.unwrap();
        for _ in 0..10 {
            assert!(ask(address).starts_with(begin));
        }
    }
}

#[tokio::test]
async fn draining_cuts_what_does_not_end_by_itself() {
    let cores = Cores::start(&settings(&["127.0.0.1:0"]), &plan("wait"), &Arc::default()).unwrap();
    let address = cores.bound()[0];
    let mut idle = asking(address, "GET /else HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut busy = asking(address, "GET /tea HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_until(|| cores.totals().requests == 2 && cores.totals().answers[4] == 1);
    let drained = cores.drain(Duration::from_millis(100)).await;
    assert_eq!(drained, Drained { finished: 1, cut: 1 });
    let (mut first, mut second) = (String::new(), String::new());
    idle.read_to_string(&mut first).unwrap();
    busy.read_to_string(&mut second).unwrap();
    assert!(first.starts_with(NOWHERE) && second.is_empty(), "{first}{second}");
    assert_eq!(
        TcpStream::connect(address).unwrap_err().kind(),
        ErrorKind::ConnectionRefused
    );
    wait_until(|| cores.totals().open == 0);
}

#[test]
fn dropping_the_cores_ends_connections_and_frees_the_port() {
    let first = Cores::start(&settings(&["127.0.0.1:0"]), &plan("wait"), &Arc::default()).unwrap();
    let address = first.bound()[0];
    let taken = Cores::start(&settings(&[&address.to_string()]), &empty(), &Arc::default()).unwrap_err();
    assert_eq!(taken.kind(), ErrorKind::AddrInUse);
    assert!(taken.to_string().contains(&address.to_string()), "{taken}");
    let mut waiting = asking(address, "GET /tea HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_until(|| first.totals().requests == 1);
    drop(first);
    let mut rest = Vec::new();
    let _ = waiting.read_to_end(&mut rest);
    assert!(rest.is_empty());
    let second = Cores::start(
        &settings(&[&address.to_string()]),
        &plan("reply"),
        &Arc::default(),
    )
    .unwrap();
    assert!(ask(second.bound()[0]).starts_with(TEAPOT));
}

#[test]
fn any_thread_may_command_the_cores() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Cores>();
    is_shared::<Plan>();
}

#[test]
fn without_randomness_nothing_starts() {
    let refused = Cores::start(
        &Settings {
            entropy: Arc::new(Dry),
            ..settings(&["127.0.0.1:0"])
        },
        &empty(),
        &Arc::default(),
    );
    assert!(refused.unwrap_err().to_string().contains("entropy.none"));
}

#[tokio::test]
async fn a_core_that_falls_over_is_named_and_the_others_go_on() {
    let cores = Cores::start(&settings(&["127.0.0.1:0"]), &empty(), &Arc::default()).unwrap();
    let address = cores.bound()[0];
    SEATS_LEFT.store(1, SeqCst);
    let gone = cores.apply(&fragile(), &Arc::default()).await.unwrap_err();
    let CoreGone::Ended { core } = gone else {
        panic!("{gone}")
    };
    assert_eq!(gone.code(), "core.ended");
    wait_until(|| cores.threads[core].handle.is_finished());
    for _ in 0..10 {
        assert!(ask(address).starts_with(TEAPOT));
    }
    assert_eq!(
        cores.apply(&plan("reply"), &Arc::default()).await,
        Err(CoreGone::Ended { core })
    );
    assert_eq!(cores.drain(Duration::from_secs(5)).await.cut, 0);
}

static SEATS_LEFT: AtomicU32 = AtomicU32::new(0);

/// A plugin that falls over when it is to sit down on more cores than there are seats.
struct Fragile;

struct SitsDown;

impl Default for SitsDown {
    fn default() -> Self {
        let left = SEATS_LEFT.fetch_sub(1, SeqCst);
        assert_eq!(left, 1, "there is a seat left");
        Self
    }
}

impl Plugin for Fragile {
    const NAME: &'static str = "fragile";
    const PRIORITY: i32 = 1;
    type Config = Script;
    type Local = SitsDown;

    fn new(_: Script, _: &Services) -> Result<Self, Misconfigured> {
        Ok(Self)
    }

    async fn access(&self, _: &SitsDown, _: &mut Exchange) -> Result<Verdict, Fault> {
        let tea = plugin::Answer::new(plugin::StatusCode::IM_A_TEAPOT);
        Ok(Verdict::Reply(Box::new(tea)))
    }
}

fn fragile() -> Arc<Plan> {
    const KIND: Kind = Kind::of::<Fragile>();
    let offered = PluginKind {
        name: KIND.name,
        priority: KIND.priority,
        schema: KIND.schema,
        protocols: model::HTTP_PROTOCOLS,
        is_for_consumers: true,
    };
    let document = |kind, name, body| Document {
        kind,
        id: Id::named(kind, name),
        workspace: model::DEFAULT_WORKSPACE,
        body,
    };
    let documents = [
        document("routes", "tea", json!({ "name": "tea", "paths": ["/tea"] })),
        document(
            "plugins",
            "tea",
            json!({ "name": "fragile", "config": { "label": "tea" } }),
        ),
    ];
    let snapshot = Snapshot::build(&Catalogue::new([offered]), 1, &documents).0;
    Arc::new(compile(&Arc::new(snapshot), &[KIND], &services(), None).0)
}

#[test]
fn https_is_served_and_handshakes_have_a_limit() {
    let authority = Authority::new();
    let certified = authority.localhost();
    let key = PrivateKeyDer::from_pem_slice(certified.key.as_bytes()).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(certified.certificate.as_bytes()).unwrap()];
    let server = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let limits = Limits {
        handshake: Duration::from_secs(1),
        ..Limits::default()
    };
    let mut settings = Settings {
        limits,
        ..settings(&["127.0.0.1:0"])
    };
    settings.listens[0].tls = Some(Arc::new(server));
    let tea = json!({ "name": "late", "config": { "label": "tea", "does": "reply" } });
    let entities: &[(&'static str, &str, Value)] = &[
        (
            "routes",
            "tea",
            json!({ "paths": ["/tea"], "snis": ["localhost"] }),
        ),
        ("plugins", "tea", tea),
    ];
    let plan = Arc::new(compile(&snapshot(entities), KINDS, &services(), None).0);
    let cores = Cores::start(&settings, &plan, &Arc::default()).unwrap();
    let address = cores.bound()[0];

    let mut silent = connect(address);
    assert_eq!(silent.read(&mut [0]).unwrap(), 0);
    let mut plain = asking(address, "GET /tea HTTP/1.1\r\nHost: a\r\n\r\n");
    // Nothing of it is read but that it is HTTP.
    let mut bytes = Vec::new();
    plain.read_to_end(&mut bytes).unwrap();
    let answer = String::from_utf8(bytes).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 ") && answer.contains("HTTPS port"),
        "{answer}"
    );
    drop(plain);
    wait_until(|| cores.totals().tls_failures == 2);

    // The name of the handshake reaches the router. To an address no name is sent.
    for (name, status) in [("localhost", TEAPOT), ("127.0.0.1", NOWHERE)] {
        let answer = asked_over_tls(address, &authority, name);
        assert!(answer.starts_with(status), "{name}: {answer}");
    }
}

/// A listener whose own certificate is for localhost, and a plan whose certificates are for other names.
#[tokio::test]
async fn clients_are_shown_the_certificate_of_the_name_they_ask_for() {
    let authority = Authority::new();
    let [own, shop, any] =
        [&["localhost"][..], &["shop.test"], &["a.shop.test"]].map(|names| authority.certify(names));
    let shown = |one: &testkit::tls::Certified| {
        crate::wire::Shown {
            certificate: &one.certificate,
            key: &one.key,
        }
        .server()
    };
    let mut settings = settings(&["127.0.0.1:0"]);
    settings.listens[0].tls = Some(Arc::new(shown(&own).unwrap()));
    let cores = Cores::start(&settings, &empty(), &Arc::default()).unwrap();
    let address = cores.bound()[0];
    let names = ["localhost", "shop.test", "a.shop.test"];
    let trusted = |name| over_tls(address, &authority, name).is_ok();
    assert_eq!(names.map(trusted), [true, false, false]);
    let sni = |name: &'static str, to: &str| {
        let to = json!({ "id": model::Id::named("certificates", to).to_string() });
        ("snis", name, json!({ "certificate": to }))
    };
    let certificate = |one: &testkit::tls::Certified| json!({ "cert": one.certificate, "key": one.key });
    let entities = [
        ("certificates", "shop", certificate(&shop)),
        ("certificates", "any", certificate(&any)),
        sni("shop.test", "shop"),
        sni("*.shop.test", "any"),
    ];
    let (named, problems) = compile(&snapshot(&entities), KINDS, &services(), None);
    assert_eq!(problems, []);
    cores.apply(&Arc::new(named), &Arc::default()).await.unwrap();
    // On whichever core they arrive.
    for _ in 0..4 {
        assert_eq!(names.map(trusted), [true; 3]);
    }
}

/// Reads to a proper end: TLS says goodbye before the connection closes.
fn asked_over_tls(address: SocketAddr, authority: &Authority, name: &'static str) -> String {
    over_tls(address, authority, name).unwrap()
}

/// An error if the certificate does not bear the name.
fn over_tls(address: SocketAddr, authority: &Authority, name: &'static str) -> std::io::Result<String> {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap())
        .unwrap();
    let client = rustls::ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name).unwrap();
    let session = rustls::ClientConnection::new(Arc::new(client), name).unwrap();
    let mut stream = rustls::StreamOwned::new(session, connect(address));
    stream.write_all(b"GET /tea HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
