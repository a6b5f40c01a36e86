//! Secrets that stand elsewhere: which place a reference means, and what is found there.

mod resolved;
mod vaults;

#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use self::resolved::Secrecy;
pub use self::resolved::{Outcome, Resolved};
pub use self::vaults::Vaults;
pub(crate) use self::vaults::is_name;

/// The places where secrets are kept. Whoever reads them is at the rim; which place is meant is decided here.
pub trait Secrets: Send + Sync {
    /// What the names of variables begin with where a reference names the kind `env` itself
    /// (Kong's `vault_env_prefix`).
    fn variable_prefix(&self) -> Option<&str>;

    /// The value of a variable of the environment.
    ///
    /// # Errors
    /// [`Missing`], if there is none that is text.
    fn variable(&self, name: &str) -> Result<String, Missing>;

    /// The text of a file. `path` lies in the folder of the settings, and does not lead out of it by its names.
    ///
    /// # Errors
    /// [`Missing`], if there is no such folder or file, or it is no text, or too long.
    fn file(&self, path: &str) -> Result<String, Missing>;
}

/// No place at all: no reference leads anywhere.
#[derive(Clone, Copy, Debug)]
pub struct NoSecrets;

impl Secrets for NoSecrets {
    fn variable_prefix(&self) -> Option<&str> {
        None
    }

    fn variable(&self, _name: &str) -> Result<String, Missing> {
        Err(Missing::new(
            "references are not followed here",
            "write the value itself",
        ))
    }

    fn file(&self, _path: &str) -> Result<String, Missing> {
        Err(Missing::new(
            "references are not followed here",
            "write the value itself",
        ))
    }
}

/// Why a reference leads to no secret. It never holds what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

impl Missing {
    /// This is wrong, and that would be right.
    #[must_use]
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// The stable name of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "vault.unresolved"
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} — {}", self.what, self.remedy)
    }
}

impl std::error::Error for Missing {}
