//! What the node is: its version, its plugins, its listeners, its paths.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::{Catalogue, Entity, PLUGINS};
use plugin::Endpoint;
use schema::{Map, Value};
use serde_json::json;

use crate::address::{is_on_its_own, nested_segment_of, segment_of};
use crate::desk::{Answer, Desk};
use crate::problem::Problem;
use crate::{Node, Server};

/// The version of Kong whose Admin API this is. Tools decide by it what they may ask for.
const KONG: &str = "3.9.1";

/// What `Server` says on the Admin API.
pub(crate) const SERVER: &str = "kong/3.9.1";

/// `/`
pub(crate) async fn read(desk: &Desk<'_>) -> Answer {
    let in_use = plugins_in_use(desk).await?;
    let identity = desk.node.identity();
    let pid = std::process::id();
    let plugins: Map<String, Value> = desk
        .node
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
    let listen: Vec<String> = identity.admin_listen.iter().map(ToString::to_string).collect();
    let mut about = json!({
        "version": KONG,
        "edition": "community",
        "tagline": "Welcome to kong",
        "hostname": identity.hostname,
        "node_id": identity.id.to_string(),
        // There is no Lua here; clients copy what stands there, whatever it is.
        "lua_version": "none",
        "lychgate_version": identity.version,
        // Nor are there timers of it.
        "timers": { "running": 0, "pending": 0 },
        "pids": { "master": pid, "workers": [pid] },
        "plugins": { "available_on_server": plugins, "enabled_in_cluster": in_use },
        "configuration": {
            "database": identity.database,
            "router_flavor": "traditional_compatible",
            "role": "traditional",
            "wasm": false,
            "admin_listen": listen,
            "admin_listeners": identity.admin_listen.iter().map(admin_listener).collect::<Value>(),
            "admin_gui_listen": identity.manager_listen.iter().map(ToString::to_string).collect::<Value>(),
            "admin_gui_listeners": identity.manager_listen.iter().map(admin_listener).collect::<Value>(),
            "proxy_listeners": listeners,
            "stream_listeners": [],
        },
    });
    if let (Some(server), Some(configuration)) = (
        identity.server.as_ref(),
        about.get_mut("configuration").and_then(Value::as_object_mut),
    ) {
        configuration.extend(settings_of(server));
    }
    Ok(about.to_string().into_response())
}

/// Where the Admin API or the Manager answers, as Kong tells listeners.
fn admin_listener(address: &SocketAddr) -> Value {
    json!({
        "ip": address.ip().to_string(),
        "port": address.port(),
        "ssl": false,
        "http2": false,
        "listener": address.to_string(),
    })
}

/// Where the database is, by Kong's names of the settings. A secret is six stars.
fn settings_of(server: &Server) -> Map<String, Value> {
    let Server {
        host,
        port,
        user,
        has_password,
        database,
        schema,
        ssl,
        ssl_verify,
    } = server;
    let settings = [
        ("pg_host", json!(host)),
        ("pg_port", json!(port)),
        ("pg_user", json!(user)),
        ("pg_password", has_password.then_some("******").into()),
        ("pg_database", json!(database)),
        ("pg_schema", json!(schema)),
        ("pg_ssl", json!(ssl)),
        ("pg_ssl_verify", json!(ssl_verify)),
    ];
    settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The names of the plugins that are configured somewhere, in any workspace, each once.
async fn plugins_in_use(desk: &Desk<'_>) -> Result<BTreeSet<String>, Problem> {
    let plugins = desk.everywhere(&PLUGINS).await?;
    let named = plugins
        .iter()
        .filter_map(|plugin| plugin.body.get("name")?.as_str());
    Ok(named.map(str::to_owned).collect())
}

/// `/plugins/enabled`
pub(crate) fn enabled_plugins(node: &dyn Node) -> Response {
    let names: Vec<&str> = node.catalogue().plugins().map(|plugin| plugin.name).collect();
    json!({ "enabled_plugins": names }).to_string().into_response()
}

/// What the answer to robots says of itself.
const PLAIN: &str = "text/plain";

/// `/robots.txt`: nothing here is for whoever collects pages (RFC 9309).
pub(crate) fn robots() -> Response {
    ([(header::CONTENT_TYPE, PLAIN)], "User-agent: *\nDisallow: /\n").into_response()
}

/// `/endpoints`
pub(crate) fn endpoints(catalogue: &Catalogue, of_plugins: &[Endpoint]) -> Response {
    let mut paths: Vec<String> = [
        "/",
        "/clustering/data-planes",
        "/clustering/status",
        "/config",
        "/debug/node/log-level",
        "/debug/node/log-level/{log_level}",
        "/endpoints",
        "/kong",
        "/plugins/enabled",
        "/plugins/schema/{name}",
        "/robots.txt",
        "/routes/{routes}/chain",
        "/schemas/plugins/{name}",
        "/schemas/plugins/{name}/layout",
        "/schemas/vaults/{name}",
        "/schemas/{name}",
        "/schemas/{name}/validate",
        "/status",
        "/status/dns",
        "/status/ready",
        "/tags",
        "/tags/{tags}",
        "/upstreams/{upstreams}/health",
        "/upstreams/{upstreams}/targets/all",
        "/upstreams/{upstreams}/targets/{targets}/healthy",
        "/upstreams/{upstreams}/targets/{targets}/unhealthy",
        "/upstreams/{upstreams}/targets/{targets}/{address}/healthy",
        "/upstreams/{upstreams}/targets/{targets}/{address}/unhealthy",
    ]
    .map(str::to_owned)
    .into();
    paths.extend(of_plugins.iter().map(|endpoint| endpoint.path.to_owned()));
    let all: Vec<&Entity> = catalogue.entities().chain(catalogue.refused_entities()).collect();
    let segment = |kind: &str| {
        catalogue
            .entity(kind)
            .map_or_else(String::new, |entity| segment_of(entity).to_owned())
    };
    for relation in catalogue.relations() {
        let [one, other] = relation.sides.map(|side| side.to);
        for (around, others) in [(one, other), (other, one)] {
            let list = format!("/{}/{{{around}}}/{}", segment(around), segment(others));
            paths.push(format!("{list}/{{{others}}}"));
            paths.push(list);
        }
    }
    let is_relation = |entity: &&Entity| catalogue.relation(entity.name).is_some();
    for entity in all.into_iter().filter(|entity| !is_relation(entity)) {
        let (own, nested, placeholder) = (segment_of(entity), nested_segment_of(entity), entity.name);
        if is_on_its_own(catalogue, entity) {
            paths.push(format!("/{own}"));
            paths.push(format!("/{own}/{{{placeholder}}}"));
        }
        for link in entity.links {
            let parent = segment(link.to);
            let to = link.to;
            let has_link = ![model::TARGETS.name, model::SNIS.name].contains(&entity.name);
            if has_link {
                paths.push(format!("/{own}/{{{placeholder}}}/{}", link.field));
            }
            paths.push(format!("/{parent}/{{{to}}}/{nested}"));
            paths.push(format!("/{parent}/{{{to}}}/{nested}/{{{placeholder}}}"));
        }
    }
    paths.sort();
    paths.dedup();
    json!({ "data": paths }).to_string().into_response()
}
