//! Somebody may pass: what goes upstream with them, and how they are remembered.

use std::rc::Rc;

use oidc::{Admission, Flow, Forward, Save};
use plugin::{Body, Credential, Exchange, Head, HeaderValue, Method, Target, Verdict, header};
use session::Life;
use tracing::debug;

use crate::OpenIdConnect;
use crate::answer::{broken, unsaved};
use crate::cookies::Written;
use crate::instance::{Here, in_protocol};
use crate::memory::Kept;
use crate::presented::address;

impl OpenIdConnect {
    /// What the session cookie of a request holds, from the memory of this core if it was opened here before.
    pub(crate) fn kept(&self, here: &Here, exchange: &Exchange) -> Option<Rc<Kept>> {
        let mut heads = exchange.head.all(&header::COOKIE);
        let first = heads.next()?;
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
        let Written { times, session } = self.cookies.written(here, head, self.clock.now())?;
        Some(Kept {
            subject: session.subject.as_str().into(),
            token: self.forward.token(&session).ok()?,
            cookies: self.cookies.foreign(head)?,
            session,
            times,
        })
    }

    /// Whether a session lives, and the request is no part of a login. If it is due, the session is written again.
    pub(crate) fn recognise(&self, here: &Here, exchange: &mut Exchange, kept: &Kept) -> Option<()> {
        let now = self.clock.now();
        let life = self.cookies.judge(&kept.times, now);
        let (path, query) = address(exchange);
        if matches!(life, Life::Spent(_))
            || !Flow::lets_in(&self.rules, path, query, &kept.session, in_protocol(now))
        {
            return None;
        }
        if let Life::Due(renewal) = life {
            let times = kept.times.renewed(renewal, now);
            self.cookies.prolong(here, exchange, &kept.session, times);
        }
        Some(())
    }

    /// Sends somebody upstream whose session lives.
    pub(crate) fn pass(&self, exchange: &mut Exchange, kept: &Kept) -> Verdict {
        replace_cookies(&mut exchange.head, kept.cookies.iter().cloned());
        self.forward.tell(&mut exchange.head, kept.token.clone());
        exchange.credential = Some(Credential {
            id: kept.subject.clone(),
        });
        Verdict::Pass
    }

    /// Sends somebody upstream. Their login is remembered first; if that fails, they do not pass.
    pub(crate) fn admit(&self, here: &Here, exchange: &mut Exchange, admission: Admission) -> Verdict {
        if admission.save == Save::Before
            && let Err(why) = self
                .cookies
                .remember(here, exchange, &admission.session, self.clock.now())
        {
            return unsaved(exchange, why);
        }
        if let Err(why) = self.cookies.change_logins(here, exchange, admission.pending) {
            return unsaved(exchange, why);
        }
        if let Some(foreign) = self.cookies.foreign(&exchange.head) {
            replace_cookies(&mut exchange.head, foreign);
        }
        match self.forward.token(&admission.session) {
            Ok(token) => self.forward.tell(&mut exchange.head, token),
            Err(why) => return broken(exchange, &why),
        }
        if let Forward::InPlace { query } = &admission.forward {
            return_in_place(exchange, query.as_deref());
        }
        debug!(request.id = %exchange.id, "admitted");
        exchange.credential = Some(Credential {
            id: admission.identity.subject.into(),
        });
        Verdict::Pass
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
