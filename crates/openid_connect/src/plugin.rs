//! The way of a login.
//!
//! ```text
//! request → presented → session → flow ─(call)→ provider → flow … → outcome
//!              │           │        │               │                  ├─ admit  → who it is here, headers, session kept
//!         credentials   cookie   decides,      token, keys             └─ answer → redirect, 401, 503
//!         it carries             pure
//! ```
//!
//! Everything is decided in `oidc`; here it is gathered, asked, and done.

use oidc::{Opened, Outcome};
use plugin::{
    Answer, BodyNeed, Endpoint, Exchange, Fault, HeaderName, Layout, Misconfigured, Plugin, Services, Verdict,
};

use crate::config::Config;
use crate::endpoints::ENDPOINTS;
use crate::instance::Here;
use crate::layout::LAYOUT;
use crate::presented::{Shown, origin};
use crate::{OpenIdConnect, events};

impl Plugin for OpenIdConnect {
    const NAME: &'static str = "openid-connect";
    const SUMMARY: &'static str =
        "Signs people in at an identity provider, keeps their session, and checks the tokens of machines.";
    const PRIORITY: i32 = 1050;
    const IS_FOR_CONSUMERS: bool = false;
    type Config = Config;
    type Local = Here;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let built = Self::build(&config, services)?;
        built.log_weaknesses(&config);
        Ok(built)
    }

    fn endpoints() -> &'static [Endpoint] {
        &ENDPOINTS
    }

    fn layout() -> Option<&'static Layout> {
        Some(&LAYOUT)
    }

    fn owns(&self) -> Vec<HeaderName> {
        self.own_headers()
    }

    fn proofs(&self) -> Vec<String> {
        self.proofs.clone()
    }

    fn body(&self, exchange: &Exchange) -> BodyNeed {
        self.form_need(exchange)
    }

    /// A live session needs nobody, and neither does a token that was verified before: no provider, and no wait.
    fn at_once(&self, here: &Here, exchange: &mut Exchange) -> Option<Verdict> {
        if let Some(passed) = self.settled(exchange).or_else(|| self.spare(exchange)) {
            return Some(passed);
        }
        // What the upstream is shown has to be asked for.
        if self.exchanger.is_some() {
            return None;
        }
        let Some(kept) = self.kept(here, exchange) else {
            return self
                .vouched(here, exchange)
                .or_else(|| self.granted(here, exchange));
        };
        // Whoever is not known has a longer way.
        let who = self.who(exchange, &kept.claimed).ok()?;
        self.recognise(here, exchange, &kept)?;
        Some(self.pass(exchange, &kept, who))
    }

    /// Everybody else: on their way to the provider, back from it, or without anything.
    async fn access(&self, here: &Here, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        self.read_credentials(exchange).await?;
        let origin = origin(exchange);
        let shown = self.shown(here, exchange, &origin, self.clock.now());
        let own = self.meant_by(exchange, &shown);
        let Shown {
            request,
            session,
            since,
        } = shown;
        if let Opened::Spent(why) | Opened::Unreadable(why) = session {
            events::session_not_accepted(exchange, why);
        }
        let aside = own.aside(exchange);
        let outcome = own.login(here, request, session, &aside, exchange).await?;
        if outcome.lets_in() {
            exchange.downstream.append_all(aside.replayed.take());
        }
        match outcome {
            Outcome::Admit(admission) => own.admit(here, exchange, *admission, aside, since).await,
            Outcome::Answer(answer) => own.answer(here, exchange, answer, aside.proven.take(), since),
            Outcome::NotMine => own.nobody(here, exchange),
        }
    }

    fn respond(&self, _: &Here, exchange: &Exchange, answer: &mut Answer) -> Result<(), Fault> {
        self.keep_cookies_apart(exchange, answer);
        Ok(())
    }
}
