//! Somebody may not pass, or not yet: where they are sent, and what becomes of their session.

use std::fmt;

use jose::{Claims, Secret};
use oidc::{
    AfterLogin, Answer as Decision, CallbackError, Error, HandedOut, LoopCause, PendingChange, Save,
    SessionChange, Tokens, Toward, Unrevoked,
};
use plugin::{Answer, Exchange, Fault, HeaderValue, Proven, StatusCode, Verdict, header};
use session::SaveError;
use tracing::{error, warn};

use crate::barred::{Barred, Undone, Why};
use crate::denial::{Sort, no_store};
use crate::instance::Here;
use crate::page::{Page, Way};
use crate::presented::{Since, is_seen_by_a_person, origin};
use crate::{OpenIdConnect, events};

impl OpenIdConnect {
    /// Turns what was decided into an answer.
    pub(crate) fn answer(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        decision: Decision,
        proven: Option<Proven>,
        since: Since,
    ) -> Result<Verdict, Fault> {
        let done = self.carried_out(here, exchange, decision, proven, since);
        self.settle(here, exchange, done)
    }

    fn carried_out(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        decision: Decision,
        proven: Option<Proven>,
        since: Since,
    ) -> Result<Verdict, Undone> {
        match decision {
            Decision::Redirect {
                to,
                toward: Toward::Provider,
                pending,
                session,
            } => {
                events::login_started(exchange);
                self.change(here, exchange, session, since, pending)?;
                Ok(self.redirect(here, exchange, &to))
            }
            Decision::Redirect {
                to,
                toward: Toward::Page,
                pending,
                session,
            } => {
                if let Some(barred) = self.barred_from_page(exchange, &session, proven) {
                    return self.bar(here, exchange, &barred, (pending, session), since);
                }
                let begins = matches!(session, SessionChange::Begin(_));
                let is_forgotten = matches!(session, SessionChange::Forget { .. });
                self.change(here, exchange, session, since, pending)?;
                if is_forgotten {
                    // Whoever is sent on without a session comes back as a stranger.
                    self.cookies
                        .count_round(&here.keys, exchange, 0, self.clock.now())?;
                }
                let is_here = is_at(&to, &origin(exchange));
                match begins
                    && is_here
                    && self.cookies.session_stays_at_home()
                    && is_seen_by_a_person(exchange)
                {
                    true => Ok(go_on(exchange, &to)),
                    false => Ok(self.redirect(here, exchange, &to)),
                }
            }
            Decision::Tokens {
                tokens,
                which,
                pending,
                session,
            } => {
                if let Some(barred) = self.barred(exchange, &session, proven) {
                    return self.bar(here, exchange, &barred, (pending, session), since);
                }
                let said = session
                    .session()
                    .and_then(|session| session.introspection.clone());
                self.change(here, exchange, session, since, pending)?;
                Ok(hand_out(&tokens, &which, said.as_ref()))
            }
            Decision::LoggedOut { to, unrevoked } => {
                Ok(self.logged_out(exchange, &since, to.as_ref(), &unrevoked))
            }
            Decision::Refused {
                error,
                pending,
                again,
            } => {
                self.counts.refusal(&error);
                match &error {
                    Error::Bearer(_) => events::bearer_refused(exchange, &error),
                    Error::Credentials(_) => events::credentials_refused(exchange, &error),
                    _ => events::login_refused(exchange, &error),
                }
                self.cookies.change_logins(&here.keys, exchange, pending)?;
                Ok(self.refuse(here, exchange, &error, &again)?)
            }
            Decision::Forbidden {
                error,
                subject,
                person,
                pending,
                session,
            } => {
                let barred = Barred {
                    why: Why::NotAllowed(error),
                    subject,
                    person,
                };
                self.bar(here, exchange, &barred, (pending, session), since)
            }
            Decision::Unavailable { error, retry_after } => {
                events::login_unavailable(exchange, &error);
                Ok(self.unavailable(exchange, &error, retry_after))
            }
        }
    }

    /// Who is not known here, of those who are let in with a session.
    fn barred(&self, exchange: &Exchange, session: &SessionChange, proven: Option<Proven>) -> Option<Barred> {
        let session = session.session()?;
        let who = match proven {
            Some(proven) => self.whose_own(exchange, session, proven),
            None => self.whose(exchange, session),
        };
        let why = who.err()?;
        Some(Barred::not_known(why, session))
    }

    /// The same for those who are sent on. Who has just signed in and takes no token along is looked at where they arrive.
    fn barred_from_page(
        &self,
        exchange: &Exchange,
        session: &SessionChange,
        proven: Option<Proven>,
    ) -> Option<Barred> {
        let is_looked_at_there =
            matches!(session, SessionChange::Begin(_)) && self.rules.after_login == AfterLogin::Proxy;
        (!is_looked_at_there)
            .then(|| self.barred(exchange, session, proven))
            .flatten()
    }

    /// Changes what the browser remembers: the session, then the logins under way.
    pub(crate) fn change(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        session: SessionChange,
        since: Since,
        pending: PendingChange,
    ) -> Result<(), SaveError> {
        match session {
            SessionChange::Keep | SessionChange::Stays(_) => {}
            SessionChange::Forget(session) => events::login_succeeded(exchange, &session.subject),
            SessionChange::Begin(session) => {
                drop(self.saved(here, exchange, *session, Save::Before, since)?)
            }
            SessionChange::Renew(session) => {
                drop(self.saved(here, exchange, *session, Save::Renewed, since)?)
            }
            SessionChange::End => {
                events::session_ended(exchange);
                self.cookies.end(exchange);
            }
        }
        self.cookies.change_logins(&here.keys, exchange, pending)
    }

    /// Nobody was recognised, and nobody else is asked.
    pub(crate) fn nobody(&self, here: &Here, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        let path = exchange.received.target.path().to_owned();
        self.refuse(here, exchange, &Error::LoginNeeded, &path)
    }

    /// Another page instead of a refusal, unless that leads back here again and again.
    fn sent_elsewhere(&self, here: &Here, exchange: &mut Exchange, sort: Sort) -> Option<Verdict> {
        let away = self.denial.elsewhere(sort, exchange)?;
        let may_go = self
            .cookies
            .may_go_elsewhere(&here.keys, exchange, self.clock.now());
        may_go.then(|| reply(away))
    }

    /// 401. Whoever has no session yet has none to lose.
    fn refuse(
        &self,
        here: &Here,
        exchange: &mut Exchange,
        error: &Error,
        again: &str,
    ) -> Result<Verdict, Fault> {
        if matches!(error, Error::Callback(CallbackError::Method)) {
            return Ok(self.wrong_method());
        }
        if let Some(excused) = self.excuse_from(error, exchange) {
            return excused;
        }
        if self.denial.unauthorized.ends_session && !matches!(error, Error::LoginNeeded) {
            self.cookies.end(exchange);
        }
        if let Some(away) = self.sent_elsewhere(here, exchange, Sort::Unauthorized) {
            return Ok(away);
        }
        let circumstances = match error {
            Error::Callback(CallbackError::CookieMissing)
            | Error::Loop(LoopCause::NotReturned | LoopCause::AnotherHost) => {
                self.circumstances(here, exchange)
            }
            _ => String::new(),
        };
        if !circumstances.is_empty() {
            warn!(request.id = %exchange.id, "cookies get lost: {circumstances}");
        }
        let refused = self.denial.unauthorized(exchange, error, &circumstances, again);
        Ok(reply(refused))
    }

    /// 403.
    pub(crate) fn forbid(&self, here: &Here, exchange: &mut Exchange, barred: &Barred) -> Verdict {
        if self.denial.forbidden.ends_session {
            self.cookies.end(exchange);
        }
        self.sent_elsewhere(here, exchange, Sort::Forbidden)
            .unwrap_or_else(|| reply(self.denial.forbidden(exchange, barred)))
    }

    /// 302.
    fn redirect(&self, here: &Here, exchange: &mut Exchange, to: &Secret) -> Verdict {
        redirect(to).unwrap_or_else(|| self.broken(here, exchange, &"the address cannot stand in a header"))
    }

    /// Providers send browsers back by one method only (RFC 9110 15.5.6).
    fn wrong_method(&self) -> Verdict {
        let allowed = match self.rules.request.response_mode {
            oidc::ResponseMode::Query => "GET",
            oidc::ResponseMode::FormPost => "POST",
        };
        let mut answer = Answer::message(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed");
        answer.head.set(header::ALLOW, HeaderValue::from_static(allowed));
        no_store(&mut answer);
        reply(answer)
    }

    fn logged_out(
        &self,
        exchange: &mut Exchange,
        since: &Since,
        to: Option<&Secret>,
        unrevoked: &[Unrevoked],
    ) -> Verdict {
        if let Some(written) = &since.written {
            self.cookies.end_login(&written.login, self.clock.now());
        }
        for Unrevoked { token, why } in unrevoked {
            warn!(request.id = %exchange.id, token = ?token, "the provider did not forget a token: {why}");
        }
        events::logged_out(exchange);
        self.cookies.end(exchange);
        self.cookies.forget_rounds(exchange);
        if let Some(away) = to.and_then(redirect) {
            return away;
        }
        if !is_seen_by_a_person(exchange) {
            let mut answer = Answer::new(StatusCode::OK);
            no_store(&mut answer);
            return reply(answer);
        }
        let page = Page {
            status: StatusCode::OK,
            title: "You are signed out".to_owned(),
            text: "You can close this page.".to_owned(),
            code: None,
            reason: None,
            way: None,
            request: exchange.id.clone(),
        };
        reply(page.answer())
    }

    /// A session that cannot be kept must not be used either: the next request would begin the login anew, for ever.
    pub(crate) fn unsaved(&self, here: &Here, exchange: &mut Exchange, why: SaveError) -> Verdict {
        error!(request.id = %exchange.id, error.code = why.code(), "the session cannot be kept: {why}");
        self.sent_elsewhere(here, exchange, Sort::Unexpected).unwrap_or_else(|| {
            reply(self.denial.trouble(
                exchange,
                StatusCode::SERVICE_UNAVAILABLE,
                why.code(),
                "Your session cannot be kept",
                "You are signed in at the identity provider, but what it says about you does not fit into the cookies of \
                 this site. Signing in again will not help. Your administrator can ask the provider for less, such as \
                 fewer groups, or keep sessions in Redis.",
            ))
        })
    }

    /// What was decided cannot be put into a message.
    pub(crate) fn broken(&self, here: &Here, exchange: &mut Exchange, why: &dyn fmt::Display) -> Verdict {
        error!(request.id = %exchange.id, error.code = "answer.unsendable", "{why}");
        self.sent_elsewhere(here, exchange, Sort::Unexpected).unwrap_or_else(|| {
            reply(self.denial.trouble(
                exchange,
                StatusCode::INTERNAL_SERVER_ERROR,
                "answer.unsendable",
                "Something went wrong here",
                "Signing in went well, but what came of it cannot be passed on. Your administrator finds the reason in \
                 the log.",
            ))
        })
    }

    fn unavailable(&self, exchange: &Exchange, error: &Error, retry_after: u32) -> Verdict {
        let mut answer = self.denial.trouble(
            exchange,
            StatusCode::SERVICE_UNAVAILABLE,
            error.code(),
            "Signing in is not possible right now",
            "The identity provider does not answer, or not as it should. Nothing is lost: try again in a moment, and tell \
             your administrator if that does not help.",
        );
        answer
            .head
            .set(header::RETRY_AFTER, HeaderValue::from(retry_after));
        reply(answer)
    }
}

/// 302, which no cache keeps: it carries state, and cookies come with it.
fn redirect(to: &Secret) -> Option<Verdict> {
    let mut answer = Answer::new(StatusCode::FOUND);
    let mut to = HeaderValue::from_str(to.expose()).ok()?;
    to.set_sensitive(true);
    answer.head.set(header::LOCATION, to);
    no_store(&mut answer);
    Some(reply(answer))
}

/// Whether an address is of this origin.
fn is_at(to: &Secret, origin: &str) -> bool {
    let to = to.expose();
    let behind = to.strip_prefix(origin);
    to.starts_with('/') || behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// A page that leads on by itself. Whoever followed a redirect would still come from the provider, another site, and
/// so without a cookie that is Strict; whoever goes on from a page of ours brings it.
fn go_on(exchange: &Exchange, to: &Secret) -> Verdict {
    let page = Page {
        status: StatusCode::OK,
        title: "You are signed in".to_owned(),
        text: "Your page opens by itself.".to_owned(),
        code: None,
        reason: None,
        way: Some(Way {
            name: "Open it now",
            to: to.expose().to_owned(),
        }),
        request: exchange.id.clone(),
    };
    reply(page.answer_that_goes_on())
}

/// 200 with tokens, as a token endpoint gives them (RFC 6749 section 5.1).
/// As in Kong all tokens come before what was said about one, and that before single ones.
fn hand_out(tokens: &Tokens, which: &[HandedOut], said: Option<&Claims>) -> Verdict {
    let is_all = which.contains(&HandedOut::Everything);
    let said = said.filter(|_| which.contains(&HandedOut::Introspection) && !is_all);
    let mut body = said.map(|claims| claims.as_json().clone()).unwrap_or_default();
    if said.is_none() {
        let tokens = tokens.handed_out(which).into_iter();
        body.extend(tokens.map(|(name, token)| (name.to_owned(), token.expose().into())));
    }
    if is_all {
        body.insert("token_type".to_owned(), "Bearer".into());
    }
    let body = serde_json::Value::Object(body).to_string();
    let mut answer = Answer::with_body(StatusCode::OK, "application/json; charset=utf-8", body);
    no_store(&mut answer);
    reply(answer)
}

fn reply(answer: Answer) -> Verdict {
    Verdict::Reply(Box::new(answer))
}
