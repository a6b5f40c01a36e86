//! Setting and clearing the cookies of a login.

use jose::base64url;
use oidc::PendingChange;
use plugin::{Exchange, HeaderValue, Scheme, header};
use ports::Timestamp;
use serde::Serialize;
use session::{Encryption, Keys, Renewal, SaveError, Sealed, Times};
use tracing::{info, warn};

use super::{Cookies, Written};
use crate::presented::Since;
use crate::rounds::ROUNDS;

impl Cookies {
    /// Remembers a login that begins now, or goes on with other tokens since an earlier writing. What is too long for
    /// the browser goes without what nobody needs to let somebody pass; `needed` are the claims of the ID token that stay.
    pub(crate) fn remember(
        &self,
        keys: &Keys,
        exchange: &mut Exchange,
        session: oidc::Session,
        since: Option<&Since>,
        needed: &[&str],
        now: Timestamp,
    ) -> Result<Written, SaveError> {
        let id = self.new_id()?;
        let earlier = since.and_then(|since| since.written.as_ref());
        let is_restored = since.is_some_and(|since| since.is_restored);
        let mut written = Written {
            times: earlier.filter(|_| !is_restored).map_or_else(
                || Times::beginning(now),
                |earlier| earlier.times.renewed(Renewal::Roll, now),
            ),
            session,
            login: earlier.map_or_else(|| id.clone(), |earlier| earlier.login.clone()),
            began: earlier.map_or_else(|| now.millis(), |earlier| earlier.began),
            id,
            bound: self.bindings.of(exchange),
        };
        let mut lines = self.lines(&self.session, keys, exchange, &written);
        if matches!(lines, Err(SaveError::TooLarge)) && written.session.id_token.is_some() {
            info!(request.id = %exchange.id, "the session is kept without its ID token: with it, it is too large");
            written.session = written.session.without_id_token(needed);
            lines = self.lines(&self.session, keys, exchange, &written);
        }
        let mut lines = lines?;
        if let Some(remember) = &self.remember {
            // Its own limits count from the login, however often it brings a session back.
            let lasting = Written {
                times: Times {
                    created: Timestamp::from_millis(written.began),
                    ..Times::beginning(now)
                },
                ..written.clone()
            };
            lines.extend(self.lines(remember, keys, exchange, &lasting)?);
        }
        let bytes = lines.iter().map(HeaderValue::len).sum();
        set(exchange, lines);
        if since.is_none() {
            self.count_round(keys, exchange, bytes, now)?;
        }
        Ok(written)
    }

    /// Whether somebody may be sent elsewhere once more; it is counted. Where that leads back here, it is no help.
    pub(crate) fn may_go_elsewhere(&self, keys: &Keys, exchange: &mut Exchange, now: Timestamp) -> bool {
        self.rounds(keys, &exchange.head).count(now) < ROUNDS
            && self.count_round(keys, exchange, 0, now).is_ok()
    }

    /// Counts a login, of so many bytes of cookies.
    pub(crate) fn count_round(
        &self,
        keys: &Keys,
        exchange: &mut Exchange,
        bytes: usize,
        now: Timestamp,
    ) -> Result<(), SaveError> {
        let rounds = self.rounds(keys, &exchange.head).and_one(now, bytes);
        let lines = self.lines(&self.rounds, keys, exchange, &rounds)?;
        set(exchange, lines);
        Ok(())
    }

    /// Writes a live session again. Failing to is no reason to keep somebody out.
    pub(crate) fn prolong(&self, keys: &Keys, exchange: &mut Exchange, written: &Written) {
        match self.lines(&self.session, keys, exchange, written) {
            Ok(lines) => set(exchange, lines),
            Err(why) => {
                warn!(request.id = %exchange.id, error.code = why.code(), "the session is not prolonged: {why}");
            }
        }
    }

    /// The id of a session that is written anew.
    pub(crate) fn new_id(&self) -> Result<String, SaveError> {
        let mut bytes = [0; 18];
        self.entropy.fill(&mut bytes)?;
        Ok(base64url::encode(&bytes))
    }

    /// Changes what the browser remembers of its logins.
    pub(crate) fn change_logins(
        &self,
        keys: &Keys,
        exchange: &mut Exchange,
        change: PendingChange,
    ) -> Result<(), SaveError> {
        let lines = match change {
            PendingChange::Keep => return Ok(()),
            PendingChange::Clear => self.cleared(&[&self.logins], exchange),
            PendingChange::Write(mut logins) => loop {
                match self.lines(&self.logins, keys, exchange, &logins) {
                    // Their addresses may be long; the oldest gives way, or a page that begins many could close the door.
                    Err(SaveError::TooLarge) if logins.len() > 1 => drop(logins.remove(0)),
                    lines => break lines?,
                }
            },
        };
        set(exchange, lines);
        Ok(())
    }

    /// Ends the session in the browser, if it shows one.
    pub(crate) fn end(&self, exchange: &mut Exchange) {
        let session = [Some(&self.session), self.remember.as_ref()];
        let session: Vec<&Sealed> = session.into_iter().flatten().collect();
        let lines = self.cleared(&session, exchange);
        set(exchange, lines);
    }
    /// Ends a login on this node: whatever cookie of it is shown here, it opens nothing any more.
    pub(crate) fn end_login(&self, login: &str, now: Timestamp) {
        if login.is_empty() {
            return;
        }
        let longest = match self.remember {
            Some(_) => self
                .lifetime
                .absolute
                .zip(self.remembered.absolute)
                .map(|(one, other)| one.max(other)),
            None => self.lifetime.absolute,
        };
        self.ended.end(login, longest, now);
    }

    /// Forgets the logins of the last moments: whoever leaves on purpose may come back at once.
    pub(crate) fn forget_rounds(&self, exchange: &mut Exchange) {
        let lines = self.cleared(&[&self.rounds], exchange);
        set(exchange, lines);
    }

    fn cleared(&self, cookies: &[&Sealed], exchange: &Exchange) -> Vec<HeaderValue> {
        let clear = |sealed: &&Sealed| sealed.clear(encryption(exchange), exchange.head.all(&header::COOKIE));
        cookies.iter().flat_map(clear).collect()
    }

    fn lines(
        &self,
        sealed: &Sealed,
        keys: &Keys,
        exchange: &Exchange,
        value: &impl Serialize,
    ) -> Result<Vec<HeaderValue>, SaveError> {
        let shown = exchange.head.all(&header::COOKIE);
        sealed.write(keys, value, encryption(exchange), shown, &*self.entropy)
    }
}

/// Sets these cookies with the answer.
fn set(exchange: &mut Exchange, lines: Vec<HeaderValue>) {
    for line in lines {
        exchange.downstream.append(header::SET_COOKIE, line);
    }
}

pub(crate) fn encryption(exchange: &Exchange) -> Encryption {
    match exchange.received.scheme {
        Scheme::Http => Encryption::Plain,
        Scheme::Https => Encryption::Tls,
    }
}
