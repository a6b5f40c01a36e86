use std::collections::BTreeSet;

use super::binaries;
use super::binaries::Binary;
use super::stages::{Stages, TAIL, tail};
use super::tally::Tally;
use super::tools::{Got, VERSIONS, judge, version};
use super::{Extent, GROUPS, Tools, root};
use crate::metadata::Metadata;

#[test]
fn every_crate_is_tested_in_one_group() {
    let metadata = Metadata::read().unwrap();
    let members: BTreeSet<_> = metadata
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    let grouped: Vec<_> = GROUPS.iter().flat_map(|(_, crates)| *crates).copied().collect();
    assert_eq!(grouped.iter().copied().collect::<BTreeSet<_>>(), members);
    assert_eq!(grouped.len(), members.len(), "a crate stands in two groups");
}

#[test]
fn results_are_counted_from_what_programs_say() {
    let log = "\
running 3 tests
skipped: PostgreSQL is not here
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
noise
test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
";
    let tally = Tally::of(log);
    assert_eq!(tally.to_string(), "12 passed, 2 failed, 2 skipped");
    assert_eq!(tally.why_skipped, ["skipped: PostgreSQL is not here"]);
    assert!(Tally::of("error: could not compile\n").is_empty());
}

#[test]
fn results_with_node_are_counted_from_their_last_line() {
    let log = "skipped: Keycloak: there is none\n0 failed, 1 skipped\n77 passed, 1 failed, 5 skipped\n";
    let tally = Tally::of_node(log);
    assert_eq!(tally.to_string(), "77 passed, 1 failed, 5 skipped");
    assert_eq!(tally.why_skipped, ["skipped: Keycloak: there is none"]);
    assert!(Tally::of_node("Error: no such module\n").is_empty());
}

#[test]
fn results_of_the_pages_are_counted_from_the_line_that_sums_up() {
    let log = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 20 passed | 3 skipped (24)\n   Duration  1.55s\n";
    assert_eq!(
        Tally::of_vitest(log).to_string(),
        "20 passed, 1 failed, 3 skipped"
    );
    assert_eq!(Tally::of_vitest("      Tests  21 passed (21)\n").passed, 21);
    assert!(Tally::of_vitest("Error: no such module\n").is_empty());
}

#[test]
fn test_programs_are_known_from_the_messages() {
    let messages = r#"{"reason":"compiler-artifact","manifest_path":"/x/crates/proxy/Cargo.toml","target":{"name":"it"},"profile":{"test":true},"executable":"/x/deps/it-1"}
{"reason":"compiler-artifact","manifest_path":"/x/crates/lychgate/Cargo.toml","target":{"name":"lychgate"},"profile":{"test":false},"executable":"/x/lychgate"}
{"reason":"compiler-artifact","manifest_path":"/x/crates/proxy/Cargo.toml","target":{"name":"proxy"},"profile":{"test":true},"executable":null}
   Compiling proxy v0.0.0
"#;
    let found: Vec<_> = binaries::of(messages)
        .into_iter()
        .map(|binary| binary.name)
        .collect();
    assert_eq!(found, ["proxy it"]);
}

#[test]
fn only_a_refusal_excuses_a_missing_tool() {
    assert!(matches!(
        judge("cargo-deny", "error: failed to get a 200 OK response, got 404\n"),
        Got::Refused(_)
    ));
    assert!(matches!(
        judge("x", "error: could not compile `x`\n"),
        Got::Broken(_)
    ));
    assert!(matches!(judge("x", ""), Got::Broken(_)));
    assert!(matches!(
        judge("x", "error: it does not compile\n --> src/x.rs:404:5\n"),
        Got::Broken(_)
    ));
    assert!(matches!(judge("npm", "npm error code E404\n"), Got::Refused(_)));
    for told in [
        "go: a.example/x@v1.0.0: reading https://proxy.example/x/@v/v1.0.0.zip: 403 Forbidden\n",
        "main.go:8:2: a.example/x@v1.0.0: Get \"https://proxy.example/x\": dial tcp: lookup proxy.example: no such host\n",
        "main.go:8:2: a.example/x@v1.0.0: Get \"http://127.0.0.1:9/x\": dial tcp 127.0.0.1:9: connect: connection refused\n",
    ] {
        assert!(matches!(judge("go-kong", told), Got::Refused(_)), "{told}");
    }
    assert!(matches!(
        judge("go-kong", "./main.go:404:2: undefined: x\n"),
        Got::Broken(_)
    ));
    assert!(matches!(
        judge("Keycloak", "[ERROR] Could not find artifact org.keycloak:x\n"),
        Got::Refused(_)
    ));
}

#[test]
fn tools_have_their_version() {
    let versions = std::fs::read_to_string(root().join(VERSIONS)).unwrap();
    for tool in [
        "cargo-deny",
        "cargo-fuzz",
        "keycloak",
        "maven-dependency-plugin",
        "websockets",
    ] {
        assert!(version(&versions, tool).is_some(), "{tool}");
    }
    assert_eq!(version("cargo-deny 1.2.3\n", "cargo-deny"), Some("1.2.3"));
    assert_eq!(version("# cargo-deny\n", "cargo-deny"), None);
}

#[test]
fn what_is_shown_of_a_log_is_its_end() {
    let told: String = (1..=100)
        .map(|line| format!("line {line}\n{{\"reason\":\"x\"}}\n"))
        .collect();
    let shown = tail(&told);
    assert!(
        shown.starts_with("line 41\n") && shown.ends_with("\nline 100"),
        "{shown}"
    );
    assert_eq!(shown.lines().count(), TAIL);
    assert_eq!(tail("short"), "short");
}

#[test]
fn a_group_passes_only_if_something_ran_and_went_well() {
    let cache = std::env::temp_dir().join(format!("xtask-group-{}", std::process::id()));
    let mut stages = Stages::new(cache.clone()).unwrap();
    let binaries = [Binary::fake("silent", "true"), Binary::fake("broken", "false")];
    for (crates, failed) in [(&["silent"], 1), (&["broken"], 2), (&["absent"], 3)] {
        stages
            .group("a group", crates, &binaries, &Tools::default())
            .unwrap();
        assert_eq!(
            (stages.tally.passed, stages.tally.failed),
            (0, failed),
            "{crates:?}"
        );
    }
    std::fs::remove_dir_all(cache).unwrap();
}

#[test]
fn without_node_or_a_binary_real_providers_are_skipped_aloud() {
    let cache = std::env::temp_dir().join(format!("xtask-real-{}", std::process::id()));
    let mut stages = Stages::new(cache.clone()).unwrap();
    stages.real(Extent::Everything, None, &Tools::default()).unwrap();
    let tools = Tools {
        node: Some("node".into()),
        ..Tools::default()
    };
    stages.real(Extent::Full, None, &tools).unwrap();
    assert_eq!(stages.tally.to_string(), "0 passed, 0 failed, 2 skipped");
    std::fs::remove_dir_all(cache).unwrap();
}

#[test]
fn without_a_binary_its_costs_are_skipped_aloud() {
    let cache = std::env::temp_dir().join(format!("xtask-gate-{}", std::process::id()));
    let mut stages = Stages::new(cache.clone()).unwrap();
    stages.gate(None).unwrap();
    assert_eq!(stages.tally.to_string(), "0 passed, 0 failed, 1 skipped");
    std::fs::remove_dir_all(cache).unwrap();
}
