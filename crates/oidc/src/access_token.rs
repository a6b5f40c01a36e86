//! Judging the access token of a login, as far as it is a JWT of the provider's (RFC 9068).
//! Those that requests bring themselves are judged in `bearer.rs`.

use std::fmt;

use jose::{Claims, JwsError, KeySet, Secret, Timestamp, Token};

use crate::{AccessTokenKind, Obtained, StandardClaims, TokenRules};

/// Why an access token cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessTokenError {
    /// It says that it is the provider's, and its signature is not.
    Signature(JwsError),
    /// Its time is over.
    Expired,
    /// Its time has not come, or it was issued in the future.
    NotYet,
    /// A moment in it is no number.
    BadDate(&'static str),
    /// It was signed with a key that the provider does not publish any more.
    KeyWithdrawn,
    /// It is no JWT, and nobody else can tell what it is.
    Opaque,
    /// A token of another kind, such as an answer of the introspection endpoint or a logout token.
    WrongType,
    /// An ID token: it tells a client who signed in, and is nobody's key.
    IdToken,
    /// Another issuer's.
    IssuerMismatch,
    /// It counts only with a proof of a key, and proofs are not looked at here.
    Bound,
    /// What stands in its place cannot be a token.
    Malformed,
    /// A request brings several.
    Several,
    /// The provider does not say that it is an access token.
    Untyped,
    /// The provider does not say that it is active.
    Inactive,
    /// The provider says that it is somebody else's.
    SubjectMismatch,
    /// It does not say what the request shows beside it.
    NotShown,
    /// It was given out on this side, and is over or not for here.
    NotGoodHere,
}

impl AccessTokenError {
    /// Whether newer keys may tell.
    pub(crate) const fn is_of_unknown_key(&self) -> bool {
        matches!(self, Self::Signature(JwsError::KeyNotFound { .. }))
    }

    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature(error) => error.code(),
            Self::Expired => "access_token.expired",
            Self::NotYet => "access_token.not_yet_valid",
            Self::BadDate(_) => "access_token.bad_date",
            Self::KeyWithdrawn => "access_token.key_withdrawn",
            Self::Opaque => "access_token.opaque",
            Self::WrongType => "access_token.wrong_type",
            Self::IdToken => "access_token.id_token",
            Self::IssuerMismatch => "access_token.issuer_mismatch",
            Self::Bound => "access_token.bound",
            Self::Malformed => "access_token.malformed",
            Self::Several => "access_token.several",
            Self::Untyped => "access_token.untyped",
            Self::Inactive => "access_token.inactive",
            Self::SubjectMismatch => "access_token.subject_mismatch",
            Self::NotShown => "access_token.not_shown",
            Self::NotGoodHere => "access_token.not_good_here",
        }
    }
}

impl fmt::Display for AccessTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // It names its code itself.
            Self::Signature(error) => return write!(f, "access token: {error}"),
            Self::Expired => "the access token's time is over; do the clocks agree?",
            Self::NotYet => "the access token is from the future; do the clocks agree?",
            Self::KeyWithdrawn => "the provider has withdrawn the key of the access token",
            Self::Opaque => "the access token is no JWT, and nothing here asks the provider about it",
            Self::WrongType => "what came as the access token is a token of another kind (typ, events, active)",
            Self::IdToken => "what came as the access token is an ID token, or looks like one",
            Self::IssuerMismatch => "the access token is of another issuer",
            Self::Bound => "the access token is bound to a key (cnf), and proofs are not looked at here",
            Self::Malformed => "what stands in the place of the access token cannot be one",
            Self::Several => "the request brings several access tokens",
            Self::Untyped => {
                "the provider does not say whether it is an access token or another (token_type, token_use, typ, aud)"
            }
            Self::Inactive => {
                "the provider says that the access token is not active, or does not say that it is"
            }
            Self::SubjectMismatch => "the provider says that the access token is somebody else's",
            Self::NotShown => "the access token does not say what the request shows beside it",
            Self::NotGoodHere => "the access token was given out by this gateway, and is over or not for here",
            Self::BadDate(name) => {
                return write!(f, "the access token's {name} is no number ({})", self.code());
            }
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for AccessTokenError {}

/// Judges an access token that came from the token endpoint. It is meant for the services behind, and what is no
/// JWT of this issuer is between it and them: nothing of that is believed here. But what says that it is this issuer's
/// must be; and if the keys are as new as they get, one that is signed with a key nobody publishes is theirs too.
pub(crate) fn judge(
    token: &Secret,
    keys: &KeySet,
    rules: &TokenRules,
    (issuer, obtained): (&str, Obtained),
    now: Timestamp,
) -> Result<AccessTokenKind, AccessTokenError> {
    let says = Token::parse(token.expose()).and_then(|token| token.unverified_claims());
    if !says.is_ok_and(|claims| rules.issuers.issued(&claims, issuer)) {
        return Ok(AccessTokenKind::Opaque);
    }
    let claims = match rules.verify_access_token(token, keys, obtained) {
        Ok((_, claims)) => claims,
        Err(error @ (JwsError::BadSignature | JwsError::KeyNotFound { .. })) => {
            return Err(AccessTokenError::Signature(error));
        }
        Err(_) => return Ok(AccessTokenKind::Opaque),
    };
    if rules.standard_claims == StandardClaims::NotChecked {
        return Ok(AccessTokenKind::Verified);
    }
    judge_times(&claims, rules, now)?;
    Ok(AccessTokenKind::Verified)
}

/// Judges the times that an access token names.
pub(crate) fn judge_times(
    claims: &Claims,
    rules: &TokenRules,
    now: Timestamp,
) -> Result<(), AccessTokenError> {
    let date = |name| claims.date(name).map_err(|_| AccessTokenError::BadDate(name));
    if date("exp")?.is_some_and(|end| rules.is_over(end, now)) {
        return Err(AccessTokenError::Expired);
    }
    for name in ["iat", "nbf"] {
        if date(name)?.is_some_and(|moment| rules.is_to_come(moment, now)) {
            return Err(AccessTokenError::NotYet);
        }
    }
    Ok(())
}

/// Whether both name one issuer. Providers are not of one mind about a slash at the end.
pub(crate) fn is_same_issuer(named: &str, issuer: &str) -> bool {
    without_slash(named) == without_slash(issuer)
}

fn without_slash(issuer: &str) -> &str {
    issuer.strip_suffix('/').unwrap_or(issuer)
}

#[cfg(test)]
mod tests;
