//! What happens while somebody signs in, and right after.

use std::time::Duration;

use oidc::AfterLogin;
use schema::{Choice, Record, Seconds};
use session::BadCookie;

use super::{Cookie, SameSite};

/// Options of a login under way.
#[derive(Record)]
#[record(default_of = ("authorization_cookie_same_site", SameSite::Default))]
pub(crate) struct Login {
    /// What a completed login does: hand the request on, or send the browser back to where it started.
    #[field(default = LoginAction::Upstream, refused_values("response"))]
    pub(crate) login_action: LoginAction,

    /// The name of the cookie that holds the logins under way.
    #[field(default = "authorization")]
    pub(crate) authorization_cookie_name: String,

    #[flatten = "authorization_cookie_"]
    pub(crate) cookie: Cookie,

    /// Seconds somebody may take to sign in. Zero means forever.
    #[field(default = 600)]
    pub(crate) authorization_rolling_timeout: Option<Seconds>,
}

/// What a completed login does.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginAction {
    /// The request goes on to the upstream.
    #[choice("upstream")]
    Upstream,
    /// The browser is sent to where it started.
    #[choice("redirect")]
    Redirect,
    /// The tokens are handed to the client.
    #[choice("response")]
    Response,
}

impl Login {
    /// The cookie of the logins under way.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn cookie(&self) -> Result<session::Cookie, BadCookie> {
        self.cookie.named(&self.authorization_cookie_name)
    }

    /// What the flow does after a login.
    pub(crate) const fn after(&self) -> AfterLogin {
        match self.login_action {
            LoginAction::Upstream => AfterLogin::Proxy,
            LoginAction::Redirect | LoginAction::Response => AfterLogin::Redirect,
        }
    }

    /// How long somebody may take to sign in.
    pub(crate) fn patience(&self) -> Option<Duration> {
        self.authorization_rolling_timeout
            .map(Seconds::duration)
            .filter(|limit| !limit.is_zero())
    }
}
