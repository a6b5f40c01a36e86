//! Judging an ID token (OpenID Connect Core 3.1.3.7).

use std::fmt;
use std::time::Duration;

use jose::{Algorithm, Claims, JweError, JwsError, KeySet, Secret, Timestamp};

use crate::{StandardClaims, TokenRules};

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
    /// What it belongs to.
    pub occasion: Occasion<'a>,
    /// Which way it came.
    pub channel: Channel,
    /// The access token that came with it, which its `at_hash` must fit.
    pub access_token: Option<&'a Secret>,
    /// How strictly it is judged.
    pub rules: &'a TokenRules,
}

/// Which way an ID token came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// From the token endpoint, over TLS: its digests count if they are there.
    Back,
    /// With the browser: anybody may have written it, and put it beside a code of another login. Everything is judged,
    /// whatever the rules are, and it must vouch for what came beside it (OpenID Connect Core 3.3.2.11).
    Front,
}

/// What an ID token belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Occasion<'a> {
    /// A login.
    Login {
        /// The nonce that was sent.
        nonce: &'a Secret,
        /// The longest time since somebody signed in at the provider.
        max_age: Option<Duration>,
        /// The state that was sent, which an `s_hash` must fit.
        state: &'a Secret,
        /// The code that came of it, which a `c_hash` must fit.
        code: &'a Secret,
    },
    /// Credentials or an access token that a request brings: nobody was sent to the provider, so it has no nonce of ours.
    Grant,
    /// The refresh of a session: it must be about the same person (OpenID Connect Core 12.2).
    Refresh {
        /// Whom the session is about.
        subject: &'a str,
    },
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
    /// It is encrypted, and not so that we can read it, or there is no signed token in it.
    Encryption(JweError),
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
    /// Of another access token, or it does not say of which.
    AccessTokenMismatch,
    /// Of another code, or it does not say of which.
    CodeMismatch,
    /// Of another state.
    StateMismatch,
    /// It says something else than the ID token that came with the browser.
    FrontChannelMismatch,
    /// It does not say when somebody signed in, though that was asked for.
    NoSignInTime,
    /// Somebody signed in longer ago than is allowed.
    SignInTooOld,
    /// Somebody comes from a domain that is not allowed, or from none.
    DomainNotAllowed,
    /// It is about somebody else than the session it came for.
    SubjectChanged,
}

impl IdTokenError {
    /// Whether newer keys may tell.
    pub(crate) const fn is_of_unknown_key(&self) -> bool {
        matches!(self, Self::Signature(JwsError::KeyNotFound { .. }))
    }

    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature(error) => error.code(),
            Self::Encryption(error) => error.code(),
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
            Self::CodeMismatch => "id_token.c_hash_mismatch",
            Self::StateMismatch => "id_token.s_hash_mismatch",
            Self::FrontChannelMismatch => "id_token.front_channel_mismatch",
            Self::NoSignInTime => "id_token.no_auth_time",
            Self::SignInTooOld => "id_token.auth_time_too_old",
            Self::DomainNotAllowed => "id_token.domain_not_allowed",
            Self::SubjectChanged => "id_token.subject_changed",
        }
    }
}

impl fmt::Display for IdTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            // It names its code itself.
            Self::Signature(error) => return write!(f, "ID token: {error}"),
            Self::Encryption(error) => return write!(f, "ID token: {error}"),
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
            Self::CodeMismatch => "the ID token belongs to another code (c_hash)",
            Self::StateMismatch => "the ID token belongs to another state (s_hash)",
            Self::FrontChannelMismatch => {
                "the two ID tokens of the login are of different issuers, or about different people"
            }
            Self::NoSignInTime => "the ID token does not say when somebody signed in (auth_time)",
            Self::SignInTooOld => "somebody signed in longer ago than max_age allows (auth_time)",
            Self::DomainNotAllowed => "the ID token is about somebody of another domain (hd)",
            Self::SubjectChanged => {
                "the ID token is about somebody else than the session or the access token"
            }
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
    let verified = match expect.channel {
        Channel::Back => expect.rules.verify(token, keys),
        Channel::Front => expect.rules.verify_signature(token, keys),
    };
    let (header, claims) = verified.map_err(IdTokenError::Signature)?;
    judge_type(header.typ.as_deref(), &claims)?;
    let issuers = &expect.rules.issuers;
    let is_checked =
        expect.rules.standard_claims == StandardClaims::Checked || expect.channel == Channel::Front;
    let is_judged = is_checked || issuers.always_count();
    if is_judged && !issuers.have_exactly(&claims, expect.issuer) {
        return Err(IdTokenError::IssuerMismatch);
    }
    if is_checked {
        judge_parties(&claims, expect)?;
        judge_times(&claims, expect.rules, now)?;
        judge_sign_in(&claims, expect, now)?;
        // With the browser a provider may say less about somebody (OpenID Connect Core 3.3.3.6); the second token says all.
        if expect.channel == Channel::Back {
            judge_domain(&claims, &expect.rules.domains)?;
        }
        judge_digests(&claims, header.algorithm, expect)?;
    }
    judge_occasion(&claims, expect)?;
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

fn judge_times(claims: &Claims, rules: &TokenRules, now: Timestamp) -> Result<(), IdTokenError> {
    let date = |name| claims.date(name).map_err(|_| IdTokenError::BadDate(name));
    let expires = date("exp")?.ok_or(IdTokenError::NoExpiry)?;
    if rules.is_over(expires, now) {
        return Err(IdTokenError::Expired);
    }
    let issued = date("iat")?.ok_or(IdTokenError::NoIssueTime)?;
    let begins = date("nbf")?.unwrap_or(issued);
    if rules.is_to_come(issued, now) || rules.is_to_come(begins, now) {
        return Err(IdTokenError::NotYet);
    }
    Ok(())
}

/// With `max_age` the token must say when somebody signed in (OpenID Connect Core 3.1.3.7 (13)).
fn judge_sign_in(claims: &Claims, expect: &Expectations<'_>, now: Timestamp) -> Result<(), IdTokenError> {
    let Occasion::Login {
        max_age: Some(max_age),
        ..
    } = expect.occasion
    else {
        return Ok(());
    };
    let at = claims
        .date("auth_time")
        .map_err(|_| IdTokenError::BadDate("auth_time"))?
        .ok_or(IdTokenError::NoSignInTime)?;
    match now > at.plus(max_age).plus(expect.rules.leeway) {
        true => Err(IdTokenError::SignInTooOld),
        false => Ok(()),
    }
}

fn judge_domain(claims: &Claims, domains: &[String]) -> Result<(), IdTokenError> {
    let is_allowed = |domain: &str| domains.iter().any(|allowed| allowed == domain);
    match domains.is_empty() || claims.string("hd").is_some_and(is_allowed) {
        true => Ok(()),
        false => Err(IdTokenError::DomainNotAllowed),
    }
}

fn judge_occasion(claims: &Claims, expect: &Expectations<'_>) -> Result<(), IdTokenError> {
    let nonces = match expect.channel {
        Channel::Back => expect.rules.nonce,
        Channel::Front => Nonce::Checked,
    };
    match (expect.occasion, nonces) {
        (Occasion::Refresh { subject }, _) if claims.subject() == Some(subject) => Ok(()),
        (Occasion::Refresh { .. }, _) => Err(IdTokenError::SubjectChanged),
        (Occasion::Grant, _) | (Occasion::Login { .. }, Nonce::NotChecked) => Ok(()),
        (Occasion::Login { nonce, .. }, Nonce::Checked) => match claims.nonce() {
            None => Err(IdTokenError::NonceMissing),
            Some(found) if nonce.is(found) => Ok(()),
            Some(_) => Err(IdTokenError::NonceMismatch),
        },
    }
}

/// Digests tie an ID token to what came beside it: each that is there must fit, and with the browser none may be missing.
fn judge_digests(
    claims: &Claims,
    algorithm: Algorithm,
    expect: &Expectations<'_>,
) -> Result<(), IdTokenError> {
    let fits = |name: &str, value: Option<&Secret>, is_demanded: bool| match (claims.value(name), value) {
        (None, Some(_)) => !is_demanded,
        (_, None) => true,
        (Some(hash), Some(value)) => hash
            .as_str()
            .is_some_and(|hash| hash == jose::left_half(algorithm, value.expose())),
    };
    let is_front = expect.channel == Channel::Front;
    let (state, code) = match expect.occasion {
        Occasion::Login { state, code, .. } => (Some(state), Some(code)),
        Occasion::Grant | Occasion::Refresh { .. } => (None, None),
    };
    if !fits("at_hash", expect.access_token, is_front) {
        return Err(IdTokenError::AccessTokenMismatch);
    }
    if !fits("c_hash", code, is_front) {
        return Err(IdTokenError::CodeMismatch);
    }
    match fits("s_hash", state, false) {
        true => Ok(()),
        false => Err(IdTokenError::StateMismatch),
    }
}

#[cfg(test)]
mod tests;
