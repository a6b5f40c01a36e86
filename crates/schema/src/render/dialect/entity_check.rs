//! Rules between fields in Kong's dialect.

use serde_json::{Value, json};

use crate::conditional::Demand;
use crate::relate::Sort;
use crate::{Conditional, Relation};

/// A rule as Kong tells it. `None` for a rule with words of its own: what it demands is found out on writing.
pub(super) fn of(relation: &Relation) -> Option<Value> {
    let fields = relation.fields();
    let word = match &relation.sort {
        Sort::AtLeastOne => "at_least_one_of",
        Sort::ExactlyOne => "only_one_of",
        Sort::OnlyOne => "mutually_exclusive",
        Sort::AllOrNone => "mutually_required",
        Sort::Distinct => "distinct",
        Sort::Conditional(conditional) => return Some(told(conditional, &fields)),
        Sort::Own(_) => return None,
    };
    Some(json!({ word: fields }))
}

fn told(conditional: &Conditional, fields: &[String]) -> Value {
    let then_match = match conditional.demand {
        Demand::Set => json!({ "required": true }),
        Demand::OneOf(words) => json!({ "one_of": words }),
    };
    json!({
        "conditional": {
            "if_field": fields[0],
            "if_match": { "eq": conditional.is },
            "then_field": fields[1],
            "then_match": then_match,
        }
    })
}
