//! Every way a login can fail.

use std::fmt;

use crate::{
    AccessTokenError, CallbackError, CredentialsError, IdTokenError, IntrospectionError, NotAllowed,
    TokenError, UserinfoError,
};

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
    /// Nobody has said where the provider is to be asked for this.
    NoEndpoint(&'static str),
    /// What the browser brought back leads nowhere.
    Callback(CallbackError),
    /// The code did not become tokens.
    Token(TokenError),
    /// The ID token is not believed.
    IdToken(IdTokenError),
    /// There is no ID token, though one was asked for.
    IdTokenMissing,
    /// A token that is encrypted for us cannot be decrypted now. The word is the stable name of why.
    NotDecrypted(&'static str),
    /// The access token cannot be used.
    AccessToken(AccessTokenError),
    /// The access token that a request brings itself cannot be used.
    Bearer(AccessTokenError),
    /// The credentials that a request brings are not good.
    Credentials(CredentialsError),
    /// What the provider says about the person cannot be used.
    Userinfo(UserinfoError),
    /// The provider does not say what an access token is worth.
    Introspection(IntrospectionError),
    /// Whoever it is, this is not for them.
    NotAllowed(NotAllowed),
    /// Access tokens of this side cannot be looked up. The word is the stable name of why.
    OwnTokensUnavailable(&'static str),
    /// Nobody has signed in, and whoever asks cannot be sent to.
    LoginNeeded,
    /// Somebody signed in again and again, and came back as a stranger each time.
    Loop(LoopCause),
    /// A token is not of this time, and the clocks do not agree.
    Clocks {
        /// What is wrong with the token.
        error: Box<Error>,
        /// By how many seconds the provider's clock is ahead of ours, which may be negative.
        ahead: i64,
    },
    /// A call got the reply of another one; the caller is at fault.
    OutOfTurn,
}

/// Why nobody stays signed in, as far as the last request shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopCause {
    /// The browser does not bring the session back.
    NotReturned,
    /// It brings one back that nobody here can read. The word says why.
    Unreadable(&'static str),
    /// The session is over at once. The word says by which clock.
    Spent(&'static str),
    /// The access token is over at once.
    TokenOver,
    /// No session is kept at all: the configuration says so.
    NotKept,
    /// Logins begin at one host and end at another, whose cookies are not brought here.
    AnotherHost,
}

impl Error {
    /// The stable name of this failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ProviderUnknown => "discovery.provider_unknown",
            Self::SessionsUnavailable => "session.unavailable",
            Self::OnlyPlainChallenges => "authorization.only_plain_challenges",
            Self::NoEndpoint(_) => "provider.no_endpoint",
            Self::Callback(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::IdToken(error) => error.code(),
            Self::IdTokenMissing => "token.id_token_missing",
            Self::NotDecrypted(_) => "decryption.unavailable",
            Self::AccessToken(error) | Self::Bearer(error) => error.code(),
            Self::Credentials(error) => error.code(),
            Self::Userinfo(error) => error.code(),
            Self::Introspection(error) => error.code(),
            Self::NotAllowed(error) => error.code(),
            Self::Clocks { error, .. } => error.code(),
            Self::OwnTokensUnavailable(why) => why,
            Self::LoginNeeded => "login.needed",
            Self::Loop(_) => "login.loop",
            Self::OutOfTurn => "flow.out_of_turn",
        }
    }
}

impl Error {
    /// The same, with how far the clocks are apart, if that may be the reason.
    pub(crate) fn with_skew(self, ahead: Option<i64>) -> Self {
        let is_of_time = matches!(
            self,
            Self::IdToken(IdTokenError::Expired | IdTokenError::NotYet | IdTokenError::SignInTooOld)
                | Self::AccessToken(AccessTokenError::Expired | AccessTokenError::NotYet)
        );
        match ahead {
            // The date of a reply has whole seconds, and was some time on its way.
            Some(ahead) if is_of_time && ahead.abs() > 1 => Self::Clocks {
                error: Box::new(self),
                ahead,
            },
            _ => self,
        }
    }

    /// Whether only whoever runs the gateway or the provider can mend it: nobody signs in until then.
    #[must_use]
    pub fn is_of_setup(&self) -> bool {
        match self {
            Self::OnlyPlainChallenges
            | Self::NoEndpoint(_)
            | Self::IdTokenMissing
            | Self::Token(
                TokenError::InvalidClient(_)
                | TokenError::TooLarge
                | TokenError::Malformed(_)
                | TokenError::NotBearer,
            ) => true,
            // Others come of codes that anybody can make up.
            Self::Token(TokenError::Refused { error, .. }) => {
                ["unsupported_grant_type", "invalid_scope", "invalid_target"].contains(&error.as_str())
            }
            _ => false,
        }
    }

    /// Whether tokens may have been good when they came: keys change, and time goes by.
    pub(crate) const fn may_come_with_age(&self) -> bool {
        matches!(
            self,
            Self::IdToken(IdTokenError::Signature(_) | IdTokenError::Encryption(_) | IdTokenError::Expired)
                | Self::AccessToken(AccessTokenError::Signature(_) | AccessTokenError::Expired)
        )
    }

    /// Whether newer keys may tell.
    pub(crate) const fn is_of_unknown_key(&self) -> bool {
        match self {
            Self::AccessToken(error) | Self::Bearer(error) => error.is_of_unknown_key(),
            Self::IdToken(error) => error.is_of_unknown_key(),
            _ => false,
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
            Self::NoEndpoint(name) => {
                return write!(
                    f,
                    "nobody has said where the provider has its {name} ({})",
                    self.code()
                );
            }
            Self::AccessToken(error) | Self::Bearer(error) => return error.fmt(f),
            Self::Credentials(error) => return error.fmt(f),
            Self::Userinfo(error) => return error.fmt(f),
            Self::Introspection(error) => return error.fmt(f),
            Self::NotAllowed(error) => return error.fmt(f),
            Self::Clocks { error, ahead } => {
                let (seconds, way) = (ahead.abs(), if *ahead > 0 { "ahead of" } else { "behind" });
                return write!(f, "{error}; the provider's clock is {seconds} s {way} ours");
            }
            Self::Loop(cause) => return write!(f, "signing in leads in circles: {cause} ({})", self.code()),
            Self::IdTokenMissing => "the token endpoint gave no ID token",
            Self::OwnTokensUnavailable(_) => "access tokens that were given out here cannot be looked up now",
            Self::NotDecrypted(why) => {
                return write!(
                    f,
                    "an encrypted token cannot be decrypted now: {why} ({})",
                    self.code()
                );
            }
            Self::LoginNeeded => "nobody has signed in",
            Self::OutOfTurn => "a reply came to a question that was not asked",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for Error {}

impl fmt::Display for LoopCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReturned => f.write_str("the browser does not bring the session cookie back"),
            Self::Unreadable(why) => write!(f, "the session cookie cannot be read here, {why}"),
            Self::Spent(why) => write!(f, "the session is over at once, {why}"),
            Self::TokenOver => f.write_str("the access token is over at once"),
            Self::AnotherHost => f.write_str("logins begin here and end at another host"),
            Self::NotKept => f.write_str("no session is kept (auth_methods, disable_session)"),
        }
    }
}

impl From<CallbackError> for Error {
    fn from(error: CallbackError) -> Self {
        Self::Callback(error)
    }
}

impl From<UserinfoError> for Error {
    fn from(error: UserinfoError) -> Self {
        Self::Userinfo(error)
    }
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

impl From<IntrospectionError> for Error {
    fn from(error: IntrospectionError) -> Self {
        Self::Introspection(error)
    }
}

impl From<NotAllowed> for Error {
    fn from(error: NotAllowed) -> Self {
        Self::NotAllowed(error)
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

#[cfg(test)]
mod tests;
