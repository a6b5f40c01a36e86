//! `/status`: the counters of a node and the configuration it runs.

use axum::response::{IntoResponse, Response};
use serde_json::json;
use store::Store;

use crate::Node;

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
