//! What only we may tell each service.

use std::collections::HashMap;
use std::sync::Arc;

use http::HeaderName;
use model::{Id, Route, Service, Snapshot};

use super::instances::Instances;
use crate::strip::Reserved;

/// The headers that only we may set, worked out once for all routes that lead to a place: whoever listens there
/// believes them whichever way a request came. So what a plugin tells on one route, no client may tell on another. A
/// place that is known under several names is several.
pub(super) struct Reservations<'a> {
    snapshot: &'a Snapshot,
    instances: &'a Instances,
    places: HashMap<Place, Vec<Id>>,
    made: HashMap<Place, Arc<Reserved>>,
}

/// A host, in lower case, and a port.
type Place = (String, u16);

fn place(service: &Service) -> Place {
    (service.host.as_str().to_ascii_lowercase(), service.port.number())
}

impl<'a> Reservations<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, instances: &'a Instances) -> Self {
        let mut places: HashMap<Place, Vec<Id>> = HashMap::new();
        for service in snapshot.services() {
            places.entry(place(service)).or_default().push(service.id);
        }
        Self {
            snapshot,
            instances,
            places,
            made: HashMap::new(),
        }
    }

    /// What clients may not tell where this route leads.
    pub(super) fn for_route(&mut self, route: &Arc<Route>) -> Arc<Reserved> {
        let Self {
            snapshot,
            instances,
            places,
            made,
        } = self;
        let Some(service) = route.service.and_then(|id| snapshot.service(id)) else {
            return reserved(snapshot, instances, std::iter::once(route));
        };
        let place = place(service);
        let routes = places.get(&place).into_iter().flatten();
        let routes = routes.flat_map(|id| snapshot.routes_of(*id));
        let made = made.entry(place.clone());
        Arc::clone(made.or_insert_with(|| reserved(snapshot, instances, routes)))
    }
}

fn reserved<'a>(
    snapshot: &Snapshot,
    instances: &Instances,
    routes: impl Iterator<Item = &'a Arc<Route>>,
) -> Arc<Reserved> {
    let mut owned: Vec<HeaderName> = Vec::new();
    for scope in routes.flat_map(|route| snapshot.plugins_for(route)) {
        if let Ok(Some(place)) = instances.find(scope.id) {
            owned.extend(instances.built[place].instance.owns());
        }
    }
    owned.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    owned.dedup();
    Arc::new(Reserved::with(owned))
}
