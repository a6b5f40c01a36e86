//! Lists, page by page and by tags.

use serde_json::{Value, json};

use crate::conversation::Api;

#[tokio::test]
async fn lists_are_read_page_by_page() {
    let api = Api::start().await;
    for number in 0..5 {
        let tags = if number % 2 == 0 {
            ["even", "all"]
        } else {
            ["odd", "all"]
        };
        let consumer = json!({ "username": format!("c{number}"), "tags": tags });
        api.made("POST /consumers", consumer).await;
    }
    let names = |list: &Value| -> Vec<String> {
        let data = list["data"].as_array().unwrap().iter();
        data.map(|one| one["username"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = api.ask("GET /consumers").await.json();
    assert_eq!(names(&whole), ["c0", "c1", "c2", "c3", "c4"]);
    assert_eq!((&whole["next"], whole.get("offset")), (&json!(null), None));
    let first = api.ask("GET /consumers?size=2&tags=all").await.json();
    assert_eq!(names(&first), ["c0", "c1"]);
    let offset = first["offset"].as_str().unwrap();
    assert_eq!(
        first["next"],
        json!(format!("/consumers?offset={offset}&tags=all&size=2"))
    );
    let second = api
        .ask(&format!("GET {}", first["next"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(names(&second), ["c2", "c3"]);
    let last = api
        .ask(&format!("GET {}", second["next"].as_str().unwrap()))
        .await
        .json();
    assert_eq!(
        (names(&last), &last["next"]),
        (vec!["c4".to_owned()], &json!(null))
    );
    for (query, found) in [
        ("tags=even,all", &["c0", "c2", "c4"][..]),
        ("tags=odd/even", &["c0", "c1", "c2", "c3", "c4"]),
        ("tags=odd,even", &[]),
        ("tags=none", &[]),
        ("name=c0", &["c0", "c1", "c2", "c3", "c4"]),
    ] {
        assert_eq!(
            names(&api.ask(&format!("GET /consumers?{query}")).await.json()),
            found,
            "{query}"
        );
    }
    let within = api.ask("GET /default/consumers?size=4").await.json();
    assert!(
        within["next"]
            .as_str()
            .unwrap()
            .starts_with("/default/consumers?offset=")
    );
    for (query, body) in [
        (
            "size=x",
            json!({ "code": 9, "name": "invalid size", "message": "size must be a number" }),
        ),
        (
            "offset=x",
            json!({
                "code": 7, "name": "invalid offset",
                "message": "'x' is not a valid offset: bad base64 encoding",
            }),
        ),
        (
            "tags=",
            json!({
                "code": 11, "name": "invalid options", "message": "invalid option (tags: cannot be null)",
                "options": { "tags": "cannot be null" },
            }),
        ),
    ] {
        let reply = api.ask(&format!("GET /consumers?{query}")).await;
        assert_eq!((reply.status, reply.json()), (400, body), "{query}");
    }
}
