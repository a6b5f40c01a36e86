//! What came of a request.

use jose::Secret;

use crate::{Error, GrantType, HandedOut, NotAllowed, Pending, Session, TokenKind, Tokens};

/// What shall happen with a request.
#[derive(Debug)]
pub enum Outcome {
    /// It may pass.
    Admit(Box<Admission>),
    /// It is answered.
    Answer(Answer),
    /// It shows nothing that concerns us: let somebody else judge it.
    NotMine,
}

impl Outcome {
    /// Whether somebody has proved who they are, and may pass or is sent on.
    #[must_use]
    pub const fn lets_in(&self) -> bool {
        matches!(
            self,
            Self::Admit(_)
                | Self::Answer(
                    Answer::Tokens { .. }
                        | Answer::Redirect {
                            toward: Toward::Page,
                            ..
                        }
                )
        )
    }
}

/// Who may pass, and what is done about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Admission {
    /// Who it is.
    pub identity: Identity,
    /// By what that was proved.
    pub proof: Proof,
    /// Their login.
    pub session: Session,
    /// What to do with it.
    pub save: Save,
    /// What becomes of the logins under way.
    pub pending: PendingChange,
    /// What the service behind is asked for.
    pub forward: Forward,
}

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider's name for them (`sub`).
    pub subject: String,
}

/// By what somebody proves who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A session that goes on.
    Session,
    /// A login that is complete with this request.
    Login,
    /// An access token that the request brings.
    Token,
    /// An access token that the request brings, and that was given out on this side.
    OwnToken,
    /// Credentials that the request brings and that were exchanged for tokens.
    Grant(GrantType),
}

/// What to do with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Save {
    /// Nothing: it is as it was.
    Nothing,
    /// A login begins: save it before the request goes on; if that fails, the request does not.
    Before,
    /// It goes on with other tokens: save it before the request goes on.
    Renewed,
    /// Not at all: a login is complete, and nobody is remembered.
    Forgotten,
    /// Not at all: it is of this request only, which proves itself who sends it.
    Never,
}

/// What the service behind is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forward {
    /// What the client asked for.
    AsReceived,
    /// The address at which the login began, as a GET without body: the callback was there too,
    /// and its code and state are nobody's business.
    InPlace {
        /// The query there.
        query: Option<String>,
    },
}

/// What becomes of the logins a browser has under way.
#[derive(Debug, PartialEq, Eq)]
pub enum PendingChange {
    /// They stay.
    Keep,
    /// These replace them.
    Write(Vec<Pending>),
    /// All of them end.
    Clear,
}

impl PendingChange {
    /// These are left.
    pub(crate) fn left(logins: Vec<Pending>) -> Self {
        if logins.is_empty() {
            Self::Clear
        } else {
            Self::Write(logins)
        }
    }
}

/// What a redirect leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// The provider: a login begins.
    Provider,
    /// A page of the services behind, or of an operator.
    Page,
}

/// What becomes of the session.
#[derive(Debug, PartialEq, Eq)]
pub enum SessionChange {
    /// It stays as it is.
    Keep,
    /// The same, and this is it.
    Stays(Box<Session>),
    /// This one begins.
    Begin(Box<Session>),
    /// This one is over with this answer: somebody has signed in, and is not remembered.
    Forget(Box<Session>),
    /// It goes on with other tokens.
    Renew(Box<Session>),
    /// It ends.
    End,
}

impl SessionChange {
    /// Whose session it is, if somebody is let in with it.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::Stays(session) | Self::Begin(session) | Self::Forget(session) | Self::Renew(session) => {
                Some(session)
            }
            Self::Keep | Self::End => None,
        }
    }
}

/// A token that the provider did not forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrevoked {
    /// Which.
    pub token: TokenKind,
    /// Why, for the log.
    pub why: String,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go elsewhere: to the provider, or to where the login began.
    Redirect {
        /// An absolute URL, or a path on this origin. It may hold tokens.
        to: Secret,
        /// What is there.
        toward: Toward,
        /// What becomes of the logins under way.
        pending: PendingChange,
        /// What becomes of the session.
        session: SessionChange,
    },
    /// These are the tokens: 200.
    Tokens {
        /// The tokens, as JSON has them.
        tokens: Tokens,
        /// Which of them.
        which: Vec<HandedOut>,
        /// What becomes of the logins under way.
        pending: PendingChange,
        /// What becomes of the session.
        session: SessionChange,
    },
    /// The session is over: on to this address, or 200 if there is none.
    LoggedOut {
        /// An absolute URL. It may hold the ID token.
        to: Option<Secret>,
        /// Tokens that the provider did not forget.
        unrevoked: Vec<Unrevoked>,
    },
    /// Not with this: 401.
    Refused {
        /// Why, for the log.
        error: Error,
        /// What becomes of the logins under way.
        pending: PendingChange,
        /// Where a new attempt may begin: a path on this origin.
        again: String,
    },
    /// Not for them: 403.
    Forbidden {
        /// Why, for the log.
        error: NotAllowed,
        /// Who it is: unique at the provider, for the log.
        subject: String,
        /// Who it is, in words that people know and may choose themselves: for them alone.
        person: String,
        /// What becomes of the logins under way.
        pending: PendingChange,
        /// What becomes of the session, unless it ends with this.
        session: SessionChange,
    },
    /// Not now: 503.
    Unavailable {
        /// Why, for the log.
        error: Error,
        /// Seconds after which asking again makes sense.
        retry_after: u32,
    },
}
