//! The query of a request: names and values.

#[cfg(test)]
mod tests;

use axum::http::Uri;

use crate::arguments::BadArguments;

/// The most arguments that are read, as in Kong.
const MOST: usize = 1000;

/// The arguments of a query, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads those of a request.
    ///
    /// # Errors
    /// [`BadArguments::TooMany`].
    pub(crate) fn of(uri: &Uri) -> Result<Self, BadArguments> {
        let text = uri.query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        let taken: Vec<_> = pairs.by_ref().take(MOST).collect();
        match pairs.next() {
            None => Ok(Self(taken)),
            Some(_) => Err(BadArguments::TooMany),
        }
    }

    /// The last value of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().rev().find(|(other, _)| other == name);
        named.map(|(_, value)| value.as_str())
    }
}
