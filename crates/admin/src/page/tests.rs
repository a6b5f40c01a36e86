use axum::http::Uri;
use model::DEFAULT_WORKSPACE;
use store::{Page, Tags};

use super::{offset, page, tags};
use crate::problem::Problem;
use crate::query::Query;

fn query(text: &str) -> Query {
    let uri: Uri = format!("/services?{text}").parse().unwrap();
    Query::of(&uri).unwrap()
}

#[test]
fn sizes_from_one_to_a_thousand() {
    for (text, size) in [
        ("", Some(100)),
        ("size=1", Some(1)),
        ("size=1000", Some(1000)),
        ("size=2.0", Some(2)),
    ] {
        assert_eq!(page(&query(text)).ok().map(|page| page.size), size, "{text}");
    }
    for text in [
        "size=0",
        "size=1001",
        "size=-1",
        "size=1.5",
        "size=1e9",
        "size=NaN",
    ] {
        let wrong = Problem::Size("size must be an integer between 1 and 1000");
        assert_eq!(page(&query(text)), Err(wrong), "{text}");
    }
    for text in ["size=x", "size="] {
        assert_eq!(
            page(&query(text)),
            Err(Problem::Size("size must be a number")),
            "{text}"
        );
    }
}

#[test]
fn an_offset_leads_behind_the_document_it_was_made_of() {
    let text = format!("offset={}", offset(DEFAULT_WORKSPACE));
    let after = Some(DEFAULT_WORKSPACE);
    assert_eq!(page(&query(&text)), Ok(Page { size: 100, after }));
    for (text, why) in [
        ("x", "bad base64 encoding"),
        ("%00", "bad base64 encoding"),
        ("bm8", "bad json encoding"),
        ("WzFd", "bad json encoding"),
    ] {
        let Err(Problem::Offset(message)) = page(&query(&format!("offset={text}"))) else {
            panic!("{text} is an offset");
        };
        assert!(message.ends_with(why), "{message}");
    }
}

#[test]
fn tags_are_wanted_all_or_one_of_them() {
    let words = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
    for (text, wanted) in [
        ("", Tags::Any),
        ("tags=a", Tags::AllOf(words(&["a"]))),
        ("tags=a,b%20c", Tags::AllOf(words(&["a", "b c"]))),
        ("tags=a/%F0%9F%A6%8D", Tags::OneOf(words(&["a", "🦍"]))),
    ] {
        assert_eq!(tags(&query(text)), Ok(wanted), "{text}");
    }
    for (text, why) in [
        ("tags=", "cannot be null"),
        ("tags=a,b/c", "invalid filter syntax"),
        ("tags=a,,b", "invalid filter syntax"),
        ("tags=a%00", "invalid filter syntax"),
        ("tags=1,2,3,4,5,6", "cannot query more than 5 tags"),
    ] {
        assert_eq!(
            tags(&query(text)),
            Err(Problem::Option { name: "tags", why }),
            "{text}"
        );
    }
}
