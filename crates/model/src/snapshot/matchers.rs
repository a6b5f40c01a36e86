//! Routes that want the very same requests, in different workspaces.

use std::collections::HashMap;

use schema::Value;

use crate::Id;

/// What each route wants, and in which workspaces somebody wants it.
#[derive(Debug, Default)]
pub(super) struct Wanted(HashMap<String, Vec<Id>>);

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
    pub(super) fn add(&mut self, workspace: Id, route: &Value) {
        let workspaces = self.0.entry(wanted(route)).or_default();
        if !workspaces.contains(&workspace) {
            workspaces.push(workspace);
        }
    }

    /// Whether a route of another workspace than this one wants the same.
    pub(super) fn is_elsewhere(&self, workspace: Id, route: &Value) -> bool {
        let workspaces = self.0.get(&wanted(route)).into_iter().flatten();
        workspaces.into_iter().any(|other| *other != workspace)
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
