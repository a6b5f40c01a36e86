//! The first step of every request: an ordered table, what it shows against what is decided.
//!
//! | shows | decided |
//! |---|---|
//! | a session that cannot be looked up | unavailable: no new login |
//! | a request that ends the session | leave, with or without one |
//! | a live session, and a callback | back to where the login began; no call |
//! | a live session, its access token ends soon | get a new one, then admit |
//! | a live session, at any address | admit, or forbid |
//! | no live session, and an access token | see `bearing.rs` |
//! | no live session, and credentials to be exchanged for tokens | see `granting.rs` |
//! | no live session, and a callback | see `returned.rs` |
//! | anything else | begin a login, see `login.rs` |

use jose::Timestamp;

use super::complete::{Place, admit, goes_on};
use super::granting::Wanted;
use super::{
    Glance, Step, address, bearing, granting, leaving, login, refreshing, refused, returned, reverifying,
    unavailable,
};
use crate::callback::{AuthorizationResponse, without_response};
use crate::session::Token;
use crate::{
    AfterLogin, Answer, Approach, Believed, Brought, CallbackError, Client, CodeFlow, Error, LoopCause,
    Opened, Outcome, PendingChange, PendingCookie, Presented, ResponseMode, Reverify, Rules, Save, Seeds,
    Session, SessionChange, Standing, Toward,
};

/// A session as it counts now.
enum Live {
    Good(Session),
    Due(Session),
    Not(LoopCause),
}

pub(super) fn begin(
    rules: &Rules,
    provider: Standing<'_>,
    presented: Presented<'_>,
    session: Opened,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    if matches!(session, Opened::Unavailable) {
        return unavailable(Error::SessionsUnavailable);
    }
    if rules.logout.are_met_by(&presented) {
        return leaving::begin(rules, provider, &session);
    }
    let session = live(session, rules, now);
    let is_live = !matches!(session, Live::Not(_));
    if !is_live && rules.takes_tokens() && presented.brought != Brought::Nothing {
        return bearing::begin(rules, provider, &presented, now);
    }
    if !is_live {
        match Wanted::of(rules, &presented.credentials) {
            Wanted::Nothing => {}
            Wanted::Bad(error) => return refused(error, PendingChange::Keep, presented.path),
            Wanted::Grant { grant, otherwise } => {
                return granting::begin(rules, provider, &presented, grant, otherwise);
            }
        }
    }
    match (callback(rules, &presented, is_live), session) {
        (Ok(None), Live::Good(session)) => match rules.reverify {
            Reverify::EachRequest => reverifying::begin(rules, provider, Place::of(&presented), session, now),
            Reverify::SealIsEnough => admit(rules, &Place::of(&presented), session, Save::Nothing),
        },
        (Ok(None), Live::Due(session)) => refreshing::begin(rules, provider, presented, session, seeds, now),
        (Ok(None), Live::Not(cause)) => login::begin(rules, provider, presented, cause, seeds, now),
        (Ok(Some(response)), Live::Good(_) | Live::Due(_)) => already_signed_in(&response, presented),
        (Ok(Some(response)), Live::Not(_)) => {
            returned::begin(rules, provider, response, presented, seeds, now)
        }
        (Err(_), Live::Good(_) | Live::Due(_)) => to(
            address(presented.path, without_response(presented.query).as_deref()),
            PendingChange::Keep,
        ),
        (Err(error), Live::Not(_)) => refused(error, PendingChange::Keep, address(presented.path, None)),
    }
}

pub(super) fn lets_in(
    rules: &Rules,
    glance: Glance<'_>,
    session: &Session,
    believed: &Believed,
    now: Timestamp,
) -> bool {
    !may_be_callback(rules, glance)
        && rules.after_session == AfterLogin::Proxy
        && rules.reverify == Reverify::SealIsEnough
        && goes_on(rules, glance, session, believed, rules.refresh, now)
}

pub(super) fn asks_provider(
    rules: &Rules,
    presented: &Presented<'_>,
    session: &Opened,
    now: Timestamp,
) -> bool {
    let is_good = match session {
        Opened::Valid(session) => session.token(rules.refresh, rules.tokens.leeway, now) == Token::Good,
        _ => false,
    };
    !is_good || rules.reverify == Reverify::EachRequest || rules.logout.are_met_by(presented)
}

fn live(session: Opened, rules: &Rules, now: Timestamp) -> Live {
    match session {
        Opened::Valid(session) if !session.knows_enough(rules) => {
            Live::Not(LoopCause::Unreadable("session.knows_too_little"))
        }
        Opened::Valid(session) => match session.token(rules.refresh, rules.tokens.leeway, now) {
            Token::Good => Live::Good(*session),
            Token::Due => Live::Due(*session),
            Token::Over => Live::Not(LoopCause::TokenOver),
        },
        Opened::Spent(why) => Live::Not(LoopCause::Spent(why)),
        Opened::Unreadable(why) => Live::Not(LoopCause::Unreadable(why)),
        Opened::Nothing | Opened::Unavailable => Live::Not(LoopCause::NotReturned),
    }
}

/// The provider's answer, if this request brings one: only at the address it was told. Where that is any address,
/// only if it belongs to a login: services have queries of their own.
fn callback(
    rules: &Rules,
    presented: &Presented<'_>,
    is_live: bool,
) -> Result<Option<AuthorizationResponse>, CallbackError> {
    if rules.code_flow == CodeFlow::Closed {
        return Ok(None);
    }
    // That of another client as well: what comes there is nobody else's business either.
    let callbacks = rules
        .all_clients()
        .iter()
        .map(|client| client.redirect_uri.as_ref());
    match callbacks.collect::<Option<Vec<_>>>() {
        Some(uris) if uris.iter().all(|uri| presented.path != uri.path()) => Ok(None),
        Some(_) => answer(rules, presented),
        None => {
            let found = answer(rules, presented).ok().flatten();
            let is_login = |response: &AuthorizationResponse| match (&presented.pending, &response.state) {
                (_, None) => false,
                (PendingCookie::Logins(logins), Some(state)) if is_live => {
                    logins.iter().any(|login| login.state.is(state))
                }
                (_, Some(_)) => !is_live,
            };
            Ok(found.filter(is_login))
        }
    }
}

/// The provider's answer, in the way in which it was asked to answer (OAuth 2.0 Form Post Response Mode 1.0).
fn answer(rules: &Rules, presented: &Presented<'_>) -> Result<Option<AuthorizationResponse>, CallbackError> {
    let in_query = AuthorizationResponse::read(presented.query);
    if rules.request.response_mode == ResponseMode::Query {
        return in_query;
    }
    match (
        presented.approach,
        AuthorizationResponse::read_form(presented.form)?,
    ) {
        // RFC 6749 section 3.1: a parameter stands once, wherever it stands.
        (Approach::Post, Some(_)) if !matches!(in_query, Ok(None)) => {
            Err(CallbackError::DuplicateParameter("code"))
        }
        (Approach::Post, Some(response)) => Ok(Some(response)),
        _ if matches!(in_query, Ok(None)) => Ok(None),
        _ => Err(CallbackError::WrongMode),
    }
}

/// Whether a request may bring a provider's answer, so that it is worth the longer look.
fn may_be_callback(rules: &Rules, glance: Glance<'_>) -> bool {
    let is_at = |client: &Client| {
        let uri = client.redirect_uri.as_ref();
        uri.is_none_or(|uri| glance.path == uri.path())
    };
    let is_there = rules.all_clients().iter().any(is_at);
    let posted = glance.is_post && rules.request.response_mode == ResponseMode::FormPost;
    rules.code_flow != CodeFlow::Closed
        && is_there
        && (posted
            || (glance.query.is_some() && !matches!(AuthorizationResponse::read(glance.query), Ok(None))))
}

/// Another tab was first, or the callback was loaded again: no call is made, the code is left alone.
fn already_signed_in(response: &AuthorizationResponse, presented: Presented<'_>) -> Step {
    let mut logins = presented.pending.logins();
    match login::take(&mut logins, response.state.as_deref()) {
        Some(own) => to(own.return_address(), PendingChange::left(logins)),
        None => to(
            address(presented.path, without_response(presented.query).as_deref()),
            PendingChange::Keep,
        ),
    }
}

fn to(to: String, pending: PendingChange) -> Step {
    Step::Done(Outcome::Answer(Answer::Redirect {
        to: to.into(),
        toward: Toward::Page,
        pending,
        session: SessionChange::Keep,
    }))
}
