//! An address of a machine, or of a network.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::{DecodeError, Field, Shape, Value, Violation};

/// An address, or all that begin with the same bits: `10.1.2.3`, `10.0.0.0/8`, `2001:db8::/32` (RFC 4632 3.1, RFC 4291
/// 2.3). As in Kong, bits beyond the prefix count for nothing. IPv4 in the clothes of IPv6 is IPv4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpOrCidr {
    first: IpAddr,
    length: u8,
}

impl IpOrCidr {
    /// Reads one.
    ///
    /// # Errors
    /// The violation, if `text` is none.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let parsed = || {
            let (address, length) = match text.split_once('/') {
                Some((address, length)) => (address, Some(length)),
                None => (text, None),
            };
            let written: IpAddr = address.parse().ok()?;
            let most = if written.is_ipv4() { 32 } else { 128 };
            let length = match length {
                Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                    length.parse::<u8>().ok()?
                }
                Some(_) => return None,
                None => most,
            };
            let address = written.to_canonical();
            let unclothed: u8 = if address == written { 0 } else { 96 };
            let length = (length <= most).then_some(length)?.checked_sub(unclothed)?;
            Some(Self::new(address, length))
        };
        parsed().ok_or_else(|| Violation::IpOrCidr(text.to_owned()))
    }

    /// All addresses that begin with the same `length` bits as this one. More bits than it has are all of them.
    #[must_use]
    pub fn new(address: IpAddr, length: u8) -> Self {
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.min(most);
        Self {
            first: masked(address, length),
            length,
        }
    }

    /// The first of them.
    #[must_use]
    pub const fn first(&self) -> IpAddr {
        self.first
    }

    /// How many bits they have in common.
    #[must_use]
    pub const fn length(&self) -> u8 {
        self.length
    }

    /// Whether this address is meant.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.length) == self.first
    }
}

/// The first address with the same `length` bits.
fn masked(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

impl fmt::Display for IpOrCidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.length)
    }
}

impl Shape for IpOrCidr {
    fn shape() -> Field {
        Field::text(|text| Self::parse(text).map(drop)).of_form("IpOrCidr")
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().ok_or(DecodeError::expected("a string"))?;
        Self::parse(text).map_err(|_| DecodeError::expected("IpOrCidr"))
    }
}

#[cfg(test)]
mod tests;
