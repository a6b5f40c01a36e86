//! What clients read out of the answers.

use schema::{Map, Value, complete, fill};
use serde_json::json;

use crate::catalogue::tests::{REFUSED, catalogue};

/// The defaults that go-kong computes: it goes into a record that is required, and everything that has no default
/// is null.
fn defaults(record: &Value) -> Value {
    let mut found = Map::new();
    for field in record["fields"].as_array().unwrap() {
        let (name, field) = field.as_object().unwrap().iter().next().unwrap();
        let value =
            match field["type"] == "record" && field["required"] == true && field.get("fields").is_some() {
                true => defaults(field),
                false => field.get("default").cloned().unwrap_or_default(),
            };
        found.insert(name.clone(), value);
    }
    Value::Object(found)
}

#[test]
fn clients_compute_the_defaults_that_are_filled_in() {
    let catalogue = catalogue();
    for entity in catalogue.entities().chain(catalogue.refused_entities()) {
        let schema = catalogue.schema_of(entity.name, &json!({})).unwrap();
        let mut here = json!({});
        fill(schema, &mut here);
        complete(schema, &mut here);
        let there = defaults(&catalogue.dialect(entity.name).unwrap());
        assert_eq!(there, here, "{}", entity.name);
    }
}

#[test]
fn clients_compute_the_defaults_of_plugins() {
    let catalogue = catalogue();
    let mut here = json!({ "name": "limit", "config": {} });
    let schema = catalogue.schema_of("plugins", &here).unwrap();
    fill(schema, &mut here);
    complete(schema, &mut here);
    let there = defaults(&catalogue.dialect_of_plugin("limit").unwrap());
    assert_eq!(there["config"], here["config"]);
    assert_eq!(there["protocols"], here["protocols"]);
}

#[test]
fn a_plugin_tells_what_is_otherwise_than_for_any() {
    let answer = catalogue().dialect_of_plugin("limit").unwrap();
    let protocols = ["grpc", "grpcs", "http", "https"];
    let of_protocols = &answer["fields"][0]["protocols"];
    assert_eq!(of_protocols["default"], json!(protocols));
    assert_eq!(of_protocols["elements"]["one_of"], json!(protocols));
    let config = &answer["fields"][1]["config"];
    assert_eq!(
        (&config["type"], &config["required"]),
        (&json!("record"), &json!(true))
    );
    let count = &config["fields"][0]["count"];
    assert_eq!(count["description"], "How many requests may pass.");
    assert_eq!(answer["fields"].as_array().unwrap().len(), 2);
    assert_eq!(answer["entity_checks"], json!([]));
    assert_eq!(config["fields"][3]["guard"]["lychgate"]["support"], "refused");
}

#[test]
fn entities_that_are_refused_say_so() {
    let catalogue = catalogue().with_entities(&[REFUSED]);
    let chains = catalogue.dialect(REFUSED.name).unwrap();
    assert_eq!(
        chains["lychgate"],
        json!({ "support": "refused", "instead": "chains of filters are not followed yet" })
    );
    assert_eq!(catalogue.dialect("services").unwrap().get("lychgate"), None);
}

#[test]
fn a_kind_of_vault_tells_its_options() {
    let catalogue = catalogue();
    for kind in ["env", "file"] {
        let answer = catalogue.dialect_of_vault(kind).unwrap();
        let fields = answer["fields"].as_array().unwrap();
        assert_eq!(fields.len(), 1, "{answer}");
        let prefix = &fields[0]["config"]["fields"][0]["prefix"];
        assert_eq!(prefix["type"], "string", "{answer}");
    }
    assert!(catalogue.dialect_of_vault("hcv").is_none());
}

#[test]
fn what_is_unknown_has_no_schema() {
    let catalogue = catalogue();
    assert!(catalogue.dialect("rotues").is_none() && catalogue.dialect_of_plugin("limmit").is_none());
}
