//! A provider, a client and their rules, for tests.

use jose::{Algorithm, KeySet, Secret, SigningKey, Timestamp};
use serde_json::{Value, json};

use crate::client_auth::Authentication;
use crate::{
    Approach, Brought, Client, DiscoveryRules, Follows, Issuer, Metadata, Pending, PendingCookie, Presented,
    RedirectUri, Rules,
};

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
    let body = document(members).to_string();
    Metadata::read(body.as_bytes(), &issuer(), &DiscoveryRules::default()).unwrap()
}

pub(crate) fn rules() -> Rules {
    let client = Client {
        id: "app".into(),
        authentication: Authentication::None.into(),
        redirect_uri: Some(RedirectUri::parse("https://gw.example/callback").unwrap()),
    };
    let mut rules = Rules::of(issuer(), client);
    rules.request.scopes = vec!["openid".into(), "profile".into()];
    rules.tokens.algorithms = vec![Algorithm::EdDsa];
    rules
}

/// A visit of that path and query.
pub(crate) fn visit<'a>(path: &'a str, query: Option<&'a str>) -> Presented<'a> {
    Presented {
        origin: "https://gw.example",
        path,
        query,
        form: None,
        approach: Approach::Visit,
        follows: Follows::Perhaps,
        brought: Brought::Nothing,
        shown: None,
        credentials: crate::Credentials::default(),
        pending: PendingCookie::Nothing,
        rounds: 0,
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
        client: None,
    }
}

/// An Ed25519 key (RFC 8410 section 7) of a number.
pub(crate) fn key(number: u8, id: &str) -> SigningKey {
    let head = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ];
    SigningKey::from_pkcs8(&[&head[..], &[number; 32]].concat(), Algorithm::EdDsa, id).unwrap()
}

/// What is published of these keys.
pub(crate) fn set(keys: &[&SigningKey]) -> KeySet {
    let keys: Vec<_> = keys.iter().map(|key| key.public_jwk()).collect();
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}
