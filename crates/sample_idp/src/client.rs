//! The applications that may ask, and how they prove who they are (RFC 6749 section 2.3).

use jose::{Secret, base64url};

use crate::oauth_error::OAuthError;
use crate::request::Request;

/// A registered application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// What it proves itself with; without one it is public and must use PKCE.
    pub secret: Option<Secret>,
    /// Where people may be sent back to: absolute URIs, compared as text.
    pub redirect_uris: Vec<String>,
    /// Where people may be sent after they signed out: absolute URIs, compared as text.
    pub post_logout_redirect_uris: Vec<String>,
}

impl Client {
    /// An application that can keep a secret.
    #[must_use]
    pub fn confidential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            secret: Some(Secret::new(secret)),
            ..Self::public(id)
        }
    }

    /// An application that cannot.
    #[must_use]
    pub fn public(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: None,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
        }
    }

    /// Adds an address people may be sent back to.
    #[must_use]
    pub fn redirecting_to(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Adds an address people may be sent to after they signed out.
    #[must_use]
    pub fn leaving_to(mut self, uri: impl Into<String>) -> Self {
        self.post_logout_redirect_uris.push(uri.into());
        self
    }
}

/// What a request says about its client.
struct Claimed {
    id: String,
    secret: Option<Secret>,
}

/// Finds out which client sent a request: by `client_secret_basic`, `client_secret_post` or, if it is public, `none`.
pub(crate) fn authenticate<'a>(clients: &'a [Client], request: &Request) -> Result<&'a Client, OAuthError> {
    let claimed = claimed(request)?;
    let unknown =
        OAuthError::invalid_client("no client has this id and secret, or the way they are sent is wrong");
    let client = clients
        .iter()
        .find(|client| client.id == claimed.id)
        .ok_or(unknown)?;
    let proven = match (&client.secret, &claimed.secret) {
        (Some(secret), Some(shown)) => secret == shown,
        (None, None) => true,
        _ => false,
    };
    proven.then_some(client).ok_or(unknown)
}

fn claimed(request: &Request) -> Result<Claimed, OAuthError> {
    let id = request.parameters.find("client_id");
    let secret = request.parameters.find("client_secret");
    let Some(authorization) = &request.authorization else {
        let id = id.ok_or(OAuthError::invalid_client(
            "the request does not say which client it is from",
        ))?;
        return Ok(Claimed {
            id: id.to_owned(),
            secret: secret.map(Secret::new),
        });
    };
    let basic = basic(authorization.expose()).ok_or(OAuthError::invalid_client(
        "the Authorization header holds no Basic credentials",
    ))?;
    if secret.is_some() || id.is_some_and(|id| id != basic.id) {
        // RFC 6749 section 2.3: one way per request.
        return Err(OAuthError::invalid_request(
            "the client proves itself in two ways",
        ));
    }
    Ok(basic)
}

fn basic(header: &str) -> Option<Claimed> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let alphabet = credentials
        .trim()
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_");
    let pair = String::from_utf8(base64url::decode(&alphabet).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some(Claimed {
        id: form_decoded(id)?,
        secret: Some(Secret::new(form_decoded(secret)?)),
    })
}

/// RFC 6749 section 2.3.1: both halves are form-encoded. What still has a `&` or `=` in it was not.
fn form_decoded(text: &str) -> Option<String> {
    if text.contains(['&', '=']) {
        return None;
    }
    let mut names = form_urlencoded::parse(text.as_bytes()).map(|(name, _)| name.into_owned());
    Some(names.next().unwrap_or_default())
}
