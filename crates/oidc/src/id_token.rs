//! Judging an ID token (OpenID Connect Core 3.1.3.7).

use std::fmt;
use std::time::Duration;

use jose::{Algorithm, Claims, JwsError, KeySet, Secret, Timestamp};

/// An ID token that was judged good.
#[derive(Clone, Debug)]
pub struct IdToken {
    /// Whom it is about.
    pub subject: String,
    /// Everything it says.
    pub claims: Claims,
}

/// What an ID token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expectations<'a> {
    /// Who must have issued it.
    pub issuer: &'a str,
    /// For whom it must be.
    pub client_id: &'a str,
    /// What must tie it to the login.
    pub nonce: Nonce,
    /// What it must say of the login's nonce, where that counts.
    pub login_nonce: &'a Secret,
    /// The access token that came with it, which its `at_hash` must fit.
    pub access_token: &'a Secret,
    /// Signatures that count.
    pub algorithms: &'a [Algorithm],
    /// By how much clocks may differ.
    pub leeway: Duration,
}

/// Whether an ID token must belong to the very login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonce {
    /// Its nonce must be the login's.
    Checked,
    /// Any login's token will do: an intercepted one can be injected.
    NotChecked,
}

/// Why an ID token is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdTokenError {
    /// Its signature is not good, or it is no token.
    Signature(JwsError),
    /// Another kind of token, such as an access token or a logout token.
    WrongType,
    /// Another issuer's, or nobody's.
    IssuerMismatch,
    /// Not for this client.
    AudienceMismatch,
    /// Issued to another party than this client.
    PartyMismatch,
    /// Without a subject, or with one longer than 255 characters.
    BadSubject,
    /// Without an end.
    NoExpiry,
    /// Its time is over.
    Expired,
    /// Its time has not come, or it was issued in the future.
    NotYet,
    /// Without the time of its issue.
    NoIssueTime,
    /// A moment in it is no number.
    BadDate(&'static str),
    /// Without a nonce, though one was sent.
    NonceMissing,
    /// Of another login.
    NonceMismatch,
    /// Of another access token.
    AccessTokenMismatch,
}

impl IdTokenError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature(error) => error.code(),
            Self::WrongType => "id_token.wrong_type",
            Self::IssuerMismatch => "id_token.issuer_mismatch",
            Self::AudienceMismatch => "id_token.audience_mismatch",
            Self::PartyMismatch => "id_token.party_mismatch",
            Self::BadSubject => "id_token.bad_subject",
            Self::NoExpiry => "id_token.no_expiry",
            Self::Expired => "id_token.expired",
            Self::NotYet => "id_token.not_yet_valid",
            Self::NoIssueTime => "id_token.no_issue_time",
            Self::BadDate(_) => "id_token.bad_date",
            Self::NonceMissing => "id_token.nonce_missing",
            Self::NonceMismatch => "id_token.nonce_mismatch",
            Self::AccessTokenMismatch => "id_token.at_hash_mismatch",
        }
    }
}

impl fmt::Display for IdTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // It names its code itself.
            Self::Signature(error) => return write!(f, "ID token: {error}"),
            Self::WrongType => "what came as the ID token is a token of another kind (typ, events)",
            Self::IssuerMismatch => "the ID token is not of the provider that was asked",
            Self::AudienceMismatch => "the ID token is not for this client",
            Self::PartyMismatch => "the ID token was issued to another party (azp)",
            Self::BadSubject => "the ID token does not say whom it is about",
            Self::NoExpiry => "the ID token does not say when it ends",
            Self::Expired => "the ID token's time is over; do the clocks agree?",
            Self::NotYet => "the ID token is from the future; do the clocks agree?",
            Self::NoIssueTime => "the ID token does not say when it was issued",
            Self::BadDate(name) => return write!(f, "the ID token's {name} is no number ({})", self.code()),
            Self::NonceMissing => "the ID token has no nonce",
            Self::NonceMismatch => "the ID token belongs to another login",
            Self::AccessTokenMismatch => "the ID token belongs to another access token (at_hash)",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for IdTokenError {}

/// Verifies an ID token's signature and judges everything it says.
///
/// # Errors
/// [`IdTokenError`], in the order of OpenID Connect Core 3.1.3.7.
pub fn verify_id_token(
    token: &Secret,
    keys: &KeySet,
    expect: &Expectations<'_>,
    now: Timestamp,
) -> Result<IdToken, IdTokenError> {
    let verified = jose::verify(token.expose(), keys, expect.algorithms).map_err(IdTokenError::Signature)?;
    let claims = verified.claims;
    judge_type(verified.header.typ.as_deref(), &claims)?;
    judge_parties(&claims, expect)?;
    judge_times(&claims, expect.leeway, now)?;
    judge_nonce(&claims, expect)?;
    judge_access_token(&claims, verified.header.algorithm, expect)?;
    let subject = claims
        .subject()
        .filter(|subject| (1..=255).contains(&subject.len()));
    let subject = subject.ok_or(IdTokenError::BadSubject)?.to_owned();
    Ok(IdToken { subject, claims })
}

/// A provider signs tokens of other kinds with the same keys, and some are for the same client (RFC 8725
/// sections 2.8 and 3.11). `typ` names their kind; a token about events is a logout token or its like
/// (Back-Channel Logout 2.4), whatever its `typ`.
fn judge_type(typ: Option<&str>, claims: &Claims) -> Result<(), IdTokenError> {
    let is_plain = typ.is_none_or(|typ| {
        // RFC 7515 section 4.1.9: `application/` may be left out, and case does not count.
        typ.eq_ignore_ascii_case("JWT") || typ.eq_ignore_ascii_case("application/jwt")
    });
    if is_plain && claims.value("events").is_none() {
        Ok(())
    } else {
        Err(IdTokenError::WrongType)
    }
}

fn judge_parties(claims: &Claims, expect: &Expectations<'_>) -> Result<(), IdTokenError> {
    if claims.issuer() != Some(expect.issuer) {
        return Err(IdTokenError::IssuerMismatch);
    }
    let audience = claims.audience();
    if !audience.contains(&expect.client_id) {
        return Err(IdTokenError::AudienceMismatch);
    }
    match claims.value("azp") {
        Some(_) if claims.authorized_party() != Some(expect.client_id) => Err(IdTokenError::PartyMismatch),
        // With several audiences only `azp` tells for whom the token was made.
        None if audience.len() > 1 => Err(IdTokenError::PartyMismatch),
        _ => Ok(()),
    }
}

fn judge_times(claims: &Claims, leeway: Duration, now: Timestamp) -> Result<(), IdTokenError> {
    let date = |name| claims.date(name).map_err(|_| IdTokenError::BadDate(name));
    let expires = date("exp")?.ok_or(IdTokenError::NoExpiry)?;
    // A token is good while now < exp + leeway.
    if now >= expires.plus(leeway) {
        return Err(IdTokenError::Expired);
    }
    let issued = date("iat")?.ok_or(IdTokenError::NoIssueTime)?;
    let begins = date("nbf")?.unwrap_or(issued);
    if issued > now.plus(leeway) || begins > now.plus(leeway) {
        return Err(IdTokenError::NotYet);
    }
    Ok(())
}

fn judge_nonce(claims: &Claims, expect: &Expectations<'_>) -> Result<(), IdTokenError> {
    match (expect.nonce, claims.nonce()) {
        (Nonce::NotChecked, _) => Ok(()),
        (Nonce::Checked, None) => Err(IdTokenError::NonceMissing),
        (Nonce::Checked, Some(nonce)) if expect.login_nonce.is(nonce) => Ok(()),
        (Nonce::Checked, Some(_)) => Err(IdTokenError::NonceMismatch),
    }
}

fn judge_access_token(
    claims: &Claims,
    algorithm: Algorithm,
    expect: &Expectations<'_>,
) -> Result<(), IdTokenError> {
    let Some(hash) = claims.value("at_hash") else {
        return Ok(());
    };
    let fits = hash
        .as_str()
        .is_some_and(|hash| hash == jose::left_half(algorithm, expect.access_token.expose()));
    if fits {
        Ok(())
    } else {
        Err(IdTokenError::AccessTokenMismatch)
    }
}

#[cfg(test)]
mod tests;
