//! A cookie of ours: its attributes, and the lines that set and clear it (RFC 6265).

use std::fmt;
use std::time::Duration;

use http::HeaderValue;

use crate::parts::{self, MOST, Shown};

/// The longest that browsers keep a cookie, in seconds: 400 days (RFC 6265bis section 5.5).
const LONGEST_AGE: u64 = 400 * 86_400;

/// The attributes of a cookie, as an operator wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Its name. `__Host-` and `__Secure-` before it are promises to the browser, and are kept.
    pub name: String,
    /// The path it is sent to.
    pub path: String,
    /// The domain it is sent to; `None`, empty or `localhost` is the very host that set it.
    pub domain: Option<String>,
    /// Whether requests from other sites carry it.
    pub same_site: SameSite,
    /// Who may read it in the browser.
    pub scripts: Scripts,
    /// Whether it is sent over TLS only.
    pub secure: Secure,
}

/// Whether requests from other sites carry a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Never.
    Strict,
    /// When somebody follows a link.
    Lax,
    /// Always; such a cookie is sent over TLS only.
    None,
    /// Always, if it was set over TLS; otherwise as the browser likes, since browsers take no other such cookie.
    NoneOverTls,
    /// As the browser likes.
    Default,
}

/// Whether scripts in a page can read a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// They cannot (`HttpOnly`).
    KeptOut,
    /// They can: a hole in one page then gives sessions away.
    MayRead,
}

/// Whether a cookie is sent over TLS only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secure {
    /// Yes.
    Always,
    /// No: whoever listens on the way can take it.
    Never,
    /// If it was set over TLS.
    AsSet,
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// In the clear.
    Plain,
    /// Over TLS.
    Tls,
}

/// A cookie, ready to be read and written.
#[derive(Clone, Debug)]
pub struct Cookie {
    name: String,
    plain: String,
    tls: String,
    /// What stands behind the attributes when it is set.
    end: String,
    same_site: SameSite,
}

/// Why a cookie cannot be as an operator wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCookie {
    /// A name with characters that names cannot have, or none at all.
    Name,
    /// A path or domain that would end the attribute and begin another.
    Attribute,
    /// `__Host-` promises TLS, the path `/` and no domain.
    HostPrefix,
    /// `__Secure-` promises TLS.
    SecurePrefix,
}

impl BadCookie {
    /// The stable name of this fault.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "cookie.name",
            Self::Attribute => "cookie.attribute",
            Self::HostPrefix => "cookie.host_prefix",
            Self::SecurePrefix => "cookie.secure_prefix",
        }
    }
}

impl fmt::Display for BadCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => {
                "the name may hold letters, digits and !#$%&'*+-.^_`|~, and not end with a digit from 2 to 9"
            }
            Self::Attribute => "a path begins with a slash, and neither path nor domain may hold ; or blanks",
            Self::HostPrefix => "a name with __Host- needs secure = true, the path / and no domain",
            Self::SecurePrefix => "a name with __Secure- needs secure = true",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for BadCookie {}

/// More than a browser would keep for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Cookie {
    /// A cookie with these attributes.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take, or what would say something else than was meant (SE-27).
    pub fn new(attributes: &Attributes) -> Result<Self, BadCookie> {
        let Attributes {
            name, path, domain, ..
        } = attributes;
        let domain = domain
            .as_deref()
            .filter(|domain| !matches!(*domain, "" | "localhost"));
        // The numbers behind a name are those of its parts.
        if name.is_empty()
            || !name.bytes().all(is_token)
            || name.ends_with(|last: char| matches!(last, '2'..='9'))
        {
            return Err(BadCookie::Name);
        }
        let plain_text = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b';' && byte != b',')
        };
        if !path.starts_with('/') || !plain_text(path) || !domain.is_none_or(plain_text) {
            return Err(BadCookie::Attribute);
        }
        let secure = attributes.secure == Secure::Always || attributes.same_site == SameSite::None;
        // Browsers compare the prefixes without regard to case (RFC 6265bis section 5.6).
        let has_prefix = |prefix: &str| {
            name.get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if has_prefix("__Host-") && !(secure && path == "/" && domain.is_none()) {
            return Err(BadCookie::HostPrefix);
        }
        if has_prefix("__Secure-") && !secure {
            return Err(BadCookie::SecurePrefix);
        }
        Ok(Self {
            name: name.clone(),
            plain: attributes.tail(domain, secure, Encryption::Plain),
            tls: attributes.tail(
                domain,
                secure || attributes.secure == Secure::AsSet,
                Encryption::Tls,
            ),
            end: String::new(),
            same_site: attributes.same_site,
        })
    }

    /// The same cookie, kept by browsers for so long, also when they are closed.
    #[must_use]
    pub fn lasting(self, age: Duration) -> Self {
        Self {
            end: format!("; Max-Age={}", age.as_secs().min(LONGEST_AGE)),
            ..self
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether requests from other sites carry it.
    #[must_use]
    pub(crate) const fn same_site(&self) -> SameSite {
        self.same_site
    }

    /// Whether browsers send it over TLS only, however it was set.
    pub(crate) fn needs_tls(&self) -> bool {
        self.plain.contains("; Secure")
    }

    /// What a browser shows under this name.
    pub(crate) fn shown<'a>(&self, heads: impl Iterator<Item = &'a HeaderValue>) -> Shown<'a> {
        Shown::of(&self.name, heads)
    }

    /// The lines that set it, and clear what is left of a longer one.
    pub(crate) fn write(
        &self,
        value: &[u8],
        encryption: Encryption,
        shown: usize,
    ) -> Result<Vec<HeaderValue>, TooLarge> {
        let parts = parts::divided(&self.name, value)?;
        let surplus = parts.len()..shown.min(MOST);
        let set = parts
            .iter()
            .enumerate()
            .map(|(at, part)| self.line(at, part, &self.end, encryption));
        let lines = set.chain(surplus.map(|at| self.cleared(at, encryption)));
        Ok(lines.collect())
    }

    /// The lines that clear so many parts of it.
    pub(crate) fn clear(&self, encryption: Encryption, shown: usize) -> Vec<HeaderValue> {
        (0..shown.clamp(1, MOST))
            .map(|at| self.cleared(at, encryption))
            .collect()
    }

    fn cleared(&self, at: usize, encryption: Encryption) -> HeaderValue {
        self.line(
            at,
            "",
            "; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0",
            encryption,
        )
    }

    fn line(&self, at: usize, value: &str, end: &str, encryption: Encryption) -> HeaderValue {
        let name = parts::name(&self.name, at);
        let tail = match encryption {
            Encryption::Plain => &self.plain,
            Encryption::Tls => &self.tls,
        };
        let line = format!("{name}={value}{tail}{end}");
        let mut line = HeaderValue::try_from(line).expect("names, attributes and base64 were checked");
        line.set_sensitive(true);
        line
    }
}

impl Attributes {
    fn tail(&self, domain: Option<&str>, secure: bool, encryption: Encryption) -> String {
        let mut tail = String::new();
        if let Some(domain) = domain {
            tail.push_str("; Domain=");
            tail.push_str(domain);
        }
        tail.push_str("; Path=");
        tail.push_str(&self.path);
        tail.push_str(match (self.same_site, encryption) {
            (SameSite::Strict, _) => "; SameSite=Strict",
            (SameSite::Lax, _) => "; SameSite=Lax",
            (SameSite::NoneOverTls, Encryption::Tls) if secure => "; SameSite=None",
            (SameSite::None, _) => "; SameSite=None",
            (SameSite::NoneOverTls | SameSite::Default, _) => "",
        });
        if secure {
            tail.push_str("; Secure");
        }
        if self.scripts == Scripts::KeptOut {
            tail.push_str("; HttpOnly");
        }
        tail
    }
}

/// RFC 9110 section 5.6.2.
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

#[cfg(test)]
mod tests;
