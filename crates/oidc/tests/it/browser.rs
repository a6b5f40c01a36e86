//! The browser of the transcripts: it keeps what it is told to keep, and shows it again.

use oidc::{Opened, Pending, PendingChange, PendingCookie, Session, SessionChange, Timestamp};

/// Seconds a session may rest unused.
const IDLE: i64 = 900;

/// What a browser keeps for us.
#[derive(Default)]
pub(crate) struct Browser {
    session: Option<Kept>,
    logins: Vec<Pending>,
    damaged: bool,
    rounds: u8,
}

struct Kept {
    session: Session,
    used: Timestamp,
}

impl Browser {
    pub(crate) fn session(&self, now: Timestamp) -> Opened {
        match &self.session {
            None => Opened::Nothing,
            Some(kept) if now.seconds() - kept.used.seconds() >= IDLE => Opened::Spent("session.idle"),
            Some(kept) => Opened::Valid(Box::new(kept.session.clone())),
        }
    }

    pub(crate) fn logins(&self) -> PendingCookie {
        match &self.logins[..] {
            _ if self.damaged => PendingCookie::Unreadable,
            [] => PendingCookie::Nothing,
            logins => PendingCookie::Logins(logins.to_vec()),
        }
    }

    /// What it shows, in words.
    pub(crate) fn shows(&self, now: Timestamp) -> String {
        let session = match self.session(now) {
            Opened::Valid(session) => format!("{}'s session", session.subject),
            Opened::Spent(_) => "a session whose time is over".into(),
            _ => String::new(),
        };
        let logins = match self.logins() {
            PendingCookie::Logins(logins) => format!("logins {}", names(&logins)),
            PendingCookie::Unreadable => "a damaged login cookie".into(),
            PendingCookie::Nothing => String::new(),
        };
        match (&session[..], &logins[..]) {
            ("", "") => "nothing".into(),
            (some, "") | ("", some) => some.into(),
            (session, logins) => format!("{session}, {logins}"),
        }
    }

    /// Signing in again within moments makes a round.
    pub(crate) const fn rounds(&self) -> u8 {
        self.rounds
    }

    pub(crate) const fn rests(&mut self) {
        self.rounds = 0;
    }

    /// Changes its session, and tells it if there is anything to tell.
    pub(crate) fn change_session(&mut self, change: SessionChange, now: Timestamp) -> Option<String> {
        match change {
            SessionChange::Keep | SessionChange::Stays(_) => None,
            SessionChange::Forget(session) => Some(format!("{} is not remembered", session.subject)),
            SessionChange::Begin(session) => {
                self.keep(&session, now);
                self.rounds += 1;
                Some(format!("{}'s session is saved", session.subject))
            }
            SessionChange::Renew(session) => {
                self.keep(&session, now);
                Some(format!("{}'s session is saved again", session.subject))
            }
            SessionChange::End => {
                self.session = None;
                Some("the session ends".into())
            }
        }
    }

    pub(crate) fn lose_the_session(&mut self) {
        self.session = None;
    }

    pub(crate) fn keep(&mut self, session: &Session, now: Timestamp) {
        self.session = Some(Kept {
            session: session.clone(),
            used: now,
        });
    }

    /// Changes its logins, and tells it if there was or is anything to tell.
    pub(crate) fn change(&mut self, change: PendingChange) -> Option<String> {
        self.damaged &= change == PendingChange::Keep;
        match change {
            PendingChange::Keep => return (!self.logins.is_empty()).then(|| "logins stay".into()),
            PendingChange::Clear => self.logins.clear(),
            PendingChange::Write(logins) => self.logins = logins,
        }
        Some(format!("logins now {}", names(&self.logins)))
    }

    pub(crate) fn lose_the_logins(&mut self) {
        self.logins.clear();
    }

    pub(crate) fn damage_the_logins(&mut self) {
        self.damaged = true;
    }
}

fn names(logins: &[Pending]) -> String {
    let names: Vec<_> = logins.iter().map(|login| login.state.expose()).collect();
    if names.is_empty() {
        "none".into()
    } else {
        names.join(" ")
    }
}
