use axum::http::HeaderValue;
use model::{Id, SERVICES};
use serde_json::json;

use super::*;

fn document(host: &str) -> Document {
    Document {
        kind: SERVICES.name,
        id: Id::random([1; 16]),
        workspace: Id::random([2; 16]),
        body: json!({ "host": host }),
    }
}

#[test]
fn a_tag_is_of_one_state_of_one_entity_and_one_key() {
    let (one, key, other_key) = (document("a"), TagKey::from([1; 32]), TagKey::from([2; 32]));
    let of_one = tag(&key, &one);
    assert_eq!(of_one, tag(&key, &one));
    assert_ne!(of_one, tag(&other_key, &one));
    assert_ne!(of_one, tag(&key, &document("b")));
    let twin = Document {
        id: Id::random([3; 16]),
        ..document("a")
    };
    assert_ne!(of_one, tag(&key, &twin));
    assert_eq!(format!("{key:?}"), "***");
}

#[test]
fn what_is_expected_is_read_from_all_lines() {
    let tagged = |tags: &[&str]| Precondition::Tagged(tags.iter().map(|&tag| tag.to_owned()).collect());
    for (lines, expected) in [
        (&[][..], Precondition::None),
        (&["*"], Precondition::Anything),
        (&["\"a\""], tagged(&["\"a\""])),
        (
            &["\"a\" , W/\"b\"", "\"c\""],
            tagged(&["\"a\"", "W/\"b\"", "\"c\""]),
        ),
        (&["*", "\"a\""], tagged(&["*", "\"a\""])),
        (&[""], tagged(&[""])),
    ] {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, HeaderValue::from_str(line).unwrap());
        }
        assert_eq!(Precondition::of(&headers), expected, "{lines:?}");
    }
}
