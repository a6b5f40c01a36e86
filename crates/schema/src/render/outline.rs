//! A schema as a list that people can read and compare.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::description::within;
use crate::field::Test;
use crate::{Field, Kind, Schema};

/// One line per field, sorted, with those of nested records:
/// `nodes[].port: integer, default 6379, from 0 to 65535`.
#[must_use]
pub fn lines(schema: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    collect(schema, &|name| name.to_owned(), &mut lines);
    lines.sort_unstable();
    lines
}

/// One line per field in the order of declaration, with those of nested records, and then the rules between them:
/// `check: at least one of custom_id username`. What may not be null says so: `required`, also beside a default.
#[must_use]
pub fn declared(schema: &Schema) -> Vec<String> {
    let mut lines = Vec::new();
    declare(schema, &|name| name.to_owned(), &mut lines);
    lines
}

fn declare(schema: &Schema, full: &dyn Fn(&str) -> String, lines: &mut Vec<String>) {
    for field in &schema.fields {
        let facts = facts(field, field.required && !field.auto);
        lines.push(format!("{}: {facts}", full(&field.name)));
        if let Some(inner) = field.kind.schema() {
            declare(inner, &|name| full(&within(field, name)), lines);
        }
    }
    let check = full("check");
    lines.extend(
        schema
            .rules
            .iter()
            .map(|rule| format!("{check}: {}", rule.outline())),
    );
}

fn collect(schema: &Schema, full: &dyn Fn(&str) -> String, lines: &mut Vec<String>) {
    for field in &schema.fields {
        let required = field.required && field.default.is_none() && !matches!(field.kind, Kind::Record(_));
        lines.push(format!("{}: {}", full(&field.name), facts(field, required)));
        if let Some(inner) = field.kind.schema() {
            collect(inner, &|name| full(&within(field, name)), lines);
        }
    }
}

/// What can be told in figures and words: `integer, default 6379, from 0 to 65535`.
fn facts(field: &Field, required: bool) -> String {
    let value = innermost(field);
    let mut facts = vec![kind(field)];
    if required {
        facts.push("required".to_owned());
    }
    facts.extend(field.default.as_ref().map(|default| format!("default {default}")));
    facts.extend(value.form.map(str::to_lowercase));
    let own = field.tests.iter().filter_map(told);
    match std::ptr::eq(field, value) {
        true => facts.extend(own),
        false => facts.extend(own.chain(value.tests.iter().filter_map(told))),
    }
    if field.auto {
        facts.push("auto".to_owned());
    }
    if field.unique {
        facts.push("unique".to_owned());
    }
    if field.encrypted || value.encrypted {
        facts.push("encrypted".to_owned());
    }
    if field.referenceable {
        facts.push("referenceable".to_owned());
    }
    facts.join(", ")
}

/// `set of string`.
fn kind(field: &Field) -> String {
    let name = field.kind.name();
    match &field.kind {
        Kind::Array(element) | Kind::Set(element) | Kind::Map(element) => {
            format!("{name} of {}", kind(element))
        }
        Kind::Foreign(entity) => format!("{name} {entity}"),
        _ => name.to_owned(),
    }
}

/// The field itself, or what its elements are in the end.
fn innermost(field: &Field) -> &Field {
    match &field.kind {
        Kind::Array(element) | Kind::Set(element) => innermost(element),
        _ => field,
    }
}

fn told(test: &Test) -> Option<String> {
    match test {
        Test::Null => Some("only null".to_owned()),
        Test::NotOneOf(values) => Some(format!("not one of {}", words(values))),
        Test::OneOf(values) => Some(format!("one of {}", words(values))),
        Test::GreaterThan(limit) => Some(format!("above {limit}")),
        wide if wide.is_wide() => None,
        Test::Between(low, high) => Some(format!("from {low} to {high}")),
        Test::LenMin(least) => Some(format!("at least {least}")),
        Test::LenMax(most) => Some(format!("at most {most}")),
        Test::StartsWith(prefix) => Some(format!("starting with {prefix}")),
        Test::Uuid => Some("uuid".to_owned()),
        // Its form says more.
        Test::Text(_) => None,
    }
}

/// Sorted: their order means nothing.
fn words(values: &[Value]) -> String {
    let mut words: Vec<String> = values
        .iter()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect();
    words.sort_unstable();
    words.join(" ")
}
