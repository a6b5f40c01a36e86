//! Somebody is known: what they may do, and where they go.

use jose::{Secret, Timestamp};

use super::fronting::Front;
use super::{Glance, Step};
use crate::session::Token;
use crate::{
    Admission, AfterLogin, Answer, Believed, Forward, HandedOut, Identity, Outcome, Pending, PendingChange,
    Presented, Proof, RedirectMode, Refresh, Rules, Save, Session, SessionChange, Sessions, Tokens, Toward,
};

/// A login that is about to be complete.
#[derive(Debug)]
pub(super) struct Login {
    /// What was remembered of it.
    pub(super) pending: Pending,
    /// The browser's other logins.
    pub(super) left: PendingChange,
    /// The path of the callback.
    pub(super) at: String,
    /// What it brought to be turned into tokens.
    pub(super) code: Secret,
    /// What an ID token said that it brought as well.
    pub(super) front: Option<Front>,
}

/// The login is complete. Where it began and ended at the same path the request goes on in place;
/// otherwise the browser is sent back to where it began.
pub(super) fn complete(rules: &Rules, login: Login, session: Session) -> Step {
    if let Err(error) = rules.demands.judge(&Believed::of(&session)) {
        return Step::Done(Outcome::Answer(Answer::Forbidden {
            error,
            subject: session.subject.clone(),
            person: session.person(),
            pending: login.left,
            // Elsewhere they may pass.
            session: begun(rules, session),
        }));
    }
    let began = login.pending.return_address();
    match &rules.after_login {
        AfterLogin::Respond { tokens } => Step::Done(Outcome::Answer(Answer::Tokens {
            tokens: session.tokens(),
            which: tokens.clone(),
            pending: login.left,
            session: begun(rules, session),
        })),
        AfterLogin::Redirect { to, mode, tokens } => {
            let to = to.as_deref().unwrap_or(&began);
            let to = with_tokens(to, *mode, tokens, &session.tokens());
            on_to(to, login.left, begun(rules, session))
        }
        AfterLogin::Proxy if login.pending.return_path != login.at => {
            on_to(began, login.left, begun(rules, session))
        }
        AfterLogin::Proxy => Step::Done(Outcome::Admit(Box::new(Admission {
            identity: identity(&session),
            proof: Proof::Login,
            session,
            save: match rules.sessions {
                Sessions::Kept => Save::Before,
                Sessions::NotKept => Save::Forgotten,
            },
            pending: login.left,
            forward: Forward::InPlace {
                query: login.pending.return_query,
            },
        }))),
    }
}

/// What becomes of the session of a login that is complete.
fn begun(rules: &Rules, session: Session) -> SessionChange {
    match rules.sessions {
        Sessions::Kept => SessionChange::Begin(Box::new(session)),
        Sessions::NotKept => SessionChange::Forget(Box::new(session)),
    }
}

fn on_to(to: impl Into<Secret>, pending: PendingChange, session: SessionChange) -> Step {
    Step::Done(Outcome::Answer(Answer::Redirect {
        to: to.into(),
        toward: Toward::Page,
        pending,
        session,
    }))
}

/// Where a request is.
#[derive(Debug)]
pub(super) struct Place {
    /// Scheme, host and port.
    pub(super) origin: String,
    /// Its canonical path.
    pub(super) path: String,
}

impl Place {
    pub(super) fn of(presented: &Presented<'_>) -> Self {
        Self {
            origin: presented.origin.to_owned(),
            path: presented.path.to_owned(),
        }
    }

    /// Whether an address leads here, whatever its query.
    fn is_at(&self, address: &str) -> bool {
        let (address, _) = address.split_once(['?', '#']).unwrap_or((address, ""));
        address.strip_prefix(self.origin.as_str()) == Some(&self.path)
    }
}

/// Lets a session in at this place, if all demands are met.
pub(super) fn admit(rules: &Rules, at: &Place, session: Session, save: Save) -> Step {
    let (proof, after) = match save {
        Save::Never => (Proof::Token, &rules.after_bearer),
        Save::Nothing | Save::Before | Save::Renewed | Save::Forgotten => {
            (Proof::Session, &rules.after_session)
        }
    };
    admit_by(rules, at, session, save, (proof, after))
}

/// The same for whoever proves by this who they are, and with what the request does besides passing.
pub(super) fn admit_by(
    rules: &Rules,
    at: &Place,
    session: Session,
    save: Save,
    (proof, after): (Proof, &AfterLogin),
) -> Step {
    if !rules.demands.is_empty()
        && let Err(error) = rules.demands.judge(&Believed::of(&session))
    {
        return Step::Done(Outcome::Answer(Answer::Forbidden {
            error,
            subject: session.subject.clone(),
            person: session.person(),
            pending: PendingChange::Keep,
            session: changed(session, save),
        }));
    }
    let answer = match after {
        AfterLogin::Respond { tokens } => Answer::Tokens {
            tokens: session.tokens(),
            which: tokens.clone(),
            pending: PendingChange::Keep,
            session: changed(session, save),
        },
        // Whoever is there already would be sent round and round.
        AfterLogin::Redirect {
            to: Some(to),
            mode,
            tokens,
        } if !at.is_at(to) => Answer::Redirect {
            toward: Toward::Page,
            to: with_tokens(to, *mode, tokens, &session.tokens()),
            pending: PendingChange::Keep,
            session: changed(session, save),
        },
        AfterLogin::Redirect { .. } | AfterLogin::Proxy => {
            return Step::Done(Outcome::Admit(Box::new(Admission {
                identity: identity(&session),
                proof,
                session,
                save,
                pending: PendingChange::Keep,
                forward: Forward::AsReceived,
            })));
        }
    };
    Step::Done(Outcome::Answer(answer))
}

/// Whether a session that was judged before goes on as it is: its token is good and need not be renewed, as much is known as
/// is wanted, nobody is signing out, and all demands are met.
pub(super) fn goes_on(
    rules: &Rules,
    glance: Glance<'_>,
    session: &Session,
    believed: &Believed,
    refresh: Refresh,
    now: Timestamp,
) -> bool {
    session.token(refresh, rules.tokens.leeway, now) == Token::Good
        && session.knows_enough(rules)
        && !rules.logout.may_be_met_by(glance)
        && (rules.demands.is_empty() || rules.demands.judge(believed).is_ok())
}

fn identity(session: &Session) -> Identity {
    Identity {
        subject: session.subject.clone(),
    }
}

fn changed(session: Session, save: Save) -> SessionChange {
    match save {
        Save::Nothing | Save::Never => SessionChange::Stays(Box::new(session)),
        Save::Before => SessionChange::Begin(Box::new(session)),
        Save::Renewed => SessionChange::Renew(Box::new(session)),
        Save::Forgotten => SessionChange::Forget(Box::new(session)),
    }
}

/// The address with tokens in it.
fn with_tokens(to: &str, mode: RedirectMode, which: &[HandedOut], tokens: &Tokens) -> Secret {
    let handed_out = tokens.handed_out(which);
    if handed_out.is_empty() {
        return Secret::new(to);
    }
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &handed_out {
        text.append_pair(name, value.expose());
    }
    let text = text.finish();
    Secret::from(match mode {
        RedirectMode::Fragment => format!("{to}#{text}"),
        RedirectMode::Query if to.contains('?') => format!("{to}&{text}"),
        RedirectMode::Query => format!("{to}?{text}"),
    })
}
