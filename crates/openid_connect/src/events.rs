//! What happens to logins, one record each: for whoever counts them, and for whoever looks for one by its number.
//! Nothing of a token is in them.

use oidc::Error;
use plugin::Exchange;
use tracing::{error, info, warn};

use crate::barred::Barred;

/// Somebody is sent to the provider.
pub(crate) fn login_started(exchange: &Exchange) {
    info!(event = "login.started", request.id = %exchange.id, "somebody is sent to the identity provider");
}

/// Somebody has signed in.
pub(crate) fn login_succeeded(exchange: &Exchange, subject: &str) {
    info!(event = "login.ok", request.id = %exchange.id, subject, "somebody signed in");
}

/// Somebody could not sign in. What nobody but the operator can mend is no news of one login.
pub(crate) fn login_refused(exchange: &Exchange, error: &Error) {
    let (id, route, code) = (&exchange.id, route(exchange), error.code());
    match error.is_of_setup() {
        true => error!(
            event = "login.refused", request.id = %id, route.name = route, error.code = code,
            "login refused, and so will be the next: {error}"
        ),
        false => info!(
            event = "login.refused", request.id = %id, route.name = route, error.code = code,
            "login refused: {error}"
        ),
    }
}

/// Somebody is known, and may not pass.
pub(crate) fn pass_refused(exchange: &Exchange, barred: &Barred) {
    let Barred { why, subject, .. } = barred;
    info!(
        event = "login.refused", request.id = %exchange.id, route.name = route(exchange), subject,
        error.code = why.code(), "may not pass: {why}"
    );
}

/// A request shows a session that counts no more. The code says by which clock, or why nobody can read it.
pub(crate) fn session_not_accepted(exchange: &Exchange, code: &str) {
    info!(
        event = "session.not_accepted", request.id = %exchange.id, route.name = route(exchange),
        error.code = code, "the session that the request shows counts no more"
    );
}

/// A session gets no new tokens, and goes on while the old ones last.
pub(crate) fn session_not_refreshed(host: &str, code: &str) {
    warn!(
        event = "session.not_refreshed",
        provider = host,
        error.code = code,
        "the provider gives no new tokens now; sessions go on while their access tokens last"
    );
}

/// The access token that a request brings is not good.
pub(crate) fn bearer_refused(exchange: &Exchange, error: &Error) {
    info!(event = "bearer.refused", request.id = %exchange.id, error.code = error.code(), "access token refused: {error}");
}

/// Credentials that a request brought do not count.
pub(crate) fn credentials_refused(exchange: &Exchange, error: &Error) {
    info!(
        event = "credentials.refused", request.id = %exchange.id, error.code = error.code(),
        "credentials refused: {error}"
    );
}

/// Nobody can sign in now.
pub(crate) fn login_unavailable(exchange: &Exchange, error: &Error) {
    warn!(
        event = "login.unavailable", request.id = %exchange.id, route.name = route(exchange),
        error.code = error.code(), "neither a login nor the renewal of a session is possible now: {error}"
    );
}

/// A session goes on with new tokens.
pub(crate) fn session_refreshed(exchange: &Exchange, subject: &str) {
    info!(event = "session.refreshed", request.id = %exchange.id, subject, "a session goes on with new tokens");
}

/// A session ended because its tokens could not be renewed.
pub(crate) fn session_ended(exchange: &Exchange) {
    info!(event = "session.ended", request.id = %exchange.id, "the provider ended a session; a new login begins");
}

/// Somebody has signed out.
pub(crate) fn logged_out(exchange: &Exchange) {
    info!(event = "logout.ok", request.id = %exchange.id, "somebody signed out");
}

/// What people call the route.
fn route(exchange: &Exchange) -> Option<&str> {
    Some(exchange.matched.as_ref()?.route.name.as_ref()?.as_str())
}
