//! A provider, a client and their rules, for tests.

use std::time::Duration;

use jose::{Algorithm, Secret, Timestamp};
use serde_json::{Value, json};

use crate::client_auth::Authentication;
use crate::{AfterLogin, Client, Issuer, Metadata, Nonce, Pending, Pkce, RedirectUri, Rules};

pub(crate) const ISSUER: &str = "https://op.example";

pub(crate) fn issuer() -> Issuer {
    Issuer::parse(ISSUER).unwrap()
}

/// A discovery document with all that a login needs, and these members more or instead.
pub(crate) fn document(members: Value) -> Value {
    let mut document = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://op.example/keys",
    });
    let Value::Object(members) = members else {
        panic!("members are an object")
    };
    for (name, value) in members {
        document[name] = value;
    }
    document
}

pub(crate) fn metadata(members: Value) -> Metadata {
    Metadata::read(document(members).to_string().as_bytes(), &issuer()).unwrap()
}

pub(crate) fn rules() -> Rules {
    Rules {
        issuer: issuer(),
        client: Client {
            id: "app".into(),
            authentication: Authentication::None,
            redirect_uri: RedirectUri::parse("https://gw.example/callback").unwrap(),
        },
        scopes: vec!["openid".into(), "profile".into()],
        pkce: Pkce::WhenOffered,
        nonce: Nonce::Checked,
        algorithms: vec![Algorithm::EdDsa],
        leeway: Duration::ZERO,
        pending_lifetime: Some(Duration::from_secs(600)),
        pending_limit: 5,
        after_login: AfterLogin::Proxy,
    }
}

pub(crate) fn pending() -> Pending {
    Pending {
        state: Secret::new("S1"),
        nonce: Secret::new("N1"),
        verifier: Some(Secret::new("V1")),
        redirect_uri: "https://gw.example/callback".into(),
        return_path: "/orders".into(),
        return_query: None,
        created: Timestamp::from_seconds(1000),
    }
}
