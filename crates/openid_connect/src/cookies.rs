//! The cookies of a login: the session, the one that brings it back, the logins under way, and their rounds.

mod set;

use std::sync::Arc;

use oidc::{Issuer, Opened, Pending, PendingCookie, Session};
use plugin::{Exchange, Head, HeaderValue, Method, Misconfigured, Services, header};
use ports::{Entropy, Timestamp, Verification};
use serde::{Deserialize, Serialize};
use session::{BadCookie, Content, Keys, Life, Lifetime, Ring, SameSite, Sealed, Shown, Times};

use crate::binding::Bindings;
use crate::config::Config;
use crate::ended::{self, Ended};
use crate::instance::Here;
use crate::presented::Since;
use crate::rounds::{MOMENTS, Rounds};

/// The cookies of one instance. Instances that have name, secret, audience, issuer and client in common
/// share their sessions: that is how a second service opens without another login. Whether the provider must prove who
/// it is, and whether signatures count, they have in common too.
pub(crate) struct Cookies {
    session: Sealed,
    remember: Option<Sealed>,
    logins: Sealed,
    rounds: Sealed,
    lifetime: Lifetime,
    remembered: Lifetime,
    bindings: Bindings,
    ended: Arc<Ended>,
    entropy: Arc<dyn Entropy>,
}

/// What the session cookie holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Written {
    #[serde(rename = "t")]
    pub(crate) times: Times,
    #[serde(rename = "s")]
    pub(crate) session: Session,
    /// By which it is told apart; new whenever it is written anew.
    #[serde(rename = "i")]
    pub(crate) id: String,
    /// The login that it goes back to; the same for as long as it goes on.
    #[serde(rename = "l")]
    pub(crate) login: String,
    /// When that login was, in milliseconds since 1970.
    #[serde(rename = "o")]
    pub(crate) began: u64,
    /// What it is bound to.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(crate) bound: Option<String>,
}

impl Written {
    /// What is known of somebody for this request only. Nothing of it is written.
    pub(crate) const fn of_request(session: Session, now: Timestamp) -> Self {
        Self {
            times: Times::beginning(now),
            session,
            id: String::new(),
            login: String::new(),
            began: now.millis(),
            bound: None,
        }
    }

    /// Whether it belongs to a session.
    pub(crate) const fn is_session(&self) -> bool {
        !self.id.is_empty()
    }
}

/// A session that a request shows, and how it lasts.
pub(crate) struct Found {
    pub(crate) opened: Opened,
    pub(crate) since: Since,
}

impl Found {
    /// None is shown.
    pub(crate) fn nothing() -> Self {
        Self::none(Opened::Nothing)
    }

    fn none(opened: Opened) -> Self {
        Self {
            opened,
            since: Since::default(),
        }
    }
}

impl Cookies {
    pub(crate) fn new(
        config: &Config,
        issuer: &Issuer,
        client_id: &str,
        verification: Verification,
        services: &Services,
    ) -> Result<Self, Misconfigured> {
        let ring = ring(config, services)?.derived(&format!("{issuer} {client_id}"));
        let options = &config.session;
        let mut bound = vec![options.session_audience.as_str(), issuer.as_str(), client_id];
        if verification == Verification::NotVerified {
            // Whom anybody between could have signed in is signed in nowhere else.
            bound.push("provider not verified");
        }
        if !config.verification.looks_at_signatures() {
            // What tokens say without the provider's signature counts where that was said, and nowhere else.
            bound.push("signature not looked at");
        }
        let session = options.cookie().map_err(bad("session_cookie"))?;
        let remember = options
            .remember_cookie()
            .map_err(bad("session_remember_cookie"))?;
        let logins = config
            .login
            .cookie(config.authorization.response_mode())
            .map_err(bad("authorization_cookie"))?;
        let rounds = config
            .login
            .rounds_cookie()
            .map_err(bad("authorization_cookie"))?;
        let names = [Some(&session), remember.as_ref(), Some(&logins), Some(&rounds)];
        let names: Vec<&str> = names.into_iter().flatten().map(session::Cookie::name).collect();
        let is_repeated = |(at, name): (usize, &&str)| names[..at].contains(name);
        if names.iter().enumerate().any(is_repeated) {
            return Err(Misconfigured::new(
                "config.cookie_names",
                "session_cookie_name, session_remember_cookie_name, authorization_cookie_name: \
                 each cookie needs a name of its own"
                    .into(),
            ));
        }
        let remembered = options.remember_lifetime();
        let remember = remember.map(|cookie| match remembered.rolling {
            Some(age) => cookie.lasting(age),
            None => cookie,
        });
        Ok(Self {
            session: Sealed::new(session, &ring, "session", &bound, Content::Packed),
            remember: remember.map(|cookie| Sealed::new(cookie, &ring, "remember", &bound, Content::Packed)),
            // It holds an address that a stranger may have chosen, beside secrets: its length must not tell of them.
            logins: Sealed::new(logins, &ring, "authorization", &bound, Content::Plain),
            rounds: Sealed::new(
                rounds.lasting(MOMENTS),
                &public_ring()?,
                "rounds",
                &bound,
                Content::Plain,
            ),
            lifetime: options.lifetime(),
            remembered,
            bindings: Bindings::new(options.session_bind.as_deref()),
            ended: services.shared.the::<Ended>(),
            entropy: Arc::clone(&services.entropy),
        })
    }

    /// How a session of these times is.
    pub(crate) fn judge(&self, times: &Times, now: Timestamp) -> Life {
        self.lifetime.judge(times, now)
    }

    /// How long sessions last.
    pub(crate) const fn lifetime(&self) -> &Lifetime {
        &self.lifetime
    }

    /// Why a session may not be used by this request, if it may not: it is bound to another, or was ended.
    pub(crate) fn objection(
        &self,
        ended: &ended::Copy,
        written: &Written,
        exchange: &Exchange,
    ) -> Option<&'static str> {
        if !self.bindings.hold(written.bound.as_deref(), exchange) {
            return Some("session.bound_elsewhere");
        }
        self.ended
            .has(ended, &written.login)
            .then_some("session.logged_out")
    }

    /// What a session cookie holds, if the request shows one that opens; not judged yet.
    pub(crate) fn written(&self, keys: &Keys, head: &Head, now: Timestamp) -> Option<Written> {
        match self.shown(keys, head, now) {
            Shown::Open(written) => Some(written),
            Shown::Nothing | Shown::Unreadable(_) => None,
        }
    }

    /// What came of opening the session, or of bringing it back.
    pub(crate) fn opened(&self, here: &Here, exchange: &Exchange, now: Timestamp) -> Found {
        let Here { keys, ended, .. } = here;
        let found = match self.shown(keys, &exchange.head, now) {
            Shown::Nothing => Found::nothing(),
            Shown::Unreadable(why) => Found::none(Opened::Unreadable(why)),
            Shown::Open(written) => self.judged(ended, written, &self.lifetime, exchange, now),
        };
        if matches!(found.opened, Opened::Valid(_)) {
            return found;
        }
        self.restored(here, exchange, now).unwrap_or(found)
    }

    /// A session that another cookie brings back after the browser was closed.
    fn restored(&self, here: &Here, exchange: &Exchange, now: Timestamp) -> Option<Found> {
        let shown = exchange.head.all(&header::COOKIE);
        let Shown::Open(written) = self.remember.as_ref()?.read(&here.keys, shown) else {
            return None;
        };
        let mut found = self.judged(&here.ended, written, &self.remembered, exchange, now);
        found.since.is_restored = true;
        matches!(found.opened, Opened::Valid(_)).then_some(found)
    }

    fn judged(
        &self,
        ended: &ended::Copy,
        written: Written,
        lifetime: &Lifetime,
        exchange: &Exchange,
        now: Timestamp,
    ) -> Found {
        if let Some(why) = self.objection(ended, &written, exchange) {
            return Found::none(Opened::Unreadable(why));
        }
        match lifetime.judge(&written.times, now) {
            Life::Spent(why) => Found::none(Opened::Spent(why)),
            Life::Fresh | Life::Due(_) => Found {
                opened: Opened::Valid(Box::new(written.session.clone())),
                since: Since {
                    written: Some(written),
                    is_restored: false,
                },
            },
        }
    }

    /// The session, a live one before one that is over: an old cookie of a longer path must not hide a new login.
    fn shown(&self, keys: &Keys, head: &Head, now: Timestamp) -> Shown<Written> {
        let is_alive =
            |written: &Written| !matches!(self.lifetime.judge(&written.times, now), Life::Spent(_));
        self.session.read_where(keys, head.all(&header::COOKIE), is_alive)
    }

    /// The logins that the browser has under way.
    pub(crate) fn logins(&self, keys: &Keys, head: &Head) -> PendingCookie {
        match self.logins.read::<Vec<Pending>>(keys, head.all(&header::COOKIE)) {
            Shown::Nothing => PendingCookie::Nothing,
            Shown::Unreadable(_) => PendingCookie::Unreadable,
            Shown::Open(logins) => PendingCookie::Logins(logins),
        }
    }

    /// The logins of the last moments.
    pub(crate) fn rounds(&self, keys: &Keys, head: &Head) -> Rounds {
        match self.rounds.read(keys, head.all(&header::COOKIE)) {
            Shown::Open(rounds) => rounds,
            Shown::Nothing | Shown::Unreadable(_) => Rounds::default(),
        }
    }

    /// Whether a browser brings them over TLS only.
    pub(crate) fn need_tls(&self) -> bool {
        self.session.needs_tls() || self.logins.needs_tls()
    }

    /// Whether a browser that was sent here by another site comes without its session.
    pub(crate) fn session_stays_at_home(&self) -> bool {
        self.session.same_site() == SameSite::Strict
    }

    /// The attribute that keeps the login away from an answer that another site sends here in this way.
    pub(crate) fn login_stays_at_home(&self, method: &Method) -> Option<&'static str> {
        match (self.logins.same_site(), method) {
            (SameSite::Strict, _) => Some("SameSite=Strict"),
            (SameSite::Lax, &Method::POST) => Some("SameSite=Lax"),
            _ => None,
        }
    }

    /// The cookies that are not ours; `None` if none of ours is there.
    pub(crate) fn foreign(&self, head: &Head) -> Option<Vec<HeaderValue>> {
        let ours: Vec<&Sealed> = self.ours().collect();
        session::without(&ours, head.all(&header::COOKIE))
    }

    /// Whether a line that sets a cookie sets one of ours.
    pub(crate) fn owns(&self, line: &HeaderValue) -> bool {
        let pair = line
            .as_bytes()
            .split(|byte| *byte == b';')
            .next()
            .unwrap_or_default();
        self.ours().any(|sealed| sealed.owns(pair))
    }

    fn ours(&self) -> impl Iterator<Item = &Sealed> {
        [&self.session, &self.logins, &self.rounds]
            .into_iter()
            .chain(&self.remember)
    }
}

/// What seals the count of rounds. It is no secret, so that nodes with different secrets understand each other: that is
/// a reason why nobody stays signed in. Who makes up a count stops nobody but themselves.
fn public_ring() -> Result<Ring, Misconfigured> {
    Ring::new([b"the count of rounds is no secret".to_vec()])
        .ok_or_else(|| Misconfigured::new("config.session_secret", "there is no ring".into()))
}

/// The secrets of the configuration, the newest first, or else those of this node.
fn ring(config: &Config, services: &Services) -> Result<Ring, Misconfigured> {
    let previous = config.session.lychgate_session_secrets_previous.iter().flatten();
    let mut secrets: Vec<Vec<u8>> = match &config.session.session_secret {
        Some(secret) => vec![secret.expose().as_bytes().to_vec()],
        None => services.node_secrets.expose().map(<[u8]>::to_vec).collect(),
    };
    secrets.extend(previous.map(|secret| secret.expose().as_bytes().to_vec()));
    Ring::new(secrets).ok_or_else(|| {
        Misconfigured::new(
            "config.session_secret",
            "session_secret: this node has no secrets of its own; write one, the same on all nodes".into(),
        )
    })
}

pub(crate) fn bad(option: &'static str) -> impl Fn(BadCookie) -> Misconfigured {
    move |why| Misconfigured::because(why.code(), &format!("{option}_*"), &why)
}
