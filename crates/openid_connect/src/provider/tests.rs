//! What must happen once happens once, and what is known stays known.

use std::sync::Arc;
use std::time::Duration;

use oidc::{Issuer, Standing};
use plugin::{Method, Services, StatusCode};
use ports::{HttpError, HttpRequest, NodeSecrets, Reach};
use serde_json::{Value, json};
use testkit::clock::SettableClock;
use testkit::entropy::Counted;
use testkit::http::{self, Scripted};
use testkit::outside::OnTokio;

use super::{Copy, Endpoint, Line, Unavailable};

const DISCOVERY: &str = "https://idp.test/.well-known/openid-configuration";
const KEYS: &str = "https://idp.test/keys";
const TOKEN: &str = "https://idp.test/token";

/// A line to a provider that follows a script.
struct House {
    script: Scripted,
    clock: SettableClock,
    line: Line,
}

impl House {
    fn open() -> Self {
        let script = Scripted::new();
        let clock = SettableClock::default();
        let services = Services {
            http: script.port(),
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(Counted::default()),
            outside: Arc::new(OnTokio::current()),
            node_secrets: Arc::new(NodeSecrets::new(vec![vec![7; 32]])),
        };
        let endpoint = Endpoint {
            issuer: Issuer::parse("https://idp.test").unwrap(),
            reach: Reach::Network,
            timeout: Duration::from_secs(10),
            cool_down: Duration::from_secs(30),
        };
        let line = Line::open(endpoint, &services);
        Self { script, clock, line }
    }

    fn plan(&self, url: &str, reply: &Value) {
        self.script
            .answer(Method::GET, url, Ok(http::json(StatusCode::OK, reply)));
    }

    fn plan_discovery(&self) {
        self.plan(
            DISCOVERY,
            &json!({
                "issuer": "https://idp.test",
                "authorization_endpoint": "https://idp.test/authorize",
                "token_endpoint": TOKEN,
                "jwks_uri": KEYS,
            }),
        );
        self.plan(KEYS, &json!({ "keys": [] }));
    }

    fn plan_outage(&self) {
        self.script
            .answer(Method::GET, DISCOVERY, Err(HttpError::Connect("refused".into())));
    }

    fn standing(&self, copy: &Copy) -> &'static str {
        self.line.look(copy, |standing| match standing {
            Standing::Known(_) => "known",
            Standing::Stale(_) => "stale",
            Standing::Absent => "absent",
        })
    }
}

fn redemption(code: &str) -> HttpRequest {
    HttpRequest {
        method: Method::POST,
        url: TOKEN.into(),
        headers: Vec::new(),
        body: format!("code={code}").into(),
        timeout: Duration::from_secs(10),
        limit: 1000,
        reach: Reach::Network,
    }
}

#[tokio::test]
async fn one_discovery_serves_all_cores() {
    let house = House::open();
    house.plan_discovery();
    let cores = [Copy::default(), Copy::default(), Copy::default()];
    tokio::join!(
        house.line.find(&cores[0]),
        house.line.find(&cores[1]),
        house.line.find(&cores[2])
    );
    for core in &cores {
        assert_eq!(house.standing(core), "known");
    }
    // Known is known: nobody is asked again.
    house.line.find(&cores[0]).await;
    assert_eq!(house.script.calls().len(), 2);
}

#[tokio::test]
async fn a_provider_that_was_down_is_found_later_and_not_pestered_meanwhile() {
    let house = House::open();
    let core = Copy::default();
    house.plan_outage();
    house.line.find(&core).await;
    assert_eq!(house.standing(&core), "absent");

    house.clock.advance(Duration::from_millis(4_999));
    house.line.find(&core).await;
    assert_eq!(house.script.calls().len(), 1);

    house.clock.advance(Duration::from_millis(1));
    house.plan_discovery();
    house.line.find(&core).await;
    assert_eq!(house.standing(&core), "known");
}

#[tokio::test]
async fn newer_keys_are_looked_for_after_the_cool_down_and_the_last_good_ones_stay() {
    let house = House::open();
    let core = Copy::default();
    house.plan_discovery();
    house.line.find(&core).await;
    assert_eq!(house.standing(&core), "known");

    // JK: a stream of unknown key ids must not become a stream of calls.
    house.line.renew(&core).await;
    assert_eq!(house.script.calls().len(), 2);

    house.clock.advance(Duration::from_secs(30));
    house.plan_outage();
    house.line.renew(&core).await;
    assert_eq!(house.standing(&core), "stale");

    house.clock.advance(Duration::from_secs(5));
    house.plan_discovery();
    house.line.renew(&core).await;
    assert_eq!(house.standing(&core), "known");
}

#[tokio::test]
async fn a_code_is_redeemed_once_however_many_ask() {
    let house = House::open();
    let held = house.script.hold(Method::POST, TOKEN);
    let asked = || house.line.once(redemption("C1"));
    let (first, second, ()) = tokio::join!(asked(), asked(), async {
        while house.script.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        held.release(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    });
    assert_eq!(first.unwrap().body, second.unwrap().body);
    // A reloaded callback gets the same tokens …
    house.clock.advance(Duration::from_secs(30));
    assert!(asked().await.is_ok());
    // … and then nothing, without another call: the provider would revoke what it gave.
    house.clock.advance(Duration::from_millis(1));
    assert_eq!(asked().await.unwrap_err(), Unavailable::AlreadyMade);
    assert_eq!(house.script.calls().len(), 1);
}

#[tokio::test]
async fn a_call_outlives_whoever_asked_for_it() {
    let house = House::open();
    let held = house.script.hold(Method::POST, TOKEN);
    let impatient = tokio::time::timeout(Duration::from_millis(20), house.line.once(redemption("C1")));
    assert!(impatient.await.is_err());
    held.release(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    assert!(house.line.once(redemption("C1")).await.is_ok());
    assert_eq!(house.script.calls().len(), 1);
}

#[tokio::test]
async fn different_codes_are_different_calls() {
    let house = House::open();
    for number in 1..=2 {
        let reply = http::json(StatusCode::OK, &json!({ "n": number }));
        house.script.answer(Method::POST, TOKEN, Ok(reply));
    }
    let first = house.line.once(redemption("C1")).await.unwrap();
    let second = house.line.once(redemption("C2")).await.unwrap();
    assert_ne!(first.body, second.body);
}
