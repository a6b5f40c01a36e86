//! Names and values of a form or a query, as a document: `config.scopes=a&config.scopes=b&hosts[]=c`.
//!
//! A document of texts comes of it; what each of them is, the schema says ([`schema::infer`]).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use schema::{Map, Value};

/// The most arguments that are taken, as in Kong.
pub(crate) const MOST: usize = 1000;

/// How deep names may lead.
const DEEPEST: usize = 16;

/// The highest place in a list. Only what is there is kept, however far apart.
const HIGHEST: usize = 1000;

/// Why arguments are no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadArguments {
    /// There are more than [`MOST`].
    TooMany,
    /// A name leads too deep.
    TooDeep,
    /// A place in a list is zero, or higher than [`HIGHEST`].
    Place(String),
    /// A name is a value, and by another argument something that has members.
    Conflict(String),
}

impl fmt::Display for BadArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Kong's words.
            Self::TooMany => f.write_str("Too many arguments"),
            Self::TooDeep => write!(f, "names of arguments lead at most {DEEPEST} levels deep"),
            Self::Place(name) => write!(f, "{name}: places in lists are numbers from 1 to {HIGHEST}"),
            Self::Conflict(name) => write!(f, "{name}: another argument says something else of it"),
        }
    }
}

/// The document that these arguments describe.
///
/// # Errors
/// [`BadArguments`], with nothing made of the others.
pub(crate) fn document<'a>(
    arguments: impl IntoIterator<Item = (impl AsRef<str> + 'a, Value)>,
) -> Result<Value, BadArguments> {
    let mut root = Node::default();
    for (number, (name, value)) in arguments.into_iter().enumerate() {
        if number >= MOST {
            return Err(BadArguments::TooMany);
        }
        let name = name.as_ref();
        let path = path(name)?;
        root.put(&path, value)
            .map_err(|Conflict| BadArguments::Conflict(name.to_owned()))?;
    }
    Ok(match root.value() {
        Value::Null => Value::Object(Map::new()),
        value => value,
    })
}

/// A step on the way that a name describes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// `.name` or `[name]`
    Member(String),
    /// `[3]`
    Place(usize),
    /// `[]`
    Next,
}

/// The steps of `a.b[1].c[]`. What is not written so is one name as it stands.
fn path(name: &str) -> Result<Vec<Step>, BadArguments> {
    let literal = || Ok(vec![Step::Member(name.to_owned())]);
    if name.starts_with(['.', '[']) || name.ends_with('.') {
        return literal();
    }
    let mut path = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        if let Some(bracketed) = rest.strip_prefix('[') {
            let Some((inner, behind)) = bracketed.split_once(']') else {
                return literal();
            };
            path.push(step(name, inner)?);
            rest = behind;
        } else {
            let plain = rest.strip_prefix('.').unwrap_or(rest);
            let end = plain.find(['.', '[']).unwrap_or(plain.len());
            // Two dots, or a name right behind a bracket.
            if end == 0 || (plain.len() == rest.len() && !path.is_empty()) {
                return literal();
            }
            path.push(Step::Member(plain[..end].to_owned()));
            rest = &plain[end..];
        }
        if path.len() > DEEPEST {
            return Err(BadArguments::TooDeep);
        }
    }
    match path.is_empty() {
        true => literal(),
        false => Ok(path),
    }
}

fn step(name: &str, inner: &str) -> Result<Step, BadArguments> {
    if inner.is_empty() {
        return Ok(Step::Next);
    }
    if !inner.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Step::Member(inner.to_owned()));
    }
    match inner.parse() {
        Ok(place @ 1..=HIGHEST) => Ok(Step::Place(place)),
        _ => Err(BadArguments::Place(name.to_owned())),
    }
}

/// What is known of a part of the document so far.
#[derive(Debug, Default)]
enum Node {
    #[default]
    Nothing,
    /// One value, or several of the same name.
    Values(Vec<Value>),
    Members(Vec<(String, Node)>),
    List(BTreeMap<usize, Node>),
}

struct Conflict;

impl Node {
    fn put(&mut self, path: &[Step], value: Value) -> Result<(), Conflict> {
        let Some((step, rest)) = path.split_first() else {
            return match self {
                Self::Nothing => {
                    *self = Self::Values(vec![value]);
                    Ok(())
                }
                Self::Values(values) => {
                    values.push(value);
                    Ok(())
                }
                Self::Members(..) | Self::List(_) => Err(Conflict),
            };
        };
        self.child(step)?.put(rest, value)
    }

    fn child(&mut self, step: &Step) -> Result<&mut Self, Conflict> {
        if matches!(self, Self::Nothing) {
            *self = match step {
                Step::Member(_) => Self::Members(Vec::new()),
                Step::Place(_) | Step::Next => Self::List(BTreeMap::new()),
            };
        }
        match (self, step) {
            (Self::Members(members), Step::Member(name)) => {
                let at = members.iter().position(|(other, _)| other == name);
                let at = at.unwrap_or_else(|| {
                    members.push((name.clone(), Self::Nothing));
                    members.len() - 1
                });
                Ok(&mut members[at].1)
            }
            (Self::List(list), Step::Place(place)) => Ok(list.entry(*place).or_default()),
            (Self::List(list), Step::Next) => {
                let next = list.last_key_value().map_or(1, |(last, _)| last + 1);
                Ok(list.entry(next).or_default())
            }
            _ => Err(Conflict),
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Values(mut values) if values.len() == 1 => values.remove(0),
            Self::Values(values) => Value::Array(values),
            Self::Members(members) => {
                let members = members.into_iter().map(|(name, node)| (name, node.value()));
                Value::Object(members.collect())
            }
            Self::List(list) => Value::Array(list.into_values().map(Self::value).collect()),
        }
    }
}
