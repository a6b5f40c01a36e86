//! The whole configuration, as one text.

use serde_json::{Value, json};

use crate::conversation::Api;

const TEXT: &str =
    "_format_version: '3.0'\nservices: [{name: a, host: a.test, routes: [{name: r, paths: [/r]}]}]\n";

#[tokio::test]
async fn a_text_takes_the_place_of_what_is_there() {
    let api = Api::without_database(Vec::new()).await;
    let as_json = json!({ "config": TEXT });
    let itself = json!({ "_format_version": "3.0", "services": [{ "name": "a", "host": "a.test" }] });
    let form: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("config", TEXT)
        .finish();
    for (media_type, body) in [
        ("text/yaml", TEXT.to_owned()),
        ("application/yaml; charset=utf-8", TEXT.to_owned()),
        ("application/json", as_json.to_string()),
        ("application/json", itself.to_string()),
        ("application/x-www-form-urlencoded", form),
    ] {
        let reply = api.bring("POST /config", media_type, &body).await;
        assert_eq!(reply.status, 201, "{media_type}: {}", reply.body);
        let services = reply.json()["services"].clone();
        let names: Vec<&Value> = services
            .as_object()
            .unwrap()
            .values()
            .map(|one| &one["name"])
            .collect();
        assert_eq!(names, ["a"], "{media_type}");
    }
    let text = api.ask("GET /config").await.json()["config"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.contains("host: a.test"), "{text}");
    assert_eq!(api.ask("GET /services/a").await.status, 200);
    let again = api.bring("POST /config", "text/yaml", &text).await;
    assert_eq!(again.status, 201, "what was read can be written: {}", again.body);
}

// OP-11
#[tokio::test]
async fn what_is_wrong_is_told_and_changes_nothing() {
    let api = Api::without_database(Vec::new()).await;
    assert_eq!(api.bring("POST /config", "text/yaml", TEXT).await.status, 201);
    let wrong = TEXT.replace("a.test", "a.test, port: 99999");
    let refused = api.bring("POST /config", "text/yaml", &wrong).await;
    let told = refused.json();
    assert_eq!((refused.status, &told["code"]), (400, &json!(14)), "{told}");
    assert_eq!(told["name"], "invalid declarative configuration");
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .starts_with("declarative config is invalid: {"),
        "{told}"
    );
    assert!(told["fields"]["services"][0]["port"].is_string(), "{told}");
    assert_eq!(told.get("flattened_errors"), None);

    let told = api
        .bring("POST /config?flatten_errors=1", "text/yaml", &wrong)
        .await
        .json();
    assert_eq!(told["fields"], json!({}));
    let element = &told["flattened_errors"][0];
    assert_eq!(
        (&element["entity_type"], &element["entity_name"]),
        (&json!("service"), &json!("a"))
    );
    assert_eq!(element["errors"][0]["field"], "port");
    let syntax = api
        .bring("POST /config?flatten_errors=1", "text/yaml", "a: [")
        .await;
    assert_eq!(
        (syntax.status, &syntax.json()["flattened_errors"]),
        (400, &json!([]))
    );
    for (media_type, body) in [
        ("text/yaml", " "),
        ("application/json", "{}"),
        ("application/json", r#"{"config":1}"#),
    ] {
        let nothing = api.bring("POST /config", media_type, body).await;
        assert_eq!(
            nothing.told(),
            (400, "expected a declarative configuration".to_owned()),
            "{body}"
        );
    }
    assert_eq!(api.bring("POST /config", "text/html", TEXT).await.status, 415);
    assert_eq!(api.ask("GET /services/a").await.status, 200);
}

#[tokio::test]
async fn with_a_database_there_is_no_such_thing() {
    let api = Api::start().await;
    let why = "this endpoint is only available when Kong is configured to not use a database".to_owned();
    assert_eq!(api.ask("GET /config").await.told(), (400, why.clone()));
    assert_eq!(
        api.bring("POST /config", "text/yaml", TEXT).await.told(),
        (400, why)
    );
}
