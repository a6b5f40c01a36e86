//! What is not honoured yet is either harmless or a fault, never silence.

use schema::{Record, fill};
use serde_json::{Value, json};

use super::{faults, least, with};
use crate::config::Config;

#[track_caller]
fn refused(changes: &Value) {
    let faults = faults(with(changes));
    assert_eq!(faults.len(), 1, "{changes}: {faults:?}");
    assert!(faults[0].contains("not supported yet"), "{changes}: {faults:?}");
}

#[track_caller]
fn accepted(changes: &Value) {
    assert_eq!(faults(with(changes)), [""; 0], "{changes}");
}

#[test]
fn what_restricts_or_protects_is_refused() {
    for changes in [
        json!({ "require_pushed_authorization_requests": true }),
        json!({ "require_signed_request_object": true }),
        json!({ "response_mode": "form_post.jwt" }),
        json!({ "response_mode": "fragment" }),
        json!({ "principals": { "enabled": true } }),
        json!({ "proof_of_possession_mtls": "strict" }),
        json!({ "proof_of_possession_dpop": "optional" }),
        json!({
            "proof_of_possession_mtls_from_header": { "certificate_header_name": "X-Cert", "ca_certificates": [] }
        }),
        json!({ "session_storage": "redis" }),
        json!({ "session_enforce_same_subject": true }),
        json!({ "redis": { "host": "redis.test" } }),
        json!({ "token_exchange": { "subject_token_issuers": [{ "issuer": "https://other.test" }] } }),
    ] {
        refused(&changes);
    }
}

#[test]
fn a_value_that_is_what_is_done_anyway_is_accepted() {
    for changes in [
        json!({ "require_pushed_authorization_requests": false }),
        json!({ "require_signed_request_object": false }),
        json!({ "response_mode": "form_post" }),
        json!({ "response_type": ["code"] }),
        json!({ "response_type": ["code id_token"], "response_mode": "form_post" }),
        json!({ "using_pseudo_issuer": true }),
        json!({ "ignore_signature": ["session", "introspection"] }),
        json!({ "verify_signature": true, "ignore_signature": [] }),
        json!({ "proof_of_possession_mtls": "off" }),
        json!({ "anonymous": null, "redis": null, "principals": null }),
    ] {
        accepted(&changes);
    }
}

/// Kong's answers and exports spell out everything, with the defaults of nested records.
#[test]
fn an_export_that_spells_out_every_default_is_accepted() {
    let schema = Config::describe();
    let mut document = with(&json!({
        "redis": { "password": null, "cloud_authentication": null },
        "cluster_cache_redis": {},
        "principals": {},
    }));
    fill(&schema, &mut document);
    for field in &schema.fields {
        let members = document.as_object_mut().unwrap();
        if !field.required {
            members.entry(field.name.as_ref()).or_insert(Value::Null);
        }
    }
    assert_eq!(document["redis"]["port"], 6379);
    assert_eq!(document["principals"]["directory"], "default");
    assert_eq!(schema.used_inert(&document), [""; 0]);
    assert_eq!(faults(document), [""; 0]);
}

#[test]
fn methods_are_named_in_any_order() {
    let nine = &{
        let mut document = least();
        fill(&Config::describe(), &mut document);
        document
    }["auth_methods"];
    assert_eq!(nine.as_array().unwrap().len(), 9);
    accepted(&json!({ "auth_methods": nine }));
    let mut backwards = nine.as_array().unwrap().clone();
    backwards.reverse();
    accepted(&json!({ "auth_methods": backwards }));
    for form in ["application/jwt", "application/token-introspection+jwt"] {
        accepted(&json!({ "introspection_accept": form }));
    }
    accepted(&json!({ "bearer_token_param_type": ["header", "body"] }));
    accepted(&json!({ "bearer_token_param_type": ["header", "cookie"], "bearer_token_cookie_name": "at" }));
    accepted(&json!({ "auth_methods": ["session", "authorization_code", "kong_oauth2"] }));
}

#[test]
fn inert_options_are_told_when_they_are_used() {
    let used = |changes: Value| {
        let mut document = with(&changes);
        fill(&Config::describe(), &mut document);
        Config::describe().used_inert(&document)
    };
    assert_eq!(used(json!({})), [""; 0]);
    assert_eq!(
        used(
            json!({ "token_cache_key_include_scope": true, "keepalive": false, "preserve_query_args": true })
        ),
        ["preserve_query_args", "token_cache_key_include_scope"]
    );
    assert_eq!(
        used(json!({ "cluster_cache_redis": { "host": "redis.test" } })),
        ["cluster_cache_redis"]
    );
}
