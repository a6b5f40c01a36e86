//! How long a login lasts and where it is kept.

use std::time::Duration;

use schema::{Record, Seconds, Secret};
use session::{BadCookie, Lifetime};

use super::Cookie;

/// Options of the login session.
#[derive(Record)]
pub(crate) struct Session {
    /// The secret that seals sessions; nodes that share it share the sessions.
    /// Unset: the secrets of this node's key ring.
    #[field(encrypted, referenceable)]
    pub(crate) session_secret: Option<Secret>,

    /// Sessions of another audience are not accepted.
    #[field(default = "default")]
    pub(crate) session_audience: String,

    /// The cookie's name.
    #[field(default = "session")]
    pub(crate) session_cookie_name: String,

    #[flatten = "session_cookie_"]
    pub(crate) cookie: Cookie,

    /// Seconds a session may rest unused. Zero means forever.
    #[field(default = 900)]
    pub(crate) session_idling_timeout: Option<Seconds>,

    /// Seconds after which a session is sealed anew, while it is in use. Zero means never.
    #[field(default = 3600)]
    pub(crate) session_rolling_timeout: Option<Seconds>,

    /// Seconds a session may last, used or not. Zero means forever.
    #[field(default = 86400)]
    pub(crate) session_absolute_timeout: Option<Seconds>,
}

impl Session {
    /// The session cookie.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn cookie(&self) -> Result<session::Cookie, BadCookie> {
        self.cookie.named(&self.session_cookie_name)
    }

    /// What these options mean for a session's life.
    pub(crate) fn lifetime(&self) -> Lifetime {
        Lifetime {
            idling: limit(self.session_idling_timeout),
            rolling: limit(self.session_rolling_timeout),
            absolute: limit(self.session_absolute_timeout),
        }
    }
}

fn limit(seconds: Option<Seconds>) -> Option<Duration> {
    seconds.map(Seconds::duration).filter(|limit| !limit.is_zero())
}
