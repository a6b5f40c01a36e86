//! `/routes/r/chain`: the plugins that act on the requests of a route, in their order, those that others stand before, and
//! those for which it is closed.

use std::collections::HashMap;

use axum::response::IntoResponse as _;
use model::{Document, Id, PLUGINS, Plugin, ROUTES, SERVICES};
use schema::{Record as _, Value, fill};
use serde_json::json;
use store::Filter;

use crate::Closing;
use crate::address::Named;
use crate::desk::{Answer, Desk, target};
use crate::problem::Problem;

impl Desk<'_> {
    /// The plugins of a route, of its service and of all routes, in the order of their turns. Of each name one acts on a
    /// request: the one that says most about it. Those for one consumer or group may act, if it is theirs. Where
    /// something closes the route, which is told beside them, each request is answered 500 whatever they would do.
    pub(crate) async fn chain(&self, named: &Named) -> Answer {
        let route = self.there(&ROUTES, named).await?;
        let service = match target(&route, "service") {
            Some(service) => self.find(&SERVICES, &Named(service.to_string())).await?,
            None => None,
        };
        let closing = self.node.closing(route.id);
        let mut acting = self.acting_on(&route, &closing).await?;
        // What cannot be read has no turn that is known.
        acting.sort_by(|a, b| a.turn().cmp(&b.turn()));
        let mut before = HashMap::new();
        let plugins: Vec<Value> = acting.iter().map(|one| one.told(&mut before)).collect();
        let route = self.views(&[route]).await?;
        let service = self.views(service.as_slice()).await?;
        let closed_by = closing
            .iter()
            .map(|Closing { kind, id, code }| json!({ "kind": kind, "id": id.to_string(), "code": code }));
        let answer = json!({
            "route": route.first(),
            "service": service.first(),
            "plugins": plugins,
            "closed_by": closed_by.collect::<Value>(),
        });
        Ok(answer.to_string().into_response())
    }

    /// The plugins that are meant for a route, for whomever, and those that close it though they cannot be read.
    async fn acting_on(&self, route: &Document, closing: &[Closing]) -> Result<Vec<Acting>, Problem> {
        let (id, service) = (route.id, target(route, "service"));
        let all = self.all(&PLUGINS, Filter::default()).await?;
        let read = all.into_iter().map(|mut document| {
            let catalogue = self.node.catalogue();
            if let Some(schema) = catalogue.schema_of(document.kind, &document.body) {
                fill(schema, &mut document.body);
            }
            let name = document.body.get("name").and_then(Value::as_str);
            let kind = catalogue.plugins().find(|kind| Some(kind.name) == name);
            Acting {
                priority: kind.map(|kind| kind.priority),
                plugin: Plugin::decode(&document.body).ok(),
                closes: closing.iter().any(|closing| closing.id == document.id),
                document,
            }
        });
        let is_meant = |one: &Acting| {
            let plugin = one.plugin.as_ref();
            one.closes || plugin.is_some_and(|plugin| plugin.is_meant_for(id, service))
        };
        Ok(read.filter(is_meant).collect())
    }
}

/// A plugin that is meant for a route.
struct Acting {
    document: Document,
    /// None if it cannot be read.
    plugin: Option<Plugin>,
    /// None if this gateway has no such plugin.
    priority: Option<i32>,
    /// Whether the route is closed for it.
    closes: bool,
}

/// For whom a plugin of a name was met: a consumer, a group, or all.
type Met<'a> = (&'a str, Option<Id>, Option<Id>);

impl Acting {
    /// Its turn among the others. Those that have one go first.
    fn turn(&self) -> impl Ord + use<'_> {
        let priority = self.priority.unwrap_or(i32::MIN);
        let turn = self.plugin.as_ref().map(|plugin| plugin.turn(priority));
        (turn.is_none(), turn)
    }

    /// As it is told, behind those of `before` that say more about a request.
    fn told<'a>(&'a self, before: &mut HashMap<Met<'a>, Id>) -> Value {
        let Document { id, body, .. } = &self.document;
        let field = |name: &str| body.get(name).unwrap_or(&Value::Null);
        let link = |name: &str| target(&self.document, name);
        let acts = self.plugin.as_ref().is_some_and(Plugin::acts) && self.priority.is_some();
        let name = field("name").as_str().unwrap_or_default();
        let own: Met<'_> = (name, link("consumer"), link("consumer_group"));
        // Whoever stands behind one for all never acts.
        let overridden_by = [own, (name, None, None)]
            .iter()
            .find_map(|met| before.get(met).copied())
            .filter(|_| acts);
        if acts {
            before.entry(own).or_insert(*id);
        }
        let told = |link: Option<Id>| link.map(|id| json!({ "id": id.to_string() }));
        json!({
            "id": id.to_string(),
            "name": field("name"),
            "instance_name": field("instance_name"),
            "priority": self.priority,
            "enabled": field("enabled"),
            "from": match (link("route"), link("service")) {
                (Some(_), _) => "route",
                (None, Some(_)) => "service",
                (None, None) => "global",
            },
            "consumer": told(link("consumer")),
            "consumer_group": told(link("consumer_group")),
            "applies": acts && overridden_by.is_none() && !self.closes,
            "closes": self.closes,
            "overridden_by": overridden_by.map(|id| id.to_string()),
        })
    }
}
