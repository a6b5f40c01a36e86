//! The beginning of a login: the browser is sent to the provider.

use std::time::Duration;

use jose::{Secret, Timestamp};

use super::{Step, refused, unavailable};
use crate::{
    Answer, CodeFlow, Error, Follows, LoopCause, Outcome, Pending, PendingChange, PendingCookie, Presented,
    RedirectUri, Rules, Seeds, SessionChange, Sessions, Standing, Toward, authorization,
};

/// After so many logins in a row that left nobody signed in, one more would not either.
const ROUNDS: u8 = 3;

/// Logins further apart than this are not in a row.
const MOMENTS: Duration = Duration::from_secs(30);

/// Begins a login, if one can be begun. `cause` is why there is no session.
pub(super) fn begin(
    rules: &Rules,
    provider: Standing<'_>,
    presented: Presented<'_>,
    cause: LoopCause,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    match rules.code_flow {
        CodeFlow::Closed => return Step::Done(Outcome::NotMine),
        CodeFlow::OpenToBrowsers if presented.follows == Follows::Never => {
            return refused(Error::LoginNeeded, PendingChange::Keep, presented.path);
        }
        // HTTP/1.0 knows requests that name no host: to them no login comes back.
        CodeFlow::Open | CodeFlow::OpenToBrowsers
            if rules.client.redirect_uri.is_none() && presented.origin.ends_with("://") =>
        {
            return refused(Error::LoginNeeded, PendingChange::Keep, presented.path);
        }
        CodeFlow::Open | CodeFlow::OpenToBrowsers => {}
    }
    if presented.rounds >= ROUNDS {
        let cause = match rules.sessions {
            Sessions::Kept => cause,
            Sessions::NotKept => LoopCause::NotKept,
        };
        return refused(Error::Loop(cause), PendingChange::Keep, presented.path);
    }
    if is_lost_at_another_host(rules, &presented, now) {
        return refused(
            Error::Loop(LoopCause::AnotherHost),
            PendingChange::Keep,
            presented.path,
        );
    }
    send(rules, provider, presented, seeds, now)
}

/// Whether logins that were begun here within moments have ended elsewhere, one after the other.
fn is_lost_at_another_host(rules: &Rules, presented: &Presented<'_>, now: Timestamp) -> bool {
    let PendingCookie::Logins(logins) = &presented.pending else {
        return false;
    };
    let is_alike =
        |login: &&Pending| login.return_path == presented.path && now < login.created.plus(MOMENTS);
    let leads_away = |uri: &RedirectUri| !uri.is_at(presented.origin);
    rules.client.redirect_uri.as_ref().is_some_and(leads_away)
        && logins.iter().filter(is_alike).count() >= usize::from(ROUNDS)
}

/// Sends the browser to the provider.
pub(super) fn send(
    rules: &Rules,
    provider: Standing<'_>,
    presented: Presented<'_>,
    seeds: Seeds,
    now: Timestamp,
) -> Step {
    let Some(provider) = provider.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    let (to, own) = match authorization::request(rules, &provider.metadata, &presented, seeds, now) {
        Ok(request) => request,
        Err(error) => return unavailable(error),
    };
    // Each tab has a login of its own: none takes another's state, nonce or verifier (RFC 9700 section 2.1.1).
    let mut logins = presented.pending.logins();
    logins.retain(|login| !login.is_expired(rules.pending_lifetime, now));
    let waits = presented.follows == Follows::Perhaps;
    // A page in the background that goes on asking pushes out no login that somebody waits for.
    logins.insert(if waits { logins.len() } else { 0 }, own);
    let surplus = logins.len().saturating_sub(rules.pending_limit.max(1));
    logins.drain(..surplus);
    Step::Done(Outcome::Answer(Answer::Redirect {
        to: to.into(),
        toward: Toward::Provider,
        pending: PendingChange::Write(logins),
        session: SessionChange::Keep,
    }))
}

/// Takes the login with that state out of the list. Each is compared in constant time.
pub(super) fn take(logins: &mut Vec<Pending>, state: Option<&str>) -> Option<Pending> {
    let state: &str = state?;
    let is_it = |secret: &Secret| secret.is(state);
    let at = logins.iter().rposition(|login| is_it(&login.state))?;
    Some(logins.remove(at))
}
