//! All entities of one revision, typed and indexed.

mod balanced;
mod kept;
mod matchers;
mod quarantined;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use schema::{Record, Value, render::remedy};

use self::balanced::Balanced;
use self::kept::{Identified, Kept};
use self::matchers::Wanted;
pub use self::quarantined::Quarantined;
use crate::{
    CA_CERTIFICATES, CERTIFICATES, CONSUMERS, CaCertificate, Catalogue, Certificate, Consumer,
    DEFAULT_WORKSPACE, Document, Id, PLUGINS, Plugin, ROUTES, Route, SERVICES, SNIS, Service, Sni, TARGETS,
    Target, UPSTREAMS, Upstream,
};

/// All entities of one revision. It never changes; another revision is another snapshot.
#[derive(Debug, Default)]
pub struct Snapshot {
    revision: u64,
    services: Kept<Service>,
    routes: Kept<Route>,
    plugins: Kept<Plugin>,
    consumers: Kept<Consumer>,
    certificates: Kept<Certificate>,
    ca_certificates: Kept<CaCertificate>,
    upstreams: Kept<Upstream>,
    targets: Kept<Target>,
    snis: Kept<Sni>,
    balanced: Balanced,
    routes_of: HashMap<Id, Vec<Arc<Route>>>,
    plugins_of_route: HashMap<Id, Vec<Arc<Plugin>>>,
    plugins_of_service: HashMap<Id, Vec<Arc<Plugin>>>,
    /// Plugins without a route and a service, by their workspace.
    plugins_of_all: HashMap<Id, Vec<Arc<Plugin>>>,
    wanted: Wanted,
    /// The workspaces of routes and plugins, but for those in `default`.
    homes: HashMap<Id, Id>,
    quarantined: Vec<Quarantined>,
}

impl Snapshot {
    /// Reads all documents. What can no longer be read is put in quarantine, never dropped silently.
    #[must_use]
    pub fn build(catalogue: &Catalogue, revision: u64, documents: &[Document]) -> (Self, Vec<Quarantined>) {
        let mut snapshot = Self {
            revision,
            ..Self::default()
        };
        let mut unread = Vec::new();
        for document in documents {
            if let Err(why) = snapshot.place(catalogue, document) {
                unread.push((document, why));
            }
        }
        // Only now is it known whose requests would have met them.
        let unread = unread.into_iter();
        snapshot.quarantined = unread
            .map(|(document, why)| Quarantined::new(document, why, &snapshot.balanced))
            .collect();
        snapshot.find_broken_links();
        snapshot.index();
        let quarantined = snapshot.quarantined.clone();
        (snapshot, quarantined)
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

    /// The consumer of this id.
    #[must_use]
    pub fn consumer(&self, id: Id) -> Option<&Arc<Consumer>> {
        self.consumers.by_id(id)
    }

    /// The certificate of this id, with its key.
    #[must_use]
    pub fn certificate(&self, id: Id) -> Option<&Arc<Certificate>> {
        self.certificates.by_id(id)
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
        self.balanced.upstream_of(service)
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
        let service = route.service;
        let of_route = self.plugins_of_route.get(&route.id).into_iter().flatten();
        let of_service = service
            .and_then(|id| self.plugins_of_service.get(&id))
            .into_iter()
            .flatten();
        of_route
            .filter(move |plugin| plugin.service.is_none() || plugin.service == service)
            .chain(of_service)
            .chain(
                self.plugins_of_all
                    .get(&self.workspace_of(route.id))
                    .into_iter()
                    .flatten(),
            )
    }

    /// The workspace of a route or a plugin.
    #[must_use]
    pub fn workspace_of(&self, id: Id) -> Id {
        self.homes.get(&id).copied().unwrap_or(DEFAULT_WORKSPACE)
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

    fn place(&mut self, catalogue: &Catalogue, document: &Document) -> Result<(), String> {
        let mut body = document.body.clone();
        if let Some(members) = body.as_object_mut() {
            members.insert("id".to_owned(), document.id.into());
        }
        let found = catalogue.fill_and_check(document.kind, &mut body);
        if !found.is_empty() {
            return Err(remedy::lines(&found).join("; "));
        }
        if document.workspace != DEFAULT_WORKSPACE && [ROUTES.name, PLUGINS.name].contains(&document.kind) {
            self.homes.insert(document.id, document.workspace);
        }
        match document.kind {
            kind if kind == SERVICES.name => {
                let service = self.services.add(read(&body)?)?;
                self.balanced.add_service(document.workspace, service);
            }
            kind if kind == UPSTREAMS.name => {
                let upstream = self.upstreams.add(read(&body)?)?;
                self.balanced.add_upstream(document.workspace, upstream)?;
            }
            kind if kind == TARGETS.name => self.balanced.add_target(self.targets.add(read(&body)?)?),
            kind if kind == SNIS.name => drop(self.snis.add(read(&body)?)?),
            kind if kind == ROUTES.name => {
                self.routes.add(read(&body)?)?;
                self.wanted.add(document.workspace, &body);
            }
            kind if kind == PLUGINS.name => drop(self.plugins.add(read(&body)?)?),
            kind if kind == CONSUMERS.name => drop(self.consumers.add(read(&body)?)?),
            kind if kind == CERTIFICATES.name => drop(self.certificates.add(read(&body)?)?),
            kind if kind == CA_CERTIFICATES.name => drop(self.ca_certificates.add(read(&body)?)?),
            // Entities that plugins bring along are theirs to read.
            _ => {}
        }
        Ok(())
    }

    /// A route whose service is gone stays, so that no wider route takes its requests, and is closed.
    fn find_broken_links(&mut self) {
        for route in self.routes.all() {
            if route.service.is_some_and(|id| self.services.by_id(id).is_none()) {
                let workspace = self.homes.get(&route.id).copied().unwrap_or(DEFAULT_WORKSPACE);
                self.quarantined.push(Quarantined::broken_link(route, workspace));
            }
        }
    }

    fn index(&mut self) {
        for route in self.routes.all() {
            if let Some(service) = route.service {
                self.routes_of.entry(service).or_default().push(Arc::clone(route));
            }
        }
        for plugin in self.plugins.all() {
            let list = match (plugin.route, plugin.service) {
                (Some(route), _) => self.plugins_of_route.entry(route).or_default(),
                (None, Some(service)) => self.plugins_of_service.entry(service).or_default(),
                (None, None) => {
                    let home = self.homes.get(&plugin.id).copied().unwrap_or(DEFAULT_WORKSPACE);
                    self.plugins_of_all.entry(home).or_default()
                }
            };
            list.push(Arc::clone(plugin));
        }
    }
}

fn read<T: Record + Identified>(body: &Value) -> Result<T, String> {
    T::decode(body).map_err(|error| error.to_string())
}
