//! A service behind the plugin, on two cores.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{HeaderName, HeaderValue, Method, header};
use model::{DEFAULT_WORKSPACE, Id, Route, Service};
use plugin::{
    Body, BodyNeed, Connection, Directory, Exchange, Handshake, Instance, Matched, Misconfigured, Scheme,
    Seat, Services, Target, Verdict,
};
use ports::{NodeSecrets, Outside, Work};
use schema::Record;
use serde_json::{Value, json};
use testkit::clock::SettableClock;
use testkit::deposits::InMemory;
use testkit::entropy::Counted;
use testkit::http::Scripted;
use testkit::outside::OnTokio;

use super::KIND;
use crate::people::people;
use crate::request::{decided, faults, get};

/// The plugin with these options, at services that share what is kept.
pub(super) struct Place {
    pub(super) seats: [Seat; 2],
    pub(super) clock: SettableClock,
    pub(super) deposits: InMemory,
    entropy: Arc<Counted>,
    pub(super) directory: Directory,
    runs: Arc<AtomicUsize>,
}

/// The runtime of the test, which counts what is worked on outside.
struct Counting {
    outside: OnTokio,
    runs: Arc<AtomicUsize>,
}

impl Outside for Counting {
    fn run(&self, work: Work) {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.outside.run(work);
    }
}

/// What somebody was told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) challenge: String,
    pub(super) caching: [String; 2],
}

pub(super) const KEY: &str = "the-key-of-the-page";
/// What Kong keeps of `kong-secret`.
pub(super) const KONGS: &str =
    "$pbkdf2-sha512$i=10000,l=32$AAECAwQFBgcICQoLDA0ODw$qgNRjPQA9HR/BndvuEY+vkQIBqFn3xmfnCEtnSBebOg";
pub(super) const CALLBACK: &str = "https://app.test/cb";

/// Options under which all grants are given, with these changes.
pub(super) fn all_grants(changes: &Value) -> Value {
    let mut config = json!({
        "provision_key": KEY,
        "enable_authorization_code": true,
        "enable_implicit_grant": true,
        "enable_client_credentials": true,
        "enable_password_grant": true,
        "scopes": ["email", "phone"],
    });
    let changes = changes.as_object().unwrap().clone();
    config.as_object_mut().unwrap().extend(changes);
    config
}

/// Ada's client with a secret, one whose secret is hashed, one that can keep none; Bob's client, and one taken over.
pub(super) fn clients() -> Directory {
    let client = |id: &str, more: Value| {
        let mut body = json!({
            "name": id, "client_id": id, "client_secret": format!("{id}-secret"), "hash_secret": false,
            "client_type": "confidential",
            "redirect_uris": [CALLBACK, "https://app.test/other?a=b"],
        });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        body
    };
    let kind = "oauth2_credentials";
    people(&[
        (kind, "ada", client("app", json!({}))),
        (kind, "ada", client("hashed", json!({ "hash_secret": true }))),
        (
            kind,
            "bob",
            client("taken", json!({ "hash_secret": true, "client_secret": KONGS })),
        ),
        (kind, "ada", client("public", json!({ "client_type": "public" }))),
        (kind, "bob", client("bobs", json!({}))),
        (kind, "bob", client("nowhere", json!({ "redirect_uris": null }))),
    ])
}

fn services(
    clock: &SettableClock,
    deposits: &InMemory,
    entropy: &Arc<Counted>,
    runs: &Arc<AtomicUsize>,
) -> Services {
    Services {
        http: Scripted::new().port(),
        clock: Arc::new(clock.clone()),
        entropy: Arc::<Counted>::clone(entropy),
        outside: Arc::new(Counting {
            outside: OnTokio::current(),
            runs: Arc::clone(runs),
        }),
        node_secrets: Arc::new(NodeSecrets::new(Vec::new())),
        deposits: Arc::new(deposits.clone()),
        shared: Arc::default(),
    }
}

/// The plugin with these options.
pub(super) fn built(mut config: Value) -> Result<Instance, Misconfigured> {
    let clock = SettableClock::default();
    faults(&KIND, &mut config);
    KIND.build(
        &config,
        &services(&clock, &InMemory::new(&clock), &Arc::default(), &Arc::default()),
    )
}

impl Place {
    /// All grants are given, with these changes.
    pub(super) fn new(changes: &Value) -> Self {
        let clock = SettableClock::default();
        let deposits = InMemory::new(&clock);
        Self::of(clock, deposits, Arc::default(), changes)
    }

    /// The same, where codes and tokens of this place are kept too.
    pub(super) fn beside(&self, changes: &Value) -> Self {
        let (clock, deposits) = (self.clock.clone(), self.deposits.clone());
        Self::of(clock, deposits, Arc::clone(&self.entropy), changes)
    }

    fn of(clock: SettableClock, deposits: InMemory, entropy: Arc<Counted>, changes: &Value) -> Self {
        let mut config = all_grants(changes);
        assert_eq!(faults(&KIND, &mut config), [""; 0], "{config}");
        let runs = Arc::default();
        let instance = KIND
            .build(&config, &services(&clock, &deposits, &entropy, &runs))
            .unwrap();
        Self {
            seats: [instance.seat(), instance.seat()],
            clock,
            deposits,
            entropy,
            directory: clients(),
            runs,
        }
    }

    /// What the house lends to whoever works on what is kept here.
    pub(super) fn services(&self) -> Services {
        services(&self.clock, &self.deposits, &self.entropy, &self.runs)
    }

    /// How often something was worked on outside of the cores since this was asked.
    pub(super) fn worked(&self) -> usize {
        self.runs.swap(0, Ordering::SeqCst)
    }

    /// A request over TLS to the service `app`.
    pub(super) fn request(&self, target: &str) -> Exchange {
        self.request_to("app", target)
    }

    pub(super) fn request_to(&self, service: &str, target: &str) -> Exchange {
        let mut exchange = get("/", &[]);
        let target = Target::parse(target).unwrap();
        exchange.received.target = target.clone();
        exchange.forward.target = target;
        exchange.received.at = self.now();
        exchange.received.scheme = Scheme::Https;
        let ends = (([127, 0, 0, 1], 40_000).into(), ([127, 0, 0, 1], 8443).into());
        exchange.received.connection = Rc::new(Connection::new(ends.0, ends.1, Some(Handshake::default())));
        exchange.matched = Some(Rc::new(matched(service)));
        exchange.directory = self.directory.clone();
        exchange
    }

    pub(super) fn now(&self) -> ports::Timestamp {
        ports::Clock::now(&self.clock)
    }

    /// A form to an endpoint of the service `app`.
    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Told {
        self.tell(0, form_to(self.request(path), form)).await
    }

    /// The request on one of the cores, which answers it itself.
    pub(super) async fn tell(&self, core: usize, mut exchange: Exchange) -> Told {
        match decided(&self.seats[core], &mut exchange).await.unwrap() {
            Verdict::Reply(answer) => {
                let text = |name: &HeaderName| answer.head.text(name).unwrap_or_default().to_owned();
                Told {
                    status: answer.status.as_u16(),
                    body: serde_json::from_slice(answer.body.in_memory().unwrap()).unwrap(),
                    challenge: text(&header::WWW_AUTHENTICATE),
                    caching: [text(&header::CACHE_CONTROL), text(&header::PRAGMA)],
                }
            }
            other => panic!("{other:?}"),
        }
    }

    /// What the page is told that asks for a code or a token.
    pub(super) async fn authorize(&self, more: &[(&str, &str)]) -> Told {
        let usual = [
            ("provision_key", KEY),
            ("authenticated_userid", "user-7"),
            ("client_id", "app"),
            ("response_type", "code"),
        ];
        self.post("/oauth2/authorize", &but(&usual, more)).await
    }

    /// A code for a client.
    pub(super) async fn code(&self, more: &[(&str, &str)]) -> String {
        let told = self.authorize(more).await;
        assert_eq!(told.status, 200, "{told:?}");
        argument(&told, "code")
    }

    /// What the client `app` is told that asks for a token.
    pub(super) async fn token(&self, more: &[(&str, &str)]) -> Told {
        let usual = [("client_id", "app"), ("client_secret", "app-secret")];
        self.post("/oauth2/token", &but(&usual, more)).await
    }

    /// What the client `app` is told that redeems a code.
    pub(super) async fn redeem(&self, code: &str, more: &[(&str, &str)]) -> Told {
        let usual = [("grant_type", "authorization_code"), ("code", code)];
        self.token(&[&usual, more].concat()).await
    }

    /// A token and a refresh token for the user `user-7`, by the password grant.
    pub(super) async fn given(&self, more: &[(&str, &str)]) -> [String; 2] {
        let usual = [
            ("grant_type", "password"),
            ("provision_key", KEY),
            ("authenticated_userid", "user-7"),
        ];
        let told = self.token(&but(&usual, more)).await;
        assert_eq!(told.status, 200, "{told:?}");
        ["access_token", "refresh_token"].map(|name| told.body[name].as_str().unwrap_or_default().to_owned())
    }

    /// Whether a token opens the service on that core.
    pub(super) async fn opens(&self, core: usize, token: &str) -> bool {
        let mut exchange = with_bearer(self.request("/"), token);
        matches!(decided(&self.seats[core], &mut exchange).await, Ok(Verdict::Pass))
    }
}

impl Told {
    /// Status, error and description.
    pub(super) fn error(&self) -> (u16, &str, &str) {
        let text = |name: &str| self.body[name].as_str().unwrap_or_default();
        (self.status, text("error"), text("error_description"))
    }
}

/// The pairs, of which an empty one leaves out the usual one.
fn but<'a>(usual: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let is_new = |name: &str| more.iter().all(|(other, _)| *other != name);
    let mut pairs: Vec<_> = usual.iter().copied().filter(|(name, _)| is_new(name)).collect();
    pairs.extend(more.iter().copied().filter(|(_, value)| !value.is_empty()));
    pairs
}

pub(super) fn form_to(mut exchange: Exchange, form: &[(&str, &str)]) -> Exchange {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    exchange.received.method = Method::POST;
    exchange.body = Body::from(body.finish());
    let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    exchange.head.set(header::CONTENT_TYPE, media_type);
    exchange
}

pub(super) fn with_bearer(mut exchange: Exchange, token: &str) -> Exchange {
    let line = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
    exchange.head.append(header::AUTHORIZATION, line);
    exchange
}

/// An argument of the URI to which a person is sent, in its query or its fragment.
pub(super) fn argument(told: &Told, name: &str) -> String {
    let uri = told.body["redirect_uri"].as_str().unwrap();
    let (_, arguments) = uri.split_once(['#', '?']).unwrap();
    let mut pairs = form_urlencoded::parse(arguments.as_bytes());
    let found = pairs.find(|(argument, _)| argument == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// What the plugin needs of a body.
pub(super) fn need(seat: &Seat, exchange: &Exchange) -> Option<usize> {
    match seat.body(exchange) {
        BodyNeed::Stream => None,
        BodyNeed::Buffer { limit } => Some(limit),
    }
}

fn matched(service: &str) -> Matched {
    let id = |kind| Id::named(kind, service).to_string();
    let service = json!({ "id": id("services"), "name": service, "host": "upstream.test" });
    let route = json!({ "id": id("routes"), "paths": ["/"] });
    Matched {
        route: Arc::new(record::<Route>(route)),
        service: Some(Arc::new(record::<Service>(service))),
        workspace: DEFAULT_WORKSPACE,
        names: Arc::default(),
    }
}

fn record<T: Record>(mut document: Value) -> T {
    schema::fill(&T::describe(), &mut document);
    T::decode(&document).unwrap()
}
