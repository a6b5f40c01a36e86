//! What somebody is told who may not pass: a page for people, JSON for programs, or the way to another page.

use std::fmt;

use oidc::{AccessTokenError, CallbackError, CredentialsError, Error, LoopCause, Rules, Subject};
use plugin::{Answer, Exchange, HeaderValue, StatusCode, header};
use serde_json::json;

use crate::barred::Barred;
use crate::config;
use crate::page::{Page, Way};
use crate::presented::{is_seen_by_a_person, origin};

/// How refusals are told.
pub(crate) struct Denial {
    pub(crate) unauthorized: Manner,
    pub(crate) forbidden: Manner,
    /// Where browsers are sent when something goes wrong here.
    unexpected: Option<String>,
    /// Whether the reason is told too.
    displays_errors: bool,
    /// Whether the stable name of the failure is told.
    exposes_codes: bool,
    /// The host of the provider.
    realm: String,
    /// The scopes that are demanded, as a challenge names them.
    scopes: Option<String>,
    /// How the address of a request becomes the one that ends its session, if a link can do that.
    sign_out: Option<String>,
}

/// What may go wrong, by what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Unauthorized,
    Forbidden,
    Unexpected,
}

/// How one sort of refusal is told.
pub(crate) struct Manner {
    message: String,
    redirect: Option<String>,
    /// Whether it ends the session.
    pub(crate) ends_session: bool,
}

impl Denial {
    pub(crate) fn new(options: &config::Denial, rules: &Rules, client: usize) -> Self {
        let own = |uris: &Option<Vec<schema::Url>>| {
            let uri = config::of_client(uris.as_deref(), client);
            uri.map(|uri| uri.as_str().to_owned())
        };
        let scopes = rules
            .demands
            .claims
            .iter()
            .find(|(subject, _)| *subject == Subject::Scopes);
        let by_link = rules.logout.approaches.contains(&oidc::Approach::Visit);
        Self {
            unauthorized: Manner {
                message: options.unauthorized_error_message.clone(),
                redirect: own(&options.unauthorized_redirect_uri),
                ends_session: options.unauthorized_destroy_session,
            },
            forbidden: Manner {
                message: options.forbidden_error_message.clone(),
                redirect: own(&options.forbidden_redirect_uri),
                ends_session: options.forbidden_destroy_session,
            },
            unexpected: own(&options.unexpected_redirect_uri),
            displays_errors: options.display_errors,
            exposes_codes: options.expose_error_code,
            realm: rules.issuer.host(),
            scopes: scopes
                .and_then(|(_, demand)| demand.one_of.first())
                .map(|all| all.join(" ")),
            sign_out: rules.logout.suffix.clone().filter(|_| by_link),
        }
    }

    /// The way to another page, if browsers are sent there instead.
    pub(crate) fn elsewhere(&self, sort: Sort, exchange: &Exchange) -> Option<Answer> {
        let to = match sort {
            Sort::Unauthorized => &self.unauthorized.redirect,
            Sort::Forbidden => &self.forbidden.redirect,
            Sort::Unexpected => &self.unexpected,
        };
        elsewhere(to.as_deref()?, exchange)
    }

    /// 401.
    pub(crate) fn unauthorized(
        &self,
        exchange: &Exchange,
        error: &Error,
        circumstances: &str,
        again: &str,
    ) -> Answer {
        let (title, text) = told(error);
        let (status, message, token_error) = match error {
            // RFC 6750 section 3.1: the request is at fault, whatever the token may be worth.
            Error::Bearer(AccessTokenError::Several | AccessTokenError::Malformed)
            | Error::Credentials(CredentialsError::Several | CredentialsError::Malformed) => {
                (StatusCode::BAD_REQUEST, "Bad request", "invalid_request")
            }
            _ => (
                StatusCode::UNAUTHORIZED,
                self.unauthorized.message.as_str(),
                "invalid_token",
            ),
        };
        let mut answer = self.answer(exchange, status, message, (error.code(), error), || Page {
            status,
            title: title.to_owned(),
            text: format!("{text} {circumstances}").trim_end().to_owned(),
            code: self.exposes_codes.then(|| error.code()),
            reason: self.displays_errors.then(|| error.to_string()),
            way: Some(Way {
                name: "Sign in again",
                to: again.to_owned(),
            }),
            request: exchange.id.clone(),
        });
        let token_is_bad = !matches!(error, Error::LoginNeeded | Error::Loop(_));
        let attributes = match token_is_bad && self.exposes_codes {
            true => format!(", error=\"{token_error}\""),
            false => String::new(),
        };
        self.challenge(&mut answer, &attributes);
        answer
    }

    /// 403.
    pub(crate) fn forbidden(&self, exchange: &Exchange, barred: &Barred) -> Answer {
        let Barred { why, person, .. } = barred;
        let path = exchange.received.target.path();
        let way = match &self.sign_out {
            Some(suffix) => Way {
                name: "Sign out",
                to: format!("{}{suffix}", path.trim_end_matches('/')),
            },
            None => Way {
                name: "Try again",
                to: path.to_owned(),
            },
        };
        let mut answer = self.answer(
            exchange,
            StatusCode::FORBIDDEN,
            &self.forbidden.message,
            (why.code(), why),
            || Page {
                status: StatusCode::FORBIDDEN,
                title: "You are signed in, but this is not open to you".to_owned(),
                text: format!(
                    "You are known here as {person}, and that account may not open this page. \
                 If it should, ask your administrator; otherwise use another account."
                ),
                code: self.exposes_codes.then(|| why.code()),
                reason: self.displays_errors.then(|| why.to_string()),
                way: Some(way),
                request: exchange.id.clone(),
            },
        );
        let scope = self.scopes.as_deref().filter(|_| why.is_of_scopes());
        let attributes = match (
            self.exposes_codes,
            scope.filter(|scope| scope.bytes().all(is_scope)),
        ) {
            (false, _) => String::new(),
            (true, None) => ", error=\"insufficient_scope\"".to_owned(),
            (true, Some(scope)) => format!(", error=\"insufficient_scope\", scope=\"{scope}\""),
        };
        self.challenge(&mut answer, &attributes);
        answer
    }

    /// 500 or 503: something is wrong on this side.
    pub(crate) fn trouble(
        &self,
        exchange: &Exchange,
        status: StatusCode,
        code: &'static str,
        title: &str,
        text: &str,
    ) -> Answer {
        if !is_seen_by_a_person(exchange) {
            return self.json(exchange, status, title, code);
        }
        let page = Page {
            status,
            title: title.to_owned(),
            text: text.to_owned(),
            code: self.exposes_codes.then_some(code),
            reason: None,
            way: Some(Way {
                name: "Try again",
                to: exchange.received.target.path().to_owned(),
            }),
            request: exchange.id.clone(),
        };
        page.answer()
    }

    fn answer(
        &self,
        exchange: &Exchange,
        status: StatusCode,
        message: &str,
        (code, why): (&str, &dyn fmt::Display),
        page: impl FnOnce() -> Page,
    ) -> Answer {
        if is_seen_by_a_person(exchange) {
            return page().answer();
        }
        match self.displays_errors {
            true => self.json(exchange, status, &format!("{message} ({why})"), code),
            false => self.json(exchange, status, message, code),
        }
    }

    fn json(&self, exchange: &Exchange, status: StatusCode, message: &str, code: &str) -> Answer {
        let mut body = json!({ "message": message, "request_id": exchange.id.to_string() });
        if self.exposes_codes {
            body["code"] = code.into();
        }
        let mut answer = Answer::with_body(status, "application/json; charset=utf-8", body.to_string());
        no_store(&mut answer);
        answer
    }

    /// RFC 6750 section 3, with the provider's host as realm.
    fn challenge(&self, answer: &mut Answer, attributes: &str) {
        // Hosts of URLs are visible ASCII without quotes, and so is what stands in the attributes.
        let challenge = HeaderValue::try_from(format!("Bearer realm=\"{}\"{attributes}", self.realm));
        let challenge = challenge.unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        answer.head.set(header::WWW_AUTHENTICATE, challenge);
    }
}

/// 302 to another page, unless that is the very one that was asked for: then nobody would ever arrive.
fn elsewhere(to: &str, exchange: &Exchange) -> Option<Answer> {
    let (address, _) = to.split_once(['?', '#']).unwrap_or((to, ""));
    let here = [&origin(exchange), exchange.received.target.path()].concat();
    let is_here = address == here;
    let mut answer = Answer::new(StatusCode::FOUND);
    answer.head.set(header::LOCATION, HeaderValue::from_str(to).ok()?);
    no_store(&mut answer);
    (!is_here).then_some(answer)
}

/// No cache keeps this.
pub(crate) fn no_store(answer: &mut Answer) {
    answer
        .head
        .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// RFC 6750 section 3: what a scope in a challenge may hold, and the spaces between.
const fn is_scope(byte: u8) -> bool {
    matches!(byte, b' ' | 0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}

/// What a person is told about a login that came to nothing: a title, and what helps. The cause is in the log.
fn told(error: &Error) -> (&'static str, &'static str) {
    match error {
        Error::Callback(CallbackError::Provider { error, .. }) if error == "access_denied" => (
            "You were not signed in",
            "The identity provider did not let you in, or you went back. You can try again, \
             perhaps with another account.",
        ),
        Error::Callback(CallbackError::CookieMissing) | Error::Loop(LoopCause::NotReturned) => (
            "Your browser does not bring our cookie back",
            "Signing in needs a cookie from this site, and your browser came back without it. Allow cookies \
             for this site, and use the very address that your administrator gave you.",
        ),
        Error::Loop(LoopCause::Unreadable(_)) => (
            "Your session cannot be read here",
            "You sign in, and the next request does not find your session. Most likely the servers behind this address \
             do not have the same secret; your administrator can change that.",
        ),
        Error::Loop(LoopCause::AnotherHost) => (
            "Signing in ends at another address",
            "You sign in, and your session is for another address than this one. Your administrator can change that.",
        ),
        Error::Loop(LoopCause::NotKept) => (
            "Nobody stays signed in here",
            "You sign in, and this site does not remember it: it is set up to keep no sessions. Your administrator can \
             change that.",
        ),
        Error::Loop(LoopCause::Spent(_) | LoopCause::TokenOver) => (
            "Your session is over as soon as it begins",
            "Most likely a clock is wrong, here or at the identity provider, or sessions are meant to be very short. \
             Your administrator can change that.",
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
        error if error.is_of_setup() => (
            "This site is not set up for signing in",
            "The identity provider refuses this site, or sends what cannot be used here. Trying again does not help: \
             your administrator finds the reason in the log.",
        ),
        Error::Bearer(_) => (
            "This access token was not accepted",
            "The request brought an access token that is not good here: of another provider, over, or damaged. \
             Your administrator finds the reason in the log.",
        ),
        Error::Credentials(_) => (
            "These credentials were not accepted",
            "The request brought a name and a password, or the like, that the identity provider does not accept. \
             Your administrator finds the reason in the log.",
        ),
        Error::LoginNeeded => ("You are not signed in", "Sign in to go on."),
        _ => (
            "Signing in did not work",
            "What the identity provider sent was not accepted here. Try again; if that does not help, \
             your administrator finds the reason in the log.",
        ),
    }
}
