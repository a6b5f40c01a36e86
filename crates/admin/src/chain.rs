//! `/routes/r/chain`: the plugins that act on the requests of a route, in their order, and those that others stand before.

use std::collections::HashMap;

use axum::response::IntoResponse as _;
use model::{Document, Id, PLUGINS, Plugin, ROUTES, SERVICES};
use schema::{Record as _, Value, fill};
use serde_json::json;
use store::Filter;

use crate::address::Named;
use crate::desk::{Answer, Desk, target};
use crate::problem::Problem;

impl Desk<'_> {
    /// The plugins of a route, of its service and of all routes, in the order of their turns. Of each name one acts on a
    /// request: the one that says most about it. Those for one consumer or group may act, if it is theirs.
    pub(crate) async fn chain(&self, named: &Named) -> Answer {
        let route = self.there(&ROUTES, named).await?;
        let service = match target(&route, "service") {
            Some(service) => self.find(&SERVICES, &Named(service.to_string())).await?,
            None => None,
        };
        let mut acting = self.acting_on(&route).await?;
        acting.sort_by(|a, b| a.plugin.turn(a.order()).cmp(&b.plugin.turn(b.order())));
        let mut before = HashMap::new();
        let plugins: Vec<Value> = acting.iter().map(|one| one.told(&mut before)).collect();
        let route = self.views(&[route]).await?;
        let service = self.views(service.as_slice()).await?;
        let answer = json!({
            "route": route.first(),
            "service": service.first(),
            "plugins": plugins,
        });
        Ok(answer.to_string().into_response())
    }

    /// The plugins that are meant for a route, for whomever.
    async fn acting_on(&self, route: &Document) -> Result<Vec<Acting>, Problem> {
        let (id, service) = (route.id, target(route, "service"));
        let all = self.all(&PLUGINS, Filter::default()).await?;
        let read = all.into_iter().filter_map(|document| {
            let catalogue = self.node.catalogue();
            let mut body = document.body;
            if let Some(schema) = catalogue.schema_of(document.kind, &body) {
                fill(schema, &mut body);
            }
            // One that cannot be read acts nowhere.
            let plugin = Plugin::decode(&body).ok()?;
            let kind = catalogue.plugins().find(|kind| kind.name == plugin.name);
            Some(Acting {
                priority: kind.map(|kind| kind.priority),
                plugin,
            })
        });
        Ok(read.filter(|one| one.plugin.is_meant_for(id, service)).collect())
    }
}

/// A plugin that is meant for a route.
struct Acting {
    plugin: Plugin,
    /// None if this gateway has no such plugin.
    priority: Option<i32>,
}

/// For whom a plugin of a name was met: a consumer, a group, or all.
type Met<'a> = (&'a str, Option<Id>, Option<Id>);

impl Acting {
    fn order(&self) -> i32 {
        self.priority.unwrap_or(i32::MIN)
    }

    /// As it is told, behind those of `before` that say more about a request.
    fn told<'a>(&'a self, before: &mut HashMap<Met<'a>, Id>) -> Value {
        let Plugin {
            id,
            name,
            instance_name,
            route,
            service,
            consumer,
            consumer_group,
            enabled,
            ..
        } = &self.plugin;
        let acts = self.plugin.acts() && self.priority.is_some();
        let own: Met<'_> = (name, *consumer, *consumer_group);
        // Whoever stands behind one for all never acts.
        let overridden_by = [own, (name, None, None)]
            .iter()
            .find_map(|met| before.get(met).copied())
            .filter(|_| acts);
        if acts {
            before.entry(own).or_insert(*id);
        }
        let link = |id: &Option<Id>| id.map(|id| json!({ "id": id.to_string() }));
        json!({
            "id": id.to_string(),
            "name": name,
            "instance_name": instance_name.as_ref().map(ToString::to_string),
            "priority": self.priority,
            "enabled": enabled,
            "from": match (route, service) {
                (Some(_), _) => "route",
                (None, Some(_)) => "service",
                (None, None) => "global",
            },
            "consumer": link(consumer),
            "consumer_group": link(consumer_group),
            "applies": acts && overridden_by.is_none(),
            "overridden_by": overridden_by.map(|id| id.to_string()),
        })
    }
}
