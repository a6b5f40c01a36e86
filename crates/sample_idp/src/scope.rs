//! What a client may know and do (RFC 6749 section 3.3).

use std::fmt;

/// The scopes there are.
pub(crate) const SUPPORTED: [&str; 5] = ["openid", "profile", "email", "groups", "offline_access"];

/// A set of scopes that exist here, each once, in the order they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope(Vec<&'static str>);

impl Scope {
    /// Reads a list with spaces. Scopes that do not exist are passed over (OpenID Connect Core 3.1.2.1).
    pub(crate) fn read(text: &str) -> Self {
        let mut scopes = Vec::new();
        for word in text.split(' ') {
            if let Some(known) = SUPPORTED.into_iter().find(|known| *known == word)
                && !scopes.contains(&known)
            {
                scopes.push(known);
            }
        }
        Self(scopes)
    }

    pub(crate) fn contains(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of it lies within another.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|scope| other.contains(scope))
    }

    /// What is left for a client that acts for itself: nothing that is about a person.
    pub(crate) fn without_person() -> Self {
        Self::default()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}
