//! Texts with places that are filled from the request: `Bearer $(headers["x-token"] or query_params.token)`.
//!
//! Kong runs what stands in such a place as Lua. Here it is a small language without loops, calls or state: it is
//! read when the options are, and always has a value or none.

mod expression;
mod reader;

use std::borrow::Cow;
use std::cell::OnceCell;

use plugin::{Captures, Exchange, Head, HeaderName, Matched};
use schema::Violation;

pub(super) use self::expression::Expression;
use self::reader::Reader;
use crate::changes::Part;
use plugin::form::Arguments;

/// A text with places that are filled from the request.
#[derive(Clone, Debug)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// As it is.
    Text(String),
    /// What an expression gives, and nothing where that is nothing.
    Place(Expression),
}

/// The request that templates are filled from, as it is when a plugin's turn comes. What the plugin then changes
/// changes no text.
pub(super) struct Request<'a> {
    head: &'a Head,
    query: &'a str,
    path: &'a str,
    matched: Option<&'a Matched>,
    captures: OnceCell<Option<Captures<'a>>>,
}

/// What a template reads of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A header: the first of these that is there.
    Header(Vec<HeaderName>),
    /// An argument of the query.
    Argument(String),
    /// A group of the expression by which the path led to the route.
    Named(String),
    /// The same by its number.
    Numbered(usize),
}

impl Template {
    /// The text for this request.
    pub(super) fn fill<'a>(&'a self, request: &'a Request<'_>) -> Cow<'a, str> {
        match self.0.as_slice() {
            [Piece::Text(text)] => Cow::Borrowed(text),
            [Piece::Place(expression)] => expression.value(request).unwrap_or_default(),
            pieces => pieces
                .iter()
                .map(|piece| piece.fill(request))
                .collect::<String>()
                .into(),
        }
    }

    /// The text, if it is the same for all requests.
    pub(super) fn constant(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Text(text)] => Some(text),
            [] => Some(""),
            _ => None,
        }
    }

    /// What it reads.
    pub(super) fn sources(&self) -> Vec<&Source> {
        let mut sources = Vec::new();
        for piece in &self.0 {
            if let Piece::Place(expression) = piece {
                expression.sources(&mut sources);
            }
        }
        sources
    }

    /// The texts between the places.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Place(_) => None,
        })
    }
}

impl Part for Template {
    fn parse(text: &str) -> Result<Self, Violation> {
        let read = Reader::new(text).template();
        read.map(Self).map_err(|wrong| Violation::Own {
            code: "request_transformer.template",
            text: format!("value '{text}' is not in supported format, error: {}", wrong.what),
            remedy: wrong.remedy.to_owned(),
        })
    }
}

impl Piece {
    fn fill<'a>(&'a self, request: &'a Request<'_>) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Place(expression) => expression.value(request).unwrap_or_default(),
        }
    }
}

impl<'a> Request<'a> {
    pub(super) fn of(exchange: &'a Exchange) -> Self {
        Self {
            head: &exchange.head,
            query: exchange.forward.target.query().unwrap_or_default(),
            path: exchange.received.target.path(),
            matched: exchange.matched.as_deref(),
            captures: OnceCell::new(),
        }
    }

    fn captures(&self) -> Option<&Captures<'a>> {
        let work_out = || self.matched.and_then(|matched| matched.captures(self.path));
        self.captures.get_or_init(work_out).as_ref()
    }
}

impl Source {
    /// What stands there.
    fn value<'a>(&self, request: &'a Request<'_>) -> Option<Cow<'a, str>> {
        match self {
            Self::Header(names) => {
                let value = names.iter().find_map(|name| request.head.get(name))?;
                Some(String::from_utf8_lossy(value.as_bytes()))
            }
            Self::Argument(name) => Arguments::value(request.query, name),
            Self::Named(name) => request.captures()?.named(name).map(Cow::Borrowed),
            Self::Numbered(number) => request.captures()?.numbered(*number).map(Cow::Borrowed),
        }
    }
}

#[cfg(test)]
mod tests;
