//! Violations as Kong words them, so that its clients understand ours.

use serde_json::{Map, Value};

use super::lua;
pub use super::lua::notation;
use crate::{Step, Violation, Violations};

/// What of a document was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// All of it.
    Whole,
    /// A part, into one that is there already.
    Part,
}

/// The tree that Kong answers under `fields`: texts by field, lists by element,
/// and under `@entity` the rules between fields.
#[must_use]
pub fn fields(violations: &Violations, writing: Writing) -> Value {
    if let Some(own) = violations.own().first() {
        return Value::String(worded(own, writing));
    }
    let is_list = violations
        .parts()
        .iter()
        .all(|(step, _)| matches!(step, Step::Index(_)));
    match is_list && !violations.parts().is_empty() {
        true => elements(violations, writing),
        false => members(violations, writing),
    }
}

/// The message of a refused write: `2 schema violations (…; …)`.
#[must_use]
pub fn summary(violations: &Violations, writing: Writing) -> String {
    let mut texts: Vec<String> = violations
        .own()
        .iter()
        .chain(violations.rules())
        .map(|violation| worded(violation, writing))
        .collect();
    let mut named: Vec<_> = violations
        .parts()
        .iter()
        .map(|(step, part)| (label(step), fields(part, writing)))
        .collect();
    named.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (name, tree) in named {
        texts.extend(flat(&name, &tree));
    }
    match texts.len() {
        1 => format!("schema violation ({})", texts[0]),
        number => format!("{number} schema violations ({})", texts.join("; ")),
    }
}

/// Of a part that was written Kong says once more that it was one, where something is missing.
fn worded(violation: &Violation, writing: Writing) -> String {
    let text = message(violation);
    match (violation, writing) {
        (Violation::AtLeastOneOf(_), Writing::Part) => format!("when updating, {text}"),
        _ => text,
    }
}

/// One violation.
#[must_use]
pub fn message(violation: &Violation) -> String {
    match violation {
        Violation::Required { .. } => "required field missing".to_owned(),
        Violation::Unknown { .. } => "unknown field".to_owned(),
        Violation::Type(kind) => format!("expected {} {kind}", article(kind)),
        Violation::OneOf(words) => format!("expected one of: {}", words.join(", ")),
        Violation::NotOneOf(words) => format!("must not be one of: {}", words.join(", ")),
        Violation::GreaterThan(limit) => format!("value must be greater than {limit}"),
        Violation::Between(low, high) => format!("value should be between {low} and {high}"),
        Violation::LenMin(least) => format!("length must be at least {least}"),
        Violation::LenMax(most) => format!("length must be at most {most}"),
        Violation::StartsWith(prefix) => format!("should start with: {prefix}"),
        Violation::NotUuid => "expected a valid UUID".to_owned(),
        Violation::NotSupportedYet { .. } => "not supported yet".to_owned(),
        Violation::MissingPrimaryKey => "missing primary key".to_owned(),
        Violation::HostWithPort => "must not have a port".to_owned(),
        Violation::Invalid(value) => format!("invalid value: {value}"),
        Violation::WildcardCount => "invalid wildcard: must have at most one wildcard".to_owned(),
        Violation::WildcardPlace => {
            "invalid wildcard: must be placed at leftmost or rightmost label".to_owned()
        }
        Violation::EmptySegments => "must not have empty segments".to_owned(),
        Violation::PathCharacters(path) => {
            format!("invalid path: '{path}' (characters outside of the reserved list of RFC 3986 found)")
        }
        Violation::UrlEncoding(escape) => format!("invalid url-encoded value: '{escape}'"),
        Violation::NotNormal { better } => format!("non-normalized path, consider use '{better}' instead"),
        Violation::HeaderName(name) => {
            format!("bad header name '{name}', allowed characters are A-Z, a-z, 0-9, '_', and '-'")
        }
        Violation::IpOrCidr(text) => format!("invalid ip or cidr range: '{text}'"),
        Violation::Name(name) => format!(
            "invalid value '{name}': the only accepted ascii characters are alphanumerics or ., -, _, and ~"
        ),
        Violation::Tag(tag) => {
            format!(
                "invalid tag '{tag}': expected printable ascii (except `,` and `/`) or valid utf-8 sequences"
            )
        }
        Violation::UrlWithoutScheme => "missing scheme in url".to_owned(),
        Violation::UrlWithoutHost => "missing host in url".to_owned(),
        Violation::AtLeastOneOf(names) => {
            format!(
                "at least one of these fields must be non-empty: {}",
                quoted(names, ", ")
            )
        }
        Violation::ExactlyOneOf(names) => {
            format!(
                "exactly one of these fields must be non-empty: {}",
                quoted(names, ", ")
            )
        }
        Violation::OnlyOneOf(names) => {
            format!(
                "only one or none of these fields must be set: {}",
                quoted(names, ", ")
            )
        }
        Violation::AllOrNoneOf(names) => {
            format!("all or none of these fields must be set: {}", quoted(names, ", "))
        }
        Violation::Distinct(names) => {
            format!("values of these fields must be distinct: {}", quoted(names, ", "))
        }
        Violation::Conditional { by } => {
            format!("failed conditional validation given value of field '{by}'")
        }
        Violation::MustSetOneOf { fields, by, is } => {
            format!("must set one of {} when '{by}' is '{is}'", quoted(fields, ", "))
        }
        Violation::PluginNotEnabled { name, .. } => {
            format!("plugin '{name}' not enabled; add it to the 'plugins' configuration property")
        }
        Violation::ProtocolsOfRoute => "must match the associated route's protocols".to_owned(),
        Violation::ProtocolsOfService => {
            "must match the protocols of at least one route pointing to this Plugin's service".to_owned()
        }
        Violation::Reference {
            field, to, entity, ..
        } => {
            format!("invalid reference '{field}: {to}' (no such entry in '{entity}')")
        }
        Violation::Duplicate {
            entity, field, value, ..
        } => {
            format!("uniqueness violation: '{entity}' entity with {field} set to '{value}' already declared")
        }
        Violation::Own { text, .. } => text.clone(),
    }
}

fn members(violations: &Violations, writing: Writing) -> Value {
    let mut tree = Map::new();
    for (step, part) in violations.parts() {
        tree.insert(label(step), fields(part, writing));
    }
    if !violations.rules().is_empty() {
        tree.insert(
            "@entity".to_owned(),
            violations
                .rules()
                .iter()
                .map(|violation| worded(violation, writing))
                .collect(),
        );
    }
    Value::Object(tree)
}

/// Elements that are right and stand before a wrong one are null.
fn elements(violations: &Violations, writing: Writing) -> Value {
    let mut list = Vec::new();
    for (step, part) in violations.parts() {
        let Step::Index(index) = step else { continue };
        list.resize((*index + 1).max(list.len()), Value::Null);
        list[*index] = fields(part, writing);
    }
    Value::Array(list)
}

/// `field: text`, or `field.part: text` one level further in; what lies deeper is a Lua table.
fn flat(name: &str, tree: &Value) -> Vec<String> {
    match tree {
        Value::String(text) => vec![format!("{name}: {text}")],
        Value::Array(list) => (1..)
            .zip(list)
            .filter(|(_, value)| !value.is_null())
            .map(|(number, value)| format!("{name}.{number}: {}", leaf(value)))
            .collect(),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.as_str());
            members
                .into_iter()
                .map(|(part, value)| format!("{name}.{part}: {}", leaf(value)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn leaf(value: &Value) -> String {
    value.as_str().map_or_else(|| lua::notation(value), str::to_owned)
}

fn label(step: &Step) -> String {
    match step {
        Step::Field(name) => name.clone(),
        Step::Index(index) => (index + 1).to_string(),
    }
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with(['a', 'i']) { "an" } else { "a" }
}

fn quoted<T: AsRef<str>>(words: &[T], between: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("'{}'", word.as_ref())).collect();
    words.join(between)
}
