//! Somebody is known: what they may do, and where they go.

use jose::{Secret, Timestamp};

use super::Step;
use crate::{
    Admission, AfterLogin, Answer, Believed, Error, Forward, HandedOut, Identity, Outcome, Pending,
    PendingChange, Provider, RedirectMode, Rules, Save, Session, SessionChange, Tokens, access_token,
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
}

/// The login is complete. Where it began and ended at the same path the request goes on in place;
/// otherwise the browser is sent back to where it began.
pub(super) fn complete(rules: &Rules, login: Login, session: Session) -> Step {
    if let Err(error) = rules.demands.judge(&Believed::of(&session)) {
        return Step::Done(Outcome::Answer(Answer::Forbidden {
            error,
            subject: session.subject,
            pending: login.left,
        }));
    }
    let began = login.pending.return_address();
    match &rules.after_login {
        AfterLogin::Respond { tokens } => Step::Done(Outcome::Answer(Answer::Tokens {
            tokens: session.tokens(),
            which: tokens.clone(),
            pending: login.left,
            session: SessionChange::Begin(Box::new(session)),
        })),
        AfterLogin::Redirect { to, mode, tokens } => {
            let to = to.as_deref().unwrap_or(&began);
            on_to(
                with_tokens(to, *mode, tokens, &session.tokens()),
                login.left,
                session,
            )
        }
        AfterLogin::Proxy if login.pending.return_path != login.at => on_to(began, login.left, session),
        AfterLogin::Proxy => Step::Done(Outcome::Admit(Box::new(Admission {
            identity: identity(&session),
            session,
            save: Save::Before,
            pending: login.left,
            forward: Forward::InPlace {
                query: login.pending.return_query,
            },
        }))),
    }
}

fn on_to(to: impl Into<Secret>, pending: PendingChange, session: Session) -> Step {
    Step::Done(Outcome::Answer(Answer::Redirect {
        to: to.into(),
        pending,
        session: SessionChange::Begin(Box::new(session)),
    }))
}

/// Lets a session in at this path, if all demands are met.
pub(super) fn admit(rules: &Rules, path: &str, session: Session, save: Save) -> Step {
    if !rules.demands.is_empty()
        && let Err(error) = rules.demands.judge(&Believed::of(&session))
    {
        return Step::Done(Outcome::Answer(Answer::Forbidden {
            error,
            subject: session.subject,
            pending: PendingChange::Keep,
        }));
    }
    let kept = |session: Session| match save {
        Save::Nothing => SessionChange::Keep,
        Save::Before | Save::Renewed => SessionChange::Renew(Box::new(session)),
    };
    let answer = match &rules.after_session {
        AfterLogin::Respond { tokens } => Answer::Tokens {
            tokens: session.tokens(),
            which: tokens.clone(),
            pending: PendingChange::Keep,
            session: kept(session),
        },
        // Whoever is there already would be sent round and round.
        AfterLogin::Redirect {
            to: Some(to),
            mode,
            tokens,
        } if !leads_to(to, path) => Answer::Redirect {
            to: with_tokens(to, *mode, tokens, &session.tokens()),
            pending: PendingChange::Keep,
            session: kept(session),
        },
        AfterLogin::Redirect { .. } | AfterLogin::Proxy => {
            return Step::Done(Outcome::Admit(Box::new(Admission {
                identity: identity(&session),
                session,
                save,
                pending: PendingChange::Keep,
                forward: Forward::AsReceived,
            })));
        }
    };
    Step::Done(Outcome::Answer(answer))
}

/// Verifies the tokens of a session again, with the keys the provider has now.
pub(super) fn is_verified_again(
    rules: &Rules,
    provider: &Provider,
    session: &Session,
    now: Timestamp,
) -> Result<(), Error> {
    let judged = access_token::judge(
        &session.access_token,
        &provider.keys,
        &rules.tokens,
        &rules.issuer,
        now,
    );
    let kind = judged.map_err(Error::AccessToken)?;
    // A key that is gone makes a token opaque that was not.
    if kind != session.access_token_kind {
        return Err(Error::AccessToken(crate::AccessTokenError::KeyWithdrawn));
    }
    if let Some(id_token) = &session.id_token {
        let verified = rules.tokens.verify(id_token, &provider.keys);
        verified.map_err(|error| Error::IdToken(crate::IdTokenError::Signature(error)))?;
    }
    Ok(())
}

fn identity(session: &Session) -> Identity {
    Identity {
        subject: session.subject.clone(),
    }
}

fn leads_to(to: &str, path: &str) -> bool {
    url::Url::parse(to).is_ok_and(|url| url.path() == path)
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
