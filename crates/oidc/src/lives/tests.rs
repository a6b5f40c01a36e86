use serde_json::{Value, json};

use super::*;
use crate::samples::key;

const NOW: Timestamp = Timestamp::from_seconds(10_000);

const USUAL: Lives = Lives {
    of: Remembered::Tokens,
    usual: Some(Duration::from_secs(3600)),
    least: None,
    most: None,
    after_outage: Duration::ZERO,
    refusal: Duration::from_secs(5),
};

fn lives(lives: Lives, status: u16, body: &Value) -> Option<i64> {
    let reply = HttpReply {
        status,
        body: body.to_string().into_bytes(),
        date: None,
        kept_for: None,
    };
    let until = lives.until(&reply, NOW)?;
    Some(until.seconds() - NOW.seconds())
}

fn tokens(expires_in: Value) -> Value {
    let mut tokens = json!({ "access_token": "A1", "token_type": "Bearer" });
    tokens["expires_in"] = expires_in;
    tokens
}

#[test]
fn as_long_as_tokens_say_and_no_longer() {
    let of = |expires_in| lives(USUAL, 200, &tokens(expires_in));
    assert_eq!(of(json!(300)), Some(300));
    assert_eq!(of(json!("300")), Some(300));
    assert_eq!(of(Value::Null), Some(3600));
    // None of these is for ever.
    for odd in [json!(0), json!(-1), json!("soon"), json!(1e300), json!([])] {
        assert_eq!(of(odd.clone()), None, "{odd}");
    }
    let short = key(1, "k1")
        .sign(Some("at+jwt"), &json!({ "exp": 10_060 }))
        .unwrap();
    let mut signed = tokens(json!(300));
    signed["access_token"] = short.into();
    assert_eq!(lives(USUAL, 200, &signed), Some(60), "the sooner end counts");
    let mut both = tokens(json!(300));
    both["id_token"] = key(1, "k1")
        .sign(Some("JWT"), &json!({ "exp": 10_030 }))
        .unwrap()
        .into();
    assert_eq!(lives(USUAL, 200, &both), Some(30), "that of the ID token as well");
    let odd = key(1, "k1")
        .sign(Some("at+jwt"), &json!({ "exp": "soon" }))
        .unwrap();
    signed["access_token"] = odd.into();
    assert_eq!(lives(USUAL, 200, &signed), None);
}

#[test]
fn as_the_options_say() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let most = Lives {
        most: seconds(60),
        ..USUAL
    };
    let least = Lives {
        least: seconds(600),
        ..USUAL
    };
    let silent = Lives { usual: None, ..USUAL };
    for (options, expires_in, expected) in [
        (most, json!(300), Some(60)),
        (most, json!(30), Some(30)),
        (most, Value::Null, Some(60)),
        // Tokens that are over are good for nothing, however long they were to be remembered.
        (least, json!(300), Some(300)),
        (least, Value::Null, Some(3600)),
        (
            Lives {
                usual: seconds(10),
                ..least
            },
            Value::Null,
            Some(600),
        ),
        (
            Lives {
                least: seconds(600),
                ..most
            },
            Value::Null,
            Some(60),
        ),
        (silent, Value::Null, None),
        (silent, json!(300), Some(300)),
    ] {
        assert_eq!(
            lives(options, 200, &tokens(expires_in.clone())),
            expected,
            "{options:?} {expires_in}"
        );
    }
}

#[test]
fn a_refusal_is_remembered_and_an_outage_is_not() {
    let refused = |error: &str| json!({ "error": error });
    assert_eq!(lives(USUAL, 400, &refused("invalid_grant")), Some(5));
    assert_eq!(lives(USUAL, 401, &refused("invalid_client")), Some(5));
    assert_eq!(lives(USUAL, 400, &refused("unauthorized_client")), Some(5));
    assert_eq!(lives(USUAL, 400, &refused("temporarily_unavailable")), None);
    for status in [429, 500, 502, 503, 504] {
        assert_eq!(lives(USUAL, status, &json!({})), None, "{status}");
    }
    assert_eq!(lives(USUAL, 200, &json!({ "access_token": "A1" })), None);
    // Perhaps it was somebody on the way.
    for status in [403, 404] {
        assert_eq!(lives(USUAL, status, &json!("no")), None, "{status}");
    }
    let never = Lives {
        refusal: Duration::ZERO,
        ..USUAL
    };
    assert_eq!(lives(never, 400, &refused("invalid_grant")), None);
}
