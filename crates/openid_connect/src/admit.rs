//! Somebody may pass: what goes upstream with them, and how they are remembered.

use oidc::{Admission, Flow, Forward, Save};
use plugin::{Body, Credential, Exchange, HeaderValue, Method, Target, Verdict, header};
use tracing::debug;

use crate::OpenIdConnect;
use crate::answer::{broken, unsaved};
use crate::cookies::Kept;
use crate::instance::Here;
use crate::presented::address;

impl OpenIdConnect {
    /// The live session of a request, if it shows one.
    pub(crate) fn session(&self, here: &Here, exchange: &Exchange) -> Option<Kept> {
        self.cookies.kept(here, &exchange.head, self.clock.now())
    }

    /// Lets a live session in, if the request is no part of a login.
    pub(crate) fn recognise(&self, here: &Here, exchange: &mut Exchange, kept: Kept) -> Option<Admission> {
        let (path, query) = address(exchange);
        let Kept { session, times, due } = kept;
        let admission = Flow::recognise(&self.rules, path, query, session, self.now()).ok()?;
        if let Some(renewal) = due {
            let times = times.renewed(renewal, self.clock.now());
            self.cookies.prolong(here, exchange, &admission.session, times);
        }
        Some(admission)
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
        self.cookies.strip(&mut exchange.head);
        if let Err(why) = self.forward.tell(&mut exchange.head, &admission.session) {
            return broken(exchange, &why);
        }
        if let Forward::InPlace { query } = &admission.forward {
            return_in_place(exchange, query.as_deref());
        }
        debug!(request.id = %exchange.id, "admitted");
        exchange.credential = Some(Credential {
            id: admission.identity.subject,
        });
        Verdict::Pass
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
