//! What an operator must know about a configuration that is in service.

use std::fmt;

use model::{Id, Plugin, Quarantined, Route};
use schema::DocumentPath;

/// An entity that cannot do its part, and the routes that are closed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of entity, such as `plugins`.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The stable name of what is wrong.
    pub code: &'static str,
    /// The field of it that is to blame; the whole of it if none is known.
    pub field: DocumentPath,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
    /// The routes that answer 500 until then, by their names or ids.
    pub closes: Vec<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{} “{name}”: ", self.kind)?,
            None => write!(f, "{} {}: ", self.kind, self.id)?,
        }
        write!(f, "{} — {} ({})", self.what, self.remedy, self.code)?;
        match self.closes.as_slice() {
            [] => Ok(()),
            closed => write!(f, "; closed until then: {}", closed.join(", ")),
        }
    }
}

/// The stable name of what is missing where a reference to a vault leads nowhere.
pub(super) const UNRESOLVED: &str = "vault.unresolved";

/// The stable name of what a plugin does that would tell in the words of a client what only the gateway may tell.
pub(super) const FORGES: &str = "plugin.forges";

/// What happens without anybody's doing once the secret is there.
pub(super) const LOOKED_FOR: &str = "it is looked for again within a minute, and at once on SIGHUP";

impl Problem {
    /// Whether it is gone as soon as references to vaults lead somewhere.
    #[must_use]
    pub fn waits_for_a_secret(&self) -> bool {
        self.code == UNRESOLVED
    }

    /// Whether a plugin would tell a service in the words of a client what only the gateway may tell it.
    #[must_use]
    pub fn is_forgery(&self) -> bool {
        self.code == FORGES
    }

    pub(super) fn of_plugin(plugin: &Plugin, code: &'static str, what: String, remedy: String) -> Box<Self> {
        let instance = plugin.instance_name.as_ref();
        Box::new(Self {
            kind: "plugins",
            id: plugin.id,
            name: Some(instance.map_or_else(|| plugin.name.clone(), ToString::to_string)),
            code,
            field: DocumentPath::root(),
            what,
            remedy,
            closes: Vec::new(),
        })
    }

    pub(super) fn quarantined(entity: &Quarantined) -> Self {
        let code = match entity.kind {
            _ if entity.is_unresolved => UNRESOLVED,
            "plugins" => "plugin.quarantined",
            "services" => "service.quarantined",
            "routes" => "route.quarantined",
            "upstreams" => "upstream.quarantined",
            "targets" => "target.quarantined",
            _ => "entity.quarantined",
        };
        Self {
            kind: entity.kind,
            id: entity.id,
            name: entity.name.clone(),
            code,
            field: DocumentPath::root(),
            what: entity.why.clone(),
            remedy: match entity.is_unresolved {
                true => LOOKED_FOR.to_owned(),
                false => "correct it or delete it".to_owned(),
            },
            closes: Vec::new(),
        }
    }
}

/// The problems found so far, one for each entity.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Adds a problem, unless that entity already has one.
    pub(super) fn add(&mut self, problem: Problem) {
        if !self.0.iter().any(|known| known.id == problem.id) {
            self.0.push(problem);
        }
    }

    /// Notes that the problem of `entity` closes `route`.
    pub(super) fn close(&mut self, entity: Id, route: &Route) {
        let name = route
            .name
            .as_ref()
            .map_or_else(|| route.id.to_string(), ToString::to_string);
        let known = self.0.iter_mut().find(|known| known.id == entity);
        known
            .into_iter()
            .for_each(|known| known.closes.push(name.clone()));
    }

    pub(super) fn all(self) -> Vec<Problem> {
        self.0
    }
}
