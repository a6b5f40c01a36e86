//! What one side is told of who is asking: the headers that are configured, with what stands in them.

use std::fmt;

use http::{HeaderName, HeaderValue, header};
use jose::{Claims, KeySet, Secret};
use oidc::{Believed, ClaimPath, Session, Source};
use plugin::{Head, Misconfigured};
use serde_json::Value;
use tracing::warn;

use crate::config::Headers;
use crate::identity::{Claimed, Identities};

/// The longest value of a claim that becomes a header, in bytes. Servers refuse requests with more than some of them.
const LONGEST: usize = 8 * 1024;

/// The longest that all headers of one side may be, in bytes.
const ALL: usize = 32 * 1024;

/// Headers by which messages are understood, or by which logins last.
const RESERVED: [HeaderName; 12] = [
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::COOKIE,
    header::EXPECT,
    header::HOST,
    header::SET_COOKIE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The headers of one side.
pub(crate) struct Told {
    headers: Vec<Header>,
    places: Vec<Source>,
}

/// A header, the scheme before its value, and its value.
struct Header {
    name: HeaderName,
    /// What stands before the value, with its space: `Bearer `.
    prefix: String,
    value: What,
}

/// What a header carries.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    AccessToken,
    IdToken,
    RefreshToken,
    Userinfo,
    /// The signed token in which the userinfo endpoint said it.
    UserinfoJwt,
    Introspection,
    /// The signed token in which the introspection endpoint said it.
    IntrospectionJwt,
    SessionId,
    Claim(ClaimPath),
    /// By what somebody is told from others.
    Credential,
    /// The groups that whoever vouches for somebody puts them in.
    Groups,
    /// The key that the access token was signed with.
    AccessTokenKey,
    /// The key that the ID token was signed with.
    IdTokenKey,
}

/// What is known of somebody.
pub(crate) struct Known<'a> {
    /// Their login.
    pub(crate) session: &'a Session,
    /// What it lets us believe.
    pub(crate) believed: &'a Believed,
    /// What that says of who they are.
    pub(crate) claimed: &'a Claimed,
    /// The id of their session; empty if there is none.
    pub(crate) id: &'a str,
    /// The access token that the upstream is shown instead of theirs, if it is.
    pub(crate) another: Option<&'a Secret>,
}

/// Why nobody can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsendable {
    /// A token has characters that no header can have.
    Characters,
    /// All headers together are longer than servers take.
    TooLong(usize),
}

impl fmt::Display for Unsendable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Characters => f.write_str("a token has characters that no header can have"),
            Self::TooLong(bytes) => write!(
                f,
                "the headers of one side take {bytes} bytes, more than {ALL} are refused by most servers"
            ),
        }
    }
}

impl Told {
    /// The headers of the side of that name, as they are configured. Claims are looked for in `places`.
    ///
    /// # Errors
    /// [`Misconfigured`] for what cannot be a header.
    pub(crate) fn new(side: &str, options: &Headers, places: &[Source]) -> Result<Self, Misconfigured> {
        let fixed = [
            ("access_token", &options.access_token_header, What::AccessToken),
            (
                "access_token_jwk",
                &options.access_token_jwk_header,
                What::AccessTokenKey,
            ),
            ("id_token", &options.id_token_header, What::IdToken),
            ("id_token_jwk", &options.id_token_jwk_header, What::IdTokenKey),
            ("refresh_token", &options.refresh_token_header, What::RefreshToken),
            ("user_info", &options.user_info_header, What::Userinfo),
            ("user_info_jwt", &options.user_info_jwt_header, What::UserinfoJwt),
            (
                "introspection",
                &options.introspection_header,
                What::Introspection,
            ),
            (
                "introspection_jwt",
                &options.introspection_jwt_header,
                What::IntrospectionJwt,
            ),
            ("session_id", &options.session_id_header, What::SessionId),
        ];
        let mut headers = Vec::new();
        for (what, text, value) in fixed {
            // Examples of Kong write `nil` where they mean none.
            if let Some(text) = text.as_deref().filter(|text| *text != "nil") {
                headers.push(Header::parse(&format!("{side}_{what}_header"), text, value)?);
            }
        }
        for (name, path) in options.claims() {
            let option = format!("{side}_headers");
            let path = ClaimPath::new(path.into_iter().map(str::to_owned));
            let path = path.ok_or_else(|| bad(&option, "a claim needs a path"))?;
            headers.push(Header::parse(&option, name, What::Claim(path))?);
        }
        Ok(Self {
            headers,
            places: places.to_vec(),
        })
    }

    /// Tells by what somebody is known and in which groups, where Kong's plugins look for it.
    pub(crate) fn with_identity(mut self, identities: &Identities) -> Self {
        let mut tell = |name, value| {
            self.headers.push(Header {
                name: HeaderName::from_static(name),
                prefix: String::new(),
                value,
            });
        };
        tell("x-credential-identifier", What::Credential);
        if identities.tells_groups() {
            tell("x-authenticated-groups", What::Groups);
        }
        self
    }

    /// The headers that a client may not set. `Authorization` is not among them: it is where credentials are,
    /// which other plugins may want to read; what goes upstream in its place is set whenever somebody passes.
    pub(crate) fn owns(&self) -> Vec<HeaderName> {
        let names = self.headers.iter().map(|header| &header.name);
        names
            .filter(|name| **name != header::AUTHORIZATION)
            .cloned()
            .collect()
    }

    /// Takes out of the headers what a client says in the place of what is told, where nothing is told: whoever reads it
    /// there would believe that it comes from us.
    pub(crate) fn withhold(&self, head: &mut Head) {
        // All others were stripped before.
        if self
            .headers
            .iter()
            .any(|header| header.name == header::AUTHORIZATION)
        {
            head.remove(&header::AUTHORIZATION);
        }
    }

    /// The names of the headers.
    pub(crate) fn names(&self) -> impl Iterator<Item = HeaderName> {
        self.headers.iter().map(|header| header.name.clone())
    }

    /// Whether the userinfo endpoint must be asked for it.
    pub(crate) fn needs_userinfo(&self) -> bool {
        self.carries(&What::Userinfo) || self.needs_userinfo_jwt()
    }

    /// Whether the signed answer of the userinfo endpoint is needed for it.
    pub(crate) fn needs_userinfo_jwt(&self) -> bool {
        self.carries(&What::UserinfoJwt)
    }

    /// Whether the signed answer of the introspection endpoint is needed for it.
    pub(crate) fn needs_introspection_jwt(&self) -> bool {
        self.carries(&What::IntrospectionJwt)
    }

    fn carries(&self, value: &What) -> bool {
        self.headers.iter().any(|header| header.value == *value)
    }

    /// Whether the provider's keys are needed for it.
    pub(crate) fn needs_keys(&self) -> bool {
        let is_key = |value: &What| matches!(value, What::AccessTokenKey | What::IdTokenKey);
        self.headers.iter().any(|header| is_key(&header.value))
    }

    /// The claims of the ID token that may be needed, by the first steps to them.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().filter_map(|header| match &header.value {
            What::Claim(path) => Some(path.first()),
            _ => None,
        })
    }

    /// The headers with what stands in them. `keys` are the provider's.
    ///
    /// # Errors
    /// [`Unsendable`] if no header can have a token, or if it is too much. A claim that no header can have is left out.
    pub(crate) fn of(&self, known: &Known<'_>, keys: Option<&KeySet>) -> Result<Telling, Unsendable> {
        let Known {
            session,
            believed,
            claimed,
            id,
            another,
        } = known;
        let access_token = another.unwrap_or(&session.access_token);
        let mut telling = Telling::default();
        for header in &self.headers {
            let value = match &header.value {
                What::AccessToken => Some(header.token(access_token.expose())?),
                What::IdToken => header.perhaps(session.id_token.as_ref())?,
                What::RefreshToken => header.perhaps(session.refresh_token.as_ref())?,
                What::UserinfoJwt => header.perhaps(session.userinfo_jwt.as_ref())?,
                What::IntrospectionJwt => header.perhaps(session.introspection_jwt.as_ref())?,
                What::SessionId => header.unless_empty(id),
                What::Credential => claimed.credential.as_deref().and_then(|id| header.plain(id)),
                What::Userinfo => header.claims(session.userinfo.as_ref()),
                What::Introspection => header.claims(session.introspection.as_ref()),
                What::Claim(path) => believed
                    .find(path, &self.places)
                    .and_then(|claim| header.plain(&text(claim)?)),
                What::Groups => claimed
                    .authenticated_groups
                    .as_deref()
                    .and_then(|groups| header.plain(&listed(groups))),
                What::AccessTokenKey => header.key(access_token, keys),
                What::IdTokenKey => session
                    .id_token
                    .as_ref()
                    .and_then(|token| header.key(token, keys)),
            };
            match value {
                Some(value) => telling.set.set(header.name.clone(), value),
                None if header.name == header::AUTHORIZATION => telling.removed.push(header.name.clone()),
                // A client's was stripped before.
                None => {}
            }
        }
        match telling.weight() {
            bytes if bytes > ALL => Err(Unsendable::TooLong(bytes)),
            _ => Ok(telling),
        }
    }
}

/// What is told, ready to be sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Telling {
    set: Head,
    removed: Vec<HeaderName>,
}

impl Telling {
    /// Tells it, whatever was said in the same places.
    pub(crate) fn tell(&self, head: &mut Head) {
        for name in &self.removed {
            head.remove(name);
        }
        if !self.set.is_empty() {
            head.set_all(&self.set);
        }
    }

    /// Whether something is told in the place of this header.
    pub(crate) fn replaces(&self, name: &HeaderName) -> bool {
        self.set.has(name)
    }

    /// How many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        self.set
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum()
    }
}

impl Header {
    /// Reads `name` or `name:scheme`. An underscore in the name stands for a hyphen.
    fn parse(option: &str, text: &str, value: What) -> Result<Self, Misconfigured> {
        let (name, scheme) = text.split_once(':').unwrap_or((text, ""));
        let name = HeaderName::from_bytes(name.replace('_', "-").as_bytes())
            .map_err(|_| bad(option, &format!("{name:?} is not the name of a header")))?;
        if RESERVED.contains(&name) {
            return Err(bad(
                option,
                &format!("{name} has another meaning, on which requests depend"),
            ));
        }
        let prefix = match scheme.chars().next() {
            Some(first) => format!("{}{} ", first.to_ascii_uppercase(), &scheme[first.len_utf8()..]),
            None => String::new(),
        };
        HeaderValue::from_str(&prefix)
            .map_err(|_| bad(option, &format!("{scheme:?} cannot stand before a token")))?;
        Ok(Self { name, prefix, value })
    }

    /// A token as its value, marked so that nobody prints it.
    fn token(&self, token: &str) -> Result<HeaderValue, Unsendable> {
        let mut value =
            HeaderValue::try_from(format!("{}{token}", self.prefix)).map_err(|_| Unsendable::Characters)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The same of a token, if there is one.
    fn perhaps(&self, token: Option<&Secret>) -> Result<Option<HeaderValue>, Unsendable> {
        token.map(|token| self.token(token.expose())).transpose()
    }

    /// The key that a token was signed with, if it was signed with one of these.
    fn key(&self, token: &Secret, keys: Option<&KeySet>) -> Option<HeaderValue> {
        let key = keys?.key_of(token.expose())?;
        self.plain(&encoded(&Value::Object(key.public().clone())))
    }

    /// A name as its value; no name is none.
    fn unless_empty(&self, name: &str) -> Option<HeaderValue> {
        (!name.is_empty()).then(|| self.plain(name)).flatten()
    }

    /// All that somebody said about who is asking.
    fn claims(&self, said: Option<&Claims>) -> Option<HeaderValue> {
        self.plain(&encoded(&Value::Object(said?.as_json().clone())))
    }

    /// Some text as its value, if a header can have it: one line, and not endless.
    fn plain(&self, text: &str) -> Option<HeaderValue> {
        let value = format!("{}{text}", self.prefix);
        let is_one_line = !value.contains(char::is_control);
        let sendable = (is_one_line && value.len() <= LONGEST)
            .then(|| HeaderValue::from_bytes(value.as_bytes()).ok())
            .flatten();
        if sendable.is_none() {
            warn!(header = %self.name, bytes = value.len(), "a claim is not told: no header can have it");
        }
        sendable
    }
}

/// A claim as the text of a header: words as they are, several with commas, what has structure as base64 of JSON.
/// Null is nothing.
fn text(claim: &Value) -> Option<String> {
    match claim {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(claim.to_string()),
        Value::Array(elements) => {
            let words: Option<Vec<&str>> = elements.iter().map(Value::as_str).collect();
            Some(words.map_or_else(|| encoded(claim), |words| words.join(", ")))
        }
        Value::Object(_) => Some(encoded(claim)),
    }
}

/// Groups as a list. A name with a comma in it would be read as two, and is left out.
fn listed(groups: &[Box<str>]) -> String {
    let (good, bad): (Vec<&str>, Vec<&str>) = groups
        .iter()
        .map(AsRef::as_ref)
        .partition(|group| !group.contains(','));
    if !bad.is_empty() {
        warn!(
            groups = bad.len(),
            "groups with a comma in their names are not told"
        );
    }
    good.join(", ")
}

/// JSON in base64 with padding, as Kong writes it.
fn encoded(value: &Value) -> String {
    jose::base64::encode(value.to_string().as_bytes())
}

fn bad(option: &str, why: &str) -> Misconfigured {
    Misconfigured::new("config.header", format!("{option}: {why}"))
}

#[cfg(test)]
mod tests;
