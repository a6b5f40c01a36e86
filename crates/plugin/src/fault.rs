//! Accidents, as opposed to refusals.

use std::fmt;

/// An accident in a plugin. The chain, not the plugin, decides what the client sees of it:
/// a status and the request's number, never the detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A neighbour does not answer: 503 with Retry-After.
    Unavailable {
        /// The stable name of what happened.
        code: &'static str,
        /// For the log.
        detail: String,
        /// Seconds after which asking again makes sense.
        retry_after: u32,
    },
    /// Ours: 500.
    Broken {
        /// The stable name of what happened.
        code: &'static str,
        /// For the log.
        detail: String,
    },
    /// The body asked for by a plugin is longer than it allows: 413.
    BodyTooLarge,
    /// The request's body broke off: 400.
    BodyBroken,
}

impl Fault {
    /// The stable name of this accident.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable { code, .. } | Self::Broken { code, .. } => code,
            Self::BodyTooLarge => "body.too_large",
            Self::BodyBroken => "body.broken",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable { code, detail, .. } | Self::Broken { code, detail } => {
                write!(f, "{detail} ({code})")
            }
            Self::BodyTooLarge | Self::BodyBroken => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for Fault {}

/// Options that passed every check and still cannot be put to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misconfigured {
    /// The stable name of what is wrong.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl Misconfigured {
    /// Says what is wrong and what would be right.
    #[must_use]
    pub const fn new(code: &'static str, detail: String) -> Self {
        Self { code, detail }
    }

    /// The same of what was found elsewhere. The code that it ends with gives way to this one.
    #[must_use]
    pub fn because(code: &'static str, option: &str, why: &impl fmt::Display) -> Self {
        let why = why.to_string();
        let end = why.rfind(" (").filter(|_| why.ends_with(')'));
        let detail = format!("{option}: {}", &why[..end.unwrap_or(why.len())]);
        Self { code, detail }
    }

    /// Everything that was found, as one, each fault once; nothing if that is none.
    #[must_use]
    pub fn all(found: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut told: Vec<Self> = Vec::new();
        for fault in found {
            if !told.contains(&fault) {
                told.push(fault);
            }
        }
        let mut told = told.into_iter();
        let mut all = told.next()?;
        for also in told {
            all.detail = format!("{also}; {}", all.detail);
        }
        Some(all)
    }
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.detail, self.code)
    }
}

impl std::error::Error for Misconfigured {}
