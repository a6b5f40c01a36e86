//! Rules between the fields of a record.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::{Members, Violation, Violations};

/// A rule with words of its own: it looks at the members and adds what it finds.
/// Members may still have any type: what a rule cannot read it leaves alone.
pub type Rule = fn(&Members<'_>, &mut Violations);

/// A rule between fields of a record.
#[derive(Clone, Debug)]
pub struct Relation {
    prefix: String,
    sort: Sort,
    names: Vec<&'static str>,
}

#[derive(Clone, Debug)]
enum Sort {
    AtLeastOne,
    ExactlyOne,
    OnlyOne,
    AllOrNone,
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

    /// Adds to `found` what is wrong. Nothing is said about fields that are wrong by themselves.
    pub(crate) fn judge(&self, document: &Map<String, Value>, found: &mut Violations) {
        let members = Members::from(document).under(&self.prefix);
        if let Sort::Own(rule) = self.sort {
            return rule(&members, found);
        }
        let names: Vec<String> = self.names.iter().map(|name| members.full(name)).collect();
        if names.iter().any(|name| found.has(name)) {
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
            Sort::AllOrNone if set != 0 && set != names.len() => Violation::AllOrNoneOf(names),
            _ => return,
        };
        found.add_rule(violation);
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
