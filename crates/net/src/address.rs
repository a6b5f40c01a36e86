//! Which addresses a call may be made to.
//!
//! A provider's documents name addresses, and whoever can change them would otherwise make the gateway call
//! what only the gateway can reach (CWE-918).

#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ports::Reach;

/// Addresses of clouds where a machine asks for its own credentials. The link-local ones are refused as such.
const METADATA: [Ipv4Addr; 2] = [
    // Alibaba Cloud.
    Ipv4Addr::new(100, 100, 100, 200),
    // Azure's wire server.
    Ipv4Addr::new(168, 63, 129, 16),
];

/// The same in IPv6.
const METADATA_V6: [Ipv6Addr; 2] = [
    // Google Cloud.
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    // Scaleway.
    Ipv6Addr::new(0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42),
];

/// Why an address may not be called, in a word or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// This machine itself.
    Loopback,
    /// What hangs on the same wire.
    LinkLocal,
    /// Where a cloud hands out credentials.
    Metadata,
    /// Many at once.
    Multicast,
    /// Nobody, or this machine in disguise.
    Unspecified,
    /// Set aside for something else than calling it.
    Reserved,
    /// The way into another network, whose end cannot be told from here.
    Tunnel,
}

impl Refused {
    /// The words for it.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Loopback => "loopback",
            Self::LinkLocal => "link-local",
            Self::Metadata => "cloud metadata",
            Self::Multicast => "multicast",
            Self::Unspecified => "unspecified",
            Self::Reserved => "reserved",
            Self::Tunnel => "tunnel",
        }
    }
}

/// Whether a call may be made to `address`. Private networks are allowed: providers live there.
pub(crate) fn judge(address: IpAddr, reach: Reach) -> Result<(), Refused> {
    match address {
        IpAddr::V4(address) => judge_v4(address, reach),
        IpAddr::V6(address) => judge_v6(address, reach),
    }
}

fn judge_v4(address: Ipv4Addr, reach: Reach) -> Result<(), Refused> {
    match address.octets() {
        _ if METADATA.contains(&address) => Err(Refused::Metadata),
        [127, ..] => match reach {
            Reach::Loopback | Reach::Unencrypted => Ok(()),
            Reach::Network => Err(Refused::Loopback),
        },
        [169, 254, ..] => Err(Refused::LinkLocal),
        [0, ..] => Err(Refused::Unspecified),
        [224..=239, ..] => Err(Refused::Multicast),
        // IETF protocol assignments (RFC 6890), where clouds have put metadata too; and the broadcast.
        [192, 0, 0, _] | [240..=255, ..] => Err(Refused::Reserved),
        _ => Ok(()),
    }
}

fn judge_v6(address: Ipv6Addr, reach: Reach) -> Result<(), Refused> {
    if METADATA_V6.contains(&address) {
        return Err(Refused::Metadata);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Err(Refused::Unspecified),
        [0, 0, 0, 0, 0, 0, 0, 1] => match reach {
            Reach::Loopback | Reach::Unencrypted => Ok(()),
            Reach::Network => Err(Refused::Loopback),
        },
        // IPv4-mapped (RFC 4291, 2.5.5.2): the system connects to the IPv4 address.
        [0, 0, 0, 0, 0, 0xffff, high, low] => judge_v4(embedded(high, low), reach),
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) lead to the IPv4 address elsewhere: its loopback is not ours.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            judge_v4(embedded(high, low), Reach::Network)
        }
        // NAT64 with a prefix of one's own (RFC 8215), Teredo (RFC 4380), translated (RFC 2765):
        // where the IPv4 address stands in them cannot be told.
        [0x64, 0xff9b, 1, ..] | [0x2001, 0, ..] | [0, 0, 0, 0, 0xffff, 0, ..] => Err(Refused::Tunnel),
        // IPv4-compatible (RFC 4291, 2.5.5.1), and what is left of ::/8.
        [0x0..=0x63 | 0x65..=0xff, ..] => Err(Refused::Reserved),
        [0xfe80..=0xfebf, ..] => Err(Refused::LinkLocal),
        // Amazon keeps all its services for a machine there.
        [0xfd00, 0xec2, ..] => Err(Refused::Metadata),
        [0xff00..=0xffff, ..] => Err(Refused::Multicast),
        _ => Ok(()),
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}
