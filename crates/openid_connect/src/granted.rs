//! Credentials that were exchanged for tokens on this core already.

use std::rc::Rc;

use oidc::{AfterLogin, Flow, GrantType, Session, Userinfo};
use plugin::{Exchange, Verdict, header};

use crate::OpenIdConnect;
use crate::barred::Barred;
use crate::instance::Here;
use crate::memory::{Kept, Memory};
use crate::presented::glance;

impl OpenIdConnect {
    /// Sends somebody upstream for whose credentials tokens are remembered here, if the request shows nothing else.
    pub(crate) fn granted(&self, here: &Here, exchange: &mut Exchange) -> Option<Verdict> {
        let shown = self.only_basic(exchange)?;
        let kept = here.granted.with(self.line.generation()).find(shown)?;
        let session = &kept.written.session;
        // A session that may be brought back comes first.
        let may_be_session =
            || exchange.head.has(&header::COOKIE) && self.cookies.foreign(&exchange.head).is_some();
        let (glance, now) = (glance(exchange), self.now());
        if !Flow::lets_grant_in(&self.rules, glance, session, &kept.believed, now) || may_be_session() {
            return None;
        }
        match self.who(exchange, &kept.claimed) {
            Ok(who) => {
                self.places.hide_basic(exchange, &kept.upstream);
                Some(self.pass(exchange, &kept, who))
            }
            Err(why) => self.bar_at_once(here, exchange, &Barred::not_known(why, session)),
        }
    }

    /// The credentials in the header, if nothing else of a request has a say in what they are good for.
    fn only_basic<'a>(&self, exchange: &'a Exchange) -> Option<&'a [u8]> {
        // Which of several clients is meant stands anywhere.
        let is_alone = self.client_argument.is_none();
        self.places.only_basic(exchange).filter(|_| is_alone)
    }

    /// Remembers what the tokens say that were got for credentials, as long as the desk remembers them, if they begin no
    /// session.
    pub(crate) fn remember_grant(
        &self,
        granted: &Memory,
        exchange: &Exchange,
        by: GrantType,
        kept: &Rc<Kept>,
    ) {
        let wanted = self.rules.of_grant(by);
        let only_passes = wanted.is_some_and(|wanted| wanted.after == AfterLogin::Proxy);
        if only_passes
            && kept.written.session.counts_until.is_some()
            && !kept.written.is_session()
            && kept.cookies.is_none()
            && !self.additions.vary_grants()
            && let Some(shown) = self.only_basic(exchange)
        {
            granted.keep(shown, kept);
        }
    }

    /// Until when counts what was got for credentials, and asked with it. Nothing counts for longer than the desk would
    /// give the same answer, nor than the ID token lasts: if that came encrypted, the desk could not tell.
    pub(crate) fn lasts_until(
        &self,
        granted: Option<oidc::Timestamp>,
        session: &Session,
    ) -> Option<oidc::Timestamp> {
        let granted = granted?;
        let granted = session.id_token_ends().map_or(granted, |end| granted.min(end));
        match self.rules.userinfo {
            Userinfo::NotAsked => Some(granted),
            Userinfo::Asked => Some(granted.min(self.now().plus(self.rules.userinfo_remembered?))),
        }
    }
}
