//! The built plugins of a plan.

use std::collections::HashMap;

use model::{Digest, Id, Snapshot};
use plugin::{Instance, Kind, Services};

use super::Plan;
use super::problem::{Problem, Problems};
use crate::chain::Candidate;

/// The built plugins of a plan, and why the others are not.
#[derive(Default)]
pub(super) struct Instances {
    pub(super) built: Vec<Built>,
    outcomes: HashMap<Id, Result<usize, &'static str>>,
}

/// A plugin's instance, and by what it is known again.
pub(crate) struct Built {
    pub(crate) id: Id,
    pub(crate) plugin: &'static str,
    pub(crate) priority: i32,
    pub(crate) instance: Instance,
    digest: Digest,
}

impl Instances {
    /// Builds the plugins that act, and takes over those that the plan before has built of the same options.
    pub(super) fn build(
        snapshot: &Snapshot,
        kinds: &[Kind],
        services: &Services,
        previous: Option<&Plan>,
        problems: &mut Problems,
    ) -> Self {
        let before = previous.map_or(&[][..], Plan::built);
        let before: HashMap<Id, &Built> = before.iter().map(|built| (built.id, built)).collect();
        let mut instances = Self::default();
        for plugin in snapshot.plugins().iter().filter(|plugin| plugin.acts()) {
            let built = build(plugin, kinds, services, before.get(&plugin.id).copied());
            let outcome = built.map(|built| instances.place(built)).map_err(|mut problem| {
                let code = problem.code;
                // The plugin knows not which of its options were looked up in a vault.
                problem.what = snapshot.disguise(plugin.id, problem.what);
                problems.add(*problem);
                code
            });
            instances.outcomes.insert(plugin.id, outcome);
        }
        instances
    }

    /// The place of a plugin's instance, `None` if it does not act.
    ///
    /// # Errors
    /// The stable name of the reason why it cannot act.
    pub(super) fn find(&self, plugin: Id) -> Result<Option<usize>, &'static str> {
        self.outcomes.get(&plugin).copied().transpose()
    }

    /// That plugin as one that may act on some route.
    pub(super) fn candidate<'a>(&self, scope: &'a model::Plugin, place: usize) -> Candidate<'a> {
        let built = &self.built[place];
        Candidate {
            plugin: built.plugin,
            priority: built.priority,
            scope,
            place,
        }
    }

    fn place(&mut self, built: Built) -> usize {
        self.built.push(built);
        self.built.len() - 1
    }
}

fn build(
    plugin: &model::Plugin,
    kinds: &[Kind],
    services: &Services,
    before: Option<&Built>,
) -> Result<Built, Box<Problem>> {
    let Some(kind) = kinds.iter().find(|kind| kind.name == plugin.name) else {
        let names: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
        let remedy = format!("delete it, or use one of: {}", names.join(", "));
        return Err(Problem::of_plugin(
            plugin,
            "plugin.unknown",
            "this gateway has no such plugin".to_owned(),
            remedy,
        ));
    };
    let digest = plugin.digest();
    let same = before.filter(|built| built.plugin == kind.name && built.digest == digest);
    let instance = match same {
        Some(built) => built.instance.clone(),
        None => kind
            .build_as(plugin.id, &plugin.config, services)
            .map_err(|wrong| {
                Problem::of_plugin(
                    plugin,
                    wrong.code,
                    wrong.detail,
                    "correct its options, or disable it".to_owned(),
                )
            })?,
    };
    Ok(Built {
        id: plugin.id,
        plugin: kind.name,
        priority: kind.priority,
        instance,
        digest,
    })
}
