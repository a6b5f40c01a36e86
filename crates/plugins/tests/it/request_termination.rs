use http::header;
use plugin::{Kind, Verdict};
use plugins::RequestTermination;
use serde_json::{Value, json};

use crate::request::{faults, get, seat};

const KIND: Kind = Kind::of::<RequestTermination>();
const JSON: &str = "application/json; charset=utf-8";

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("request-termination", 2));
}

#[test]
fn the_answer_says_what_the_options_say() {
    for (config, status, media_type, body) in [
        (json!({}), 503, JSON, r#"{"message":"Service unavailable"}"#),
        (
            json!({"status_code": 401}),
            401,
            JSON,
            r#"{"message":"Unauthorized"}"#,
        ),
        (
            json!({"status_code": 404}),
            404,
            JSON,
            r#"{"message":"Not found"}"#,
        ),
        (
            json!({"status_code": 405}),
            405,
            JSON,
            r#"{"message":"Method not allowed"}"#,
        ),
        (
            json!({"status_code": 500}),
            500,
            JSON,
            r#"{"message":"An unexpected error occurred"}"#,
        ),
        (
            json!({"status_code": 502}),
            502,
            JSON,
            r#"{"message":"Bad Gateway"}"#,
        ),
        (json!({"status_code": 418}), 418, "", ""),
        (json!({"status_code": 200.0}), 200, "", ""),
        (
            json!({"message": "\"closed\" & done"}),
            503,
            JSON,
            r#"{"message":"\"closed\" & done"}"#,
        ),
        (
            json!({"status_code": 403, "message": "no"}),
            403,
            JSON,
            r#"{"message":"no"}"#,
        ),
        (json!({"body": "{}"}), 503, JSON, "{}"),
        (
            json!({"body": "<p>", "content_type": "text/html"}),
            503,
            "text/html",
            "<p>",
        ),
        (json!({"status_code": 204, "body": "{}"}), 204, "", ""),
        (json!({"status_code": 304, "message": "no"}), 304, "", ""),
    ] {
        let seat = seat(&KIND, config.clone()).unwrap();
        let Some(Verdict::Reply(answer)) = seat.at_once(&mut get("/", &[])) else {
            panic!("{config} did not answer");
        };
        assert_eq!(answer.status.as_u16(), status, "{config}");
        assert_eq!(
            answer.head.text(&header::CONTENT_TYPE).unwrap_or_default(),
            media_type,
            "{config}"
        );
        assert_eq!(answer.body.in_memory(), Some(body.as_bytes()), "{config}");
    }
}

#[test]
fn a_trigger_lets_other_requests_pass() {
    for (trigger, target, headers, answered) in [
        ("x-closed", "/", &[][..], false),
        ("x-closed", "/", &[("x-closed", "")], true),
        ("X-Closed", "/", &[("x-closed", "no")], true),
        ("x-closed", "/", &[("x-close", "1"), ("x-closed-by", "1")], false),
        ("x_closed", "/", &[("x-closed", "1")], true),
        ("x_closed", "/", &[("x_closed", "1")], true),
        ("closed", "/?closed", &[], true),
        ("closed", "/?a=1&closed=0", &[], true),
        ("closed", "/?%63losed=1", &[], true),
        ("closed", "/closed?a=closed", &[], false),
        ("closed", "/?closedness=1", &[], false),
    ] {
        let seat = seat(&KIND, json!({"trigger": trigger})).unwrap();
        let verdict = seat.at_once(&mut get(target, headers));
        let told = matches!(verdict, Some(Verdict::Reply(_)));
        assert_eq!(told, answered, "{trigger} {target} {headers:?}");
        assert!(
            told || matches!(verdict, Some(Verdict::Pass)),
            "it always decides at once"
        );
    }
}

#[test]
fn what_kong_refuses_is_refused_with_its_words() {
    for (config, expected) in [
        (
            json!({"status_code": 99}),
            "status_code: value should be between 100 and 599",
        ),
        (
            json!({"status_code": 600}),
            "status_code: value should be between 100 and 599",
        ),
        (json!({"status_code": "503"}), "status_code: expected an integer"),
        (json!({"status_code": 101}), "status_code: not supported yet"),
        (
            json!({"status_code": null}),
            "status_code: required field missing",
        ),
        (json!({"trigger": "a b"}), "trigger: bad header name 'a b'"),
        (json!({"echo": true}), "echo: not supported yet"),
        (
            json!({"message": "m", "body": "b"}),
            "the document: message cannot be used with content_type or body",
        ),
        (
            json!({"content_type": "text/html"}),
            "the document: content_type requires a body",
        ),
        (
            json!({"mesage": "m"}),
            "mesage: unknown field — did you mean `message`?",
        ),
    ] {
        let found = faults(&KIND, &mut config.clone());
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{config}: {found:?}"
        );
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let mut config = json!({"status_code": 5, "message": "m", "content_type": "a/b", "echo": true});
    assert_eq!(faults(&KIND, &mut config).len(), 5);
}

#[test]
fn a_header_value_that_cannot_be_sent_closes_the_route() {
    let config = json!({"body": "b", "content_type": "text/html\r\nx: y"});
    let why = seat(&KIND, config).err().unwrap();
    assert_eq!(why.code, "request_termination.misconfigured");
}

#[test]
fn no_option_is_accepted_without_effect() {
    let schema = (KIND.schema)();
    assert_eq!(schema.inert_fields(), [""; 0]);
    assert_eq!(schema.refused_fields(), ["echo"]);
    assert_eq!(schema.used_inert(&Value::Null), [""; 0]);
}
