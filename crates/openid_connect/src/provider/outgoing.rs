//! A call before it goes out.

use std::sync::Arc;

use jose::{Secret, SigningKey, Timestamp, base64url};
use oidc::client_auth::{Assertion, Signer};
use plugin::Services;
use ports::HttpRequest;
use tracing::error;

use super::Unavailable;
use crate::instance::in_protocol;
use crate::own_keys::{Recent, SigningKeys, USED_FOR};

/// A call before it goes out. What proves who makes it is signed only then, away from the cores: so each call has a statement
/// of its own, and none is signed for a call that is not made.
pub(crate) struct Outgoing {
    pub(super) request: HttpRequest,
    assertion: Option<Assertion>,
}

impl From<HttpRequest> for Outgoing {
    fn from(request: HttpRequest) -> Self {
        Self {
            request,
            assertion: None,
        }
    }
}

impl Outgoing {
    /// A call that posts a form, to which this statement belongs.
    pub(crate) const fn with_assertion(request: HttpRequest, assertion: Assertion) -> Self {
        Self {
            request,
            assertion: Some(assertion),
        }
    }

    /// As it is sent.
    ///
    /// # Errors
    /// [`Unavailable::NotProven`] if nothing can be signed.
    pub(crate) async fn proven(self, services: &Services) -> Result<HttpRequest, Unavailable> {
        let Some(assertion) = self.assertion else {
            return Ok(self.request);
        };
        let signed = signed(&assertion, services).await?;
        let form = String::from_utf8_lossy(&self.request.body);
        Ok(HttpRequest {
            body: Assertion::in_form(&form, &signed).into(),
            ..self.request
        })
    }
}

async fn signed(assertion: &Assertion, services: &Services) -> Result<Secret, Unavailable> {
    let mut id = [0; 16];
    services.entropy.fill(&mut id).map_err(|why| not_proven(&why))?;
    let (id, now) = (base64url::encode(&id), in_protocol(services.clock.now()));
    match &assertion.signer {
        Signer::Key(key) => sign(Arc::clone(key), assertion, &id, now).await,
        Signer::OwnKey(algorithm) => {
            let own = services.shared.the::<Recent<SigningKeys>>();
            let keys = own.read(services, USED_FOR).await;
            let key = keys.map_err(|why| not_proven(&why))?.key(*algorithm);
            let key = key.ok_or_else(|| not_proven(&"this gateway has no such key"))?;
            sign(key, assertion, &id, now).await
        }
    }
}

/// Signs on a thread that may take its time: with RSA it is a millisecond or two.
async fn sign(
    key: Arc<SigningKey>,
    assertion: &Assertion,
    id: &str,
    now: Timestamp,
) -> Result<Secret, Unavailable> {
    let claims = assertion.claims(id, now);
    let signed = tokio::task::spawn_blocking(move || key.sign(Some("JWT"), &claims)).await;
    let signed = signed.map_err(|why| not_proven(&why))?;
    signed.map(Secret::from).map_err(|why| not_proven(&why))
}

fn not_proven(why: &dyn std::fmt::Display) -> Unavailable {
    error!(
        error.code = "client.not_proven",
        "a call to the provider was not made, since who makes it cannot be proved: {why}"
    );
    Unavailable::NotProven
}
