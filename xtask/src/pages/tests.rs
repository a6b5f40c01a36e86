use super::faults;
use crate::tree::Tree;

fn told(path: &str, line: &str) -> Vec<String> {
    let tree = Tree::of(&[
        (path, line),
        ("crates/proxy/src/serve.rs", ""),
        ("docs/errors.md", ""),
        ("LICENSE", ""),
    ]);
    faults(&tree)
        .iter()
        .map(|fault| format!("{}: {}", fault.place, fault.what))
        .collect()
}

#[test]
fn what_is_there_may_be_named() {
    for line in [
        "See [errors](docs/errors.md#token.late) and [docs](docs/), `proxy/src/serve.rs`.",
        "`crates/proxy/src` and `crates/proxy/src/serve.rs`, [elsewhere](https://example.org/x), [here](#there)",
        "`make test`, `tests/…`, `GET /docs/nothing`, `a/b`",
    ] {
        assert_eq!(told("README.md", line), [""; 0], "{line}");
    }
    assert_eq!(
        told("docs/more.md", "[errors](errors.md), [licence](../LICENSE)"),
        [""; 0]
    );
}

#[test]
fn what_is_gone_is_told() {
    let cases = [
        (
            "README.md",
            "[errors](errors.md)",
            "README.md:1: there is no errors.md",
        ),
        (
            "docs/more.md",
            "[x](../NOTICE)",
            "docs/more.md:1: there is no NOTICE",
        ),
        (
            "README.md",
            "`proxy/src/gone.rs`",
            "README.md:1: there is no proxy/src/gone.rs",
        ),
        (
            "README.md",
            "`crates/proxy/src/serv`",
            "README.md:1: there is no crates/proxy/src/serv",
        ),
    ];
    for (page, line, expected) in cases {
        assert_eq!(told(page, line), [expected]);
    }
}
