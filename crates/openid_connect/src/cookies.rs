//! The two cookies of a login: the session, and the logins under way.

use std::sync::Arc;

use oidc::{Issuer, Opened, Pending, PendingChange, PendingCookie, Session};
use plugin::{Exchange, Head, HeaderValue, Misconfigured, Scheme, Services, header};
use ports::{Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use session::{BadCookie, Content, Encryption, Life, Lifetime, Ring, SaveError, Sealed, Shown, Times};
use tracing::{info, warn};

use crate::config::Config;
use crate::instance::Here;

/// The cookies of one instance. Instances that have name, secret, audience, issuer and client in common
/// share their sessions: that is how a second service opens without another login.
pub(crate) struct Cookies {
    session: Sealed,
    logins: Sealed,
    lifetime: Lifetime,
    entropy: Arc<dyn Entropy>,
}

/// What the session cookie holds.
#[derive(Deserialize)]
pub(crate) struct Written {
    #[serde(rename = "t")]
    pub(crate) times: Times,
    #[serde(rename = "s")]
    pub(crate) session: Session,
}

/// The same, borrowed.
#[derive(Serialize)]
struct Writing<'a> {
    #[serde(rename = "t")]
    times: Times,
    #[serde(rename = "s")]
    session: &'a Session,
}

impl Cookies {
    pub(crate) fn new(
        config: &Config,
        issuer: &Issuer,
        client_id: &str,
        services: &Services,
    ) -> Result<Self, Misconfigured> {
        let ring = ring(config, services)?.derived(&format!("{issuer} {client_id}"));
        let bound = [
            config.session.session_audience.as_str(),
            issuer.as_str(),
            client_id,
        ];
        let session = config.session.cookie().map_err(bad("session_cookie"))?;
        let logins = config.login.cookie().map_err(bad("authorization_cookie"))?;
        if session.name() == logins.name() {
            return Err(Misconfigured::new(
                "config.cookie_names",
                "session_cookie_name, authorization_cookie_name: two cookies need two names".into(),
            ));
        }
        Ok(Self {
            session: Sealed::new(session, &ring, "session", &bound, Content::Packed),
            // It holds an address that a stranger may have chosen, beside secrets: its length must not tell of them.
            logins: Sealed::new(logins, &ring, "authorization", &bound, Content::Plain),
            lifetime: config.session.lifetime(),
            entropy: Arc::clone(&services.entropy),
        })
    }

    /// How a session of these times is.
    pub(crate) fn judge(&self, times: &Times, now: Timestamp) -> Life {
        self.lifetime.judge(times, now)
    }

    /// What a session cookie holds, if the request shows one that opens; not judged yet.
    pub(crate) fn written(&self, here: &Here, head: &Head, now: Timestamp) -> Option<Written> {
        match self.shown(here, head, now) {
            Shown::Open(written) => Some(written),
            Shown::Nothing | Shown::Unreadable(_) => None,
        }
    }

    /// What came of opening the session.
    pub(crate) fn opened(&self, here: &Here, head: &Head, now: Timestamp) -> Opened {
        match self.shown(here, head, now) {
            Shown::Nothing => Opened::Nothing,
            Shown::Unreadable(why) => Opened::Unreadable(why),
            Shown::Open(Written { times, session }) => match self.lifetime.judge(&times, now) {
                Life::Spent(why) => Opened::Spent(why),
                Life::Fresh | Life::Due(_) => Opened::Valid(session),
            },
        }
    }

    /// The session, a live one before one that is over: an old cookie of a longer path must not hide a new login.
    fn shown(&self, here: &Here, head: &Head, now: Timestamp) -> Shown<Written> {
        let is_alive =
            |written: &Written| !matches!(self.lifetime.judge(&written.times, now), Life::Spent(_));
        self.session
            .read_where(&here.keys, head.all(&header::COOKIE), is_alive)
    }

    /// The logins that the browser has under way.
    pub(crate) fn logins(&self, here: &Here, head: &Head) -> PendingCookie {
        match self
            .logins
            .read::<Vec<Pending>>(&here.keys, head.all(&header::COOKIE))
        {
            Shown::Nothing => PendingCookie::Nothing,
            Shown::Unreadable(_) => PendingCookie::Unreadable,
            Shown::Open(logins) => PendingCookie::Logins(logins),
        }
    }

    /// Remembers a login that begins now. What is too long for the browser goes without its ID token,
    /// which nobody needs to let somebody pass.
    pub(crate) fn remember(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        session: &Session,
        now: Timestamp,
    ) -> Result<(), SaveError> {
        let times = Times::beginning(now);
        let lines = match self.lines(here, exchange, session, times) {
            Err(SaveError::TooLarge) if session.id_token.is_some() => {
                info!(request.id = %exchange.id, "the session is kept without its ID token: with it, it is too large");
                let less = Session {
                    id_token: None,
                    ..session.clone()
                };
                self.lines(here, exchange, &less, times)
            }
            lines => lines,
        };
        set(exchange, lines?);
        Ok(())
    }

    /// Writes a live session again, with these times. Failing to is no reason to keep somebody out.
    pub(crate) fn prolong(&self, here: &Here, exchange: &mut Exchange, session: &Session, times: Times) {
        match self.lines(here, exchange, session, times) {
            Ok(lines) => set(exchange, lines),
            Err(why) => {
                warn!(request.id = %exchange.id, error.code = why.code(), "the session is not prolonged: {why}");
            }
        }
    }

    /// Changes what the browser remembers of its logins.
    pub(crate) fn change_logins(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        change: PendingChange,
    ) -> Result<(), SaveError> {
        let shown = exchange.head.all(&header::COOKIE);
        let encryption = encryption(exchange);
        let lines = match change {
            PendingChange::Keep => return Ok(()),
            PendingChange::Clear => self.logins.clear(encryption, shown),
            PendingChange::Write(logins) => {
                let entropy = &*self.entropy;
                self.logins
                    .write(&here.keys, &logins, encryption, shown, entropy)?
            }
        };
        set(exchange, lines);
        Ok(())
    }

    /// The cookies that are not ours; `None` if none of ours is there.
    pub(crate) fn foreign(&self, head: &Head) -> Option<Vec<HeaderValue>> {
        session::without(&[&self.session, &self.logins], head.all(&header::COOKIE))
    }

    fn lines(
        &self,
        here: &Here,
        exchange: &Exchange,
        session: &Session,
        times: Times,
    ) -> Result<Vec<HeaderValue>, SaveError> {
        let shown = exchange.head.all(&header::COOKIE);
        let writing = Writing { times, session };
        let entropy = &*self.entropy;
        self.session
            .write(&here.keys, &writing, encryption(exchange), shown, entropy)
    }
}

fn set(exchange: &mut Exchange, lines: Vec<HeaderValue>) {
    for line in lines {
        exchange.downstream.append(header::SET_COOKIE, line);
    }
}

fn encryption(exchange: &Exchange) -> Encryption {
    match exchange.received.scheme {
        Scheme::Http => Encryption::Plain,
        Scheme::Https => Encryption::Tls,
    }
}

/// The secret of the configuration, or else those of this node.
fn ring(config: &Config, services: &Services) -> Result<Ring, Misconfigured> {
    let secrets: Vec<Vec<u8>> = match &config.session.session_secret {
        Some(secret) => vec![secret.expose().as_bytes().to_vec()],
        None => services.node_secrets.expose().map(<[u8]>::to_vec).collect(),
    };
    Ring::new(secrets).ok_or_else(|| {
        Misconfigured::new(
            "config.session_secret",
            "session_secret: this node has no secrets of its own; write one, the same on all nodes".into(),
        )
    })
}

fn bad(option: &'static str) -> impl Fn(BadCookie) -> Misconfigured {
    move |why| Misconfigured::new(why.code(), format!("{option}_*: {why}"))
}
