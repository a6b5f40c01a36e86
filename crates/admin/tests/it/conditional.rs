//! Writes that are made only if nobody else was faster (RFC 9110 13.1.1).

use serde_json::{Value, json};

use crate::conversation::{Api, EYES, HOST, Reply};

async fn tag(api: &Api, path: &str) -> String {
    let reply = api.ask(&format!("GET {path}")).await;
    let tag = reply
        .header("etag")
        .unwrap_or_else(|| panic!("{path}: {}", reply.head));
    assert!(
        tag.starts_with('"') && tag.ends_with('"') && tag.len() == 24,
        "{tag}"
    );
    tag.to_owned()
}

/// Writes if what is there has such a tag.
async fn write_if(api: &Api, request: &str, tags: &str, body: Value) -> Reply {
    let body = body.to_string();
    let lines = [
        &format!("{request} HTTP/1.1"),
        HOST,
        "content-type: application/json",
        &format!("content-length: {}", body.len()),
        &format!("if-match: {tags}"),
    ];
    let reply = api.say_with(&lines, &body).await;
    if reply.status == 412 {
        assert_eq!(reply.json()["code"], json!("admin.changed_meanwhile"));
        assert!(
            reply.told().1.contains("(admin.changed_meanwhile)"),
            "{}",
            reply.body
        );
    }
    reply
}

fn service(host: &str) -> Value {
    json!({ "name": "s", "host": host })
}

// AD-17
#[tokio::test]
async fn whoever_read_something_else_changes_nothing() {
    let api = Api::start().await;
    api.made("POST /services", service("one.test")).await;
    let old = tag(&api, "/services/s").await;
    api.made("PATCH /services/s", json!({ "host": "two.test" })).await;
    let now = tag(&api, "/services/s").await;
    assert_ne!(old, now);
    for tags in [&*old, "\"other\"", &format!("W/{now}"), &now[1..], "", "\"*\""] {
        for method in ["PUT", "PATCH", "DELETE"] {
            let reply = write_if(
                &api,
                &format!("{method} /services/s"),
                tags,
                service("three.test"),
            )
            .await;
            assert_eq!(reply.status, 412, "{method} {tags}: {}", reply.body);
            assert_eq!(tag(&api, "/services/s").await, now, "{method} {tags}");
        }
    }
    let reply = write_if(&api, "PATCH /services/s", &now, service("three.test")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let one_of_two = format!("{old}, {}", tag(&api, "/services/s").await);
    let reply = write_if(&api, "PUT /services/s", &one_of_two, service("four.test")).await;
    assert_eq!((reply.status, &reply.json()["host"]), (200, &json!("four.test")));
    let reply = write_if(&api, "PUT /services/s", "*", service("five.test")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let now = tag(&api, "/services/s").await;
    assert_eq!(
        write_if(&api, "DELETE /services/s", &now, json!({})).await.status,
        204
    );
    assert_eq!(api.ask("GET /services/s").await.status, 404);
}

#[tokio::test]
async fn of_nothing_there_is_no_state_to_expect() {
    let api = Api::start().await;
    for tags in ["*", "\"AAAAAAAAAAAAAAAAAAAAAA\""] {
        for (method, status) in [("PUT", 412), ("DELETE", 412), ("PATCH", 404)] {
            let reply = write_if(&api, &format!("{method} /services/s"), tags, service("a.test")).await;
            assert_eq!(reply.status, status, "{method} {tags}: {}", reply.body);
        }
    }
    assert_eq!(api.ask("GET /services").await.json()["data"], json!([]));
    api.made("POST /routes", json!({ "name": "r", "paths": ["/r"] }))
        .await;
    let reply = write_if(&api, "PUT /routes/r/service", "*", service("a.test")).await;
    assert_eq!(reply.status, 412, "{}", reply.body);
}

#[tokio::test]
async fn each_way_to_one_entity_tells_the_same_tag() {
    let api = Api::start().await;
    api.made("POST /services", service("a.test")).await;
    api.made("POST /services/s/routes", json!({ "name": "r", "paths": ["/r"] }))
        .await;
    let service_tag = tag(&api, "/services/s").await;
    assert_eq!(tag(&api, "/routes/r/service").await, service_tag);
    assert_eq!(
        tag(&api, "/services/s/routes/r").await,
        tag(&api, "/routes/r").await
    );
    assert_ne!(tag(&api, "/routes/r").await, service_tag);
    for (request, status) in [
        ("PATCH /routes/r/service", 412),
        ("PUT /services/s/routes/r", 412),
        ("DELETE /services/s/routes/r", 412),
    ] {
        let reply = write_if(&api, request, "\"old\"", json!({ "name": "x", "host": "x.test" })).await;
        assert_eq!(reply.status, status, "{request}: {}", reply.body);
    }
    api.made("POST /consumers", json!({ "username": "bob" })).await;
    api.made("POST /consumer_groups", json!({ "name": "gold" })).await;
    api.made("POST /consumers/bob/consumer_groups", json!({ "group": "gold" }))
        .await;
    let group = tag(&api, "/consumer_groups/gold").await;
    assert_eq!(tag(&api, "/consumers/bob/consumer_groups/gold").await, group);
    // Lists have none: what stands in them changes without them.
    assert_eq!(api.ask("GET /services").await.header("etag"), None);
}

#[tokio::test]
async fn a_tag_is_the_same_for_whoever_sees_secrets_and_whoever_does_not() {
    let api = Api::start().await;
    let plugin = |password: &str| json!({ "name": "secretive", "config": { "password": password } });
    let made = api.made("POST /plugins", plugin("one")).await;
    let path = format!("/plugins/{}", made["id"].as_str().unwrap());
    let whole = tag(&api, &path).await;
    let eyes = api.ask_as(EYES, &format!("GET {path}"), None).await;
    assert_eq!(eyes.header("etag"), Some(&*whole));
    let page = api.page_asks(&format!("GET /api{path}"), &[], None).await;
    assert_eq!(page.header("etag"), Some(&*whole));
    // That a secret was changed is seen without it.
    let request = format!("PATCH /api{path}");
    let expects = format!("if-match: {whole}");
    let write = async |password: &str| api.page_asks(&request, &[&expects], Some(plugin(password))).await;
    assert_eq!(write("two").await.status, 200);
    assert_ne!(tag(&api, &path).await, whole);
    assert_eq!(write("three").await.status, 412);
    let stored = api.ask(&format!("GET {path}")).await.json();
    assert_eq!(stored["config"]["password"], json!("two"));
}

/// Of those who read the same and write at once, one gets through.
// AD-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_is_first() {
    let api = std::sync::Arc::new(Api::start().await);
    for method in ["PUT", "PATCH", "DELETE"] {
        api.made("PUT /services/s", service("start.test")).await;
        let now = tag(&api, "/services/s").await;
        let writers: Vec<_> = (0..8)
            .map(|number| {
                let (api, now) = (std::sync::Arc::clone(&api), now.clone());
                tokio::spawn(async move {
                    let body = service(&format!("w{number}.test"));
                    write_if(&api, &format!("{method} /services/s"), &now, body)
                        .await
                        .status
                })
            })
            .collect();
        let mut first = 0;
        for writer in writers {
            match writer.await.unwrap() {
                200 | 204 => first += 1,
                status => assert_eq!(status, 412, "{method}"),
            }
        }
        assert_eq!(first, 1, "{method}");
    }
}
