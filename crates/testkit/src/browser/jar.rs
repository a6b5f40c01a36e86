//! The cookies of a browser, kept by RFC 6265 §5.3 and §5.4 with what browsers have added since.

use std::net::IpAddr;

use ::http::Method;
use ports::Timestamp;
use url::{Host, Url};

use super::cookie::{Cookie, Ignored, Line, SameSite, Scope};

#[cfg(test)]
mod tests;

/// All cookies of a browser.
#[derive(Debug, Default)]
pub struct Jar {
    /// In the order they were first set.
    cookies: Vec<Cookie>,
}

/// Who wanted a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initiator {
    /// A person who typed the address.
    AddressBar,
    /// A link or a form on this page.
    Page(Url),
    /// A script on this page, in the background.
    Script(Url),
}

impl Jar {
    /// Keeps the cookie of a `Set-Cookie` line that came from a URL.
    ///
    /// # Errors
    /// [`Ignored`] if a browser would not keep it.
    pub fn store(&mut self, line: &str, from: &Url, now: Timestamp) -> Result<(), Ignored> {
        let line = Line::read(line)?;
        let cookie = judged(line, from, now)?;
        let known = self.cookies.iter().position(|known| {
            (&known.name, &known.domain, &known.path) == (&cookie.name, &cookie.domain, &cookie.path)
        });
        let Some(at) = known else {
            self.cookies.push(cookie);
            self.sweep(now);
            return Ok(());
        };
        if self.cookies[at].secure && !is_secure(from) {
            return Err(Ignored::NotSecure);
        }
        // It keeps its place: the creation time of the old one (§5.3, step 11.3).
        self.cookies[at] = cookie;
        self.sweep(now);
        Ok(())
    }

    /// The `Cookie` header for a request; `None` if no cookie goes along.
    pub fn header(
        &mut self,
        to: &Url,
        method: &Method,
        initiator: &Initiator,
        now: Timestamp,
    ) -> Option<String> {
        self.sweep(now);
        let mut going: Vec<&Cookie> = self
            .cookies
            .iter()
            .filter(|cookie| belongs(cookie, to) && travels(cookie, to, method, initiator))
            .collect();
        // Longer paths first; among equals the older one, which the stable sort keeps (§5.4, step 2).
        going.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = going
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The cookies that have not ended.
    pub fn alive(&mut self, now: Timestamp) -> Vec<Cookie> {
        self.sweep(now);
        self.cookies.clone()
    }

    /// Deletes all cookies of a name.
    pub fn forget(&mut self, name: &str) {
        self.cookies.retain(|cookie| cookie.name != name);
    }

    /// Deletes the cookies that last no longer than the browser is open.
    pub fn forget_session(&mut self) {
        self.cookies.retain(|cookie| cookie.expires.is_some());
    }

    fn sweep(&mut self, now: Timestamp) {
        self.cookies
            .retain(|cookie| cookie.expires.is_none_or(|end| end > now));
    }
}

impl Initiator {
    /// The page behind the request, if there is one.
    #[must_use]
    pub const fn page(&self) -> Option<&Url> {
        match self {
            Self::AddressBar => None,
            Self::Page(page) | Self::Script(page) => Some(page),
        }
    }

    /// What `Sec-Fetch-Site` says of a request from here.
    #[must_use]
    pub fn relation_to(&self, to: &Url) -> &'static str {
        match self.page() {
            None => "none",
            Some(page) if page.origin() == to.origin() => "same-origin",
            Some(page) if site(page) == site(to) => "same-site",
            Some(_) => "cross-site",
        }
    }
}

/// Turns a line into a cookie, or says why a browser would not.
fn judged(line: Line, from: &Url, now: Timestamp) -> Result<Cookie, Ignored> {
    let host = from.host_str().ok_or(Ignored::ForeignDomain)?;
    if line.secure && !is_secure(from) {
        return Err(Ignored::NotSecure);
    }
    if line.same_site == Some(SameSite::None) && !line.secure {
        return Err(Ignored::NoneWithoutSecure);
    }
    let kept_host = line.secure && line.domain.is_none() && line.path.as_deref() == Some("/");
    let lower = line.name.to_ascii_lowercase();
    if lower.starts_with("__secure-") && !line.secure || lower.starts_with("__host-") && !kept_host {
        return Err(Ignored::Prefix);
    }
    let expires = line.end(now);
    let (domain, scope) = match line.domain {
        None => (host.to_owned(), Scope::HostOnly),
        // A name without a dot is a public suffix as far as we know: only the host itself may use it.
        Some(domain) if domain == host && (!domain.contains('.') || is_address(&domain)) => {
            (domain, Scope::HostOnly)
        }
        Some(domain) if domain.contains('.') && is_within(host, &domain) => (domain, Scope::Subdomains),
        Some(_) => return Err(Ignored::ForeignDomain),
    };
    Ok(Cookie {
        path: line.path.unwrap_or_else(|| default_path(from.path())),
        name: line.name,
        value: line.value,
        domain,
        scope,
        secure: line.secure,
        http_only: line.http_only,
        same_site: line.same_site,
        expires,
    })
}

/// Whether a cookie belongs to the place (§5.4, step 1).
fn belongs(cookie: &Cookie, to: &Url) -> bool {
    let host = to.host_str().unwrap_or_default();
    let at_home = match cookie.scope {
        Scope::HostOnly => host == cookie.domain,
        Scope::Subdomains => is_within(host, &cookie.domain),
    };
    at_home && is_below(to.path(), &cookie.path) && (!cookie.secure || is_secure(to))
}

/// Whether `SameSite` lets a cookie go along.
fn travels(cookie: &Cookie, to: &Url, method: &Method, initiator: &Initiator) -> bool {
    if initiator.page().is_none_or(|page| site(page) == site(to)) {
        return true;
    }
    match cookie.same_site.unwrap_or(SameSite::Lax) {
        SameSite::Strict => false,
        SameSite::Lax => method.is_safe() && matches!(initiator, Initiator::Page(_)),
        SameSite::None => true,
    }
}

/// The scheme and what people would call the site: the last two labels of a name, or an address.
/// There is no list of public suffixes here; tests do not need one.
fn site(url: &Url) -> (&str, String) {
    let name = match url.host() {
        Some(Host::Domain(name)) => {
            let labels: Vec<&str> = name.rsplitn(3, '.').take(2).collect();
            labels.join(".")
        }
        other => other.map(|host| host.to_string()).unwrap_or_default(),
    };
    (url.scheme(), name)
}

fn is_secure(url: &Url) -> bool {
    url.scheme() == "https"
}

fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<IpAddr>().is_ok()
}

/// Domain-match (§5.1.3).
fn is_within(host: &str, domain: &str) -> bool {
    let under = || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    host == domain || !is_address(host) && under()
}

/// Path-match (§5.1.4).
fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || of.ends_with('/'))
}

/// The path of a cookie that names none: up to, not including, the last slash (§5.1.4).
fn default_path(path: &str) -> String {
    match path.rfind('/') {
        None | Some(0) => "/".to_owned(),
        Some(last) => path[..last].to_owned(),
    }
}
