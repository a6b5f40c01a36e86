//! A login under way.

use std::time::Duration;

use jose::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest path and query that a login brings somebody back to, in bytes each.
const LONGEST: usize = 2000;

/// A login under way: what must still be known when the browser comes back. It travels sealed in a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Ties the callback to the browser.
    #[serde(rename = "s")]
    pub state: Secret,
    /// Ties the ID token to the login.
    #[serde(rename = "n")]
    pub nonce: Secret,
    /// Proves that the code was meant for us; `None` if no challenge was sent.
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub verifier: Option<Secret>,
    /// Where the provider was told to send the browser.
    #[serde(rename = "u")]
    pub redirect_uri: String,
    /// Where the login began: a path on this origin.
    #[serde(rename = "p")]
    pub return_path: String,
    /// The query there.
    #[serde(rename = "q", skip_serializing_if = "Option::is_none")]
    pub return_query: Option<String>,
    /// When it began.
    #[serde(rename = "t")]
    pub created: Timestamp,
    /// The client that began it, by its id; `None` where there is only one.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

impl Pending {
    /// Whether it has taken longer than somebody may take.
    pub(crate) fn is_expired(&self, lifetime: Option<Duration>, now: Timestamp) -> bool {
        lifetime.is_some_and(|lifetime| now > self.created.plus(lifetime))
    }

    /// Where the browser goes in the end: always a path on the same origin.
    pub(crate) fn return_address(&self) -> String {
        let path = if is_local(&self.return_path) {
            self.return_path.as_str()
        } else {
            "/"
        };
        match &self.return_query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        }
    }
}

/// The place to come back to: a local path, and its query if it is not endless.
pub(crate) fn place(path: &str, query: Option<&str>) -> (String, Option<String>) {
    if !is_local(path) || path.len() > LONGEST {
        return ("/".into(), None);
    }
    (
        path.into(),
        query.filter(|query| query.len() <= LONGEST).map(str::to_owned),
    )
}

/// `//host` and `/\host` lead a browser to another origin, and so do they with a tab or a line end in between,
/// which browsers leave out.
fn is_local(path: &str) -> bool {
    let mut characters = path.chars();
    characters.next() == Some('/')
        && !matches!(characters.next(), Some('/' | '\\'))
        && !path.contains(|c: char| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests;
