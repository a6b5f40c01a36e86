//! How often memory is asked for while a live session is let through, or a token that was verified before.

use std::rc::Rc;
use std::sync::Arc;

use allocation_counter::measure;
use lychgate::catalogue::catalogue;
use lychgate::plugins::PLUGINS;
use model::{DEFAULT_WORKSPACE, Document, Id, Snapshot};
use net::HttpClient;
use plugin::{
    Body, Connection, Directory, Exchange, Forward, Head, HeaderName, HeaderValue, Method, Received,
    RequestId, Scheme, Seat, Services, Target, Verdict, Version, header,
};
use ports::{Http, NodeSecrets};
use serde_json::{Value, json};
use testkit::entropy::Counted;
use testkit::http::Scripted;
use testkit::outside::OnTokio;

use crate::house::{CLIENT_ID, CLIENT_SECRET, House};

/// The secret that both gateways seal with, so that each knows the other's sessions.
const SECRET: &str = "a-secret-of-more-than-32-characters";

/// The plugin as it sits in the house, on a core of its own.
fn seat(house: &House, http: Arc<dyn Http>) -> Seat {
    seat_with(house, http, json!({}))
}

/// The same with more options.
fn seat_with(house: &House, http: Arc<dyn Http>, options: Value) -> Seat {
    let kind = PLUGINS.iter().find(|kind| kind.name == "openid-connect").unwrap();
    let schema = (kind.schema)();
    let mut config = json!({
        "issuer": house.idp.issuer(),
        "client_id": [CLIENT_ID],
        "client_secret": [CLIENT_SECRET],
        "redirect_uri": [house.url("/")],
        "session_secret": SECRET,
    });
    let Value::Object(options) = options else {
        panic!("options are an object")
    };
    config.as_object_mut().unwrap().extend(options);
    schema::fill(&schema, &mut config);
    let services = Services {
        http,
        clock: Arc::new(house.clock.clone()),
        entropy: Arc::new(Counted::default()),
        outside: Arc::new(OnTokio::current()),
        node_secrets: Arc::new(NodeSecrets::new(Vec::new())),
        deposits: Arc::new(testkit::deposits::InMemory::default()),
        shared: Arc::default(),
    };
    kind.build(&config, &services).unwrap().seat()
}

/// A GET as a browser sends it, with this header.
fn get(name: HeaderName, value: &str) -> Exchange {
    let target = Target::parse("/app/page?x=1").unwrap();
    let mut head = Head::new();
    head.append(header::ACCEPT, HeaderValue::from_static("text/html"));
    head.append(header::USER_AGENT, HeaderValue::from_static("a browser"));
    head.append(name, HeaderValue::try_from(value).unwrap());
    let client = ([127, 0, 0, 1], 40_000).into();
    Exchange {
        id: RequestId::new(1),
        received: Received {
            at: ports::Timestamp::default(),
            method: Method::GET,
            scheme: Scheme::Http,
            authority: HeaderValue::from_static("app.example"),
            target: target.clone(),
            version: Version::Http11,
            client,
            connection: Rc::new(Connection::new(client, ([127, 0, 0, 1], 8000).into(), None)),
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_session_asks_for_little_memory() {
    let house = House::start(&[&format!("session_secret: {SECRET}")]).await;
    let browser = house.browser();
    let there = browser.arrive(browser.get(&house.url("/")).await).await;
    let back = browser.submit(&there.form().press("alice")).await;
    assert_eq!(browser.arrive(back).await.status, 200);
    let cookie = format!("session={}", browser.cookie("session").unwrap().value);
    let seat = seat(&house, Scripted::new().port());
    // The first one opens the cookie, and what it holds is kept.
    assert!(matches!(
        seat.at_once(&mut get(header::COOKIE, &cookie)),
        Some(Verdict::Pass)
    ));
    for _ in 0..10 {
        let mut exchange = get(header::COOKIE, &cookie);
        let mut verdict = None;
        let counted = measure(|| verdict = seat.at_once(&mut exchange));
        assert!(matches!(verdict, Some(Verdict::Pass)), "{verdict:?}");
        assert!(exchange.head.has(&header::AUTHORIZATION) && !exchange.head.has(&header::COOKIE));
        // Finding the session, judging it and rewriting the headers ask for nothing.
        assert_eq!(counted.count_total, 0, "{counted:?}");
    }
    // Whoever shows nothing is not let in at once, and costs next to nothing.
    let mut exchange = get(header::COOKIE, "theme=dark");
    let counted = measure(|| assert!(seat.at_once(&mut exchange).is_none()));
    assert_eq!(counted.count_total, 0, "{counted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_verified_asks_for_little_memory() {
    let house = House::start(&[]).await;
    house.sign_in(&house.browser(), "/", "alice").await;
    let seen = house.upstream.requests().pop().unwrap();
    let bearer = seen.header("authorization")[0].to_owned();
    let seat = seat(&house, Arc::new(HttpClient::new(&[]).unwrap()));
    // The first one finds the provider, and is verified by what is known of it then.
    let mut exchange = get(header::AUTHORIZATION, &bearer);
    assert!(seat.at_once(&mut exchange).is_none());
    let verdict = seat.access(&mut exchange).unwrap().await;
    assert!(matches!(verdict, Ok(Verdict::Pass)), "{verdict:?}");
    for _ in 0..10 {
        let mut exchange = get(header::AUTHORIZATION, &bearer);
        let mut verdict = None;
        let counted = measure(|| verdict = seat.at_once(&mut exchange));
        assert!(matches!(verdict, Some(Verdict::Pass)), "{verdict:?}");
        assert_eq!(exchange.credential.unwrap().id.as_ref(), "u-alice");
        assert_eq!(counted.count_total, 0, "{counted:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_was_exchanged_asks_for_little_memory() {
    let house = House::start(&[]).await;
    let basic = format!("Basic {}", jose::base64::encode(b"alice:wonderland"));
    let options = json!({ "auth_methods": ["password"] });
    let seat = seat_with(&house, Arc::new(HttpClient::new(&[]).unwrap()), options);
    let mut exchange = get(header::AUTHORIZATION, &basic);
    assert!(seat.at_once(&mut exchange).is_none());
    let verdict = seat.access(&mut exchange).unwrap().await;
    assert!(matches!(verdict, Ok(Verdict::Pass)), "{verdict:?}");
    for _ in 0..10 {
        let mut exchange = get(header::AUTHORIZATION, &basic);
        let mut verdict = None;
        // What is decided at once is decided on this core alone.
        let counted = measure(|| verdict = seat.at_once(&mut exchange));
        assert!(matches!(verdict, Some(Verdict::Pass)), "{verdict:?}");
        assert_eq!(exchange.credential.unwrap().id.as_ref(), "u-alice");
        assert!(
            exchange
                .head
                .get(&header::AUTHORIZATION)
                .unwrap()
                .as_bytes()
                .starts_with(b"Bearer ")
        );
        assert_eq!(counted.count_total, 0, "{counted:?}");
    }
    // Beside anything else that may be a credential, and with any other secret, there is a longer way.
    let other = format!("Basic {}", jose::base64::encode(b"alice:wonderlanD"));
    assert!(seat.at_once(&mut get(header::AUTHORIZATION, &other)).is_none());
    for (name, value) in [("authorization", basic.as_str()), ("x-query", "username=alice")] {
        let mut exchange = get(header::AUTHORIZATION, &basic);
        match name {
            "authorization" => exchange
                .head
                .append(header::AUTHORIZATION, HeaderValue::try_from(value).unwrap()),
            _ => exchange.received.target = Target::parse(&format!("/app/page?{value}")).unwrap(),
        }
        assert!(seat.at_once(&mut exchange).is_none(), "{value}");
    }
}

/// Whom a claim names is looked up each time, and put into headers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_of_a_claim_asks_for_some_memory() {
    let house = House::start(&[&format!("session_secret: {SECRET}")]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let cookie = format!("session={}", browser.cookie("session").unwrap().value);
    let options = json!({ "consumer_claims": [["sub"]] });
    let seat = seat_with(&house, Scripted::new().port(), options);
    let alice = Document {
        kind: "consumers",
        id: Id::named("consumers", "alice"),
        workspace: DEFAULT_WORKSPACE,
        body: json!({ "username": "alice", "custom_id": "u-alice" }),
    };
    let (snapshot, _) = Snapshot::build(&catalogue(PLUGINS), 1, &[alice]);
    let directory = Directory::of(Arc::new(snapshot));
    for time in 0..10 {
        let mut exchange = get(header::COOKIE, &cookie);
        exchange.directory = directory.clone();
        let mut verdict = None;
        let counted = measure(|| verdict = seat.at_once(&mut exchange));
        assert!(matches!(verdict, Some(Verdict::Pass)), "{verdict:?}");
        assert_eq!(exchange.consumer.unwrap().username.as_deref(), Some("alice"));
        // Four headers, each with memory of its own, and the list that they stand in.
        assert!(time == 0 || counted.count_total <= 6, "{counted:?}");
    }
    // Who is nobody here is not let in at once, and costs next to nothing.
    let mut exchange = get(header::COOKIE, &cookie);
    let counted = measure(|| assert!(seat.at_once(&mut exchange).is_none()));
    assert_eq!(counted.count_total, 0, "{counted:?}");
}

#[tokio::test]
async fn a_request_that_is_counted_asks_for_no_memory() {
    let kind = PLUGINS.iter().find(|kind| kind.name == "rate-limiting").unwrap();
    let schema = (kind.schema)();
    let mut config = json!({ "minute": 1000, "year": 1_000_000, "hide_client_headers": true });
    schema::fill(&schema, &mut config);
    let services = Services {
        http: Scripted::new().port(),
        clock: Arc::new(testkit::clock::SettableClock::default()),
        entropy: Arc::new(Counted::default()),
        outside: Arc::new(OnTokio::current()),
        node_secrets: Arc::new(NodeSecrets::new(Vec::new())),
        deposits: Arc::new(testkit::deposits::InMemory::default()),
        shared: Arc::default(),
    };
    let seat = kind.build(&config, &services).unwrap().seat();
    let pass = || {
        let mut exchange = get(header::ACCEPT_LANGUAGE, "en");
        measure(|| assert!(matches!(seat.at_once(&mut exchange), Some(Verdict::Pass)))).count_total
    };
    // The first one gets a place.
    assert!(pass() > 0);
    for _ in 0..10 {
        assert_eq!(pass(), 0);
    }
}
