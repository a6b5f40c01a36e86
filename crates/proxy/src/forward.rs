//! What the upstream is asked for: its path, and the headers about the way the request came.

use http::{HeaderName, HeaderValue, header};
use plugin::{Exchange, Scheme, Target};

use crate::ending::Ending;
use crate::respond::appended_via;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PATH: HeaderName = HeaderName::from_static("x-forwarded-path");
const X_FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
const X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_KONG_REQUEST_ID: HeaderName = HeaderName::from_static("x-kong-request-id");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// What becomes of the prefix that led to the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// It goes upstream like the rest of the path.
    Kept,
    /// The upstream does not see its so many bytes.
    Stripped(usize),
}

/// The path to ask the upstream for, as Kong's `path_handling` v0 has it:
/// `base` is the service's path, `path` the canonical path of the request.
pub(crate) fn upstream_path(base: &str, prefix: Prefix, path: &str) -> String {
    let open = base.strip_suffix('/');
    match (prefix, open) {
        (Prefix::Kept, Some(open)) => format!("{open}{path}"),
        (Prefix::Kept, None) if path == "/" => base.to_owned(),
        (Prefix::Kept, None) => format!("{base}{path}"),
        (Prefix::Stripped(length), _) => {
            let rest = without_dots(path.get(length..).unwrap_or_default());
            joined(base, rest, path)
        }
    }
}

fn joined(base: &str, rest: &str, path: &str) -> String {
    let open = base.strip_suffix('/').unwrap_or(base);
    if !rest.is_empty() {
        return format!("{open}/{}", rest.strip_prefix('/').unwrap_or(rest));
    }
    let asked_for_a_folder = path.ends_with('/') && (path.len() > 1 || base.ends_with('/'));
    if asked_for_a_folder || open.is_empty() {
        return format!("{open}/");
    }
    open.to_owned()
}

/// A route `/a` matches `/a../b` as well; what is left must not climb out of the service's path (PA-17).
fn without_dots(mut rest: &str) -> &str {
    while let Some(shorter) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("./")) {
        rest = shorter;
    }
    if matches!(rest, "." | "..") { "" } else { rest }
}

/// Puts the service's path before the one to ask for, which is the request's own unless a plugin has changed it.
/// Nothing is made when nothing changes.
pub(crate) fn aim(x: &mut Exchange, base: &str, prefix: Prefix) -> Result<(), Ending> {
    if base == "/" && matches!(prefix, Prefix::Kept | Prefix::Stripped(0..=1)) {
        return Ok(());
    }
    let path = upstream_path(base, prefix, x.forward.target.path());
    let target = Target::of(&path, x.forward.target.query());
    // Both halves were checked, so the whole is a path. Were it not, no other one may be asked for.
    x.forward.target = target.map_err(|_| Ending::Closed {
        code: "service.path_unusable",
    })?;
    Ok(())
}

/// Tells the upstream where the request came from. Whatever the client said about that is gone by now.
pub(crate) fn introduce(x: &mut Exchange, host: HeaderValue, prefix: Prefix) {
    let client = text(x.received.client.ip().to_string());
    x.head.set(X_REAL_IP, client.clone());
    x.head.set(X_FORWARDED_FOR, client);
    x.head.set(
        X_FORWARDED_PROTO,
        HeaderValue::from_static(x.received.scheme.as_str()),
    );
    x.head
        .set(X_FORWARDED_PORT, HeaderValue::from(x.received.listener.port()));
    x.head
        .set(X_FORWARDED_PATH, text(x.received.target.path().to_owned()));
    if !x.received.authority.is_empty() {
        x.head.set(X_FORWARDED_HOST, text(x.received.host().to_owned()));
    }
    if let Some(stripped) = stripped(x.received.target.path(), prefix) {
        x.head.set(X_FORWARDED_PREFIX, text(stripped.to_owned()));
    }
    x.head.set(X_KONG_REQUEST_ID, text(x.id.to_string()));
    let via = appended_via(&x.head, x.received.version);
    x.head.set(header::VIA, via);
    x.head.set(header::HOST, host);
}

/// The Host that belongs to `host:port` for a scheme.
pub(crate) fn host_of(host: &str, port: u16, scheme: Scheme) -> HeaderValue {
    let host = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    match (scheme, port) {
        (Scheme::Http, 80) | (Scheme::Https, 443) => text(host),
        _ => text(format!("{host}:{port}")),
    }
}

fn stripped(path: &str, prefix: Prefix) -> Option<&str> {
    match prefix {
        Prefix::Stripped(length) => path.get(..length).filter(|prefix| !matches!(*prefix, "" | "/")),
        Prefix::Kept => None,
    }
}

/// Addresses, hosts and paths are visible ASCII; what is not would be left empty rather than half said.
fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests;
