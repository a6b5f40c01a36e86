use serde_json::{Value, json};

use super::*;
use crate::samples::ISSUER;

fn claims(claims: &Value) -> Claims {
    Claims::read(claims.to_string().as_bytes()).unwrap()
}

#[test]
fn a_list_is_taken_at_its_word() {
    let own = Issuers::OfTheProvider;
    let list = Issuers::AnyOf(vec!["https://a.example".into(), "https://b.example/".into()]);
    let slash = format!("{ISSUER}/");
    for (iss, of_the_provider, exactly, in_the_list) in [
        (ISSUER, true, true, false),
        (slash.as_str(), true, false, false),
        ("https://a.example", false, false, true),
        ("https://a.example/", false, false, false),
        ("https://b.example/", false, false, true),
        ("https://b.example", false, false, false),
        ("", false, false, false),
    ] {
        let claims = claims(&json!({ "iss": iss }));
        assert_eq!(own.may_have_issued(&claims, ISSUER), of_the_provider, "{iss}");
        assert_eq!(own.have_exactly(&claims, ISSUER), exactly, "{iss}");
        assert_eq!(own.may_be_told_of(&claims, ISSUER), of_the_provider, "{iss}");
        assert_eq!(list.may_have_issued(&claims, ISSUER), in_the_list, "{iss}");
        assert_eq!(list.have_exactly(&claims, ISSUER), in_the_list, "{iss}");
        assert_eq!(list.may_be_told_of(&claims, ISSUER), in_the_list, "{iss}");
    }
}

#[test]
fn who_names_nobody_is_in_no_list() {
    let (own, list) = (
        Issuers::OfTheProvider,
        Issuers::AnyOf(vec!["https://a.example".into()]),
    );
    let with_ours = Issuers::AnyOf(vec![ISSUER.into()]);
    let silent = claims(&json!({}));
    assert!(own.may_have_issued(&silent, ISSUER));
    assert!(!list.may_have_issued(&silent, ISSUER) && !with_ours.may_have_issued(&silent, ISSUER));
    assert!(!own.have_exactly(&silent, ISSUER) && !list.have_exactly(&silent, ISSUER));
    // What the provider tells of is its own, if it does not say otherwise.
    assert!(own.may_be_told_of(&silent, ISSUER) && with_ours.may_be_told_of(&silent, ISSUER));
    assert!(!list.may_be_told_of(&silent, ISSUER));
    // What is no name is none.
    for odd in [
        json!({ "iss": 7 }),
        json!({ "iss": null }),
        json!({ "iss": [ISSUER] }),
    ] {
        let odd = claims(&odd);
        for issuers in [&own, &list, &with_ours] {
            assert!(!issuers.may_have_issued(&odd, ISSUER), "{odd:?}");
        }
    }
}
