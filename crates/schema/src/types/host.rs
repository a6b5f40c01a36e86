//! A host.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::{Violation, text};

/// The longest name that DNS can carry (RFC 1035 2.3.4).
const LONGEST: usize = 253;

text! {
    /// A name or an address, without a port. An IPv6 address may stand in brackets.
    Host
}

impl Host {
    fn judge(text: &str) -> Result<(), Violation> {
        if let Some(rest) = text.strip_prefix('[') {
            return match rest.split_once(']') {
                Some((address, "")) if address.parse::<Ipv6Addr>().is_ok() => Ok(()),
                Some((_, port)) if port.starts_with(':') => Err(Violation::HostWithPort),
                _ => Err(Violation::Invalid(text.to_owned())),
            };
        }
        if text.parse::<Ipv6Addr>().is_ok() {
            return Ok(());
        }
        if text.contains(':') {
            return Err(Violation::HostWithPort);
        }
        match is_name(text) {
            true => Ok(()),
            false => Err(Violation::Invalid(text.to_owned())),
        }
    }
}

/// A name, or an IPv4 address. What ends in a number is an address or nothing.
fn is_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let label = |label: &str| {
        let letters = label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        letters && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let numeric = text
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= LONGEST && text.split('.').all(label) && (!numeric || text.parse::<Ipv4Addr>().is_ok())
}
