//! What the upstream is asked for: its path, and the headers about the way the request came.

mod base_path;

use http::{HeaderName, HeaderValue, header};
use plugin::{Base, Exchange, Received, Scheme, Target};

pub(crate) use self::base_path::BasePath;
use crate::ending::Ending;
use crate::headers::UpstreamRequestId;
use crate::respond::appended_via;
use crate::sheet::Sheet;

pub(crate) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(crate) const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
pub(crate) const X_FORWARDED_PATH: HeaderName = HeaderName::from_static("x-forwarded-path");
pub(crate) const X_FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
pub(crate) const X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
pub(crate) const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_KONG_REQUEST_ID: HeaderName = HeaderName::from_static("x-kong-request-id");
pub(crate) const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

const HTTP: HeaderValue = HeaderValue::from_static("http");
const HTTPS: HeaderValue = HeaderValue::from_static("https");

/// What becomes of the prefix that led to the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// It goes upstream like the rest of the path.
    Kept,
    /// The upstream does not see its so many bytes.
    Stripped(usize),
}

/// Puts the service's path before the one to ask for, which is the request's own unless a plugin has put a whole one
/// in its place. Nothing is made when nothing changes.
pub(crate) fn aim(x: &mut Exchange, base: &BasePath, prefix: Prefix) -> Result<(), Ending> {
    if x.forward.base == Base::Root {
        return Ok(());
    }
    if base.is_root() && matches!(prefix, Prefix::Kept | Prefix::Stripped(0..=1)) {
        return Ok(());
    }
    let path = base.join(prefix, x.forward.target.path());
    let target = Target::of(&path, x.forward.target.query());
    // Both halves were checked, so the whole is a path. Were it not, no other one may be asked for.
    x.forward.target = target.map_err(|_| Ending::Closed {
        code: "service.path_unusable",
    })?;
    Ok(())
}

/// Tells the upstream where the request came from. Whatever the client said about that is gone by now;
/// what a trusted proxy said goes on.
pub(crate) fn introduce(
    x: &mut Exchange,
    host: HeaderValue,
    prefix: Prefix,
    number: UpstreamRequestId,
    sheet: &Sheet,
) {
    let received = &x.received;
    let told = received.forwarded.as_deref();
    let port = told.and_then(|told| told.port).unwrap_or(received.port);
    let path = told.and_then(|told| told.path.clone());
    let own_host = || (!received.authority.is_empty()).then(|| host_alone(received, sheet));
    let own_prefix = || stripped(received.target.path(), prefix).map(|prefix| sheet.value(prefix));
    let client = client_text(received, sheet);
    let chain = lengthened(received, &client);
    let port = match port == received.connection.listener().port() {
        true => received.connection.port_text().clone(),
        false => HeaderValue::from(port),
    };
    let via = appended_via(&x.head, received.version);
    let head = &mut x.head;
    head.set(X_REAL_IP, client);
    head.set(X_FORWARDED_FOR, chain);
    head.set(
        X_FORWARDED_PROTO,
        match received.scheme {
            Scheme::Http => HTTP,
            Scheme::Https => HTTPS,
        },
    );
    head.set(X_FORWARDED_PORT, port);
    head.set(
        X_FORWARDED_PATH,
        path.unwrap_or_else(|| sheet.value(received.target.path())),
    );
    if let Some(host) = told.and_then(|told| told.host.clone()).or_else(own_host) {
        head.set(X_FORWARDED_HOST, host);
    }
    if let Some(prefix) = told.and_then(|told| told.prefix.clone()).or_else(own_prefix) {
        head.set(X_FORWARDED_PREFIX, prefix);
    }
    if number == UpstreamRequestId::Told {
        head.set(X_KONG_REQUEST_ID, x.id.value().clone());
    }
    head.set(header::VIA, via);
    head.set(header::HOST, host);
}

/// The addresses that a request came through: those that a trusted proxy told, and that proxy itself.
fn lengthened(received: &Received, client: &HeaderValue) -> HeaderValue {
    let told = received.forwarded.as_deref().and_then(|told| told.chain.as_ref());
    let Some(chain) = told else {
        return client.clone();
    };
    let peer = received.connection.peer_text();
    let chain = [chain.as_bytes(), peer.as_bytes()].join(&b", "[..]);
    HeaderValue::try_from(chain).unwrap_or_else(|_| peer.clone())
}

/// The client's address, spelled anew only if it is not the peer's.
fn client_text(received: &Received, sheet: &Sheet) -> HeaderValue {
    let (client, connection) = (received.client.ip(), &received.connection);
    match client == connection.peer().ip() {
        true => connection.peer_text().clone(),
        false => sheet.value(&client.to_string()),
    }
}

/// The Host without its port, spelled anew only if it has one.
fn host_alone(received: &Received, sheet: &Sheet) -> HeaderValue {
    let host = received.host();
    match host.len() == received.authority.len() {
        true => received.authority.clone(),
        false => sheet.value(host),
    }
}

/// The Host that was written, with its port.
pub(crate) fn host_as_written(host: &str) -> HeaderValue {
    text(host)
}

/// The Host that belongs to `host:port` for a scheme.
pub(crate) fn host_of(host: &str, port: u16, scheme: Scheme) -> HeaderValue {
    let host = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    match (scheme, port) {
        (Scheme::Http, 80) | (Scheme::Https, 443) => text(&host),
        _ => text(&format!("{host}:{port}")),
    }
}

fn stripped(path: &str, prefix: Prefix) -> Option<&str> {
    match prefix {
        Prefix::Stripped(length) => path.get(..length).filter(|prefix| !matches!(*prefix, "" | "/")),
        Prefix::Kept => None,
    }
}

/// Addresses, hosts and paths are visible ASCII; what is not would be left empty rather than half said.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests;
