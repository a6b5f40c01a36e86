//! Who signs people in.

use std::time::Duration;

use plugin::Misconfigured;
use schema::{Record, Seconds, Url};

/// Options of the identity provider.
#[derive(Record)]
pub(crate) struct Provider {
    /// The issuer, or the address of its discovery document.
    #[field(referenceable)]
    pub(crate) issuer: Url,

    /// Seconds that must pass after one discovery before the next, such as for an unknown key id.
    #[field(default = 30)]
    pub(crate) rediscovery_lifetime: Option<Seconds>,
}

impl Provider {
    /// The issuer, normalised.
    pub(crate) fn issuer(&self) -> Result<oidc::Issuer, Misconfigured> {
        oidc::Issuer::parse(self.issuer.as_str())
            .map_err(|why| Misconfigured::new("config.issuer", format!("issuer: {why}")))
    }

    /// How long the keys are left alone after a discovery.
    pub(crate) fn cool_down(&self) -> Duration {
        self.rediscovery_lifetime
            .map_or(Duration::ZERO, Seconds::duration)
    }
}
