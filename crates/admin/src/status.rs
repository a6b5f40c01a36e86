//! `/status`: the counters of a node and the configuration it runs, and whether it is ready for requests.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schema::Value;
use serde_json::json;
use store::Store;

use crate::Node;
use crate::body::Written;
use crate::desk::Answer;
use crate::problem::message;

/// The shape is Kong's. Memory of Lua machines is left out, since there are none.
pub(crate) async fn read(node: &dyn Node) -> Response {
    let status = node.status();
    let mut answer = json!({
        "server": {
            "connections_accepted": status.connections_accepted,
            "connections_active": status.connections_active,
            // Both are the same unless a connection is dropped unseen, which does not happen here.
            "connections_handled": status.connections_accepted,
            "total_requests": status.requests,
        },
        // Kong has nothing of this.
        "lychgate": {
            "upstream_retries": status.upstream_retries,
            "upstream_failures": status.upstream_failures,
            "wire_failures": status.wire_failures,
            "panics": status.panics,
            "tasks": status.tasks,
        },
    });
    match node.store() {
        Store::Memory(_) => answer["configuration_hash"] = status.configuration_hash.into(),
        store => answer["database"] = json!({ "reachable": store.revision().await.is_ok() }),
    }
    answer.to_string().into_response()
}

/// How names were looked up, which nobody counts: the system does it. Kong says so of its older client.
pub(crate) fn lookups() -> Response {
    message(
        StatusCode::NOT_IMPLEMENTED,
        "not implemented with the legacy DNS client",
    )
}

/// The hash of a node that was given no configuration.
const NOTHING: &str = "00000000000000000000000000000000";

/// Whether the node should be sent requests, with Kong's reasons why not.
pub(crate) async fn ready(node: &dyn Node) -> Response {
    let status = node.status();
    let why_not = match node.store() {
        _ if status.draining => Some("draining"),
        Store::Memory(_) => (status.configuration_hash == NOTHING)
            .then_some("no configuration available (empty configuration present)"),
        store => store
            .revision()
            .await
            .err()
            .map(|_| "failed to connect to database"),
    };
    match why_not {
        None => message(StatusCode::OK, "ready"),
        Some(why) => message(StatusCode::SERVICE_UNAVAILABLE, why),
    }
}

/// Lets a load balancer know, before the node ends, that it should be sent no more: `status=draining`. Any other word
/// takes that back.
pub(crate) fn drain(node: &dyn Node, written: &Written) -> Answer {
    let wanted = written.told().get("status").and_then(Value::as_str);
    node.drain(wanted == Some("draining"));
    Ok(StatusCode::NO_CONTENT.into_response())
}
