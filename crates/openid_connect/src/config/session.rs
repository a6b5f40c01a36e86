//! How long a login lasts, what it is bound to, and what is told of it.

use std::time::Duration;

use oidc::Reverify;
use schema::{Choice, Record, Seconds, Secret, Shorthand};
use session::{BadCookie, Lifetime};

use super::{AuthMethod, Cookie, Store};

/// Options of the login session.
#[derive(Record)]
#[record(
    shorthand = Shorthand::of("session_cookie_lifetime", "session_rolling_timeout"),
    shorthand = Shorthand::of("session_cookie_idletime", "session_idling_timeout").null_is(0),
    shorthand = Shorthand::without_effect::<f64>("session_cookie_renew"),
    shorthand = Shorthand::without_effect::<i64>("session_cookie_maxsize"),
    shorthand = Shorthand::without_effect::<String>("session_strategy"),
    shorthand = Shorthand::without_effect::<String>("session_compressor")
)]
pub(crate) struct Session {
    /// The secret that seals sessions; nodes that share it share the sessions.
    /// Unset: the secrets of this node's key ring.
    #[field(encrypted, referenceable)]
    pub(crate) session_secret: Option<Secret>,

    /// Secrets that sealed sessions earlier. They still open them; so a secret can change without new logins.
    #[field(encrypted, referenceable)]
    pub(crate) lychgate_session_secrets_previous: Option<Vec<Secret>>,

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

    /// What of a request must be as it was when the session began. Null binds it to nothing.
    #[field(set)]
    pub(crate) session_bind: Option<Vec<Binding>>,

    /// Whether a second cookie brings the session back after the browser was closed.
    #[field(default = false)]
    pub(crate) session_remember: bool,

    /// The name of that cookie.
    #[field(default = "remember")]
    pub(crate) session_remember_cookie_name: String,

    /// Seconds after which that cookie is sealed anew, and after which browsers drop it. Zero means never.
    #[field(default = 604_800)]
    pub(crate) session_remember_rolling_timeout: Option<Seconds>,

    /// Seconds that cookie may last, used or not. Zero means forever.
    #[field(default = 2_592_000)]
    pub(crate) session_remember_absolute_timeout: Option<Seconds>,

    /// What the upstream is told of the session, in headers such as `Session-Id`. Null tells nothing.
    #[field(set)]
    pub(crate) session_request_headers: Option<Vec<SessionHeader>>,

    /// What the client is told of the session, in headers such as `Session-Id`. Null tells nothing.
    #[field(set)]
    pub(crate) session_response_headers: Option<Vec<SessionHeader>>,

    /// The ways to prove who one is that begin no session. With `session`, a session is not sealed anew.
    #[field(set)]
    pub(crate) disable_session: Option<Vec<AuthMethod>>,

    /// Whether the tokens of a session are verified again with each request.
    #[field(default = false)]
    pub(crate) reverify: bool,

    #[flatten = ""]
    pub(crate) store: Store,
}

/// What a session may be bound to.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// The client's address.
    #[choice("ip")]
    Ip,
    /// Whether it came over TLS.
    #[choice("scheme")]
    Scheme,
    /// What the browser calls itself.
    #[choice("user-agent")]
    UserAgent,
}

/// Something that can be told of a session: each has a header of its name behind `Session-`.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionHeader {
    /// Its id.
    #[choice("id")]
    Id,
    /// Its audience.
    #[choice("audience")]
    Audience,
    /// Whose it is.
    #[choice("subject")]
    Subject,
    /// Seconds until the first of its timeouts.
    #[choice("timeout")]
    Timeout,
    /// Seconds it may still rest unused.
    #[choice("idling-timeout")]
    IdlingTimeout,
    /// Seconds until it is sealed anew.
    #[choice("rolling-timeout")]
    RollingTimeout,
    /// Seconds it may still last.
    #[choice("absolute-timeout")]
    AbsoluteTimeout,
}

impl Session {
    /// The session cookie.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn cookie(&self) -> Result<session::Cookie, BadCookie> {
        self.cookie.named(&self.session_cookie_name)
    }

    /// The cookie that brings a session back: as the session's own, by another name. `None` if there is none.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn remember_cookie(&self) -> Result<Option<session::Cookie>, BadCookie> {
        let named = || self.cookie.named(&self.session_remember_cookie_name);
        self.session_remember.then(named).transpose()
    }

    /// Whether this way to prove who one is begins a session; for `session`, whether a session is sealed anew.
    pub(crate) fn follows(&self, method: AuthMethod) -> bool {
        !self
            .disable_session
            .iter()
            .flatten()
            .any(|disabled| *disabled == method)
    }

    /// Whether the tokens of a session are verified again with each request.
    pub(crate) const fn reverification(&self) -> Reverify {
        match self.reverify {
            true => Reverify::EachRequest,
            false => Reverify::SealIsEnough,
        }
    }

    /// What these options mean for a session's life.
    pub(crate) fn lifetime(&self) -> Lifetime {
        Lifetime {
            idling: limit(self.session_idling_timeout),
            rolling: limit(self.session_rolling_timeout),
            absolute: limit(self.session_absolute_timeout),
        }
    }

    /// What these options mean for the life of the cookie that brings a session back.
    pub(crate) fn remember_lifetime(&self) -> Lifetime {
        Lifetime {
            idling: None,
            rolling: limit(self.session_remember_rolling_timeout),
            absolute: limit(self.session_remember_absolute_timeout),
        }
    }
}

fn limit(seconds: Option<Seconds>) -> Option<Duration> {
    seconds.map(Seconds::duration).filter(|limit| !limit.is_zero())
}
