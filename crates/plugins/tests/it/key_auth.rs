use std::sync::Arc;

use http::Method;
use plugin::{Kind, Services};
use plugins::KeyAuth;
use ports::{Clock as _, Timestamp};
use serde_json::{Value, json};
use testkit::clock::SettableClock;

use crate::people::{id, people, told};
use crate::request::{faults, get, refused, seat, seat_with, services};

const KIND: Kind = Kind::of::<KeyAuth>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("key-auth", 1250));
}

fn keys() -> plugin::Directory {
    people(&[
        ("keyauth_credentials", "ada", json!({ "key": "ada's key" })),
        ("keyauth_credentials", "bob", json!({ "key": "bob-key" })),
    ])
}

const CHALLENGE: &str = "Key";

#[tokio::test]
async fn who_shows_which_key() {
    type Headers = &'static [(&'static str, &'static str)];
    let missing = Some((401, "No API key found in request"));
    let unknown = Some((401, "Unauthorized"));
    let twice = Some((401, "Duplicate API key found"));
    for (config, target, headers, expected) in [
        (json!({}), "/", &[] as Headers, missing),
        (json!({}), "/", &[("apikey", "ada's key")], None),
        (json!({}), "/?apikey=ada%27s+key", &[], None),
        (json!({}), "/?a=1&api%6bey=bob-key&b=2", &[], None),
        // The header goes first, so that what it says counts.
        (json!({}), "/?apikey=bob-key", &[("apikey", "no")], unknown),
        (json!({}), "/", &[("apikey", "")], missing),
        (json!({}), "/?apikey=", &[], missing),
        // Nothing near a key is one.
        (json!({}), "/", &[("apikey", "bob-ke")], unknown),
        (json!({}), "/", &[("apikey", "bob-key ")], unknown),
        (json!({}), "/", &[("apikey", "BOB-KEY")], unknown),
        (
            json!({}),
            "/",
            &[("apikey", "bob-key"), ("apikey", "bob-key")],
            twice,
        ),
        (json!({}), "/?apikey=bob-key&apikey=bob-key", &[], twice),
        // In the wrong place.
        (
            json!({ "key_in_header": false }),
            "/",
            &[("apikey", "bob-key")],
            missing,
        ),
        (json!({ "key_in_query": false }), "/?apikey=bob-key", &[], missing),
        (json!({}), "/", &[("x-apikey", "bob-key")], missing),
        (json!({}), "/bob-key", &[("authorization", "bob-key")], missing),
        // Under several names, in their order.
        (
            json!({ "key_names": ["x-one", "x-two"] }),
            "/",
            &[("x-two", "bob-key")],
            None,
        ),
        (
            json!({ "key_names": ["x-one", "x-two"] }),
            "/?x-one=no",
            &[("x-two", "bob-key")],
            unknown,
        ),
    ] {
        let seat = seat(&KIND, config.clone()).unwrap();
        let mut exchange = get(target, headers);
        exchange.directory = keys();
        let found = refused(&seat, &mut exchange).await;
        let expected = expected.map(|(status, words)| (status, words.to_owned(), CHALLENGE.to_owned()));
        assert_eq!(found, expected, "{config} {target} {headers:?}");
        assert_eq!(exchange.consumer.is_some(), expected.is_none());
        assert_eq!(exchange.credential.is_some(), expected.is_none());
    }
}

/// A key that has ended is one that nobody has.
#[tokio::test]
async fn a_key_is_good_until_it_ends() {
    let clock = SettableClock::default();
    let services = Services {
        clock: Arc::new(clock.clone()),
        ..services()
    };
    let seat = seat_with(&KIND, json!({}), &services).unwrap();
    let ends = clock.now().millis() / 1000 + 60;
    let directory = people(&[
        (
            "keyauth_credentials",
            "ada",
            json!({ "key": "short", "lychgate_expires_at": ends }),
        ),
        ("keyauth_credentials", "bob", json!({ "key": "for ever" })),
    ]);
    let unknown = Some((401, "Unauthorized".to_owned(), CHALLENGE.to_owned()));
    for (passed, key, expected) in [
        (0, "short", None),
        (59_999, "short", None),
        (60_000, "short", unknown.clone()),
        (60_000, "for ever", None),
        (60_000, "other", unknown.clone()),
        (100_000_000_000, "short", unknown),
        (100_000_000_000, "for ever", None),
    ] {
        clock.set(Timestamp::from_millis(ends * 1000 - 60_000 + passed));
        let mut exchange = get("/", &[]);
        exchange.head.set(
            http::HeaderName::from_static("apikey"),
            http::HeaderValue::from_static(key),
        );
        exchange.directory = directory.clone();
        assert_eq!(
            refused(&seat, &mut exchange).await,
            expected,
            "{key} after {passed}"
        );
        assert_eq!(exchange.consumer.is_some(), expected.is_none());
    }
}

#[tokio::test]
async fn the_service_is_told_whose_key_it_is() {
    let seat = seat(&KIND, json!({})).unwrap();
    for (key, name, custom_id) in [("ada's key", "ada", "a-1"), ("bob-key", "bob", "b\u{e9}-2")] {
        let mut exchange = get("/", &[]);
        exchange.head.set(
            http::HeaderName::from_static("apikey"),
            http::HeaderValue::from_str(key).unwrap(),
        );
        exchange.directory = keys();
        assert_eq!(refused(&seat, &mut exchange).await, None);
        let credential = exchange.credential.clone().unwrap();
        assert_eq!(credential.entity.unwrap().to_string(), *credential.id);
        let username = (name == "ada").then(|| name.to_owned());
        assert_eq!(
            told(&exchange),
            [
                Some(id(name)),
                username,
                Some(custom_id.to_owned()),
                Some(credential.id.to_string()),
                None
            ]
        );
    }
}

#[tokio::test]
async fn a_key_that_is_hidden_reaches_no_service() {
    let seat = seat(
        &KIND,
        json!({ "hide_credentials": true, "key_names": ["apikey", "x-key"] }),
    )
    .unwrap();
    for (target, left) in [
        ("/a?apikey=bob-key", "/a"),
        ("/a?b=%31&apikey=bob-key&c=x+y", "/a?b=%31&c=x+y"),
        // What is no argument goes with it.
        ("/a?api%6Bey=bob-key&&c", "/a?c"),
        ("/a?b&&c", "/a?b&&c"),
        ("/a?b=1", "/a?b=1"),
    ] {
        let mut exchange = get(target, &[("x-key", "bob-key"), ("x-other", "stays")]);
        exchange.directory = keys();
        assert_eq!(refused(&seat, &mut exchange).await, None, "{target}");
        assert_eq!(exchange.forward.target.as_str(), left);
        assert!(!exchange.head.has(&http::HeaderName::from_static("x-key")));
        assert!(exchange.head.has(&http::HeaderName::from_static("x-other")));
    }
    // Nobody hides what nobody asked to.
    let seat = crate::request::seat(&KIND, json!({})).unwrap();
    let mut exchange = get("/?apikey=bob-key", &[]);
    exchange.directory = keys();
    assert_eq!(refused(&seat, &mut exchange).await, None);
    assert_eq!(exchange.forward.target.as_str(), "/?apikey=bob-key");
}

// HD-29
#[tokio::test]
async fn a_preflight_shows_no_key_where_that_is_so() {
    for (config, passes) in [
        (json!({}), false),
        (json!({ "run_on_preflight": true }), false),
        (json!({ "run_on_preflight": false }), true),
    ] {
        let seat = seat(&KIND, config).unwrap();
        let mut exchange = get("/", &[]);
        exchange.received.method = Method::OPTIONS;
        exchange.directory = keys();
        assert_eq!(refused(&seat, &mut exchange).await.is_none(), passes);
        assert_eq!(told(&exchange), [const { None }; 5]);
    }
}

#[tokio::test]
async fn a_refusal_names_the_realm() {
    for (realm, challenge) in [
        (Value::Null, "Key"),
        (json!("a b"), "Key realm=\"a b\""),
        (json!("a\"b\\"), "Key realm=\"a\\\"b\\\\\""),
    ] {
        let seat = seat(&KIND, json!({ "realm": realm })).unwrap();
        let (_, _, told) = refused(&seat, &mut get("/", &[])).await.unwrap();
        assert_eq!(told, challenge);
    }
    let broken = seat(&KIND, json!({ "realm": "a\r\nb: c" })).err().unwrap();
    assert_eq!(broken.code, "key_auth.misconfigured");
}

#[test]
fn what_may_not_be_configured() {
    for (config, fault) in [
        (json!({ "key_names": ["a b"] }), "key_names[0]"),
        (json!({ "key_in_header": null }), "key_in_header"),
    ] {
        let found = faults(&KIND, &mut config.clone());
        assert!(
            found.len() == 1 && found[0].starts_with(fault),
            "{config}: {found:?}"
        );
    }
}

#[tokio::test]
async fn a_key_in_the_body() {
    const BOUNDARY: &str = "multipart/form-data; boundary=b";
    let part = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let two = format!("{}{}--b--\r\n", part("apikey", "bob-key"), part("a", "1"));
    let left = format!("{}--b--\r\n", part("a", "1"));
    let form = "application/x-www-form-urlencoded";
    let missing = Some("No API key found in request");
    for (media_type, body, left, expected) in [
        (form, "apikey=bob-key&a=%31", "a=%31", None),
        (form, "a=1", "a=1", missing),
        (
            form,
            "apikey=bob-key&apikey=x",
            "",
            Some("Duplicate API key found"),
        ),
        (
            "application/json",
            r#"{"apikey":"bob-key","a":1.50}"#,
            r#"{"a":1.50}"#,
            None,
        ),
        (
            "application/json",
            r#"{"apikey":["bob-key"]}"#,
            "",
            Some("Duplicate API key found"),
        ),
        ("application/json", r#"{"apikey":7}"#, "", missing),
        ("application/json", "null", "", missing),
        ("application/json", "{", "", missing),
        (BOUNDARY, &*two, &*left, None),
        ("text/plain", "apikey=bob-key", "", missing),
    ] {
        let seat = seat(&KIND, json!({ "key_in_body": true, "hide_credentials": true })).unwrap();
        let mut exchange = get("/", &[]);
        exchange.head.set(
            http::header::CONTENT_TYPE,
            http::HeaderValue::from_str(media_type).unwrap(),
        );
        exchange.body = plugin::Body::from(body.to_owned());
        exchange.directory = keys();
        let is_read = media_type != "text/plain";
        let needed = seat.body(&exchange);
        assert_eq!(
            matches!(needed, plugin::BodyNeed::Buffer { .. }),
            is_read,
            "{body}"
        );
        let found = refused(&seat, &mut exchange).await;
        assert_eq!(found.as_ref().map(|found| &*found.1), expected, "{body}");
        if expected.is_none() {
            assert_eq!(exchange.body.in_memory(), Some(left.as_bytes()), "{body}");
        }
    }
    // Where a header shows one, nobody reads the body; and nobody does where it was not asked for.
    for (config, headers) in [
        (json!({ "key_in_body": true }), &[("apikey", "bob-key")][..]),
        (json!({}), &[]),
    ] {
        let mut exchange = get("/", headers);
        exchange.head.set(
            http::header::CONTENT_TYPE,
            http::HeaderValue::from_static("application/json"),
        );
        let needed = seat(&KIND, config).unwrap().body(&exchange);
        assert_eq!(needed, plugin::BodyNeed::Stream);
    }
}
