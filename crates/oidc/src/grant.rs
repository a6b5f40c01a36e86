//! Credentials that are exchanged for tokens at the token endpoint.

use std::borrow::Cow;
use std::fmt;

use jose::Secret;

use crate::client_auth::At;
use crate::{AfterLogin, HttpCall, Metadata, Rules, Sessions, TokenError};

/// What becomes of whoever brings credentials of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRules {
    /// Whether they are remembered then.
    pub sessions: Sessions,
    /// What their request does besides passing.
    pub after: AfterLogin,
}

/// The kinds of credentials that are exchanged for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// A refresh token (RFC 6749 section 6).
    RefreshToken,
    /// Somebody's name and password (RFC 6749 section 4.3).
    Password,
    /// The id and secret of a client (RFC 6749 section 4.4), or what another authority says about one (RFC 7523).
    ClientCredentials,
}

/// Why credentials are not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialsError {
    /// The provider does not accept them.
    Refused(TokenError),
    /// A request brings several of one kind.
    Several,
    /// What stands in their place cannot be any.
    Malformed,
}

impl CredentialsError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "credentials.refused",
            Self::Several => "credentials.several",
            Self::Malformed => "credentials.malformed",
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(
                f,
                "the provider gives no tokens for the credentials of the request: {why}"
            ),
            Self::Several => f.write_str("the request brings several credentials of one kind"),
            Self::Malformed => f.write_str("what stands in the place of credentials cannot be any"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for CredentialsError {}

/// Credentials that are exchanged for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    RefreshToken(Secret),
    Password { user: Secret, password: Secret },
    Client { id: Secret, secret: Secret },
    Assertion(Secret),
}

impl Grant {
    pub(crate) const fn of_type(&self) -> GrantType {
        match self {
            Self::RefreshToken(_) => GrantType::RefreshToken,
            Self::Password { .. } => GrantType::Password,
            Self::Client { .. } | Self::Assertion(_) => GrantType::ClientCredentials,
        }
    }

    /// The client for which the tokens are made.
    pub(crate) fn client_id<'a>(&'a self, rules: &'a Rules) -> &'a str {
        match self {
            Self::Client { id, .. } => id.expose(),
            Self::RefreshToken(_) | Self::Password { .. } | Self::Assertion(_) => &rules.client.id,
        }
    }

    /// Makes the call. A redirect URI belongs to codes only.
    pub(crate) fn request(&self, rules: &Rules, metadata: &Metadata) -> HttpCall {
        let mut form: Vec<(Cow<'static, str>, Secret)> = Vec::new();
        let mut say = |name: &'static str, value: Secret| form.push((name.into(), value));
        match self {
            Self::RefreshToken(token) => {
                say("grant_type", Secret::new("refresh_token"));
                say("refresh_token", token.clone());
            }
            Self::Password { user, password } => {
                say("grant_type", Secret::new("password"));
                say("username", user.clone());
                say("password", password.clone());
            }
            Self::Client { .. } => say("grant_type", Secret::new("client_credentials")),
            Self::Assertion(assertion) => {
                let jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
                say("grant_type", Secret::new(jwt_bearer));
                say("assertion", assertion.clone());
            }
        }
        let scopes = rules.request.scopes.join(" ");
        if !scopes.is_empty() {
            say("scope", Secret::new(scopes));
        }
        if self.of_type() == GrantType::ClientCredentials {
            for audience in &rules.request.audience {
                say("audience", Secret::new(audience.as_str()));
            }
        }
        let mut call = HttpCall::post(metadata.token_endpoint().unwrap_or_default(), form);
        match self {
            Self::Client { id, secret } => {
                let caller = rules.client.of_caller(id, secret);
                caller.prove(At::Token, metadata, &mut call);
            }
            _ => rules.client.prove(At::Token, metadata, &mut call),
        }
        call
    }
}

#[cfg(test)]
mod tests;
