//! Which services are balanced, and over which targets.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::kept::Kept;
use super::order::At;
use crate::{Id, Service, Target, Upstream};

/// Which services are balanced: those whose host is the name of an upstream of their workspace, letter by letter.
#[derive(Debug, Default)]
pub(super) struct Balanced {
    /// Services by their workspace, and by their host.
    hosts: BTreeMap<Id, BTreeMap<String, Vec<Id>>>,
    /// Upstreams by their workspace, and by their name.
    names: BTreeMap<Id, BTreeMap<String, Arc<Upstream>>>,
    /// Targets by their upstream.
    targets: HashMap<Id, Vec<Arc<Target>>>,
    /// Upstreams whose name another one has, with their workspaces.
    taken: Vec<(Id, Arc<Placed>)>,
}

/// An upstream, and where its document stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) at: At,
    pub(super) upstream: Arc<Upstream>,
}

impl Balanced {
    pub(super) fn of(services: &Kept<Service>, upstreams: &Kept<Placed>, targets: &Kept<Target>) -> Self {
        let mut balanced = Self::default();
        for service in services.all() {
            let workspace = services.workspace_of(service.id);
            let hosts = balanced.hosts.entry(workspace).or_default();
            let host = service.host.to_string();
            hosts.entry(host).or_default().push(service.id);
        }
        for placed in upstreams.all() {
            let upstream = &placed.upstream;
            let workspace = upstreams.workspace_of(upstream.id);
            let names = balanced.names.entry(workspace).or_default();
            // Of two with the same name nobody knows which is meant.
            match names.contains_key(upstream.name.as_str()) {
                true => balanced.taken.push((workspace, Arc::clone(placed))),
                false => drop(names.insert(upstream.name.to_string(), Arc::clone(upstream))),
            }
        }
        for target in targets.all() {
            let targets = balanced.targets.entry(target.upstream).or_default();
            targets.push(Arc::clone(target));
        }
        balanced
    }

    /// The upstreams whose name another one has, with their workspaces.
    pub(super) fn taken(&self) -> &[(Id, Arc<Placed>)] {
        &self.taken
    }

    /// The upstream that a service of that workspace means, if it means one.
    pub(super) fn upstream_of(&self, workspace: Id, service: &Service) -> Option<&Arc<Upstream>> {
        self.names.get(&workspace)?.get(service.host.as_str())
    }

    /// The targets of an upstream, in the order of the documents.
    pub(super) fn targets_of(&self, upstream: Id) -> &[Arc<Target>] {
        self.targets.get(&upstream).map_or(&[], Vec::as_slice)
    }

    /// The services that would mean an upstream of this name. A name that cannot be read might have been any.
    pub(super) fn services_meaning(&self, workspace: Id, name: Option<&str>) -> Vec<Id> {
        let hosts = self.hosts.get(&workspace).into_iter().flatten();
        let meant = hosts.filter(|(host, _)| name.is_none_or(|name| name == *host));
        meant.flat_map(|(_, services)| services).copied().collect()
    }

    /// The services that are balanced over the targets of an upstream. A link that cannot be read might have led to
    /// any.
    pub(super) fn services_of(&self, upstream: Option<Id>) -> Vec<Id> {
        let named = self
            .names
            .iter()
            .flat_map(|(workspace, names)| names.values().map(move |one| (*workspace, one)));
        let meant = named.filter(|(_, one)| upstream.is_none_or(|id| id == one.id));
        meant
            .flat_map(|(workspace, one)| self.services_meaning(workspace, Some(one.name.as_str())))
            .collect()
    }
}
