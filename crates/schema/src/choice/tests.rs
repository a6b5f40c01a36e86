//! The derive of choices.

use serde_json::{Value, json};

use crate::render::kong;
use crate::{Choice, Record, check, fill};

#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
enum SameSite {
    #[choice("Strict")]
    Strict,
    #[choice("Lax")]
    Lax,
    #[choice("None")]
    None,
}

#[derive(Record)]
struct Cookie {
    #[field(default = SameSite::Lax, refused_values("None"))]
    same_site: SameSite,
    #[field(default = [SameSite::Strict, SameSite::Lax])]
    accepted: Option<Vec<SameSite>>,
}

#[test]
fn defaults_are_written_in_the_words_of_the_choice() {
    let mut document = json!({});
    fill(&Cookie::describe(), &mut document);
    assert_eq!(
        document,
        json!({ "same_site": "Lax", "accepted": ["Strict", "Lax"] })
    );
    let cookie = Cookie::decode(&document).unwrap();
    assert_eq!(cookie.same_site, SameSite::Lax);
    assert_eq!(cookie.accepted, Some(vec![SameSite::Strict, SameSite::Lax]));
}

#[test]
fn other_words_are_violations() {
    let told = |document: Value| {
        let found = check(&Cookie::describe(), &document);
        found
            .iter()
            .map(|(path, violation)| format!("{path}: {}", kong::message(violation)))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(json!({ "same_site": "lax", "accepted": ["None", 1] })),
        [
            "same_site: expected one of: Strict, Lax, None",
            "accepted[1]: expected a string"
        ]
    );
    assert_eq!(
        told(json!({ "same_site": "None" })),
        ["same_site: not supported yet"]
    );
}

#[test]
fn words_and_variants_are_one_to_one() {
    for word in SameSite::WORDS {
        assert_eq!(SameSite::from_word(word).map(|choice| choice.word()), Some(*word));
    }
    assert_eq!(SameSite::from_word("lax"), None);
}
