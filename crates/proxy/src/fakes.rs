//! Requests and plugins for the tests of this crate.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use model::{Document, Id, PluginKind, Snapshot};
use plugin::{
    Answer, Body, BodyNeed, Connection, Directory, Exchange, Fault, Finished, Forward, Head, Kind, Logs,
    Misconfigured, Plugin, Received, Relay, RequestId, Scheme, Services, Target, Verdict, Version,
};
use ports::{NodeSecrets, Outside, Timestamp, Work};
use schema::Record;
use serde_json::{Value, json};

/// A request to `example.test` in the clear, from 192.0.2.7.
pub(crate) fn exchange(method: Method, target: &str) -> Exchange {
    let target = Target::parse(target).unwrap();
    Exchange {
        id: RequestId::new(7),
        received: Received {
            at: Timestamp::from_millis(1_767_225_600_000),
            method: method.clone(),
            scheme: Scheme::Http,
            authority: HeaderValue::from_static("example.test"),
            target: target.clone(),
            version: Version::Http11,
            client: "192.0.2.7:4000".parse().unwrap(),
            connection: Rc::new(Connection::new(
                "192.0.2.7:4000".parse().unwrap(),
                "192.0.2.1:8000".parse().unwrap(),
                None,
            )),
            port: 8000,
            forwarded: None,
        },
        head: Head::new(),
        body: Body::default(),
        forward: Forward::new(method, target),
        downstream: Head::new(),
        matched: None,
        consumer: None,
        credential: None,
        authenticated_groups: None,
        consumer_groups: None,
        directory: Directory::default(),
    }
}

/// What a fake plugin is told to do. Each also leaves its label in the answer when its turn comes,
/// as `x-turn`, and `x-back` on the way back.
#[derive(Record, Clone)]
pub(crate) struct Script {
    /// By what it is known in the answer.
    pub(crate) label: String,
    /// What it does.
    #[field(default = "pass")]
    pub(crate) does: String,
    /// A header that it owns.
    pub(crate) header: Option<String>,
    /// A header that it fills with another one, `to:from`.
    pub(crate) relays: Option<String>,
    /// A header that it keeps, and tells the client on the way back.
    pub(crate) keeps: Option<String>,
}

/// A fake plugin: `early` goes before `middle` and `late`.
pub(crate) struct Fake<const PRIORITY: i32>(Script, Arc<Told>);

/// What fakes tell of finished requests.
#[derive(Default)]
pub(crate) struct Told(pub(crate) Mutex<Vec<String>>);

/// How often a fake had its turn on this core.
#[derive(Default)]
pub(crate) struct Turns(Cell<u32>);

impl<const PRIORITY: i32> Plugin for Fake<PRIORITY> {
    const NAME: &'static str = match PRIORITY {
        300 => "early",
        200 => "middle",
        _ => "late",
    };
    const PRIORITY: i32 = PRIORITY;
    type Config = Script;
    type Local = Turns;

    fn new(config: Script, services: &Services) -> Result<Self, Misconfigured> {
        match config.does.as_str() {
            "not build" => Err(Misconfigured::new("fake.broken", "it cannot be built".to_owned())),
            _ => Ok(Self(config, services.shared.the())),
        }
    }

    fn owns(&self) -> Vec<HeaderName> {
        self.0.header.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn relays(&self) -> Vec<Relay> {
        let pairs = self.0.relays.iter().filter_map(|pair| pair.split_once(':'));
        let relay = |(to, from): (&str, &str)| Relay {
            to: to.parse().unwrap(),
            from: from.parse().ok(),
            option: &["relays"],
        };
        pairs.map(relay).collect()
    }

    fn keeps(&self) -> Vec<HeaderName> {
        self.0.keeps.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn body(&self, _: &Exchange) -> BodyNeed {
        match self.0.does.as_str() {
            "hold" => BodyNeed::Buffer { limit: 8 },
            _ => BodyNeed::Stream,
        }
    }

    fn at_once(&self, here: &Turns, x: &mut Exchange) -> Option<Verdict> {
        here.0.set(here.0.get() + 1);
        if self.0.does == "at once" {
            x.downstream
                .append(TURN, text(&format!("{} at once", self.0.label)));
            return Some(Verdict::Pass);
        }
        None
    }

    async fn access(&self, here: &Turns, x: &mut Exchange) -> Result<Verdict, Fault> {
        let label = match self.0.does.as_str() {
            "count" => format!("{} {}", self.0.label, here.0.get()),
            _ => self.0.label.clone(),
        };
        x.downstream.append(TURN, text(&label));
        match self.0.does.as_str() {
            "reply" => {
                return Ok(Verdict::Reply(Box::new(Answer::message(
                    StatusCode::IM_A_TEAPOT,
                    "tea",
                ))));
            }
            "fail" => return Err(broken()),
            "wait" => std::future::pending().await,
            "fall over" => {
                tokio::task::yield_now().await;
                panic!("a fake plugin was told to fall over");
            }
            "recognise" => x.consumer = Some(Arc::new(consumer(&self.0.label))),
            "set a cookie" => x.downstream.append(header::SET_COOKIE, text("ours=1")),
            _ => {}
        }
        Ok(Verdict::Pass)
    }

    fn respond(&self, _: &Turns, x: &Exchange, answer: &mut Answer) -> Result<(), Fault> {
        // What the plugins left for the client is told apart from what the upstream said.
        assert!(
            x.downstream.has(&TURN) || self.0.does == "hold",
            "{}",
            self.0.label
        );
        assert!(!answer.head.has(&TURN), "{}", self.0.label);
        answer.head.append(BACK, text(&self.0.label));
        for name in self.keeps() {
            let kept = x.head.get(&name).cloned();
            kept.into_iter().for_each(|value| answer.head.append(KEPT, value));
        }
        match self.0.does.as_str() {
            "fail on the way back" => Err(broken()),
            _ => Ok(()),
        }
    }

    fn logs(&self) -> Logs {
        match self.0.does.as_str() {
            "fall over in the log" | "tell all" => Logs::Particulars,
            "tell" => Logs::Figures,
            _ => Logs::Nothing,
        }
    }

    fn log(&self, _: &Turns, finished: &Finished) {
        assert_ne!(self.0.does, "fall over in the log");
        let Finished {
            method,
            target,
            status,
            ended_by,
            request_size,
            answer_size,
            ..
        } = finished;
        let label = &self.0.label;
        let mut told = format!(
            "{label}: {method} {} {} {ended_by:?} {request_size} {answer_size}",
            target.as_str(),
            status.as_u16()
        );
        if let Some(particulars) = finished.particulars.as_deref() {
            for (side, head) in [("<", &particulars.request), (">", &particulars.answer)] {
                let lines = head.iter().map(|(name, value)| format!("{side}{name}={value:?}"));
                told.extend(lines.map(|line| format!(" {line}")));
            }
            let tries = particulars.tries.iter();
            told.extend(tries.map(|one| format!(" {}/{:?}/{:?}", one.host, one.ip, one.failed)));
            told.extend(
                particulars
                    .forwarded
                    .as_ref()
                    .map(|to| format!(" to {}", to.as_str())),
            );
        }
        self.1.0.lock().unwrap().push(told);
    }
}

pub(crate) const TURN: HeaderName = HeaderName::from_static("x-turn");
pub(crate) const BACK: HeaderName = HeaderName::from_static("x-back");
pub(crate) const KEPT: HeaderName = HeaderName::from_static("x-kept");

/// The fakes, as they stand in a list.
pub(crate) const KINDS: &[Kind] = &[
    Kind::of::<Fake<300>>(),
    Kind::of::<Fake<200>>(),
    Kind::of::<Fake<100>>(),
];

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap()
}

fn broken() -> Fault {
    Fault::Broken {
        code: "fake.broken",
        detail: "it was told to".to_owned(),
    }
}

/// The consumer of that name.
pub(crate) fn consumer(name: &str) -> model::Consumer {
    let id = Id::named("consumers", name).to_string();
    Record::decode(&json!({ "id": id, "username": name })).unwrap()
}

/// Ports that nobody may use.
pub(crate) fn services() -> Services {
    Services {
        http: testkit::http::Scripted::new().port(),
        clock: Arc::new(testkit::clock::SettableClock::default()),
        entropy: Arc::new(testkit::entropy::Counted::default()),
        outside: Arc::new(Nowhere),
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![7; 32]])),
        deposits: Arc::new(testkit::deposits::InMemory::default()),
        shared: Arc::default(),
    }
}

struct Nowhere;

impl Outside for Nowhere {
    fn run(&self, _: Work) {
        panic!("nothing here works outside");
    }
}

/// A snapshot of `(kind, name, body)`; links are written as names, `"service": "a"`.
pub(crate) fn snapshot(entities: &[(&'static str, &str, Value)]) -> Arc<Snapshot> {
    let offered = |kind: &Kind| PluginKind {
        name: kind.name,
        priority: kind.priority,
        schema: kind.schema,
        protocols: model::HTTP_PROTOCOLS,
        is_for_consumers: kind.is_for_consumers,
    };
    let catalogue = model::Catalogue::new(KINDS.iter().map(offered));
    let documents: Vec<Document> = entities.iter().map(document).collect();
    Arc::new(Snapshot::build(&catalogue, 1, &documents).0)
}

fn document((kind, name, body): &(&'static str, &str, Value)) -> Document {
    let mut body = body.clone();
    for (field, to) in [
        ("service", "services"),
        ("route", "routes"),
        ("consumer", "consumers"),
        ("consumer_group", "consumer_groups"),
        ("upstream", "upstreams"),
    ] {
        if let Some(linked) = body.get(field).and_then(Value::as_str) {
            body[field] = json!({ "id": Id::named(to, linked).to_string() });
        }
    }
    let key = match *kind {
        "plugins" => "instance_name",
        "consumers" => "username",
        "targets" => "target",
        _ => "name",
    };
    if !matches!(
        *kind,
        "certificates" | "ca_certificates" | "consumer_group_consumers"
    ) && body.get(key).is_none()
    {
        body[key] = json!(name);
    }
    Document {
        kind,
        id: Id::named(kind, name),
        workspace: model::DEFAULT_WORKSPACE,
        body,
    }
}
