//! What a provider says about itself (OpenID Connect Discovery 3, RFC 8414 section 2).

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::client_auth::At;
use crate::{Intention, Issuer, json};

/// The most bytes a discovery document may have.
const LIMIT: usize = 512 * 1024;

/// What a provider says about itself, as far as a login needs it.
#[derive(Clone, Debug)]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: Option<Url>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<Url>,
    revocation_endpoint: Option<String>,
    introspection_endpoint: Option<String>,
    mtls: Aliases,
    introspection_authentication: Option<Vec<String>>,
    client_authentication: Option<Vec<String>>,
    challenge_methods: Option<Vec<String>>,
    names_itself_in_callbacks: bool,
    document: Map<String, Value>,
}

#[derive(Deserialize)]
struct Document {
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    introspection_endpoint: Option<String>,
    introspection_endpoint_auth_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    mtls_endpoint_aliases: Option<Value>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The endpoints for clients that show a certificate (RFC 8705 section 5).
#[derive(Clone, Debug, Default)]
struct Aliases {
    token: Option<String>,
    introspection: Option<String>,
    revocation: Option<String>,
}

/// What an operator says about a provider, and knows better than its discovery document.
#[derive(Clone, Debug, Default)]
pub struct DiscoveryRules {
    /// Whose document it may be.
    pub issuer: IssuerCheck,
    /// Endpoints that count instead of the document's.
    pub endpoints: Endpoints,
    /// What the provider is going to be asked for, and must not say that it does not do.
    pub intentions: Vec<Intention>,
    /// The name in its tokens of a provider that has no document: all that is known of it is what is set here.
    pub pseudo_issuer: Option<String>,
}

/// Whose discovery document counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IssuerCheck {
    /// That of the issuer that was asked (Discovery 4.3).
    #[default]
    Strict,
    /// Anybody's: whoever answers at the issuer's address may speak for another issuer.
    Any,
}

/// Endpoints that an operator sets.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    /// Where people sign in.
    pub authorization: Option<Url>,
    /// Where codes become tokens.
    pub token: Option<Url>,
    /// Where the keys are.
    pub jwks: Option<Url>,
    /// Who tells about people.
    pub userinfo: Option<Url>,
    /// Where a session at the provider ends.
    pub end_session: Option<Url>,
    /// Where tokens are forgotten.
    pub revocation: Option<Url>,
    /// Who tells what tokens are worth.
    pub introspection: Option<Url>,
    /// Where codes become tokens for clients that show a certificate.
    pub mtls_token: Option<Url>,
    /// Who tells them what tokens are worth.
    pub mtls_introspection: Option<Url>,
    /// Where tokens are forgotten for them.
    pub mtls_revocation: Option<Url>,
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
    /// It says that the provider does not do what it is going to be asked for.
    Contradiction(Intention),
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
            Self::Contradiction(_) => "discovery.contradiction",
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
            Self::Contradiction(Intention { member, value }) => write!(
                f,
                "{value:?} is configured and not among {member}; change the options, or turn verify_parameters off"
            ),
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
    pub fn read(body: &[u8], issuer: &Issuer, rules: &DiscoveryRules) -> Result<Self, DiscoveryError> {
        if body.len() > LIMIT {
            return Err(DiscoveryError::TooLarge);
        }
        let malformed = |error: serde_json::Error| DiscoveryError::Malformed(error.to_string());
        let document: Document = json::read_object(body).map_err(malformed)?;
        let whole = json::read_object(body).map_err(malformed)?;
        let found = document.issuer.ok_or(DiscoveryError::Missing("issuer"))?;
        if rules.issuer == IssuerCheck::Strict && !issuer.is(&found) {
            return Err(DiscoveryError::IssuerMismatch {
                expected: issuer.to_string(),
                found,
            });
        }
        let mut intentions = rules.intentions.iter();
        if let Some(intention) = intentions.find(|intention| intention.contradicts(&whole)) {
            return Err(DiscoveryError::Contradiction(intention.clone()));
        }
        let set = &rules.endpoints;
        let aliases = document.mtls_endpoint_aliases.unwrap_or_default();
        let perhaps = |set: &Option<Url>, text: Option<String>, name| match (set, text) {
            (Some(set), _) => Ok(Some(set.clone())),
            (None, Some(text)) => endpoint(&text, name, issuer).map(Some),
            (None, None) => Ok(None),
        };
        let needed = |set, text, name| perhaps(set, text, name)?.ok_or(DiscoveryError::Missing(name));
        let text = |url: Option<Url>| url.map(String::from);
        Ok(Self {
            issuer: found,
            authorization_endpoint: Some(needed(
                &set.authorization,
                document.authorization_endpoint,
                "authorization_endpoint",
            )?),
            token_endpoint: text(Some(needed(
                &set.token,
                document.token_endpoint,
                "token_endpoint",
            )?)),
            jwks_uri: text(Some(needed(&set.jwks, document.jwks_uri, "jwks_uri")?)),
            userinfo_endpoint: text(perhaps(
                &set.userinfo,
                document.userinfo_endpoint,
                "userinfo_endpoint",
            )?),
            end_session_endpoint: perhaps(
                &set.end_session,
                document.end_session_endpoint,
                "end_session_endpoint",
            )?,
            revocation_endpoint: text(perhaps(
                &set.revocation,
                document.revocation_endpoint,
                "revocation_endpoint",
            )?),
            introspection_endpoint: text(perhaps(
                &set.introspection,
                document.introspection_endpoint,
                "introspection_endpoint",
            )?),
            mtls: Aliases {
                token: alias(&set.mtls_token, &aliases, "token_endpoint", issuer),
                introspection: alias(
                    &set.mtls_introspection,
                    &aliases,
                    "introspection_endpoint",
                    issuer,
                ),
                revocation: alias(&set.mtls_revocation, &aliases, "revocation_endpoint", issuer),
            },
            introspection_authentication: document.introspection_endpoint_auth_methods_supported,
            client_authentication: document.token_endpoint_auth_methods_supported,
            challenge_methods: document.code_challenge_methods_supported,
            names_itself_in_callbacks: document.authorization_response_iss_parameter_supported,
            document: whole,
        })
    }

    /// What is known of a provider without a document: its name, exactly as tokens have it, and what an operator says.
    #[must_use]
    pub fn of_pseudo_issuer(name: &str, endpoints: &Endpoints) -> Self {
        let text = |url: &Option<Url>| url.clone().map(String::from);
        Self {
            issuer: name.to_owned(),
            authorization_endpoint: endpoints.authorization.clone(),
            token_endpoint: text(&endpoints.token),
            jwks_uri: text(&endpoints.jwks),
            userinfo_endpoint: text(&endpoints.userinfo),
            end_session_endpoint: endpoints.end_session.clone(),
            revocation_endpoint: text(&endpoints.revocation),
            introspection_endpoint: text(&endpoints.introspection),
            mtls: Aliases {
                token: text(&endpoints.mtls_token),
                introspection: text(&endpoints.mtls_introspection),
                revocation: text(&endpoints.mtls_revocation),
            },
            introspection_authentication: None,
            client_authentication: None,
            challenge_methods: None,
            names_itself_in_callbacks: false,
            document: Map::from_iter([("issuer".to_owned(), name.into())]),
        }
    }

    /// All of it, as it was sent.
    #[must_use]
    pub const fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// The issuer, exactly as it names itself; tokens must say the same.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where people sign in. Only a provider without a document may have no such place.
    #[must_use]
    pub const fn authorization_endpoint(&self) -> Option<&Url> {
        self.authorization_endpoint.as_ref()
    }

    /// Where a code becomes tokens; the same.
    #[must_use]
    pub fn token_endpoint(&self) -> Option<&str> {
        self.token_endpoint.as_deref()
    }

    /// Where its keys are; the same.
    #[must_use]
    pub fn jwks_uri(&self) -> Option<&str> {
        self.jwks_uri.as_deref()
    }

    /// Who tells about people.
    #[must_use]
    pub fn userinfo_endpoint(&self) -> Option<&str> {
        self.userinfo_endpoint.as_deref()
    }

    /// Where a session at the provider ends (RP-Initiated Logout 2.1).
    #[must_use]
    pub const fn end_session_endpoint(&self) -> Option<&Url> {
        self.end_session_endpoint.as_ref()
    }

    /// Where tokens are forgotten (RFC 7009).
    #[must_use]
    pub fn revocation_endpoint(&self) -> Option<&str> {
        self.revocation_endpoint.as_deref()
    }

    /// Who tells what tokens are worth (RFC 7662).
    #[must_use]
    pub fn introspection_endpoint(&self) -> Option<&str> {
        self.introspection_endpoint.as_deref()
    }

    /// How clients may prove there who they are (RFC 8414 section 2): as elsewhere, if it does not say.
    #[must_use]
    pub fn introspection_authentication(&self) -> Option<&[String]> {
        let own = self.introspection_authentication.as_deref();
        own.or_else(|| self.client_authentication())
    }

    /// Where clients that show a certificate are served instead, if there is such a place (RFC 8705 section 5).
    pub(crate) fn mtls_endpoint(&self, at: At) -> Option<&str> {
        match at {
            At::Token => self.mtls.token.as_deref(),
            At::Introspection => self.mtls.introspection.as_deref(),
            At::Revocation => self.mtls.revocation.as_deref(),
        }
    }

    /// The endpoints that are on another host in `newer`: their names, the old hosts and the new ones.
    #[must_use]
    pub fn moves_to(&self, newer: &Self) -> Vec<(&'static str, String, String)> {
        let host = |url: &str| {
            Url::parse(url)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
        };
        let signing_in = |metadata: &Self| metadata.authorization_endpoint.clone().map(String::from);
        let pairs = [
            ("authorization_endpoint", signing_in(self), signing_in(newer)),
            (
                "token_endpoint",
                self.token_endpoint.clone(),
                newer.token_endpoint.clone(),
            ),
            ("jwks_uri", self.jwks_uri.clone(), newer.jwks_uri.clone()),
        ];
        let moved = |(name, old, new): (&'static str, Option<String>, Option<String>)| {
            let (old, new) = (host(&old?)?, host(&new?)?);
            (old != new).then_some((name, old, new))
        };
        pairs.into_iter().filter_map(moved).collect()
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

/// The alias of an endpoint. One that cannot be is none: few clients show a certificate, and no other shall miss the provider
/// for that.
fn alias(set: &Option<Url>, aliases: &Value, name: &'static str, issuer: &Issuer) -> Option<String> {
    let named = || endpoint(aliases.get(name)?.as_str()?, name, issuer).ok();
    set.clone().or_else(named).map(String::from)
}

/// An endpoint is an absolute `https:` URL; `http:` only if the issuer itself is reached so.
fn endpoint(text: &str, name: &'static str, issuer: &Issuer) -> Result<Url, DiscoveryError> {
    let url = Url::parse(text).map_err(|_| DiscoveryError::BadEndpoint(name))?;
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
