//! What is told of each write to the Admin API.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::administered::Administered;
use crate::binary::{Folder, PATIENCE};

/// Writes JSON, with a token if there is one. The status.
pub(crate) fn write(
    gateway: &Administered,
    token: Option<&str>,
    request: &str,
    body: &Value,
) -> (u16, Value) {
    let authority = gateway.admin.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let body = body.to_string();
    let token = token.map(|token| format!("Kong-Admin-Token: {token}\r\n"));
    let (token, length) = (token.unwrap_or_default(), body.len());
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: {length}\r\n{token}\
         Content-Type: application/json\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

// AD-08, AD-31
#[test]
fn who_changed_what_is_told_and_no_secret() {
    let folder = Folder::new();
    let mut gateway = Administered::start(&folder);
    let token = |file: &str| {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        text.trim().to_owned()
    };
    let (admin, reader) = (token("admin_token"), token("admin_token_read_only"));
    let service = json!({ "name": "app", "host": "app.test" });
    let (status, service) = write(&gateway, None, "POST /services?key=planted-query", &service);
    assert_eq!(status, 201, "{service}");
    let plugin = json!({
        "name": "openid-connect",
        "config": {
            "issuer": "https://idp.example", "client_id": ["app"], "client_secret": ["planted-secret"],
            "session_secret": "planted-session-secret-of-32-characters",
        },
    });
    let (status, plugin) = write(&gateway, Some(&admin), "POST /services/app/plugins", &plugin);
    assert_eq!(status, 201, "{plugin}");
    let path = format!("/plugins/{}", plugin["id"].as_str().unwrap());
    let change = json!({ "config": { "client_secret": ["planted-new"], "scopes": ["openid", "email"] } });
    assert_eq!(
        write(&gateway, Some(&admin), &format!("PATCH {path}"), &change).0,
        200
    );
    let nothing = json!({});
    let (status, shown) = write(&gateway, Some(&reader), &format!("GET {path}"), &nothing);
    assert_eq!(
        (
            status,
            &shown["config"]["client_secret"],
            &shown["config"]["session_secret"]
        ),
        (200, &json!(["***"]), &json!("***"))
    );
    // Who the gateway is at the provider proves nothing.
    assert_eq!(shown["config"]["client_id"], json!(["app"]));
    assert_eq!(
        write(&gateway, Some(&reader), &format!("DELETE {path}"), &nothing).0,
        403
    );
    assert_eq!(
        write(&gateway, Some("planted-guess"), "DELETE /services/app", &nothing).0,
        401
    );
    assert_eq!(
        write(&gateway, None, "POST /routes", &json!({ "paths": 7 })).0,
        400
    );
    assert_eq!(write(&gateway, None, &format!("DELETE {path}"), &nothing).0, 204);
    gateway.gateway.signal("TERM");
    assert_eq!(gateway.gateway.ended(PATIENCE).code(), Some(0));

    let lines = gateway.gateway.stderr();
    let events = lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told: Vec<Value> = events
        .filter(|event| event["event"] == "admin.write")
        .map(|event| {
            assert_eq!(event["client.address"], "127.0.0.1", "{event}");
            assert!(event["timestamp"].is_string(), "{event}");
            let of = |name: &str| event[name].clone();
            let about = [
                "who",
                "method",
                "path",
                "status",
                "entity.kind",
                "entity.id",
                "fields",
            ];
            about.map(of).into_iter().collect()
        })
        .collect();
    let (service, plugin) = (&service["id"], &plugin["id"]);
    let made = "name,service,config.issuer,config.client_id,config.client_secret,config.session_secret";
    assert_eq!(
        told,
        [
            json!([
                "loopback",
                "POST",
                "/services",
                201,
                "services",
                service,
                "name,host"
            ]),
            json!([
                "admin",
                "POST",
                "/services/app/plugins",
                201,
                "plugins",
                plugin,
                made
            ]),
            json!([
                "admin",
                "PATCH",
                path,
                200,
                "plugins",
                plugin,
                "config.client_secret,config.scopes"
            ]),
            json!(["read-only", "DELETE", path, 403, "plugins", null, null]),
            json!(["nobody", "DELETE", "/services/app", 401, "services", null, null]),
            json!(["loopback", "POST", "/routes", 400, "routes", null, null]),
            json!(["loopback", "DELETE", path, 204, "plugins", plugin, ""]),
        ]
    );
    let log = lines.concat();
    assert!(!log.contains("planted"), "{log}");
    for token in [admin, reader] {
        assert!(!log.contains(&token));
    }
}
