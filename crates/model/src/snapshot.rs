//! All entities of one revision, typed and indexed.

mod balanced;
mod index;
mod kept;
mod matchers;
mod order;
mod people;
mod quarantined;
mod reading;
mod scopes;
mod shelf;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use self::balanced::{Balanced, Placed};
use self::kept::Kept;
use self::matchers::Wanted;
use self::order::{At, Kinds, Order};
use self::people::{Called, GroupsCalled, GroupsOf, groups_called, groups_of};
pub use self::quarantined::Quarantined;
use self::quarantined::Unread;
use self::scopes::Scopes;
use self::shelf::Shelf;
use crate::secrets::Secrecy;
use crate::{
    Brought, CONSUMER_GROUP_CONSUMERS, CONSUMER_GROUPS, CONSUMERS, CaCertificate, Catalogue, Certificate,
    Consumer, ConsumerGroup, ConsumerGroupConsumer, DEFAULT_WORKSPACE, Document, Entity, Id, KEY_SETS, KEYS,
    NoSecrets, Plugin, Residence, Route, SNIS, Secrets, Service, Sni, Target, Upstream, VAULTS, Vaults,
};

/// All entities of one revision. It never changes; another revision is another snapshot, which shares with the one
/// before whatever is the same.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    revision: u64,
    order: Order,
    services: Arc<Kept<Service>>,
    routes: Arc<Kept<Route>>,
    plugins: Arc<Kept<Plugin>>,
    consumers: Arc<Kept<Consumer>>,
    called: Arc<Called>,
    consumer_groups: Arc<Kept<ConsumerGroup>>,
    memberships: Arc<Kept<ConsumerGroupConsumer>>,
    /// What plugins bring along, by its kind.
    shelves: BTreeMap<&'static str, Arc<Shelf>>,
    certificates: Arc<Kept<Certificate>>,
    ca_certificates: Arc<Kept<CaCertificate>>,
    upstreams: Arc<Kept<Placed>>,
    targets: Arc<Kept<Target>>,
    snis: Arc<Kept<Sni>>,
    wanted: Arc<Wanted>,
    vaults: Arc<Vaults>,
    secrecy: Arc<Secrecy>,
    unread: Arc<BTreeMap<At, Arc<Unread>>>,
    // What follows from those above.
    balanced: Arc<Balanced>,
    routes_of: Arc<HashMap<Id, Vec<Arc<Route>>>>,
    scopes: Arc<Scopes>,
    groups_called: Arc<GroupsCalled>,
    groups_of: Arc<GroupsOf>,
    pub(crate) quarantined: Arc<[Quarantined]>,
    /// Another one as soon as anything is different that requests could meet.
    way: Arc<Way>,
}

/// By what it is known again that requests go the same way.
#[derive(Debug, Default)]
struct Way;

/// The kinds that decide nothing about a request until a plugin asks for them, beside those that plugins bring along.
const ASIDE: [&str; 5] = [
    CONSUMERS.name,
    CONSUMER_GROUPS.name,
    CONSUMER_GROUP_CONSUMERS.name,
    KEY_SETS.name,
    KEYS.name,
];

impl Snapshot {
    /// Reads all documents. What can no longer be read is put in quarantine, never dropped silently. No reference to a
    /// vault leads anywhere.
    #[must_use]
    pub fn build(catalogue: &Catalogue, revision: u64, documents: &[Document]) -> (Self, Vec<Quarantined>) {
        Self::with_secrets(catalogue, revision, documents, &NoSecrets)
    }

    /// The same, where references to vaults lead to these secrets. A snapshot holds what they lead to in their place;
    /// a document with one that leads nowhere is put in quarantine.
    #[must_use]
    pub fn with_secrets(
        catalogue: &Catalogue,
        revision: u64,
        documents: &[Document],
        secrets: &dyn Secrets,
    ) -> (Self, Vec<Quarantined>) {
        let kinds = Kinds::of(catalogue);
        let order = kinds.order(documents);
        let mut snapshot = Self {
            revision,
            order,
            vaults: Arc::new(Vaults::of(catalogue, documents)),
            ..Self::default()
        };
        for (number, document) in documents.iter().enumerate() {
            let number = match order {
                Order::ById => kinds.number(document.kind).unwrap_or(number),
                Order::AsGiven => number,
            };
            snapshot.take_in(catalogue, (number, document.id), document, secrets);
        }
        snapshot.follow(&Self::default());
        let quarantined = snapshot.quarantined.to_vec();
        (snapshot, quarantined)
    }

    /// The snapshot that [`Self::build`] would make of all documents, had these been put and the others, told by kind
    /// and id, been deleted. Only what was put is read; the rest is shared.
    ///
    /// `None` if all must be read: the documents were not in the order of a store, nobody knows a kind, or a vault is
    /// another one.
    #[must_use]
    pub fn after(
        &self,
        catalogue: &Catalogue,
        revision: u64,
        put: &[Document],
        deleted: &[(&str, Id)],
        secrets: &dyn Secrets,
    ) -> Option<Self> {
        let deleted_kinds = deleted.iter().map(|(kind, _)| *kind);
        let mut changed = deleted_kinds.chain(put.iter().map(|document| document.kind));
        // Wherever references lead through a vault that is another one now, they lead elsewhere.
        if self.order == Order::AsGiven || changed.clone().any(|kind| kind == VAULTS.name) {
            return None;
        }
        let kinds = Kinds::of(catalogue);
        let mut next = Self {
            revision,
            ..self.clone()
        };
        for (kind, id) in deleted {
            next.forget(kind, (kinds.number(kind)?, *id));
        }
        // All of them go before one comes: a name may have gone over to another one.
        for document in put {
            next.forget(document.kind, (kinds.number(document.kind)?, document.id));
        }
        for document in put {
            let at = (kinds.number(document.kind)?, document.id);
            // Of what is put twice the last counts.
            next.forget(document.kind, at);
            next.take_in(catalogue, at, document, secrets);
        }
        let is_aside = |kind: &str| ASIDE.contains(&kind) || brought(catalogue, kind).is_some();
        if changed.any(|kind| !is_aside(kind)) {
            next.way = Arc::default();
        }
        next.follow(self);
        Some(next)
    }

    /// Works out what follows from the entities, unless they are those of the snapshot before.
    fn follow(&mut self, before: &Self) {
        let are_balanced = same(&self.services, &before.services)
            && same(&self.upstreams, &before.upstreams)
            && same(&self.targets, &before.targets);
        if !are_balanced {
            self.balanced = Arc::new(Balanced::of(&self.services, &self.upstreams, &self.targets));
        }
        let are_routes = same(&self.routes, &before.routes);
        if !are_routes {
            let mut routes_of: HashMap<Id, Vec<Arc<Route>>> = HashMap::new();
            for route in self.routes.all() {
                if let Some(service) = route.service {
                    routes_of.entry(service).or_default().push(Arc::clone(route));
                }
            }
            self.routes_of = Arc::new(routes_of);
        }
        if !same(&self.plugins, &before.plugins) {
            self.scopes = Arc::new(Scopes::of(&self.plugins));
        }
        let are_groups = same(&self.consumer_groups, &before.consumer_groups);
        if !are_groups {
            self.groups_called = Arc::new(groups_called(&self.consumer_groups));
        }
        if !are_groups || !same(&self.memberships, &before.memberships) {
            self.groups_of = Arc::new(groups_of(&self.consumer_groups, &self.memberships));
        }
        if !are_balanced || !are_routes || !same(&self.unread, &before.unread) {
            self.quarantined = self.out_of_service();
        }
    }

    /// What could not be read, in the order of the documents, then the routes that lead nowhere.
    fn out_of_service(&self) -> Arc<[Quarantined]> {
        let balanced = &self.balanced;
        let unread = self.unread.iter();
        let mut found: Vec<(At, Quarantined)> = unread
            .map(|(at, unread)| (*at, Quarantined::new(unread, balanced)))
            .collect();
        let taken = balanced.taken().iter();
        found.extend(taken.map(|(workspace, placed)| {
            let quarantined = Quarantined::name_taken(*workspace, &placed.upstream, balanced);
            (placed.at, quarantined)
        }));
        found.sort_by_key(|(at, _)| *at);
        // A route whose service is gone stays, so that no wider route takes its requests, and is closed.
        let is_gone = |id| self.services.by_id(id).is_none();
        let broken = self.routes.all().iter();
        let broken = broken.filter(|route| route.service.is_some_and(is_gone));
        found
            .into_iter()
            .map(|(_, quarantined)| quarantined)
            .chain(broken.map(|route| Quarantined::broken_link(route, self.routes.workspace_of(route.id))))
            .collect()
    }

    /// Whether requests go the very same way as with that snapshot: nothing is different but what a plugin asks for.
    #[must_use]
    pub fn leads_like(&self, other: &Self) -> bool {
        same(&self.way, &other.way)
    }

    /// The revision.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// All services, in the order of the documents.
    #[must_use]
    pub fn services(&self) -> &[Arc<Service>] {
        self.services.all()
    }

    /// All routes, in the order of the documents.
    #[must_use]
    pub fn routes(&self) -> &[Arc<Route>] {
        self.routes.all()
    }

    /// All plugins, in the order of the documents.
    #[must_use]
    pub fn plugins(&self) -> &[Arc<Plugin>] {
        self.plugins.all()
    }

    /// All consumers, in the order of the documents.
    #[must_use]
    pub fn consumers(&self) -> &[Arc<Consumer>] {
        self.consumers.all()
    }

    /// The service of this id.
    #[must_use]
    pub fn service(&self, id: Id) -> Option<&Arc<Service>> {
        self.services.by_id(id)
    }

    /// The route of this id.
    #[must_use]
    pub fn route(&self, id: Id) -> Option<&Arc<Route>> {
        self.routes.by_id(id)
    }

    /// The entity of a kind that a plugin brought along, by a text that is unique in that workspace. It takes as long
    /// whether or not the text is like one that is there.
    #[must_use]
    pub fn held<T: 'static>(&self, kind: &str, field: &str, workspace: Id, text: &str) -> Option<&T> {
        let held = self.shelves.get(kind)?.find(field, workspace, text)?;
        held.downcast_ref()
    }

    /// The entities of a kind that a plugin brought along which link to this one, in the order of their ids.
    pub fn held_by<T: 'static>(&self, kind: &str, linked: Id) -> impl Iterator<Item = &T> {
        let shelf = self.shelves.get(kind).into_iter();
        let held = shelf.flat_map(move |shelf| shelf.linked_to(linked));
        held.filter_map(|held| held.downcast_ref())
    }

    /// Whether there is an entity of a kind that a plugin brought along, in whatever workspace.
    #[must_use]
    pub fn holds_any(&self, kind: &str) -> bool {
        self.shelves.get(kind).is_some_and(|shelf| !shelf.is_empty())
    }

    /// The entities that plugins brought along and that have ended by now, in seconds since 1970: the kind, the workspace
    /// and the id of each.
    pub fn ended(&self, now: u64) -> impl Iterator<Item = (&'static str, Id, Id)> {
        let shelves = self.shelves.iter();
        shelves.flat_map(move |(kind, shelf)| {
            let ended = shelf.ended(now);
            ended.map(move |(workspace, id)| (*kind, workspace, id))
        })
    }

    /// The certificate of this id, with its key.
    #[must_use]
    pub fn certificate(&self, id: Id) -> Option<&Arc<Certificate>> {
        self.certificates.by_id(id)
    }

    /// The certificate of this id, with its key, if it is in that workspace.
    #[must_use]
    pub fn certificate_in(&self, workspace: Id, id: Id) -> Option<&Arc<Certificate>> {
        self.certificate(id)
            .filter(|_| self.certificates.workspace_of(id) == workspace)
    }

    /// The authority's certificate of this id.
    #[must_use]
    pub fn ca_certificate(&self, id: Id) -> Option<&Arc<CaCertificate>> {
        self.ca_certificates.by_id(id)
    }

    /// All names for which clients are shown a certificate, in the order of the documents.
    #[must_use]
    pub fn snis(&self) -> &[Arc<Sni>] {
        self.snis.all()
    }

    /// The upstream that a service is balanced by: that of its workspace whose name is the service's host.
    #[must_use]
    pub fn upstream_of(&self, service: &Service) -> Option<&Arc<Upstream>> {
        let workspace = self.services.workspace_of(service.id);
        self.balanced.upstream_of(workspace, service)
    }

    /// The targets of an upstream, in the order of the documents; also those that take no requests.
    #[must_use]
    pub fn targets_of(&self, upstream: Id) -> &[Arc<Target>] {
        self.balanced.targets_of(upstream)
    }

    /// The routes that lead to a service.
    #[must_use]
    pub fn routes_of(&self, service: Id) -> &[Arc<Route>] {
        self.routes_of.get(&service).map_or(&[], Vec::as_slice)
    }

    /// The plugins that may act on requests of `route`, each for some consumer or for all:
    /// those of the route, then those of its service, then those of its workspace.
    pub fn plugins_for(&self, route: &Route) -> impl Iterator<Item = &Arc<Plugin>> {
        self.scopes.acting_on(route, self.workspace_of(route.id))
    }

    /// The plugins of the workspace `default` that belong to no route and no service: they are shown requests that no
    /// route wants.
    #[must_use]
    pub fn plugins_for_strays(&self) -> &[Arc<Plugin>] {
        self.scopes.of_all(DEFAULT_WORKSPACE)
    }

    /// The workspace of a route.
    #[must_use]
    pub fn workspace_of(&self, route: Id) -> Id {
        self.routes.workspace_of(route)
    }

    /// Whether a route of another workspace wants the very requests that this one wants: all share the listeners.
    #[must_use]
    pub fn is_wanted_elsewhere(&self, route: &Document) -> bool {
        self.wanted.is_elsewhere(route.workspace, &route.body)
    }

    /// What is in quarantine and would take part in requests of `route`: its plugins, its service, the upstream
    /// and the targets of that, its links.
    /// If there is any, the route must be closed: nobody knows whom the missing part would have refused.
    pub fn quarantined_for(&self, route: &Route) -> impl Iterator<Item = &Quarantined> {
        self.quarantined
            .iter()
            .filter(move |quarantined| quarantined.concerns(route, self.workspace_of(route.id)))
    }

    /// Names in quarantine, for which clients are shown the certificate of the listener.
    pub fn lost_snis(&self) -> impl Iterator<Item = &Quarantined> {
        self.quarantined
            .iter()
            .filter(|quarantined| quarantined.kind == SNIS.name)
    }

    /// Routes in quarantine. A wider route may take the requests that were meant for one of them, so whoever
    /// puts a snapshot in service must stay with the one before if there are any.
    pub fn lost_routes(&self) -> impl Iterator<Item = &Quarantined> {
        self.quarantined
            .iter()
            .filter(|quarantined| quarantined.is_lost_route())
    }

    /// The vaults of all workspaces.
    #[must_use]
    pub fn vaults(&self) -> &Vaults {
        &self.vaults
    }

    /// Whether it was made of documents with references to vaults.
    #[must_use]
    pub fn has_references(&self) -> bool {
        !self.secrecy.is_empty()
    }

    /// Whether the references of both lead to the same.
    #[must_use]
    pub fn has_secrets_of(&self, other: &Self) -> bool {
        self.secrecy == other.secrecy
    }

    /// An entity that is in quarantine only because references of it lead nowhere.
    #[must_use]
    pub fn unresolved(&self, entity: Id) -> Option<&Quarantined> {
        let mut lost = self.quarantined.iter();
        lost.find(|lost| lost.id == entity && lost.is_unresolved)
    }

    /// What is told of an entity, without what its references lead to.
    #[must_use]
    pub fn disguise(&self, entity: Id, text: String) -> String {
        self.secrecy.disguise(entity, text)
    }
}

/// A kind that a plugin brings along, and what it says of it; nothing of what lives in the store alone.
fn brought<'a>(catalogue: &'a Catalogue, kind: &str) -> Option<(&'a Entity, Brought)> {
    let entity = catalogue.entity(kind)?;
    let is_held = entity.residence == Residence::Snapshot;
    Some((entity, entity.brought.filter(|_| is_held)?))
}

fn same<T>(one: &Arc<T>, other: &Arc<T>) -> bool {
    Arc::ptr_eq(one, other)
}
