//! Somebody may not pass, or not yet: where they are sent, and what they are told.

use std::fmt;

use oidc::{Answer as Decision, CallbackError, Error};
use plugin::{Answer, Exchange, HeaderValue, StatusCode, Verdict, header};
use session::SaveError;
use tracing::{error, info, warn};

use crate::OpenIdConnect;
use crate::instance::Here;
use crate::page::Page;
use crate::presented::is_seen_by_a_person;

impl OpenIdConnect {
    /// Turns what was decided into an answer.
    pub(crate) fn answer(&self, here: &Here, exchange: &mut Exchange, decision: Decision) -> Verdict {
        match decision {
            Decision::Redirect { to, pending, save } => {
                if let Some(session) = save
                    && let Err(why) = self.cookies.remember(here, exchange, &session, self.clock.now())
                {
                    return unsaved(exchange, why);
                }
                if let Err(why) = self.cookies.change_logins(here, exchange, pending) {
                    return unsaved(exchange, why);
                }
                redirect(&to).unwrap_or_else(|| broken(exchange, &"the address cannot stand in a header"))
            }
            Decision::Refused {
                error,
                pending,
                again,
            } => {
                info!(request.id = %exchange.id, error.code = error.code(), "login refused: {error}");
                if let Err(why) = self.cookies.change_logins(here, exchange, pending) {
                    return unsaved(exchange, why);
                }
                self.refuse(exchange, &error, &again)
            }
            Decision::Unavailable { error, retry_after } => {
                warn!(request.id = %exchange.id, error.code = error.code(), "no login possible now: {error}");
                unavailable(exchange, retry_after)
            }
        }
    }

    /// Nobody was recognised, and nobody else is asked.
    pub(crate) fn nobody(&self) -> Verdict {
        reply(self.unauthorized())
    }

    /// 401, as a page with a way on for people, as JSON for programs.
    fn refuse(&self, exchange: &Exchange, error: &Error, again: &str) -> Verdict {
        if matches!(error, Error::Callback(CallbackError::Method)) {
            return wrong_method();
        }
        if !is_seen_by_a_person(exchange) {
            return reply(self.unauthorized());
        }
        let (title, text) = told(error);
        let page = Page {
            status: StatusCode::UNAUTHORIZED,
            title,
            text,
            way_on: "Sign in again",
            again,
            request: exchange.id.clone(),
        };
        let mut answer = page.answer();
        answer.head.set(header::WWW_AUTHENTICATE, self.challenge.clone());
        reply(answer)
    }

    fn unauthorized(&self) -> Answer {
        let mut answer = Answer::message(StatusCode::UNAUTHORIZED, &self.unauthorized);
        answer.head.set(header::WWW_AUTHENTICATE, self.challenge.clone());
        answer
            .head
            .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }
}

/// Providers send browsers back by GET (RFC 9110 15.5.6).
fn wrong_method() -> Verdict {
    let mut answer = Answer::message(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed");
    answer.head.set(header::ALLOW, HeaderValue::from_static("GET"));
    reply(answer)
}

/// A session that cannot be kept must not be used either: the next request would begin the login anew, for ever.
pub(crate) fn unsaved(exchange: &Exchange, why: SaveError) -> Verdict {
    error!(request.id = %exchange.id, error.code = why.code(), "the session cannot be kept: {why}");
    told_to_whoever_asks(
        exchange,
        StatusCode::SERVICE_UNAVAILABLE,
        "Your session cannot be kept",
        "You are signed in at the provider, but what it says about you does not fit into the cookies of this site. \
         Your administrator can change that; signing in again will not.",
    )
}

/// What was decided cannot be put into a message.
pub(crate) fn broken(exchange: &Exchange, why: &dyn fmt::Display) -> Verdict {
    error!(request.id = %exchange.id, error.code = "answer.unsendable", "{why}");
    told_to_whoever_asks(
        exchange,
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong here",
        "Signing in went well, but what came of it cannot be passed on. Your administrator finds the reason in the log.",
    )
}

fn unavailable(exchange: &Exchange, retry_after: u32) -> Verdict {
    let verdict = told_to_whoever_asks(
        exchange,
        StatusCode::SERVICE_UNAVAILABLE,
        "Signing in is not possible right now",
        "The identity provider does not answer. Nothing is lost: try again in a moment.",
    );
    let Verdict::Reply(mut answer) = verdict else {
        return verdict;
    };
    answer
        .head
        .set(header::RETRY_AFTER, HeaderValue::from(retry_after));
    Verdict::Reply(answer)
}

/// A page for people, with the way back to where they wanted to go; JSON for programs.
fn told_to_whoever_asks(exchange: &Exchange, status: StatusCode, title: &str, text: &str) -> Verdict {
    if !is_seen_by_a_person(exchange) {
        let mut answer = Answer::message(status, title);
        answer
            .head
            .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return reply(answer);
    }
    let page = Page {
        status,
        title,
        text,
        way_on: "Try again",
        again: exchange.received.target.path(),
        request: exchange.id.clone(),
    };
    reply(page.answer())
}

/// 302, which no cache keeps: it carries state, and cookies come with it.
fn redirect(to: &str) -> Option<Verdict> {
    let mut answer = Answer::new(StatusCode::FOUND);
    answer.head.set(header::LOCATION, HeaderValue::from_str(to).ok()?);
    answer
        .head
        .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(reply(answer))
}

fn reply(answer: Answer) -> Verdict {
    Verdict::Reply(Box::new(answer))
}

/// What a person is told about a login that came to nothing: a title, and what helps. The cause is in the log.
fn told(error: &Error) -> (&'static str, &'static str) {
    match error {
        Error::Callback(CallbackError::Provider { error, .. }) if error == "access_denied" => (
            "You were not signed in",
            "The identity provider did not let you in, or you went back. You can try again, \
             perhaps with another account.",
        ),
        Error::Callback(CallbackError::CookieMissing) => (
            "Your browser does not bring our cookie back",
            "Signing in needs a cookie from this site, and twice your browser came without it. Allow cookies for this \
             site, and use the very address that your administrator gave you.",
        ),
        Error::Callback(CallbackError::Expired) => (
            "Signing in took too long",
            "For your safety a sign-in that was begun long ago no longer counts. Begin again.",
        ),
        Error::Callback(
            CallbackError::StateUnknown | CallbackError::StateMissing | CallbackError::CookieUnreadable,
        ) => (
            "This sign-in is not known here",
            "It was finished before, or begun in another browser. Begin again.",
        ),
        _ => (
            "Signing in did not work",
            "What the identity provider sent was not accepted here. Try again; if that does not help, \
             your administrator finds the reason in the log.",
        ),
    }
}
