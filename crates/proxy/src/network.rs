//! A range of addresses, written as in `trusted_ips`: `10.0.0.0/8`, `2001:db8::/32`, or one address.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use schema::IpOrCidr;

/// All addresses that begin with the same bits (RFC 4632 3.1, RFC 4291 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpOrCidr);

/// Why a text names no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadNetwork {
    /// Before the slash stands no address.
    Address,
    /// Behind the slash stands no number of bits that such an address has.
    Length,
    /// The address has bits beyond the prefix, so it is not clear how much was meant.
    HostBits {
        /// The whole network.
        network: Network,
    },
    /// An IPv4 address in the clothes of an IPv6 one.
    Mapped,
}

impl Network {
    /// Whether `address` lies in it. An IPv4 address that is mapped into IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(address)
    }

    /// Whether all addresses of its family lie in it.
    #[must_use]
    pub const fn is_everybody(&self) -> bool {
        self.0.length() == 0
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| BadNetwork::Address)?;
        if address.to_canonical() != address {
            return Err(BadNetwork::Mapped);
        }
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            None => most,
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                let length = length.parse().ok().filter(|length| *length <= most);
                length.ok_or(BadNetwork::Length)?
            }
            Some(_) => return Err(BadNetwork::Length),
        };
        let network = Self(IpOrCidr::new(address, length));
        match network.0.first() == address {
            true => Ok(network),
            false => Err(BadNetwork::HostBits { network }),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests;
