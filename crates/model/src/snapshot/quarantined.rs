//! What could not be read.

use schema::Value;

use super::balanced::Balanced;
use crate::{Document, Id, PLUGINS, ROUTES, Route, SERVICES, TARGETS, UPSTREAMS, Upstream};

/// An entity that is configured and could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The kind of entity.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// Its name, if it has one that can be read.
    pub name: Option<String>,
    /// What is wrong and what would be right.
    pub why: String,
    /// Whether nothing is wrong but that its references to vaults lead nowhere.
    pub is_unresolved: bool,
    workspace: Id,
    reach: Reach,
}

/// A document that could not be read, and why.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) document: Document,
    pub(super) why: Why,
}

/// Why an entity is not in a snapshot.
#[derive(Clone, Debug)]
pub(super) enum Why {
    /// Something is wrong with it.
    Wrong(String),
    /// References of it lead nowhere.
    Unresolved(String),
}

impl From<String> for Why {
    fn from(why: String) -> Self {
        Self::Wrong(why)
    }
}

/// Which requests would have met the entity.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    /// Those of this route and this service; `None` is all of the workspace.
    Requests { route: Option<Id>, service: Option<Id> },
    /// Those of these services, which an upstream balances.
    Balanced(Vec<Id>),
    /// None: a consumer, a disabled plugin, or a route that is lost as a whole. A certificate that is missing
    /// is found out by the services that want it.
    None,
}

impl Quarantined {
    pub(super) fn new(Unread { document, why }: &Unread, balanced: &Balanced) -> Self {
        let body = &document.body;
        let name = body
            .get("name")
            .or_else(|| body.get("username"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let reach = match document.kind {
            kind if kind == PLUGINS.name => reach_of_plugin(body),
            kind if kind == SERVICES.name => Reach::Requests {
                route: None,
                service: Some(document.id),
            },
            // Were its services to go where DNS leads, they would go elsewhere.
            kind if kind == UPSTREAMS.name => Reach::Balanced(
                balanced.services_meaning(document.workspace, body.get("name").and_then(Value::as_str)),
            ),
            kind if kind == TARGETS.name => Reach::Balanced(balanced.services_of(linked(body, "upstream"))),
            _ => Reach::None,
        };
        let (why, is_unresolved) = match why {
            Why::Wrong(why) => (why.clone(), false),
            Why::Unresolved(why) => (why.clone(), true),
        };
        Self {
            kind: document.kind,
            id: document.id,
            name,
            why,
            is_unresolved,
            workspace: document.workspace,
            reach,
        }
    }

    pub(super) fn name_taken(workspace: Id, upstream: &Upstream, balanced: &Balanced) -> Self {
        let name = upstream.name.as_str();
        Self {
            kind: UPSTREAMS.name,
            id: upstream.id,
            name: Some(name.to_owned()),
            why: format!("the name {name} is taken"),
            is_unresolved: false,
            workspace,
            reach: Reach::Balanced(balanced.services_meaning(workspace, Some(name))),
        }
    }

    pub(super) fn broken_link(route: &Route, workspace: Id) -> Self {
        Self {
            kind: ROUTES.name,
            id: route.id,
            name: route.name.as_ref().map(ToString::to_string),
            why: "service: the service it leads to is not there — declare it, or lead the route elsewhere"
                .to_owned(),
            is_unresolved: false,
            workspace,
            reach: Reach::Requests {
                route: Some(route.id),
                service: None,
            },
        }
    }

    /// Whether requests of `route`, which is of that workspace, would have met it.
    #[must_use]
    pub fn concerns(&self, route: &Route, workspace: Id) -> bool {
        match &self.reach {
            Reach::None => false,
            Reach::Requests {
                route: wanted,
                service,
            } => {
                let is_of_all = wanted.is_none() && service.is_none();
                wanted.is_none_or(|id| id == route.id)
                    && (service.is_none() || *service == route.service)
                    && (!is_of_all || self.workspace == workspace)
            }
            Reach::Balanced(services) => route.service.is_some_and(|id| services.contains(&id)),
        }
    }

    pub(super) fn is_lost_route(&self) -> bool {
        self.kind == ROUTES.name && self.reach == Reach::None
    }
}

/// A link that cannot be read might have led anywhere: it counts as all.
fn reach_of_plugin(body: &Value) -> Reach {
    if body.get("enabled") == Some(&Value::Bool(false)) {
        return Reach::None;
    }
    Reach::Requests {
        route: linked(body, "route"),
        service: linked(body, "service"),
    }
}

fn linked(body: &Value, field: &str) -> Option<Id> {
    body.get(field)?.get("id")?.as_str().and_then(Id::parse)
}
