//! What an endpoint says about somebody or something: as JSON, or as a token that it has signed (OpenID Connect Core 5.3.2,
//! RFC 9701), which may be encrypted for us.
//!
//! A signed answer can be shown to others, who need not believe us. To us it must say all the same that it is the
//! provider's, and for us: with the same keys a provider signs many things for many clients.

use std::fmt;

use jose::{Claims, JweError, JwsError, KeySet, Secret, Timestamp};

use crate::encrypted::is_encrypted;
use crate::{StandardClaims, TokenRules};

/// How the answers of an endpoint come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerRules {
    /// In which form.
    pub form: AnswerForm,
    /// What becomes of the signed token.
    pub token: AnswerToken,
}

/// In which form an answer must come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerForm {
    /// As JSON. If it is signed all the same, its signature must be good.
    #[default]
    Json,
    /// As a signed token.
    Signed,
    /// As a signed token that says what it is (RFC 9701 section 5).
    SignedAndNamed,
}

/// What becomes of a signed answer once it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerToken {
    /// It is kept as it came, for those who want to verify it themselves.
    Kept,
    /// What it says is enough.
    #[default]
    Dropped,
}

/// Whose answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerOf {
    Userinfo,
    Introspection,
}

/// What stands in the body of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Json(Claims),
    Signed(Secret),
    Encrypted(Secret),
}

/// What an endpoint said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) claims: Claims,
    /// The token that says so, if it is signed and to be kept.
    pub(crate) token: Option<Secret>,
}

/// Why an answer is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// It is not signed, though it should be.
    Unsigned,
    /// Its signature is not good.
    Signature(JwsError),
    /// It is encrypted, and not so that we can read it, or there is no signed token in it.
    Encryption(JweError),
    /// A token of another kind, such as an access token.
    WrongType,
    /// Another issuer's, or nobody's.
    IssuerMismatch,
    /// Not for this client.
    AudienceMismatch,
    /// It says about its times that it does not count now, or nothing that can be understood.
    OutOfDate,
    /// It says nothing about what it was asked.
    Empty,
}

impl AnswerError {
    /// Whether newer keys may tell.
    pub(crate) const fn is_of_unknown_key(&self) -> bool {
        matches!(self, Self::Signature(JwsError::KeyNotFound { .. }))
    }

    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unsigned => "answer.unsigned",
            Self::Signature(error) => error.code(),
            Self::Encryption(error) => error.code(),
            Self::WrongType => "answer.wrong_type",
            Self::IssuerMismatch => "answer.issuer_mismatch",
            Self::AudienceMismatch => "answer.audience_mismatch",
            Self::OutOfDate => "answer.out_of_date",
            Self::Empty => "answer.empty",
        }
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // They name their codes themselves.
            Self::Signature(error) => return write!(f, "the signed answer: {error}"),
            Self::Encryption(error) => return write!(f, "the encrypted answer: {error}"),
            Self::Unsigned => "the answer is not signed, though that was asked for",
            Self::WrongType => "what came as a signed answer is a token of another kind (typ)",
            Self::IssuerMismatch => "the signed answer is not of the provider that was asked (iss)",
            Self::AudienceMismatch => "the signed answer is not for this client (aud)",
            Self::OutOfDate => "the signed answer does not count now (iat, nbf, exp); do the clocks agree?",
            Self::Empty => "the signed answer says nothing about the token (token_introspection)",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for AnswerError {}

impl Written {
    /// Tells by the first character which it is; `None` if it is none of them.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?.trim();
        if text.starts_with('{') {
            return Claims::read(text.as_bytes()).ok().map(Self::Json);
        }
        let token = Secret::new(text);
        if is_encrypted(&token) {
            return Some(Self::Encrypted(token));
        }
        jose::Token::parse(text).ok()?;
        Some(Self::Signed(token))
    }
}

impl AnswerOf {
    /// Verifies a signed answer, and gives what it says.
    ///
    /// # Errors
    /// [`AnswerError`] if it is not the provider's, not for this client, or another kind of token.
    pub(crate) fn verify(
        self,
        token: &Secret,
        form: AnswerForm,
        keys: &KeySet,
        rules: &TokenRules,
        (issuer, client_id): (&str, &str),
        now: Timestamp,
    ) -> Result<Claims, AnswerError> {
        let (header, claims) = rules.verify(token, keys).map_err(AnswerError::Signature)?;
        let is_named = self.judge_type(header.typ.as_deref(), form)?;
        if claims.value("events").is_some() {
            return Err(AnswerError::WrongType);
        }
        if rules.standard_claims == StandardClaims::Checked {
            if claims.issuer() != Some(issuer) {
                return Err(AnswerError::IssuerMismatch);
            }
            if !claims.audience().contains(&client_id) {
                return Err(AnswerError::AudienceMismatch);
            }
            self.judge_times(&claims, is_named, rules, now)?;
        }
        match (self, claims.value("token_introspection")) {
            (Self::Userinfo, _) => Ok(claims),
            (Self::Introspection, Some(serde_json::Value::Object(said))) => Ok(Claims::from(said.clone())),
            // Drafts before RFC 9701 had it all at the outside.
            (Self::Introspection, None) if !is_named => Ok(claims),
            (Self::Introspection, _) => Err(AnswerError::Empty),
        }
    }

    /// Whether the token names itself an answer about a token. Another kind than an answer is none.
    fn judge_type(self, typ: Option<&str>, form: AnswerForm) -> Result<bool, AnswerError> {
        // RFC 7515 section 4.1.9: `application/` may be left out, and case does not count.
        let is = |name: &str| {
            let typ = typ.unwrap_or("JWT").to_ascii_lowercase();
            typ.strip_prefix("application/").unwrap_or(&typ) == name
        };
        match (self, form) {
            (Self::Introspection, _) if is("token-introspection+jwt") => Ok(true),
            (Self::Introspection, AnswerForm::SignedAndNamed) => Err(AnswerError::WrongType),
            _ if is("jwt") => Ok(false),
            _ => Err(AnswerError::WrongType),
        }
    }

    /// An answer about a token of before RFC 9701 has the times of that token, which are judged as its own.
    fn judge_times(
        self,
        claims: &Claims,
        is_named: bool,
        rules: &TokenRules,
        now: Timestamp,
    ) -> Result<(), AnswerError> {
        let date = |name| claims.date(name).map_err(|_| AnswerError::OutOfDate);
        if is_named && date("iat")?.is_none() {
            return Err(AnswerError::OutOfDate);
        }
        if self == Self::Introspection && !is_named {
            return Ok(());
        }
        let is_over = date("exp")?.is_some_and(|end| rules.is_over(end, now));
        let is_to_come =
            |moment: Option<Timestamp>| moment.is_some_and(|moment| rules.is_to_come(moment, now));
        match is_over || is_to_come(date("iat")?) || is_to_come(date("nbf")?) {
            true => Err(AnswerError::OutOfDate),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
