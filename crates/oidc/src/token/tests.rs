use serde_json::{Value, json};

use super::*;
use crate::Method;
use crate::client_auth::Authentication;
use crate::samples;

fn reply(status: u16, body: &[u8]) -> Result<Tokens, TokenError> {
    read_tokens(&HttpReply {
        status,
        body: body.to_vec(),
        date: None,
        kept_for: None,
    })
}

/// A good reply, with these members more or instead.
fn granted(members: Value) -> Result<Tokens, TokenError> {
    let mut body = json!({ "access_token": "A1", "token_type": "Bearer" });
    let Value::Object(members) = members else {
        panic!("members are an object")
    };
    for (name, value) in members {
        body[name] = value;
    }
    reply(200, body.to_string().as_bytes())
}

fn refused(error: &str, description: Option<&str>) -> TokenError {
    TokenError::Refused {
        error: error.into(),
        description: description.map(str::to_owned),
    }
}

#[test]
fn the_request() {
    let mut client = samples::rules().client;
    client.authentication = Authentication::Post {
        secret: Secret::new("opensesame"),
    }
    .into();
    let metadata = samples::metadata(json!({}));
    let mut pending = samples::pending();
    let call = code_request(&client, &metadata, Secret::new("C1"), &pending);
    assert_eq!(call.url, "https://op.example/token");
    assert_eq!(call.method, Method::Post);
    assert_eq!(call.authorization, None);
    assert_eq!(
        call.body(),
        "grant_type=authorization_code&code=C1&redirect_uri=https%3A%2F%2Fgw.example%2Fcallback\
         &code_verifier=V1&client_id=app&client_secret=opensesame"
    );
    assert!(!format!("{call:?}").contains("opensesame"));

    // AZ-19: no verifier is not an empty one.
    pending.verifier = None;
    let call = code_request(&client, &metadata, Secret::new("C1"), &pending);
    assert!(!call.body().contains("code_verifier"));
}

#[test]
fn tokens_are_read() {
    let plain = Tokens {
        access_token: Secret::new("A1"),
        id_token: None,
        refresh_token: None,
        expires_in: None,
    };
    for members in [
        json!({}),
        json!({ "token_type": "bearer" }),
        json!({ "token_type": "BEARER" }),
        json!({ "unknown": { "a": [] }, "scope": "openid" }),
        json!({ "id_token": "", "refresh_token": "" }),
        json!({ "id_token": null, "refresh_token": null, "expires_in": null }),
    ] {
        assert_eq!(granted(members.clone()), Ok(plain.clone()), "{members}");
    }
    assert_eq!(
        granted(json!({ "id_token": "I1", "refresh_token": "R1", "expires_in": 3600 })),
        Ok(Tokens {
            id_token: Some(Secret::new("I1")),
            refresh_token: Some(Secret::new("R1")),
            expires_in: Some(Duration::from_secs(3600)),
            ..plain
        })
    );
}

#[test]
fn lifetimes() {
    // TK-09
    for (written, seconds) in [
        (json!(3600), Some(3600.0)),
        (json!("3600"), Some(3600.0)),
        (json!(3599.5), Some(3599.5)),
        (json!(1), Some(1.0)),
        (json!(0.9), None),
        (json!(0), None),
        (json!(-1), None),
        (json!("soon"), None),
        (json!(""), None),
        (json!("nan"), None),
        (json!("inf"), None),
        (json!(4.0e9), None),
        (json!(u64::MAX), None),
        (json!(true), None),
        (json!([3600]), None),
    ] {
        let found = granted(json!({ "expires_in": written }));
        let expected = seconds
            .map(|seconds| Some(Duration::from_secs_f64(seconds)))
            .ok_or(TokenError::Malformed("expires_in is not a number of seconds"));
        assert_eq!(found.map(|tokens| tokens.expires_in), expected, "{written}");
    }
}

#[test]
fn what_is_no_token_reply() {
    // TK-02, TK-08
    let no_object = Err(TokenError::Malformed("not the JSON object it should be"));
    for (body, expected) in [
        ("", no_object.clone()),
        ("<html></html>", no_object.clone()),
        ("access_token=A1&token_type=bearer", no_object.clone()),
        ("null", no_object.clone()),
        ("[]", no_object.clone()),
        (r#"["A1","Bearer",null,null,null]"#, no_object.clone()),
        (r#""x""#, no_object.clone()),
        (
            r#"{"access_token":"A1","access_token":"A2","token_type":"bearer"}"#,
            no_object.clone(),
        ),
        (r#"{"access_token":1,"token_type":"bearer"}"#, no_object.clone()),
        (
            r#"{"access_token":"A1","token_type":"bearer","id_token":{}}"#,
            no_object,
        ),
        (
            r#"{"token_type":"bearer"}"#,
            Err(TokenError::Malformed("no access_token")),
        ),
        (
            r#"{"access_token":"","token_type":"bearer"}"#,
            Err(TokenError::Malformed("no access_token")),
        ),
        (
            r#"{"error":"invalid_grant"}"#,
            Err(TokenError::Malformed("no access_token")),
        ),
        (
            r#"{"access_token":"A1"}"#,
            Err(TokenError::Malformed("no token_type")),
        ),
        (
            r#"{"access_token":"A1","token_type":"mac"}"#,
            Err(TokenError::NotBearer),
        ),
        (
            r#"{"access_token":"A1","token_type":"DPoP"}"#,
            Err(TokenError::NotBearer),
        ),
        (
            r#"{"access_token":"A1","token_type":""}"#,
            Err(TokenError::NotBearer),
        ),
    ] {
        assert_eq!(reply(200, body.as_bytes()), expected, "{body}");
    }
    assert_eq!(reply(200, &vec![b' '; LIMIT + 1]), Err(TokenError::TooLarge));
    assert_eq!(reply(500, &vec![b' '; LIMIT + 1]), Err(TokenError::TooLarge));
    let good = r#"{"access_token":"A1","token_type":"bearer"}"#;
    let padded = format!("{good}{}", " ".repeat(LIMIT - good.len()));
    assert!(reply(200, padded.as_bytes()).is_ok());
}

#[test]
fn refusals() {
    for (status, body, expected) in [
        (
            400,
            r#"{"error":"invalid_grant"}"#,
            TokenError::InvalidGrant(None),
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"used\n\u001b[31m"}"#,
            TokenError::InvalidGrant(Some("used  [31m".into())),
        ),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            TokenError::InvalidClient(None),
        ),
        (
            403,
            r#"{"error":"unauthorized_client"}"#,
            TokenError::InvalidClient(None),
        ),
        (
            400,
            r#"{"error":"invalid_scope","error_description":"no"}"#,
            refused("invalid_scope", Some("no")),
        ),
        (
            400,
            r#"{"error":"temporarily_unavailable"}"#,
            TokenError::Unavailable("temporarily_unavailable".into()),
        ),
        (
            400,
            r#"{"error":"server_error"}"#,
            TokenError::Unavailable("server_error".into()),
        ),
        (400, "", TokenError::Unexplained(400)),
        (400, "<html>", TokenError::Unexplained(400)),
        (400, r#"{"error":1}"#, TokenError::Unexplained(400)),
        (404, "", TokenError::Unexplained(404)),
        (302, "", TokenError::Unexplained(302)),
        // Only 200 grants (RFC 6749 section 5.1).
        (
            201,
            r#"{"access_token":"A1","token_type":"bearer"}"#,
            TokenError::Unexplained(201),
        ),
        (204, "", TokenError::Unexplained(204)),
        (429, "", TokenError::Unavailable("status 429".into())),
        (
            500,
            r#"{"error":"invalid_grant"}"#,
            TokenError::Unavailable("status 500".into()),
        ),
        (503, "", TokenError::Unavailable("status 503".into())),
    ] {
        assert_eq!(reply(status, body.as_bytes()), Err(expected), "{status} {body}");
    }
    let long = "x".repeat(10_000);
    let body = json!({ "error": long, "error_description": long }).to_string();
    assert_eq!(
        reply(400, body.as_bytes()),
        Err(refused(&long[..256], Some(&long[..256])))
    );
}

#[test]
fn no_token_is_printed() {
    let tokens = granted(json!({ "id_token": "I1", "refresh_token": "R1" })).unwrap();
    let printed = format!("{tokens:?}");
    assert!(
        !["A1", "I1", "R1"].iter().any(|token| printed.contains(token)),
        "{printed}"
    );
}
