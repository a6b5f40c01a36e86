use super::*;
use crate::Method;

fn proven(authentication: &Authentication, client_id: &str) -> HttpCall {
    let mut call = HttpCall {
        method: Method::Post,
        url: "https://op.example/token".into(),
        authorization: None,
        form: vec![("code".into(), Secret::new("C 1&"))],
    };
    authentication.prove(client_id, None, &mut call);
    call
}

#[test]
fn one_proof_and_no_other() {
    // TK-15
    let secret = Secret::new("7Fjfp0ZBr1KtDRbnfVdmIw");
    let basic = Authentication::Basic {
        secret: secret.clone(),
    };
    for (authentication, authorization, body) in [
        // RFC 6749 section 2.3.1.
        (
            basic,
            Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"),
            "code=C+1%26",
        ),
        (
            Authentication::Post { secret },
            None,
            "code=C+1%26&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
        ),
        (Authentication::None, None, "code=C+1%26&client_id=s6BhdRkqt3"),
    ] {
        let call = proven(&authentication, "s6BhdRkqt3");
        assert_eq!(call.authorization.as_ref().map(Secret::expose), authorization);
        assert_eq!(call.body(), body);
    }
}

/// RFC 6749 section 2.3.1 and appendix B: id and secret are form-encoded before they are joined, so that
/// a colon in either does not move the border between them.
#[test]
fn basic_encodes_both_parts() {
    // TK-14
    for (id, secret, pair) in [
        ("app", "", "app:"),
        ("a:b", "c:d", "a%3Ab:c%3Ad"),
        ("a b", "c+d", "a+b:c%2Bd"),
        ("a%b", "p@ss/wörd=", "a%25b:p%40ss%2Fw%C3%B6rd%3D"),
        ("*-._", "~", "*-._:%7E"),
    ] {
        let call = proven(
            &Authentication::Basic {
                secret: Secret::new(secret),
            },
            id,
        );
        let expected = format!("Basic {}", jose::base64::encode(pair.as_bytes()));
        assert!(call.authorization.unwrap().is(&expected), "{id} {secret}");
    }
}

#[test]
fn no_secret_is_printed() {
    for authentication in [
        Authentication::Basic {
            secret: Secret::new("opensesame"),
        },
        Authentication::Post {
            secret: Secret::new("opensesame"),
        },
    ] {
        let printed = format!("{authentication:?} {:?}", proven(&authentication, "app"));
        let encoded = jose::base64::encode(b"app:opensesame");
        assert!(
            !printed.contains("opensesame") && !printed.contains(&encoded),
            "{printed}"
        );
    }
}

#[test]
fn in_the_way_that_is_offered() {
    let secret = Secret::new("S1");
    let is_posted = |offered: Option<&[&str]>| {
        let mut call = HttpCall {
            method: Method::Post,
            url: "https://op.example/token".into(),
            authorization: None,
            form: Vec::new(),
        };
        let offered: Option<Vec<String>> = offered.map(|ways| ways.iter().map(ToString::to_string).collect());
        let authentication = Authentication::AsOffered {
            secret: secret.clone(),
        };
        authentication.prove("app", offered.as_deref(), &mut call);
        // One proof, and no other.
        assert_ne!(
            call.authorization.is_some(),
            call.body().contains("client_secret")
        );
        call.authorization.is_none()
    };
    assert!(!is_posted(None));
    assert!(!is_posted(Some(&[])));
    assert!(!is_posted(Some(&["private_key_jwt", "none"])));
    assert!(!is_posted(Some(&["client_secret_basic", "client_secret_post"])));
    assert!(is_posted(Some(&[
        "private_key_jwt",
        "client_secret_post",
        "client_secret_basic"
    ])));
    assert!(is_posted(Some(&["client_secret_post"])));
}
