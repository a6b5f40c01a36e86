use oidc::client_auth::{Authentication, Signer};
use schema::{Record, check, fill};
use serde_json::{Value, json};

use crate::config::Config;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn config(changes: &Value) -> Config {
    let schema = Config::describe();
    let mut document = json!({ "issuer": "https://idp.test", "client_id": ["gateway"] });
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    fill(&schema, &mut document);
    let found = check(&schema, &document);
    assert!(found.is_empty(), "{:?}", schema::render::remedy::lines(&found));
    Config::decode(&document).unwrap()
}

/// How the first client proves itself at the token, the introspection and the revocation endpoint.
fn ways(changes: &Value) -> [String; 3] {
    let made = config(changes)
        .clients()
        .unwrap_or_else(|why| panic!("{changes}: {why}"));
    let own = &made[0].authentication;
    [&own.token, &own.introspection, &own.revocation].map(way)
}

fn way(authentication: &Authentication) -> String {
    match authentication {
        Authentication::Basic { .. } => "basic".to_owned(),
        Authentication::Post { .. } => "post".to_owned(),
        Authentication::Assertion { signer } => format!("signed by {signer:?}"),
        Authentication::Certificate => "certificate".to_owned(),
        Authentication::AsOffered { signer: None, .. } => "as offered".to_owned(),
        Authentication::AsOffered {
            signer: Some(signer), ..
        } => format!("as offered, or signed by {signer:?}"),
        Authentication::None => "none".to_owned(),
    }
}

fn everywhere(changes: &Value) -> String {
    let [token, introspection, revocation] = ways(changes);
    assert!(token == introspection && token == revocation, "{changes}");
    token
}

#[track_caller]
fn fault(changes: &Value, words: &[&str]) {
    let why = config(changes).clients().map(drop).unwrap_err().to_string();
    for word in words {
        assert!(why.contains(word), "{why:?} lacks {word:?}");
    }
}

/// RFC 8037 appendix A.1.
fn edwards() -> Value {
    json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "kid": "mine",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}

#[test]
fn a_client_proves_itself_as_it_is_told() {
    for (changes, shown) in [
        (json!({}), "none"),
        (json!({ "client_secret": ["s"] }), "as offered"),
        (
            json!({ "client_secret": ["s"], "client_auth": ["client_secret_post"] }),
            "post",
        ),
        (
            json!({ "client_secret": ["s"], "client_auth": ["client_secret_basic"] }),
            "basic",
        ),
        (json!({ "client_secret": ["s"], "client_auth": ["none"] }), "none"),
        (
            json!({ "client_secret": [SECRET], "client_auth": ["client_secret_jwt"] }),
            "signed by SigningKey(None, HS256)",
        ),
        (
            json!({ "client_auth": ["private_key_jwt"] }),
            "signed by OwnKey(RS256)",
        ),
        (
            json!({ "client_auth": ["private_key_jwt"], "client_alg": ["ES384"] }),
            "signed by OwnKey(ES384)",
        ),
        (
            json!({ "client_auth": ["private_key_jwt"], "client_jwk": [edwards()] }),
            "signed by SigningKey(Some(\"mine\"), EdDSA)",
        ),
        (
            json!({ "client_jwk": [edwards()] }),
            "signed by SigningKey(Some(\"mine\"), EdDSA)",
        ),
        (
            json!({ "client_jwk": [edwards()], "client_secret": ["s"] }),
            "as offered, or signed by SigningKey(Some(\"mine\"), EdDSA)",
        ),
    ] {
        assert_eq!(everywhere(&changes), shown, "{changes}");
    }
    let certificate = "0dc6f45b-8f8d-40d2-a504-473544ee190b";
    for named in ["tls_client_auth", "self_signed_tls_client_auth"] {
        let changes = json!({ "client_auth": [named], "tls_client_auth_cert_id": certificate });
        assert_eq!(everywhere(&changes), "certificate");
        assert!(config(&changes).shows_certificate());
    }
    let unused = json!({ "client_secret": ["s"], "tls_client_auth_cert_id": certificate });
    assert!(!config(&unused).shows_certificate());
}

/// Entra finds the key by that of its certificate (RFC 7515 sections 4.1.7 and 4.1.8).
#[test]
fn a_certificate_is_named_by_its_digests() {
    let mut jwk = edwards();
    let (sha1, sha256) = ("A".repeat(27), "A".repeat(43));
    jwk["x5t"] = json!(sha1);
    jwk["x5t#S256"] = json!(sha256);
    let clients = config(&json!({ "client_jwk": [jwk] })).clients().unwrap();
    let Authentication::Assertion {
        signer: Signer::Key(key),
    } = &clients[0].authentication.token
    else {
        panic!("{clients:?}")
    };
    let signed = key.sign(Some("JWT"), &json!({})).unwrap();
    let header = jose::base64url::decode(signed.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(
        (&header["x5t"], &header["x5t#S256"]),
        (&json!(sha1), &json!(sha256))
    );
}

#[test]
fn what_a_document_may_speak_against() {
    let intended = |changes: Value| -> Vec<String> {
        let config = config(&changes);
        config
            .client
            .intentions()
            .map(|intention| intention.value)
            .collect()
    };
    let secret = |more: Value| {
        let mut changes = json!({ "client_secret": [SECRET], "client_auth": ["client_secret_basic"] });
        for (name, value) in more.as_object().unwrap() {
            changes[name] = value.clone();
        }
        intended(changes)
    };
    assert_eq!(secret(json!({})), ["client_secret_basic"]);
    assert_eq!(
        secret(json!({ "token_endpoint_auth_method": "private_key_jwt" })),
        ["private_key_jwt"]
    );
    assert_eq!(secret(json!({ "client_auth": ["none"] })), [""; 0]);
    assert_eq!(secret(json!({ "client_auth": null })), [""; 0]);
}

#[test]
fn an_endpoint_may_have_its_own_way() {
    let changes = json!({
        "client_secret": [SECRET],
        "client_auth": ["client_secret_post"],
        "token_endpoint_auth_method": "private_key_jwt",
        "introspection_endpoint_auth_method": "client_secret_basic",
        "revocation_endpoint_auth_method": "client_secret_jwt",
        "client_alg": null,
    });
    assert_eq!(
        ways(&changes),
        [
            "signed by OwnKey(RS256)",
            "basic",
            "signed by SigningKey(None, HS256)"
        ]
    );
}

#[test]
fn what_cannot_prove_anything_is_a_fault() {
    fault(
        &json!({ "client_auth": ["client_secret_post"] }),
        &["client_auth", "needs a client_secret"],
    );
    fault(
        &json!({ "client_auth": ["tls_client_auth"] }),
        &["client_auth", "tls_client_auth_cert_id"],
    );
    fault(
        &json!({ "client_secret": ["short"], "client_auth": ["client_secret_jwt"] }),
        &["too short for HS256"],
    );
    fault(
        &json!({ "client_secret": [SECRET], "client_auth": ["client_secret_jwt"], "client_alg": ["RS256"] }),
        &["client_alg", "HS256, HS384 or HS512"],
    );
    fault(
        &json!({ "client_auth": ["private_key_jwt"], "client_alg": ["HS256"] }),
        &["client_alg", "private key"],
    );
    for (member, value) in [("d", json!(null)), ("use", json!("enc")), ("crv", json!("Ed448"))] {
        let mut jwk = edwards();
        jwk[member] = value;
        fault(&json!({ "client_jwk": [jwk] }), &["client_jwk"]);
    }
    fault(
        &json!({ "client_jwk": [{ "kty": "oct", "k": "c2VjcmV0" }] }),
        &["client_jwk"],
    );
    let mut other = edwards();
    other["d"] = json!("4ccGZCkcbT5gMvHTO2GNaEeRE0jFYw8zB5QnWJpQ6pM");
    let why = config(&json!({ "client_jwk": [other] }))
        .clients()
        .unwrap_err()
        .to_string();
    assert!(!why.contains("4ccGZ"), "{why}");
}

#[test]
fn each_client_has_what_stands_at_its_place_or_what_stands_first() {
    let config = config(&json!({
        "client_id": ["app", "shop", "cron"],
        "client_secret": ["one", "two"],
        "client_auth": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "client_jwk": [edwards()],
        "redirect_uri": ["https://app.test/", "https://app.test/shop"],
        "login_redirect_uri": ["https://app.test/in", "https://app.test/shop/in"],
        "logout_redirect_uri": ["https://app.test/out"],
        "login_action": "redirect",
    }));
    let clients = config.clients().unwrap();
    let seen: Vec<_> = clients
        .iter()
        .map(|client| {
            let redirect_uri = client.redirect_uri.as_ref().unwrap().as_str();
            (
                client.id.as_str(),
                way(&client.authentication.token),
                redirect_uri,
            )
        })
        .collect();
    let signed = "signed by SigningKey(Some(\"mine\"), EdDSA)";
    assert_eq!(
        seen,
        [
            ("app", "post".to_owned(), "https://app.test/"),
            ("shop", signed.to_owned(), "https://app.test/shop"),
            ("cron", "basic".to_owned(), "https://app.test/"),
        ]
    );
    let secret = |client| config.client.secret(client).unwrap();
    assert!(secret(0).is("one") && secret(1).is("two") && secret(2).is("one"));
    let to = |client| format!("{:?}", config.login.after(client));
    assert!(to(0).contains("https://app.test/in") && to(1).contains("https://app.test/shop/in"));
    assert_eq!(to(2), to(0));
    assert_eq!(config.logout.rules(1).to.as_deref(), Some("https://app.test/out"));
}

#[test]
fn what_is_said_of_nobody_is_a_fault() {
    fault(
        &json!({ "client_secret": ["one", "two"], "redirect_uri": ["https://a.test/", "https://b.test/"] }),
        &[
            "client_secret: it has 2 entries, and client_id names 1",
            "redirect_uri: it has 2",
        ],
    );
}

#[test]
fn what_is_wrong_of_all_clients_is_told_once() {
    let changes = json!({
        "client_id": ["app", "shop"],
        "client_secret": ["one", "two", "three"],
        "client_auth": ["tls_client_auth", "client_secret_basic"],
    });
    let why = config(&changes).clients().unwrap_err().to_string();
    assert_eq!(why.matches("it has 3 entries").count(), 1, "{why}");
    assert!(why.contains("tls_client_auth_cert_id"), "{why}");
}

#[test]
fn who_asks_nothing_needs_no_id() {
    let without = |methods: &[&str]| {
        let config = config(&json!({ "client_id": null, "auth_methods": methods }));
        config.clients().map(|clients| clients.len())
    };
    assert_eq!(
        without(&["bearer", "session", "userinfo", "client_credentials"]),
        Ok(1)
    );
    for method in ["authorization_code", "password", "refresh_token", "introspection"] {
        let why = without(&["bearer", method]).unwrap_err();
        assert_eq!(why.code, "config.client_id", "{method}");
    }
}
