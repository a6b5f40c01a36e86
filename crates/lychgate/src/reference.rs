//! `lychgate plugin`: which plugins there are, and what their options mean. The pages in `docs/plugins` are these.

use std::fmt::Write as _;
use std::process::ExitCode;

use model::{Entity, HTTP_PROTOCOLS};
use plugin::Kind;
use schema::render::outline;
use schema::{Field, Schema, Support, nearest};

use crate::paint::{complain, say};
use crate::plugins::PLUGINS;

/// Prints a line for each plugin, in the order in which they act.
pub(crate) fn list() -> ExitCode {
    say(table());
    ExitCode::SUCCESS
}

/// Prints the page of a plugin. The code is 1 if there is none of that name.
pub(crate) fn show(name: &str) -> ExitCode {
    match PLUGINS.iter().find(|kind| kind.name == name) {
        Some(kind) => {
            say(page(kind));
            ExitCode::SUCCESS
        }
        None => {
            let near = nearest(name, PLUGINS.iter().map(|kind| kind.name));
            let near = near.map_or_else(
                || "`lychgate plugin list` tells them all".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            complain(format_args!("there is no plugin {name}: {near}\n"));
            ExitCode::FAILURE
        }
    }
}

fn table() -> String {
    let widest = PLUGINS
        .iter()
        .map(|kind| kind.name.len())
        .max()
        .unwrap_or_default();
    let mut table = String::new();
    for kind in PLUGINS {
        let Kind { name, priority, .. } = kind;
        // Nothing can go wrong with a text in memory.
        let _ = writeln!(table, "{priority:>6}  {name:<widest$}  {}", kind.summary);
    }
    table
}

/// All that is to be known of a plugin, in Markdown.
#[must_use]
pub fn page(kind: &Kind) -> String {
    let schema = (kind.schema)();
    let mut page = format!("# {}\n\n", kind.name);
    if !kind.summary.is_empty() {
        page.push_str(&format!("{}\n\n", kind.summary));
    }
    page.push_str(&format!("{}\n\n", order(kind)));
    page.push_str(match kind.is_for_consumers {
        true => "It may be for a route, a service, a consumer, a consumer group, or all requests.",
        false => "It may be for a route, a service, or all requests; not for a consumer, who is not known yet when it acts.",
    });
    page.push_str(&format!(" Protocols: {}.\n", HTTP_PROTOCOLS.join(", ")));
    for entity in kind.entities {
        page.push_str(&format!("\n{}\n", paths(entity)));
    }
    page.push_str(
        "\nMade from the schema that `lychgate check` judges by; a test keeps it so. *Inert*: accepted, without effect yet. \
         *Refused*: may\nnot be written yet, since it restricts or protects. What `lychgate_` begins is our own.\n\n",
    );
    page.push_str(&options("option", &schema));
    for entity in kind.entities {
        page.push_str(&format!("\n## {}\n\n", entity.name));
        page.push_str(&options("field", &(entity.schema)()));
    }
    page
}

/// Between which others it acts.
fn order(kind: &Kind) -> String {
    let at = PLUGINS.iter().position(|other| other.name == kind.name);
    let before = at.and_then(|at| PLUGINS.get(at.checked_sub(1)?));
    let behind = at.and_then(|at| PLUGINS.get(at + 1));
    let neighbours = [("after", before), ("before", behind)];
    let neighbours = neighbours.map(|(word, other)| other.map(|other| format!("{word} {}", other.name)));
    let neighbours: Vec<String> = neighbours.into_iter().flatten().collect();
    format!(
        "Priority {}: it acts {}.",
        kind.priority,
        neighbours.join(" and ")
    )
}

/// Where an entity is found.
fn paths(entity: &Entity) -> String {
    let nested = entity
        .links
        .iter()
        .map(|link| format!("`/{}/{{{}}}/{}`", link.to, link.field, entity.nested_path()));
    let nested: Vec<String> = nested.collect();
    let all = format!("`/{}`", entity.path());
    format!(
        "Its entity is `{}`, in the Admin API under {} and {all}.",
        entity.name,
        nested.join(", ")
    )
}

fn options(title: &str, schema: &Schema) -> String {
    let mut table = format!("| {title} | type and default | here | what it means |\n|---|---|---|---|\n");
    for line in outline::declared(schema) {
        let Some((name, facts)) = line.split_once(": ") else {
            continue;
        };
        let Some(field) = find(schema, name) else { continue };
        let here = match (field.support, field.refused.is_empty()) {
            (Support::Honoured, true) => "works",
            (Support::Honoured, false) => "works in part",
            (Support::Inert, _) => "inert",
            (Support::Refused, _) => "refused",
        };
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        table.push_str(&format!(
            "| `{name}` | {} | {here} | {} |\n",
            cell(facts),
            cell(field.description)
        ));
    }
    table
}

/// The field of a name such as `queue.max_entries` or `nodes[].port`.
fn find<'a>(schema: &'a Schema, name: &str) -> Option<&'a Field> {
    let (first, rest) = match name.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (name, None),
    };
    let field = schema.named(first.trim_end_matches("[]"))?;
    match rest {
        None => Some(field),
        Some(rest) => find(field.kind.schema()?, rest),
    }
}
