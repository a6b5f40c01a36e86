//! How a client proves who it is (RFC 6749 section 2.3, OpenID Connect Core 9, RFC 8705 section 2). One file each.

mod assertion;
mod basic;
mod certificate;
mod none;
mod post;

use jose::Secret;

pub use assertion::{Assertion, Signer};

use crate::{Client, HttpCall, Metadata};

/// How a client proves who it is.
#[derive(Clone, Debug)]
pub enum Authentication {
    /// Id and secret in the Authorization header.
    Basic {
        /// The secret.
        secret: Secret,
    },
    /// Id and secret in the form.
    Post {
        /// The secret.
        secret: Secret,
    },
    /// A statement about itself, signed for each call.
    Assertion {
        /// What signs it.
        signer: Signer,
    },
    /// The certificate that it shows on the connection.
    Certificate,
    /// In the first of these ways that the provider says it takes: with the key, or with the secret in the header or the
    /// form. In the header if it says nothing.
    AsOffered {
        /// The secret.
        secret: Secret,
        /// A key of its own, if it has one.
        signer: Option<Signer>,
    },
    /// Not at all: a public client names itself only.
    None,
}

/// How a client proves who it is at each endpoint.
#[derive(Clone, Debug)]
pub struct Authentications {
    /// At the token endpoint.
    pub token: Authentication,
    /// At the introspection endpoint.
    pub introspection: Authentication,
    /// At the revocation endpoint.
    pub revocation: Authentication,
    /// For whom its assertions are.
    pub audience: AssertionAudience,
}

/// For whom assertions are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssertionAudience {
    /// The provider, by its issuer: whoever else is handed one can do nothing with it.
    #[default]
    Issuer,
    /// The endpoint that is called, as some providers want it (OpenID Connect Core 9).
    Endpoint,
}

/// Where a client proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Token,
    Introspection,
    Revocation,
}

impl Authentications {
    /// One way for all endpoints.
    #[must_use]
    pub fn everywhere(authentication: Authentication) -> Self {
        Self {
            token: authentication.clone(),
            introspection: authentication.clone(),
            revocation: authentication,
            audience: AssertionAudience::default(),
        }
    }

    const fn at(&self, at: At) -> &Authentication {
        match at {
            At::Token => &self.token,
            At::Introspection => &self.introspection,
            At::Revocation => &self.revocation,
        }
    }
}

impl From<Authentication> for Authentications {
    fn from(authentication: Authentication) -> Self {
        Self::everywhere(authentication)
    }
}

impl Authentication {
    /// The way that is gone where the provider says that it takes these.
    fn chosen(&self, offered: Option<&[String]>) -> Self {
        let Self::AsOffered { secret, signer } = self else {
            return self.clone();
        };
        let secret = secret.clone();
        let known = |way: &String| match (way.as_str(), signer) {
            ("client_secret_basic", _) => Some(Self::Basic {
                secret: secret.clone(),
            }),
            ("client_secret_post", _) => Some(Self::Post {
                secret: secret.clone(),
            }),
            ("private_key_jwt", Some(signer)) => Some(Self::Assertion {
                signer: signer.clone(),
            }),
            _ => None,
        };
        let first = offered.iter().copied().flatten().find_map(known);
        first.unwrap_or(Self::Basic { secret })
    }

    /// The same way with the secret of another client, which always has one and nothing else.
    fn with_secret(&self, secret: Secret) -> Self {
        match self {
            Self::Basic { .. } => Self::Basic { secret },
            Self::Post { .. } => Self::Post { secret },
            Self::Assertion { .. } | Self::Certificate | Self::AsOffered { .. } | Self::None => {
                Self::AsOffered { secret, signer: None }
            }
        }
    }
}

impl Authentication {
    /// Its name (OpenID Connect Core 9, RFC 8705 section 2).
    fn name(&self) -> &'static str {
        match self {
            Self::Basic { .. } | Self::AsOffered { .. } => "client_secret_basic",
            Self::Post { .. } => "client_secret_post",
            Self::Assertion { signer } if signer.is_secret() => "client_secret_jwt",
            Self::Assertion { .. } => "private_key_jwt",
            Self::Certificate => "tls_client_auth",
            Self::None => "none",
        }
    }
}

impl Client {
    /// How we prove at the token endpoint of this provider who we are, by the name that providers list.
    #[must_use]
    pub fn proof_at_token_endpoint(&self, provider: &Metadata) -> &'static str {
        let authentication = self.authentication.at(At::Token);
        authentication.chosen(provider.client_authentication()).name()
    }

    /// Puts into a call to this endpoint what proves who we are: exactly one proof (RFC 6749 section 2.3). Whoever shows
    /// a certificate calls the endpoint that the provider has for such (RFC 8705 section 5).
    pub(crate) fn prove(&self, at: At, provider: &Metadata, call: &mut HttpCall) {
        let offered = match at {
            At::Token | At::Revocation => provider.client_authentication(),
            At::Introspection => provider.introspection_authentication(),
        };
        match self.authentication.at(at).chosen(offered) {
            Authentication::Basic { secret } | Authentication::AsOffered { secret, .. } => {
                basic::prove(&self.id, &secret, call);
            }
            Authentication::Post { secret } => post::prove(&self.id, &secret, call),
            Authentication::Assertion { signer } => {
                let audience = match self.authentication.audience {
                    AssertionAudience::Issuer => provider.issuer().to_owned(),
                    AssertionAudience::Endpoint => call.url.clone(),
                };
                assertion::prove(&self.id, audience, signer, call);
            }
            Authentication::Certificate => certificate::prove(&self.id, provider.mtls_endpoint(at), call),
            Authentication::None => none::prove(&self.id, call),
        }
    }

    /// Another client that brings its id and secret itself, and proves itself at the token endpoint as we would.
    pub(crate) fn of_caller(&self, id: &Secret, secret: &Secret) -> Self {
        let authentication = self.authentication.token.with_secret(secret.clone());
        Self {
            id: id.expose().to_owned(),
            authentication: Authentications::everywhere(authentication),
            redirect_uri: None,
        }
    }
}

#[cfg(test)]
mod tests;
