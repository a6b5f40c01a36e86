//! The clients that calls are made with: one for each way, so that no call uses a connection that it may not make.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ports::{Connections, HttpError, Verification};
use reqwest::dns::Resolve;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Identity, Proxy, retry};

use super::error;
use super::way::Way;
use crate::authority::Authority;
use crate::resolver::{Pinned, Resolver};

/// The most clients that are kept. Beyond them the one goes that was not used for the longest time; calls under way
/// with it end as they would.
const KEPT: usize = 64;

/// The clients that calls are made with.
pub(super) struct Clients {
    pub(super) authorities: Vec<Authority>,
    pub(super) system: System,
    /// The one that was used last is the last.
    open: Mutex<Vec<(Way, Client)>>,
}

/// Whether the system's authorities are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// They are.
    Trusted,
    /// Only those that are given.
    NotTrusted,
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients").finish_non_exhaustive()
    }
}

impl Clients {
    /// Clients that trust these authorities, and perhaps those of the system.
    pub(super) const fn trusting(authorities: Vec<Authority>, system: System) -> Self {
        Self {
            authorities,
            system,
            open: Mutex::new(Vec::new()),
        }
    }

    /// The client for calls that go this way.
    ///
    /// # Errors
    /// [`HttpError::Proxy`] for a proxy that no client understands.
    pub(super) fn of(&self, way: Way) -> Result<Client, HttpError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.iter().position(|(known, _)| *known == way);
        let (way, client) = match known {
            Some(at) => open.remove(at),
            None => {
                let client = self.client(&way, Resolver(way.reach))?;
                (way, client)
            }
        };
        if open.len() >= KEPT {
            open.remove(0);
        }
        open.push((way, client.clone()));
        Ok(client)
    }

    /// A client for one call that goes this way, to this very address. It is not kept.
    ///
    /// # Errors
    /// The same.
    pub(super) fn pinned(&self, way: &Way, address: IpAddr) -> Result<Client, HttpError> {
        self.client(way, Pinned(address))
    }

    fn client(&self, way: &Way, names: impl Resolve + Copy + 'static) -> Result<Client, HttpError> {
        let authorities = || {
            self.authorities
                .iter()
                .map(|authority| authority.certificate.clone())
        };
        if self.system == System::Trusted {
            match bare(way, names)?.tls_certs_merge(authorities()).build() {
                Ok(client) => return Ok(client),
                // Authorities were tried before; what is left is a system without any. Then nobody else is trusted.
                Err(why) if way.identity.is_none() => tracing::warn!(
                    error = %why,
                    "this system has no authorities of certificates: TLS works with configured ones only"
                ),
                // Perhaps it is the certificate: the next attempt tells.
                Err(_) => {}
            }
        }
        let alone = bare(way, names)?.tls_certs_only(authorities()).build();
        if way.identity.is_some() {
            return alone.map_err(|why| unusable(&why));
        }
        Ok(alone.expect("a client with authorities that were tried needs nothing from the system"))
    }
}

/// That a certificate of the caller is none, or its key is another one's.
fn unusable(why: &reqwest::Error) -> HttpError {
    HttpError::Certificate(error::innermost(why))
}

/// A client without any trust yet, which is told so where names lead.
fn bare(way: &Way, names: impl Resolve + 'static) -> Result<ClientBuilder, HttpError> {
    let mut client = Client::builder()
        .user_agent("lychgate")
        .redirect(Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        // A body is counted as it comes; what it would unfold to is nobody's business here.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .dns_resolver(names);
    if way.verification == Verification::NotVerified {
        client = client.tls_danger_accept_invalid_certs(true);
    }
    if way.connections == Connections::UsedOnce {
        client = client.pool_max_idle_per_host(0);
    }
    if let Some(identity) = &way.identity {
        let pem = [&identity.certificate, "\n", &identity.key].concat();
        client = client.identity(Identity::from_pem(pem.as_bytes()).map_err(|why| unusable(&why))?);
    }
    if let Some(proxy) = &way.proxy {
        let unfit = |why: reqwest::Error| HttpError::Proxy(why.to_string());
        let mut through = Proxy::all(&proxy.url).map_err(unfit)?;
        if let Some(authorization) = &proxy.authorization {
            through = through.custom_http_auth(authorization.clone());
        }
        client = client.proxy(through);
    }
    Ok(client)
}
