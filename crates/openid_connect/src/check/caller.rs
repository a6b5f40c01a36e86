//! The calls of a check: each name is looked up once, and each call goes to one of the addresses that were judged then.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use ports::{Handshake, HttpError, HttpReply, HttpRequest, Inspect, Location, Proxy, Timestamp, Whose};
use url::Url;

use super::connection::Forbidden;
use super::{Avoided, Check};
use crate::instance::in_protocol as moment;
use crate::login::in_protocol;
use crate::provider::Endpoint;

/// The most addresses of a name that are tried.
const TRIED: usize = 4;

/// Who calls a provider for a check.
pub(super) struct Caller<'a> {
    check: &'a Check<'a>,
    inspector: &'a dyn Inspect,
    began: Timestamp,
    /// The longest that all calls may take together.
    longest: Duration,
    /// Where each host is that was looked up, by the way to it: it is never looked up again.
    places: HashMap<Way, Place>,
    /// By how many seconds the provider's clock is ahead, as the first reply said that told the time.
    pub(super) ahead: Option<i64>,
}

/// Why a call brought no reply.
pub(super) enum Uncalled {
    /// Only a check does not go there. Where, and why.
    Denied(String),
    /// A login would have no reply either.
    Http(HttpError),
}

impl From<HttpError> for Uncalled {
    fn from(why: HttpError) -> Self {
        Self::Http(why)
    }
}

/// A host, and how it is gone to. Which proxy is on the way, if one is, may depend on the port as well (`no_proxy`).
#[derive(PartialEq, Eq, Hash)]
struct Way {
    scheme: String,
    host: String,
    through: Option<Proxy>,
}

/// Where the calls to a host go.
#[derive(Clone, Copy)]
struct Place {
    address: SocketAddr,
    whose: Whose,
}

impl<'a> Caller<'a> {
    /// Whoever calls from now on, by this inspector.
    pub(super) fn new(check: &'a Check<'a>, inspector: &'a dyn Inspect, longest: Duration) -> Self {
        Self {
            check,
            inspector,
            began: check.services.clock.now(),
            longest,
            places: HashMap::new(),
            ahead: None,
        }
    }

    /// How long one more call may take.
    fn time(&self, endpoint: &Endpoint) -> Duration {
        let passed = self.check.services.clock.now().since(self.began);
        endpoint.timeout.min(self.longest.saturating_sub(passed))
    }

    /// The calls that go the way of this URL go there.
    pub(super) fn keep(&mut self, endpoint: &Endpoint, url: &str, address: SocketAddr, whose: Whose) {
        if let Some((way, _)) = way_to(endpoint, url) {
            self.places.insert(way, Place { address, whose });
        }
    }

    /// Has the server at an address show who it is.
    pub(super) async fn handshake(
        &self,
        endpoint: &Endpoint,
        host: &str,
        address: SocketAddr,
    ) -> Result<Handshake, HttpError> {
        self.inspector.handshake(host, address, self.time(endpoint)).await
    }

    /// Finds out where a URL leads.
    pub(super) async fn locate(&self, endpoint: &Endpoint, url: &str) -> Result<Location, HttpError> {
        let time = self.time(endpoint);
        self.inspector
            .locate(url, endpoint.reach, &endpoint.terms, time)
            .await
    }

    /// One forbidden address makes the others suspect.
    pub(super) fn forbidden(&self, addresses: &[SocketAddr]) -> Option<Forbidden> {
        addresses.iter().find_map(|address| {
            let why = (self.check.forbids)(*address)?;
            Some(Forbidden {
                address: *address,
                why,
            })
        })
    }

    fn allow(&self, addresses: &[SocketAddr]) -> Result<(), Uncalled> {
        let Some(Forbidden { address, why }) = self.forbidden(addresses) else {
            return Ok(());
        };
        let seen = format!("{address}: {why}");
        Err(match why {
            Avoided::ByAll(_) => HttpError::RefusedAddress(seen).into(),
            Avoided::ByChecks(_) => Uncalled::Denied(seen),
        })
    }

    /// The first of these addresses at which somebody answers.
    pub(super) async fn connect(
        &self,
        endpoint: &Endpoint,
        location: &Location,
    ) -> Result<SocketAddr, HttpError> {
        let mut last = HttpError::Timeout;
        for address in location.addresses.iter().take(TRIED) {
            match self.inspector.connect(*address, self.time(endpoint)).await {
                Ok(()) => return Ok(*address),
                Err(why) => last = why,
            }
        }
        Err(last)
    }

    /// Makes a call to the one address of its place, which is looked up if it was not before.
    pub(super) async fn send(
        &mut self,
        endpoint: &Endpoint,
        request: HttpRequest,
    ) -> Result<HttpReply, Uncalled> {
        let no_host = || HttpError::BadUrl("it has no host".to_owned());
        let (way, port) = way_to(endpoint, &request.url).ok_or_else(no_host)?;
        let address = match self.places.get(&way) {
            Some(Place {
                address,
                whose: Whose::Server,
            }) => SocketAddr::new(address.ip(), port),
            Some(Place { address, .. }) => *address,
            None => {
                let location = self.locate(endpoint, &request.url).await?;
                self.allow(&location.addresses)?;
                let address = self.connect(endpoint, &location).await?;
                let whose = location.whose;
                self.places.insert(way, Place { address, whose });
                address
            }
        };
        // It may be another port than the one that was judged.
        self.allow(&[address])?;
        let request = HttpRequest {
            timeout: request.timeout.min(self.time(endpoint)),
            ..request
        };
        let reply = self.inspector.send_to(request, address).await?;
        let now = moment(self.check.services.clock.now());
        let date = in_protocol(&reply, None).date;
        self.ahead = self.ahead.or_else(|| Some(date?.seconds() - now.seconds()));
        Ok(reply)
    }
}

/// The way that a call to this URL goes, and the port.
fn way_to(endpoint: &Endpoint, url: &str) -> Option<(Way, u16)> {
    let url = Url::parse(url).ok()?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    let through = endpoint.terms.proxies.towards(url.scheme(), host, port);
    let way = Way {
        scheme: url.scheme().to_owned(),
        host: host.to_owned(),
        through: through.cloned(),
    };
    Some((way, port))
}
