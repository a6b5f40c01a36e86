//! The userinfo request and its reply (OpenID Connect Core 5.3).

use std::fmt;

use jose::{Claims, Secret};

use crate::signed_answer::Written;
use crate::{AnswerError, HttpCall, HttpReply, Metadata};

/// The most bytes a reply may have.
const LIMIT: usize = 256 * 1024;

/// Why what the userinfo endpoint said cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserinfoError {
    /// The provider has no such endpoint.
    NoEndpoint,
    /// The provider did not reply, or said that it cannot now.
    Unavailable(String),
    /// It refused.
    Refused(u16),
    /// The reply is neither the JSON object nor the token it should be.
    Malformed,
    /// The reply is not believed.
    Answer(AnswerError),
    /// It is about somebody else than the ID token (OpenID Connect Core 5.3.2).
    SubjectMismatch,
}

impl From<AnswerError> for UserinfoError {
    fn from(error: AnswerError) -> Self {
        Self::Answer(error)
    }
}

impl UserinfoError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoEndpoint => "userinfo.no_endpoint",
            Self::Unavailable(_) => "userinfo.unavailable",
            Self::Refused(_) => "userinfo.refused",
            Self::Malformed => "userinfo.malformed",
            Self::Answer(error) => error.code(),
            Self::SubjectMismatch => "userinfo.subject_mismatch",
        }
    }
}

impl fmt::Display for UserinfoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // It names its code itself.
            Self::Answer(error) => return write!(f, "the userinfo endpoint: {error}"),
            Self::NoEndpoint => {
                f.write_str("the provider has no userinfo endpoint; configure userinfo_endpoint")
            }
            Self::Unavailable(why) => write!(f, "the userinfo endpoint is not available: {why}"),
            Self::Refused(status) => write!(f, "the userinfo endpoint answered {status}"),
            Self::Malformed => {
                f.write_str("the reply of the userinfo endpoint is neither a JSON object nor a token")
            }
            Self::SubjectMismatch => {
                f.write_str("the userinfo endpoint speaks of somebody else than the ID token")
            }
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for UserinfoError {}

/// Makes the call that asks about the person behind an access token.
pub(crate) fn userinfo_request(
    metadata: &Metadata,
    access_token: &Secret,
) -> Result<HttpCall, UserinfoError> {
    let url = metadata.userinfo_endpoint().ok_or(UserinfoError::NoEndpoint)?;
    Ok(HttpCall::get(url, access_token))
}

/// Reads the reply. What is signed is not verified yet.
pub(crate) fn read_userinfo(reply: &HttpReply) -> Result<Written, UserinfoError> {
    match reply.status {
        200 => {}
        429 | 500..=599 => return Err(UserinfoError::Unavailable(format!("status {}", reply.status))),
        status => return Err(UserinfoError::Refused(status)),
    }
    if reply.body.len() > LIMIT {
        return Err(UserinfoError::Malformed);
    }
    Written::read(&reply.body).ok_or(UserinfoError::Malformed)
}

/// Judges whom it is about: it must be `subject`, or somebody, if nobody is known yet.
pub(crate) fn judge_subject(claims: &Claims, subject: Option<&str>) -> Result<(), UserinfoError> {
    match (claims.subject(), subject) {
        (None, None) => Err(UserinfoError::Malformed),
        (Some(_), None) => Ok(()),
        (named, Some(_)) if named == subject => Ok(()),
        _ => Err(UserinfoError::SubjectMismatch),
    }
}

#[cfg(test)]
mod tests;
