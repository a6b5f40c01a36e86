use super::faults;
use crate::tree::Tree;

const CODE: &str = r#"//! A.
const fn code() -> &'static str { "token.late" }
const PAGE: &str = include_str!("page.css");
fn told() { format!("late, so wait (token.late)"); format!("gone (token.gone)"); format!("({}) (call.it())", 1); }
"#;

fn told(page: &str) -> Vec<String> {
    let files = [
        ("crates/a/src/b.rs", CODE),
        ("crates/a/src/b/tests.rs", "let code = \"only.tested\";"),
        ("crates/testkit/src/lib.rs", "let code = \"only.development\";"),
        ("docs/errors.md", page),
    ];
    let faults = faults(&Tree::of(&files));
    faults
        .iter()
        .map(|fault| format!("{}: {}", fault.place, fault.what))
        .collect()
}

#[test]
fn each_code_is_explained_once() {
    let late = "| <a id=\"token.late\"></a>`token.late` | it is late | wait |\n";
    let gone = "| <a id=\"token.gone\"></a>`token.gone` | it is gone | sign in |\n";
    let old = "| <a id=\"token.old\"></a>`token.old` | it was | nothing |\n";
    let cases: &[(&[&str], &[&str])] = &[
        (&[late, gone], &[]),
        (&[late], &["crates/a/src/b.rs:4: token.gone is explained nowhere"]),
        (&[late, gone, old], &["docs/errors.md:3: no code says token.old"]),
        (
            &[late, gone, late],
            &["docs/errors.md:3: token.late is explained twice"],
        ),
    ];
    for (page, expected) in cases {
        assert_eq!(told(&page.concat()), *expected);
    }
}
