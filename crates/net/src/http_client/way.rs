//! Which way a call goes, decided before anybody is called.

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;

use http::{HeaderValue, Uri};
use ports::{Connections, HttpError, Identity, Proxy, Reach, Terms, Verification};
use url::{Host, Url};

use crate::address::judge;

/// Which way a call goes. Calls that go the same way share connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Which addresses may be connected to: the server's or, where there is one, the proxy's.
    pub(super) reach: Reach,
    pub(super) verification: Verification,
    pub(super) connections: Connections,
    /// What is shown of the caller, over TLS only.
    pub(super) identity: Option<Arc<Identity>>,
    /// The proxy in its normal form: scheme, host and port.
    pub(super) proxy: Option<Proxy>,
}

impl Way {
    /// The way to a URL that may be called.
    ///
    /// # Errors
    /// [`HttpError::BadUrl`] for plain `http:` through a proxy where nobody says that it may be read, and for an IPv6
    /// address through a proxy.
    /// [`HttpError::Proxy`] for a proxy that is no address of one, [`HttpError::RefusedAddress`] for one that may not
    /// be called.
    pub(super) fn to(url: &Url, reach: Reach, terms: &Terms) -> Result<Self, HttpError> {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let straight = Self {
            reach,
            verification: terms.verification,
            connections: terms.connections,
            identity: terms.identity.clone().filter(|_| url.scheme() == "https"),
            proxy: None,
        };
        let Some(proxy) = terms.proxies.towards(url.scheme(), host, port) else {
            return Ok(straight);
        };
        if url.scheme() == "http" && reach != Reach::Unencrypted {
            let why = "https: is needed where a proxy could read what is sent";
            return Err(HttpError::BadUrl(why.to_owned()));
        }
        if url.scheme() == "https" && matches!(url.host(), Some(Host::Ipv6(_))) {
            // The client would look for brackets in the certificate.
            let why = "an IPv6 address cannot be called through a proxy; a name can";
            return Err(HttpError::BadUrl(why.to_owned()));
        }
        let (place, reach) = place(&proxy.url)?;
        Ok(Self {
            reach,
            proxy: Some(Proxy {
                url: place,
                authorization: proxy.authorization.clone().map(hidden),
            }),
            ..straight
        })
    }

    pub(super) const fn is_through_proxy(&self) -> bool {
        self.proxy.is_some()
    }
}

/// Where a proxy is, and which addresses it may have: those of this machine only if that is what is written.
fn place(url: &str) -> Result<(String, Reach), HttpError> {
    let unfit = || HttpError::Proxy("its address is not that of a proxy".to_owned());
    let url = Url::parse(url).map_err(|_| unfit())?;
    let host = url.host().filter(|_| matches!(url.scheme(), "http" | "https"));
    let port = url.port_or_known_default();
    let (Some(host), Some(port), "", None) = (host, port, url.username(), url.password()) else {
        return Err(unfit());
    };
    let reach = match host {
        Host::Domain(name) if is_this_machine(name) => Reach::Loopback,
        Host::Domain(_) => Reach::Network,
        Host::Ipv4(address) => literal(address.into())?,
        Host::Ipv6(address) => literal(address.into())?,
    };
    let place = format!("{}://{host}:{port}", url.scheme());
    // What the client could not read it would leave out, and call directly.
    place.parse::<Uri>().map_err(|_| unfit())?;
    Ok((place, reach))
}

/// RFC 6761 section 6.3.
fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// The reach of a proxy whose address is written, which is judged here since nobody resolves it.
fn literal(address: IpAddr) -> Result<Reach, HttpError> {
    let refused = |why: crate::address::Refused| {
        HttpError::RefusedAddress(format!("the proxy at {address} ({})", why.words()))
    };
    judge(address, Reach::Loopback).map_err(refused)?;
    Ok(match judge(address, Reach::Network) {
        Ok(()) => Reach::Network,
        Err(_) => Reach::Loopback,
    })
}

fn hidden(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

/// The URL, if it may be called. An address in it is judged here, since nobody resolves it; and through a proxy too,
/// though the proxy resolves names by itself.
pub(super) fn allowed(url: &str, reach: Reach) -> Result<Url, HttpError> {
    let bad = |why: &str| HttpError::BadUrl(why.to_owned());
    let url = Url::parse(url).map_err(|error| bad(&error.to_string()))?;
    match (url.scheme(), reach) {
        ("https", _) | ("http", Reach::Loopback | Reach::Unencrypted) => {}
        ("http", Reach::Network) => return Err(bad("https: is needed")),
        _ => return Err(bad("it is neither https: nor http:")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a user name or a password"));
    }
    let address = match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => return Ok(url),
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        Some(Host::Domain(_)) | None => return Err(bad("it has no host")),
    };
    match judge(address, reach) {
        Ok(()) => Ok(url),
        Err(refused) => Err(HttpError::RefusedAddress(format!(
            "{address} ({})",
            refused.words()
        ))),
    }
}
