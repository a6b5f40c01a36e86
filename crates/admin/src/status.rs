//! `/status`: the counters of a node and the configuration it runs.

use std::sync::Arc;

use axum::extract::State;
use serde_json::json;

use crate::Node;

/// The shape is Kong's for a node without a database. Memory of Lua machines is left out, since there are none.
pub(crate) async fn read(State(node): State<Arc<dyn Node>>) -> String {
    let status = node.status();
    json!({
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
        "configuration_hash": status.configuration_hash,
    })
    .to_string()
}
