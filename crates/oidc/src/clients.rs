//! Several clients of one provider, between which a request can choose.

use jose::Timestamp;

use crate::callback::AuthorizationResponse;
use crate::session::Token;
use crate::{Opened, PendingCookie, Presented, Rules, Session};

/// The client that a request is about, as an index of these, which have at least one. Where a login of its browser ends it
/// is the one that began it; where a session lives, its own; otherwise the one that the request asks for: by its id, or by
/// its number, counted from one. The first, if nothing says another.
#[must_use]
pub fn chosen(
    clients: &[&Rules],
    presented: &Presented<'_>,
    session: &Opened,
    asked: Option<&str>,
    now: Timestamp,
) -> usize {
    let session = match session {
        Opened::Valid(session) => of_session(clients, session).map(|client| (client, &**session)),
        _ => None,
    };
    let ends = |(client, _): &(usize, &Session)| clients[*client].logout.are_met_by(presented);
    let lives = |(client, session): &(usize, &Session)| {
        let rules = clients[*client];
        session.knows_enough(rules) && session.token(rules.refresh, rules.tokens.leeway, now) != Token::Over
    };
    session
        .filter(ends)
        .map(|(client, _)| client)
        .or_else(|| of_login(clients, presented))
        .or_else(|| session.filter(lives).map(|(client, _)| client))
        .or_else(|| asked.and_then(|asked| named(clients, asked)))
        .unwrap_or_default()
}

/// The client whose session it is; `None` if it is no longer one of these.
fn of_session(clients: &[&Rules], session: &Session) -> Option<usize> {
    with_id(clients, session.client.as_deref())
}

/// The client whose login ends with this request, as its browser says and only at the address of that client.
fn of_login(clients: &[&Rules], presented: &Presented<'_>) -> Option<usize> {
    let PendingCookie::Logins(logins) = &presented.pending else {
        return None;
    };
    let state = |text| AuthorizationResponse::read(text).ok().flatten()?.state;
    let state = state(presented.query).or_else(|| state(presented.form))?;
    let login = logins.iter().rfind(|login| login.state.is(&state))?;
    let client = with_id(clients, login.client.as_deref())?;
    let redirect_uri = clients[client].client.redirect_uri.as_ref();
    redirect_uri
        .is_none_or(|uri| uri.path() == presented.path)
        .then_some(client)
}

/// What was kept before there were several is of the first.
fn with_id(clients: &[&Rules], id: Option<&str>) -> Option<usize> {
    let Some(id) = id else {
        return Some(0);
    };
    clients.iter().position(|rules| rules.client.id == id)
}

fn named(clients: &[&Rules], asked: &str) -> Option<usize> {
    let number = || {
        let number: usize = asked.parse().ok()?;
        number.checked_sub(1).filter(|index| *index < clients.len())
    };
    with_id(clients, Some(asked)).or_else(number)
}

#[cfg(test)]
mod tests;
