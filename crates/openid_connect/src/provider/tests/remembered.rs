//! Replies that are remembered for those who bring the same credentials again.

use oidc::{Asked, Lives, Remembered};

use super::*;

const LIVES: Lives = Lives {
    of: Remembered::Tokens,
    usual: Some(Duration::from_secs(60)),
    least: None,
    most: None,
    after_outage: Duration::ZERO,
    refusal: Duration::from_secs(5),
};

impl House {
    /// The access token, or the error, and for how long it has been remembered.
    async fn exchange(&self, who: &str, asked: Asked) -> (String, Option<u64>) {
        let repeat = Repeat::Remembered { lives: LIVES, asked };
        let replied = self
            .line
            .call(Desk::Strangers, redemption(who), who.as_bytes(), repeat);
        match replied.await {
            Ok(reply) => {
                let body: Value = serde_json::from_slice(&reply.reply.body).unwrap();
                let member = body.get("access_token").or_else(|| body.get("error"));
                let text = member.and_then(Value::as_str).unwrap_or_default().to_owned();
                (text, reply.kept_for.map(|kept| kept.as_secs()))
            }
            Err(why) => (why.code().to_owned(), None),
        }
    }

    fn plan_tokens(&self, name: &str) {
        let tokens = json!({ "access_token": name, "token_type": "Bearer", "expires_in": 300 });
        let reply = Ok(http::json(StatusCode::OK, &tokens));
        self.script.answer(Method::POST, TOKEN, reply);
    }
}

#[tokio::test]
async fn the_same_credentials_are_asked_about_once() {
    let house = House::open();
    let again = Asked::MayBeRemembered;
    house.plan_tokens("A1");
    assert_eq!(house.exchange("ada", again).await, ("A1".into(), None));
    house.clock.advance(Duration::from_secs(299));
    assert_eq!(house.exchange("ada", again).await, ("A1".into(), Some(299)));
    assert_eq!(house.script.calls().len(), 1);
    // Its time is over.
    house.plan_tokens("A2");
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(house.exchange("ada", again).await, ("A2".into(), None));
    // Somebody found that it does not do any more, which goes for everybody.
    house.plan_tokens("A3");
    assert_eq!(house.exchange("ada", Asked::Anew).await, ("A3".into(), None));
    assert_eq!(house.exchange("ada", again).await, ("A3".into(), Some(0)));
    assert_eq!(house.script.calls().len(), 3);
}

#[tokio::test]
async fn others_get_nothing_of_it() {
    let house = House::open();
    for (name, token) in [("ada", "A1"), ("bob", "B1")] {
        house.plan_tokens(token);
        assert_eq!(
            house.exchange(name, Asked::MayBeRemembered).await,
            (token.into(), None)
        );
    }
    let other = Line::open(endpoint(), &house.services);
    let repeat = Repeat::Remembered {
        lives: LIVES,
        asked: Asked::MayBeRemembered,
    };
    // Another address is another question.
    let mut elsewhere = redemption("ada");
    elsewhere.url = "https://idp.test/other".into();
    house.script.answer(
        Method::POST,
        "https://idp.test/other",
        Ok(http::json(StatusCode::OK, &json!({}))),
    );
    assert!(
        other
            .call(Desk::Strangers, elsewhere, b"ada", repeat)
            .await
            .unwrap()
            .kept_for
            .is_none()
    );
}

// CA-05
#[tokio::test]
async fn a_refusal_is_remembered_for_moments_and_an_outage_is_not() {
    let house = House::open();
    let again = Asked::MayBeRemembered;
    let refused = || {
        Ok(http::json(
            StatusCode::BAD_REQUEST,
            &json!({ "error": "invalid_grant" }),
        ))
    };
    house.script.answer(Method::POST, TOKEN, refused());
    for kept in [None, Some(0)] {
        assert_eq!(house.exchange("ada", again).await, ("invalid_grant".into(), kept));
    }
    house.clock.advance(Duration::from_secs(5));
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert_eq!(house.exchange("ada", again).await.0, "http.timeout");
    house.plan_tokens("A1");
    assert_eq!(house.exchange("ada", again).await, ("A1".into(), None));
}
