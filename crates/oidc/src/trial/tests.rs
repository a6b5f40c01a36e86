use jose::Secret;

use super::*;
use crate::client_auth::Authentication;
use crate::{DiscoveryRules, Issuer};

fn metadata() -> Metadata {
    let document =
        br#"{"issuer":"https://op.example","authorization_endpoint":"https://op.example/authorize",
        "token_endpoint":"https://op.example/token","jwks_uri":"https://op.example/keys"}"#;
    let issuer = Issuer::parse("https://op.example").unwrap();
    Metadata::read(document, &issuer, &DiscoveryRules::default()).unwrap()
}

#[test]
fn the_client_is_shown_as_in_a_login() {
    let client = Client {
        id: "app".to_owned(),
        authentication: Authentication::Post {
            secret: Secret::new("the secret"),
        }
        .into(),
        redirect_uri: None,
    };
    let call = Trial::call(&client, &metadata(), "https://app.example/back");
    assert_eq!(call.url, "https://op.example/token");
    assert_eq!(
        call.body(),
        "grant_type=authorization_code&code=not-a-code-but-a-check-of-the-connection\
         &redirect_uri=https%3A%2F%2Fapp.example%2Fback\
         &code_verifier=not-a-verifier-but-a-check-of-the-connection&client_id=app&client_secret=the+secret"
    );
    assert!(!format!("{call:?}").contains("the secret"));
}

#[test]
fn what_a_provider_says_of_it() {
    let not_known = |status, error: Option<&str>, words: Option<&str>| Trial::NotKnown {
        status,
        error: error.map(str::to_owned),
        words: words.map(str::to_owned),
    };
    for (status, body, expected) in [
        (400, r#"{"error":"invalid_grant"}"#, Trial::Known),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            not_known(401, Some("invalid_client"), None),
        ),
        (
            400,
            r#"{"error":"invalid_client","error_description":"no\u000asuch client"}"#,
            not_known(400, Some("invalid_client"), Some("no such client")),
        ),
        (400, r#"{"error":"unauthorized_client"}"#, Trial::NotForCodes),
        (
            400,
            r#"{"error":"invalid_request"}"#,
            Trial::Refused("invalid_request".to_owned()),
        ),
        (
            401,
            r#"{"error":"access_denied","error_description":"no"}"#,
            not_known(401, Some("access_denied"), Some("no")),
        ),
        (401, "<html>", not_known(401, None, None)),
        (403, "<html>", Trial::Unexplained(403)),
        (302, "", Trial::Unexplained(302)),
        (500, r#"{"error":"invalid_grant"}"#, Trial::Unexplained(500)),
        (200, r#"{"access_token":"a","token_type":"Bearer"}"#, Trial::Taken),
    ] {
        let reply = HttpReply {
            status,
            body: body.as_bytes().to_vec(),
            date: None,
            kept_for: None,
        };
        assert_eq!(Trial::read(&reply), expected, "{status} {body}");
    }
}
