//! The first step of every request: an ordered table, what it shows against what is decided.
//!
//! | shows | decided |
//! |---|---|
//! | a session that cannot be looked up | unavailable: no new login |
//! | a live session, at any address | admit |
//! | a live session, and a callback | back to where the login began; no call |
//! | a callback by another method than GET, or one that is only looked at | refuse; all logins stay |
//! | a callback, no login under way | begin once more, once; then refuse |
//! | a callback, logins that cannot be read | refuse |
//! | a callback, none has its state | refuse; the others stay |
//! | a callback of a login that took too long, or of another provider | refuse |
//! | a callback with the provider's refusal | refuse |
//! | a callback with a code | redeem it |
//! | anything else | begin a login |

use jose::{Secret, Timestamp};

use super::redeeming::Redeeming;
use super::{Flow, State, Step, refused, unavailable};
use crate::callback::{AuthorizationResponse, without_response};
use crate::{
    Admission, Answer, Approach, Call, CallbackError, Error, Forward, Identity, Opened, Outcome, Pending,
    PendingChange, PendingCookie, Presented, Rules, Save, Seeds, Session, Standing, authorization, token,
};

/// Marks the `state` of a login that was begun anew because a callback came without the cookie of its login.
/// It must be readable without any cookie: that is the very case it is for. Forging it only refuses the forger.
const AGAIN: &str = "again.";

pub(super) fn begin(
    rules: &Rules,
    provider: Standing<'_>,
    presented: Presented<'_>,
    session: Opened,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    let session = match session {
        Opened::Unavailable => return unavailable(Error::SessionsUnavailable),
        Opened::Valid(session) if is_good(&session, rules, now) => Some(session),
        Opened::Valid(_) | Opened::Spent(_) | Opened::Unreadable(_) | Opened::Nothing => None,
    };
    match (callback(rules, presented.path, presented.query), session) {
        (Ok(None), Some(session)) => Step::Done(Outcome::Admit(admission(session))),
        (Ok(None), None) => login(rules, provider, presented, seeds, now),
        (Ok(Some(response)), Some(_)) => already_signed_in(&response, presented),
        (Ok(Some(response)), None) => returned(rules, provider, response, presented, seeds, now),
        (Err(_), Some(_)) => {
            let to = address(presented.path, without_response(presented.query).as_deref());
            Step::Done(Outcome::Answer(Answer::Redirect {
                to,
                pending: PendingChange::Keep,
                save: None,
            }))
        }
        (Err(error), None) => refused(error, PendingChange::Keep, presented.path),
    }
}

pub(super) fn lets_in(
    rules: &Rules,
    path: &str,
    query: Option<&str>,
    session: &Session,
    now: Timestamp,
) -> bool {
    is_good(session, rules, now) && matches!(callback(rules, path, query), Ok(None))
}

/// A session counts while its access token does; what the service behind would refuse is not worth passing on.
fn is_good(session: &Session, rules: &Rules, now: Timestamp) -> bool {
    session.expires_at.is_none_or(|end| now < end.plus(rules.leeway))
}

fn admission(session: Session) -> Admission {
    Admission {
        identity: Identity {
            subject: session.subject.clone(),
        },
        session,
        save: Save::Nothing,
        pending: PendingChange::Keep,
        forward: Forward::AsReceived,
    }
}

/// The provider's answer, if this request brings one: only at the address it was told.
fn callback(
    rules: &Rules,
    path: &str,
    query: Option<&str>,
) -> Result<Option<AuthorizationResponse>, CallbackError> {
    match query {
        Some(query) if path == rules.client.redirect_uri.path() => AuthorizationResponse::read(Some(query)),
        _ => Ok(None),
    }
}

/// Another tab was first, or the callback was loaded again: no call is made, the code is left alone.
fn already_signed_in(response: &AuthorizationResponse, presented: Presented<'_>) -> Step {
    let mut logins = match presented.pending {
        PendingCookie::Logins(logins) => logins,
        PendingCookie::Nothing | PendingCookie::Unreadable => Vec::new(),
    };
    let (to, pending) = match take(&mut logins, response.state.as_deref()) {
        Some(own) => (own.return_address(), PendingChange::left(logins)),
        None => (
            address(presented.path, without_response(presented.query).as_deref()),
            PendingChange::Keep,
        ),
    };
    Step::Done(Outcome::Answer(Answer::Redirect {
        to,
        pending,
        save: None,
    }))
}

/// The browser is back from the provider.
fn returned(
    rules: &Rules,
    provider: Standing<'_>,
    response: AuthorizationResponse,
    presented: Presented<'_>,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    let clean = address(presented.path, without_response(presented.query).as_deref());
    match presented.approach {
        Approach::Visit => {}
        Approach::Look => return refused(CallbackError::LookedAt, PendingChange::Keep, clean),
        Approach::Other => return refused(CallbackError::Method, PendingChange::Keep, clean),
    }
    let mut logins = match presented.pending {
        PendingCookie::Logins(logins) if !logins.is_empty() => logins,
        PendingCookie::Unreadable => {
            return refused(CallbackError::CookieUnreadable, PendingChange::Clear, clean);
        }
        PendingCookie::Logins(_) | PendingCookie::Nothing => {
            let presented = Presented {
                pending: PendingCookie::Nothing,
                ..presented
            };
            return once_more(rules, provider, &response, presented, seeds, now);
        }
    };
    if response.state.is_none() {
        return refused(CallbackError::StateMissing, PendingChange::Keep, clean);
    }
    let Some(own) = take(&mut logins, response.state.as_deref()) else {
        return refused(CallbackError::StateUnknown, PendingChange::Keep, clean);
    };
    // RFC 6749 section 4.1.2 allows a code only once, so the login ends here, whatever comes of it.
    let left = PendingChange::left(logins);
    if own.is_expired(rules.pending_lifetime, now) {
        return refused(CallbackError::Expired, left, own.return_address());
    }
    if own.redirect_uri != rules.client.redirect_uri.as_str() {
        return refused(CallbackError::WrongFlow, left, own.return_address());
    }
    let Some(provider) = provider.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    if let Err(error) = response.judge_issuer(&provider.metadata) {
        return refused(error, left, own.return_address());
    }
    match response.result {
        Err(error) => refused(error, left, own.return_address()),
        Ok(code) => {
            let call = token::code_request(&rules.client, &provider.metadata, code, &own);
            let state = Redeeming {
                pending: own,
                left,
                at: presented.path.to_owned(),
            };
            Step::Call(Flow(State::Redeeming(state)), Call::Redeem(call))
        }
    }
}

/// A callback, and the browser shows no login: perhaps its cookie got lost. One more try will tell;
/// if the browser comes back without a cookie again, it does not keep any, and a third round would be a loop.
fn once_more(
    rules: &Rules,
    provider: Standing<'_>,
    response: &AuthorizationResponse,
    presented: Presented<'_>,
    mut seeds: Seeds,
    now: Timestamp,
) -> Step {
    let query = without_response(presented.query);
    if response
        .state
        .as_deref()
        .is_some_and(|state| state.starts_with(AGAIN))
    {
        let again = address(presented.path, query.as_deref());
        return refused(CallbackError::CookieMissing, PendingChange::Keep, again);
    }
    seeds.state.insert_str(0, AGAIN);
    let presented = Presented {
        query: query.as_deref(),
        ..presented
    };
    login(rules, provider, presented, seeds, now)
}

/// Sends the browser to the provider.
fn login(
    rules: &Rules,
    provider: Standing<'_>,
    presented: Presented<'_>,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    let Some(provider) = provider.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    let place = (presented.path, presented.query);
    let (to, own) = match authorization::request(rules, &provider.metadata, place, seeds, now) {
        Ok(request) => request,
        Err(error) => return unavailable(error),
    };
    // Each tab has a login of its own: none takes another's state, nonce or verifier (RFC 9700 section 2.1.1).
    let mut logins = match presented.pending {
        PendingCookie::Logins(logins) => logins,
        PendingCookie::Nothing | PendingCookie::Unreadable => Vec::new(),
    };
    logins.retain(|login| !login.is_expired(rules.pending_lifetime, now));
    logins.push(own);
    let surplus = logins.len().saturating_sub(rules.pending_limit.max(1));
    logins.drain(..surplus);
    Step::Done(Outcome::Answer(Answer::Redirect {
        to,
        pending: PendingChange::Write(logins),
        save: None,
    }))
}

/// Takes the login with that state out of the list. Each is compared in constant time.
fn take(logins: &mut Vec<Pending>, state: Option<&str>) -> Option<Pending> {
    let state: &str = state?;
    let is_it = |secret: &Secret| secret.is(state);
    let at = logins.iter().rposition(|login| is_it(&login.state))?;
    Some(logins.remove(at))
}

fn address(path: &str, query: Option<&str>) -> String {
    let (path, query) = crate::pending::place(path, query);
    match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}
