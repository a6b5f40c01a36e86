//! Names, and the judgement of every address that they have.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use ports::{HttpError, Reach};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use crate::address::judge;

/// Asks the system, and judges all addresses of a name before anybody connects. The connection goes to one of
/// the very addresses that were judged: a second look-up could give others (DNS rebinding).
#[derive(Clone, Copy)]
pub(crate) struct Resolver(pub(crate) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            // The port is the caller's to fill in.
            let judged = look_up(name.as_str(), 0, reach).await?;
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}

/// The addresses of a name if all of them may be called, asked of the system.
pub(crate) async fn look_up(name: &str, port: u16, reach: Reach) -> Result<Vec<SocketAddr>, NoAddress> {
    let found = lookup_host((name, port)).await;
    let found = found.map(Iterator::collect).unwrap_or_default();
    judged(name, found, reach)
}

/// Knows one address, which was judged before, and asks nobody: whatever the name leads to by now, that is where the
/// connection goes.
#[derive(Clone, Copy)]
pub(crate) struct Pinned(pub(crate) IpAddr);

impl Resolve for Pinned {
    fn resolve(&self, _: Name) -> Resolving {
        // The port is the caller's to fill in.
        let address = SocketAddr::new(self.0, 0);
        Box::pin(async move { Ok(Box::new(std::iter::once(address)) as Addrs) })
    }
}

/// The addresses of a name if all of them may be called. One that may not makes the others suspect.
fn judged(name: &str, found: Vec<SocketAddr>, reach: Reach) -> Result<Vec<SocketAddr>, NoAddress> {
    if found.is_empty() {
        return Err(NoAddress(HttpError::NotResolved(name.to_owned())));
    }
    for address in &found {
        judge(address.ip(), reach).map_err(|refused| {
            let told = format!("{name} at {} ({})", address.ip(), refused.words());
            NoAddress(HttpError::RefusedAddress(told))
        })?;
    }
    Ok(found)
}

/// Why a name has no address to connect to. It travels inside reqwest's own error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoAddress(pub(crate) HttpError);

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for NoAddress {}
