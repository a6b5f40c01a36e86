//! Writes that are made only if nobody else was faster (RFC 9110 13.1.1).

use serde_json::{Value, json};
use testkit::tls::Authority;

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
        let code = reply.json()["code"].as_str().unwrap().to_owned();
        assert!(
            ["admin.changed_meanwhile", "admin.no_state"].contains(&&*code),
            "{code}"
        );
        assert!(reply.told().1.contains(&format!("({code})")), "{}", reply.body);
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

/// What nobody can judge is not fulfilled, and nothing is done. That something is there is asked of what is there.
// AD-17
#[tokio::test]
async fn where_nothing_has_a_state_none_may_be_named() {
    let api = Api::start().await;
    api.made("POST /services", service("a.test")).await;
    api.made("POST /consumers", json!({ "username": "bob" })).await;
    for group in ["gold", "blue"] {
        api.made("POST /consumer_groups", json!({ "name": group })).await;
    }
    let gold = json!({ "group": "gold" });
    api.made("POST /consumers/bob/consumer_groups", gold.clone())
        .await;
    let tag = tag(&api, "/services/s").await;
    let groups = async || {
        let list = api.ask("GET /consumers/bob/consumer_groups").await.json();
        list["data"].as_array().unwrap().len()
    };
    for (request, body, without) in [
        ("POST /services", json!({ "name": "new", "host": "a.test" }), 201),
        (
            "POST /services/s/routes",
            json!({ "name": "new", "paths": ["/"] }),
            201,
        ),
        (
            "POST /consumers/bob/consumer_groups",
            json!({ "group": "blue" }),
            201,
        ),
        ("POST /schemas/services/validate", service("a.test"), 200),
        ("POST /status/ready", json!({ "status": "draining" }), 204),
        ("PUT /debug/node/log-level/debug", json!({}), 200),
        ("POST /sample/check", json!({}), 200),
        ("DELETE /consumers/bob/consumer_groups", json!({}), 204),
    ] {
        for tags in [&*tag, "\"other\"", "", "*, *"] {
            let reply = write_if(&api, request, tags, body.clone()).await;
            assert_eq!(reply.status, 412, "{request} {tags}: {}", reply.body);
            assert_eq!(reply.json()["code"], "admin.no_state", "{request} {tags}");
        }
        assert_eq!(
            (api.ask("GET /services/new").await.status, groups().await),
            (404, 1),
            "{request}"
        );
        let reply = write_if(&api, request, "*", body).await;
        assert_eq!(reply.status, without, "{request}: {}", reply.body);
        if request == "POST /services" {
            api.ask("DELETE /services/new").await;
        }
        if request == "POST /consumers/bob/consumer_groups" {
            api.ask("DELETE /consumers/bob/consumer_groups/blue").await;
        }
    }
    assert_eq!(groups().await, 0);
    // What is read is read, and what is not there at all is not there.
    for (request, status) in [
        ("GET /services", 200),
        ("GET /consumers/bob/consumer_groups", 200),
        ("PUT /filter-chains/f", 400),
        ("PATCH /services", 405),
    ] {
        let reply = write_if(&api, request, &tag, json!({})).await;
        assert_eq!(reply.status, status, "{request}: {}", reply.body);
    }
    let file = Api::without_database(Vec::new()).await;
    let config = json!({ "_format_version": "3.0", "services": [service("a.test")] });
    assert_eq!(
        write_if(&file, "POST /config", "\"x\"", config.clone())
            .await
            .status,
        412
    );
    assert_eq!(file.ask("GET /services").await.json()["data"], json!([]));
    assert_eq!(write_if(&file, "POST /config", "*", config).await.status, 201);
}

/// At the address of a membership the other is shown, with its tag.
#[tokio::test]
async fn a_membership_ends_for_whoever_saw_the_other_as_it_is() {
    let api = Api::start().await;
    api.made("POST /consumers", json!({ "username": "bob" })).await;
    api.made("POST /consumer_groups", json!({ "name": "gold" })).await;
    let path = "/consumers/bob/consumer_groups/gold";
    api.made("POST /consumers/bob/consumer_groups", json!({ "group": "gold" }))
        .await;
    let old = tag(&api, path).await;
    api.made("PATCH /consumer_groups/gold", json!({ "tags": ["x"] }))
        .await;
    let delete = format!("DELETE {path}");
    assert_eq!(write_if(&api, &delete, &old, json!({})).await.status, 412);
    let now = tag(&api, path).await;
    assert_eq!(write_if(&api, &delete, &now, json!({})).await.status, 204);
    assert_eq!(api.ask(&format!("GET {path}")).await.status, 404);
    api.made("POST /consumers/bob/consumer_groups", json!({ "group": "gold" }))
        .await;
    assert_eq!(write_if(&api, &delete, "*", json!({})).await.status, 204);
    assert_eq!(write_if(&api, &delete, "*", json!({})).await.status, 404);
}

/// The names that a certificate is shown for are written by two ways, and both change what whoever writes has seen.
#[tokio::test]
async fn a_certificate_is_another_one_with_other_names() {
    let api = Api::start().await;
    let certified = Authority::new().certify(&["app.example"]);
    let body = json!({ "cert": certified.certificate, "key": certified.key, "snis": ["a.example"] });
    let made = api.made("POST /certificates", body.clone()).await;
    let mut written = body;
    written["snis"] = json!(["e.example"]);
    let other = api
        .made(
            "POST /certificates",
            json!({ "cert": certified.certificate, "key": certified.key }),
        )
        .await;
    let path = |certificate: &Value| format!("/certificates/{}", certificate["id"].as_str().unwrap());
    let (path, other_path) = (path(&made), path(&other));
    let mut seen = vec![tag(&api, &path).await];
    let others = tag(&api, &other_path).await;
    for (request, body) in [
        (
            "POST /snis",
            json!({ "name": "b.example", "certificate": { "id": made["id"] } }),
        ),
        ("PATCH /snis/b.example", json!({ "name": "c.example" })),
        (
            "PATCH /snis/c.example",
            json!({ "certificate": { "id": other["id"] } }),
        ),
        (
            "PUT /snis/d.example",
            json!({ "certificate": { "id": made["id"] } }),
        ),
    ] {
        api.made(request, body).await;
        let now = tag(&api, &path).await;
        if request == "PATCH /snis/c.example" {
            assert_eq!(now, seen[0], "it has the names that it had");
            assert_ne!(tag(&api, &other_path).await, others);
        } else {
            assert!(!seen.contains(&now), "{request}");
        }
        for old in seen.iter().filter(|old| **old != now) {
            for method in ["PUT", "PATCH", "DELETE"] {
                let reply = write_if(&api, &format!("{method} {path}"), old, written.clone()).await;
                assert_eq!(reply.status, 412, "{method} {request}: {}", reply.body);
            }
        }
        assert_eq!(tag(&api, &path).await, now);
        seen.push(now);
    }
    assert_eq!(api.ask("DELETE /snis/d.example").await.status, 204);
    let now = tag(&api, &path).await;
    assert_eq!(now, seen[0]);
    let reply = write_if(
        &api,
        &format!("PATCH {path}"),
        &now,
        json!({ "snis": ["e.example"] }),
    )
    .await;
    assert_eq!(
        (reply.status, &reply.json()["snis"]),
        (200, &json!(["e.example"])),
        "{}",
        reply.body
    );
    assert_eq!(api.ask("GET /snis/a.example").await.status, 404);
    let now = tag(&api, &path).await;
    assert_eq!(
        write_if(&api, &format!("DELETE {path}"), &now, json!({}))
            .await
            .status,
        204
    );
}
