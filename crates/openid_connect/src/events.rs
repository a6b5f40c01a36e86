//! What happens to logins, one record each: for whoever counts them, and for whoever looks for one by its number.
//! Nothing of a token is in them.

use oidc::Error;
use plugin::Exchange;
use tracing::{info, warn};

/// Somebody is sent to the provider.
pub(crate) fn login_started(exchange: &Exchange) {
    info!(event = "login.started", request.id = %exchange.id, "somebody is sent to the identity provider");
}

/// Somebody has signed in.
pub(crate) fn login_succeeded(exchange: &Exchange, subject: &str) {
    info!(event = "login.ok", request.id = %exchange.id, subject, "somebody signed in");
}

/// Somebody could not sign in, or may not pass.
pub(crate) fn login_refused(exchange: &Exchange, error: &Error) {
    info!(event = "login.refused", request.id = %exchange.id, error.code = error.code(), "login refused: {error}");
}

/// The access token that a request brings is not good.
pub(crate) fn bearer_refused(exchange: &Exchange, error: &Error) {
    info!(event = "bearer.refused", request.id = %exchange.id, error.code = error.code(), "access token refused: {error}");
}

/// Nobody can sign in now.
pub(crate) fn login_unavailable(exchange: &Exchange, error: &Error) {
    warn!(
        event = "login.unavailable", request.id = %exchange.id, error.code = error.code(),
        "no login possible now: {error}"
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
