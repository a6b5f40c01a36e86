//! The token request and its reply (RFC 6749 sections 4.1.3, 5.1, 5.2 and 6).

use std::fmt;
use std::time::Duration;

use jose::Secret;
use serde::Deserialize;

use crate::client_auth::At;
use crate::{Client, HandedOut, HttpCall, HttpReply, Metadata, Pending, json};

/// The most bytes a reply may have.
const LIMIT: usize = 256 * 1024;

/// Tokens, as they came from the token endpoint; not judged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// For the services behind.
    pub access_token: Secret,
    /// About the person.
    pub id_token: Option<Secret>,
    /// For new tokens.
    pub refresh_token: Option<Secret>,
    /// How long the access token is good from now on.
    pub expires_in: Option<Duration>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: Option<Secret>,
    token_type: Option<String>,
    id_token: Option<Secret>,
    refresh_token: Option<Secret>,
    expires_in: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

/// Why there are no tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The provider did not reply, or said that it cannot now.
    Unavailable(String),
    /// The code is not good, or not any more.
    InvalidGrant(Option<String>),
    /// The provider does not believe that we are the client.
    InvalidClient(Option<String>),
    /// The provider refused for another reason.
    Refused {
        /// Its code, printable and short.
        error: String,
        /// Its words, printable and short.
        description: Option<String>,
    },
    /// It refused, and not in the words of the protocol: perhaps it was somebody on the way.
    Unexplained(u16),
    /// The reply is longer than 256 KiB.
    TooLarge,
    /// The reply is not what it should be.
    Malformed(&'static str),
    /// The tokens are of a type that we cannot use.
    NotBearer,
}

impl TokenError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "token.unavailable",
            Self::InvalidGrant(_) => "token.invalid_grant",
            Self::InvalidClient(_) => "token.invalid_client",
            Self::Refused { .. } | Self::Unexplained(_) => "token.refused",
            Self::TooLarge => "token.too_large",
            Self::Malformed(_) => "token.malformed",
            Self::NotBearer => "token.not_bearer",
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words =
            |description: &Option<String>| description.as_ref().map(|w| format!(": {w}")).unwrap_or_default();
        match self {
            Self::Unavailable(why) => write!(f, "the token endpoint is not available: {why}"),
            Self::InvalidGrant(why) => write!(
                f,
                "the code, the refresh token or the password is not good, or not any more{}",
                words(why)
            ),
            Self::InvalidClient(why) => write!(
                f,
                "the provider does not accept our client id and secret, or the way they are sent{}",
                words(why)
            ),
            Self::Unexplained(status) => write!(f, "the token endpoint refused: status {status}"),
            Self::Refused { error, description } => {
                write!(f, "the token endpoint refused: {error}{}", words(description))
            }
            Self::TooLarge => f.write_str("the token endpoint's reply is larger than 256 KiB"),
            Self::Malformed(what) => write!(f, "the token endpoint's reply cannot be used: {what}"),
            Self::NotBearer => f.write_str("the tokens are not bearer tokens"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for TokenError {}

/// Makes the call that turns a code into tokens.
pub(crate) fn code_request(
    client: &Client,
    metadata: &Metadata,
    code: Secret,
    pending: &Pending,
) -> HttpCall {
    let mut form = vec![
        ("grant_type".into(), Secret::new("authorization_code")),
        ("code".into(), code),
        // RFC 6749 section 4.1.3: the same text as in the authorization request.
        ("redirect_uri".into(), Secret::new(pending.redirect_uri.as_str())),
    ];
    if let Some(verifier) = &pending.verifier {
        form.push(("code_verifier".into(), verifier.clone()));
    }
    let mut call = HttpCall::post(metadata.token_endpoint().unwrap_or_default(), form);
    client.prove(At::Token, metadata, &mut call);
    call
}

/// Makes the call that turns a refresh token into new tokens, for what the old ones were for (RFC 6749 section 6).
pub(crate) fn refresh_request(client: &Client, metadata: &Metadata, refresh_token: &Secret) -> HttpCall {
    let form = vec![
        ("grant_type".into(), Secret::new("refresh_token")),
        ("refresh_token".into(), refresh_token.clone()),
    ];
    let mut call = HttpCall::post(metadata.token_endpoint().unwrap_or_default(), form);
    client.prove(At::Token, metadata, &mut call);
    call
}

/// Reads the reply of the token endpoint.
pub(crate) fn read_tokens(reply: &HttpReply) -> Result<Tokens, TokenError> {
    match reply.status {
        _ if reply.body.len() > LIMIT => Err(TokenError::TooLarge),
        200 => granted(&reply.body),
        429 | 500..=599 => Err(TokenError::Unavailable(format!("status {}", reply.status))),
        _ => Err(refused(reply)),
    }
}

fn granted(body: &[u8]) -> Result<Tokens, TokenError> {
    let granted: Granted =
        json::read_object(body).map_err(|_| TokenError::Malformed("not the JSON object it should be"))?;
    let access_token = granted
        .access_token
        .filter(is_present)
        .ok_or(TokenError::Malformed("no access_token"))?;
    let token_type = granted.token_type.ok_or(TokenError::Malformed("no token_type"))?;
    if !token_type.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::NotBearer);
    }
    Ok(Tokens {
        access_token,
        id_token: granted.id_token.filter(is_present),
        refresh_token: granted.refresh_token.filter(is_present),
        expires_in: granted.expires_in.as_ref().map(lifetime).transpose()?,
    })
}

fn is_present(token: &Secret) -> bool {
    !token.expose().is_empty()
}

/// `expires_in` is a number of seconds; some providers write it as text.
fn lifetime(value: &serde_json::Value) -> Result<Duration, TokenError> {
    let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    // A token that is over at once would begin the next login at once, for ever.
    let sane = seconds.filter(|seconds| (1.0..4.0e9).contains(seconds));
    sane.map(Duration::from_secs_f64)
        .ok_or(TokenError::Malformed("expires_in is not a number of seconds"))
}

/// The code of a refusal (RFC 6749 section 5.2) and the words beside it, printable and short; `None` if it is no such thing.
pub(crate) fn refusal(reply: &HttpReply) -> Option<(String, Option<String>)> {
    let refusal: Refusal = json::read_object(&reply.body).ok()?;
    let printable = |text: &str| {
        text.chars()
            .take(256)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    };
    let description = refusal.error_description.map(|words| printable(&words));
    Some((printable(&refusal.error), description))
}

fn refused(reply: &HttpReply) -> TokenError {
    let Some((error, description)) = refusal(reply) else {
        return TokenError::Unexplained(reply.status);
    };
    match error.as_str() {
        "invalid_grant" => TokenError::InvalidGrant(description),
        "invalid_client" | "unauthorized_client" => TokenError::InvalidClient(description),
        "temporarily_unavailable" | "server_error" => TokenError::Unavailable(error),
        _ => TokenError::Refused { error, description },
    }
}

impl Tokens {
    /// The same so much later.
    pub(crate) fn after(self, time: Option<Duration>) -> Self {
        let passed = time.unwrap_or_default();
        Self {
            expires_in: self.expires_in.map(|lifetime| lifetime.saturating_sub(passed)),
            ..self
        }
    }

    /// These of them, by their names in JSON.
    #[must_use]
    pub fn handed_out(&self, which: &[HandedOut]) -> Vec<(&'static str, &Secret)> {
        let all = [
            ("access_token", HandedOut::AccessToken, Some(&self.access_token)),
            ("id_token", HandedOut::IdToken, self.id_token.as_ref()),
            (
                "refresh_token",
                HandedOut::RefreshToken,
                self.refresh_token.as_ref(),
            ),
        ];
        let is_wanted = |one| which.contains(&HandedOut::Everything) || which.contains(&one);
        all.into_iter()
            .filter(|(_, one, _)| is_wanted(*one))
            .filter_map(|(name, _, token)| Some((name, token?)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
