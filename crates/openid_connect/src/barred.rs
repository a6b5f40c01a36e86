//! Somebody is known at the provider, and may not pass here: 403, or on as the anonymous consumer.

use std::fmt;

use oidc::{NotAllowed, PendingChange, Session, SessionChange, Subject};
use plugin::{Exchange, Fault, Verdict};
use session::SaveError;

use crate::identity::NotKnown;
use crate::instance::Here;
use crate::presented::Since;
use crate::{OpenIdConnect, events};

/// Who may not pass, and why.
#[derive(Debug)]
pub(crate) struct Barred {
    /// Why, for the log.
    pub(crate) why: Why,
    /// Who it is: unique at the provider, for the log.
    pub(crate) subject: String,
    /// Who it is, in words that people know and may choose themselves: for them alone.
    pub(crate) person: String,
}

/// Why somebody may not pass.
#[derive(Debug)]
pub(crate) enum Why {
    /// Their claims do not suffice.
    NotAllowed(NotAllowed),
    /// They are nobody whom the gateway knows.
    NotKnown(NotKnown),
}

/// Why nothing came of a decision.
pub(crate) enum Undone {
    /// What the browser is to remember cannot be kept.
    Unsaved(SaveError),
    /// Something is wrong on this side.
    Fault(Fault),
}

impl Barred {
    pub(crate) fn not_known(why: NotKnown, session: &Session) -> Self {
        Self {
            why: Why::NotKnown(why),
            subject: session.subject.clone(),
            person: session.person(),
        }
    }
}

impl Why {
    /// The stable name of this refusal.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed(why) => why.code(),
            Self::NotKnown(why) => why.code(),
        }
    }

    /// Whether other scopes would help.
    pub(crate) const fn is_of_scopes(&self) -> bool {
        matches!(self, Self::NotAllowed(NotAllowed::Lacks(Subject::Scopes)))
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed(why) => why.fmt(f),
            Self::NotKnown(why) => why.fmt(f),
        }
    }
}

impl From<SaveError> for Undone {
    fn from(why: SaveError) -> Self {
        Self::Unsaved(why)
    }
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl OpenIdConnect {
    /// Bars somebody, and changes what their browser remembers. Whoever goes on as the anonymous consumer keeps their
    /// session: without it they would be sent to sign in again and again.
    pub(crate) fn bar(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        barred: &Barred,
        (pending, session): (PendingChange, SessionChange),
        since: Since,
    ) -> Result<Verdict, Undone> {
        events::pass_refused(exchange, barred);
        let session = match (self.authentication.is_excused(), session, &since) {
            (
                true,
                SessionChange::Stays(session),
                Since {
                    written: Some(written),
                    is_restored: false,
                },
            ) => {
                self.prolong_if_due(here, exchange, written);
                SessionChange::Stays(session)
            }
            (false, _, _) if self.denial.forbidden.ends_session => SessionChange::Keep,
            (_, session, _) => session,
        };
        self.change(here, exchange, session, since, pending)?;
        match self.excuse(exchange) {
            Some(excused) => Ok(excused?),
            None => Ok(self.forbid(here, exchange, barred)),
        }
    }

    /// The same without a wait, for whoever brings a token and has no session; `None` if it needs a longer look.
    pub(crate) fn bar_at_once(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        barred: &Barred,
    ) -> Option<Verdict> {
        match self.excuse(exchange) {
            Some(Err(_)) => None,
            Some(Ok(excused)) => {
                events::pass_refused(exchange, barred);
                Some(excused)
            }
            None => {
                events::pass_refused(exchange, barred);
                Some(self.forbid(here, exchange, barred))
            }
        }
    }

    /// What becomes of a request in the end.
    pub(crate) fn settle(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        done: Result<Verdict, Undone>,
    ) -> Result<Verdict, Fault> {
        match done {
            Ok(verdict) => Ok(verdict),
            Err(Undone::Unsaved(why)) => Ok(self.unsaved(here, exchange, why)),
            Err(Undone::Fault(fault)) => Err(fault),
        }
    }
}
