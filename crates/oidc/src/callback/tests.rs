use serde_json::json;

use super::*;
use crate::samples::metadata;

fn provider_error(error: &str, description: Option<&str>) -> CallbackError {
    CallbackError::Provider {
        error: error.into(),
        description: description.map(str::to_owned),
    }
}

#[test]
fn answers_are_read() {
    for (query, state, code) in [
        ("code=C1&state=S1", Some("S1"), "C1"),
        ("state=S1&code=C1&session_state=x&scope=openid", Some("S1"), "C1"),
        ("code=C1", None, "C1"),
        ("c%6Fde=C%2B1+2&st%61te=S%201", Some("S 1"), "C+1 2"),
        // AZ-33: what is no encoding stands for itself, and the provider refuses it.
        ("code=%zz&state=%", Some("%"), "%zz"),
        ("code=C1&state=%FF", Some("\u{fffd}"), "C1"),
        // A token in the query is not looked at.
        ("code=C1&state=S1&access_token=A1&id_token=I1", Some("S1"), "C1"),
    ] {
        let found = AuthorizationResponse::read(Some(query)).unwrap().unwrap();
        assert_eq!(found.state.as_deref(), state, "{query}");
        assert_eq!(found.result, Ok(Secret::new(code)), "{query}");
        assert_eq!(found.issuer, None, "{query}");
    }
    let named = AuthorizationResponse::read(Some("code=C1&state=S1&iss=https%3A%2F%2Fop.example"));
    assert_eq!(
        named.unwrap().unwrap().issuer.as_deref(),
        Some("https://op.example")
    );
}

#[test]
fn not_every_query_is_an_answer() {
    for query in [
        None,
        Some(""),
        Some("state=S1"),
        Some("Code=C1"),
        Some("iss=a&scope=b"),
        Some("codes=1"),
    ] {
        assert!(AuthorizationResponse::read(query).unwrap().is_none(), "{query:?}");
    }
}

#[test]
fn no_parameter_stands_twice() {
    // AZ-25
    for (query, name) in [
        ("code=a&code=b&state=S1", "code"),
        ("code=a&state=S1&state=S1", "state"),
        ("code=a&state=S1&iss=b&iss=c", "iss"),
        ("error=a&error=a&state=S1", "error"),
        (
            "error=a&error_description=b&error_description=c",
            "error_description",
        ),
        ("code=a&c%6fde=b", "code"),
        ("code=a&code=", "code"),
    ] {
        assert_eq!(
            AuthorizationResponse::read(Some(query)).map(|_| ()),
            Err(CallbackError::DuplicateParameter(name)),
            "{query}"
        );
    }
    // What nobody reads may.
    assert!(AuthorizationResponse::read(Some("code=a&scope=a&scope=b")).is_ok());
}

#[test]
fn errors_are_read() {
    let long = "x".repeat(10_000);
    for (query, error) in [
        (
            "error=access_denied&state=S1".to_owned(),
            provider_error("access_denied", None),
        ),
        (
            "error=access_denied&error_description=not+now".to_owned(),
            provider_error("access_denied", Some("not now")),
        ),
        // AZ-33
        ("code=".to_owned(), CallbackError::BadCode),
        ("code=a%00b&state=S1".to_owned(), CallbackError::BadCode),
        ("code=a%0ab&state=S1".to_owned(), CallbackError::BadCode),
        ("code=%FF&state=S1".to_owned(), CallbackError::BadCode),
        ("code=%C3%BC&state=S1".to_owned(), CallbackError::BadCode),
        // AZ-27
        ("code=a&error=b&state=S1".to_owned(), CallbackError::CodeAndError),
        ("code=&error=b".to_owned(), CallbackError::CodeAndError),
        // AZ-23
        (
            "error=a%0d%0aFAKE&error_description=b%0aline%1b[31m%00%c2%85c".to_owned(),
            provider_error("a  FAKE", Some("b line [31m  c")),
        ),
        (
            format!("error={long}&error_description={long}"),
            provider_error(&long[..64], Some(&long[..256])),
        ),
    ] {
        let found = AuthorizationResponse::read(Some(&query)).unwrap().unwrap();
        let shown = &query[..query.len().min(60)];
        assert_eq!(found.result, Err(error), "{shown}");
    }
}

/// RFC 9207 section 2.4: plain comparison of text.
#[test]
fn whose_answer_it_is() {
    let (missing, mismatch) = (
        Err(CallbackError::IssuerMissing),
        Err(CallbackError::IssuerMismatch),
    );
    for (named, silent, promised) in [
        (Some("https://op.example"), Ok(()), Ok(())),
        // AZ-12
        (None, Ok(()), missing),
        // AZ-11
        (Some("https://evil.example"), mismatch.clone(), mismatch.clone()),
        (Some(""), mismatch.clone(), mismatch.clone()),
        // AZ-13
        (Some("https://op.example/"), mismatch.clone(), mismatch.clone()),
        (Some("https://op.example:443"), mismatch.clone(), mismatch.clone()),
        (Some("HTTPS://OP.EXAMPLE"), mismatch.clone(), mismatch),
    ] {
        let response = AuthorizationResponse {
            state: None,
            result: Ok(Secret::new("C1")),
            issuer: named.map(str::to_owned),
            id_token: None,
            access_token: None,
        };
        let judge = |promises: bool| {
            let members = json!({ "authorization_response_iss_parameter_supported": promises });
            response.judge_issuer(&metadata(members))
        };
        assert_eq!(judge(false), silent, "{named:?}");
        assert_eq!(judge(true), promised, "{named:?}");
    }
}

#[test]
fn what_is_left_of_the_query() {
    for (query, left) in [
        ("code=C1&state=S1", None),
        (
            "page=2&code=C1&state=S1&iss=a&session_state=b&scope=c&authuser=0",
            Some("page=2"),
        ),
        ("error=a&error_description=b&error_uri=c&q=%20+", Some("q=%20+")),
        // Byte for byte, in order.
        ("b=1&state=x&a=%zz&&flag&=", Some("b=1&a=%zz&&flag&=")),
        ("c%6Fde=C1&%73tate=S1&codes=1", Some("codes=1")),
        // A token in a query goes nowhere.
        (
            "state=S1&access_token=A1&token_type=b&expires_in=1&id_token=I1&response=R1&x=1",
            Some("x=1"),
        ),
        ("", None),
    ] {
        assert_eq!(without_response(Some(query)).as_deref(), left, "{query}");
    }
    assert_eq!(without_response(None), None);
}

#[test]
fn no_code_is_printed() {
    let found = AuthorizationResponse::read(Some("code=opensesame&state=S1")).unwrap();
    assert!(!format!("{found:?}").contains("opensesame"));
}

#[test]
fn tokens_beside_the_code_are_read_from_forms_only() {
    let text = "code=C1&state=S1&id_token=a.b.c&access_token=A1&token_type=Bearer";
    let found = AuthorizationResponse::read_form(Some(text)).unwrap().unwrap();
    assert!(found.id_token.is_some_and(|token| token.is("a.b.c")));
    assert!(found.access_token.is_some_and(|token| token.is("A1")));
    let found = AuthorizationResponse::read(Some(text)).unwrap().unwrap();
    assert_eq!((found.id_token, found.access_token), (None, None));
    let found = AuthorizationResponse::read_form(Some("code=C1&state=S1&id_token="))
        .unwrap()
        .unwrap();
    assert_eq!((found.id_token, found.access_token), (None, None));
    for name in ["id_token", "access_token"] {
        let text = format!("code=C1&state=S1&{name}=a&{name}=a");
        assert_eq!(
            AuthorizationResponse::read_form(Some(&text)).unwrap_err(),
            CallbackError::DuplicateParameter(name)
        );
    }
    assert!(
        AuthorizationResponse::read_form(Some("id_token=a.b.c&state=S1"))
            .unwrap()
            .is_none()
    );
}
