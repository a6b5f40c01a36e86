//! `/upstreams/{upstream}/health`: what is known of the targets of an upstream.

use axum::response::IntoResponse as _;
use model::{Document, TARGETS, UPSTREAMS};
use schema::{Map, Value};
use serde_json::json;
use store::Filter;

use crate::address::Named;
use crate::desk::{Answer, Desk};
use crate::page::{offset, page, tags};
use crate::problem::Problem;
use crate::query::Query;

/// Nobody looks after targets yet, in Kong's words: all of them get requests, and one that fails is passed over.
const HEALTH: &str = "HEALTHCHECKS_OFF";

impl Desk<'_> {
    /// A page of the targets of an upstream, each with its health; or of the upstream as a whole.
    pub(crate) async fn health(&self, named: &Named, query: &Query) -> Answer {
        let upstream = self.find(&UPSTREAMS, named).await?.ok_or(Problem::NotFound)?;
        let node_id = self.node.identity().id.to_string();
        if query.get("balancer_health").is_some_and(|wanted| wanted == "1") {
            let whole = json!({
                "id": upstream.id.to_string(),
                "health": HEALTH,
                "balancer_health": HEALTH,
                "details": {},
            });
            let answer = json!({ "data": whole, "next": null, "node_id": node_id });
            return Ok(answer.to_string().into_response());
        }
        let filter = Filter {
            tags: tags(query)?,
            link: Some(("upstream", vec![upstream.id])),
            related: None,
        };
        let listing = self
            .node
            .store()
            .list(&TARGETS, self.workspace, filter, page(query)?)
            .await?;
        let views = self.views(&listing.documents).await?;
        let shown = views.into_iter().zip(&listing.documents);
        let data: Vec<Value> = shown.map(|(view, target)| with_health(view, target)).collect();
        let mut answer = json!({ "data": data, "next": null, "node_id": node_id });
        if let Some(next) = listing.next.map(offset) {
            let path = format!("{}/upstreams/{}/health?offset={next}", self.prefix, upstream.id);
            answer["next"] = path.into();
            answer["offset"] = next.into();
        }
        Ok(answer.to_string().into_response())
    }
}

/// The fields of a target, its health, and the addresses that can be read from its name. Names are resolved by the
/// cores, each time that they connect.
fn with_health(view: Value, target: &Document) -> Value {
    let text = target
        .body
        .get("target")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let weight = target
        .body
        .get("weight")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
    let port: u16 = port.parse().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<Value> = match ip.parse::<std::net::IpAddr>() {
        Ok(ip) => vec![json!({ "ip": ip.to_string(), "port": port, "weight": weight, "health": HEALTH })],
        Err(_) => Vec::new(),
    };
    let mut members = match view {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.insert("health".to_owned(), HEALTH.into());
    let data = json!({
        "host": host,
        "port": port,
        "nodeWeight": weight,
        "weight": { "total": weight, "available": weight, "unavailable": 0 },
        "addresses": addresses,
    });
    members.insert("data".to_owned(), data);
    members.into()
}
