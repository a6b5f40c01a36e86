//! What a file says about itself.

use model::{Catalogue, ROUTES};
use schema::{Field, Kind, Map, Schema, Tag, Value, check, fill};

use super::Found;
use super::entry::Entry;

/// The names at the top of a file that are no lists of entities.
pub(super) const NAMES: [&str; 6] = [
    "_format_version",
    "_transform",
    "_info",
    "_workspace",
    "_comment",
    "_ignore",
];

/// What a file says about itself, as far as it changes its entities.
pub(super) struct Preamble {
    paths: Paths,
    /// Whether what it says is what people write, and not what is kept of it.
    transforms: bool,
    /// Which tags the entities have that it is about.
    pub(super) select_tags: Vec<String>,
    /// The name of the workspace that its entities belong to.
    pub(super) workspace: Option<String>,
}

/// How a path of a route says that it is a regular expression.
enum Paths {
    /// By a tilde in front; since format 3.0.
    Marked,
    /// By a character that no plain path has.
    Guessed,
}

impl Preamble {
    /// Takes out of the file what it says about itself.
    pub(super) fn take(members: &mut Map<String, Value>, found: &mut Found) -> Self {
        let mut own = Map::new();
        for name in NAMES {
            let value = members.shift_remove(name).filter(|value| !value.is_null());
            own.extend(value.map(|value| (name.to_owned(), value)));
        }
        if let Some(version) = own.get_mut("_format_version")
            && version.is_number()
        {
            // Without quotes it is a number, and everybody knows what is meant.
            *version = version.to_string().into();
        }
        let mut own = Value::Object(own);
        let schema = schema();
        fill(&schema, &mut own);
        let violations = check(&schema, &own);
        found.extend(
            violations
                .iter()
                .map(|(path, violation)| (path, violation.clone())),
        );
        let select_tags = match violations.has("_info") {
            true => None,
            false => own.pointer("/_info/select_tags").and_then(Value::as_array),
        };
        Self {
            paths: match own.get("_format_version").and_then(Value::as_str) {
                Some("1.1" | "2.1") => Paths::Guessed,
                _ => Paths::Marked,
            },
            transforms: own.get("_transform") != Some(&Value::Bool(false)),
            select_tags: texts(select_tags.into_iter().flatten()),
            workspace: own.get("_workspace").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// Makes every entity what it would be in a file of format 3.0 that says nothing about itself.
    pub(super) fn apply(&self, catalogue: &Catalogue, entries: &mut [Entry]) {
        for entry in entries {
            if matches!(self.paths, Paths::Guessed) && entry.entity.name == ROUTES.name {
                mark_expressions(&mut entry.body);
            }
            let tagged = |entry: &Entry| {
                entry
                    .schema(catalogue)
                    .is_some_and(|schema| schema.named("tags").is_some())
            };
            if !self.select_tags.is_empty() && tagged(entry) {
                add_tags(&mut entry.body, &self.select_tags);
            }
        }
    }

    /// Makes of what people wrote what is kept of it. The entities have their ids.
    pub(super) fn transform(&self, entries: &mut [Entry]) {
        for entry in entries.iter_mut().filter(|_| self.transforms) {
            let entity = entry.entity;
            entity.transform(&mut entry.body, entry.id);
        }
    }
}

/// What may be said, and how.
fn schema() -> Schema {
    let info = Schema::default()
        .field("select_tags", Field::of::<Option<Vec<Tag>>>().set())
        .field(
            "defaults",
            Field::of::<Option<Value>>().default(Map::new()).refused(),
        );
    Schema::default()
        .field(
            "_format_version",
            Field::choice(&["1.1", "2.1", "3.0"])
                .describe("The version of the file's format, such as \"3.0\"."),
        )
        .field(
            "_transform",
            Field::of::<bool>()
                .default(true)
                .describe("Whether passwords are written as people know them, and not as they are kept."),
        )
        .field("_info", Field::new(Kind::Record(info)))
        .field("_workspace", Field::of::<Option<String>>())
        .field("_comment", Field::of::<Option<String>>())
        .field("_ignore", Field::of::<Option<Vec<Value>>>())
}

fn mark_expressions(route: &mut Map<String, Value>) {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_~/%".contains(letter);
    let paths = route.get_mut("paths").and_then(Value::as_array_mut);
    for path in paths.into_iter().flatten() {
        if let Value::String(path) = path
            && !path.starts_with('~')
            && !path.chars().all(plain)
        {
            path.insert(0, '~');
        }
    }
}

fn texts<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<String> {
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn add_tags(body: &mut Map<String, Value>, tags: &[String]) {
    let own = body.entry("tags").or_insert(Value::Null);
    if own.is_null() {
        *own = Value::Array(Vec::new());
    }
    // Anything else is no list of tags, and the check will say so.
    if let Value::Array(own) = own {
        own.extend(tags.iter().cloned().map(Value::from));
    }
}
