//! What only we may tell each service.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;

use http::HeaderName;
use model::{Id, Route, Service, Snapshot};

use super::instances::Instances;
use crate::strip::Reserved;

/// The headers that only we may set, worked out once for all routes that lead to the same places: whoever listens
/// there believes them whichever way a request came. So what a plugin tells on one route, no client may tell on
/// another. A place that is known under several names is several; a service that is balanced leads to several.
pub(super) struct Reservations<'a> {
    snapshot: &'a Snapshot,
    instances: &'a Instances,
    /// The services that lead to each place.
    led_to: HashMap<Place, Vec<Id>>,
    made: HashMap<Vec<Place>, Arc<Reserved>>,
}

/// A host, in lower case, and a port.
type Place = (String, u16);

fn place(host: &str, port: u16) -> Place {
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let bare = inside.unwrap_or(host);
    // An address is the same however it is written.
    let address = bare.parse().map(|address: IpAddr| address.to_string());
    (address.unwrap_or_else(|_| bare.to_ascii_lowercase()), port)
}

/// The places that a service leads to, in order.
fn places(snapshot: &Snapshot, service: &Service) -> Vec<Place> {
    let Some(upstream) = snapshot.upstream_of(service) else {
        return vec![place(service.host.as_str(), service.port.number())];
    };
    let targets = snapshot.targets_of(upstream.id).iter();
    let mut places: Vec<Place> = targets
        .map(|one| place(one.target.host(), one.target.port()))
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

impl<'a> Reservations<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, instances: &'a Instances) -> Self {
        let mut led_to: HashMap<Place, Vec<Id>> = HashMap::new();
        for service in snapshot.services() {
            for place in places(snapshot, service) {
                led_to.entry(place).or_default().push(service.id);
            }
        }
        Self {
            snapshot,
            instances,
            led_to,
            made: HashMap::new(),
        }
    }

    /// What clients may not tell where this route leads.
    pub(super) fn for_route(&mut self, route: &Arc<Route>) -> Arc<Reserved> {
        let Self {
            snapshot,
            instances,
            led_to,
            made,
        } = self;
        let Some(service) = route.service.and_then(|id| snapshot.service(id)) else {
            return reserved(snapshot, instances, std::iter::once(route));
        };
        let places = places(snapshot, service);
        if places.is_empty() {
            return reserved(snapshot, instances, snapshot.routes_of(service.id).iter());
        }
        if let Some(made) = made.get(&places) {
            return Arc::clone(made);
        }
        let services = places.iter().filter_map(|place| led_to.get(place)).flatten();
        let services: HashSet<Id> = services.copied().collect();
        let routes = services.iter().flat_map(|id| snapshot.routes_of(*id));
        let reserved = reserved(snapshot, instances, routes);
        made.insert(places, Arc::clone(&reserved));
        reserved
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
