//! Clients are told the same facts: an answer in Kong's dialect, read back into lines.

use schema::Value;

use super::{comparable, expected};
use crate::Catalogue;

/// Where an answer says something else than the lines.
struct Otherwise {
    entity: &'static str,
    lines: &'static str,
    told: &'static str,
    why: &'static str,
}

const OTHERWISE: &[Otherwise] = &[
    Otherwise {
        entity: "routes",
        lines: "https_redirect_status_code: integer, required, default 426, one of 301 302 307 308 426, from 0 to 65535",
        told: "https_redirect_status_code: integer, required, default 426, one of 301 302 307 308 426",
        why: "The range is that of the type; Kong does not tell one either.",
    },
    Otherwise {
        entity: "plugins",
        lines: "config: json, required",
        told: "config: record, abstract",
        why: "Kong tells of all plugins together only that they have options.",
    },
];

/// What can be told of a field, after its type; forms of texts cannot, but for these.
const WORDS: [&str; 16] = [
    "required",
    "default ",
    "one of ",
    "not one of ",
    "above ",
    "from ",
    "at least ",
    "at most ",
    "starting with ",
    "uuid",
    "path",
    "auto",
    "unique",
    "encrypted",
    "referenceable",
    "abstract",
];

/// What a client can be told of a line; `None` if nothing.
fn tellable(entity: &str, line: &str) -> Option<String> {
    if let Some(otherwise) = OTHERWISE
        .iter()
        .find(|otherwise| otherwise.entity == entity && otherwise.lines == line)
    {
        return Some(otherwise.told.to_owned());
    }
    let line = comparable(line);
    let untold = line.starts_with("entity ") || line.ends_with(": refuse");
    if untold || line.ends_with("check: a rule of its own") {
        return None;
    }
    if line.contains("check: ") || line.ends_with(": cascade") {
        return Some(line);
    }
    let is_word = |part: &&str| {
        WORDS.iter().any(|word| match word.ends_with(' ') {
            true => part.starts_with(word),
            false => part == word,
        })
    };
    let (kind, parts) = line.split_once(", ").unwrap_or((&line, ""));
    let told: Vec<_> = [kind]
        .into_iter()
        .chain(parts.split(", ").filter(is_word))
        .collect();
    Some(told.join(", "))
}

/// The lines of an answer.
fn read(answer: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let mut deletions = Vec::new();
    read_record(answer, "", &mut lines);
    for field in answer["fields"].as_array().unwrap() {
        let (name, field) = only(field);
        if let Some(becomes) = field["on_delete"].as_str() {
            let to = field["reference"].as_str().unwrap();
            deletions.push(format!("{name} -> {to}: {becomes}"));
        }
    }
    lines.extend(deletions);
    lines
}

fn read_record(record: &Value, prefix: &str, lines: &mut Vec<String>) {
    for field in record["fields"].as_array().unwrap() {
        let (name, field) = only(field);
        let name = format!("{prefix}{name}");
        lines.push(format!("{name}: {}", facts(field)));
        if field.get("fields").is_some() {
            read_record(field, &format!("{name}."), lines);
        } else if field["elements"].get("fields").is_some() {
            read_record(&field["elements"], &format!("{name}[]."), lines);
        }
    }
    for check in record["entity_checks"].as_array().into_iter().flatten() {
        lines.push(format!("{prefix}check: {}", rule(check)));
    }
}

fn only(field: &Value) -> (&String, &Value) {
    let members = field.as_object().unwrap();
    assert_eq!(members.len(), 1, "{field}");
    members.iter().next().unwrap()
}

fn kind(field: &Value) -> String {
    let name = field["type"].as_str().unwrap();
    match name {
        "array" | "set" => format!("{name} of {}", kind(&field["elements"])),
        "map" => {
            assert_eq!(field["keys"]["type"], "string");
            format!("{name} of {}", kind(&field["values"]))
        }
        "foreign" => format!("{name} {}", field["reference"].as_str().unwrap()),
        _ => name.to_owned(),
    }
}

fn facts(field: &Value) -> String {
    let says = |word: &str| field.get(word) == Some(&Value::Bool(true));
    let number = field["type"] == "integer" || field["type"] == "number";
    assert_eq!(says("timestamp"), number && says("auto"), "{field}");
    let mut facts = vec![kind(field)];
    if says("required") {
        facts.push("required".to_owned());
    }
    facts.extend(field.get("default").map(|default| format!("default {default}")));
    tests(field, &mut facts);
    let mut element = field;
    while let Some(inner) = element.get("elements") {
        element = inner;
        tests(element, &mut facts);
    }
    for word in ["auto", "unique", "encrypted"] {
        if says(word) {
            facts.push(word.to_owned());
        }
    }
    if element.get("referenceable").is_some() {
        facts.push("referenceable".to_owned());
    }
    if says("abstract") {
        facts.push("abstract".to_owned());
    }
    facts.join(", ")
}

fn tests(field: &Value, facts: &mut Vec<String>) {
    let mut tell = |word: &str, line: &dyn Fn(&Value) -> String| {
        facts.extend(field.get(word).map(line));
    };
    tell("match_none", &|_| "path".to_owned());
    tell("not_one_of", &|all| format!("not one of {}", words(all)));
    tell("one_of", &|all| format!("one of {}", words(all)));
    tell("gt", &|limit| format!("above {limit}"));
    tell("uuid", &|_| "uuid".to_owned());
    tell("between", &|ends| format!("from {} to {}", ends[0], ends[1]));
    tell("len_min", &|least| format!("at least {least}"));
    tell("len_max", &|most| format!("at most {most}"));
}

fn words(values: &Value) -> String {
    let values = values.as_array().unwrap().iter();
    let mut words: Vec<_> = values
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect();
    words.sort_unstable();
    words.join(" ")
}

fn rule(check: &Value) -> String {
    let (word, about) = only(check);
    let text = |member: &str| about[member].as_str().unwrap();
    let names = |all: &Value| -> String {
        let all: Vec<_> = all
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        all.join(" ")
    };
    match word.as_str() {
        "at_least_one_of" => format!("at least one of {}", names(about)),
        "only_one_of" => format!("exactly one of {}", names(about)),
        "mutually_exclusive" => format!("only one of {}", names(about)),
        "mutually_required" => format!("all or none of {}", names(about)),
        "distinct" => format!("distinct {}", names(about)),
        "conditional" => {
            let when = format!(
                "{} {}",
                text("if_field"),
                about["if_match"]["eq"].as_str().unwrap()
            );
            match about["then_match"].get("one_of") {
                Some(words) => format!("{when} allows {} {}", text("then_field"), names(words)),
                None => format!("{when} needs {}", text("then_field")),
            }
        }
        other => panic!("{other} is no rule of Kong's"),
    }
}

#[test]
fn clients_are_told_what_kong_tells_them() {
    let catalogue = Catalogue::new([]);
    for (entity, lines) in expected() {
        let expected: Vec<_> = lines.iter().filter_map(|line| tellable(entity, line)).collect();
        let told = read(&catalogue.dialect(entity).unwrap());
        for (told, expected) in told.iter().zip(&expected) {
            assert_eq!(told, expected, "{entity}");
        }
        assert_eq!(told, expected, "{entity}");
    }
}

#[test]
fn whatever_is_told_otherwise_has_its_line_and_its_reason() {
    let expected = expected();
    for otherwise in OTHERWISE {
        assert!(
            expected[otherwise.entity].contains(&otherwise.lines) && otherwise.why.ends_with('.'),
            "{}: {}",
            otherwise.entity,
            otherwise.lines
        );
    }
}
