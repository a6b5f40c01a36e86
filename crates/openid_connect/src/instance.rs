//! One configured use of the plugin.

use std::sync::Arc;
use std::time::Duration;

use jose::{Algorithm, Timestamp};
use oidc::{Issuer, Nonce, Rules};
use plugin::{HeaderValue, Misconfigured, Services};
use ports::{Clock, Entropy, Reach};

use crate::config::{Config, UpstreamHeaders};
use crate::cookies::Cookies;
use crate::memory::Memory;
use crate::provider::{self, Endpoint, Line};

/// Logins that one browser may have under way; with more, their cookie would outgrow what browsers keep.
const LOGINS: usize = 5;

/// The openid-connect plugin with its options: the rules of its logins, its cookies, and the line to its provider.
pub struct OpenIdConnect {
    pub(crate) rules: Rules,
    pub(crate) line: Line,
    pub(crate) cookies: Cookies,
    pub(crate) forward: UpstreamHeaders,
    pub(crate) challenge: HeaderValue,
    pub(crate) unauthorized: String,
    pub(crate) timeout: Duration,
    pub(crate) reach: Reach,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// What an instance keeps on one core.
#[derive(Default)]
pub struct Here {
    pub(crate) provider: provider::Copy,
    pub(crate) keys: session::Keys,
    pub(crate) memory: Memory,
}

impl OpenIdConnect {
    /// Turns options into rules, and opens the line to the provider. Nothing is called before the first login.
    pub(crate) fn build(config: &Config, services: &Services) -> Result<Self, Misconfigured> {
        config.credentials.code_flow()?;
        let issuer = config.provider.issuer()?;
        let client = config.client.client()?;
        let reach = reach(&issuer)?;
        let cookies = Cookies::new(config, &issuer, &client.id, services)?;
        let endpoint = Endpoint {
            issuer: issuer.clone(),
            reach,
            timeout: config.http.timeout(),
            cool_down: config.provider.cool_down(),
        };
        Ok(Self {
            challenge: challenge(&issuer),
            line: Line::open(endpoint, services),
            cookies,
            forward: config.forward.headers()?,
            unauthorized: config.denial.unauthorized_error_message.clone(),
            timeout: config.http.timeout(),
            reach,
            clock: Arc::clone(&services.clock),
            entropy: Arc::clone(&services.entropy),
            rules: Rules {
                issuer,
                client,
                scopes: config.authorization.scopes.clone().unwrap_or_default(),
                pkce: config.authorization.pkce(),
                nonce: Nonce::Checked,
                algorithms: Algorithm::ALL.to_vec(),
                leeway: config.verification.leeway(),
                pending_lifetime: config.login.patience(),
                pending_limit: LOGINS,
                after_login: config.login.after(),
            },
        })
    }

    /// The present moment, in the words of the protocol.
    pub(crate) fn now(&self) -> Timestamp {
        in_protocol(self.clock.now())
    }
}

/// A moment in the words of the protocol.
pub(crate) const fn in_protocol(moment: ports::Timestamp) -> Timestamp {
    Timestamp::from_millis(moment.millis())
}

/// A provider on this very machine may be called here, and in the clear; any other may not.
fn reach(issuer: &Issuer) -> Result<Reach, Misconfigured> {
    if issuer.is_loopback() {
        return Ok(Reach::Loopback);
    }
    if issuer.is_plain() {
        return Err(Misconfigured::new(
            "config.issuer_plain",
            format!(
                "issuer: {issuer} is not encrypted, so anybody between could sign people in; write https:"
            ),
        ));
    }
    Ok(Reach::Network)
}

/// RFC 6750 section 3, with the provider's host as realm.
fn challenge(issuer: &Issuer) -> HeaderValue {
    // Hosts of URLs are visible ASCII without quotes.
    HeaderValue::try_from(format!("Bearer realm=\"{}\"", issuer.host()))
        .unwrap_or_else(|_| HeaderValue::from_static("Bearer"))
}
