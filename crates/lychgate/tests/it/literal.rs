//! What looks like code is text, or refused: nothing that is configured is ever run.

use serde_json::json;

use crate::administered::Administered;
use crate::binary::{Folder, get, lychgate};

// AD-22
#[test]
fn code_is_refused_where_kong_would_run_it() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    gateway.route();
    for name in [
        "pre-function",
        "post-function",
        "serverless-functions",
        "jq",
        "kong-lua",
    ] {
        let named = format!("name={name}");
        let data = [named.as_str(), "config.access[]=os.execute('id')"];
        let (status, answer) = gateway.curl("POST", "/plugins", &data);
        assert_eq!(status, 400, "{name}: {answer}");
    }
    for field in ["expression=http.path%20%3D%3D%20%22/%22", "condition=true"] {
        for path in ["/routes", "/plugins"] {
            let (status, answer) = gateway.curl("POST", path, &["name=x", "paths=/x", field]);
            assert_eq!(status, 400, "{path} {field}: {answer}");
        }
    }
    // A node that would be told to run Lua says that it does not.
    let settings = folder.file("lua.conf", "untrusted_lua = on\nplugins = bundled,pre-function\n");
    let ended = lychgate(&["start", "-c", &settings]).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(told.contains("settings.not_supported"), "{told}");
}

// AD-22
#[test]
fn what_looks_like_code_is_told_as_it_is_written() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    let id = gateway.route();
    let texts = [
        "$(headers.x)",
        "{{ request.header }}",
        "${{ env \"DECK_HOME\" }}",
        "${jndi:ldap://a.example}",
        "'; DROP TABLE entity; --",
        "return os.execute('id')",
        "`id`",
    ];
    for text in texts {
        let message = format!(
            "config.message={}",
            text.replace('&', "%26").replace('$', "%24").replace('+', "%2B")
        );
        let data = ["name=request-termination", "config.status_code=418", &message];
        let (status, made) = gateway.curl("POST", &format!("/routes/{id}/plugins"), &data);
        assert_eq!(
            (status, &made["config"]["message"]),
            (201, &json!(text)),
            "{made}"
        );
        let (status, answer) = get(&format!("{}/app", gateway.requests));
        assert_eq!(status, 418);
        let told: serde_json::Value = serde_json::from_str(body(&answer)).unwrap_or_default();
        assert_eq!(told["message"], text, "{answer}");
        let plugin = made["id"].as_str().unwrap();
        assert_eq!(gateway.curl("DELETE", &format!("/plugins/{plugin}"), &[]).0, 204);
    }
}

/// What stands behind the head of an answer.
fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or(answer, |(_, body)| body)
}
