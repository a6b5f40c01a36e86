//! Who signs people in.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use plugin::Misconfigured;
use schema::{Choice, Record, Seconds, Url};

use super::arguments::Pairs;

/// Options of the identity provider.
#[derive(Record)]
pub(crate) struct Provider {
    /// The issuer, or the address of its discovery document.
    #[field(referenceable)]
    pub(crate) issuer: Url,

    /// What it means if the discovery document names another issuer.
    #[field(default = IssuerCheck::Strict)]
    pub(crate) lychgate_issuer_check: IssuerCheck,

    /// Whether a provider beyond this machine, or behind a proxy, may be called without TLS. Whoever listens can then
    /// sign people in.
    #[field(default = false)]
    pub(crate) lychgate_allow_http_issuer: bool,

    /// Issuers whose tokens are accepted, letter by letter and whatever else is not verified. Null accepts those of the
    /// provider. The keys are the provider's all the same, and those of `extra_jwks_uris`.
    #[field(referenceable)]
    pub(crate) issuers_allowed: Option<Vec<String>>,

    /// Whether there is no discovery: the issuer is a mere name, exactly as tokens have it, and all addresses are options.
    /// What has none is answered 503; without keys no token is verified.
    #[field(default = false)]
    pub(crate) using_pseudo_issuer: bool,

    /// More headers of discovery, and of the request for the provider's keys.
    #[flatten = "discovery_headers_"]
    pub(crate) discovery_headers: Pairs,

    /// Seconds that must pass after one discovery before the next, such as for an unknown key id.
    #[field(default = 30)]
    pub(crate) rediscovery_lifetime: Option<Seconds>,

    /// Whether the provider counts as not found while its discovery document speaks against what it is going to be asked
    /// for: scopes, response type and mode, PKCE, and the way in which the client proves itself. Documents are often wrong.
    #[field(default = false)]
    pub(crate) verify_parameters: bool,

    /// Where browsers are sent to sign in. Null asks discovery.
    #[field()]
    pub(crate) authorization_endpoint: Option<Url>,

    /// Where codes become tokens. Null asks discovery.
    #[field()]
    pub(crate) token_endpoint: Option<Url>,

    /// The same for clients that prove themselves with a certificate. Null asks discovery.
    #[field()]
    pub(crate) mtls_token_endpoint: Option<Url>,

    /// Where the provider's keys are. Null asks discovery.
    #[field()]
    pub(crate) jwks_endpoint: Option<Url>,

    /// Where more keys are that count as the provider's, and are tried after these. While one cannot be had, what was last
    /// found there counts.
    #[field(referenceable)]
    pub(crate) extra_jwks_uris: Option<Vec<Url>>,
}

/// What it means if the discovery document names another issuer.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IssuerCheck {
    /// It is not the provider's.
    #[choice("strict")]
    Strict,
    /// Nothing: whom the document names is believed.
    #[choice("any")]
    Any,
}

impl Provider {
    /// The issuer, normalised.
    pub(crate) fn issuer(&self) -> Result<oidc::Issuer, Misconfigured> {
        oidc::Issuer::parse(self.issuer.as_str())
            .map_err(|why| Misconfigured::because("config.issuer", "issuer", &why))
    }

    /// Where more keys are.
    pub(crate) fn more_keys(&self) -> Vec<String> {
        let more = self.extra_jwks_uris.iter().flatten();
        more.map(|url| url.as_str().to_owned()).collect()
    }

    /// Whose tokens count.
    pub(crate) fn issuers(&self) -> oidc::Issuers {
        match self.issuers_allowed.as_deref() {
            None | Some([]) => oidc::Issuers::OfTheProvider,
            Some(issuers) => oidc::Issuers::AnyOf(issuers.to_vec()),
        }
    }

    /// More headers of the calls that find the provider out.
    ///
    /// # Errors
    /// [`Misconfigured`] for what cannot be sent.
    pub(crate) fn headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, Misconfigured> {
        super::http::call_headers("discovery_headers", self.discovery_headers.pairs())
    }

    /// How long the keys are left alone after a discovery.
    pub(crate) fn cool_down(&self) -> Duration {
        self.rediscovery_lifetime
            .map_or(Duration::ZERO, Seconds::duration)
    }
}
