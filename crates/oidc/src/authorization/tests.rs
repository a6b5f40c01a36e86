use serde_json::{Value, json};

use super::*;
use crate::Pkce;
use crate::samples::{metadata, rules, visit};

fn ask(rules: &Rules, members: Value) -> Result<(String, Pending), Error> {
    let seeds = Seeds {
        state: "S1".into(),
        nonce: "N1".to_owned().into(),
        verifier: "V1".to_owned().into(),
    };
    request(
        rules,
        &metadata(members),
        &visit("/orders", Some("page=2")),
        seeds,
        Timestamp::from_seconds(1000),
    )
}

#[test]
fn the_request() {
    let (url, pending) = ask(&rules(), json!({})).unwrap();
    assert_eq!(
        url,
        "https://op.example/authorize?response_type=code&client_id=app\
         &redirect_uri=https%3A%2F%2Fgw.example%2Fcallback&scope=openid+profile&state=S1&nonce=N1\
         &code_challenge=2ulvwARqWuGGTZpm5nFdqNoIJA5xGYFqtyImHAdE2Og&code_challenge_method=S256"
    );
    assert_eq!(pending.return_address(), "/orders?page=2");
    assert_eq!(pending.created, Timestamp::from_seconds(1000));
    assert!(pending.state.is("S1") && pending.nonce.is("N1"));
    assert_eq!(pending.verifier, Some("V1".to_owned().into()));
}

#[test]
fn what_changes_it() {
    let mut quiet = rules();
    quiet.request.scopes.clear();
    quiet.request.pkce = Pkce::Never;
    quiet.client.id = "a&b=c d".into();
    let endpoint = json!({ "authorization_endpoint": "https://op.example/authorize?tenant=a" });
    let (url, pending) = ask(&quiet, endpoint).unwrap();
    // The endpoint's own query stays (RFC 6749 section 3.1), and nothing in a value can add to ours.
    assert_eq!(
        url,
        "https://op.example/authorize?tenant=a&response_type=code&client_id=a%26b%3Dc+d\
         &redirect_uri=https%3A%2F%2Fgw.example%2Fcallback&state=S1&nonce=N1"
    );
    assert_eq!(pending.verifier, None);
    // AZ-20
    let plain = json!({ "code_challenge_methods_supported": ["plain"] });
    assert_eq!(ask(&rules(), plain).unwrap_err(), Error::OnlyPlainChallenges);
}

#[test]
fn every_parameter_stands_once() {
    let mut rules = rules();
    rules.request.more = vec![
        ("prompt".into(), "login".into()),
        ("acr_values".into(), "strong".into()),
    ];
    rules.request.handed_on = vec!["prompt".into(), "login_hint".into(), "state".into()];
    let ask = |query| {
        let seeds = Seeds {
            state: "S1".into(),
            nonce: "N1".to_owned().into(),
            verifier: "V1".to_owned().into(),
        };
        let now = Timestamp::from_seconds(1000);
        let (url, _) = request(&rules, &metadata(json!({})), &visit("/", Some(query)), seeds, now).unwrap();
        url.split_once("S256").unwrap().1.to_owned()
    };
    assert_eq!(ask(""), "&prompt=login&acr_values=strong");
    assert_eq!(
        ask("prompt=none&login_hint=a&login_hint=b&state=evil&scope=admin"),
        "&prompt=none&login_hint=a&acr_values=strong"
    );
}
