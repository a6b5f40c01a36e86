//! Where plugins act.

use std::collections::HashMap;
use std::sync::Arc;

use super::kept::Kept;
use crate::{Id, Plugin, Route};

/// All plugins by where they act.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    of_route: HashMap<Id, Vec<Arc<Plugin>>>,
    of_service: HashMap<Id, Vec<Arc<Plugin>>>,
    /// Plugins without a route and a service, by their workspace.
    of_all: HashMap<Id, Vec<Arc<Plugin>>>,
}

impl Scopes {
    pub(super) fn of(plugins: &Kept<Plugin>) -> Self {
        let mut scopes = Self::default();
        for plugin in plugins.all() {
            let list = match (plugin.route, plugin.service) {
                (Some(route), _) => scopes.of_route.entry(route).or_default(),
                (None, Some(service)) => scopes.of_service.entry(service).or_default(),
                (None, None) => scopes.of_all.entry(plugins.workspace_of(plugin.id)).or_default(),
            };
            list.push(Arc::clone(plugin));
        }
        scopes
    }

    /// Those of a workspace that belong to no route and no service.
    pub(super) fn of_all(&self, workspace: Id) -> &[Arc<Plugin>] {
        self.of_all.get(&workspace).map_or(&[], Vec::as_slice)
    }

    /// Those that may act on requests of `route`, which is of that workspace: those of the route, then those of its
    /// service, then those of the workspace.
    pub(super) fn acting_on(&self, route: &Route, workspace: Id) -> impl Iterator<Item = &Arc<Plugin>> {
        let service = route.service;
        let of_route = self.of_route.get(&route.id).into_iter().flatten();
        let of_service = service.and_then(|id| self.of_service.get(&id));
        of_route
            .filter(move |plugin| plugin.service.is_none() || plugin.service == service)
            .chain(of_service.into_iter().flatten())
            .chain(self.of_all.get(&workspace).into_iter().flatten())
    }
}
