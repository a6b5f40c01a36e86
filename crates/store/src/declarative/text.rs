//! The text of a file: YAML 1.2, of which JSON is a part.

#[cfg(test)]
mod tests;

use std::fmt;

use schema::{Map, Value};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Location, MessageFormatter, Options, Spanned, UserMessageFormatter};

use super::Fault;
use super::lines::{Lines, Parts, Position};

/// How deep lists and mappings may nest. Configurations need about ten levels.
const DEPTH: usize = 64;

/// How many values the text may hold, those that aliases repeat among them.
const VALUES: usize = 10_000_000;

/// How many values aliases may repeat. A thousand plugins may share five hundred values each;
/// nine levels of nine aliases, which make a billion of nine lines, may not.
const REPEATED: usize = 500_000;

/// How many aliases, anchors and merge keys there may be.
const ALIASES: usize = 100_000;

const UNREADABLE: &str = "declarative.unreadable";
const TOO_LARGE: &str = "declarative.too_large";

/// A value, and where its parts stand in the text. No name stands twice in a mapping.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) value: Value,
    pub(super) lines: Lines,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Text, Fault> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| unreadable(&error))
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH,
            max_nodes: VALUES,
            max_events: 2 * VALUES,
            max_documents: 1,
            max_aliases: ALIASES,
            max_anchors: ALIASES,
            max_merge_keys: ALIASES,
            // One anchor that a thousand plugins share is what anchors are for.
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: REPEATED,
            max_replay_stack_depth: DEPTH,
        },
        // `0755` and `1_000` may be ids and secrets; as numbers they would not come back the same.
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        // A tag that nobody reads, such as !secret, must not leave its name behind as the value.
        reject_unsupported_tags: true,
        // A piece of the text may show a secret.
        with_snippet: false,
        emit_comments: false,
    }
}

fn unreadable(error: &serde_saphyr::Error) -> Fault {
    use serde_saphyr::Error as E;
    let mut cause = error;
    while let E::AliasError { error, .. } = cause {
        cause = error;
    }
    let told = UserMessageFormatter.format_message(cause);
    let (code, what, remedy) = match cause {
        E::DuplicateMappingKey { .. } => (UNREADABLE, &*told, "keep one of the two"),
        E::MultipleDocuments { .. }
        | E::Budget {
            breach: BudgetBreach::Documents { .. },
            ..
        } => (
            UNREADABLE,
            "it holds several documents",
            "keep one: remove the line --- and what follows it",
        ),
        E::Budget {
            breach: BudgetBreach::Depth { .. },
            ..
        } => (TOO_LARGE, "it nests too deeply", "64 levels are read"),
        E::AliasReplayLimitExceeded { .. }
        | E::AliasExpansionLimitExceeded { .. }
        | E::AliasReplayStackDepthExceeded { .. }
        | E::AliasReplayCounterOverflow { .. } => {
            (TOO_LARGE, "its aliases repeat too much", "use fewer of them")
        }
        E::Budget { .. } => (
            TOO_LARGE,
            "it holds more than is read",
            "repeat less by aliases, or configure less in one file",
        ),
        _ => (
            UNREADABLE,
            &*told,
            "correct it there or just before; indentation, tabs, and quotes or brackets that do not end are usual suspects",
        ),
    };
    let what = format!("it cannot be read as YAML or JSON: {what}");
    let position = error.location().or(cause.location()).and_then(position);
    Fault::of_text(code, what, remedy, position)
}

fn position(location: Location) -> Option<Position> {
    let (line, column) = (location.line(), location.column());
    (line > 0).then_some(Position { line, column })
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, defined, .. } = Spanned::<Unplaced>::deserialize(deserializer)?;
        Ok(Self {
            value: value.value,
            lines: Lines {
                position: position(defined),
                parts: value.parts,
            },
        })
    }
}

/// A value that knows where its parts stand, but not where it stands itself.
struct Unplaced {
    value: Value,
    parts: Parts,
}

impl Unplaced {
    fn scalar(value: impl Into<Value>) -> Self {
        Self {
            value: value.into(),
            parts: Parts::None,
        }
    }
}

impl<'de> Deserialize<'de> for Unplaced {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Unplaced;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can hold")
    }

    fn visit_unit<E>(self) -> Result<Unplaced, E> {
        Ok(Unplaced::scalar(()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Unplaced, E> {
        Ok(Unplaced::scalar(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Unplaced, E> {
        Ok(Unplaced::scalar(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Unplaced, E> {
        Ok(Unplaced::scalar(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Unplaced, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("a number that is not finite"))?;
        Ok(Unplaced::scalar(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Unplaced, E> {
        Ok(Unplaced::scalar(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Unplaced, E> {
        Ok(Unplaced::scalar(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Unplaced, A::Error> {
        let (mut values, mut elements) = (Vec::new(), Vec::new());
        while let Some(Text { value, lines }) = list.next_element()? {
            values.push(value);
            elements.push(lines);
        }
        Ok(Unplaced {
            value: Value::Array(values),
            parts: Parts::Elements(elements),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unplaced, A::Error> {
        let (mut values, mut members) = (Map::new(), Vec::new());
        while let Some(name) = map.next_key::<Spanned<String>>()? {
            let Text { value, mut lines } = map.next_value()?;
            lines.position = position(name.defined).or(lines.position);
            if values.insert(name.value.clone(), value).is_some() {
                // Readers that choose differently between the two would disagree about who may pass.
                // An error from here has no place of its own, so it is told in words.
                let (name, line) = (name.value, name.defined.line());
                return Err(A::Error::custom(format!(
                    "the name `{name}` stands twice, in line {line} again"
                )));
            }
            members.push((name.value, lines));
        }
        Ok(Unplaced {
            value: Value::Object(values),
            parts: Parts::Members(members),
        })
    }
}
