//! A call before it goes out.

use std::sync::Arc;
use std::time::Duration;

use jose::{Algorithm, Secret, SigningKey, Timestamp, base64url};
use oidc::client_auth::{Assertion, Signer};
use plugin::Services;
use ports::HttpRequest;
use tracing::error;

use super::Unavailable;
use crate::instance::in_protocol;
use crate::own_keys::{NoKeys, OwnKeys};

/// How long the gateway's keys are used before they are read again. Those before them stay published for a day.
const USED_FOR: Duration = Duration::from_secs(60);

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
    pub(super) async fn proven(self, services: &Services) -> Result<HttpRequest, Unavailable> {
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
            let own = services.shared.the::<Own>();
            let key = own.key(*algorithm, services).await;
            let key = key.map_err(|why| not_proven(&why))?;
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

/// The keys with which this gateway signs, as they were last read on this node.
#[derive(Default)]
struct Own(tokio::sync::Mutex<Option<Read>>);

struct Read {
    at: ports::Timestamp,
    keys: Vec<Arc<SigningKey>>,
}

impl Own {
    /// The key for an algorithm. While the store is away the last known ones do: their public halves are published.
    async fn key(
        &self,
        algorithm: Algorithm,
        services: &Services,
    ) -> Result<Option<Arc<SigningKey>>, NoKeys> {
        let now = services.clock.now();
        let mut read = self.0.lock().await;
        if read.as_ref().is_none_or(|read| now.since(read.at) >= USED_FOR) {
            match OwnKeys::of(services).await {
                Ok(own) => {
                    let keys = own.signing().map(Arc::new).collect();
                    *read = Some(Read { at: now, keys });
                }
                Err(why) if read.is_none() => return Err(why),
                Err(_) => {}
            }
        }
        let mut keys = read.iter().flat_map(|read| &read.keys);
        Ok(keys.find(|key| key.algorithm() == algorithm).cloned())
    }
}

fn not_proven(why: &dyn std::fmt::Display) -> Unavailable {
    error!(
        error.code = "client.not_proven",
        "a call to the provider was not made, since who makes it cannot be proved: {why}"
    );
    Unavailable::NotProven
}
