//! Where requests are not sent, whatever a service says.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::network::Network;

/// Where requests are not sent, whatever a service says. It is judged by the address, when the name of the service is
/// resolved already; whoever makes a name lead elsewhere gains nothing. The default is nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forbidden {
    /// Networks that the operator denies: `upstream_denied_networks`.
    pub networks: Vec<Network>,
    /// Where the Admin API of this gateway listens, and its Manager, unless the operator opens them to services. An
    /// address of all interfaces stands for each of them.
    pub own: Vec<SocketAddr>,
}

/// Why requests are not sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbids {
    /// The gateway's own Admin API is there, or its Manager, and would take whoever comes through the gateway for somebody of this
    /// machine.
    AdminApi,
    /// It is in a network that the operator denies.
    Network,
}

impl fmt::Display for Forbids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AdminApi => {
                "the Admin API or the Manager of this gateway is there, and admin_open_to_services is off"
            }
            Self::Network => "it is in a network of upstream_denied_networks",
        })
    }
}

impl Forbidden {
    /// Whether requests may be sent to this address. `is_ours` tells of an address whether this machine has it.
    ///
    /// # Errors
    /// [`Forbids`], if not.
    pub fn judge(&self, to: SocketAddr, is_ours: impl Fn(IpAddr) -> bool) -> Result<(), Forbids> {
        let address = meant(to.ip());
        let mut same_port = self.own.iter().filter(|own| own.port() == to.port());
        let is_own = same_port.any(|own| {
            let listens = own.ip().to_canonical();
            match listens.is_unspecified() {
                true => address.is_loopback() || is_ours(address),
                false => listens == address,
            }
        });
        match is_own {
            true => Err(Forbids::AdminApi),
            false if self.networks.iter().any(|network| network.contains(address)) => Err(Forbids::Network),
            false => Ok(()),
        }
    }
}

/// Where a connection to an address leads: that of all interfaces leads to loopback.
const fn meant(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        address => address,
    }
}

/// Whether this machine has an address: nobody else's can be bound.
#[must_use]
pub fn is_ours(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}
