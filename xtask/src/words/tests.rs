use super::{faults, words};
use crate::tree::Tree;

fn told(path: &str, text: &str) -> Vec<String> {
    let faults = faults(&Tree::of(&[(path, text)]));
    faults.iter().map(|fault| fault.what.clone()).collect()
}

#[test]
fn empty_names_are_refused() {
    for path in [
        "crates/a/src/util.rs",
        "crates/common/src/lib.rs",
        "crates/a/src/helpers/mod.rs",
    ] {
        assert_eq!(told(path, "//! A.\n").len(), 1, "{path}");
    }
    for path in [
        "crates/a/src/base64.rs",
        "crates/proxy/src/cores.rs",
        "docs/common.md",
    ] {
        assert_eq!(told(path, "//! A.\n"), [""; 0], "{path}");
    }
}

#[test]
fn a_file_says_what_it_is_about() {
    assert_eq!(
        told("crates/a/src/b.rs", "use c;\n"),
        ["does not say what it is about"]
    );
    assert_eq!(
        told("crates/a/src/b/tests.rs", "use c;\n"),
        ["does not say what it is about"; 0]
    );
}

#[test]
fn the_protocol_knows_no_gateway() {
    for code in [
        "let upstream = 1;",
        "struct UpstreamHeaders;",
        "let to_consumer = 1;",
        "let name = \"kong\";",
    ] {
        let text = format!("//! A.\n{code}\n");
        assert_eq!(told("crates/oidc/src/a.rs", &text).len(), 1, "{code}");
        assert_eq!(told("crates/proxy/src/a.rs", &text), [""; 0], "{code}");
    }
    // Prose may say what the code may not.
    assert_eq!(
        told(
            "crates/jose/src/a.rs",
            "//! Knows no upstream.\nlet rerouted = 1;\n"
        ),
        [""; 0]
    );
}

#[test]
fn words_are_taken_apart() {
    assert_eq!(
        words("UpstreamHeaders to_Kong2 JWKSet"),
        ["upstream", "headers", "to", "kong", "jwkset"]
    );
}

#[test]
fn promises_have_an_address() {
    for line in ["// TODO: later", "# FIXME", "TODO(#)"] {
        assert_eq!(
            told("docs/a.md", line),
            ["promises something without an issue"],
            "{line}"
        );
    }
    for line in ["// TODO(#12): later", "TODOS", "mastodons"] {
        assert_eq!(told("docs/a.md", line), [""; 0], "{line}");
    }
}
