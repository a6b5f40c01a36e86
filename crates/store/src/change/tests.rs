use model::DEFAULT_WORKSPACE;
use schema::Value;

use super::{Refusal, StoreError};

#[test]
fn messages_end_with_their_code_and_show_no_value() {
    let id = DEFAULT_WORKSPACE;
    let fields = vec![("key".to_owned(), Value::from("s3cret"))];
    for error in [
        StoreError::from(Refusal::IdTaken { kind: "routes", id }),
        Refusal::Changed { kind: "routes", id }.into(),
        Refusal::Taken { kind: "keys", fields }.into(),
        Refusal::Dangling {
            field: "service",
            to: "services",
            id,
        }
        .into(),
        Refusal::Referenced {
            kind: "services",
            by: "routes",
        }
        .into(),
        StoreError::ReadOnly,
        StoreError::Newer { found: 2, known: 1 },
        StoreError::Damaged {
            kind: "routes",
            id: "x".to_owned(),
        },
        StoreError::Unavailable("disk full".to_owned()),
    ] {
        let text = error.to_string();
        assert!(text.ends_with(&format!("({})", error.code())), "{text}");
        assert!(
            !text.contains("s3cret") && !format!("{error:?}").contains("s3cret"),
            "{text}"
        );
    }
}
