//! A plugin's options are checked by the plugin's name.

use schema::{Choice, Record, render::remedy};
use serde_json::{Value, json};

use super::{Catalogue, HTTP_PROTOCOLS, PluginKind};
use crate::{DEFAULT_WORKSPACE, Document, Entity, Plugin, Protocol, Standing};

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Limit {
    /// How many requests may pass.
    #[field(between(1, 100))]
    count: u32,
    #[field(default = Window::Minute)]
    window: Window,
    #[field(inert)]
    hint: Option<String>,
    #[field(refused)]
    guard: Option<String>,
}

#[derive(Choice, Clone, Copy)]
enum Window {
    #[choice("minute")]
    Minute,
    #[choice("hour")]
    Hour,
}

pub(crate) fn catalogue() -> Catalogue {
    let limit = PluginKind {
        name: "limit",
        priority: 900,
        schema: Limit::describe,
        protocols: HTTP_PROTOCOLS,
        is_for_consumers: true,
    };
    Catalogue::new([limit])
}

/// An entity that the gateway does not honour.
pub(crate) const REFUSED: Entity = Entity {
    name: "filter_chains",
    standing: Standing::Refused("chains of filters are not followed yet"),
    schema: Limit::describe,
    ..crate::SERVICES
};

fn told(document: Value) -> Vec<String> {
    let mut document = document;
    remedy::lines(&catalogue().fill_and_check("plugins", &mut document))
}

#[test]
fn options_are_filled_by_the_plugins_own_schema() {
    let mut document =
        json!({ "id": DEFAULT_WORKSPACE.to_string(), "name": "limit", "config": { "count": 5 } });
    assert!(catalogue().fill_and_check("plugins", &mut document).is_empty());
    let plugin = Plugin::decode(&document).unwrap();
    assert_eq!(plugin.config, json!({ "count": 5, "window": "minute" }));
    assert_eq!(
        plugin.protocols,
        [Protocol::Grpc, Protocol::Grpcs, Protocol::Http, Protocol::Https]
    );
    assert!(plugin.enabled);
    assert_eq!(
        format!("{plugin:?}"),
        "limit/0dc6f45b-8f8d-40d2-a504-473544ee190b"
    );
}

#[test]
fn options_are_checked_by_the_plugins_own_schema() {
    assert_eq!(
        told(json!({ "name": "limit" })),
        ["config.count: required field missing — give it a value: how many requests may pass"]
    );
    assert_eq!(
        told(json!({ "name": "limit", "config": { "count": 101, "windwo": "x" }, "protocols": ["tcp"] })),
        [
            "config.count: value should be between 1 and 100 — write a number from 1 to 100",
            "config.windwo: unknown field — did you mean `window`?",
            "protocols[0]: expected one of: grpc, grpcs, http, https — write one of these words, spelt just so",
        ]
    );
    assert_eq!(
        told(json!({ "name": "limit", "config": "x" })),
        ["config: expected a record — write names with values below it"]
    );
}

#[test]
fn an_unknown_plugin_is_told_once_and_with_the_one_that_was_meant() {
    let text = "not enabled; add it to the 'plugins' configuration property";
    assert_eq!(
        told(json!({ "name": "limmit", "config": { "anything": 1 } })),
        [format!("name: plugin 'limmit' {text} — did you mean `limit`?")]
    );
    assert_eq!(
        told(json!({ "name": "other" })),
        [format!(
            "name: plugin 'other' {text} — there is no plugin of this name here"
        )]
    );
    assert_eq!(
        told(json!({})),
        ["name: required field missing — give it a value: the name of the plugin"]
    );
}

#[test]
fn an_unknown_kind_is_a_violation() {
    let found = catalogue().fill_and_check("rotues", &mut json!({}));
    assert_eq!(
        remedy::lines(&found),
        ["rotues: unknown field — did you mean `routes`?"]
    );
}

#[test]
fn options_that_are_not_honoured_are_listed_and_counted_where_they_are_used() {
    let catalogue = catalogue();
    assert!(catalogue.inert().contains(&"limit.config.hint".to_owned()));
    assert!(
        catalogue
            .inert()
            .contains(&"routes.response_buffering".to_owned())
    );
    assert!(catalogue.refused().contains(&"limit.config.guard".to_owned()));
    let body = json!({ "name": "limit", "config": { "count": 5, "hint": "x" }, "tags": ["a"] });
    let document = Document {
        kind: "plugins",
        id: DEFAULT_WORKSPACE,
        workspace: DEFAULT_WORKSPACE,
        body,
    };
    assert_eq!(
        catalogue.used_inert(&document),
        ["limit.config.hint", "plugins.tags"]
    );
}

/// What nobody honours must not look as if it worked.
#[test]
fn entities_that_are_not_honoured_are_refused_whatever_they_say() {
    let catalogue = catalogue().with_entities(&[REFUSED]);
    let refused = [REFUSED.name];
    let names: Vec<_> = catalogue.refused_entities().map(|entity| entity.name).collect();
    assert_eq!(names, refused);
    assert!(catalogue.entities().all(|entity| !refused.contains(&entity.name)));
    for kind in refused {
        // One of them is good and the other is not; both are told the same, and neither is filled.
        for body in [json!({ "name": "a" }), json!({ "colour": "red" })] {
            let mut document = body.clone();
            let found = remedy::lines(&catalogue.fill_and_check(kind, &mut document));
            assert_eq!(
                found,
                ["the document: not supported yet — chains of filters are not followed yet"],
                "{kind}"
            );
            assert_eq!(document, body);
        }
    }
}

#[test]
fn nobody_is_advised_to_write_an_entity_that_is_refused() {
    let catalogue = catalogue().with_entities(&[REFUSED]);
    let found = catalogue.fill_and_check("filter_chain", &mut json!({}));
    assert_eq!(
        remedy::lines(&found),
        ["filter_chain: unknown field — there is no such option here; remove it"]
    );
}

#[test]
fn entities_that_are_not_honoured_are_listed_and_their_options_are_not() {
    let catalogue = catalogue().with_entities(&[REFUSED]);
    let (inert, refused) = (catalogue.inert(), catalogue.refused());
    assert!(refused.contains(&REFUSED.name.to_owned()) && !refused.contains(&"services".to_owned()));
    let of_chains = |name: &String| name.starts_with("filter_chains.");
    assert!(!inert.iter().chain(&refused).any(of_chains));
}

#[test]
fn who_finds_out_who_asks_is_for_nobody_in_particular() {
    let early = PluginKind {
        name: "early",
        is_for_consumers: false,
        ..*catalogue().plugin("limit").unwrap()
    };
    let catalogue = Catalogue::new([early]);
    let told = catalogue.dialect_of_plugin("early").unwrap();
    let fields = told["fields"].as_array().unwrap().iter();
    let names: Vec<_> = fields
        .flat_map(|field| field.as_object().unwrap().keys())
        .collect();
    assert_eq!(names, ["consumer", "protocols", "consumer_group", "config"]);
    for (place, field) in [(0, "consumer"), (2, "consumer_group")] {
        assert_eq!(
            told["fields"][place][field].get("eq"),
            Some(&Value::Null),
            "{field}"
        );
    }
    for field in ["consumer", "consumer_group"] {
        let mut document = json!({ "name": "early", "config": { "count": 5 } });
        document[field] = json!({ "id": DEFAULT_WORKSPACE.to_string() });
        let found = remedy::lines(&catalogue.fill_and_check("plugins", &mut document));
        assert_eq!(
            found,
            [format!(
                "{field}: value must be null — leave it out: here it would never be so"
            )]
        );
        document[field] = Value::Null;
        assert!(catalogue.fill_and_check("plugins", &mut document).is_empty());
    }
}

#[test]
fn a_plugin_is_for_one_consumer_or_for_a_group() {
    let link = json!({ "id": DEFAULT_WORKSPACE.to_string() });
    assert_eq!(
        told(json!({ "name": "limit", "config": { "count": 5 }, "consumer": link, "consumer_group": link })),
        ["the document: a plugin is for a consumer or for a consumer group — leave out one of them"]
    );
}
