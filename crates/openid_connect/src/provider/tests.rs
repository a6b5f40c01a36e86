//! What must happen once happens once, and what is known stays known.

use std::sync::Arc;
use std::time::Duration;

use oidc::{DiscoveryRules, Issuer, Standing};
use plugin::{HeaderValue, Method, Services, StatusCode};
use ports::{HttpError, HttpReply, HttpRequest, Reach, Verification};
use serde_json::{Value, json};
use testkit::clock::SettableClock;
use testkit::http::{self, Scripted};

use super::{Copy, Desk, Endpoint, Line, Repeat, Unavailable};
use crate::fakes::services;

mod believed;
mod more_keys;
mod outages;
mod remembered;

const DISCOVERY: &str = "https://idp.test/.well-known/openid-configuration";
const KEYS: &str = "https://idp.test/keys";
const TOKEN: &str = "https://idp.test/token";

/// A line to a provider that follows a script.
struct House {
    script: Scripted,
    clock: SettableClock,
    services: Services,
    line: Line,
}

fn endpoint() -> Endpoint {
    Endpoint {
        issuer: Issuer::parse("https://idp.test").unwrap(),
        rules: DiscoveryRules::default(),
        headers: Vec::new(),
        more_keys: Vec::new(),
        reach: Reach::Network,
        terms: Arc::default(),
        trust: Verification::Verified,
        timeout: Duration::from_secs(10),
        cool_down: Duration::from_secs(30),
        lifetime: Some(Duration::from_secs(3600)),
    }
}

impl House {
    fn open() -> Self {
        let script = Scripted::new();
        let clock = SettableClock::default();
        let services = services(&script, &clock);
        let line = Line::open(endpoint(), &services);
        Self {
            script,
            clock,
            services,
            line,
        }
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

    fn plan_discovery_with_keys(&self, keys: &[Value], wish: &'static str) {
        let document = json!({
            "issuer": "https://idp.test",
            "authorization_endpoint": "https://idp.test/authorize",
            "token_endpoint": TOKEN,
            "jwks_uri": KEYS,
        });
        for (url, body) in [(DISCOVERY, document), (KEYS, json!({ "keys": keys }))] {
            let mut reply = http::json(StatusCode::OK, &body);
            reply
                .headers
                .push((plugin::header::CACHE_CONTROL, HeaderValue::from_static(wish)));
            self.script.answer(Method::GET, url, Ok(reply));
        }
    }

    fn plan_outage(&self) {
        self.script
            .answer(Method::GET, DISCOVERY, Err(HttpError::Connect("refused".into())));
    }

    async fn redeem(&self, code: &str) -> Result<HttpReply, Unavailable> {
        let reply = self
            .line
            .call(Desk::Logins, redemption(code), code.as_bytes(), Repeat::Never)
            .await;
        reply.map(|reply| reply.reply)
    }

    async fn refresh(&self, token: &str) -> Result<HttpReply, Unavailable> {
        let reply = self
            .line
            .call(
                Desk::Logins,
                redemption(token),
                token.as_bytes(),
                Repeat::AfterOutage,
            )
            .await;
        reply.map(|reply| reply.reply)
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
    HttpRequest::post(TOKEN, format!("code={code}"))
}

/// Waits for all of these at once.
async fn all<F: Future>(waiting: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = waiting.map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|cx| {
        for (one, output) in waiting.iter_mut().filter(|(_, output)| output.is_none()) {
            if let std::task::Poll::Ready(found) = one.as_mut().poll(cx) {
                *output = Some(found);
            }
        }
        match waiting.iter().all(|(_, output)| output.is_some()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, output)| output).collect()
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

// DI-13
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

// JK-02, JK-18
#[tokio::test]
async fn newer_keys_are_looked_for_after_the_cool_down_and_the_last_good_ones_stay() {
    let house = House::open();
    let core = Copy::default();
    house.plan_discovery();
    house.line.find(&core).await;
    assert_eq!(house.standing(&core), "known");

    // A stream of unknown key ids must not become a stream of calls.
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
    let asked = || house.redeem("C1");
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
    let impatient = tokio::time::timeout(Duration::from_millis(20), house.redeem("C1"));
    assert!(impatient.await.is_err());
    held.release(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    assert!(house.redeem("C1").await.is_ok());
    assert_eq!(house.script.calls().len(), 1);
}

#[tokio::test]
async fn different_codes_are_different_calls() {
    let house = House::open();
    for number in 1..=2 {
        let reply = http::json(StatusCode::OK, &json!({ "n": number }));
        house.script.answer(Method::POST, TOKEN, Ok(reply));
    }
    let first = house.redeem("C1").await.unwrap();
    let second = house.redeem("C2").await.unwrap();
    assert_ne!(first.body, second.body);
}

/// How many keys there are, as this core sees it.
fn keys(house: &House, core: &Copy) -> usize {
    house.line.look(core, |standing| {
        standing.provider().map_or(0, |provider| provider.keys.len())
    })
}

// JK-03, JK-04, JK-16
#[tokio::test]
async fn what_has_been_known_for_long_is_looked_up_anew_beside_the_requests() {
    let house = House::open();
    let core = Copy::default();
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    // The provider's own wishes about caches count for nothing: neither a year nor nothing at all.
    for wish in ["max-age=31536000", "no-store, max-age=0", "max-age=-1"] {
        house.plan_discovery_with_keys(std::slice::from_ref(&key), wish);
        house.line.renew(&core).await;
        assert_eq!(keys(&house, &core), 1, "{wish}");
        let calls = house.script.calls().len();
        house.clock.advance(Duration::from_secs(3600));
        house.line.find(&core).await;
        assert_eq!(house.script.calls().len(), calls, "{wish}");
        // Now it is too long ago. The request does not wait; what comes of it counts from then on.
        house.plan_discovery_with_keys(&[], wish);
        house.clock.advance(Duration::from_millis(1));
        house.line.find(&core).await;
        assert_eq!(keys(&house, &core), 1, "{wish}");
        while keys(&house, &core) == 1 {
            tokio::task::yield_now().await;
        }
        assert_eq!(house.script.calls().len(), calls + 2, "{wish}");
        house.clock.advance(Duration::from_secs(31));
    }
}

#[tokio::test]
async fn an_outage_of_the_provider_takes_nothing_away() {
    let house = House::open();
    let core = Copy::default();
    house.plan_discovery();
    house.line.find(&core).await;
    house.clock.advance(Duration::from_secs(3601));
    house.plan_outage();
    house.line.find(&core).await;
    while house.standing(&core) != "stale" {
        tokio::task::yield_now().await;
    }
    assert!(house.line.look(&core, |standing| standing.provider().is_some()));
}

// TK-17
#[tokio::test]
async fn two_hundred_ask_for_one_refresh() {
    let house = House::open();
    let held = house.script.hold(Method::POST, TOKEN);
    let all = all((0..200).map(|_| house.refresh("R1")));
    let (replies, ()) = tokio::join!(all, async {
        while house.script.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        held.release(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    });
    assert!(replies.iter().all(Result::is_ok));
    assert_eq!(house.script.calls().len(), 1);
}

// TK-03, TK-18
#[tokio::test]
async fn a_refresh_that_nobody_answered_is_tried_again_and_an_answered_one_is_not() {
    let house = House::open();
    let plan = |reply| house.script.answer(Method::POST, TOKEN, reply);
    plan(Err(HttpError::Timeout));
    assert!(house.refresh("R1").await.is_err());
    // Not at once: whoever asks meanwhile gets the same answer.
    house.clock.advance(Duration::from_secs(5));
    assert!(house.refresh("R1").await.is_err());
    house.clock.advance(Duration::from_millis(1));
    plan(Ok(http::json(StatusCode::SERVICE_UNAVAILABLE, &json!({}))));
    assert_eq!(house.refresh("R1").await.unwrap().status, 503);
    house.clock.advance(Duration::from_millis(5_001));
    plan(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    assert_eq!(house.refresh("R1").await.unwrap().status, 200);
    house.clock.advance(Duration::from_secs(31));
    assert_eq!(house.refresh("R1").await.unwrap_err(), Unavailable::AlreadyMade);
    assert_eq!(house.script.calls().len(), 3);
}

// TK-01
#[tokio::test]
async fn only_a_refresh_that_was_decided_is_spent() {
    let house = House::open();
    let plan = |status, body: &Value| {
        house
            .script
            .answer(Method::POST, TOKEN, Ok(http::json(status, body)))
    };
    for (status, error) in [
        (StatusCode::UNAUTHORIZED, "invalid_client"),
        (StatusCode::FORBIDDEN, "blocked"),
        (StatusCode::BAD_REQUEST, "temporarily_unavailable"),
        (StatusCode::TOO_MANY_REQUESTS, "slow_down"),
    ] {
        plan(status, &json!({ "error": error }));
        assert_eq!(house.refresh("R1").await.unwrap().status, status, "{error}");
        house.clock.advance(Duration::from_millis(5_001));
    }
    plan(StatusCode::BAD_REQUEST, &json!({ "error": "invalid_grant" }));
    assert_eq!(house.refresh("R1").await.unwrap().status, 400);
    house.clock.advance(Duration::from_secs(31));
    assert_eq!(house.refresh("R1").await.unwrap_err(), Unavailable::AlreadyMade);
}

// AZ-04: who begins any number of logins cannot push out what is known of refreshes.
#[tokio::test]
async fn codes_do_not_push_out_refreshes() {
    let house = House::open();
    house.script.answer(
        Method::POST,
        TOKEN,
        Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))),
    );
    assert!(house.refresh("R1").await.is_ok());
    for number in 0..11_000 {
        let refused = http::json(StatusCode::BAD_REQUEST, &json!({ "error": "invalid_grant" }));
        house.script.answer(Method::POST, TOKEN, Ok(refused));
        assert!(house.redeem(&format!("C{number}")).await.is_ok());
    }
    let calls = house.script.calls().len();
    assert!(house.refresh("R1").await.is_ok());
    assert_eq!(house.script.calls().len(), calls);
}

#[tokio::test]
async fn a_code_that_never_left_may_be_sent_later() {
    let house = House::open();
    let plan = |reply| house.script.answer(Method::POST, TOKEN, reply);
    plan(Err(HttpError::Connect("refused".into())));
    assert!(house.redeem("C1").await.is_err());
    house.clock.advance(Duration::from_millis(5_001));
    plan(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    assert!(house.redeem("C1").await.is_ok());
    // One that may have arrived is lost.
    plan(Err(HttpError::Timeout));
    assert!(house.redeem("C2").await.is_err());
    house.clock.advance(Duration::from_millis(30_001));
    assert_eq!(house.redeem("C2").await.unwrap_err(), Unavailable::AlreadyMade);
}

// TK-22
#[tokio::test]
async fn a_storm_of_refreshes_waits_for_its_turn() {
    let house = House::open();
    let held: Vec<_> = (0..200).map(|_| house.script.hold(Method::POST, TOKEN)).collect();
    let names: Vec<String> = (0..200).map(|number| format!("R{number}")).collect();
    let all = all(names.iter().map(|name| house.refresh(name)));
    let (replies, most) = tokio::join!(all, async {
        let mut most = 0;
        for (released, held) in held.into_iter().enumerate() {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            most = most.max(house.script.calls().len() - released);
            held.release(Ok(http::json(StatusCode::OK, &json!({}))));
        }
        most
    });
    assert!(replies.iter().all(Result::is_ok));
    assert_eq!(most, 64);
}

#[tokio::test]
async fn a_flood_of_strangers_holds_up_no_login() {
    let house = House::open();
    let held: Vec<_> = (0..64).map(|_| house.script.hold(Method::POST, TOKEN)).collect();
    let names: Vec<String> = (0..1200).map(|number| format!("T{number}")).collect();
    let questions = names.iter().map(|name| {
        house
            .line
            .call(Desk::Strangers, redemption(name), name.as_bytes(), Repeat::Always)
    });
    let (replies, login) = tokio::join!(all(questions), async {
        for _ in 0..2000 {
            tokio::task::yield_now().await;
        }
        // So many are under way, 1024 wait for their turn, and the rest was told at once that it cannot be asked.
        assert_eq!(house.script.calls().len(), 64);
        let other = "https://idp.test/login";
        let answer = Ok(http::json(StatusCode::OK, &json!({})));
        house.script.answer(Method::POST, other, answer);
        let mut request = redemption("C1");
        request.url = other.into();
        let login = house.line.call(Desk::Logins, request, b"C1", Repeat::Never).await;
        // Four of those who waited get their turn; after the fifth failure in a row nobody calls for the others.
        for _ in 0..4 {
            house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
        }
        for held in held {
            held.release(Err(HttpError::Timeout));
        }
        login
    });
    assert!(login.is_ok());
    assert!(replies.iter().all(Result::is_err));
}

/// Instances share sessions, so they must share what becomes of them.
#[tokio::test]
async fn two_instances_make_one_call() {
    let house = House::open();
    let other = Line::open(endpoint(), &house.services);
    house.script.answer(
        Method::POST,
        TOKEN,
        Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))),
    );
    let first = house.refresh("R1").await.unwrap();
    let second = other
        .call(Desk::Logins, redemption("R1"), b"R1", Repeat::AfterOutage)
        .await
        .unwrap();
    assert_eq!(first.body, second.reply.body);
    assert_eq!(house.script.calls().len(), 1);
}

#[tokio::test]
async fn a_provider_that_says_nothing_is_left_alone_for_a_moment() {
    let house = House::open();
    let plan = |reply| house.script.answer(Method::POST, TOKEN, reply);
    for number in 0..5 {
        plan(Err(HttpError::Timeout));
        let asked = house.redeem(&format!("C{number}")).await.unwrap_err();
        assert_eq!(asked.code(), "http.timeout");
    }
    // Nobody calls, and nobody waits.
    house.clock.advance(Duration::from_millis(4_999));
    assert_eq!(house.redeem("C5").await.unwrap_err().code(), "provider.resting");
    assert_eq!(house.script.calls().len(), 5);

    // One call shows whether it is back; meanwhile the others are told at once.
    house.clock.advance(Duration::from_millis(1));
    let probe = house.script.hold(Method::POST, TOKEN);
    let (probed, ()) = tokio::join!(house.redeem("C5"), async {
        while house.script.calls().len() == 5 {
            tokio::task::yield_now().await;
        }
        assert_eq!(house.redeem("C6").await.unwrap_err(), Unavailable::Resting);
        probe.release(Ok(http::json(StatusCode::OK, &json!({}))));
    });
    assert!(probed.is_ok());
    // Nothing of a code was spent.
    plan(Ok(http::json(StatusCode::OK, &json!({}))));
    assert!(house.redeem("C6").await.is_ok());
}

// SE-13: an old cookie may be shown for as long as a session lasts.
#[tokio::test]
async fn a_refresh_is_remembered_for_a_day() {
    let house = House::open();
    let plan = |reply| house.script.answer(Method::POST, TOKEN, reply);
    plan(Ok(http::json(StatusCode::OK, &json!({ "n": 1 }))));
    assert!(house.refresh("R1").await.is_ok());
    for hours in [1, 22] {
        house.clock.advance(Duration::from_secs(hours * 3600));
        assert_eq!(house.refresh("R1").await.unwrap_err(), Unavailable::AlreadyMade);
    }
    assert_eq!(house.script.calls().len(), 1);
}
