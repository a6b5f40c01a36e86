use plugin::{Directory, Exchange, Kind};
use plugins::BasicAuth;
use serde_json::json;

use crate::people::{id, people, told};
use crate::request::{get, refused, waiting_seat};

const KIND: Kind = Kind::of::<BasicAuth>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("basic-auth", 1100));
}

/// Ada has a password of today, Bob one that a Kong kept: SHA-1 of the password and his id.
fn passwords() -> Directory {
    let bob = id("bob");
    let kept = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY,
        format!("old:one{bob}").as_bytes(),
    );
    let kept: String = kept.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    people(&[
        (
            "basicauth_credentials",
            "ada",
            json!({ "username": "ada@home", "password": "s3cr\u{e9}t" }),
        ),
        ("kept", "bob", json!({ "username": "bob", "password": kept })),
    ])
}

fn basic(pair: &[u8]) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair))
}

fn showing(line: &str) -> Exchange {
    let mut exchange = get("/", &[]);
    let line = http::HeaderValue::from_str(line).unwrap();
    exchange.head.append(http::header::AUTHORIZATION, line);
    exchange.directory = passwords();
    exchange
}

const CHALLENGE: &str = "Basic realm=\"service\"";

// ER-08
#[tokio::test]
async fn whoever_does_not_know_the_password_is_told_nothing_else() {
    let seat = waiting_seat(&KIND, json!({}));
    let good = basic("ada@home:s3cr\u{e9}t".as_bytes());
    for (line, passes) in [
        (good.clone(), true),
        (good.replace("Basic", "bASIC"), true),
        (good.replace("Basic ", "Basic   "), true),
        // A right password that is known already is known again, and a wrong one is not.
        (good.clone(), true),
        (basic(b"ada@home:s3cret"), false),
        (basic(b"ada@home:"), false),
        (basic(b"ADA@HOME:x"), false),
        (basic(b"nobody:s3cret"), false),
        (basic(b"nobody:s3cret"), false),
        (basic(b":s3cret"), false),
        (basic(b"ada@home"), false),
        (basic(b"\xff\xfe:x"), false),
        (basic(b"bob:old:one"), true),
        (basic(b"bob:old"), false),
        (good.replace("Basic", "Bearer"), false),
        (good.replace("Basic ", "Basic"), false),
        ("Basic".to_owned(), false),
        ("Basic !!!!".to_owned(), false),
        (String::new(), false),
    ] {
        let mut exchange = showing(&line);
        let found = refused(&seat, &mut exchange).await;
        let refusal = (401, "Unauthorized".to_owned(), CHALLENGE.to_owned());
        assert_eq!(found, (!passes).then_some(refusal), "{line}");
        assert_eq!(exchange.consumer.is_some(), passes, "{line}");
    }
    // Of two lines nobody knows which counts.
    let mut exchange = showing(&good);
    let line = http::HeaderValue::from_str(&good).unwrap();
    exchange.head.append(http::header::AUTHORIZATION, line);
    assert!(refused(&seat, &mut exchange).await.is_some());
}

#[tokio::test]
async fn the_service_is_told_the_name_and_perhaps_not_the_password() {
    for hides in [false, true] {
        let seat = waiting_seat(&KIND, json!({ "hide_credentials": hides }));
        // The second time the core knows.
        for _ in 0..2 {
            let mut exchange = showing(&basic("ada@home:s3cr\u{e9}t".as_bytes()));
            assert_eq!(refused(&seat, &mut exchange).await, None);
            assert_eq!(
                told(&exchange),
                [
                    Some(id("ada")),
                    Some("ada".to_owned()),
                    Some("a-1".to_owned()),
                    Some("ada@home".to_owned()),
                    None
                ]
            );
            assert_eq!(!exchange.head.has(&http::header::AUTHORIZATION), hides);
        }
    }
}

// CA-03
#[tokio::test]
async fn another_password_is_not_the_one_before() {
    let seat = waiting_seat(&KIND, json!({}));
    let line = basic(b"ada@home:one");
    let of = |password: &str| {
        people(&[(
            "basicauth_credentials",
            "ada",
            json!({ "username": "ada@home", "password": password }),
        )])
    };
    for (kept, passes) in [("one", true), ("one", true), ("two", false), ("one", true)] {
        let mut exchange = showing(&line);
        exchange.directory = of(kept);
        assert_eq!(refused(&seat, &mut exchange).await.is_none(), passes, "{kept}");
    }
}
