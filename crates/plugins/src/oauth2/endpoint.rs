//! The endpoints of an authorization server (RFC 6749 3), below every path of the routes of the plugin.

use http::{HeaderValue, Method, StatusCode, header};
use plugin::{Exchange, Fault, Scheme, Verdict};

use super::denial::Denial;
use super::parameters::Parameters;
use super::{OAuth2, authorize, client, here, token};
use crate::password::Known;

/// Two paths that the plugin answers itself, below every path of its routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Authorize,
    Token,
}

impl OAuth2 {
    /// Answers an endpoint.
    pub(super) async fn serve(
        &self,
        endpoint: Endpoint,
        secrets: &Known,
        exchange: &Exchange,
    ) -> Result<Verdict, Fault> {
        let parameters = match self.parameters(endpoint, exchange) {
            Ok(parameters) => parameters,
            Err(denial) => return Ok(denial.answer(None)),
        };
        let here = here(exchange);
        let state = parameters.named("state");
        if !self.is_secure(exchange) {
            let denial = Denial::new("access_denied", "You must use HTTPS");
            return Ok(denial.answer(state));
        }
        if endpoint == Endpoint::Authorize {
            let client = parameters
                .named("client_id")
                .and_then(|id| client::find(exchange, id));
            return authorize::answer(&self.rules, &self.ledger, &parameters, client, here).await;
        }
        let line = exchange.head.text(&self.header);
        let shown =
            token::grant_type(&self.rules, &parameters).and_then(|_| client::Shown::by(line, &parameters));
        let shown = match shown {
            Ok(shown) => shown,
            Err(denial) => return Ok(denial.answer(state)),
        };
        let client = match shown.judge(exchange, &self.passwords, secrets) {
            client::Judged::Found(client) => Some(client),
            client::Judged::Asks(question, meant) => {
                let fits = self.passwords.ask(question.clone()).await?;
                let client = meant.filter(|_| fits);
                if client.is_some() {
                    secrets.note(&question);
                }
                client
            }
        };
        match client {
            Some(client) => token::answer(&self.rules, &self.ledger, &parameters, client, here).await,
            None => Ok(shown.denial().answer(state)),
        }
    }

    fn parameters(&self, endpoint: Endpoint, exchange: &Exchange) -> Result<Parameters, Denial> {
        let method = &exchange.received.method;
        if *method != Method::POST {
            let why = format!(
                "The HTTP method {method} is invalid for the {} endpoint",
                endpoint.name()
            );
            let denial = Denial::new("invalid_method", why);
            let post = HeaderValue::from_static("POST");
            return Err(denial.with(StatusCode::METHOD_NOT_ALLOWED, header::ALLOW, post));
        }
        let content_type = exchange.head.text(&header::CONTENT_TYPE);
        let body = exchange.body.in_memory().unwrap_or_default();
        Parameters::read(exchange.received.target.query(), content_type, body)
    }

    /// Whether it was asked over TLS: to us, or to a proxy whose word counts.
    fn is_secure(&self, exchange: &Exchange) -> bool {
        let received = &exchange.received;
        let told = received.forwarded.as_ref().and_then(|told| told.scheme);
        received.connection.handshake().is_some() || self.believes_proxies && told == Some(Scheme::Https)
    }
}

impl Endpoint {
    pub(super) fn of(exchange: &Exchange) -> Option<Self> {
        let path = exchange.received.target.path();
        let path = path.strip_suffix('/').unwrap_or(path);
        let ends = |endpoint| path.ends_with(endpoint);
        match () {
            () if ends("/oauth2/token") => Some(Self::Token),
            () if ends("/oauth2/authorize") => Some(Self::Authorize),
            () => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorization",
            Self::Token => "token",
        }
    }
}
