use super::{judge, report};
use crate::tree::Tree;

#[test]
fn only_what_is_too_long_without_a_reason_is_a_fault() {
    let long = "x\n".repeat(601);
    let fitting = "x\n".repeat(600);
    let tree = Tree::of(&[
        ("crates/a/src/long.rs", &long),
        ("crates/a/src/fitting.rs", &fitting),
        ("crates/a/tests/it/long.rs", &long),
        ("crates/a/src/long/tests.rs", &long),
        ("docs/long.md", &long),
    ]);
    let named = |listed: &[(&str, &str)]| {
        let faults = judge(&tree, listed);
        faults.iter().map(|fault| fault.what.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named(&[("crates/a/src/long.rs", "a table")]), [""; 0]);
    assert_eq!(named(&[]), ["has 601 lines, more than 600"]);
    assert_eq!(
        named(&[("crates/a/src/long.rs", "")]),
        ["has 601 lines, more than 600"]
    );
    assert_eq!(
        named(&[
            ("crates/a/src/long.rs", "a table"),
            ("crates/a/src/fitting.rs", "a table")
        ]),
        ["crates/a/src/fitting.rs is listed and is not too long"]
    );
}

#[test]
fn the_report_tells_the_longest_and_the_median() {
    let told = report(&Tree::of(&[
        ("crates/a/src/one.rs", "x\n"),
        ("crates/a/src/two.rs", &"x\n".repeat(401)),
        ("crates/a/src/three.rs", "x\nx\nx\n"),
        ("crates/a/tests/it/long.rs", &"x\n".repeat(500)),
    ]));
    assert!(
        told.contains("    401  crates/a/src/two.rs  (look hard)\n"),
        "{told}"
    );
    assert!(told.contains("    500  crates/a/tests/it/long.rs\n"), "{told}");
    assert!(told.contains("      3  a (3 files)\n"), "{told}");
}
