//! Clients of Kong fill in the defaults themselves, out of the schema they are answered: it must be the same ones.

use schema::render::dialect;
use schema::{Map, Record, Value, complete, fill};
use serde_json::json;

use crate::config::Config;

/// What go-kong makes of what somebody wrote: what is written stays; a record that is required, or written, is
/// completed, and so is each record in a list; what an older name stands for is left to it; everything else has its
/// default, or is null.
fn completed(record: &Value, written: &Value) -> Value {
    let mut completed = written.as_object().cloned().unwrap_or_default();
    let elsewhere = said_by_older_names(record, &completed);
    for field in record["fields"].as_array().unwrap() {
        let (name, field) = field.as_object().unwrap().iter().next().unwrap();
        let said = written.get(name).filter(|value| !value.is_null());
        let inner = &field["elements"];
        let value = match (field["type"].as_str().unwrap(), said) {
            ("record", said) if said.is_some() || field["required"] == true => {
                completed_or_empty(field, said)
            }
            (_, Some(Value::Array(values))) if inner["type"] == "record" => {
                values.iter().map(|value| self::completed(inner, value)).collect()
            }
            (_, Some(said)) => said.clone(),
            _ if written.get(name).is_some() || elsewhere.contains(name) => continue,
            _ => field.get("default").cloned().unwrap_or_default(),
        };
        completed.insert(name.clone(), value);
    }
    Value::Object(completed)
}

fn completed_or_empty(record: &Value, said: Option<&Value>) -> Value {
    completed(record, said.unwrap_or(&Value::Object(Map::new())))
}

fn said_by_older_names(record: &Value, written: &Map<String, Value>) -> Vec<String> {
    let older = record["shorthand_fields"].as_array().into_iter().flatten();
    older
        .flat_map(|field| field.as_object().unwrap())
        .filter(|(name, _)| written.contains_key(*name))
        .flat_map(|(_, field)| {
            let replaced = field["deprecation"]["replaced_with"].as_array();
            replaced.into_iter().flatten()
        })
        .map(|replaced| replaced["path"][0].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn clients_compute_the_defaults_that_are_filled_in() {
    let schema = Config::describe();
    let answer = dialect::of(&schema);
    for written in [
        json!({}),
        json!({ "redis": {}, "cluster_cache_redis": { "host": "redis.test" } }),
        json!({ "redis": { "cluster_nodes": [{}, { "port": 7000 }], "sentinel_nodes": [{ "host": "a" }] } }),
        json!({ "client_jwk": [{ "kty": "RSA" }], "scopes": null, "auth_methods": [] }),
        json!({ "redis": { "cloud_authentication": {} }, "principals": {}, "token_exchange": {} }),
    ] {
        let mut here = written.clone();
        fill(&schema, &mut here);
        complete(&schema, &mut here);
        assert_eq!(completed(&answer, &written), here, "{written}");
    }
}

/// What is written by an older name and then completed by a client must mean what it says.
#[test]
fn clients_put_no_default_in_the_way_of_an_older_name() {
    let schema = Config::describe();
    let answer = dialect::of(&schema);
    for older in &schema.shorthands {
        let written = Map::from_iter([(older.name().to_owned(), json!("told"))]);
        let sent = completed(&answer, &Value::Object(written));
        for target in older.targets().filter(|target| !target.contains(' ')) {
            assert_eq!(sent.get(&target), None, "{} and {target}", older.name());
        }
    }
}
