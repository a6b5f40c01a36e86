//! Which certificate a client is shown that asks for a name in the TLS handshake (RFC 6066 3).

use std::collections::HashMap;
use std::sync::Arc;

use model::{Certificate, Id};
use rustls::ServerConfig;

/// The certificates for the names that clients ask for; the same on all cores.
#[derive(Default)]
pub(crate) struct Certificates {
    /// By name, in lower case. A star stands for the first or the last label, or for all.
    pub(crate) named: HashMap<String, Arc<ServerConfig>>,
    /// By the id of the certificate, so that another plan can take them over with the sessions they began.
    pub(crate) made: HashMap<Id, Ready>,
}

/// A certificate, ready to be shown.
#[derive(Clone)]
pub(crate) struct Ready {
    /// What it was made of.
    pub(crate) certificate: Arc<Certificate>,
    /// How TLS is spoken with it.
    pub(crate) config: Arc<ServerConfig>,
}

impl Certificates {
    /// How TLS is spoken with a client that asks for this name. `None` leaves it to the listener.
    pub(crate) fn find(&self, name: &str) -> Option<&Arc<ServerConfig>> {
        if self.named.is_empty() {
            return None;
        }
        candidates(name).iter().find_map(|name| self.named.get(name))
    }
}

/// The names under which the certificate for `name` may be kept, in Kong's order: itself, with a star for its first
/// label, with one for its last, and a star alone.
fn candidates(name: &str) -> Vec<String> {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let first = name.split_once('.').map(|(_, rest)| format!("*.{rest}"));
    let last = name.rsplit_once('.').map(|(rest, _)| format!("{rest}.*"));
    let stars = [first, last, Some("*".to_owned())];
    std::iter::once(name).chain(stars.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests;
