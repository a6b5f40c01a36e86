//! The options say what they mean, and nothing else passes.

use plugin::Misconfigured;
use schema::{Record, Value, check, fill};
use serde_json::json;

use super::Config;

fn least() -> Value {
    json!({
        "issuer": "https://idp.test",
        "client_id": ["gateway"],
        "redirect_uri": ["https://app.test/"],
    })
}

fn with(changes: &Value) -> Value {
    let mut document = least();
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    document
}

fn config(mut document: Value) -> Config {
    let schema = Config::describe();
    fill(&schema, &mut document);
    let found = check(&schema, &document);
    assert!(found.is_empty(), "{:?}", schema::render::remedy::lines(&found));
    Config::decode(&document).unwrap()
}

fn faults(mut document: Value) -> Vec<String> {
    let schema = Config::describe();
    fill(&schema, &mut document);
    schema::render::remedy::lines(&check(&schema, &document))
}

#[test]
fn what_is_left_out_is_as_in_kong() {
    let mut document = least();
    fill(&Config::describe(), &mut document);
    for (name, value) in [
        ("authorization_cookie_http_only", json!(true)),
        ("authorization_cookie_name", json!("authorization")),
        ("authorization_cookie_path", json!("/")),
        ("authorization_cookie_same_site", json!("Default")),
        ("authorization_rolling_timeout", json!(600)),
        ("leeway", json!(0)),
        ("login_action", json!("upstream")),
        ("rediscovery_lifetime", json!(30)),
        ("scopes", json!(["openid"])),
        ("session_absolute_timeout", json!(86400)),
        ("session_audience", json!("default")),
        ("session_cookie_http_only", json!(true)),
        ("session_cookie_name", json!("session")),
        ("session_cookie_path", json!("/")),
        ("session_cookie_same_site", json!("Lax")),
        ("session_idling_timeout", json!(900)),
        ("session_rolling_timeout", json!(3600)),
        ("timeout", json!(10000)),
        ("unauthorized_error_message", json!("Unauthorized")),
        ("upstream_access_token_header", json!("authorization:bearer")),
    ] {
        assert_eq!(document[name], value, "{name}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_would_be_right() {
    let faults = faults(json!({
        "client_id": ["a", "b"],
        "redirect_uri": ["/relative"],
        "auth_methods": ["authorization_code", "bearer"],
        "client_auth": ["private_key_jwt"],
        "scope": ["openid"],
        "session_cookie_same_site": "lax",
    }));
    let all = faults.join("\n");
    for place in [
        "issuer",
        "client_id",
        "redirect_uri",
        "auth_methods",
        "client_auth",
        "scope",
        "session_cookie_same_site",
    ] {
        assert!(
            faults.iter().any(|fault| fault.starts_with(place)),
            "{place} is not among\n{all}"
        );
    }
    assert!(all.contains("did you mean `scopes`?"), "{all}");
    assert_eq!(faults.len(), 7, "{all}");
}

#[test]
fn half_of_the_code_flow_is_refused() {
    for methods in [
        json!(["session"]),
        json!(["authorization_code"]),
        json!([]),
        json!(null),
    ] {
        let config = config(with(&json!({ "auth_methods": methods })));
        let refused: Result<(), Misconfigured> = config.credentials.code_flow();
        assert_eq!(refused.unwrap_err().code, "config.auth_methods", "{methods}");
    }
    assert!(config(least()).credentials.code_flow().is_ok());
}

#[test]
fn a_client_proves_itself_as_it_is_told() {
    use oidc::client_auth::Authentication;
    let authentication = |changes| config(with(&changes)).client.client().unwrap().authentication;
    assert!(matches!(authentication(json!({})), Authentication::None));
    assert!(matches!(
        authentication(json!({ "client_secret": ["s"] })),
        Authentication::Basic { .. }
    ));
    assert!(matches!(
        authentication(json!({ "client_secret": ["s"], "client_auth": ["client_secret_post"] })),
        Authentication::Post { .. }
    ));
    let without_secret = config(with(&json!({ "client_auth": ["client_secret_post"] })));
    assert!(without_secret.client.client().is_err());
}

#[test]
fn the_access_token_goes_where_it_is_wanted() {
    let owns = |header: Value| {
        let config = config(with(&json!({ "upstream_access_token_header": header })));
        let headers = config.forward.headers().unwrap();
        headers.owns().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(owns(json!("X_Access_Token")), ["x-access-token"]);
    assert!(owns(json!("authorization:bearer")).is_empty());
    assert!(owns(json!(null)).is_empty());
    let bad = config(with(&json!({ "upstream_access_token_header": "no such header" })));
    assert_eq!(
        bad.forward.headers().unwrap_err().code,
        "config.upstream_access_token_header"
    );
}

#[test]
fn zero_and_null_mean_for_ever() {
    for never in [json!(0), json!(null)] {
        let config = config(with(&json!({
            "session_idling_timeout": never,
            "session_rolling_timeout": never,
            "session_absolute_timeout": never,
            "authorization_rolling_timeout": never,
        })));
        let lifetime = config.session.lifetime();
        assert_eq!(
            (lifetime.idling, lifetime.rolling, lifetime.absolute),
            (None, None, None)
        );
        assert_eq!(config.login.patience(), None);
    }
}
