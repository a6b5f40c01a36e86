//! A provider that is away: who waits hears of it at once, and its last word may do.

use oidc::{Asked, Lives, Remembered};

use super::*;
use crate::provider::Proves;

const LIVES: Lives = Lives {
    of: Remembered::Tokens,
    usual: Some(Duration::from_secs(60)),
    least: None,
    most: Some(Duration::from_secs(60)),
    after_outage: Duration::from_secs(30),
    refusal: Duration::from_secs(5),
};

const TOKENS: Repeat = Repeat::Remembered {
    lives: LIVES,
    asked: Asked::MayBeRemembered,
};

const JUDGED: Repeat = Repeat::Renewed {
    lasts: Duration::from_secs(90),
    proves: Proves::Client,
};

const ABOUT_BEARER: Repeat = Repeat::Renewed {
    lasts: Duration::from_secs(90),
    proves: Proves::Bearer,
};

impl House {
    /// What is said, and for how long it has been remembered; or why nothing is.
    async fn hear(&self, about: &str, repeat: Repeat) -> (String, Option<u64>) {
        let request = redemption(about);
        let replied = self.line.call(Desk::Strangers, request, about.as_bytes(), repeat);
        match replied.await {
            Ok(reply) => {
                let body = String::from_utf8(reply.reply.body.to_vec()).unwrap();
                (body, reply.kept_for.map(|kept| kept.as_secs()))
            }
            Err(why) => (why.code().to_owned(), None),
        }
    }

    fn plan_reply(&self, status: StatusCode, body: &Value) {
        let reply = Ok(http::json(status, body));
        self.script.answer(Method::POST, TOKEN, reply);
    }
}

#[tokio::test]
async fn tokens_do_a_little_longer_while_no_new_ones_are_to_be_had() {
    let house = House::open();
    let tokens = json!({ "access_token": "A1", "token_type": "Bearer", "expires_in": 300 });
    house.plan_reply(StatusCode::OK, &tokens);
    assert_eq!(house.hear("ada", TOKENS).await, (tokens.to_string(), None));
    house.clock.advance(Duration::from_secs(60));
    for (reply, kept) in [
        (Err(HttpError::Timeout), 60),
        (Ok(http::json(StatusCode::SERVICE_UNAVAILABLE, &json!({}))), 60),
    ] {
        house.script.answer(Method::POST, TOKEN, reply);
        assert_eq!(house.hear("ada", TOKENS).await, (tokens.to_string(), Some(kept)));
    }
    // Nobody else gets them.
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert_eq!(house.hear("bob", TOKENS).await.0, "http.timeout");
    // Nor does anybody for longer.
    house.clock.advance(Duration::from_secs(30));
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert_eq!(house.hear("ada", TOKENS).await.0, "http.timeout");
    assert_eq!(house.script.calls().len(), 5);
}

#[tokio::test]
async fn whoever_was_refused_is_not_brought_back() {
    let house = House::open();
    let (good, bad) = (json!({ "active": true }), json!({ "active": false }));
    house.plan_reply(StatusCode::OK, &good);
    assert_eq!(house.hear("T1", JUDGED).await, (good.to_string(), None));
    house.clock.advance(Duration::from_secs(80));
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert_eq!(house.hear("T1", JUDGED).await, (good.to_string(), Some(80)));
    // Its newest word counts, whatever it said before.
    house.plan_reply(StatusCode::OK, &bad);
    assert_eq!(house.hear("T1", JUDGED).await, (bad.to_string(), None));
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert_eq!(house.hear("T1", JUDGED).await, (bad.to_string(), Some(0)));
    // So it is with tokens for credentials.
    let tokens = json!({ "access_token": "A1", "token_type": "Bearer", "expires_in": 300 });
    house.plan_reply(StatusCode::OK, &tokens);
    assert_eq!(house.hear("ada", TOKENS).await.0, tokens.to_string());
    house.clock.advance(Duration::from_secs(60));
    let refused = json!({ "error": "invalid_grant" });
    house.plan_reply(StatusCode::BAD_REQUEST, &refused);
    assert_eq!(house.hear("ada", TOKENS).await.0, refused.to_string());
    house.clock.advance(Duration::from_secs(5));
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert_eq!(house.hear("ada", TOKENS).await.0, "http.timeout");
}

#[tokio::test]
async fn what_is_no_word_about_a_token_takes_no_word_back() {
    let house = House::open();
    let good = json!({ "active": true }).to_string();
    for (repeat, status, heard, later) in [
        // Who asks too often is not answered.
        (JUDGED, 429, (&*good, Some(0)), (&*good, Some(1))),
        (TOKENS, 429, (&*good, Some(0)), (&*good, Some(1))),
        (ABOUT_BEARER, 429, (&*good, Some(0)), (&*good, Some(1))),
        // We are not believed: nobody passes by that, but it was not said that the token is not good.
        (JUDGED, 401, ("{}", None), (&*good, Some(1))),
        (JUDGED, 403, ("{}", None), (&*good, Some(1))),
        // Here it was.
        (ABOUT_BEARER, 401, ("{}", None), ("{}", Some(1))),
        (ABOUT_BEARER, 403, ("{}", None), ("{}", Some(1))),
        (JUDGED, 400, ("{}", None), ("{}", Some(1))),
    ] {
        let about = format!("{repeat:?} {status}");
        let wait = match repeat {
            TOKENS => Duration::from_secs(60),
            _ => Duration::ZERO,
        };
        let moved =
            |(body, kept): (&str, Option<u64>)| (body.to_owned(), kept.map(|kept| kept + wait.as_secs()));
        let tokens = json!({ "access_token": "A1", "token_type": "Bearer" }).to_string();
        let of = |(body, kept): (&str, Option<u64>)| match repeat {
            TOKENS => moved((&tokens, kept)),
            _ => moved((body, kept)),
        };
        house.plan_reply(
            StatusCode::OK,
            &serde_json::from_str(&of((&good, None)).0).unwrap(),
        );
        assert_eq!(house.hear(&about, repeat).await.1, None, "{about}");
        house.clock.advance(wait);
        house.plan_reply(StatusCode::from_u16(status).unwrap(), &json!({}));
        assert_eq!(house.hear(&about, repeat).await, of(heard), "{about}");
        house.clock.advance(Duration::from_secs(1));
        house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
        assert_eq!(house.hear(&about, repeat).await, of(later), "{about}");
    }
}

// CA-13
#[tokio::test]
async fn all_who_wait_hear_of_a_failure_at_once_and_none_asks_again() {
    let house = House::open();
    let held = house.script.hold(Method::POST, TOKEN);
    let asked = all((0..1000).map(|_| house.hear("T1", JUDGED)));
    let (replies, ()) = tokio::join!(asked, async {
        for _ in 0..2000 {
            tokio::task::yield_now().await;
        }
        held.release(Err(HttpError::Timeout));
    });
    assert!(replies.iter().all(|reply| reply.0 == "http.timeout"));
    assert_eq!((replies.len(), house.script.calls().len()), (1000, 1));
}

// CA-04
#[tokio::test]
async fn questions_that_differ_in_one_letter_are_two() {
    let house = House::open();
    let token = "a".repeat(4096);
    let mut asked = 0;
    for at in [0, 7, 8, 2000, 4095] {
        let mut other = token.clone();
        other.replace_range(at..=at, "b");
        house.plan_reply(
            StatusCode::OK,
            &json!({ "access_token": at.to_string(), "token_type": "Bearer" }),
        );
        assert_eq!(house.hear(&other, TOKENS).await.1, None, "{at}");
        asked += 1;
        assert_eq!(house.hear(&other, TOKENS).await.1, Some(0), "{at}");
    }
    assert_eq!(house.script.calls().len(), asked);
}

/// Nobody publishes so many keys who means well: none of them counts, and nobody looks again and again.
#[tokio::test]
async fn ten_thousand_keys_are_no_keys() {
    let house = House::open();
    let key =
        |number| json!({ "kty": "OKP", "crv": "Ed25519", "kid": format!("k{number}"), "x": "A".repeat(43) });
    let keys: Vec<Value> = (0..10_000).map(key).collect();
    house.plan_discovery_with_keys(&keys, "no-cache");
    let copy = Copy::default();
    for _ in 0..100 {
        house.line.find(&copy).await;
        house.line.renew(&copy).await;
        assert_eq!(house.standing(&copy), "absent");
    }
    assert_eq!(house.script.calls().len(), 2);
}
