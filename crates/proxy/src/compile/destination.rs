//! Where the requests of a route go, and what is done with them before.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use model::{Protocol, Route, Service, Snapshot};
use plugin::{Exchange, Scheme};

use super::instances::Instances;
use super::problem::{Problem, Problems};
use crate::chain::Chain;
use crate::forward::{Prefix, host_of};
use crate::strip::Reserved;
use crate::wire::To;

/// Where the requests of a route go, and what is done with them before.
pub(crate) struct Destination {
    /// The route.
    pub(crate) route: Arc<Route>,
    /// Its service, if it has one.
    pub(crate) service: Option<Arc<Service>>,
    /// Why nobody may pass, if it is so.
    pub(crate) closed: Option<&'static str>,
    /// What becomes of requests in the clear.
    pub(crate) plaintext: Plaintext,
    /// What only we may tell the upstream.
    pub(crate) reserved: Arc<Reserved>,
    /// The plugins that may act.
    pub(crate) chain: Chain,
    /// The service as the wire sees it; `None` if the route leads nowhere.
    pub(crate) upstream: Option<Upstream>,
}

/// What becomes of a request that came without TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plaintext {
    /// It is served.
    Served,
    /// It is told to come again over TLS.
    Refused,
}

/// A service as the wire sees it.
pub(crate) struct Upstream {
    /// Where it is, and how long it may take.
    pub(crate) to: To,
    /// What stands before the path of each request.
    pub(crate) path: String,
    host: Host,
}

/// Which Host the upstream is told.
#[derive(Debug)]
enum Host {
    /// Its own.
    Own(HeaderValue),
    /// The one the client asked for; its own if the client named none.
    Asked { otherwise: HeaderValue },
}

impl Destination {
    pub(super) fn new(
        snapshot: &Snapshot,
        route: &Arc<Route>,
        instances: &Instances,
        problems: &mut Problems,
    ) -> Self {
        let mut closed = None;
        for entity in snapshot.quarantined_for(route) {
            let problem = Problem::quarantined(entity);
            closed = closed.or(Some(problem.code));
            problems.add(problem);
            problems.close(entity.id, route);
        }
        let mut candidates = Vec::new();
        for scope in snapshot.plugins_for(route) {
            match instances.find(scope.id) {
                Ok(Some(place)) => candidates.push(instances.candidate(scope, place)),
                Ok(None) => {}
                Err(code) => {
                    closed = closed.or(Some(code));
                    problems.close(scope.id, route);
                }
            }
        }
        let service = route.service.and_then(|id| snapshot.service(id)).cloned();
        let members = || candidates.iter().map(|one| &instances.built[one.place].instance);
        let owned: Vec<HeaderName> = members().flat_map(|instance| instance.owns()).collect();
        let keeps = unique(members().flat_map(|instance| instance.keeps()));
        Self {
            closed: closed.or_else(|| unspoken(route, service.as_deref())),
            plaintext: plaintext(route),
            reserved: Arc::new(Reserved::with(owned)),
            upstream: service.as_deref().map(|service| Upstream::new(route, service)),
            chain: Chain::new(candidates, keeps),
            service,
            route: Arc::clone(route),
        }
    }

    /// What becomes of the so many bytes of the path that led here.
    pub(crate) fn prefix(&self, length: usize) -> Prefix {
        match self.route.strip_path && length > 0 {
            true => Prefix::Stripped(length),
            false => Prefix::Kept,
        }
    }

    /// Whether a request that came so must come again over TLS.
    pub(crate) fn wants_tls(&self, scheme: Scheme) -> bool {
        self.plaintext == Plaintext::Refused && scheme == Scheme::Http
    }
}

impl Upstream {
    fn new(route: &Route, service: &Service) -> Self {
        let (host, port) = (service.host.as_str(), service.port.number());
        let own = host_of(host, port, Scheme::Http);
        Self {
            to: To::new(
                host,
                port,
                Duration::from_millis(service.connect_timeout),
                Duration::from_millis(service.read_timeout),
            ),
            path: service.path.as_ref().map_or("/", |path| path.as_str()).to_owned(),
            host: match route.preserve_host {
                true => Host::Asked { otherwise: own },
                false => Host::Own(own),
            },
        }
    }

    /// The Host that this request tells the upstream.
    pub(crate) fn host_for(&self, x: &Exchange) -> HeaderValue {
        match &self.host {
            Host::Asked { .. } if !x.received.authority.is_empty() => x.received.authority.clone(),
            Host::Own(own) | Host::Asked { otherwise: own } => own.clone(),
        }
    }
}

/// Checked configurations never say so; were one to, plain HTTP would be the weaker answer.
fn unspoken(route: &Route, service: Option<&Service>) -> Option<&'static str> {
    let speaks = |protocol| route.protocols.contains(&protocol);
    if !speaks(Protocol::Http) && !speaks(Protocol::Https) {
        return Some("route.protocol_unsupported");
    }
    let plain = service.is_none_or(|service| service.protocol == Protocol::Http);
    (!plain).then_some("service.protocol_unsupported")
}

fn plaintext(route: &Route) -> Plaintext {
    match route.protocols.contains(&Protocol::Http) {
        true => Plaintext::Served,
        false => Plaintext::Refused,
    }
}

fn unique(names: impl Iterator<Item = HeaderName>) -> Vec<HeaderName> {
    let mut names: Vec<HeaderName> = names.collect();
    names.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    names
}
