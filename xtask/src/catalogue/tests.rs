use super::{faults, filled, ids};
use crate::tree::Tree;

const TESTS: &str = "\
// SE-01, SE-02: two at once.
#[test]
fn a_flipped_bit() {
    // SE-03
    let text = \"SE-04 is text\";
}

/// SE-05
#[tokio::test]
async fn one_more() {}
";

/// A whole catalogue in which these lines stand instead of the ordinary ones.
fn catalogue(changed: &[(&str, &str)]) -> String {
    let line = |id: &String| match changed.iter().find(|(other, _)| other == id) {
        Some((_, line)) => format!("{line}\n"),
        None => format!("{id} = {{ title = \"a row\", issue = \"road\" }}\n"),
    };
    let text: String = ids().iter().map(line).collect();
    format!("# The rows.\n[rows]\n\n{text}")
}

fn tree(changed: &[(&str, &str)]) -> Tree {
    Tree::of(&[
        ("crates/session/src/seal/tests.rs", TESTS),
        ("tests/catalogue.toml", &catalogue(changed)),
    ])
}

const TOLD: &[(&str, &str)] = &[
    (
        "SE-01",
        "SE-01 = { title = \"a\", test = \"session::seal::tests::a_flipped_bit\" }",
    ),
    (
        "SE-02",
        "SE-02 = { title = \"b\", test = \"session::seal::tests::a_flipped_bit\" }",
    ),
    (
        "SE-03",
        "SE-03 = { title = \"c\", test = \"session::seal::tests::a_flipped_bit\" }",
    ),
    (
        "SE-05",
        "SE-05 = { title = \"d\", test = \"session::seal::tests::one_more\" }",
    ),
];

fn told(changed: &[(&str, &str)]) -> Vec<String> {
    let lines: Vec<_> = changed.iter().chain(TOLD).copied().collect();
    faults(&tree(&lines))
        .iter()
        .map(|fault| fault.what.clone())
        .collect()
}

#[test]
fn there_are_454_rows() {
    assert_eq!(ids().len(), 454);
    assert_eq!(told(&[]), [""; 0]);
}

#[test]
fn what_is_wrong_with_a_row_is_told() {
    let cases = [
        ("AZ-01", "", "AZ-01 is missing"),
        (
            "AZ-01",
            "AZ-02 = { title = \"a\", issue = \"road\" }",
            "AZ-02 stands in line 4 too",
        ),
        (
            "AZ-01",
            "AZ-99 = { title = \"a\", issue = \"road\" }",
            "there is no row AZ-99",
        ),
        ("AZ-01", "AZ-01 = { title = \"a\" }", "is no row"),
        ("AZ-01", "AZ-01 = { title = \"\", issue = \"road\" }", "is no row"),
        (
            "AZ-01",
            "AZ-01 = { title = \"a\", not_applicable = \"\" }",
            "is no row",
        ),
        (
            "AZ-01",
            "AZ-01 = { title = \"a\", issue = \"12\" }",
            "12 is no part of the work",
        ),
        (
            "AZ-01",
            "AZ-01 = { title = \"a\", test = \"session::seal::tests::gone\" }",
            "there is no test session::seal::tests::gone",
        ),
        (
            "AZ-01",
            "AZ-01 = { title = \"a\", test = \"session::seal::tests::one_more\" }",
            "session::seal::tests::one_more does not name AZ-01",
        ),
        (
            "SE-05",
            "SE-05 = { title = \"d\", issue = \"login\" }",
            "SE-05 has a test and does not say so",
        ),
    ];
    for (id, line, expected) in cases {
        let told = told(&[(id, line)]);
        assert!(
            told.iter().any(|what| what == expected),
            "{told:?} without {expected}"
        );
    }
}

#[test]
fn rows_are_filled_in_from_the_tests() {
    let (text, number) = filled(&tree(&[]));
    assert_eq!(number, 4);
    assert!(
        text.contains("SE-05 = { title = \"a row\", test = \"session::seal::tests::one_more\" }\n"),
        "{text}"
    );
    assert!(
        text.contains("SE-04 = { title = \"a row\", issue = \"road\" }\n"),
        "{text}"
    );
    let again = Tree::of(&[
        ("crates/session/src/seal/tests.rs", TESTS),
        ("tests/catalogue.toml", &text),
    ]);
    assert_eq!(filled(&again), (text, 0));
}
