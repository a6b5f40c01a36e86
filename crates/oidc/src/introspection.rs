//! The introspection request and its reply (RFC 7662).

use std::fmt;
use std::time::Duration;

use jose::{Claims, Secret, Timestamp};

use crate::access_token::{is_same_issuer, judge_times};
use crate::bearer::{judge_type, says_id_token};
use crate::client_auth::At;
use crate::signed_answer::Written;
use crate::{
    AccessTokenError, AnswerError, AnswerRules, Client, HttpCall, HttpReply, Metadata, StandardClaims,
    TokenRules,
};

/// The most bytes a reply may have.
const LIMIT: usize = 256 * 1024;

/// How the provider is asked what access tokens are worth that requests bring themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntrospectionRules {
    /// About which tokens.
    pub tokens: Introspected,
    /// What it is told about their sort (`token_type_hint`).
    pub hint: Option<String>,
    /// The parameter that carries the token.
    pub parameter: String,
    /// Whether a token must be active.
    pub activity: Activity,
    /// For how long its word counts; `None` asks with each request.
    pub remembered: Option<Duration>,
    /// How its answers come.
    pub answer: AnswerRules,
}

/// About which tokens the provider is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introspected {
    /// About those that cannot be verified here.
    Unverifiable,
    /// About those as well that were verified here, so that one is found that was revoked.
    All,
}

/// Whether a token must be active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// The provider must say so.
    Demanded,
    /// Whatever it says about a token lets it pass.
    NotLookedAt,
}

/// Why the provider did not say what an access token is worth. None of this is the token's fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntrospectionError {
    /// The provider has no such endpoint.
    NoEndpoint,
    /// The provider did not reply, or said that it cannot now.
    Unavailable(String),
    /// It refused us: it does not believe that we are the client, or that we may ask (RFC 7662 section 2.3).
    Refused(u16),
    /// The reply is neither the JSON object nor the token it should be.
    Malformed,
    /// The reply is not believed.
    Answer(AnswerError),
}

impl From<AnswerError> for IntrospectionError {
    fn from(error: AnswerError) -> Self {
        Self::Answer(error)
    }
}

impl IntrospectionError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoEndpoint => "introspection.no_endpoint",
            Self::Unavailable(_) => "introspection.unavailable",
            Self::Refused(_) => "introspection.refused",
            Self::Malformed => "introspection.malformed",
            Self::Answer(error) => error.code(),
        }
    }
}

impl fmt::Display for IntrospectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // It names its code itself.
            Self::Answer(error) => return write!(f, "the introspection endpoint: {error}"),
            Self::NoEndpoint => {
                f.write_str("the provider has no introspection endpoint; configure introspection_endpoint")
            }
            Self::Unavailable(why) => write!(f, "the introspection endpoint is not available: {why}"),
            Self::Refused(status) => write!(
                f,
                "the introspection endpoint answered {status}; may this client introspect, and is its secret right?"
            ),
            Self::Malformed => {
                f.write_str("the reply of the introspection endpoint is neither a JSON object nor a token")
            }
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for IntrospectionError {}

impl IntrospectionRules {
    /// As RFC 7662 has it, and each time.
    #[must_use]
    pub fn strict() -> Self {
        Self {
            tokens: Introspected::Unverifiable,
            hint: Some("access_token".into()),
            parameter: "token".into(),
            activity: Activity::Demanded,
            remembered: None,
            answer: AnswerRules::default(),
        }
    }

    /// Makes the call that asks at this endpoint what a token is worth (RFC 7662 section 2.1).
    pub(crate) fn request(
        &self,
        endpoint: &str,
        metadata: &Metadata,
        client: &Client,
        token: &Secret,
    ) -> HttpCall {
        let hint = self.hint.as_ref();
        let mut form = vec![(self.parameter.clone().into(), token.clone())];
        form.extend(hint.map(|hint| ("token_type_hint".into(), Secret::new(hint.as_str()))));
        let mut call = HttpCall::post(endpoint, form);
        client.prove(At::Introspection, metadata, &mut call);
        call
    }

    /// Judges what the provider says about a token (RFC 7662 section 2.2).
    pub(crate) fn judge(
        &self,
        claims: &Claims,
        rules: &TokenRules,
        issuer: &str,
        now: Timestamp,
    ) -> Result<(), AccessTokenError> {
        let is_active = claims.value("active") == Some(&serde_json::Value::Bool(true));
        if self.activity == Activity::Demanded && !is_active {
            return Err(AccessTokenError::Inactive);
        }
        // Refresh tokens are active, too, and ID tokens with some: the hint is no more than a hint.
        judge_type(None, claims)?;
        if says_id_token(claims) {
            return Err(AccessTokenError::IdToken);
        }
        match sort(claims, issuer) {
            Sort::AccessToken => {}
            Sort::Another => return Err(AccessTokenError::WrongType),
            Sort::Unsaid => return Err(AccessTokenError::Untyped),
        }
        if claims.value("cnf").is_some() || !is_bearer(claims) {
            return Err(AccessTokenError::Bound);
        }
        let is_judged = rules.standard_claims == StandardClaims::Checked || rules.issuers.always_count();
        if is_judged && !rules.issuers.may_be_told_of(claims, issuer) {
            return Err(AccessTokenError::IssuerMismatch);
        }
        if rules.standard_claims == StandardClaims::Checked {
            judge_times(claims, rules, now)?;
        }
        Ok(())
    }
}

/// Reads what the provider says about a token. What is signed is not verified yet.
pub(crate) fn read_introspection(reply: &HttpReply) -> Result<Written, IntrospectionError> {
    match reply.status {
        200 if reply.body.len() <= LIMIT => Written::read(&reply.body).ok_or(IntrospectionError::Malformed),
        200 => Err(IntrospectionError::Malformed),
        status @ (429 | 500..=599) => Err(IntrospectionError::Unavailable(format!("status {status}"))),
        status => Err(IntrospectionError::Refused(status)),
    }
}

/// What sort of token the provider speaks of.
enum Sort {
    AccessToken,
    Another,
    Unsaid,
}

/// RFC 7662 has no member that must say it. An access token has a type of use, or is named one, or is for somebody else
/// than the provider, to whom refresh tokens are shown.
fn sort(claims: &Claims, issuer: &str) -> Sort {
    match claims.value("token_use").map(serde_json::Value::as_str) {
        Some(Some("access" | "access_token")) => return Sort::AccessToken,
        Some(_) => return Sort::Another,
        None => {}
    }
    let is_named = claims.string("token_type").is_some() || claims.string("typ").is_some();
    let mut audience = claims.audience().into_iter();
    let is_for_others = audience.any(|audience| !is_same_issuer(audience, issuer));
    match is_named || is_for_others {
        true => Sort::AccessToken,
        false => Sort::Unsaid,
    }
}

/// Whether a token counts without a proof (RFC 6750). Those that do not say so are taken for such.
fn is_bearer(claims: &Claims) -> bool {
    match claims.value("token_type") {
        None | Some(serde_json::Value::Null) => true,
        // Providers say either what sort of use it is for, or what sort of token it is.
        Some(named) => named
            .as_str()
            .is_some_and(|named| ["bearer", "access_token"].contains(&named.to_ascii_lowercase().as_str())),
    }
}

#[cfg(test)]
mod tests;
