//! A provider's answer has one reading, whoever writes the query.

#![no_main]

use libfuzzer_sys::fuzz_target;
use oidc::{AuthorizationResponse, CallbackError};

fuzz_target!(|query: &str| {
    let found = read(query);
    // No parameter may stand twice, so their order tells nothing.
    let reversed: Vec<&str> = query.rsplit('&').collect();
    match (&found, read(&reversed.join("&"))) {
        (Ok(one), Ok(other)) => assert_eq!(*one, other, "the order of parameters counts"),
        (Err(CallbackError::DuplicateParameter(_)), Err(CallbackError::DuplicateParameter(_))) => {}
        (one, other) => panic!("the order of parameters counts: {one:?}, {other:?}"),
    }
    // Nor do others count.
    assert_eq!(found, read(&format!("{query}&foreign=1")));
    let Ok(Some(found)) = found else {
        return;
    };
    for (name, value) in [("state", &found.state), ("iss", &found.issuer)] {
        let twice = read(&format!("{query}&{name}=1"));
        let refused = twice == Err(CallbackError::DuplicateParameter(name));
        assert_eq!(refused, value.is_some(), "{name} stands twice, and one is picked");
    }
    match found.code {
        Ok(code) => {
            assert!(!code.is_empty() && code.bytes().all(|byte| matches!(byte, b' '..=b'~')));
            let both = read(&format!("{query}&error=access_denied")).expect("no parameter stands twice");
            assert_eq!(both.expect("there is one").code, Err(CallbackError::CodeAndError));
        }
        Err(CallbackError::Provider { error, description }) => {
            let words = description.unwrap_or_default();
            assert!(
                error.chars().count() <= 64 && words.chars().count() <= 256,
                "too long for a log"
            );
            assert!(
                ![error, words].concat().contains(char::is_control),
                "more than one line of a log"
            );
        }
        Err(CallbackError::BadCode | CallbackError::CodeAndError) => {}
        Err(error) => panic!("{error} is for others to find"),
    }
});

/// A response, with its code in the open.
#[derive(Debug, PartialEq)]
struct Response {
    state: Option<String>,
    code: Result<String, CallbackError>,
    issuer: Option<String>,
}

fn read(query: &str) -> Result<Option<Response>, CallbackError> {
    let response = AuthorizationResponse::read(Some(query))?;
    Ok(response.map(|response| Response {
        state: response.state,
        code: response.result.map(|code| code.expose().to_owned()),
        issuer: response.issuer,
    }))
}
