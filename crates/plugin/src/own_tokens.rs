//! Access tokens that this gateway gave out, for plugins that find out by a token who sends a request and gave out none.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use model::Id;
use ports::Timestamp;

use crate::{Directory, Exchange, Fault, Proven};

/// What an access token lets its bearer do that this gateway gave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnToken {
    /// The entity by which its client was known.
    pub credential: Id,
    /// The consumer whose client that is.
    pub consumer: Id,
    /// The workspace of both.
    pub workspace: Id,
    /// The service that it is for; `None` if it is for all of them.
    pub service: Option<Id>,
    /// What it is for, in words with spaces between them (RFC 6749 section 3.3).
    pub scope: Option<String>,
    /// When it ends; `None` if it does not.
    pub ends_at: Option<Timestamp>,
}

impl OwnToken {
    /// Whether it is good where this request is, at that moment.
    #[must_use]
    pub fn counts(&self, exchange: &Exchange, now: Timestamp) -> bool {
        let matched = exchange.matched.as_ref();
        let service = matched.and_then(|matched| matched.service.as_ref());
        let is_here = self
            .service
            .is_none_or(|its| service.is_some_and(|service| service.id == its));
        is_here && self.workspace == exchange.workspace() && self.ends_at.is_none_or(|end| now < end)
    }
}

/// Who keeps the access tokens that this gateway gives out.
pub trait KeepsTokens: Send + Sync {
    /// Whether anybody may have one: where there is no client there is no token that is good.
    fn may_have_any(&self, directory: &Directory) -> bool;

    /// Looks one up; `None` if it was not given out here, or is there no more. Nothing is remembered of it.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] if nobody can look now.
    fn find<'a>(&'a self, token: &'a str) -> TokenSearch<'a>;

    /// Whose it is; `None` if the consumer or the client is there no more.
    fn whose(&self, token: &OwnToken, directory: &Directory) -> Option<Proven>;
}

/// A search for a token. It never leaves its thread.
pub type TokenSearch<'a> = Pin<Box<dyn Future<Output = Result<Option<OwnToken>, Fault>> + 'a>>;

/// Where whoever keeps them is found. It has its home in [`crate::Services::shared`].
#[derive(Default)]
pub struct OwnTokens(OnceLock<Arc<dyn KeepsTokens>>);

impl OwnTokens {
    /// From now on this one is asked. Who was first stays.
    pub fn are_kept_by(&self, keeper: Arc<dyn KeepsTokens>) {
        let _ = self.0.set(keeper);
    }

    /// Who keeps them; `None` where none are given out.
    #[must_use]
    pub fn keeper(&self) -> Option<&dyn KeepsTokens> {
        self.0.get().map(|keeper| &**keeper)
    }
}

impl fmt::Debug for OwnTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnTokens")
    }
}
