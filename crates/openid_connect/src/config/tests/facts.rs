//! The options are Kong's, each with its type, default and bounds.

use std::collections::BTreeMap;

use schema::Record;
use schema::render::outline;

use crate::config::Config;

/// What Kong has.
const KONG: &str = include_str!("options.txt");

/// What only Lychgate has.
const OWN: [&str; 7] = [
    "lychgate_allow_http_issuer: boolean, default false",
    "lychgate_bearer_id_tokens: boolean, default false",
    "lychgate_claims_sources: set of string, default [\"access_token\"], one of access_token id_token userinfo",
    "lychgate_client_assertion_audience: string, default \"issuer\", one of endpoint issuer",
    "lychgate_issuer_check: string, default \"strict\", one of any strict",
    "lychgate_session_secrets_previous: array of string, encrypted, referenceable",
    "lychgate_unauthenticated_action: string, default \"redirect\", one of auto redirect",
];

/// Where Lychgate accepts less than Kong, or keeps secret what Kong does not.
const STRICTER: [&str; 3] = [
    // A call that may take no time, or forever, is a slip.
    "timeout: number, default 10000, from 1 to 2147483646",
    // There is a password in it.
    "http_proxy_authorization: string, encrypted, referenceable",
    "https_proxy_authorization: string, encrypted, referenceable",
];

/// Lines by the name of the option.
fn by_name<'a>(lines: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, &'a str> {
    lines
        .into_iter()
        .map(|line| (line.split_once(": ").unwrap().0, line))
        .collect()
}

fn kong() -> BTreeMap<&'static str, &'static str> {
    by_name(KONG.lines().filter(|line| !line.starts_with('#')))
}

#[test]
fn every_option_is_as_in_kong() {
    let mut expected = kong();
    for (name, line) in by_name(STRICTER) {
        let known = expected.insert(name, line);
        assert!(known.is_some_and(|known| known != line), "{name} is no stricter");
    }
    expected.extend(by_name(OWN));
    let lines = outline::lines(&Config::describe());
    let found = by_name(lines.iter().map(String::as_str));
    assert_eq!(found.len(), lines.len(), "an option is declared twice");

    let missing = expected.iter().filter(|(name, _)| !found.contains_key(*name));
    let mut differences: Vec<_> = missing.map(|(_, line)| format!("missing   {line}")).collect();
    for (name, line) in &found {
        match expected.get(name) {
            None => differences.push(format!("surplus   {line}")),
            Some(expected) if expected != line => {
                differences.push(format!("different {line}\n  expected {expected}"));
            }
            Some(_) => {}
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn none_of_the_options_is_forgotten() {
    let kong = kong();
    assert_eq!(kong.len(), 378);
    let top = kong.keys().filter(|name| !name.contains(['.', '[']));
    assert_eq!(top.count(), 234);
    assert!(KONG.lines().skip_while(|line| line.starts_with('#')).is_sorted());
}

#[test]
fn options_of_our_own_say_so_by_their_names() {
    assert!(OWN.iter().all(|line| line.starts_with("lychgate_")));
    assert!(kong().keys().all(|name| !name.starts_with("lychgate_")));
}
