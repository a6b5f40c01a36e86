//! What a provider says about itself (OpenID Connect Discovery 3, RFC 8414 section 2).

use std::fmt;

use serde::Deserialize;
use url::Url;

use crate::{Issuer, json};

/// The most bytes a discovery document may have.
const LIMIT: usize = 512 * 1024;

/// What a provider says about itself, as far as a login needs it.
#[derive(Clone, Debug)]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: String,
    jwks_uri: String,
    client_authentication: Option<Vec<String>>,
    challenge_methods: Option<Vec<String>>,
    names_itself_in_callbacks: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Why a discovery document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscoveryError {
    /// Longer than 512 KiB.
    TooLarge,
    /// Not the JSON object it should be.
    Malformed(String),
    /// It is another issuer's document.
    IssuerMismatch {
        /// The issuer that was asked for.
        expected: String,
        /// The issuer it names.
        found: String,
    },
    /// A member that a login needs is not there.
    Missing(&'static str),
    /// An endpoint is not an absolute URL, or gives up TLS that the issuer has.
    BadEndpoint(&'static str),
}

impl DiscoveryError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "discovery.too_large",
            Self::Malformed(_) => "discovery.malformed",
            Self::IssuerMismatch { .. } => "discovery.issuer_mismatch",
            Self::Missing(_) => "discovery.member_missing",
            Self::BadEndpoint(_) => "discovery.bad_endpoint",
        }
    }
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the discovery document is larger than 512 KiB"),
            Self::Malformed(why) => write!(f, "the discovery document cannot be read: {why}"),
            Self::IssuerMismatch { expected, found } => write!(
                f,
                "the discovery document is that of {found:?}, not of {expected:?}; configure the issuer as it names itself"
            ),
            Self::Missing(name) => write!(f, "the discovery document has no {name}"),
            Self::BadEndpoint(name) => write!(f, "{name} is not an absolute https: URL"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for DiscoveryError {}

impl Metadata {
    /// Reads the discovery document of this issuer.
    ///
    /// # Errors
    /// [`DiscoveryError`] if it cannot be used. The issuer it names must be the one that was asked
    /// (Discovery 4.3): otherwise one provider could speak for another.
    pub fn read(body: &[u8], issuer: &Issuer) -> Result<Self, DiscoveryError> {
        if body.len() > LIMIT {
            return Err(DiscoveryError::TooLarge);
        }
        let document: Document =
            json::read_object(body).map_err(|error| DiscoveryError::Malformed(error.to_string()))?;
        let found = document.issuer.ok_or(DiscoveryError::Missing("issuer"))?;
        if !issuer.is(&found) {
            return Err(DiscoveryError::IssuerMismatch {
                expected: issuer.to_string(),
                found,
            });
        }
        let endpoint = |text: Option<String>, name| endpoint(text, name, issuer);
        Ok(Self {
            issuer: found,
            authorization_endpoint: endpoint(document.authorization_endpoint, "authorization_endpoint")?,
            token_endpoint: endpoint(document.token_endpoint, "token_endpoint")?.into(),
            jwks_uri: endpoint(document.jwks_uri, "jwks_uri")?.into(),
            client_authentication: document.token_endpoint_auth_methods_supported,
            challenge_methods: document.code_challenge_methods_supported,
            names_itself_in_callbacks: document.authorization_response_iss_parameter_supported,
        })
    }

    /// The issuer, exactly as it names itself; tokens must say the same.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where people sign in.
    #[must_use]
    pub const fn authorization_endpoint(&self) -> &Url {
        &self.authorization_endpoint
    }

    /// Where a code becomes tokens.
    #[must_use]
    pub fn token_endpoint(&self) -> &str {
        &self.token_endpoint
    }

    /// Where its keys are.
    #[must_use]
    pub fn jwks_uri(&self) -> &str {
        &self.jwks_uri
    }

    /// How clients may prove who they are; `None` if it does not say.
    #[must_use]
    pub fn client_authentication(&self) -> Option<&[String]> {
        self.client_authentication.as_deref()
    }

    /// Which proof keys it takes; `None` if it does not say.
    #[must_use]
    pub fn challenge_methods(&self) -> Option<&[String]> {
        self.challenge_methods.as_deref()
    }

    /// Whether each of its callbacks names it (RFC 9207 section 3).
    #[must_use]
    pub const fn names_itself_in_callbacks(&self) -> bool {
        self.names_itself_in_callbacks
    }
}

/// An endpoint is an absolute `https:` URL; `http:` only if the issuer itself is reached so.
fn endpoint(text: Option<String>, name: &'static str, issuer: &Issuer) -> Result<Url, DiscoveryError> {
    let url = Url::parse(&text.ok_or(DiscoveryError::Missing(name))?)
        .map_err(|_| DiscoveryError::BadEndpoint(name))?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && issuer.is_plain());
    let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    if secure && plain && url.has_host() {
        Ok(url)
    } else {
        Err(DiscoveryError::BadEndpoint(name))
    }
}

#[cfg(test)]
mod tests;
