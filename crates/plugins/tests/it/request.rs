//! A request as a plugin meets it, and the plugin as a chain meets it, without a socket.

use std::rc::Rc;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method};
use plugin::{
    Body, Connection, Directory, Exchange, Fault, Forward, Head, Kind, Misconfigured, Received, RequestId,
    Scheme, Seat, Services, Target, Verdict, Version,
};
use ports::{NodeSecrets, Outside, Work};
use schema::render::remedy;
use serde_json::Value;
use testkit::clock::SettableClock;
use testkit::entropy::Counted;
use testkit::http::Scripted;
use testkit::outside::OnTokio;

/// A GET of `target` with these headers.
pub(crate) fn get(target: &str, headers: &[(&'static str, &'static str)]) -> Exchange {
    let target = Target::parse(target).unwrap();
    let mut head = Head::new();
    for (name, value) in headers {
        head.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Exchange {
        id: RequestId::new(1),
        received: Received {
            at: ports::Timestamp::default(),
            method: Method::GET,
            scheme: Scheme::Http,
            authority: HeaderValue::from_static("app.example"),
            target: target.clone(),
            version: Version::Http11,
            client: ([127, 0, 0, 1], 40_000).into(),
            connection: Rc::new(Connection::new(
                ([127, 0, 0, 1], 40_000).into(),
                ([127, 0, 0, 1], 8000).into(),
                None,
            )),
            port: 8000,
            forwarded: None,
        },
        head,
        body: Body::default(),
        forward: Forward::new(Method::GET, target),
        downstream: Head::new(),
        matched: None,
        consumer: None,
        credential: None,
        authenticated_groups: None,
        consumer_groups: None,
        directory: Directory::default(),
    }
}

/// What is wrong with a configuration, as people read it; defaults are put in.
pub(crate) fn faults(kind: &Kind, config: &mut Value) -> Vec<String> {
    let schema = (kind.schema)();
    schema::fill(&schema, config);
    remedy::lines(&schema::check(&schema, config))
}

/// The plugin on a core, from a configuration without faults.
pub(crate) fn seat(kind: &Kind, mut config: Value) -> Result<Seat, Misconfigured> {
    assert_eq!(faults(kind, &mut config), [""; 0], "{config}");
    Ok(kind.build(&config, &services())?.seat())
}

/// The same of a plugin that waits for work outside.
pub(crate) fn waiting_seat(kind: &Kind, mut config: Value) -> Seat {
    assert_eq!(faults(kind, &mut config), [""; 0], "{config}");
    let services = Services {
        outside: Arc::new(OnTokio::current()),
        ..services()
    };
    kind.build(&config, &services).unwrap().seat()
}

/// What the plugin decides, at once or after a wait.
pub(crate) async fn decided(seat: &Seat, exchange: &mut Exchange) -> Result<Verdict, Fault> {
    match seat.at_once(exchange) {
        Some(verdict) => Ok(verdict),
        None => seat.access(exchange).unwrap().await,
    }
}

/// The refusal that the plugin decides on: its status, its words, and what it asks for; nothing if the request passes.
pub(crate) async fn refused(seat: &Seat, exchange: &mut Exchange) -> Option<(u16, String, String)> {
    match decided(seat, exchange).await.unwrap() {
        Verdict::Pass => None,
        Verdict::Refuse(refusal) => Some((
            refusal.status.as_u16(),
            refusal.message.into_owned(),
            refusal
                .head
                .text(&http::header::WWW_AUTHENTICATE)
                .unwrap_or_default()
                .to_owned(),
        )),
        reply => panic!("{reply:?}"),
    }
}

/// The same, with these services.
pub(crate) fn seat_with(kind: &Kind, mut config: Value, services: &Services) -> Result<Seat, Misconfigured> {
    assert_eq!(faults(kind, &mut config), [""; 0], "{config}");
    Ok(kind.build(&config, services)?.seat())
}

/// Services of which a plugin that decides at once needs none.
pub(crate) fn services() -> Services {
    Services {
        http: Scripted::new().port(),
        clock: Arc::new(SettableClock::default()),
        entropy: Arc::new(Counted::default()),
        outside: Arc::new(Nowhere),
        node_secrets: Arc::new(NodeSecrets::new(Vec::new())),
        deposits: Arc::new(testkit::deposits::InMemory::default()),
        shared: Arc::default(),
    }
}

struct Nowhere;

impl Outside for Nowhere {
    fn run(&self, _: Work) {
        panic!("this plugin has nothing to wait for");
    }
}
