//! Both wordings of the same violations.

use serde_json::json;

use super::{kong, lua, remedy};
use crate::{Step, Violation, Violations};

fn sample() -> Violations {
    let mut found = Violations::default();
    found.add_at("protocols", Violation::default_for_tests());
    found.add_at(
        vec![Step::from("service"), Step::from("port")],
        Violation::Between(0.0, 65535.0),
    );
    found.add_at(vec![Step::from("hosts"), Step::from(1)], Violation::HostWithPort);
    found.add_rule(Violation::AtLeastOneOf(vec![
        "custom_id".to_owned(),
        "username".to_owned(),
    ]));
    found
}

impl Violation {
    fn default_for_tests() -> Self {
        Self::OneOf(vec!["http".to_owned(), "https".to_owned()])
    }
}

#[test]
fn the_tree_has_kongs_shape() {
    assert_eq!(
        kong::fields(&sample(), kong::Writing::Whole),
        json!({
            "protocols": "expected one of: http, https",
            "service": { "port": "value should be between 0 and 65535" },
            "hosts": [null, "must not have a port"],
            "@entity": ["at least one of these fields must be non-empty: 'custom_id', 'username'"],
        })
    );
}

#[test]
fn the_summary_counts_and_sorts() {
    assert_eq!(
        kong::summary(&sample(), kong::Writing::Whole),
        "4 schema violations (at least one of these fields must be non-empty: 'custom_id', 'username'; \
         hosts.2: must not have a port; protocols: expected one of: http, https; \
         service.port: value should be between 0 and 65535)"
    );
    let one = Violations::from(Violation::Unknown { near: None }).at("foo");
    let missing = Violations::from(Violation::AtLeastOneOf(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(
        kong::summary(&missing, kong::Writing::Part),
        "schema violation (when updating, at least one of these fields must be non-empty: 'a', 'b')"
    );
    assert_eq!(
        kong::summary(&one, kong::Writing::Whole),
        "schema violation (foo: unknown field)"
    );
    assert_eq!(
        kong::summary(&Violation::Type("record").into(), kong::Writing::Whole),
        "schema violation (expected a record)"
    );
}

#[test]
fn what_lies_deep_is_summed_up_as_a_lua_table() {
    let deep = Violations::from(Violation::HostWithPort)
        .at("host")
        .at("redis")
        .at("config");
    assert_eq!(
        kong::summary(&deep, kong::Writing::Whole),
        "schema violation (config.redis: {host=\"must not have a port\"})"
    );
}

#[test]
fn lua_notation() {
    for (value, expected) in [
        (
            json!({ "name": "basic-auth", "consumer": null }),
            "{consumer=null,name=\"basic-auth\"}",
        ),
        (json!({ "route": { "id": "1" } }), "{route={id=\"1\"}}"),
        (json!({ "a-b": [1, true] }), "{[\"a-b\"]={1,true}}"),
        (json!("say \"a\\b\""), "\"say \\\"a\\\\b\\\"\""),
        (json!({}), "{}"),
    ] {
        assert_eq!(lua::notation(&value), expected);
    }
}

#[test]
fn a_line_has_place_fault_and_remedy() {
    assert_eq!(
        remedy::lines(&sample().at(0).at("routes")),
        [
            "routes[0]: at least one of these fields must be non-empty: 'custom_id', 'username' — set one of them",
            "routes[0].protocols: expected one of: http, https — write one of these words, spelt just so",
            "routes[0].service.port: value should be between 0 and 65535 — write a number from 0 to 65535",
            "routes[0].hosts[1]: must not have a port — give the port its own option",
        ]
    );
}

#[test]
fn a_sentence_keeps_its_abbreviation() {
    let about = |about| remedy::advice(&Violation::Required { about });
    assert_eq!(about("The issuer"), "give it a value: the issuer");
    assert_eq!(about("URL of the issuer"), "give it a value: URL of the issuer");
    assert_eq!(about(""), "give it a value");
}
