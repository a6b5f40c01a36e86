//! One cookie, and how a `Set-Cookie` line is read.

use std::fmt;
use std::time::Duration;

use ports::Timestamp;

use super::date;

/// A cookie in the jar.
#[derive(Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host it belongs to, in lower case.
    pub domain: String,
    /// Who under that host gets it.
    pub scope: Scope,
    /// The path it belongs to.
    pub path: String,
    /// Only over TLS.
    pub secure: bool,
    /// Hidden from scripts.
    pub http_only: bool,
    /// When it goes along across sites; `None` if that was not said, which counts as Lax.
    pub same_site: Option<SameSite>,
    /// When it ends; `None` is the end of the browser session.
    pub expires: Option<Timestamp>,
}

/// Which hosts get a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The host that set it, alone.
    HostOnly,
    /// Hosts under it as well.
    Subdomains,
}

/// When a cookie goes along with requests that another site caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Never.
    Strict,
    /// With links, not with forms that post and not with what scripts ask.
    Lax,
    /// Always, but only over TLS.
    None,
}

/// Why a browser did not keep a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// No name, no equals sign, or control characters.
    Malformed,
    /// Name and value have more than 4,096 bytes.
    TooLarge,
    /// It is meant for a host that the sender is not part of.
    ForeignDomain,
    /// `Secure` from a place without TLS, or such a place would overwrite a secure cookie.
    NotSecure,
    /// `SameSite=None` without `Secure`.
    NoneWithoutSecure,
    /// The name begins with `__Host-` or `__Secure-`, and its promise is not kept.
    Prefix,
}

/// A `Set-Cookie` line taken apart (RFC 6265 §5.2), not yet judged.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) domain: Option<String>,
    pub(super) path: Option<String>,
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) same_site: Option<SameSite>,
    max_age: Option<i64>,
    expires: Option<Timestamp>,
}

impl Line {
    /// Reads a line. What it does not understand behind the first semicolon it skips.
    pub(super) fn read(text: &str) -> Result<Self, Ignored> {
        if text.chars().any(|c| c.is_control() && c != '\t') {
            return Err(Ignored::Malformed);
        }
        let mut parts = text.split(';');
        let pair = parts.next().unwrap_or_default();
        let (name, value) = pair.split_once('=').ok_or(Ignored::Malformed)?;
        let mut line = Self {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            ..Self::default()
        };
        if line.name.is_empty() {
            return Err(Ignored::Malformed);
        }
        if line.name.len() + line.value.len() > 4096 {
            return Err(Ignored::TooLarge);
        }
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            line.attribute(name.trim(), value.trim());
        }
        Ok(line)
    }

    /// The end of the cookie's life. Max-Age has precedence over Expires (§5.3, step 3).
    pub(super) fn end(&self, now: Timestamp) -> Option<Timestamp> {
        match self.max_age {
            Some(seconds) if seconds <= 0 => Some(Timestamp::from_millis(0)),
            Some(seconds) => Some(now.plus(Duration::from_secs(seconds.unsigned_abs()))),
            None => self.expires,
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "expires" => self.expires = date::read(value).or(self.expires),
            "max-age" => self.max_age = max_age(value).or(self.max_age),
            "domain" => {
                let domain = value.strip_prefix('.').unwrap_or(value);
                self.domain = Some(domain.to_ascii_lowercase()).filter(|domain| !domain.is_empty());
            }
            "path" => self.path = Some(value.to_owned()).filter(|path| path.starts_with('/')),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "samesite" => {
                self.same_site = match value.to_ascii_lowercase().as_str() {
                    "strict" => Some(SameSite::Strict),
                    "lax" => Some(SameSite::Lax),
                    "none" => Some(SameSite::None),
                    _ => None,
                }
            }
            _ => {}
        }
    }
}

/// Digits with an optional minus (§5.2.2); more of them than fit mean for ever.
fn max_age(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let for_ever = if value.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    Some(value.parse().unwrap_or(for_ever))
}

impl fmt::Debug for Cookie {
    /// Hides the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=*** for {}{}", self.name, self.domain, self.path)?;
        let flags = [
            (self.scope == Scope::HostOnly, "host only"),
            (self.secure, "secure"),
            (self.http_only, "http only"),
        ];
        for (_, flag) in flags.iter().filter(|(set, _)| *set) {
            write!(f, ", {flag}")?;
        }
        write!(f, ", same site {:?}, expires {:?}", self.same_site, self.expires)
    }
}
