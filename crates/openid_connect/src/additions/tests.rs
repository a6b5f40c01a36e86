use schema::{Record, fill};
use serde_json::{Value, json};

use super::*;

fn additions(changes: Value) -> Result<Additions, String> {
    let mut document = json!({ "issuer": "https://idp.test", "client_id": ["gateway"] });
    let Value::Object(changes) = changes else { panic!() };
    for (name, value) in changes {
        document[name] = value;
    }
    fill(&Config::describe(), &mut document);
    Additions::of(&Config::decode(&document).unwrap()).map_err(|why| why.detail)
}

fn call(method: oidc::Method) -> HttpCall {
    HttpCall {
        method,
        url: "https://idp.test/a?x=1".into(),
        authorization: None,
        proof: oidc::ClientProof::InCall,
        form: vec![("scope".into(), Secret::new("openid"))],
    }
}

#[test]
fn each_parameter_stands_once() {
    let additions = additions(json!({
        "token_post_args_names": ["scope", "resource", "resource", "lonely"],
        "token_post_args_values": ["profile", "a", "b&c"],
        "userinfo_query_args_names": ["schema"],
        "userinfo_query_args_values": ["open id"],
    }))
    .unwrap();
    let mut post = call(oidc::Method::Post);
    additions.token.said.add_to(&mut post);
    assert_eq!(post.body(), "scope=profile&resource=b%26c");
    let mut get = call(oidc::Method::Get);
    additions.userinfo.said.add_to(&mut get);
    assert_eq!(get.url, "https://idp.test/a?x=1&schema=open+id");
    assert!(!additions.vary_with_requests());
}

#[test]
fn what_is_the_protocols_own_is_not_added() {
    for (changes, words) in [
        (json!({ "token_headers_client": ["Cookie"] }), "cookie"),
        (json!({ "userinfo_query_args_client": ["Cookie"] }), "Cookie"),
        (
            json!({ "introspection_post_args_client_headers": ["client_secret"] }),
            "client_secret",
        ),
        (json!({ "introspection_post_args_client": ["token"] }), "token"),
        (
            json!({ "introspection_token_param_name": "t", "introspection_post_args_client_headers": ["t"] }),
            "t is a parameter of the protocol",
        ),
        (json!({ "token_headers_replay": ["Set-Cookie"] }), "Set-Cookie"),
        (json!({ "token_headers_replay": ["a b"] }), "no name"),
        (
            json!({ "token_post_args_names": ["grant_type"], "token_post_args_values": ["x"] }),
            "grant_type",
        ),
        (
            json!({ "token_post_args_client": ["client_secret"] }),
            "client_secret",
        ),
        (
            json!({ "introspection_post_args_client": ["client_id"] }),
            "client_id",
        ),
        (
            json!({ "token_headers_names": ["host"], "token_headers_values": ["x"] }),
            "host",
        ),
        (
            json!({ "userinfo_headers_names": ["a b"], "userinfo_headers_values": ["x"] }),
            "no name",
        ),
        (
            json!({ "userinfo_headers_client": ["authorization"] }),
            "authorization",
        ),
        (
            json!({ "userinfo_headers_names": ["Authorization"], "userinfo_headers_values": ["hush"] }),
            "authorization",
        ),
        (
            json!({ "introspection_headers_client": ["Authorization"] }),
            "authorization",
        ),
        (
            json!({ "introspection_post_args_client_headers": ["a b"] }),
            "no name",
        ),
        (
            json!({ "token_headers_names": ["x-a"], "token_headers_values": ["hush\n"] }),
            "one line",
        ),
    ] {
        let fault = additions(changes.clone()).unwrap_err();
        assert!(
            fault.contains(words) && !fault.contains("hush"),
            "{changes}: {fault}"
        );
    }
}

#[test]
fn what_is_said_tells_questions_apart() {
    let said = |changes: Value| additions(changes).unwrap().token.said.digest();
    assert_eq!(said(json!({})), "");
    let pair = |name: &str, value: &str| {
        said(json!({ "token_post_args_names": [name], "token_post_args_values": [value] }))
    };
    assert_ne!(pair("a", "b"), pair("ab", ""));
    assert_ne!(pair("a", "b"), pair("a", "c"));
}
