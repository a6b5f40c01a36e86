//! Rules between the fields of a record.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::conditional::Demand;
use crate::{Conditional, Members, Violation, Violations};

/// A rule with words of its own: it looks at the members and adds what it finds.
/// Members may still have any type: what a rule cannot read it leaves alone.
pub type Rule = fn(&Members<'_>, &mut Violations);

/// A rule between fields of a record.
#[derive(Clone, Debug)]
pub struct Relation {
    prefix: String,
    pub(crate) sort: Sort,
    names: Vec<&'static str>,
}

#[derive(Clone, Debug)]
pub(crate) enum Sort {
    AtLeastOne,
    ExactlyOne,
    OnlyOne,
    AllOrNone,
    Distinct,
    Conditional(Conditional),
    Own(Rule),
}

impl Relation {
    pub(crate) fn at_least_one_of(names: &[&'static str]) -> Self {
        Self::new(Sort::AtLeastOne, names)
    }

    pub(crate) fn exactly_one_of(names: &[&'static str]) -> Self {
        Self::new(Sort::ExactlyOne, names)
    }

    pub(crate) fn only_one_of(names: &[&'static str]) -> Self {
        Self::new(Sort::OnlyOne, names)
    }

    pub(crate) fn all_or_none_of(names: &[&'static str]) -> Self {
        Self::new(Sort::AllOrNone, names)
    }

    pub(crate) fn distinct(names: &[&'static str]) -> Self {
        Self::new(Sort::Distinct, names)
    }

    pub(crate) fn conditional(conditional: Conditional) -> Self {
        let names = [conditional.field, conditional.then];
        Self::new(Sort::Conditional(conditional), &names)
    }

    pub(crate) fn rule(rule: Rule) -> Self {
        Self::new(Sort::Own(rule), &[])
    }

    fn new(sort: Sort, names: &[&'static str]) -> Self {
        Self {
            prefix: String::new(),
            sort,
            names: names.to_vec(),
        }
    }

    pub(crate) fn under(mut self, prefix: &str) -> Self {
        self.prefix.insert_str(0, prefix);
        self
    }

    /// The fields it is about, as documents have them.
    pub(crate) fn fields(&self) -> Vec<String> {
        let full = |name: &&str| format!("{}{name}", self.prefix);
        self.names.iter().map(full).collect()
    }

    /// Adds to `found` what is wrong. Nothing is said about fields that are wrong by themselves.
    pub(crate) fn judge(&self, document: &Map<String, Value>, found: &mut Violations) {
        let members = Members::from(document).under(&self.prefix);
        if let Sort::Own(rule) = self.sort {
            return rule(&members, found);
        }
        let names = self.fields();
        if names.iter().any(|name| found.has(name)) {
            return;
        }
        if let Sort::Conditional(conditional) = &self.sort {
            if let Some(violation) = conditional.judge(&members) {
                found.add_at(names[1].as_str(), violation);
                found.add_rule(Violation::Conditional { by: names[0].clone() });
            }
            return;
        }
        let set = self
            .names
            .iter()
            .filter(|name| members.value(name).is_some_and(is_set))
            .count();
        let violation = match self.sort {
            Sort::AtLeastOne if set == 0 => Violation::AtLeastOneOf(names),
            Sort::ExactlyOne if set != 1 => Violation::ExactlyOneOf(names),
            Sort::OnlyOne if set > 1 => Violation::OnlyOneOf(names),
            Sort::Distinct if self.repeats(&members) => Violation::Distinct(names),
            Sort::AllOrNone if set != 0 && set != names.len() => Violation::AllOrNoneOf(names),
            _ => return,
        };
        found.add_rule(violation);
    }

    /// Whether two of the fields have the same value.
    fn repeats(&self, members: &Members<'_>) -> bool {
        let values: Vec<_> = self
            .names
            .iter()
            .filter_map(|name| members.value(name).filter(|value| is_set(value)))
            .collect();
        (1..values.len()).any(|number| values[..number].contains(&values[number]))
    }

    /// The rule in words that can be compared: `at least one of a b`.
    pub(crate) fn outline(&self) -> String {
        let names = self.names.join(" ");
        match &self.sort {
            Sort::AtLeastOne => format!("at least one of {names}"),
            Sort::ExactlyOne => format!("exactly one of {names}"),
            Sort::OnlyOne => format!("only one of {names}"),
            Sort::AllOrNone => format!("all or none of {names}"),
            Sort::Distinct => format!("distinct {names}"),
            Sort::Conditional(Conditional {
                field,
                is,
                then,
                demand,
            }) => match demand {
                Demand::Set => format!("{field} {is} needs {then}"),
                Demand::OneOf(words) => format!("{field} {is} allows {then} {}", words.join(" ")),
            },
            Sort::Own(_) => "a rule of its own".to_owned(),
        }
    }
}

/// An empty list or map says as little as none.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
        _ => true,
    }
}
