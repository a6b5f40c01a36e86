//! Requests that are changed on their way, over real sockets.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::{Value, json};

use crate::beside::{Place, place};
use crate::binary::{Folder, PATIENCE, run};

const TRANSFORMER: &str = "name=request-transformer";

/// What the upstream saw last, as it tells it.
fn seen(place: &Place) -> Value {
    place.upstream.requests().last().unwrap().to_json()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_a_request_is_changed() {
    let place = place(&[&[
        TRANSFORMER,
        "config.http_method=PUT",
        "config.remove.headers=X-Secret",
        "config.rename.headers=X-Old:X-New",
        "config.replace.headers=Host:other.example",
        "config.add.headers=Authorization:Basic $(query_params[\"auth\"])",
        "config.append.headers=X-New:two",
        "config.remove.querystring=auth",
        "config.add.querystring=added:yes",
        "config.remove.body=admin",
        "config.add.body=by:$(headers.x_old or \"nobody\")",
        "config.replace.uri=/whole/$(query_params.tail)",
    ]])
    .await;
    for sent in [r#"{"admin":true,"n":1.50}"#, r#"{ "n":1.50, "\u0061dmin" : {} }"#] {
        let asked = place.request(Method::POST, "/app/x?auth=dTpw&tail=a%20b");
        let asked = asked
            .header("x-secret", "s")
            .header("x-old", "one")
            .header("content-type", "application/json");
        assert_eq!(asked.body(sent).send().await.unwrap().status(), 200);
        let seen = seen(&place);
        assert_eq!(
            (&seen["method"], &seen["path"]),
            (&json!("PUT"), &json!("/whole/a%20b"))
        );
        assert_eq!(seen["query"], "tail=a%20b&added=yes");
        assert_eq!(seen["body"], r#"{"n":1.50,"by":"one"}"#);
        for (name, values) in [
            ("host", json!(["other.example"])),
            ("x-forwarded-host", json!(["127.0.0.1"])),
            ("authorization", json!(["Basic dTpw"])),
            ("x-new", json!(["one", "two"])),
            ("x-old", Value::Null),
            ("x-secret", Value::Null),
            ("content-length", json!(["21"])),
        ] {
            assert_eq!(seen["headers"][name], values, "{name}");
        }
    }
    // A body of unknown length is one like any other.
    let answer = raw(
        &place,
        "POST /app?tail=x HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n6\r\na=1&ad\r\n5\r\nmin=1\r\n0\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let seen = seen(&place);
    assert_eq!(seen["body"], "a=1&by=nobody");
    assert_eq!(seen["headers"]["transfer-encoding"], Value::Null);
}

/// What the gateway says to these bytes until it hangs up.
pub(crate) fn raw(place: &Place, request: &str) -> String {
    let authority = place.gateway.requests.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_groups_of_a_path_are_read_where_it_is_replaced() {
    let place = place(&[]).await;
    let route = [
        "name=users",
        "paths=~/users/(%3F<id>[^/]%2B)/(.*)",
        "strip_path=false",
    ];
    assert_eq!(place.gateway.curl("POST", "/services/app/routes", &route).0, 201);
    let plugin = [
        TRANSFORMER,
        "config.replace.uri=/u/$(uri_captures[2])/of/$(uri_captures.id)",
        "config.add.headers=X-User:$(uri_captures[\"id\"])",
    ];
    let (status, told) = place.gateway.curl("POST", "/routes/users/plugins", &plugin);
    assert_eq!(status, 201, "{told}");
    for (asked, expected) in [
        ("/users/7/orders/2?x=1", Some("/u/orders/2/of/7")),
        ("/users/a%2Fb/orders", Some("/u/orders/of/a%2Fb")),
        ("/users/a%20b/orders", Some("/u/orders/of/a%20b")),
        // There is no such path that could be asked for.
        ("/users/7/", None),
        ("/users/7/..;/x", None),
        ("/users/..%3B/x", None),
    ] {
        let before = place.upstream.count();
        let asked_for = raw(
            &place,
            &format!("GET {asked} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        );
        match expected {
            Some(expected) => {
                assert!(asked_for.starts_with("HTTP/1.1 200 "), "{asked}: {asked_for}");
                assert_eq!(seen(&place)["path"], expected, "{asked}");
            }
            None => {
                assert!(asked_for.starts_with("HTTP/1.1 400 "), "{asked}: {asked_for}");
                assert_eq!(place.upstream.count(), before, "{asked}");
            }
        }
    }
}

// HD-16, H2-15
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_changed_is_refused() {
    let place = place(&[&[
        TRANSFORMER,
        "config.add.headers=X-Q:$(query_params.q)",
        "config.remove.body=admin",
    ]])
    .await;
    let post = |path: &str, lines: &str, body: &str| {
        let length = body.len();
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n");
        raw(&place, &format!("{head}{lines}\r\n{body}"))
    };
    let json = "Content-Type: application/json\r\n";
    let long = format!("\"{}\"", "x".repeat(1024 * 1024));
    for (path, lines, body, status) in [
        ("/app?q=a%0d%0aX-Admin:1", String::new(), "", 400),
        ("/app", json.to_owned(), "{\"admin\":", 400),
        (
            "/app",
            format!("{json}Content-Encoding: gzip\r\n"),
            "\u{1f}gzip",
            415,
        ),
        ("/app", json.to_owned(), &*long, 413),
    ] {
        let answer = post(path, &lines, body);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path}: {answer}"
        );
        assert!(!answer.to_ascii_lowercase().contains("\r\nx-admin"), "{answer}");
    }
    assert_eq!(place.upstream.count(), 0);
    // Whoever says that it is something else has it passed on as it is.
    let answer = post(
        "/app",
        "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
        "gzip",
    );
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

// HD-01, HD-02
#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_an_identity_by_a_template() {
    let place = place(&[]).await;
    let plugins = "/routes/app/plugins";
    let on_service = "/services/idle/plugins";
    let curl = |method: &str, path: &str, data: &[&str]| place.gateway.curl(method, path, data);
    // A service without a route is not asked yet.
    assert_eq!(
        curl("POST", "/services", &["name=idle", "url=http://127.0.0.1:9"]).0,
        201
    );
    for (change, option, header, told_by_us) in [
        (
            "config.add.headers=X-Consumer-Username:$(headers.x_user)",
            "add",
            "x-consumer-username",
            Value::Null,
        ),
        (
            "config.append.headers=x_userinfo:$(query_params.user)",
            "append",
            "x_userinfo",
            Value::Null,
        ),
        (
            "config.rename.headers=X-User:X-Credential-Identifier",
            "rename",
            "x-credential-identifier",
            Value::Null,
        ),
        (
            "config.replace.headers=X-Forwarded-Host:$(uri_captures[1])",
            "replace",
            "x-forwarded-host",
            json!(["127.0.0.1"]),
        ),
    ] {
        let text = format!(
            "`config.{option}.headers` would fill `{header}`, which only the gateway may tell, with what a client \
             sends (plugin.forges)"
        );
        for path in [plugins, on_service] {
            let (status, told) = curl("POST", path, &[TRANSFORMER, change]);
            let field = &told["fields"]["config"][option]["headers"];
            assert_eq!((status, field), (400, &json!(text)), "{path} {told}");
        }
        // What is off does nothing, and is not switched on.
        let (status, off) = curl("POST", plugins, &[TRANSFORMER, change, "enabled=false"]);
        assert_eq!(status, 201, "{change}: {off}");
        let path = format!("/plugins/{}", off["id"].as_str().unwrap());
        assert_eq!(curl("PATCH", &path, &["enabled=true"]).0, 400, "{change}");
        let asked = place
            .ask(Method::GET, "/app?user=admin", &[("x-user", "admin")])
            .await;
        assert_eq!(asked.status(), 200, "{change}");
        assert_eq!(seen(&place)["headers"][header], told_by_us, "{change}");
        assert_eq!(curl("DELETE", &path, &[]).0, 204);
        // Neither does it come in with a file.
        let (_, change) = change.split_once('=').unwrap();
        let file = format!(
            "_format_version: '3.0'\nplugins:\n- name: request-transformer\n  config: {{{option}: {{headers: ['{change}']}}}}\n"
        );
        let checked = run(&["check", "-"], &file);
        let folder = Folder::new();
        let prefix = folder.path().to_str().unwrap();
        let imported = run(&["config", "import", "-p", prefix, "-"], &file);
        for (ended, told) in [(&checked, &checked.stdout), (&imported, &imported.stderr)] {
            assert_eq!(ended.code, Some(1), "{ended:?}");
            assert!(
                told.contains("plugin.forges") && told.contains(&format!("config.{option}.headers")),
                "{ended:?}"
            );
        }
    }
    // What is always the same is the operator's own word.
    let plugin = [TRANSFORMER, "config.add.headers=X-Consumer-Username:nobody"];
    assert_eq!(place.gateway.curl("POST", "/routes/app/plugins", &plugin).0, 201);
    let asked = place
        .ask(Method::GET, "/app", &[("x-consumer-username", "admin")])
        .await;
    assert_eq!(asked.status(), 200);
    assert_eq!(seen(&place)["headers"]["x-consumer-username"], json!(["nobody"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_is_none_is_told_at_once() {
    let place = place(&[]).await;
    let plugin = [TRANSFORMER, "config.add.headers=X:$(os.getenv(\"HOME\"))"];
    let (status, told) = place.gateway.curl("POST", "/routes/app/plugins", &plugin);
    assert_eq!((status, &told["code"]), (400, &json!(2)));
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("is not in supported format, error: `os` is not known here"),
        "{message}"
    );
}
