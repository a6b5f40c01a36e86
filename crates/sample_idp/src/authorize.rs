//! The authorization endpoint and the sign-in form behind it (OpenID Connect Core 3.1.2).

use std::sync::Arc;

use axum::http::{StatusCode, header};
use jose::{Secret, SignError, Timestamp};

use crate::answer::{Answer, with_query};
use crate::authorization_request::{
    self, AuthorizationRequest, Beside, Prompt, Refusal, ResponseMode, WayBack,
};
use crate::endpoint::Endpoint;
use crate::id_token::VouchedFor;
use crate::ledger::Grant;
use crate::login::{self, Login};
use crate::misbehaviour::ANOTHER_ISSUER;
use crate::oauth_error::OAuthError;
use crate::protocol::Provider;
use crate::request::{Request, Sender};
use crate::{Misbehaviour, Person, form_post, page, sign_in_page};

impl Provider {
    /// Sends the browser back with a code if it may, else asks who is there.
    pub(crate) fn authorize(&mut self, request: &Request, now: Timestamp) -> Answer {
        let asked = match authorization_request::read(&request.parameters, &self.clients) {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(&refusal),
        };
        let login = self.ledger.login(request.login.as_ref(), now);
        let login = login.filter(|login| is_fresh(login, &asked, now)).cloned();
        match (asked.prompt, login) {
            (Prompt::WhenNeeded | Prompt::Never, Some(login)) => self.send_code(asked, login, now),
            (Prompt::Never, None) => {
                let error = OAuthError {
                    error: "login_required",
                    description: "nobody is signed in, or not lately enough",
                };
                self.refuse(&Refusal::There(asked.way_back, error))
            }
            (Prompt::WhenNeeded | Prompt::Always, _) => {
                let action = format!("{}{}", self.path, Endpoint::SignIn.path());
                sign_in_page::render(&asked.way_back, &request.parameters, &action)
            }
        }
    }

    /// Takes the sign-in form. It carries the whole authorization request, which is judged anew.
    pub(crate) fn sign_in(&mut self, request: &Request, now: Timestamp) -> Answer {
        // Another site must not choose who is signed in here.
        if request.sender == Sender::Stranger {
            return page::notice(
                StatusCode::FORBIDDEN,
                "This did not come from the sign-in page",
                "Go back to the application and sign in from there.",
            );
        }
        let asked = match authorization_request::read(&request.parameters, &self.clients) {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(&refusal),
        };
        if request.parameters.find("cancel").is_some() {
            let error = OAuthError {
                error: "access_denied",
                description: "the person did not want to sign in",
            };
            return self.refuse(&Refusal::There(asked.way_back, error));
        }
        let Some(person) = request.parameters.find("person").and_then(Person::find) else {
            return page::notice(
                StatusCode::BAD_REQUEST,
                "Nobody of that name is here",
                "Go back and choose one of the people on the sign-in page.",
            );
        };
        let (cookie, login) = self.ledger.sign_in(person, request.login.as_ref(), now);
        self.send_code(asked, login, now)
            .with(header::SET_COOKIE, login::keeping(&cookie, &self.path))
    }

    fn send_code(&mut self, asked: AuthorizationRequest, login: Login, now: Timestamp) -> Answer {
        let grant = Grant {
            client_id: asked.way_back.client_id.clone(),
            scope: asked.scope,
            login: Some(login),
        };
        let code = self.ledger.add_code(
            grant.clone(),
            &asked.way_back.redirect_uri,
            asked.nonce.clone(),
            asked.challenge,
            now,
        );
        let Ok(beside) = self.tokens_beside(&code, grant, asked.beside, asked.nonce.as_deref(), now) else {
            return Answer::broken();
        };
        let beside = beside.iter().map(|(name, token)| (*name, token.expose()));
        let brings: Vec<_> = std::iter::once(("code", code.expose())).chain(beside).collect();
        self.call_back(&asked.way_back, &brings)
    }

    /// The tokens that come with the browser (OpenID Connect Core 3.3.2).
    fn tokens_beside(
        &mut self,
        code: &Secret,
        grant: Grant,
        wanted: Beside,
        nonce: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<(&'static str, Secret)>, SignError> {
        let grant = Arc::new(grant);
        let mut tokens = Vec::new();
        if wanted.token {
            let token = self.make_access_token(&grant, &grant.scope, now)?;
            tokens.push(("access_token", token));
            tokens.push(("token_type", Secret::new("Bearer")));
        }
        if let (true, Some(login)) = (wanted.id_token, &grant.login) {
            let vouched_for = VouchedFor {
                access_token: tokens.first().map(|(_, token)| token),
                code: Some(code),
            };
            let made = self.make_id_token(&grant.client_id, login, &grant.scope, nonce, vouched_for, now)?;
            tokens.push(("id_token", Secret::new(made)));
        }
        Ok(tokens)
    }

    fn refuse(&self, refusal: &Refusal) -> Answer {
        match refusal {
            Refusal::Here(why) => page::notice(StatusCode::BAD_REQUEST, "You cannot sign in this way", why),
            Refusal::There(way_back, error) => self.call_back(
                way_back,
                &[("error", error.error), ("error_description", error.description)],
            ),
        }
    }

    /// The callback: what it brings, the client's state, and who it is from (RFC 9207).
    fn call_back(&self, way_back: &WayBack, brings: &[(&str, &str)]) -> Answer {
        let mut parameters = brings.to_vec();
        let state = way_back.state.as_deref();
        if self.does(Misbehaviour::WrongCallbackState) {
            parameters.push(("state", "not-the-state-that-was-sent"));
        } else if let Some(state) = state.filter(|_| !self.does(Misbehaviour::MissingCallbackState)) {
            parameters.push(("state", state));
        }
        if self.does(Misbehaviour::WrongCallbackIssuer) {
            parameters.push(("iss", ANOTHER_ISSUER));
        } else if !self.does(Misbehaviour::MissingCallbackIssuer) {
            parameters.push(("iss", &self.issuer));
        }
        match way_back.mode {
            ResponseMode::Query => Answer::redirect(with_query(&way_back.redirect_uri, &parameters)),
            ResponseMode::FormPost => form_post::render(way_back, &parameters),
        }
    }
}

fn is_fresh(login: &Login, asked: &AuthorizationRequest, now: Timestamp) -> bool {
    asked.max_age.is_none_or(|max_age| now <= login.at.plus(max_age))
}
