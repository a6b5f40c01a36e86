//! What stands in a place of a template.

use std::borrow::Cow;

use super::{Request, Source};

/// An expression. It has a text, or nothing.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    /// This text.
    Text(String),
    /// What the request has there.
    Source(Source),
    /// The first that is something: `a or b`.
    Or(Vec<Expression>),
    /// The last, if all are something: `a and b`.
    And(Vec<Expression>),
    /// One behind the other, if all are something: `a .. b`.
    Joined(Vec<Expression>),
    /// What a method makes of it, if it is something: `a:lower()`.
    Made(Box<Expression>, Method),
}

/// A method of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// In small letters.
    Lower,
    /// In capitals.
    Upper,
    /// The bytes from one place to another, both included. The first is 1; places below zero count from the end.
    Sub(i64, i64),
}

impl Expression {
    /// Its text.
    pub(super) fn value<'a>(&'a self, request: &'a Request<'_>) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Source(source) => source.value(request),
            Self::Or(all) => all.iter().find_map(|one| one.value(request)),
            Self::And(all) => {
                let mut values = all.iter().map(|one| one.value(request));
                values.try_fold(None, |_, value| value.map(Some)).flatten()
            }
            Self::Joined(all) => {
                let values = all.iter().map(|one| one.value(request));
                values.collect::<Option<String>>().map(Cow::Owned)
            }
            Self::Made(of, method) => of.value(request).map(|text| method.made(&text).into()),
        }
    }

    /// Adds what it reads.
    pub(super) fn sources<'a>(&'a self, found: &mut Vec<&'a Source>) {
        match self {
            Self::Text(_) => {}
            Self::Source(source) => found.push(source),
            Self::Or(all) | Self::And(all) | Self::Joined(all) => {
                all.iter().for_each(|one| one.sources(found));
            }
            Self::Made(of, _) => of.sources(found),
        }
    }
}

impl Method {
    fn made(self, text: &str) -> String {
        match self {
            Self::Lower => text.to_ascii_lowercase(),
            Self::Upper => text.to_ascii_uppercase(),
            Self::Sub(first, last) => {
                let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
                let place = |place: i64| if place < 0 { length + 1 + place } else { place };
                let first = usize::try_from(place(first).max(1) - 1).unwrap_or(usize::MAX);
                let last = usize::try_from(place(last).min(length)).unwrap_or(0);
                let bytes = text.as_bytes().get(first..last).unwrap_or_default();
                String::from_utf8_lossy(bytes).into_owned()
            }
        }
    }
}
