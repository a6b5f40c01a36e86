//! Hosts that are called directly though there is a proxy.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;

/// Hosts that are called directly though there is a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Direct(Vec<Rule>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rule {
    hosts: Hosts,
    /// The port that it is about; `None` for all.
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Hosts {
    All,
    /// A name in small letters, and all names below it.
    Named(String),
    /// The addresses that begin with so many bits of this one.
    Network(IpAddr, u8),
}

/// What stands among the hosts and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoHost(pub String);

impl fmt::Display for NoHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no host: write names such as idp.example, which mean all names below them too, addresses or \
             networks, each with a port if need be, and commas between them; `*` means all",
            self.0
        )
    }
}

impl std::error::Error for NoHost {}

impl Direct {
    /// Reads hosts with commas between them: names, which mean all names below them too, with or without a dot before
    /// them; addresses and networks; each with a port if need be; `*` for all.
    ///
    /// # Errors
    /// [`NoHost`]: the first that is none of these.
    pub fn parse(list: &str) -> Result<Self, NoHost> {
        let hosts = list.split(',').map(str::trim).filter(|host| !host.is_empty());
        hosts.map(Rule::parse).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a host at a port is one of them. Only what is written counts: no name is looked up.
    #[must_use]
    pub fn covers(&self, host: &str, port: u16) -> bool {
        let address = address(host);
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        self.0.iter().any(|rule| {
            rule.port.is_none_or(|meant| meant == port)
                && match (&rule.hosts, address) {
                    (Hosts::All, _) => true,
                    (Hosts::Named(named), None) => {
                        let above = name.strip_suffix(named.as_str());
                        above.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                    }
                    (Hosts::Network(network, bits), Some(address)) => is_within(address, *network, *bits),
                    (Hosts::Named(_), Some(_)) | (Hosts::Network(..), None) => false,
                }
        })
    }
}

impl Rule {
    fn parse(text: &str) -> Result<Self, NoHost> {
        let none = || NoHost(text.to_owned());
        // An IPv6 address has colons of its own.
        let bare = address(text).is_some() || text.ends_with(']') || text.contains('/');
        let (hosts, port) = match text.rsplit_once(':') {
            Some((hosts, port)) if !bare => {
                let digits = port.bytes().all(|byte| byte.is_ascii_digit());
                let port = port.parse().ok().filter(|port| digits && *port != 0);
                (hosts, Some(port.ok_or_else(none)?))
            }
            _ => (text, None),
        };
        let hosts = Hosts::parse(hosts).ok_or_else(none)?;
        Ok(Self { hosts, port })
    }
}

impl Hosts {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        if let Some(address) = address(text) {
            return Some(Self::Network(address, width(address)));
        }
        if let Some((network, bits)) = text.split_once('/') {
            let network: IpAddr = network.parse().ok()?;
            let bits = bits.parse().ok().filter(|bits| *bits <= width(network))?;
            return Some(Self::Network(network, bits));
        }
        let name = text.strip_prefix("*.").or_else(|| text.strip_prefix('.'));
        let name = name.unwrap_or(text).trim_end_matches('.');
        let is_label = |label: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            !label.is_empty() && label.bytes().all(fits)
        };
        // A last label of digits would be an address (WHATWG URL, ends-in-a-number).
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_name = name.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit());
        is_name.then(|| Self::Named(name.to_ascii_lowercase()))
    }
}

/// The address that a host is, in brackets or not.
fn address(host: &str) -> Option<IpAddr> {
    let within = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let address: Option<IpAddr> = match within {
        Some(within) => within.parse().ok().filter(IpAddr::is_ipv6),
        None => host.parse().ok(),
    };
    // An IPv4 address may be written as an IPv6 one (RFC 4291 section 2.5.5.2).
    address.map(|address| address.to_canonical())
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn is_within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let differ = match (address, network) {
        (IpAddr::V4(one), IpAddr::V4(other)) => u128::from(one.to_bits() ^ other.to_bits()) << 96,
        (IpAddr::V6(one), IpAddr::V6(other)) => one.to_bits() ^ other.to_bits(),
        _ => return false,
    };
    differ.leading_zeros() >= u32::from(bits)
}
