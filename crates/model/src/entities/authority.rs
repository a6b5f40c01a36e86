//! Hosts with ports (the `host` and `port` of RFC 3986 3.2).

use schema::Host;

/// The host and, if there is one, the port. An IPv6 address with a port stands in brackets.
/// `None` if it is no host, or what follows it is no port.
pub(super) fn split(text: &str) -> Option<(&str, Option<u16>)> {
    if Host::parse(text).is_ok() {
        return Some((text, None));
    }
    let (host, port) = text.rsplit_once(':')?;
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse().ok().filter(|_| digits)?;
    Host::parse(host).is_ok().then_some((host, Some(port)))
}

/// Without the brackets that an IPv6 address may stand in.
pub(super) fn bare(host: &str) -> &str {
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    inside.unwrap_or(host)
}
