//! A provider: its metadata and its keys.

use jose::KeySet;

use crate::Metadata;

/// A provider as it is known now.
#[derive(Debug)]
pub struct Provider {
    /// What it says about itself.
    pub metadata: Metadata,
    /// What it signs with.
    pub keys: KeySet,
}

/// How well a provider is known.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'a> {
    /// It was found, and nothing speaks against it.
    Known(&'a Provider),
    /// The last good picture of it; the newest attempt to look failed.
    Stale(&'a Provider),
    /// It was never found.
    Absent,
}

impl<'a> Standing<'a> {
    /// The provider, old or new.
    #[must_use]
    pub const fn provider(self) -> Option<&'a Provider> {
        match self {
            Self::Known(provider) | Self::Stale(provider) => Some(provider),
            Self::Absent => None,
        }
    }
}
