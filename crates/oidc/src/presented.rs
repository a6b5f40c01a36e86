//! What a request shows.

use std::fmt;

use crate::{Brought, Credentials, Pending};

/// What a request shows of itself, besides its session.
pub struct Presented<'a> {
    /// Scheme, host and port that it was sent to, as in `https://app.example`.
    pub origin: &'a str,
    /// Its canonical path.
    pub path: &'a str,
    /// Its query, as it was sent.
    pub query: Option<&'a str>,
    /// The form it brings, if somebody may want to see it and it is one.
    pub form: Option<&'a str>,
    /// How it comes.
    pub approach: Approach,
    /// Whether whoever sent it can be sent to the provider.
    pub follows: Follows,
    /// The access token that it brings itself, if such tokens may count.
    pub brought: Brought<'a>,
    /// What it shows beside a JWT, which that must say too; `None` if it shows nothing, or several things.
    pub shown: Option<&'a str>,
    /// What it brings to be exchanged for tokens.
    pub credentials: Credentials,
    /// The logins its browser has under way.
    pub pending: PendingCookie,
    /// How often somebody signed in with this browser in the last moments, and came back as a stranger.
    pub rounds: u8,
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
    /// With POST.
    Post,
    /// With DELETE.
    Delete,
    /// With another method.
    Other,
}

/// Whether a request can be followed up by signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Somebody may be there to sign in.
    Perhaps,
    /// It comes from a script or a program, and says so: a redirect would lead nowhere.
    Never,
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

impl PendingCookie {
    /// The logins; none if nobody can tell.
    pub(crate) fn logins(self) -> Vec<Pending> {
        match self {
            Self::Logins(logins) => logins,
            Self::Nothing | Self::Unreadable => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
