use crate::signed_answer::Written;
use crate::{HttpReply, UserinfoError};

use super::{judge_subject, read_userinfo};

// TK-34, TK-35
#[test]
fn what_is_read_of_a_reply() {
    let read_about = |subject, status, body: &str| {
        let body = body.as_bytes().to_vec();
        let reply = HttpReply {
            status,
            body,
            date: None,
            kept_for: None,
        };
        read_userinfo(&reply).and_then(|written| match written {
            Written::Json(claims) => judge_subject(&claims, subject).map(|()| claims.as_json().len()),
            signed => panic!("{signed:?}"),
        })
    };
    let read = |status, body| read_about(Some("ada"), status, body);
    // Where nobody is known, it must say who it is.
    assert_eq!(read_about(None, 200, r#"{ "sub": "bob" }"#), Ok(1));
    assert_eq!(
        read_about(None, 200, r#"{ "email": "x@y" }"#),
        Err(UserinfoError::Malformed)
    );
    assert_eq!(
        read_about(None, 200, r#"{ "sub": 7 }"#),
        Err(UserinfoError::Malformed)
    );
    assert_eq!(read(200, r#"{ "sub": "ada", "email": "ada@example" }"#), Ok(2));
    for (status, body, error) in [
        (200, r#"{ "sub": "bob" }"#, UserinfoError::SubjectMismatch),
        (
            200,
            r#"{ "sub": "ada ", "x": 1 }"#,
            UserinfoError::SubjectMismatch,
        ),
        (200, r#"{ "sub": ["ada"] }"#, UserinfoError::SubjectMismatch),
        (
            200,
            r#"{ "email": "ada@example" }"#,
            UserinfoError::SubjectMismatch,
        ),
        (200, r#"{ "sub": "bob", "sub": "ada" }"#, UserinfoError::Malformed),
        (200, r#"[{ "sub": "ada" }]"#, UserinfoError::Malformed),
        (200, "<html>", UserinfoError::Malformed),
        (200, "", UserinfoError::Malformed),
        (401, "{}", UserinfoError::Refused(401)),
        (403, "{}", UserinfoError::Refused(403)),
        (302, "", UserinfoError::Refused(302)),
        (503, "", UserinfoError::Unavailable("status 503".into())),
    ] {
        assert_eq!(read(status, body), Err(error), "{status} {body}");
    }
}
