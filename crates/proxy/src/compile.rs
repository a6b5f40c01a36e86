//! A snapshot made ready to be followed: whatever can be known before the first request is worked out here.
//!
//! What cannot run closes the routes it would have acted on: nobody knows whom it would have refused.

mod certificates;
mod destination;
mod identity;
mod instances;
mod peers;
mod problem;
mod reservations;
mod upstream;

use std::fmt;
use std::sync::Arc;

use model::{Id, Route, Snapshot};
use plugin::{Kind, Services};

pub use self::destination::Closing;
pub(crate) use self::destination::Destination;
pub(crate) use self::instances::Built;
use self::instances::Instances;
pub(crate) use self::peers::Peer;
use self::peers::Places;
pub use self::problem::Problem;
use self::problem::Problems;
use self::reservations::Reservations;
use crate::balancer::Balancer;
use crate::certificates::Certificates;
use crate::chain::Chain;
use crate::router::{Router, Wanted};

/// One revision of the configuration, ready for all cores. It never changes.
pub struct Plan {
    revision: u64,
    router: Router,
    destinations: Vec<Destination>,
    balancers: Vec<Arc<Balancer>>,
    certificates: Certificates,
    strays: Chain,
    built: Vec<Built>,
}

/// Makes a snapshot ready. Instances of the plan before stay when their options are the same,
/// so that what they count and remember outlives the change.
///
/// A route that could not be read at all cannot be closed: see [`Snapshot::lost_routes`].
#[must_use]
pub fn compile(
    snapshot: &Arc<Snapshot>,
    kinds: &[Kind],
    services: &Services,
    previous: Option<&Plan>,
) -> (Plan, Vec<Problem>) {
    let mut problems = Problems::default();
    for lost in snapshot.lost_routes() {
        problems.add(Problem::quarantined(lost));
    }
    let certificates = certificates::certificates(snapshot, previous, &mut problems);
    let mut places = Places::new(snapshot);
    let instances = Instances::build(snapshot, kinds, services, previous, &mut problems);
    let mut reservations = Reservations::new(snapshot, &instances);
    let served = snapshot
        .routes()
        .iter()
        .filter(|route| is_served(snapshot, route));
    let (wanted, destinations): (Vec<_>, Vec<_>) = served
        .map(|route| {
            (
                Wanted::of(route),
                Destination::new(
                    snapshot,
                    route,
                    &instances,
                    &mut places,
                    reservations.for_route(route),
                    &mut problems,
                ),
            )
        })
        .unzip();
    destination::forged_by_idle(snapshot, &instances, &mut problems);
    let plan = Plan {
        revision: snapshot.revision(),
        router: Router::build(&wanted),
        destinations,
        balancers: places.balancers,
        certificates,
        strays: destination::strays(snapshot, &instances),
        built: instances.built,
    };
    (plan, problems.all())
}

impl Plan {
    /// The revision it was made of.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// What keeps the requests of this route from being served: they are answered 500. Nothing, if they are served.
    #[must_use]
    pub fn closing(&self, route: Id) -> &[Closing] {
        let mut destinations = self.destinations.iter();
        let destination = destinations.find(|destination| destination.route.id == route);
        destination.map_or(&[], |destination| &destination.closed)
    }

    pub(crate) const fn router(&self) -> &Router {
        &self.router
    }

    /// By the numbers that the router tells.
    pub(crate) fn destinations(&self) -> &[Destination] {
        &self.destinations
    }

    /// What clients are shown that ask for a name.
    pub(crate) const fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    /// Who is shown the requests that no route serves.
    pub(crate) const fn strays(&self) -> &Chain {
        &self.strays
    }

    /// By the numbers that destinations use.
    pub(crate) fn balancers(&self) -> &[Arc<Balancer>] {
        &self.balancers
    }

    /// By the numbers that chains use.
    pub(crate) fn built(&self) -> &[Built] {
        &self.built
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Plan(revision {}, {} routes, {} plugins)",
            self.revision,
            self.destinations.len(),
            self.built.len()
        )
    }
}

/// A service that is switched off takes its routes with it, as in Kong.
fn is_served(snapshot: &Snapshot, route: &Route) -> bool {
    let service = route.service.and_then(|id| snapshot.service(id));
    service.is_none_or(|service| service.enabled)
}

#[cfg(test)]
mod tests;
