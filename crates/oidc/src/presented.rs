//! What a request shows.

use std::fmt;

use crate::Pending;

/// What a request shows of itself, besides its session.
pub struct Presented<'a> {
    /// Its canonical path.
    pub path: &'a str,
    /// Its query, as it was sent.
    pub query: Option<&'a str>,
    /// The logins its browser has under way.
    pub pending: PendingCookie,
}

impl fmt::Debug for Presented<'_> {
    /// Leaves the query out: it may hold a code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({:?}, {:?})", self.path, self.pending)
    }
}

/// The logins a browser has under way.
#[derive(Debug)]
pub enum PendingCookie {
    /// It shows none.
    Nothing,
    /// Nobody can tell: forged, damaged, or sealed with a key that is gone.
    Unreadable,
    /// These, the oldest first.
    Logins(Vec<Pending>),
}

#[cfg(test)]
mod tests;
