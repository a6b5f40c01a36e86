//! From a place in the filled entity back to the place that was written.

use schema::{DocumentPath, Step, Value, Violations};

/// Where `path` of the filled entity stands in the entity as written. `None` if the same was told already
/// where it was written.
///
/// Two things move: a shorthand such as `url` becomes other fields, and elements that a set has twice go.
pub(super) fn place(
    path: &DocumentPath,
    written: &Value,
    filled: &Value,
    violations: &Violations,
) -> Option<DocumentPath> {
    let name = |step: &Step| match step {
        Step::Field(name) => Some(name.clone()),
        Step::Index(_) => None,
    };
    if let Some(name) = path.steps().first().and_then(name)
        && written.get(&name).is_none()
        && let Some(shorthand) = spelt_out(written, filled)
    {
        return (!violations.has(shorthand)).then(|| shorthand.into());
    }
    Some(elements(path, written, filled))
}

/// The field that was written and is gone, because others were put in its place.
fn spelt_out<'a>(written: &'a Value, filled: &Value) -> Option<&'a str> {
    let mut names = written.as_object()?.keys().map(String::as_str);
    names.find(|name| filled.get(name).is_none())
}

fn elements(path: &DocumentPath, written: &Value, filled: &Value) -> DocumentPath {
    let (mut written, mut filled) = (Some(written), Some(filled));
    let mut steps = Vec::new();
    for step in path.steps() {
        let back = match step {
            Step::Field(_) => step.clone(),
            Step::Index(index) => Step::Index(element(*index, written, filled)),
        };
        written = written.and_then(|value| into(value, &back));
        filled = filled.and_then(|value| into(value, step));
        steps.push(back);
    }
    steps.into()
}

/// The number that an element had before others were dropped.
fn element(index: usize, written: Option<&Value>, filled: Option<&Value>) -> usize {
    let (written, filled) = (
        written.and_then(Value::as_array),
        filled.and_then(|list| list.get(index)),
    );
    let (Some(written), Some(filled)) = (written, filled) else {
        return index;
    };
    match written.get(index) == Some(filled) {
        true => index,
        false => written.iter().position(|value| value == filled).unwrap_or(index),
    }
}

fn into<'a>(value: &'a Value, step: &Step) -> Option<&'a Value> {
    match step {
        Step::Field(name) => value.get(name),
        Step::Index(index) => value.get(index),
    }
}
