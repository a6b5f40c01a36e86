use plugin::{HeaderValue, header};
use schema::{Record, fill};
use serde_json::json;

use super::*;

fn argument(changes: &serde_json::Value) -> Option<ClientArgument> {
    let mut document = json!({ "issuer": "https://idp.test", "client_id": ["app", "shop"] });
    for (name, value) in changes.as_object().unwrap() {
        document[name] = value.clone();
    }
    fill(&Config::describe(), &mut document);
    ClientArgument::of(&Config::decode(&document).unwrap())
}

/// What a request with these headers, this query and this body of JSON says.
fn said(argument: &ClientArgument, headers: &[(&str, &str)], query: &str, body: &str) -> String {
    let mut head = Head::default();
    head.set(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        head.append(name.parse().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let body = (!body.is_empty()).then_some(body.as_bytes());
    argument.said(&head, query, body).unwrap_or_default().into_owned()
}

#[test]
fn there_is_no_choice_between_one() {
    assert!(argument(&json!({ "client_id": ["app"] })).is_none());
    assert!(argument(&json!({ "client_arg": null })).is_none());
    assert!(argument(&json!({ "client_arg": "" })).is_none());
}

#[test]
fn the_first_place_that_says_anything_counts() {
    let argument = argument(&json!({})).unwrap();
    let (x, plain) = (("X-Client-ID", "one"), ("Client-ID", "two"));
    for (headers, query, body, expected) in [
        (&[][..], "", "", ""),
        (&[plain, x], "client_id=three", r#"{"client_id":"four"}"#, "one"),
        (&[plain], "client_id=three", r#"{"client_id":"four"}"#, "two"),
        (&[("X-Client-ID", " "), plain], "", "", "two"),
        (
            &[],
            "client_id=thr%C3%ABe&a=b",
            r#"{"client_id":"four"}"#,
            "thrëe",
        ),
        (&[], "client_id=", r#"{"client_id":"four"}"#, "four"),
        // Neither of them can be meant.
        (&[], "client_id=a&client_id=b", "", ""),
        (&[], "", r#"{"client_id":null}"#, ""),
        (&[], "", r#"{"client_id":["a"]}"#, ""),
        (&[], "", "[", ""),
        (&[("Client_ID", "odd")], "", "", ""),
    ] {
        assert_eq!(
            said(&argument, headers, query, body),
            expected,
            "{headers:?} {query} {body}"
        );
    }
}

#[test]
fn its_name_is_the_operators() {
    let argument = argument(&json!({ "client_arg": "Tenant" })).unwrap();
    assert_eq!(said(&argument, &[("X-Tenant", "shop")], "", ""), "shop");
    assert_eq!(
        said(&argument, &[("X-Client-ID", "shop")], "Tenant=2&tenant=3", ""),
        "2"
    );
}
