//! The certificate by which the provider knows the client (RFC 8705 section 2).

use std::sync::Arc;

use model::Id;
use plugin::{Exchange, Misconfigured};
use ports::{Identity, Terms, Verification};

use crate::config::Config;

/// The certificate entity that the client shows. It is looked up with each request, so that a new one counts at once.
#[derive(Clone, Debug)]
pub(crate) struct ClientCertificate {
    id: Id,
    verification: Verification,
}

impl ClientCertificate {
    /// `None` if none is shown anywhere.
    ///
    /// # Errors
    /// [`Misconfigured`] for what is no id.
    pub(crate) fn of(config: &Config) -> Result<Option<Self>, Misconfigured> {
        let Some(id) = config.client.tls_client_auth_cert_id.as_deref() else {
            return Ok(None);
        };
        let id = Id::parse(id).ok_or_else(|| {
            Misconfigured::new(
                "config.client_certificate",
                "tls_client_auth_cert_id: no id; write the id of an entity under /certificates".into(),
            )
        })?;
        let verification = match config.client.tls_client_auth_ssl_verify {
            true => Verification::Verified,
            false => Verification::NotVerified,
        };
        Ok(config.shows_certificate().then_some(Self { id, verification }))
    }

    /// Whether the provider must prove who it is where the certificate is shown.
    pub(crate) const fn verification(&self) -> Verification {
        self.verification
    }

    /// On what terms calls are made in which it is shown. `None` if it is not there: it must be in the workspace of the
    /// route.
    pub(crate) fn terms(&self, exchange: &Exchange, others: &Terms) -> Option<Arc<Terms>> {
        let found = exchange.directory.certificate_in(exchange.workspace(), self.id)?;
        Some(Arc::new(Terms {
            verification: self.verification,
            identity: Some(Arc::new(Identity {
                certificate: found.cert.as_str().to_owned(),
                key: found.key.expose().to_owned(),
            })),
            ..others.clone()
        }))
    }
}
