//! Where the requests of a service go: to its host, or to the targets of the upstream that its host names.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use model::{Id, Protocol, Service, Snapshot, Target};
use plugin::Scheme;

use super::identity::identity;
use super::problem::Problem;
use crate::balancer::Balancer;
use crate::forward::{host_as_written, host_of};
use crate::wire::{Tls, To};

/// A place that requests may go to.
pub(crate) struct Peer {
    /// Where it is, and how long it may take.
    pub(crate) to: To,
    /// The Host that belongs to it.
    pub(crate) host: HeaderValue,
}

/// Where the requests of a service go; the same for all its routes.
#[derive(Clone)]
pub(crate) struct Peers {
    /// The places; of an upstream, its targets but for those of weight zero.
    pub(crate) all: Arc<[Peer]>,
    /// The number of the balancer that says whose turn it is; `None` if the one place is all there is.
    pub(crate) balancer: Option<usize>,
}

/// What a service means that says null, as with Kong.
const RETRIES: u16 = 5;

/// Where the requests of each service go, worked out once.
pub(super) struct Places<'a> {
    snapshot: &'a Snapshot,
    made: HashMap<Id, Result<Peers, Box<Problem>>>,
    numbers: HashMap<Id, usize>,
    /// By the numbers that peers tell.
    pub(super) balancers: Vec<Arc<Balancer>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            made: HashMap::new(),
            numbers: HashMap::new(),
            balancers: Vec::new(),
        }
    }

    /// Where the requests of `service` go.
    ///
    /// # Errors
    /// What is wrong with the service: without its certificate or authorities it would be trusted too much.
    pub(super) fn of(&mut self, service: &Service) -> Result<Peers, Box<Problem>> {
        if let Some(made) = self.made.get(&service.id) {
            return made.clone();
        }
        let made = self.make(service);
        self.made.insert(service.id, made.clone());
        made
    }

    fn make(&mut self, service: &Service) -> Result<Peers, Box<Problem>> {
        let snapshot = self.snapshot;
        let tls = identity(snapshot, service)?;
        let scheme = match service.protocol {
            Protocol::Https => Scheme::Https,
            _ => Scheme::Http,
        };
        let Some(upstream) = snapshot.upstream_of(service) else {
            let (host, port) = (service.host.as_str(), service.port.number());
            let only = Peer {
                to: to(service, host, port, tls),
                host: host_of(host, port, scheme),
            };
            return Ok(Peers {
                all: [only].into(),
                balancer: None,
            });
        };
        let targets: Vec<(&Target, u16)> = snapshot
            .targets_of(upstream.id)
            .iter()
            .map(|target| (&**target, target.weight.unwrap_or(WEIGHT)))
            .filter(|(_, weight)| *weight > 0)
            .collect();
        let peer = |target: &Target| {
            let (host, port) = (target.target.host(), target.target.port());
            Peer {
                to: to(service, host, port, tls.clone()),
                host: match &upstream.host_header {
                    Some(told) if told.has_port() => host_as_written(told.as_str()),
                    Some(told) => host_of(told.as_str(), port, scheme),
                    None => host_of(host, port, scheme),
                },
            }
        };
        let balancers = &mut self.balancers;
        let number = *self.numbers.entry(upstream.id).or_insert_with(|| {
            let targets = targets.iter().map(|(target, weight)| (target.id, *weight));
            balancers.push(Arc::new(Balancer::new(upstream.id, targets)));
            balancers.len() - 1
        });
        Ok(Peers {
            all: targets.iter().map(|(target, _)| peer(target)).collect(),
            balancer: Some(number),
        })
    }
}

/// What a target means that says null, as with Kong.
const WEIGHT: u16 = 100;

fn to(service: &Service, host: &str, port: u16, tls: Option<Tls>) -> To {
    let [connect, write, read] = [
        service.connect_timeout,
        service.write_timeout,
        service.read_timeout,
    ]
    .map(Duration::from_millis);
    To::new(host, port, connect, read)
        .writing_within(write)
        .retried(service.retries.unwrap_or(RETRIES))
        .over(tls)
}
