//! Names, and the judgement of every address that they have.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;

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
            let found = lookup_host((name.as_str(), 0)).await;
            let found = found.map(Iterator::collect).unwrap_or_default();
            let judged = judged(name.as_str(), found, reach)?;
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
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
