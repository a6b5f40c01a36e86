//! What the provider answers, as a function of what it knows, what it is asked, and the time.

use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use jose::{SignError, Timestamp};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::endpoint::Endpoint;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::oauth_error::OAuthError;
use crate::options::Options;
use crate::request::Request;
use crate::{Client, Lifetimes, Misbehaviour, client, page};

/// The provider without its socket. Each endpoint's file adds the method that answers for it.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    /// The path of the issuer, without a slash at its end.
    pub(crate) path: String,
    pub(crate) clients: Vec<Client>,
    pub(crate) audience: String,
    pub(crate) scope_claim: crate::ScopeClaim,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) keys: Keys,
    /// The public JWK of the client that its tokens are encrypted for, if it wants that.
    pub(crate) recipient: Option<Map<String, Value>>,
    pub(crate) ledger: Ledger,
    pub(crate) misbehaviours: BTreeSet<Misbehaviour>,
}

impl Provider {
    pub(crate) fn new(issuer: String, options: Options) -> Result<Self, SignError> {
        Ok(Self {
            issuer,
            path: options.issuer_path,
            clients: options.clients,
            audience: options.audience,
            scope_claim: options.scope_claim,
            lifetimes: options.lifetimes,
            keys: Keys::make(options.algorithm)?,
            recipient: None,
            ledger: Ledger::new(options.lifetimes),
            misbehaviours: BTreeSet::new(),
        })
    }

    /// Answers a call.
    pub(crate) fn answer(&mut self, endpoint: Endpoint, request: &Request, now: Timestamp) -> Answer {
        if !endpoint.methods().contains(&request.method) {
            let allowed: Vec<&str> = endpoint.methods().iter().map(|method| method.as_str()).collect();
            return Answer::empty(StatusCode::METHOD_NOT_ALLOWED).with(header::ALLOW, allowed.join(", "));
        }
        match endpoint {
            Endpoint::Discovery => self.discovery(),
            Endpoint::Keys => self.key_set(),
            Endpoint::Authorize => self.authorize(request, now),
            Endpoint::SignIn => self.sign_in(request, now),
            Endpoint::Token => self.token(request, now),
            Endpoint::Userinfo => self.userinfo(request, now),
            Endpoint::Introspect => self.introspect(request, now),
            Endpoint::Revoke => self.revoke(request, now),
            Endpoint::EndSession => self.end_session(request, now),
            Endpoint::Elsewhere => page::notice(
                StatusCode::NOT_FOUND,
                "There is nothing here",
                "This is a sample OpenID provider. An application sends people here when they are to sign in.",
            ),
        }
    }

    /// The client that sent a request. A statement of its own counts once (RFC 7523 section 3, `jti`).
    pub(crate) fn client_of(&mut self, request: &Request, now: Timestamp) -> Result<Client, OAuthError> {
        let endpoints =
            [Endpoint::Token, Endpoint::Introspect, Endpoint::Revoke].map(|endpoint| self.url(endpoint));
        let mut audiences: Vec<&str> = endpoints.iter().map(String::as_str).collect();
        audiences.push(&self.issuer);
        let (client, statement) = client::authenticate(&self.clients, request, &audiences, now)?;
        if let Some(statement) = statement
            && !self.ledger.spend_statement(&client.id, &statement, now)
        {
            return Err(OAuthError::invalid_client(
                "the statement of the client was used before",
            ));
        }
        Ok(client.clone())
    }

    pub(crate) fn does(&self, misbehaviour: Misbehaviour) -> bool {
        self.misbehaviours.contains(&misbehaviour)
    }

    /// The absolute address of an endpoint.
    pub(crate) fn url(&self, endpoint: Endpoint) -> String {
        format!("{}{}", self.issuer, endpoint.path())
    }
}
