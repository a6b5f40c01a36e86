//! The authorization response (RFC 6749 section 4.1.2, RFC 9207).

use std::fmt;

use jose::Secret;

use crate::Metadata;

/// The parameters of a provider's answer; each may stand once.
const PARAMETERS: [&str; 5] = ["code", "state", "iss", "error", "error_description"];

/// Parameters that a provider may add, and that concern nobody behind the gateway. Tokens have no business
/// in a query (RFC 9700 section 2.1.2): they are never used, and go nowhere.
const EXTRA: [&str; 9] = [
    "error_uri",
    "session_state",
    "scope",
    "authuser",
    "access_token",
    "token_type",
    "expires_in",
    "id_token",
    "response",
];

/// What the provider sent back with the browser.
pub struct AuthorizationResponse {
    /// What ties it to a login.
    pub state: Option<String>,
    /// The code, or why there is none.
    pub result: Result<Secret, CallbackError>,
    /// Which provider it says it is from.
    pub issuer: Option<String>,
    /// The ID token of a form that brings one beside the code.
    pub id_token: Option<Secret>,
    /// The access token of such a form.
    pub access_token: Option<Secret>,
}

impl fmt::Debug for AuthorizationResponse {
    /// Leaves out what ties it to a login.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AuthorizationResponse({:?}, of {:?})",
            self.result, self.issuer
        )
    }
}

/// Why a callback leads to no login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackError {
    /// It comes with a method by which no provider sends a browser back.
    Method,
    /// It is only looked at, by HEAD or before anybody wants it: a code counts once, and is not spent on that.
    LookedAt,
    /// It comes in the query though a posted form was asked for, or the other way round.
    WrongMode,
    /// It has no `state`.
    StateMissing,
    /// No login under way has its `state`.
    StateUnknown,
    /// The browser shows no login under way, again, though it was sent to begin one.
    CookieMissing,
    /// The logins under way cannot be read.
    CookieUnreadable,
    /// The login took longer than it may.
    Expired,
    /// A parameter stands twice.
    DuplicateParameter(&'static str),
    /// Its code is empty, or holds what no code may hold.
    BadCode,
    /// It has a code and an error.
    CodeAndError,
    /// It is another provider's.
    IssuerMismatch,
    /// It does not say whose it is, though the provider promises to.
    IssuerMissing,
    /// The login was begun for another address or client.
    WrongFlow,
    /// It has not this token, though it was asked for (`response_type`).
    TokenMissing(&'static str),
    /// The provider refused.
    Provider {
        /// Its code, printable and short.
        error: String,
        /// Its words, printable and short.
        description: Option<String>,
    },
}

impl CallbackError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Method => "callback.method",
            Self::LookedAt => "callback.looked_at",
            Self::WrongMode => "callback.wrong_mode",
            Self::StateMissing => "callback.state_missing",
            Self::StateUnknown => "callback.state_unknown",
            Self::CookieMissing => "callback.cookie_missing",
            Self::CookieUnreadable => "callback.cookie_unreadable",
            Self::Expired => "callback.expired",
            Self::DuplicateParameter(_) => "callback.duplicate_parameter",
            Self::BadCode => "callback.bad_code",
            Self::CodeAndError => "callback.code_and_error",
            Self::IssuerMismatch => "callback.iss_mismatch",
            Self::IssuerMissing => "callback.iss_missing",
            Self::WrongFlow => "callback.wrong_flow",
            Self::TokenMissing(_) => "callback.token_missing",
            Self::Provider { .. } => "callback.provider_error",
        }
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("no provider sends a browser back by this method"),
            Self::LookedAt => f.write_str("the callback is only looked at, so its code is left alone"),
            Self::WrongMode => {
                f.write_str("the callback comes in another way than was asked for (response_mode)")
            }
            Self::StateMissing => f.write_str("the callback has no state"),
            Self::StateUnknown => f.write_str("no login under way has the callback's state"),
            Self::CookieMissing => f.write_str("the browser came back twice without the cookie of its login"),
            Self::CookieUnreadable => f.write_str("the cookie with the logins under way cannot be read"),
            Self::Expired => f.write_str("signing in took longer than it may"),
            Self::DuplicateParameter(name) => write!(f, "the callback has {name} twice"),
            Self::BadCode => f.write_str("the callback's code is none that a provider could have made"),
            Self::CodeAndError => f.write_str("the callback has a code and an error"),
            Self::IssuerMismatch => f.write_str("the callback names another provider"),
            Self::IssuerMissing => f.write_str("the callback does not name its provider, which promises to"),
            Self::WrongFlow => f.write_str("the login was begun for another address"),
            Self::TokenMissing(name) => write!(f, "the callback has no {name}, though it was asked for"),
            Self::Provider {
                error,
                description: Some(words),
            } => write!(f, "the provider refused: {error}: {words}"),
            Self::Provider {
                error,
                description: None,
            } => write!(f, "the provider refused: {error}"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for CallbackError {}

impl AuthorizationResponse {
    /// Reads a provider's answer from a query; `None` if it holds neither a code nor an error.
    ///
    /// # Errors
    /// [`CallbackError::DuplicateParameter`]: RFC 6749 section 3.1 forbids repeating a parameter,
    /// and whoever picks one of two picks the attacker's half of the time.
    pub fn read(query: Option<&str>) -> Result<Option<Self>, CallbackError> {
        let mut found: [Option<String>; PARAMETERS.len()] = [const { None }; PARAMETERS.len()];
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let Some(at) = PARAMETERS.iter().position(|parameter| *parameter == name) else {
                continue;
            };
            if found[at].replace(value.into_owned()).is_some() {
                return Err(CallbackError::DuplicateParameter(PARAMETERS[at]));
            }
        }
        let [code, state, issuer, error, description] = found;
        let result = match (code, error) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => Err(CallbackError::CodeAndError),
            (Some(code), None) if is_code(&code) => Ok(Secret::from(code)),
            (Some(_), None) => Err(CallbackError::BadCode),
            (None, Some(error)) => Err(CallbackError::Provider {
                error: printable(&error, 64),
                description: description.map(|words| printable(&words, 256)),
            }),
        };
        Ok(Some(Self {
            state,
            result,
            issuer,
            id_token: None,
            access_token: None,
        }))
    }

    /// The same of a form, which may bring tokens beside the code (OpenID Connect Core 3.3.2.5). No log and no referrer
    /// sees a form.
    ///
    /// # Errors
    /// [`CallbackError::DuplicateParameter`] as above.
    pub fn read_form(form: Option<&str>) -> Result<Option<Self>, CallbackError> {
        let Some(response) = Self::read(form)? else {
            return Ok(None);
        };
        let token = |name: &'static str| {
            let mut found = form_urlencoded::parse(form.unwrap_or_default().as_bytes())
                .filter(|(found, value)| *found == name && !value.is_empty());
            match (found.next(), found.next()) {
                (_, Some(_)) => Err(CallbackError::DuplicateParameter(name)),
                (first, None) => Ok(first.map(|(_, value)| Secret::new(value))),
            }
        };
        Ok(Some(Self {
            id_token: token("id_token")?,
            access_token: token("access_token")?,
            ..response
        }))
    }

    /// Judges which provider it is from (RFC 9207 section 2.4: plain comparison of text).
    pub(crate) fn judge_issuer(&self, metadata: &Metadata) -> Result<(), CallbackError> {
        match &self.issuer {
            Some(named) if named == metadata.issuer() => Ok(()),
            Some(_) => Err(CallbackError::IssuerMismatch),
            None if metadata.names_itself_in_callbacks() => Err(CallbackError::IssuerMissing),
            None => Ok(()),
        }
    }
}

/// Printable ASCII, and some of it (RFC 6749 appendix A.11).
fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The query without the parameters of an authorization response.
#[must_use]
pub fn without_response(query: Option<&str>) -> Option<String> {
    let is_foreign = |pair: &&str| {
        form_urlencoded::parse(pair.as_bytes())
            .next()
            .is_none_or(|(name, _)| !PARAMETERS.contains(&&*name) && !EXTRA.contains(&&*name))
    };
    let left = query?.split('&').filter(is_foreign).collect::<Vec<_>>().join("&");
    (!left.is_empty()).then_some(left)
}

/// Text from outside, fit for one line of a log.
fn printable(text: &str, longest: usize) -> String {
    text.chars()
        .take(longest)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests;
