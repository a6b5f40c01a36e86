//! A path leads to what stands there, step by step, and a demand is met by what was found and nothing else.
//!
//! The first line of the input is a token's payload; each further line is a step.

#![no_main]

use std::ptr;

use jose::Claims;
use libfuzzer_sys::fuzz_target;
use oidc::{ClaimPath, Demand, words};
use serde_json::Value;

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n').map(str::to_owned);
    let Some(claims) = lines.next().and_then(|line| Claims::read(line.as_bytes()).ok()) else {
        return;
    };
    // Whatever a name is made of, it is one step.
    for (name, value) in claims.as_json() {
        let path = ClaimPath::new([name.clone()]).expect("one step");
        assert_eq!(
            path.find(&claims),
            Some(value).filter(|value| !value.is_null()),
            "{name:?}"
        );
    }
    let steps: Vec<String> = lines.collect();
    let Some(path) = ClaimPath::new(steps.iter().cloned()) else {
        return assert!(steps.is_empty());
    };
    let Some(found) = path.find(&claims) else {
        return;
    };
    assert!(!found.is_null(), "null is nothing");
    if let [before @ .., last] = &steps[..]
        && let Some(before) = ClaimPath::new(before.iter().cloned())
    {
        let parent = before.find(&claims).expect("who arrives was on the way");
        assert!(leads(parent, last, found), "{last:?} leads out of {parent}");
    }
    let further = ClaimPath::new(steps.iter().cloned().chain(["1".to_owned()])).expect("a step more");
    let is_leaf = !found.is_object() && !found.is_array();
    assert!(
        !is_leaf || further.find(&claims).is_none(),
        "there is nothing in {found}"
    );
    judge(&path, found);
});

/// Whether a step leads from here to there: by its name, or by its place, counted from 1.
fn leads(from: &Value, step: &str, to: &Value) -> bool {
    match from {
        Value::Object(members) => members.get(step).is_some_and(|member| ptr::eq(member, to)),
        Value::Array(elements) => {
            let place = elements.iter().position(|element| ptr::eq(element, to));
            place.is_some_and(|place| step.trim_start_matches(['+', '0']) == (place + 1).to_string())
        }
        _ => false,
    }
}

/// Whoever has some words meets the demand for just these, and none for more.
fn judge(path: &ClaimPath, claim: &Value) {
    let met = |one_of: &[&str]| {
        let one_of: Vec<String> = one_of.iter().map(|&text| text.to_owned()).collect();
        let demand = Demand::new(path.clone(), &one_of);
        assert!(!demand.is_met_by(None), "met by nothing");
        demand.is_met_by(Some(claim))
    };
    assert!(
        !met(&[]) && !met(&[""]) && !met(&[" \t"]),
        "nothing was demanded, and that was met"
    );
    let Some(words) = words(claim) else {
        return assert!(!met(&["a"]), "{claim} is no list of words, and met a demand");
    };
    let foreign = format!(
        "{}x",
        words.concat().replace(|c: char| c.is_ascii_whitespace(), "")
    );
    assert!(!met(&[&foreign]), "{claim} has no {foreign:?}");
    let is_word = |word: &str| !word.is_empty() && !word.contains(|c: char| c.is_ascii_whitespace());
    if !words.is_empty() && words.iter().all(|word| is_word(word)) {
        let all = words.join(" ");
        assert!(
            met(&[&all]) && met(&["unknown", &all]),
            "{claim} does not meet {all:?}"
        );
        assert!(
            !met(&[&format!("{all} {foreign}")]),
            "{claim} meets more than it has"
        );
    }
}
