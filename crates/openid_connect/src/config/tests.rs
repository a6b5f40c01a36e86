//! The options say what they mean, and nothing else passes.

mod defaults;
mod facts;
mod shorthands;
mod support;
mod terms;

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
        ("hide_credentials", json!(true)),
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
        "redirect_uri": ["/relative"],
        "auth_methods": ["authorization_code", "saml"],
        "client_auth": ["private_key"],
        "scope": ["openid"],
        "session_cookie_same_site": "lax",
    }));
    let all = faults.join("\n");
    for place in [
        "issuer",
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
    assert_eq!(faults.len(), 6, "{all}");
}

#[test]
fn the_ways_that_are_open() {
    let methods = |named: Value| {
        let methods = config(with(&json!({ "auth_methods": named })))
            .credentials
            .methods();
        (methods.authorization_code, methods.session, methods.bearer)
    };
    assert_eq!(methods(json!(["session"])), (false, true, false));
    assert_eq!(methods(json!(["authorization_code"])), (true, false, false));
    assert_eq!(methods(json!(["bearer"])), (false, false, true));
    assert_eq!(methods(json!([])), (false, false, false));
    assert_eq!(methods(json!(null)), (false, false, false));
    let usual = config(least()).credentials.methods();
    assert!(usual.authorization_code && usual.session && usual.bearer);
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

#[test]
fn names_and_values_belong_together_by_their_places() {
    let config = config(with(&json!({
        "authorization_query_args_names": ["acr_values", "prompt", "surplus"],
        "authorization_query_args_values": ["urn:strong", "login"],
        "authorization_query_args_client": ["login_hint"],
    })));
    let arguments = &config.authorization.query_args;
    let pairs: Vec<_> = arguments.pairs().collect();
    assert_eq!(pairs, [("acr_values", "urn:strong"), ("prompt", "login")]);
    assert_eq!(arguments.client(), ["login_hint"]);
}

#[test]
fn what_is_demanded_of_whoever_passes() {
    use oidc::{Source, Subject};
    let demands = |changes| config(with(&changes)).claims.demands();
    let all = demands(json!({
        "scopes_required": ["read write", "admin", " "],
        "roles_required": [],
        "groups_required": ["staff"],
        "groups_claim": ["user", "groups"],
        "claims_forbidden": ["suspended"],
    }))
    .unwrap();
    let subjects: Vec<_> = all.claims.iter().map(|(subject, _)| *subject).collect();
    assert_eq!(subjects, [Subject::Scopes, Subject::Groups]);
    assert_eq!(
        all.claims[0].1.one_of,
        [vec!["read", "write"], vec!["admin"], vec![]]
    );
    assert_eq!(all.claims[0].1.path.first(), "scope");
    assert_eq!(all.claims[1].1.path.first(), "user");
    assert_eq!(all.forbidden, ["suspended"]);
    assert_eq!(all.places, [Source::AccessToken]);
    assert!(demands(json!({})).unwrap().is_empty());
    let elsewhere = demands(json!({ "lychgate_claims_sources": ["id_token", "userinfo"] })).unwrap();
    assert_eq!(elsewhere.places, [Source::IdToken, Source::Userinfo]);
    // A demand that looks nowhere would let nobody pass; whoever wrote it meant something else.
    let nowhere = demands(json!({ "scopes_required": ["a"], "scopes_claim": null }));
    assert_eq!(nowhere.unwrap_err().code, "config.claim");
}

#[test]
fn the_protocols_own_parameters_are_nobodys() {
    for (option, values) in [
        (
            "authorization_query_args_names",
            json!(["prompt", "redirect_uri"]),
        ),
        ("authorization_query_args_client", json!(["state"])),
    ] {
        let mut changes = json!({ "authorization_query_args_values": ["login", "https://evil.test"] });
        changes[option] = values;
        let refused = config(with(&changes)).authorization.request(None);
        assert_eq!(refused.unwrap_err().code, "config.query_argument", "{option}");
    }
}

#[test]
fn a_login_ends_as_it_is_told() {
    use oidc::{AfterLogin, HandedOut, RedirectMode};
    let after = |changes| {
        let login = config(with(&changes)).login;
        (login.after(0), login.after_session(0))
    };
    assert_eq!(after(json!({})), (AfterLogin::Proxy, AfterLogin::Proxy));
    let redirect = |to: Option<&str>, mode, tokens| AfterLogin::Redirect {
        to: to.map(str::to_owned),
        mode,
        tokens,
    };
    assert_eq!(
        after(json!({ "login_action": "redirect" })),
        (
            redirect(None, RedirectMode::Fragment, vec![HandedOut::IdToken]),
            AfterLogin::Proxy
        )
    );
    let to = "https://app.test/welcome";
    assert_eq!(
        after(json!({
            "login_action": "redirect",
            "login_methods": ["session"],
            "login_tokens": null,
            "login_redirect_mode": "query",
            "login_redirect_uri": [to],
        })),
        (
            AfterLogin::Proxy,
            redirect(Some(to), RedirectMode::Query, Vec::new())
        )
    );
    let tokens = vec![HandedOut::Everything, HandedOut::AccessToken];
    assert_eq!(
        after(json!({
            "login_action": "response",
            "login_methods": ["authorization_code", "session"],
            "login_tokens": ["tokens", "access_token"],
        })),
        (
            AfterLogin::Respond {
                tokens: tokens.clone()
            },
            AfterLogin::Respond { tokens }
        )
    );
}

#[test]
fn a_redirect_uri_may_be_left_out() {
    let redirect_uri = |value| {
        config(with(&json!({ "redirect_uri": value })))
            .client(0)
            .unwrap()
            .redirect_uri
    };
    assert_eq!(redirect_uri(json!(null)), None);
    assert_eq!(redirect_uri(json!([])), None);
    let told = redirect_uri(json!(["https://app.test/"]));
    assert_eq!(told.unwrap().as_str(), "https://app.test/");
}

#[test]
fn what_comes_with_the_browser() {
    use oidc::ResponseType::{Code, CodeIdToken, CodeIdTokenToken, CodeToken};
    let asked = |types: Value, mode: &str| {
        let options = json!({ "response_type": types, "response_mode": mode });
        let request = config(with(&options)).authorization.request(None);
        request
            .map(|request| request.response_type)
            .map_err(|why| why.code)
    };
    for (types, expected) in [
        (json!(["code"]), Ok(Code)),
        (json!([]), Ok(Code)),
        (json!(null), Ok(Code)),
        (json!(["code id_token"]), Ok(CodeIdToken)),
        (json!(["id_token", "code"]), Ok(CodeIdToken)),
        (json!(["code token"]), Ok(CodeToken)),
        (json!(["code", "token id_token"]), Ok(CodeIdTokenToken)),
        (json!(["id_token"]), Err("config.response_type")),
        (json!(["token"]), Err("config.response_type")),
        (json!(["code none"]), Err("config.response_type")),
        (json!(["Code"]), Err("config.response_type")),
    ] {
        assert_eq!(asked(types.clone(), "form_post"), expected, "{types}");
    }
    assert_eq!(asked(json!(["code"]), "query"), Ok(Code));
    assert_eq!(
        asked(json!(["code id_token"]), "query"),
        Err("config.response_mode")
    );
}

#[test]
fn signatures_that_do_not_count() {
    use oidc::{Issuers, Nonce, Obtained};
    let unsigned = |ways: Value| {
        let verification = config(with(&json!({ "ignore_signature": ways }))).verification;
        verification
            .tokens(Nonce::Checked, None, Issuers::default())
            .unsigned
    };
    assert_eq!(unsigned(json!([])), []);
    assert_eq!(unsigned(json!(["introspection", "userinfo"])), []);
    assert_eq!(
        unsigned(json!([
            "authorization_code",
            "client_credentials",
            "password",
            "refresh_token",
            "session"
        ])),
        [
            Obtained::ByCode,
            Obtained::ByClient,
            Obtained::ByPassword,
            Obtained::ByRefreshToken,
            Obtained::InSession
        ]
    );
    // A token that a request brings itself always needs one.
    assert!(!faults(with(&json!({ "ignore_signature": ["bearer"] }))).is_empty());
}

#[test]
fn what_a_document_must_not_speak_against() {
    let members = |changes: Value| {
        let rules = config(with(&changes)).discovery().unwrap();
        let all: Vec<_> = rules
            .intentions
            .into_iter()
            .map(|one| format!("{} {}", one.member, one.value))
            .collect();
        all
    };
    assert_eq!(members(json!({ "scopes": ["openid", "email"] })), [""; 0]);
    assert_eq!(
        members(json!({
            "verify_parameters": true,
            "scopes": ["openid", "email"],
            "response_mode": "form_post",
            "response_type": ["code id_token"],
            "require_proof_key_for_code_exchange": true,
            "client_auth": ["client_secret_post"],
        })),
        [
            "scopes_supported openid",
            "scopes_supported email",
            "response_types_supported code id_token",
            "response_modes_supported form_post",
            "code_challenge_methods_supported S256",
            "token_endpoint_auth_methods_supported client_secret_post",
        ]
    );
    // Where nobody signs in with a browser, only the client's proof is looked at.
    assert_eq!(
        members(json!({ "verify_parameters": true, "auth_methods": ["bearer"] })),
        [""; 0]
    );
}

#[test]
fn a_pseudo_issuer_is_a_mere_name() {
    let named = |changes: Value| config(with(&changes)).discovery().unwrap().pseudo_issuer;
    assert_eq!(named(json!({})), None);
    let options = json!({ "using_pseudo_issuer": true, "issuer": "https://idp.test/tenant/" });
    assert_eq!(named(options).as_deref(), Some("https://idp.test/tenant/"));
}
