//! Several ways to prove who one is, of which one is enough, and whoever goes none of them.

use oidc::{
    AccessTokenError, AuthorizationResponse, CallbackError, CredentialsError, Error, without_response,
};
use plugin::{Exchange, Fault, Verdict};
use tracing::debug;

use crate::OpenIdConnect;
use crate::admit::return_in_place;
use crate::forms::posted;

impl OpenIdConnect {
    /// Lets pass whom another plugin has recognised, if that is enough. What they show for us proves nothing then, and our
    /// cookies are nobody else's business.
    pub(crate) fn settled(&self, exchange: &mut Exchange) -> Option<Verdict> {
        if !self.authentication.is_settled(exchange) {
            return None;
        }
        self.withhold_cookies(exchange);
        self.untell(&mut exchange.head);
        Some(Verdict::Pass)
    }

    /// Lets somebody go on as the anonymous consumer, if there is one. Nothing goes upstream of what was shown in vain.
    ///
    /// # Errors
    /// [`Fault`] if that consumer is not there. The request has then not been changed.
    pub(crate) fn excuse(&self, exchange: &mut Exchange) -> Option<Result<Verdict, Fault>> {
        let excused = self.authentication.excuse(exchange)?;
        if excused.is_ok() {
            debug!(request.id = %exchange.id, "goes on as the anonymous consumer");
            self.withhold_cookies(exchange);
            self.withhold(exchange);
            self.withhold_answer(exchange);
        }
        Some(excused)
    }

    /// Keeps from the upstream what nobody has looked at, and would be believed there.
    pub(crate) fn withhold(&self, exchange: &mut Exchange) {
        self.places.withhold(exchange);
        self.untell(&mut exchange.head);
        self.upstream.withhold(&mut exchange.head);
    }

    /// The same for whoever has proved nothing, unless the request itself is wrong.
    pub(crate) fn excuse_from(
        &self,
        error: &Error,
        exchange: &mut Exchange,
    ) -> Option<Result<Verdict, Fault>> {
        match error {
            // RFC 6750 section 3.1: 400.
            Error::Bearer(AccessTokenError::Several | AccessTokenError::Malformed)
            | Error::Credentials(CredentialsError::Several | CredentialsError::Malformed)
            // What is only looked at may be asked for in earnest later.
            | Error::Callback(CallbackError::Method | CallbackError::LookedAt) => None,
            _ => self.excuse(exchange),
        }
    }

    /// A callback goes on as a visit to its page: its code and state are nobody's business.
    fn withhold_answer(&self, exchange: &mut Exchange) {
        let target = &exchange.received.target;
        let has_answer = |text: Option<&str>| !matches!(AuthorizationResponse::read(text), Ok(None));
        let is_posted = self.forms.is_callback(exchange) && has_answer(posted(exchange));
        if is_posted || (self.places.is_callback(target.path()) && has_answer(target.query())) {
            let left = without_response(target.query());
            return_in_place(exchange, left.as_deref());
        }
    }
}
