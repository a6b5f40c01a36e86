use super::faults;
use crate::tree::Tree;

fn told(path: &str, line: &str) -> usize {
    faults(&Tree::of(&[(path, line)])).len()
}

#[test]
fn only_the_named_files_may() {
    let cases = [
        ("use hyper::body::Incoming;", "crates/proxy/src/wire/link.rs"),
        ("let now = SystemTime::now();", "crates/ports/src/clock.rs"),
        ("let began = std::time::Instant::now();", "xtask/src/test.rs"),
        ("tokio::spawn(work);", "crates/sample_idp/src/idp.rs"),
        ("self.0.spawn(work);", "crates/lychgate/src/outside.rs"),
        (
            "std::env::vars_os()",
            "crates/lychgate/src/settings/environment.rs",
        ),
    ];
    for (line, rim) in cases {
        assert_eq!(told("crates/openid_connect/src/login.rs", line), 1, "{line}");
        assert_eq!(told(rim, line), 0, "{line}");
        assert_eq!(
            told("crates/openid_connect/src/login/tests.rs", line),
            0,
            "{line}"
        );
    }
}

#[test]
fn what_only_looks_like_it_passes() {
    for line in [
        "// hyper::body is not named here",
        "let text = \"SystemTime::now\";",
        "use not_hyper::body;",
        "let respawn = spawned(1);",
        "env!(\"CARGO_PKG_VERSION\")",
    ] {
        assert_eq!(told("crates/proxy/src/serve.rs", line), 0, "{line}");
    }
}
