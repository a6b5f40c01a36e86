//! Routes that want the very same requests, in different workspaces.

use std::collections::HashMap;
use std::sync::Arc;

use schema::Value;

use crate::Id;

/// What each route wants, and in which workspaces somebody wants it.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// What a route wants, and its workspace.
    by_route: HashMap<Id, (Arc<str>, Id)>,
    /// The workspaces of all routes that want the same.
    workspaces: HashMap<Arc<str>, Vec<Id>>,
}

/// The fields that say which requests a route wants.
const MATCHERS: [&str; 9] = [
    "protocols",
    "methods",
    "hosts",
    "paths",
    "headers",
    "snis",
    "sources",
    "destinations",
    "regex_priority",
];

impl Wanted {
    pub(super) fn add(&mut self, route: Id, workspace: Id, body: &Value) {
        let wanted: Arc<str> = wanted(body).into();
        let workspaces = self.workspaces.entry(Arc::clone(&wanted)).or_default();
        workspaces.push(workspace);
        self.by_route.insert(route, (wanted, workspace));
    }

    /// Takes away what a route wants, if it is there.
    pub(super) fn take(&mut self, route: Id) {
        let Some((wanted, workspace)) = self.by_route.remove(&route) else {
            return;
        };
        let Some(workspaces) = self.workspaces.get_mut(&wanted) else {
            return;
        };
        if let Some(place) = workspaces.iter().position(|one| *one == workspace) {
            workspaces.swap_remove(place);
        }
        if workspaces.is_empty() {
            self.workspaces.remove(&wanted);
        }
    }

    /// Whether a route of another workspace than this one wants the same.
    pub(super) fn is_elsewhere(&self, workspace: Id, route: &Value) -> bool {
        let workspaces = self.workspaces.get(wanted(route).as_str());
        workspaces.into_iter().flatten().any(|other| *other != workspace)
    }
}

/// What a route wants, in one form. The order of a list says nothing.
fn wanted(route: &Value) -> String {
    let matchers = MATCHERS.iter().map(|name| match route.get(*name) {
        Some(Value::Array(list)) => {
            let mut list: Vec<String> = list.iter().map(Value::to_string).collect();
            list.sort_unstable();
            list.dedup();
            Value::from(list)
        }
        Some(value) => value.clone(),
        None => Value::Null,
    });
    Value::from_iter(matchers).to_string()
}
