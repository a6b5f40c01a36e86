//! Which services are balanced, and over which targets.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{Id, Service, Target, Upstream};

/// Which services are balanced: those whose host is the name of an upstream of their workspace, letter by letter.
#[derive(Debug, Default)]
pub(super) struct Balanced {
    /// Services by their workspace, and by their host.
    hosts: HashMap<Id, HashMap<String, Vec<Id>>>,
    /// Upstreams by their workspace, and by their name.
    names: HashMap<Id, HashMap<String, Arc<Upstream>>>,
    /// Targets by their upstream.
    targets: HashMap<Id, Vec<Arc<Target>>>,
    /// The workspaces of services.
    homes: HashMap<Id, Id>,
}

impl Balanced {
    /// Takes in a service: an upstream may have the name that is its host.
    pub(super) fn add_service(&mut self, workspace: Id, service: &Service) {
        self.homes.insert(service.id, workspace);
        let hosts = self.hosts.entry(workspace).or_default();
        hosts
            .entry(service.host.to_string())
            .or_default()
            .push(service.id);
    }

    /// Takes in an upstream. Of two with the same name nobody knows which is meant.
    pub(super) fn add_upstream(&mut self, workspace: Id, upstream: &Arc<Upstream>) -> Result<(), String> {
        let names = self.names.entry(workspace).or_default();
        if names.contains_key(upstream.name.as_str()) {
            return Err(format!("the name {} is taken", upstream.name));
        }
        names.insert(upstream.name.to_string(), Arc::clone(upstream));
        Ok(())
    }

    /// Takes in a target.
    pub(super) fn add_target(&mut self, target: &Arc<Target>) {
        let targets = self.targets.entry(target.upstream).or_default();
        targets.push(Arc::clone(target));
    }

    /// The upstream that a service means, if it means one.
    pub(super) fn upstream_of(&self, service: &Service) -> Option<&Arc<Upstream>> {
        let names = self.names.get(self.homes.get(&service.id)?)?;
        names.get(service.host.as_str())
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
