//! Every plugin has the options that Kong's has, with the same types, defaults and bounds, and so have its entities.

use std::collections::BTreeMap;

use lychgate::catalogue::catalogue;
use lychgate::plugins::PLUGINS;
use serde_json::Value;

/// What Kong tells, by the name of a plugin or of an entity.
const KONG: &str = include_str!("kong_plugins.txt");

/// A line of Kong's that is another one here, and why.
struct Deviation {
    of: &'static str,
    kong: &'static str,
    here: &'static str,
    why: &'static str,
}

const BOUNDED: &str = "it says what an option of the queue says, and has its bounds";

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        of: "http-log",
        kong: "config.queue_size: integer",
        here: "config.queue_size: integer, between [1,1000000]",
        why: BOUNDED,
    },
    Deviation {
        of: "http-log",
        kong: "config.flush_timeout: number",
        here: "config.flush_timeout: number, between [0,3600]",
        why: BOUNDED,
    },
    Deviation {
        of: "oauth2",
        kong: "config.provision_key: string, required, auto, unique",
        here: "config.provision_key: string, auto",
        why: "a rule asks for it where a grant needs it; nobody compares options of plugins with each other",
    },
];

/// What Kong says of protocols where it also serves streams, which are not served here.
const WITH_STREAMS: &str = r#"one_of ["grpc","grpcs","http","https","tcp","tls","tls_passthrough","udp"]"#;
const OURS: &str = r#"protocols: set of string, required, default ["grpc","grpcs","http","https"], one_of ["grpc","grpcs","http","https"]"#;

fn kong() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut all = BTreeMap::new();
    for part in KONG.split("\n[").skip(1) {
        let (name, lines) = part.split_once("]\n").unwrap();
        let lines = lines.lines().filter(|line| !line.is_empty());
        all.insert(name, lines.collect());
    }
    all
}

/// The line that ours must have where Kong has this one.
fn expected(of: &str, line: &str) -> String {
    let deviation = DEVIATIONS
        .iter()
        .find(|deviation| deviation.of == of && deviation.kong == line);
    match deviation {
        Some(deviation) => deviation.here.to_owned(),
        None if line.starts_with("protocols:") && line.contains(WITH_STREAMS) => OURS.to_owned(),
        None => line.to_owned(),
    }
}

fn lines(record: &Value, prefix: &str, all: &mut Vec<String>) {
    for field in record["fields"].as_array().unwrap() {
        let (name, field) = field.as_object().unwrap().iter().next().unwrap();
        all.push(format!("{prefix}{name}: {}", facts(field)));
        if field.get("fields").is_some() {
            lines(field, &format!("{prefix}{name}."), all);
        } else if field["elements"].get("fields").is_some() {
            lines(&field["elements"], &format!("{prefix}{name}[]."), all);
        }
    }
}

fn kind(field: &Value) -> String {
    let name = field["type"].as_str().unwrap();
    match name {
        "array" | "set" => format!("{name} of {}", kind(&field["elements"])),
        "map" => format!("map of {}", kind(&field["values"])),
        "foreign" => format!("foreign {}", field["reference"].as_str().unwrap()),
        _ => name.to_owned(),
    }
}

fn facts(field: &Value) -> String {
    let says = |word: &str| field.get(word) == Some(&Value::Bool(true));
    let mut facts = vec![kind(field)];
    if says("required") && field["type"] != "record" {
        facts.push("required".to_owned());
    }
    facts.extend(
        field
            .get("default")
            .map(|default| format!("default {}", plain(default))),
    );
    tests(field, &mut facts);
    let mut element = field;
    while let Some(inner) = element.get("elements") {
        element = inner;
        tests(element, &mut facts);
    }
    for word in ["auto", "unique"] {
        if says(word) {
            facts.push(word.to_owned());
        }
    }
    facts.join(", ")
}

fn tests(field: &Value, facts: &mut Vec<String>) {
    for word in ["one_of", "between", "gt"] {
        if let Some(value) = field.get(word) {
            let mut value = value.clone();
            if let (Value::Array(words), "one_of") = (&mut value, word) {
                words.sort_by_key(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned));
            }
            facts.push(format!("{word} {}", plain(&value)));
        }
    }
    if let Some(value) = field.get("eq") {
        facts.push(format!("only {value}"));
    }
}

/// JSON in which a whole number has no fraction, and members stand by their names.
fn plain(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(plain).collect();
            format!("[{}]", values.join(","))
        }
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("\"{name}\":{}", plain(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Number(number) => number
            .as_f64()
            .filter(|number| number.fract() == 0.0)
            .map_or_else(|| number.to_string(), |whole| format!("{whole:.0}")),
        value => value.to_string(),
    }
}

#[test]
fn every_plugin_and_entity_is_as_in_kong() {
    let catalogue = catalogue(PLUGINS);
    let kong = kong();
    for kind in PLUGINS.iter().filter(|kind| kind.name != "openid-connect") {
        assert!(kong.contains_key(kind.name), "{}", kind.name);
        for entity in kind.entities {
            assert!(kong.contains_key(entity.name), "{}", entity.name);
        }
    }
    for (name, told) in &kong {
        let ours = catalogue
            .dialect_of_plugin(name)
            .or_else(|| catalogue.dialect(name));
        let mut here = Vec::new();
        lines(&ours.unwrap(), "", &mut here);
        // Only the enterprise edition has groups, and tells of its plugins that they are for none.
        here.retain(|line| line != "consumer_group: foreign consumer_groups, only null");
        let expected: Vec<String> = told.iter().map(|line| expected(name, line)).collect();
        let missing: Vec<_> = expected.iter().filter(|line| !here.contains(line)).collect();
        let surplus: Vec<_> = here.iter().filter(|line| !expected.contains(line)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{name}\nmissing {missing:#?}\nsurplus {surplus:#?}"
        );
    }
}

/// One that is meant for a consumer lets everybody pass who is not yet known to be that one.
#[test]
fn what_finds_out_who_asks_or_judges_it_is_never_for_one_consumer() {
    let for_nobody: Vec<_> = PLUGINS
        .iter()
        .filter(|kind| !kind.is_for_consumers)
        .map(|kind| kind.name)
        .collect();
    let mut names = [
        "acl",
        "basic-auth",
        "cors",
        "jwt",
        "key-auth",
        "oauth2",
        "openid-connect",
    ]
    .to_vec();
    names.retain(|name| !for_nobody.contains(name));
    assert_eq!((names, for_nobody.len()), (Vec::new(), 7));
}

#[test]
fn every_deviation_has_its_reason() {
    let kong = kong();
    assert_eq!(kong.values().map(Vec::len).sum::<usize>(), 228);
    for deviation in DEVIATIONS {
        assert!(kong[deviation.of].contains(&deviation.kong), "{}", deviation.kong);
        assert!(!deviation.why.is_empty() && deviation.kong != deviation.here);
    }
}
