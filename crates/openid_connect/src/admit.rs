//! Somebody may pass: what goes upstream with them, and how they are remembered.

use std::rc::Rc;
use std::time::Duration;

use jose::{KeySet, Secret};
use oidc::{Admission, Believed, Flow, Forward, Proof, Save, Session, SessionChange};
use plugin::{Body, Exchange, Fault, Head, HeaderValue, Method, Proven, Target, Verdict, header};
use ports::Timestamp;
use session::{Life, Renewal, SaveError};
use tracing::debug;

use crate::additions::Aside;
use crate::barred::Barred;
use crate::cookies::Written;
use crate::identity::{Claimed, NotKnown, Who};
use crate::instance::{Here, in_protocol};
use crate::memory::Kept;
use crate::presented::{Since, glance};
use crate::told::{Known, Telling, Unsendable};
use crate::{OpenIdConnect, events};

/// A session that gets new tokens this soon is not written again before: the answer might come after them,
/// and put the old ones back.
const SOON: Duration = Duration::from_secs(60);

impl OpenIdConnect {
    /// What the session cookie of a request holds, from the memory of this core if it was opened here before.
    pub(crate) fn kept(&self, here: &Here, exchange: &Exchange) -> Option<Rc<Kept>> {
        let mut heads = exchange.head.all(&header::COOKIE);
        let first = heads.next().filter(|_| self.methods.session)?;
        // Browsers send one line; what comes in several is not worth keeping.
        let only = heads.next().is_none().then_some(first);
        if let Some(kept) = only.and_then(|only| here.memory.find(only.as_bytes())) {
            return Some(kept);
        }
        let written = self
            .cookies
            .written(&here.keys, &exchange.head, self.clock.now())?;
        if self.needs_keys
            && !self
                .line
                .look(&here.provider, |standing| standing.provider().is_some())
        {
            return None;
        }
        let kept = Rc::new(self.seen(here, &exchange.head, written).ok()?);
        if let Some(only) = only {
            here.memory.keep(only.as_bytes(), &kept);
        }
        Some(kept)
    }

    /// A session, with what both sides are told of it.
    fn seen(&self, here: &Here, head: &Head, written: Written) -> Result<Kept, Unsendable> {
        self.seen_with(here, head, written, None)
    }

    /// The same, where the upstream is shown another access token, if there is one.
    fn seen_with(
        &self,
        here: &Here,
        head: &Head,
        written: Written,
        another: Option<&Secret>,
    ) -> Result<Kept, Unsendable> {
        let session = &written.session;
        let believed = Believed::of(session);
        let claimed = self.identities.claimed(session, &believed);
        let (upstream, downstream) = self.told(
            here,
            &Known {
                session,
                believed: &believed,
                claimed: &claimed,
                id: &written.id,
                another,
            },
        )?;
        Ok(Kept {
            claimed,
            upstream,
            downstream,
            cookies: self.cookies.foreign(head),
            believed: match self.rules.demands.is_empty() {
                true => Believed::default(),
                false => believed,
            },
            written,
        })
    }

    /// What both sides are told. Nobody waits for the provider's keys: without them it is not told which they are.
    fn told(&self, here: &Here, known: &Known<'_>) -> Result<(Telling, Telling), Unsendable> {
        let client = Known {
            another: None,
            ..*known
        };
        let of =
            |keys: Option<&KeySet>| Ok((self.upstream.of(known, keys)?, self.downstream.of(&client, keys)?));
        match self.needs_keys {
            true => self.line.look(&here.provider, |standing| {
                of(standing.provider().map(|provider| &provider.keys))
            }),
            false => of(None),
        }
    }

    /// Whether a session lives, and the request asks for nothing else. If it is due, the session is written again.
    pub(crate) fn recognise(&self, here: &Here, exchange: &mut Exchange, kept: &Kept) -> Option<()> {
        let now = self.clock.now();
        let Written { times, session, .. } = &kept.written;
        let life = self.cookies.judge(times, now);
        if matches!(life, Life::Spent(_))
            || self
                .cookies
                .objection(&here.ended, &kept.written, exchange)
                .is_some()
            || !Flow::lets_in(
                &self.of_session(session)?.rules,
                glance(exchange),
                session,
                &kept.believed,
                in_protocol(now),
            )
        {
            return None;
        }
        if let Life::Due(renewal) = life {
            self.prolong(here, exchange, &kept.written, renewal, now);
        }
        Some(())
    }

    /// Writes a live session again, if that is due.
    pub(crate) fn prolong_if_due(&self, here: &Here, exchange: &mut Exchange, written: &Written) {
        let now = self.clock.now();
        if let Life::Due(renewal) = self.cookies.judge(&written.times, now) {
            self.prolong(here, exchange, written, renewal, now);
        }
    }

    /// Writes a live session again.
    fn prolong(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        written: &Written,
        renewal: Renewal,
        now: Timestamp,
    ) {
        let is_refreshed_soon = written
            .session
            .refresh_at
            .is_some_and(|at| in_protocol(now).plus(SOON) >= at && written.session.refresh_token.is_some());
        if !self.renews_sessions || is_refreshed_soon {
            return;
        }
        let mut written = written.clone();
        written.times = written.times.renewed(renewal, now);
        if renewal == Renewal::Roll
            && let Ok(id) = self.cookies.new_id()
        {
            written.id = id;
        }
        self.cookies.prolong(&here.keys, exchange, &written);
    }

    /// Who somebody is whose claims say this of it.
    pub(crate) fn who(&self, exchange: &Exchange, claimed: &Claimed) -> Result<Who, NotKnown> {
        self.identities
            .find(claimed, &exchange.directory, exchange.workspace())
    }

    /// Whose a session is, before it is kept.
    pub(crate) fn whose(&self, exchange: &Exchange, session: &Session) -> Result<Who, NotKnown> {
        let claimed = self.identities.claimed(session, &Believed::of(session));
        self.who(exchange, &claimed)
    }

    /// The same for whoever shows a token of this gateway, which is a consumer's whatever its claims say.
    pub(crate) fn whose_own(
        &self,
        exchange: &Exchange,
        session: &Session,
        proven: Proven,
    ) -> Result<Who, NotKnown> {
        let claimed = self.identities.claimed(session, &Believed::of(session));
        self.identities
            .prove(proven, &claimed, &exchange.directory, exchange.workspace())
    }

    /// Sends somebody upstream whose session lives.
    pub(crate) fn pass(&self, exchange: &mut Exchange, kept: &Kept, who: Who) -> Verdict {
        if let Some(cookies) = &kept.cookies {
            replace_cookies(&mut exchange.head, cookies.iter().cloned());
        }
        self.untell(&mut exchange.head);
        kept.upstream.tell(&mut exchange.head);
        kept.downstream.tell(&mut exchange.downstream);
        if self.about_session.tells() && kept.written.is_session() {
            let (lifetime, now) = (self.cookies.lifetime(), self.clock.now());
            self.about_session.tell(exchange, &kept.written, lifetime, now);
        }
        who.introduce(exchange);
        exchange
            .authenticated_groups
            .clone_from(&kept.claimed.authenticated_groups);
        Verdict::Pass
    }

    /// Sends somebody upstream. Their login is remembered first; if that fails, they do not pass.
    ///
    /// # Errors
    /// [`Fault`] if something is wrong on this side, or the token that the upstream is to be shown cannot be had.
    pub(crate) async fn admit(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        mut admission: Admission,
        aside: Aside,
        since: Since,
    ) -> Result<Verdict, Fault> {
        let who = match (admission.proof, aside.proven.take()) {
            (Proof::OwnToken, Some(proven)) => self.whose_own(exchange, &admission.session, proven),
            (Proof::OwnToken, None) => Err(NotKnown::NoConsumer),
            _ => self.whose(exchange, &admission.session),
        };
        if let Proof::Grant(_) = admission.proof {
            let granted = aside.granted_until.get();
            admission.session.counts_until = self.lasts_until(granted, &admission.session);
        }
        let begun_with = aside.begun_with.get();
        let who = match who {
            Ok(who) => who,
            Err(why) => return self.not_known(here, exchange, admission, (why, begun_with), since),
        };
        let Admission {
            session,
            proof,
            save,
            pending,
            forward,
            ..
        } = admission;
        let written = match self.saved(here, exchange, session, save, since) {
            Ok(written) => written,
            Err(why) => return Ok(self.unsaved(here, exchange, why)),
        };
        if let Err(why) = self.cookies.change_logins(&here.keys, exchange, pending) {
            return Ok(self.unsaved(here, exchange, why));
        }
        // What was spent to get here is spent, whatever comes of this.
        let another = match self.exchanged(exchange, &written.session.access_token).await {
            Ok(another) => another,
            Err(verdict) => return verdict,
        };
        let kept = match self.seen_with(here, &exchange.head, written, another.as_ref()) {
            Ok(kept) => Rc::new(kept),
            Err(why) => return Ok(self.broken(here, exchange, &why)),
        };
        self.remember(here, exchange, proof, &kept, begun_with);
        if let Forward::InPlace { query } = &forward {
            return_in_place(exchange, query.as_deref());
        }
        let verdict = self.pass(exchange, &kept, who);
        self.places.hide(exchange, proof, &kept.upstream);
        Ok(verdict)
    }

    /// Remembers on this core what was found out about what a request brings, by what was known of the provider when that
    /// began. Where something newer is known by now, it may have been signed with a key that counts no more.
    fn remember(&self, here: &Here, exchange: &Exchange, proof: Proof, kept: &Rc<Kept>, begun_with: u64) {
        if self.line.generation() != begun_with {
            return;
        }
        match proof {
            Proof::Token => self.vouch(here.verified.with(begun_with), exchange, kept),
            Proof::Grant(by) => self.remember_grant(here.granted.with(begun_with), exchange, by, kept),
            Proof::Session | Proof::Login | Proof::OwnToken => {}
        }
    }

    /// Bars somebody whom the provider knows, and the gateway does not. That the provider has vouched for a token is
    /// remembered all the same.
    fn not_known(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        admission: Admission,
        (why, begun_with): (NotKnown, u64),
        since: Since,
    ) -> Result<Verdict, Fault> {
        let Admission {
            session,
            proof,
            save,
            pending,
            forward,
            ..
        } = admission;
        let barred = Barred::not_known(why, &session);
        let session = match save {
            Save::Nothing => SessionChange::Stays(Box::new(session)),
            Save::Before => SessionChange::Begin(Box::new(session)),
            Save::Renewed => SessionChange::Renew(Box::new(session)),
            Save::Forgotten => SessionChange::Forget(Box::new(session)),
            Save::Never => {
                let written = Written::of_request(session, self.clock.now());
                if let Ok(kept) = self.seen(here, &exchange.head, written) {
                    let kept = Rc::new(kept);
                    self.remember(here, exchange, proof, &kept, begun_with);
                }
                SessionChange::Keep
            }
        };
        let verdict = self.bar(here, exchange, &barred, (pending, session), since);
        let verdict = self.settle(here, exchange, verdict)?;
        if let (Verdict::Pass, Forward::InPlace { query }) = (&verdict, &forward) {
            return_in_place(exchange, query.as_deref());
        }
        Ok(verdict)
    }

    /// Sends the question of a browser upstream before it asks in earnest, if nobody is to prove anything by it. Of who
    /// asks nothing is known, and nothing is told.
    pub(crate) fn spare(&self, exchange: &mut Exchange) -> Option<Verdict> {
        if self.asks_preflights || exchange.received.method != Method::OPTIONS {
            return None;
        }
        self.withhold_cookies(exchange);
        self.withhold(exchange);
        Some(Verdict::Pass)
    }

    /// Keeps our cookies to ourselves where nobody is recognised by them.
    pub(crate) fn withhold_cookies(&self, exchange: &mut Exchange) {
        if let Some(left) = self.cookies.foreign(&exchange.head) {
            replace_cookies(&mut exchange.head, left);
        }
    }

    /// Remembers a session as far as it is to be, and gives what is written of it.
    pub(crate) fn saved(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        session: Session,
        save: Save,
        since: Since,
    ) -> Result<Written, SaveError> {
        let now = self.clock.now();
        let needed = self.needed_claims();
        let keys = &here.keys;
        let subject = session.subject.clone();
        match (save, since) {
            (
                Save::Nothing,
                Since {
                    written: Some(written),
                    is_restored: false,
                },
            ) => {
                debug!(request.id = %exchange.id, "admitted");
                self.prolong_if_due(here, exchange, &written);
                Ok(written)
            }
            (Save::Never, _) => Ok(Written::of_request(session, now)),
            (Save::Forgotten, _) => {
                events::login_succeeded(exchange, &subject);
                Ok(Written::of_request(session, now))
            }
            (Save::Before, _) => {
                let written = self
                    .cookies
                    .remember(keys, exchange, session, None, &needed, now)?;
                events::login_succeeded(exchange, &subject);
                Ok(written)
            }
            (Save::Nothing | Save::Renewed, since) => {
                let written = self
                    .cookies
                    .remember(keys, exchange, session, Some(&since), &needed, now)?;
                events::session_refreshed(exchange, &subject);
                Ok(written)
            }
        }
    }

    /// The claims of an ID token that are needed even if all of it is too long to be kept.
    fn needed_claims(&self) -> Vec<&str> {
        let demanded = self
            .rules
            .demands
            .claims
            .iter()
            .map(|(_, demand)| demand.path.first());
        let forbidden = self.rules.demands.forbidden.iter().map(String::as_str);
        let told = self.upstream.claims().chain(self.downstream.claims());
        let others = self.identities.claims().chain(["sid"]);
        demanded.chain(forbidden).chain(told).chain(others).collect()
    }
}

/// Takes our cookies out of what goes upstream.
fn replace_cookies(head: &mut Head, left: impl IntoIterator<Item = HeaderValue>) {
    head.remove(&header::COOKIE);
    for cookies in left {
        head.append(header::COOKIE, cookies);
    }
}

/// The callback becomes the request with which the login began, as a GET: its code and state are nobody's business,
/// and no page may tell them to others as its referrer.
pub(crate) fn return_in_place(exchange: &mut Exchange, query: Option<&str>) {
    if let Ok(target) = Target::of(exchange.forward.target.path(), query) {
        exchange.forward.target = target;
    }
    exchange.forward.method = Method::GET;
    exchange.body = Body::default();
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
    ] {
        exchange.head.remove(&name);
    }
    exchange
        .downstream
        .set(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}
