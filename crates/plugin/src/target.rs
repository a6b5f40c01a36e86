//! The path and query of a request.

use std::fmt;

use http::uri::PathAndQuery;

/// A path and, after a question mark, a query. The path begins with a slash.
/// Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Target(PathAndQuery);

/// Not a path that can stand in a request line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTarget;

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a path that begins with a slash and holds only the characters of a URL (target.bad)")
    }
}

impl std::error::Error for BadTarget {}

impl Target {
    /// Reads `path?query`.
    ///
    /// # Errors
    /// [`BadTarget`] if it does not begin with a slash or holds characters a request line cannot.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        if !text.starts_with('/') {
            return Err(BadTarget);
        }
        text.parse().map(Self).map_err(|_| BadTarget)
    }

    /// Puts a path and a query together; `None` leaves the question mark out.
    ///
    /// # Errors
    /// As [`Target::parse`].
    pub fn of(path: &str, query: Option<&str>) -> Result<Self, BadTarget> {
        match query {
            Some(query) => Self::parse(&format!("{path}?{query}")),
            None => Self::parse(path),
        }
    }

    /// The path, still percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// The query without its question mark, as it was sent.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.0.query()
    }

    /// Path, question mark and query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for Target {
    /// Leaves the query out: it may carry codes and tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            self.path(),
            if self.query().is_some() { "?…" } else { "" }
        )
    }
}

/// For the codec alone.
impl From<PathAndQuery> for Target {
    fn from(value: PathAndQuery) -> Self {
        Self(value)
    }
}

/// For the codec alone.
impl From<Target> for PathAndQuery {
    fn from(value: Target) -> Self {
        value.0
    }
}
