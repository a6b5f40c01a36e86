//! The applications that may ask, and how they prove who they are (RFC 6749 section 2.3).

use jose::{Algorithm, KeySet, Secret, Timestamp, base64url};

use crate::oauth_error::OAuthError;
use crate::request::Request;

/// A registered application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// What it proves itself with; without one it is public and must use PKCE.
    pub secret: Option<Secret>,
    /// What signs the statements by which it proves itself, if it does that: then it does nothing else.
    pub statements: Option<SignedBy>,
    /// Where people may be sent back to: absolute URIs, compared as text.
    pub redirect_uris: Vec<String>,
    /// Where people may be sent after they signed out: absolute URIs, compared as text.
    pub post_logout_redirect_uris: Vec<String>,
}

/// What signs the statements of an application (RFC 7523 section 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedBy {
    /// Its secret, with HMAC.
    Secret,
    /// Private keys, whose public halves are this key set, as JSON.
    Keys(String),
}

impl Client {
    /// An application that proves itself by statements which a private key signs; the key set is what verifies them.
    #[must_use]
    pub fn stating(id: impl Into<String>, keys: impl Into<String>) -> Self {
        Self {
            statements: Some(SignedBy::Keys(keys.into())),
            ..Self::public(id)
        }
    }

    /// An application that proves itself by statements which its secret signs.
    #[must_use]
    pub fn stating_by_secret(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            statements: Some(SignedBy::Secret),
            ..Self::confidential(id, secret)
        }
    }

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
            statements: None,
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

/// A statement that was good, and is not any more.
pub(crate) struct Statement {
    pub(crate) id: String,
    pub(crate) until: Timestamp,
}

/// What a request says about its client.
struct Claimed {
    id: String,
    secret: Option<Secret>,
}

/// What a request says that its statement is (RFC 7523 section 2.2).
const STATEMENT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The statement of a request, if it brings one: with the client that it is said to be of.
fn stated(request: &Request) -> Result<Option<(String, &str)>, OAuthError> {
    let find = |name| request.parameters.find(name);
    let statement = match (find("client_assertion"), find("client_assertion_type")) {
        (None, None) => return Ok(None),
        (Some(statement), Some(STATEMENT)) => statement,
        _ => {
            return Err(OAuthError::invalid_client(
                "a statement comes with its type, which is that of a JWT",
            ));
        }
    };
    let claims = jose::Token::parse(statement).and_then(|token| token.unverified_claims());
    let subject = claims.ok().and_then(|claims| claims.subject().map(str::to_owned));
    let subject = subject.ok_or(OAuthError::invalid_client("the statement names no client"))?;
    Ok(Some((subject, statement)))
}

/// Finds out which client sent a request: by `client_secret_basic`, `client_secret_post`, `client_secret_jwt`,
/// `private_key_jwt` or, if it is public, `none`. A statement must be for one of these audiences.
pub(crate) fn authenticate<'a>(
    clients: &'a [Client],
    request: &Request,
    audiences: &[&str],
    now: Timestamp,
) -> Result<(&'a Client, Option<Statement>), OAuthError> {
    let unknown =
        OAuthError::invalid_client("no client has this id and secret, or the way they are sent is wrong");
    let known = |id: &str| clients.iter().find(|client| client.id == id).ok_or(unknown);
    if let Some((id, statement)) = stated(request)? {
        let client = known(&id)?;
        let refused = OAuthError::invalid_client("the statement of the client is not good");
        let one = request.authorization.is_none() && request.parameters.find("client_secret").is_none();
        let named = request
            .parameters
            .find("client_id")
            .is_none_or(|named| named == id);
        let statement = client
            .verified(statement, audiences, now)
            .filter(|_| one && named);
        return Ok((client, Some(statement.ok_or(refused)?)));
    }
    let claimed = claimed(request)?;
    let client = known(&claimed.id)?;
    if client.statements.is_some() {
        return Err(unknown);
    }
    let proven = match (&client.secret, &claimed.secret) {
        (Some(secret), Some(shown)) => secret == shown,
        (None, None) => true,
        _ => false,
    };
    proven.then_some((client, None)).ok_or(unknown)
}

impl Client {
    /// Whether it can keep no secret, and proves nothing.
    pub(crate) const fn is_public(&self) -> bool {
        self.secret.is_none() && self.statements.is_none()
    }

    /// A statement about itself, if it is good (RFC 7523 section 3): signed, for us alone, and not for long.
    fn verified(&self, statement: &str, audiences: &[&str], now: Timestamp) -> Option<Statement> {
        let verified = match (&self.statements, &self.secret) {
            (Some(SignedBy::Keys(keys)), _) => {
                let keys = KeySet::parse(keys.as_bytes()).ok()?;
                jose::verify(statement, &keys, &Algorithm::ALL).ok()?
            }
            (Some(SignedBy::Secret), Some(secret)) => {
                jose::verify_hmac(statement, secret, &Algorithm::HMAC).ok()?
            }
            _ => return None,
        };
        let claims = verified.claims;
        let until = claims.date("exp").ok().flatten()?;
        let audience = claims.audience();
        let is_for_us = audience.len() == 1 && audiences.contains(audience.first()?);
        let is_own = claims.string("iss") == Some(&self.id) && claims.subject() == Some(&self.id);
        let lasts = now < until && until.seconds() - now.seconds() <= LONGEST;
        let id = claims.string("jti")?.to_owned();
        (is_for_us && is_own && lasts).then_some(Statement { id, until })
    }
}

/// How long a statement may be good, in seconds.
const LONGEST: i64 = 60;

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
