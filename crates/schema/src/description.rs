//! The description of a record.

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::field::Support;
use crate::{Conditional, Field, Kind, Relation, Rule, Shorthand};

/// The description of a record: its fields in order, and the rules between them.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The fields in the order in which they were declared.
    pub fields: Vec<Field>,
    /// The rules between fields.
    pub rules: Vec<Relation>,
    /// The older names of fields.
    pub shorthands: Vec<Shorthand>,
}

impl Schema {
    /// Adds a field.
    #[must_use]
    pub fn field(mut self, name: &'static str, field: Field) -> Self {
        self.fields.push(field.called(name.into()));
        self
    }

    /// Takes in the fields, rules and older names of another record, each name with `prefix` before it.
    #[must_use]
    pub fn flatten(mut self, prefix: &str, other: Self) -> Self {
        self.fields
            .extend(other.fields.into_iter().map(|field| field.under(prefix)));
        self.rules
            .extend(other.rules.into_iter().map(|rule| rule.under(prefix)));
        self.shorthands
            .extend(other.shorthands.into_iter().map(|name| name.under(prefix)));
        self
    }

    /// At least one of these must be set and not empty.
    #[must_use]
    pub fn at_least_one_of<const N: usize>(self, names: [&'static str; N]) -> Self {
        self.relation(Relation::at_least_one_of(&names))
    }

    /// Exactly one of these must be set and not empty.
    #[must_use]
    pub fn exactly_one_of<const N: usize>(self, names: [&'static str; N]) -> Self {
        self.relation(Relation::exactly_one_of(&names))
    }

    /// At most one of these may be set.
    #[must_use]
    pub fn only_one_of<const N: usize>(self, names: [&'static str; N]) -> Self {
        self.relation(Relation::only_one_of(&names))
    }

    /// All of these must be set, or none.
    #[must_use]
    pub fn all_or_none_of<const N: usize>(self, names: [&'static str; N]) -> Self {
        self.relation(Relation::all_or_none_of(&names))
    }

    /// Those of these that are set must differ.
    #[must_use]
    pub fn distinct<const N: usize>(self, names: [&'static str; N]) -> Self {
        self.relation(Relation::distinct(&names))
    }

    /// What the value of one field demands of another.
    #[must_use]
    pub fn conditional(self, conditional: Conditional) -> Self {
        self.relation(Relation::conditional(conditional))
    }

    /// Gives a field that was taken in with [`Self::flatten`] a default of its own.
    ///
    /// # Panics
    /// If there is no such field: a slip in a declaration, which describing it once shows.
    #[must_use]
    pub fn default_of(mut self, (name, value): (&str, impl Into<Value>)) -> Self {
        let field = self.fields.iter_mut().find(|field| field.name == name);
        let field = field.expect("a default is given to a field that was declared above");
        *field = field.clone().default(value);
        self
    }

    /// An older name by which documents may still say something.
    ///
    /// # Panics
    /// If there is no such field: a slip in a declaration, which describing it once shows.
    #[must_use]
    pub fn shorthand(mut self, shorthand: Shorthand) -> Self {
        let shorthand = shorthand.within(&self);
        self.shorthands.push(shorthand);
        self
    }

    /// None of these fields is honoured yet, and only comfort or speed is lost.
    #[must_use]
    pub fn inert(mut self) -> Self {
        self.fields = self.fields.into_iter().map(Field::inert).collect();
        self
    }

    /// A rule that needs words of its own.
    #[must_use]
    pub fn rule(self, rule: Rule) -> Self {
        self.relation(Relation::rule(rule))
    }

    fn relation(mut self, relation: Relation) -> Self {
        self.rules.push(relation);
        self
    }

    /// The field of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Fields that are accepted and not yet honoured, by dotted name.
    #[must_use]
    pub fn inert_fields(&self) -> Vec<String> {
        self.supported(Support::Inert)
    }

    /// Fields that may not be written yet, by dotted name.
    #[must_use]
    pub fn refused_fields(&self) -> Vec<String> {
        self.supported(Support::Refused)
    }

    /// Values that may not be written yet, of fields that otherwise may, by dotted name.
    #[must_use]
    pub fn refused_values(&self) -> Vec<(String, &Value)> {
        let mut values = Vec::new();
        for field in &self.fields {
            values.extend(field.refused.iter().map(|value| (field.name.to_string(), value)));
            if let Some(inner) = field.kind.schema() {
                let deeper = inner.refused_values().into_iter();
                values.extend(deeper.map(|(name, value)| (within(field, &name), value)));
            }
        }
        values
    }

    /// The inert fields to which `document` gives another value than their default, by dotted name.
    #[must_use]
    pub fn used_inert(&self, document: &Value) -> Vec<String> {
        let mut used = Vec::new();
        for field in &self.fields {
            let Some(value) = document.get(field.name.as_ref()).filter(|value| !value.is_null()) else {
                continue;
            };
            if field.support == Support::Inert && !field.is_silent(value) {
                used.push(field.name.to_string());
            }
            let Some(inner) = field.kind.schema() else {
                continue;
            };
            let mut deeper: Vec<_> = records(value)
                .into_iter()
                .flat_map(|record| inner.used_inert(record))
                .collect();
            deeper.sort_unstable();
            deeper.dedup();
            used.extend(deeper.iter().map(|name| within(field, name)));
        }
        used
    }

    fn supported(&self, support: Support) -> Vec<String> {
        let mut names = Vec::new();
        for field in &self.fields {
            if field.support == support {
                names.push(field.name.to_string());
            }
            if let Some(inner) = field.kind.schema() {
                names.extend(inner.supported(support).iter().map(|name| within(field, name)));
            }
        }
        names
    }
}

/// The name of a field of this record, or of each of these records: `nodes[].port`.
pub(crate) fn within(field: &Field, name: &str) -> String {
    match field.kind {
        Kind::Record(_) => format!("{}.{name}", field.name),
        _ => format!("{}[].{name}", field.name),
    }
}

/// The record that `value` is, or those in it.
fn records(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}
