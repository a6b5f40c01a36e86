//! What a request shows.

use std::fmt;

use crate::Pending;

/// What a request shows of itself, besides its session.
pub struct Presented<'a> {
    /// Its canonical path.
    pub path: &'a str,
    /// Its query, as it was sent.
    pub query: Option<&'a str>,
    /// How it comes.
    pub approach: Approach,
    /// The logins its browser has under way.
    pub pending: PendingCookie,
}

impl fmt::Debug for Presented<'_> {
    /// Leaves the query out: it may hold a code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({:?}, {:?})", self.path, self.pending)
    }
}

/// How a request comes, which decides whether it can be the end of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approach {
    /// Somebody follows a link or is sent: a GET.
    Visit,
    /// Only a look, the answer to which may be thrown away: HEAD, or a page that is fetched before anybody wants it.
    Look,
    /// With another method.
    Other,
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
