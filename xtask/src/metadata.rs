//! What cargo says of the workspace and its dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::process::Command;

use serde_json::Value;

use crate::tree::root;

/// The workspace, as cargo resolved it.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// The crates of the workspace.
    pub(crate) members: Vec<Member>,
    /// The normal dependencies of every package of the resolved tree, by id.
    normal: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, String>,
}

/// A crate of the workspace, with the crates of the workspace that it uses.
#[derive(Debug, Default)]
pub(crate) struct Member {
    id: String,
    /// Its name.
    pub(crate) name: String,
    /// What it is made of.
    pub(crate) normal: BTreeSet<String>,
    /// What its tests are made of besides.
    pub(crate) dev: BTreeSet<String>,
    /// What its build script is made of.
    pub(crate) build: BTreeSet<String>,
}

impl Metadata {
    /// Asks cargo.
    pub(crate) fn read() -> io::Result<Self> {
        let asked = Command::new("cargo")
            .args(["metadata", "--format-version", "1"])
            .current_dir(root())
            .output()?;
        if !asked.status.success() {
            return Err(io::Error::other(
                String::from_utf8_lossy(&asked.stderr).into_owned(),
            ));
        }
        let metadata = serde_json::from_slice(&asked.stdout)?;
        Ok(Self::of(&metadata))
    }

    /// Reads what `cargo metadata` printed.
    pub(crate) fn of(metadata: &Value) -> Self {
        let packages = || list(&metadata["packages"]);
        let names = packages().map(|package| (text(&package["id"]), text(&package["name"])));
        let names: BTreeMap<_, _> = names.collect();
        let ids: BTreeSet<_> = list(&metadata["workspace_members"]).map(text).collect();
        let ours: BTreeSet<_> = ids.iter().filter_map(|id| names.get(id)).cloned().collect();
        let members = packages().filter(|package| ids.contains(&text(&package["id"])));
        let nodes = list(&metadata["resolve"]["nodes"]);
        Self {
            members: members.map(|package| Member::of(package, &ours)).collect(),
            normal: nodes.map(|node| (text(&node["id"]), normal(node))).collect(),
            names,
        }
    }

    /// The names of all packages that a crate of the workspace is made of, directly or not.
    pub(crate) fn made_of(&self, member: &Member) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open = vec![&member.id];
        while let Some(id) = open.pop() {
            for next in self.normal.get(id).into_iter().flatten() {
                if found.insert(next) {
                    open.push(next);
                }
            }
        }
        found
            .into_iter()
            .filter_map(|id| self.names.get(id).map(String::as_str))
            .collect()
    }

    /// The crate of this name.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

impl Member {
    fn of(package: &Value, ours: &BTreeSet<String>) -> Self {
        let used = |kind: Option<&str>| {
            list(&package["dependencies"])
                .filter(|dependency| dependency["kind"].as_str() == kind)
                .map(|dependency| text(&dependency["name"]))
                .filter(|name| ours.contains(name))
                .collect()
        };
        Self {
            id: text(&package["id"]),
            name: text(&package["name"]),
            normal: used(None),
            dev: used(Some("dev")),
            build: used(Some("build")),
        }
    }
}

/// The ids of the packages that one is made of, leaving out what only tests and build scripts use.
fn normal(node: &Value) -> Vec<String> {
    let normal = list(&node["deps"]).filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()));
    normal.map(|dep| text(&dep["pkg"])).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
