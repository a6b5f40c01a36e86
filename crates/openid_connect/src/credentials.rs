//! Credentials in a body, which is read for them; and headers in which some may stand.

use std::time::Duration;

use http::header;
use oidc::Brought;
use plugin::{Body, BodyError, Exchange, Fault, Head, HeaderName, Method};

use crate::OpenIdConnect;
use crate::places::fields;

/// The longest body that is looked at, in bytes.
const MOST: usize = 64 * 1024;

/// How long a body with credentials may take.
const BODY: Duration = Duration::from_secs(30);

impl OpenIdConnect {
    /// Reads the body of a request that brings nothing elsewhere, if credentials may be in it. What is longer than any, or
    /// does not say how long it is, is none of ours, and flows on.
    ///
    /// # Errors
    /// [`Fault`] if the body breaks off, or does not come.
    pub(crate) async fn read_credentials(&self, exchange: &mut Exchange) -> Result<(), Fault> {
        if !self.may_be_in_body(exchange) {
            return Ok(());
        }
        let whole = std::mem::take(&mut exchange.body).collect(MOST);
        let whole = tokio::time::timeout(BODY, whole).await;
        let whole = whole.map_err(|_| Fault::BodyBroken)?;
        exchange.body = Body::from(whole.map_err(|error| match error {
            BodyError::TooLarge => Fault::BodyTooLarge,
            BodyError::Broken(_) => Fault::BodyBroken,
        })?);
        // Trailers are not kept, so none may be announced.
        exchange.head.remove(&header::TRAILER);
        Ok(())
    }

    fn may_be_in_body(&self, exchange: &Exchange) -> bool {
        let has_body = matches!(
            exchange.received.method,
            Method::POST | Method::PUT | Method::PATCH
        );
        let has_none = || self.places.brought(exchange) == (Brought::Nothing, oidc::Credentials::default());
        has_body
            && (self.places.want_body() || self.additions.want_body() || self.client_argument.is_some())
            && exchange.body.in_memory().is_none()
            && exchange.body.size().is_some_and(|size| size <= MOST as u64)
            && fields::is_readable(&exchange.head)
            && (has_none()
                || self.additions.want_body()
                || self.client_argument.is_some()
                || self.places.may_have_id_token(exchange))
    }

    /// Takes what a client says out of the headers in which credentials may stand and the upstream is told something by
    /// us, however they are spelled, and the trailers, which may be called so as well.
    pub(crate) fn untell(&self, head: &mut Head) {
        if self.told_in_place.is_empty() {
            return;
        }
        let names = head.iter().map(|(name, _)| name);
        let theirs = names.filter(|name| self.told_in_place.contains(&folded(name)));
        let theirs: Vec<HeaderName> = theirs.cloned().collect();
        for name in &theirs {
            head.remove(name);
        }
        head.remove(&header::TRAILER);
    }
}

/// A name as servers may read it that take `_` for `-`.
pub(crate) fn folded(name: &HeaderName) -> String {
    name.as_str().replace('_', "-")
}
