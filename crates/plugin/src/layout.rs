//! How the form of a plugin's options is arranged for people.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schema::{Field, Kind, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The arrangement of a plugin's options: data that its form is drawn by, and nothing that the gateway depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The sections in their order. Each option of the plugin stands in exactly one of them.
    pub sections: Vec<Section>,
    /// What the first screen shows, in this order.
    pub minimum: Vec<String>,
    /// Lists of which the entries in the same place belong together.
    pub tables: Vec<Table>,
    /// Names for people, by the option.
    pub words: BTreeMap<String, Words>,
    /// Values that weaken a check.
    pub dangers: Vec<Danger>,
}

/// Options that serve one purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// By what links call it.
    pub id: String,
    /// By what people call it.
    pub title: String,
    /// What it is for, in one sentence.
    pub about: String,
    /// Whether the first screen shows some of it.
    pub first_screen: bool,
    /// Its options, in their order.
    pub options: Vec<String>,
}

/// Lists that are edited as one table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What a row of it is.
    pub title: String,
    /// The lists, each a column.
    pub columns: Vec<String>,
}

/// What an option is called, and what a value of it may look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Its name for people.
    pub label: String,
    /// A value of the kind that is meant.
    pub placeholder: Option<String>,
}

/// A value that weakens a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Danger {
    /// The option, with a dot before a member of a record.
    pub option: String,
    /// The value; of a list or a set, the element.
    pub value: Value,
    /// What follows from it, in one sentence.
    pub says: String,
}

impl Layout {
    /// As it is told, with what the schema knows of its options: `refused` ones, and values as `response_mode=fragment`,
    /// may not be written yet; `inert` ones are accepted without effect.
    #[must_use]
    pub fn told(&self, options: &Schema) -> Value {
        let values = options
            .refused_values()
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(word) => format!("{name}={word}"),
                value => format!("{name}={value}"),
            });
        let refused: Vec<_> = options.refused_fields().into_iter().chain(values).collect();
        let mut told = json!(self);
        told["refused"] = refused.into();
        told["inert"] = options.inert_fields().into();
        told
    }

    /// What is wrong with it as an arrangement of these options.
    #[must_use]
    pub fn faults(&self, options: &Schema) -> Vec<String> {
        let mut faults = self.misplaced(options);
        faults.extend(self.unknown(options));
        faults.extend(self.sections.iter().filter_map(Section::fault));
        let apart = self
            .tables
            .iter()
            .filter(|table| !self.holds_together(table, options));
        faults.extend(apart.map(|table| {
            format!(
                "the table “{}” must have two lists or more, all of one section",
                table.title
            )
        }));
        faults.extend(self.dangers.iter().filter_map(|danger| danger.fault(options)));
        faults
    }

    /// Options that do not stand in exactly one section.
    fn misplaced(&self, options: &Schema) -> Vec<String> {
        let places = |name: &str| {
            let all = self.sections.iter().flat_map(|section| &section.options);
            all.filter(|option| *option == name).count()
        };
        let counted = options
            .fields
            .iter()
            .map(|field| (&field.name, places(&field.name)));
        counted
            .filter(|(_, places)| *places != 1)
            .map(|(name, places)| format!("{name} stands in {places} places"))
            .collect()
    }

    /// Names that no option has.
    fn unknown(&self, options: &Schema) -> Vec<String> {
        let placed = self.sections.iter().flat_map(|section| &section.options);
        let columns = self.tables.iter().flat_map(|table| &table.columns);
        placed
            .chain(columns)
            .chain(&self.minimum)
            .chain(self.words.keys())
            .filter(|name| options.named(name).is_none())
            .map(|name| format!("there is no option {name}"))
            .collect()
    }

    fn holds_together(&self, table: &Table, options: &Schema) -> bool {
        let is_list = |name: &String| {
            let field = options.named(name);
            field.is_some_and(|field| matches!(field.kind, Kind::Array(_)))
        };
        let is_home = |section: &Section| table.columns.iter().all(|name| section.options.contains(name));
        table.columns.len() > 1 && table.columns.iter().all(is_list) && self.sections.iter().any(is_home)
    }
}

impl Section {
    fn fault(&self) -> Option<String> {
        (!is_sentence(&self.about)).then(|| format!("{} is not told in one sentence", self.id))
    }
}

impl Danger {
    fn fault(&self, options: &Schema) -> Option<String> {
        let option = &self.option;
        let Some(field) = at(options, option) else {
            return Some(format!("there is no option {option}"));
        };
        let value = match field.kind {
            Kind::Array(_) | Kind::Set(_) => Value::from(vec![self.value.clone()]),
            _ => self.value.clone(),
        };
        if !field.may_be(&value) {
            return Some(format!("{option} cannot be {}", self.value));
        }
        (!is_sentence(&self.says)).then(|| format!("{option}={} is not told in one sentence", self.value))
    }
}

/// The option of this name, with a dot before a member of a record.
fn at<'a>(options: &'a Schema, name: &str) -> Option<&'a Field> {
    match name.split_once('.') {
        None => options.named(name),
        Some((record, member)) => at(options.named(record)?.kind.schema()?, member),
    }
}

fn is_sentence(text: &str) -> bool {
    text.strip_suffix('.').is_some_and(|words| !words.contains(". "))
}
