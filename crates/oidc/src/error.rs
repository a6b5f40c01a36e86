//! Every way a login can fail.

use std::fmt;

use crate::{CallbackError, IdTokenError, TokenError};

/// Why there is no login. Each has a stable code; the code is a log field and an anchor of the
/// documentation, and never reaches the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The provider has never been found.
    ProviderUnknown,
    /// Sessions cannot be looked up.
    SessionsUnavailable,
    /// The provider takes only proof keys that prove nothing.
    OnlyPlainChallenges,
    /// What the browser brought back leads nowhere.
    Callback(CallbackError),
    /// The code did not become tokens.
    Token(TokenError),
    /// The ID token is not believed.
    IdToken(IdTokenError),
    /// There is no ID token, though one was asked for.
    IdTokenMissing,
    /// A call got the reply of another one; the caller is at fault.
    OutOfTurn,
}

impl Error {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ProviderUnknown => "discovery.provider_unknown",
            Self::SessionsUnavailable => "session.unavailable",
            Self::OnlyPlainChallenges => "authorization.only_plain_challenges",
            Self::Callback(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::IdToken(error) => error.code(),
            Self::IdTokenMissing => "token.id_token_missing",
            Self::OutOfTurn => "flow.out_of_turn",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Callback(error) => return error.fmt(f),
            Self::Token(error) => return error.fmt(f),
            Self::IdToken(error) => return error.fmt(f),
            Self::ProviderUnknown => "the provider has not been found yet",
            Self::SessionsUnavailable => "sessions cannot be looked up now",
            Self::OnlyPlainChallenges => "the provider takes only plain proof keys, which prove nothing",
            Self::IdTokenMissing => "the token endpoint gave no ID token",
            Self::OutOfTurn => "a reply came to a question that was not asked",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for Error {}

impl From<CallbackError> for Error {
    fn from(error: CallbackError) -> Self {
        Self::Callback(error)
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

#[cfg(test)]
mod tests;
