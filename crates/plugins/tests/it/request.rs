//! A request as a plugin meets it, and the plugin as a chain meets it, without a socket.

use std::rc::Rc;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method};
use plugin::{
    Body, Connection, Exchange, Forward, Head, Kind, Misconfigured, Received, RequestId, Scheme, Seat,
    Services, Target, Version,
};
use ports::{NodeSecrets, Outside, Work};
use schema::render::remedy;
use serde_json::Value;
use testkit::clock::SettableClock;
use testkit::entropy::Counted;
use testkit::http::Scripted;

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
        forward: Forward {
            method: Method::GET,
            target,
        },
        downstream: Head::new(),
        matched: None,
        consumer: None,
        credential: None,
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
