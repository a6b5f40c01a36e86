//! The browser is back from the provider, and has no session: an ordered table.
//!
//! | shows | decided |
//! |---|---|
//! | a callback by another method than asked for, or one that is only looked at | refuse; all logins stay |
//! | a callback, no login under way | begin once more, once; then refuse |
//! | a callback, logins that cannot be read | refuse |
//! | a callback, none has its state | refuse; the others stay |
//! | a callback of a login that took too long, or of another provider or address | refuse |
//! | a callback with the provider's refusal | refuse |
//! | a callback with a code | see `fronting.rs`, which redeems it |

use jose::Timestamp;

use super::complete::Login;
use super::fronting::{self, Brought};
use super::{Step, address, login, refused, unavailable};
use crate::callback::{AuthorizationResponse, without_response};
use crate::{
    Approach, CallbackError, Error, PendingChange, PendingCookie, Presented, RedirectUri, ResponseMode,
    Rules, Seeds, Standing,
};

/// Marks the `state` of a login that was begun anew because a callback came without the cookie of its login.
/// It must be readable without any cookie: that is the very case it is for. Forging it only refuses the forger.
const AGAIN: &str = "again.";

pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    response: AuthorizationResponse,
    presented: Presented<'_>,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    let clean = address(presented.path, without_response(presented.query).as_deref());
    match (presented.approach, rules.request.response_mode) {
        (Approach::Visit, ResponseMode::Query) | (Approach::Post, ResponseMode::FormPost) => {}
        (Approach::Look, _) => return refused(CallbackError::LookedAt, PendingChange::Keep, clean),
        _ => return refused(CallbackError::Method, PendingChange::Keep, clean),
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
            return once_more(rules, standing, &response, presented, seeds, now);
        }
    };
    if response.state.is_none() {
        return refused(CallbackError::StateMissing, PendingChange::Keep, clean);
    }
    let Some(own) = login::take(&mut logins, response.state.as_deref()) else {
        return refused(CallbackError::StateUnknown, PendingChange::Keep, clean);
    };
    // RFC 6749 section 4.1.2 allows a code only once, so the login ends here, whatever comes of it.
    let left = PendingChange::left(logins);
    if own.is_expired(rules.pending_lifetime, now) {
        return refused(CallbackError::Expired, left, own.return_address());
    }
    let is_here = match &rules.client.redirect_uri {
        Some(fixed) => own.redirect_uri == fixed.as_str(),
        None => own.redirect_uri == RedirectUri::here(presented.origin, presented.path).as_str(),
    };
    let is_ours = own
        .client
        .as_ref()
        .is_none_or(|client| *client == rules.client.id);
    if !is_here || !is_ours {
        return refused(CallbackError::WrongFlow, left, own.return_address());
    }
    let Some(provider) = standing.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    if let Err(error) = response.judge_issuer(&provider.metadata) {
        return refused(error, left, own.return_address());
    }
    match response.result {
        Err(error) => refused(error, left, own.return_address()),
        Ok(code) => {
            let login = Login {
                pending: own,
                left,
                at: presented.path.to_owned(),
                code,
                front: None,
            };
            let tokens = Brought {
                id_token: response.id_token,
                access_token: response.access_token,
            };
            fronting::begin(rules, standing, login, tokens, now)
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
    login::send(rules, provider, presented, seeds, now)
}
