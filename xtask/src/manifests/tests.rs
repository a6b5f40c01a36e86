use super::faults;
use crate::tree::Tree;

fn told(path: &str, text: &str) -> Vec<String> {
    let faults = faults(&Tree::of(&[(path, text)]));
    faults
        .iter()
        .map(|fault| format!("{}: {}", fault.place, fault.what))
        .collect()
}

#[test]
fn good_manifests_pass() {
    let root = "[workspace.dependencies]\n# Ours.\nmodel = { path = \"crates/model\" }\n\n\
                http = \"1\" # the words every part shares\n\n[profile.release]\npanic = \"unwind\"\n";
    let member = "[package]\nname = \"a\"\n[dependencies]\nhttp.workspace = true\n\
                  tokio = { workspace = true, features = [\"full\"] }\n[lints]\nworkspace = true\n";
    let lock = "[[package]]\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    assert_eq!(told("Cargo.toml", root), [""; 0]);
    assert_eq!(told("crates/a/Cargo.toml", member), [""; 0]);
    assert_eq!(told("Cargo.lock", lock), [""; 0]);
}

#[test]
fn bad_manifests_are_named_by_line() {
    let cases = [
        (
            "Cargo.toml",
            "[profile.dist]\npanic = \"abort\"\n",
            "Cargo.toml:2: lets a panic end the process",
        ),
        (
            "Cargo.toml",
            "[workspace.dependencies]\nhttp = \"1\"\n",
            "Cargo.toml:2: nobody says why http is there",
        ),
        (
            "Cargo.toml",
            "[workspace.dependencies]\nwasmtime = \"1\" # plugins\n",
            "Cargo.toml:2: brings in wasm",
        ),
        (
            "crates/a/Cargo.toml",
            "[dev-dependencies]\nhttp = \"1\"\n",
            "crates/a/Cargo.toml:2: chooses a dependency by itself",
        ),
        (
            "Cargo.lock",
            "[[package]]\nsource = \"git+https://example.org/a\"\n",
            "Cargo.lock:2: comes from elsewhere than the crate index",
        ),
        (
            "fuzz/Cargo.lock",
            "[[package]]\nsource = \"git+https://example.org/a\"\n",
            "fuzz/Cargo.lock:2: comes from elsewhere than the crate index",
        ),
        (
            "fuzz/Cargo.toml",
            "[workspace.dependencies]\nhttp = \"1\"\n",
            "fuzz/Cargo.toml:2: nobody says why http is there",
        ),
        (
            "tests/oracle/Cargo.toml",
            "[workspace.dependencies]\nhttp = \"1\"\n",
            "tests/oracle/Cargo.toml:2: nobody says why http is there",
        ),
        (
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = \"mine\"\n",
            ".cargo/config.toml: sends cargo to another index",
        ),
        ("crates/a/plugin.wasm", "", "crates/a/plugin.wasm: is wasm"),
    ];
    for (path, text, expected) in cases {
        assert_eq!(told(path, text), [expected]);
    }
}
