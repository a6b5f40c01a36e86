//! Tokens: who gets them, and what they open.

mod administered;
mod authorize;
mod clients;
mod kept_for_others;
mod place;
mod replays;
mod resources;
mod tokens;

use plugin::Kind;
use plugins::OAuth2;
use serde_json::json;

use crate::request::faults;

const KIND: Kind = Kind::of::<OAuth2>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!(
        (KIND.name, KIND.priority, KIND.is_for_consumers),
        ("oauth2", 1400, false)
    );
}

#[test]
fn options_that_give_nobody_a_token_are_faults() {
    for (mut config, fault) in [
        (
            json!({}),
            "at least one of these fields must be true: enable_authorization_code",
        ),
        (
            json!({ "enable_password_grant": true, "mandatory_scope": true }),
            "scopes: required field missing",
        ),
        (
            json!({ "enable_password_grant": true, "refresh_token_ttl": 100_000_001 }),
            "refresh_token_ttl: value should be between 0 and 100000000",
        ),
        (
            json!({ "enable_password_grant": true, "token_expiration": -1 }),
            "token_expiration: value should be between 0 and",
        ),
        (
            json!({ "enable_password_grant": true, "pkce": "plain" }),
            "pkce: expected one of: none, lax, strict",
        ),
    ] {
        let found = faults(&KIND, &mut config);
        assert!(found.iter().any(|line| line.contains(fault)), "{found:?}");
    }
}

#[tokio::test]
async fn a_plugin_without_its_key_is_none() {
    let scopes =
        |scope: &str| json!({ "enable_password_grant": true, "provision_key": "p", "scopes": [scope] });
    for (config, option) in [
        (
            json!({ "enable_password_grant": true }),
            "provision_key: is missing",
        ),
        (scopes("two words"), "scopes: \"two words\" is none"),
        (scopes("back\\slash"), "scopes:"),
        (
            json!({ "enable_password_grant": true, "provision_key": "p", "realm": "\n" }),
            "realm:",
        ),
    ] {
        let wrong = place::built(config).err().unwrap();
        assert_eq!(wrong.code, "oauth2.misconfigured");
        assert!(wrong.detail.starts_with(option), "{}", wrong.detail);
    }
}
