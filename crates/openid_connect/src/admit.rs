//! Somebody may pass: what goes upstream with them, and how they are remembered.

use std::rc::Rc;

use jose::KeySet;
use oidc::{Admission, Believed, Flow, Forward, Save};
use plugin::{Body, Credential, Exchange, Head, HeaderValue, Method, Target, Verdict, header};
use session::{Life, Renewal};
use tracing::debug;

use crate::answer::{broken, unsaved};
use crate::cookies::Written;
use crate::instance::{Here, in_protocol};
use crate::memory::Kept;
use crate::presented::{Since, glance};
use crate::told::{Telling, Unsendable};
use crate::{OpenIdConnect, events};

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
        let kept = Rc::new(self.open(here, &exchange.head)?);
        if let Some(only) = only {
            here.memory.keep(only.as_bytes(), &kept);
        }
        Some(kept)
    }

    fn open(&self, here: &Here, head: &Head) -> Option<Kept> {
        let written = self.cookies.written(&here.keys, head, self.clock.now())?;
        let session = &written.session;
        let believed = match self.reads_claims {
            true => Believed::of(session),
            false => Believed::default(),
        };
        let (upstream, downstream) = self.told(here, session, &believed, &written.id)?.ok()?;
        Some(Kept {
            subject: session.subject.as_str().into(),
            upstream,
            downstream,
            cookies: self.cookies.foreign(head)?,
            believed,
            written,
        })
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
                &self.rules,
                glance(exchange),
                session,
                &kept.believed,
                in_protocol(now),
            )
        {
            return None;
        }
        if let Life::Due(renewal) = life
            && self.renews_sessions
        {
            let mut written = kept.written.clone();
            written.times = times.renewed(renewal, now);
            if renewal == Renewal::Roll {
                written.id = self.cookies.new_id().ok()?;
            }
            self.cookies.prolong(&here.keys, exchange, &written);
        }
        Some(())
    }

    /// Sends somebody upstream whose session lives.
    pub(crate) fn pass(&self, exchange: &mut Exchange, kept: &Kept) -> Verdict {
        replace_cookies(&mut exchange.head, kept.cookies.iter().cloned());
        kept.upstream.tell(&mut exchange.head);
        kept.downstream.tell(&mut exchange.downstream);
        self.about_session
            .tell(exchange, &kept.written, self.cookies.lifetime(), self.clock.now());
        exchange.credential = Some(Credential {
            id: kept.subject.clone(),
        });
        Verdict::Pass
    }

    /// Sends somebody upstream. Their login is remembered first; if that fails, they do not pass.
    pub(crate) fn admit(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        admission: Admission,
        since: Since,
    ) -> Verdict {
        let Admission {
            identity,
            session,
            save,
            pending,
            forward,
        } = admission;
        let save = match save {
            Save::Nothing if since.is_restored => Save::Renewed,
            save => save,
        };
        let now = self.clock.now();
        let times = since.times;
        let id = match self.saved(here, exchange, &session, save, since) {
            Ok(id) => id,
            Err(why) => return unsaved(self, exchange, why),
        };
        if let Err(why) = self.cookies.change_logins(&here.keys, exchange, pending) {
            return unsaved(self, exchange, why);
        }
        if let Some(foreign) = self.cookies.foreign(&exchange.head) {
            replace_cookies(&mut exchange.head, foreign);
        }
        let believed = Believed::of(&session);
        match self.told(here, &session, &believed, &id) {
            Some(Ok((upstream, downstream))) => {
                upstream.tell(&mut exchange.head);
                downstream.tell(&mut exchange.downstream);
            }
            Some(Err(why)) => return broken(self, exchange, &why),
            None => return broken(self, exchange, &"the provider's keys are not known now"),
        }
        if let Forward::InPlace { query } = &forward {
            return_in_place(exchange, query.as_deref());
        }
        match save {
            Save::Before => events::login_succeeded(exchange, &identity.subject),
            Save::Renewed => events::session_refreshed(exchange, &identity.subject),
            Save::Nothing => debug!(request.id = %exchange.id, "admitted"),
        }
        let written = Written {
            times: times.unwrap_or_else(|| session::Times::beginning(now)),
            session,
            id,
            login: String::new(),
            began: 0,
            bound: None,
        };
        self.about_session
            .tell(exchange, &written, self.cookies.lifetime(), now);
        exchange.credential = Some(Credential {
            id: identity.subject.into(),
        });
        Verdict::Pass
    }

    /// What both sides are told; `None` if the provider must be known for it and is not.
    fn told(
        &self,
        here: &Here,
        session: &oidc::Session,
        believed: &Believed,
        id: &str,
    ) -> Option<Result<(Telling, Telling), Unsendable>> {
        let of = |keys: Option<&KeySet>| {
            let upstream = self.upstream.of(session, believed, id, keys)?;
            Ok((upstream, self.downstream.of(session, believed, id, keys)?))
        };
        if !self.needs_keys {
            return Some(of(None));
        }
        self.line.look(&here.provider, |standing| {
            let provider = standing.provider()?;
            Some(of(Some(&provider.keys)))
        })
    }

    /// Remembers a session as far as it is to be, and gives its id.
    pub(crate) fn saved(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        session: &oidc::Session,
        save: Save,
        since: Since,
    ) -> Result<String, session::SaveError> {
        let since = match save {
            Save::Nothing => return Ok(since.id),
            Save::Before if !self.begins_sessions => return Ok(String::new()),
            Save::Before => None,
            Save::Renewed => Some(&since),
        };
        let needed = self.needed_claims();
        self.cookies
            .remember(&here.keys, exchange, session, since, &needed, self.clock.now())
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
        demanded.chain(forbidden).chain(told).chain(["sid"]).collect()
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
fn return_in_place(exchange: &mut Exchange, query: Option<&str>) {
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
