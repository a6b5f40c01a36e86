use http::{HeaderName, HeaderValue, StatusCode, header};
use plugin::{Answer, Body, Fault, Kind, Piece, Source, Verdict};
use plugins::ResponseTransformer;
use schema::render::outline;
use serde_json::{Value, json};

use crate::request::{faults, get, seat};

const KIND: Kind = Kind::of::<ResponseTransformer>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("response-transformer", 800));
}

/// As Kong tells its schema, but for what the entries must look like.
#[test]
fn its_options_are_kongs() {
    let mut expected = Vec::new();
    for change in ["remove", "rename", "replace", "add", "append"] {
        expected.push(format!("{change}: record, required"));
        let list = "array of string, required, default []";
        expected.push(format!("{change}.json: {list}"));
        if !matches!(change, "remove" | "rename") {
            expected.push(format!(
                "{change}.json_types: {list}, one of boolean number string"
            ));
        }
        expected.push(format!("{change}.headers: {list}"));
    }
    assert_eq!(outline::declared(&(KIND.schema)()), expected);
}

/// An answer with this body, after the head was changed.
fn respond(config: Value, content_type: &'static str, body: Body) -> Result<Answer, Fault> {
    let seat = seat(&KIND, config).unwrap();
    let mut answer = Answer::new(StatusCode::OK);
    for (name, value) in [("a", "1"), ("a", "2"), ("b", "3"), ("content-type", content_type)] {
        let value = HeaderValue::from_static(value);
        answer.head.append(HeaderName::from_static(name), value);
    }
    answer.body = body;
    let mut exchange = get("/", &[]);
    assert!(matches!(seat.at_once(&mut exchange), Some(Verdict::Pass)));
    seat.respond(&exchange, &mut answer).map(|()| answer)
}

#[test]
fn headers_are_changed_in_kongs_order() {
    for (config, expected) in [
        (json!({}), "a:1 a:2 b:3"),
        (json!({ "remove": { "headers": ["A", "nothing"] } }), "b:3"),
        (
            json!({ "rename": { "headers": ["A:C", "nothing:b"] } }),
            "b:3 c:1 c:2",
        ),
        (
            json!({ "replace": { "headers": ["A:9", "nothing:9"] } }),
            "a:9 b:3",
        ),
        (
            json!({ "add": { "headers": ["a:9", "n:x:y"] } }),
            "a:1 a:2 b:3 n:x:y",
        ),
        (
            json!({ "append": { "headers": ["a:9", "n:9"] } }),
            "a:1 a:2 a:9 b:3 n:9",
        ),
        (
            json!({ "remove": { "headers": ["a"] }, "rename": { "headers": ["b:c"] },
                    "replace": { "headers": ["c:4"] }, "add": { "headers": ["a:5"] }, "append": { "headers": ["a:6"] } }),
            "a:5 a:6 c:4",
        ),
    ] {
        let shown = config.to_string();
        let mut answer = respond(config, "text/plain", Body::default()).unwrap();
        answer.head.remove(&header::CONTENT_TYPE);
        let line = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}:{}", value.to_str().unwrap());
        let mut lines: Vec<_> = answer.head.iter().map(line).collect();
        lines.sort();
        assert_eq!(lines.join(" "), expected, "{shown}");
    }
}

/// The body after its changes.
fn changed(config: Value, content_type: &'static str, body: &'static str) -> String {
    let answer = respond(config, content_type, Body::from(body)).unwrap();
    let body = answer.transforms.apply(answer.body);
    String::from_utf8(body.in_memory().unwrap().to_vec()).unwrap()
}

#[test]
fn members_are_changed_in_kongs_order() {
    let sent = r#"{"a": 1.50, "b": "x"}"#;
    for (config, expected) in [
        (json!({ "remove": { "json": ["a", "nothing"] } }), r#"{"b":"x"}"#),
        (
            json!({ "rename": { "json": ["a:b", "nothing:a"] } }),
            r#"{"b":1.50}"#,
        ),
        (
            json!({ "replace": { "json": ["a:true", "nothing:1"] } }),
            r#"{"a":"true","b":"x"}"#,
        ),
        (
            json!({ "replace": { "json": ["a:true", "b:1e3"], "json_types": ["boolean", "number"] } }),
            r#"{"a":true,"b":1e3}"#,
        ),
        // A type that is missing is a text.
        (
            json!({ "add": { "json": ["n:-0.5", "m:\"7"], "json_types": ["number"] } }),
            r#"{"a":1.50,"b":"x","n":-0.5,"m":"\"7"}"#,
        ),
        (
            json!({ "append": { "json": ["a:2", "b:y", "n:z"], "json_types": ["number", "string"] } }),
            r#"{"a":[1.50,2],"b":["x","y"],"n":["z"]}"#,
        ),
        (
            json!({ "remove": { "json": ["a"] }, "rename": { "json": ["b:c"] }, "replace": { "json": ["c:4"] },
                    "add": { "json": ["a:5"] }, "append": { "json": ["a:6"] } }),
            r#"{"c":"4","a":["5","6"]}"#,
        ),
    ] {
        let shown = config.to_string();
        assert_eq!(
            changed(config, "application/json; charset=utf-8", sent),
            expected,
            "{shown}"
        );
    }
}

#[test]
fn what_is_no_object_of_json_passes_unchanged() {
    let config = || json!({ "remove": { "json": ["a"], "headers": ["content-type"] } });
    for (content_type, body, expected) in [
        ("application/json", r#"{"a":1"#, r#"{"a":1"#),
        ("application/json", "[1]", "[1]"),
        ("application/json", "", ""),
        ("text/plain", r#"{"a":1}"#, r#"{"a":1}"#),
        ("application/problem+json", r#"{"a":1}"#, r#"{"a":1}"#),
        ("Application/JSON", r#"{"a":1}"#, "{}"),
    ] {
        assert_eq!(
            changed(config(), content_type, body),
            expected,
            "{content_type} {body}"
        );
    }
}

/// A body that says how long it is, and is not there.
struct Announced(u64);

impl Source for Announced {
    fn poll_piece(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Piece, plugin::BodyError>>> {
        panic!("nobody reads it");
    }

    fn size(&self) -> Option<u64> {
        Some(self.0)
    }
}

#[test]
fn an_answer_that_is_too_long_is_none() {
    const MOST: u64 = 8 * 1024 * 1024;
    let answer = |config, content_type, size| respond(config, content_type, Body::stream(Announced(size)));
    let config = || json!({ "remove": { "json": ["secret"] } });
    let fault = answer(config(), "application/json", MOST + 1).unwrap_err();
    assert_eq!(fault.code(), "response_transformer.too_large");
    assert!(answer(config(), "application/json", MOST).is_ok());
    assert!(answer(config(), "text/plain", MOST + 1).is_ok());
    assert!(
        answer(
            json!({ "add": { "headers": ["a:1"] } }),
            "application/json",
            MOST + 1
        )
        .is_ok()
    );
}

#[test]
fn whoever_looks_at_bodies_asks_for_all_of_them_in_plain() {
    for (config, is_asked) in [
        (json!({ "add": { "json": ["a:1"] } }), true),
        (json!({ "add": { "headers": ["a:1"] } }), false),
    ] {
        let seat = seat(&KIND, config).unwrap();
        let mut exchange = get(
            "/",
            &[
                ("accept-encoding", "gzip"),
                ("range", "bytes=0-9"),
                ("if-range", "x"),
            ],
        );
        assert!(matches!(seat.at_once(&mut exchange), Some(Verdict::Pass)));
        let asked = exchange.head.text(&header::ACCEPT_ENCODING).unwrap();
        assert_eq!(asked, if is_asked { "identity" } else { "gzip" });
        assert_eq!(exchange.head.has(&header::RANGE), !is_asked);
        assert_eq!(exchange.head.has(&header::IF_RANGE), !is_asked);
    }
}

#[test]
fn what_cannot_be_written() {
    for (mut config, expected) in [
        (json!({ "add": { "headers": ["a"] } }), "key 'a' has no value"),
        (
            json!({ "add": { "headers": ["a:x\ny"] } }),
            "cannot stand in a header",
        ),
        (
            json!({ "add": { "headers": ["a b:x"] } }),
            "'a b' is not a valid header",
        ),
        (
            json!({ "add": { "headers": ["Content-Length:1"] } }),
            "speaks of the connection",
        ),
        (
            json!({ "rename": { "headers": ["a:transfer-encoding"] } }),
            "speaks of the connection",
        ),
        (json!({ "add": { "json": ["a"] } }), "key 'a' has no value"),
        (json!({ "add": { "json_types": ["null"] } }), "expected one of"),
    ] {
        let found = faults(&KIND, &mut config);
        assert!(
            found.len() == 1 && found[0].contains(expected),
            "{config}: {found:?}"
        );
    }
    for (kind, value) in [
        ("number", "x"),
        ("number", "1 2"),
        ("number", "0x1"),
        ("boolean", "yes"),
        ("boolean", "1"),
    ] {
        let built = seat(
            &KIND,
            json!({ "add": { "json": [format!("a:{value}")], "json_types": [kind] } }),
        );
        assert_eq!(
            built.err().unwrap().code,
            "response_transformer.misconfigured",
            "{kind} {value}"
        );
    }
}
