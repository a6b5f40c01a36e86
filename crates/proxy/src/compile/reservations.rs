//! What only we may tell each service.

use std::collections::HashMap;
use std::sync::Arc;

use http::HeaderName;
use model::{Id, Route, Snapshot};

use super::instances::Instances;
use crate::strip::Reserved;

/// The headers that only we may set, worked out once for all routes of a service: it believes them whichever way a
/// request came. So what a plugin tells it on one route, no client may tell it on another.
pub(super) struct Reservations<'a> {
    snapshot: &'a Snapshot,
    instances: &'a Instances,
    made: HashMap<Id, Arc<Reserved>>,
}

impl<'a> Reservations<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, instances: &'a Instances) -> Self {
        Self {
            snapshot,
            instances,
            made: HashMap::new(),
        }
    }

    /// What clients may not tell the service of this route.
    pub(super) fn for_route(&mut self, route: &Arc<Route>) -> Arc<Reserved> {
        let Self {
            snapshot,
            instances,
            made,
        } = self;
        match route.service {
            Some(service) => Arc::clone(
                made.entry(service)
                    .or_insert_with(|| reserved(snapshot, instances, snapshot.routes_of(service))),
            ),
            None => reserved(snapshot, instances, std::slice::from_ref(route)),
        }
    }
}

fn reserved(snapshot: &Snapshot, instances: &Instances, routes: &[Arc<Route>]) -> Arc<Reserved> {
    let mut owned: Vec<HeaderName> = Vec::new();
    for scope in routes.iter().flat_map(|route| snapshot.plugins_for(route)) {
        if let Ok(Some(place)) = instances.find(scope.id) {
            owned.extend(instances.built[place].instance.owns());
        }
    }
    owned.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    owned.dedup();
    Arc::new(Reserved::with(owned))
}
