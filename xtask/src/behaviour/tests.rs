use super::{faults, ids};
use crate::tree::Tree;

const TESTS: &str = "\
#[tokio::test]
async fn surprise_14_claims() {}

#[test]
fn another() {}
";

const HOW_TOS: &str = r#"matrix("x", false, start, { async "one-of-kongs"(house) {} });"#;

/// What is wrong with a whole list in which these lines stand instead of the ordinary ones.
fn told(changed: &[(&str, &str)]) -> Vec<String> {
    let own = (
        "surprise_14",
        r#"surprise_14 = { title = "a", test = "lychgate::it::x::surprise_14_claims" }"#,
    );
    let line = |id: &String| match changed.iter().chain([&own]).find(|(other, _)| other == id) {
        Some((_, line)) => format!("{line}\n"),
        None => format!("{id} = {{ title = \"a row\", issue = \"later\" }}\n"),
    };
    let text: String = ids().iter().map(line).collect();
    let tree = Tree::of(&[
        ("crates/lychgate/tests/it/x.rs", TESTS),
        ("tests/real/howtos/x.test.js", HOW_TOS),
        ("tests/behaviour.toml", &format!("# The rows.\n[rows]\n\n{text}")),
    ]);
    faults(&tree).iter().map(|fault| fault.what.clone()).collect()
}

#[test]
fn a_whole_list_is_good() {
    assert_eq!(told(&[]), [""; 0]);
    let shown = [
        (
            "S1a",
            r#"S1a = { title = "a", test = "lychgate::it::x::another" }"#,
        ),
        (
            "how_to_01",
            r#"how_to_01 = { title = "a", test = "tests/real/howtos/x.test.js: one-of-kongs" }"#,
        ),
        ("F25", r#"F25 = { title = "a", not_applicable = "b" }"#),
    ];
    assert_eq!(told(&shown), [""; 0]);
}

#[test]
fn what_is_wrong_with_a_row_is_told() {
    for (id, line, expected) in [
        ("F01", "", "F01 is missing"),
        ("F01", r#"F01 = { title = "a" }"#, "is no row"),
        (
            "F01",
            r#"F99 = { title = "a", issue = "later" }"#,
            "there is no row F99",
        ),
        (
            "F01",
            r#"F01 = { title = "a", issue = "12" }"#,
            "12 is no part of the work",
        ),
        (
            "F01",
            r#"F01 = { title = "a", test = "lychgate::it::x::gone" }"#,
            "there is no test lychgate::it::x::gone",
        ),
        (
            "how_to_01",
            r#"how_to_01 = { title = "a", test = "tests/real/howtos/x.test.js: gone" }"#,
            "there is no test tests/real/howtos/x.test.js: gone",
        ),
        (
            "surprise_14",
            r#"surprise_14 = { title = "a", test = "lychgate::it::x::another" }"#,
            "surprise_14 has a test of its own and does not say so",
        ),
    ] {
        let told = told(&[(id, line)]);
        assert!(
            told.iter().any(|what| what == expected),
            "{told:?} without {expected}"
        );
    }
}
