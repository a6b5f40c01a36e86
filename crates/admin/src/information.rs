//! What the node is: its version, its plugins, its listeners, its paths.

use std::collections::BTreeSet;

use axum::response::{IntoResponse, Response};
use model::{Catalogue, DEFAULT_WORKSPACE, Entity, PLUGINS};
use plugin::Endpoint;
use schema::{Map, Value};
use serde_json::json;
use store::{Filter, Page, StoreError};

use crate::Node;
use crate::address::segment_of;
use crate::desk::Answer;
use crate::page::LARGEST;

/// The version of Kong whose Admin API this is. Tools decide by it what they may ask for.
const KONG: &str = "3.9.1";

/// What `Server` says on the Admin API.
pub(crate) const SERVER: &str = "kong/3.9.1";

/// `/`
pub(crate) async fn read(node: &dyn Node) -> Answer {
    let in_use = plugins_in_use(node).await?;
    let identity = node.identity();
    let pid = std::process::id();
    let plugins: Map<String, Value> = node
        .catalogue()
        .plugins()
        .map(|plugin| {
            let about = json!({ "version": KONG, "priority": plugin.priority });
            (plugin.name.to_owned(), about)
        })
        .collect();
    let listeners: Vec<Value> = identity
        .proxy_listeners
        .iter()
        .map(|listener| {
            json!({
                "ip": listener.ip,
                "port": listener.port,
                "ssl": listener.ssl,
                "http2": false,
                "listener": format!("{}:{}", listener.ip, listener.port),
            })
        })
        .collect();
    let about = json!({
        "version": KONG,
        "edition": "community",
        "tagline": "Welcome to kong",
        "hostname": identity.hostname,
        "node_id": identity.id.to_string(),
        // There is no Lua here; clients copy what stands there, whatever it is.
        "lua_version": "none",
        "lychgate_version": identity.version,
        "timers": { "running": 0, "pending": 0 },
        "pids": { "master": pid, "workers": [pid] },
        "plugins": { "available_on_server": plugins, "enabled_in_cluster": in_use },
        "configuration": {
            "database": identity.database,
            "router_flavor": "traditional_compatible",
            "role": "traditional",
            "wasm": false,
            "admin_listen": identity.admin_listen,
            "admin_listeners": [],
            "admin_gui_listeners": [],
            "proxy_listeners": listeners,
            "stream_listeners": [],
        },
    });
    Ok(about.to_string().into_response())
}

/// The names of the plugins that are configured somewhere, each once.
async fn plugins_in_use(node: &dyn Node) -> Result<BTreeSet<String>, StoreError> {
    let mut names = BTreeSet::new();
    let mut page = Page {
        size: LARGEST,
        after: None,
    };
    loop {
        let listing = node
            .store()
            .list(&PLUGINS, DEFAULT_WORKSPACE, Filter::default(), page)
            .await?;
        let named = listing
            .documents
            .iter()
            .filter_map(|plugin| plugin.body.get("name")?.as_str());
        names.extend(named.map(str::to_owned));
        match listing.next {
            Some(_) => page.after = listing.next,
            None => return Ok(names),
        }
    }
}

/// `/plugins/enabled`
pub(crate) fn enabled_plugins(node: &dyn Node) -> Response {
    let names: Vec<&str> = node.catalogue().plugins().map(|plugin| plugin.name).collect();
    json!({ "enabled_plugins": names }).to_string().into_response()
}

/// `/endpoints`
pub(crate) fn endpoints(catalogue: &Catalogue, of_plugins: &[Endpoint]) -> Response {
    let mut paths: Vec<String> = [
        "/",
        "/config",
        "/endpoints",
        "/plugins/enabled",
        "/schemas/plugins/{name}",
        "/schemas/vaults/{name}",
        "/schemas/{name}",
        "/schemas/{name}/validate",
        "/status",
        "/status/ready",
        "/tags",
        "/tags/{tags}",
        "/upstreams/{upstreams}/health",
    ]
    .map(str::to_owned)
    .into();
    paths.extend(of_plugins.iter().map(|endpoint| endpoint.path.to_owned()));
    let all: Vec<&Entity> = catalogue.entities().chain(catalogue.refused_entities()).collect();
    for entity in &all {
        let (own, placeholder) = (segment_of(entity.name), entity.name);
        if entity.name != model::TARGETS.name {
            paths.push(format!("/{own}"));
            paths.push(format!("/{own}/{{{placeholder}}}"));
        }
        for link in entity.links {
            let parent = segment_of(link.to);
            let to = link.to;
            let has_link = ![model::TARGETS.name, model::SNIS.name].contains(&entity.name);
            if has_link {
                paths.push(format!("/{own}/{{{placeholder}}}/{}", link.field));
            }
            paths.push(format!("/{parent}/{{{to}}}/{own}"));
            paths.push(format!("/{parent}/{{{to}}}/{own}/{{{placeholder}}}"));
        }
    }
    paths.sort();
    paths.dedup();
    json!({ "data": paths }).to_string().into_response()
}
