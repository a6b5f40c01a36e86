//! No screen ever shows a secret, whoever sits before it.

use serde_json::{Value, json};
use testkit::tls::Authority;

use crate::conversation::{Api, TOKEN};

const JWK: &str = r#"{"kid":"k","kty":"RSA","n":"AQ","e":"AQAB","d":"planted-jwk"}"#;

/// Asks as a page of the Manager does, and makes sure that nothing planted comes back.
async fn seen(api: &Api, request: &str, headers: &[&str], body: Option<Value>) -> Value {
    let reply = api.page_asks(request, headers, body).await;
    assert!(
        matches!(reply.status, 200 | 201),
        "{request}: {} {}",
        reply.status,
        reply.body
    );
    for secret in ["planted", "PRIVATE KEY", TOKEN] {
        assert!(!reply.body.contains(secret), "{request}: {}", reply.body);
    }
    reply.json()
}

fn secretive(password: &str) -> Value {
    json!({ "name": "secretive", "config": { "user": "me", "password": password, "keys": ["planted-1"] } })
}

// AD-08
#[tokio::test]
async fn whoever_writes_secrets_does_not_see_them_again() {
    let api = Api::start().await;
    let certified = Authority::new().certify(&["app.example"]);
    let certificate = json!({ "cert": certified.certificate, "key": certified.key, "snis": ["a.example"] });
    let certificate = seen(&api, "POST /api/certificates", &[], Some(certificate)).await;
    assert_eq!(certificate["key"], json!("***"));
    let key = json!({ "name": "k", "kid": "k", "jwk": JWK });
    seen(&api, "POST /api/keys", &[], Some(key)).await;
    seen(
        &api,
        "POST /api/consumer_groups",
        &[],
        Some(json!({ "name": "gold" })),
    )
    .await;
    let mut of_group = secretive("planted-3");
    of_group["consumer_group"] = json!({ "name": "gold" });
    seen(&api, "POST /api/plugins", &[], Some(of_group)).await;
    let service = json!({ "name": "s", "host": "s.test" });
    seen(&api, "POST /api/services", &[], Some(service)).await;
    seen(
        &api,
        "POST /api/services/s/plugins",
        &[],
        Some(secretive("planted-2")),
    )
    .await;
    let plugin = seen(&api, "POST /api/plugins", &[], Some(secretive("planted"))).await;
    assert_eq!(
        plugin["config"],
        json!({ "user": "me", "password": "***", "keys": ["***"] })
    );
    let id = plugin["id"].as_str().unwrap();
    for path in [
        "/plugins",
        &format!("/plugins/{id}"),
        "/services/s/plugins",
        "/consumer_groups/gold",
        "/certificates",
        "/certificates/a.example",
        "/keys/k",
        "/keys",
        "/default/plugins",
        "/tags",
        "/",
        "/schemas/plugins/secretive",
        "/sample/seen",
    ] {
        seen(&api, &format!("GET /api{path}"), &[], None).await;
    }
    // What was hidden stays.
    let mut shown = plugin.clone();
    shown["enabled"] = json!(false);
    for method in ["PATCH", "PUT"] {
        let request = format!("{method} /api/plugins/{id}");
        let changed = seen(&api, &request, &[], Some(shown.clone())).await;
        assert_eq!(changed["config"], plugin["config"]);
        let stored = api.ask(&format!("GET /plugins/{id}")).await.json();
        let kept = (&stored["config"]["password"], &stored["config"]["keys"]);
        assert_eq!(kept, (&json!("planted"), &json!(["planted-1"])), "{method}");
    }
    // A tool that signed in nowhere still gets what it writes back.
    assert!(api.ask("GET /plugins").await.body.contains("planted"));
}

// AD-09
#[tokio::test]
async fn what_is_wrong_is_told_without_secrets() {
    let api = Api::start().await;
    let mut wrong = secretive("planted");
    wrong["config"]["user"] = json!(7);
    for (request, body) in [
        ("POST /api/plugins", wrong.clone()),
        ("POST /api/schemas/plugins/validate", wrong),
        (
            "POST /api/keys",
            json!({ "name": "k", "kid": "other", "jwk": JWK }),
        ),
    ] {
        let reply = api.page_asks(request, &[], Some(body)).await;
        assert_eq!(reply.status, 400, "{request}: {}", reply.body);
        assert!(!reply.body.contains("planted"), "{request}: {}", reply.body);
    }
}

#[tokio::test]
async fn a_declarative_configuration_is_told_without_secrets() {
    let api = Api::without_database(Vec::new()).await;
    let plugins = json!([secretive("planted")]);
    let config = json!({ "_format_version": "3.0", "plugins": plugins });
    let told = seen(&api, "POST /api/config", &[], Some(config)).await;
    assert!(told["plugins"].to_string().contains("***"), "{told}");
    let shown = seen(&api, "GET /api/config", &[], None).await;
    assert!(shown["config"].as_str().unwrap().contains("***"), "{shown}");
    seen(&api, "GET /api/plugins", &[], None).await;
    assert!(api.ask("GET /config").await.body.contains("planted"));
    // A tool is told what it wrote.
    let config = json!({ "_format_version": "3.0", "plugins": [secretive("planted")] });
    let told = api.send("POST /config", config).await;
    assert!(told.body.contains("planted"), "{}", told.body);
}
