//! What is done on one node is done on all others that share its store, where each keeps something of its own.

#[cfg(test)]
mod tests;

use std::sync::Weak;

use model::{DEFAULT_WORKSPACE, Id};
use plugin::{Endpoint, EndpointRequest};
use schema::Value;
use serde_json::json;
use store::StoreError;
use tracing::{debug, warn};

use crate::running::Running;

/// What a node tells the others: that somebody asked this of it.
pub(crate) fn word(node: Id, endpoint: &Endpoint, request: &EndpointRequest) -> String {
    let segments = request.segments.iter().map(|(_, segment)| segment.as_str());
    json!({
        "node": node.to_string(),
        "method": endpoint.method.as_str(),
        "path": endpoint.path,
        "workspace": request.workspace.to_string(),
        "segments": segments.collect::<Value>(),
        "query": request.query,
        "body": request.body,
    })
    .to_string()
}

/// What is to be done because of a word. Nothing for this node's own, or for what it does not know: nodes may be of
/// different versions.
fn meant<'a>(word: &str, node: Id, endpoints: &'a [Endpoint]) -> Option<(&'a Endpoint, EndpointRequest)> {
    let word: Value = serde_json::from_str(word).ok()?;
    if word["node"] == *node.to_string() {
        return None;
    }
    let is_meant = |endpoint: &&Endpoint| {
        endpoint.spreads && word["path"] == *endpoint.path && word["method"] == *endpoint.method.as_str()
    };
    let endpoint = endpoints.iter().find(is_meant)?;
    let names = endpoint
        .path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let given = word["segments"].as_array()?.iter().filter_map(Value::as_str);
    let workspace = word["workspace"].as_str().and_then(Id::parse);
    let request = EndpointRequest {
        workspace: workspace.unwrap_or(DEFAULT_WORKSPACE),
        segments: names
            .zip(given)
            .map(|(name, segment)| (name.to_owned(), segment.to_owned()))
            .collect(),
        query: word["query"].as_str().map(str::to_owned),
        body: word["body"].clone(),
    };
    Some((endpoint, request))
}

/// Does what other nodes were asked, as long as the gateway lives.
pub(crate) async fn keep_hearing(running: Weak<Running>, node: Id, endpoints: Vec<Endpoint>) {
    let words = running.upgrade().and_then(|running| running.store.words());
    let Some(mut words) = words else { return };
    while let Some(word) = words.next().await {
        let Some(running) = running.upgrade() else { return };
        if let Some((endpoint, request)) = meant(&word, node, &endpoints) {
            let (method, path) = (&endpoint.method, endpoint.path);
            let answer = (endpoint.handler)(request, running.services().clone()).await;
            debug!(
                "as on another node: {method} {path} is answered {}",
                answer.status
            );
        }
    }
}

/// Says of what was done here that it was not done elsewhere.
pub(crate) fn not_spread(endpoint: &Endpoint, why: &StoreError) {
    warn!(
        error.code = "endpoint.not_spread",
        "{} {} was done on this node alone, since the others cannot be told: {why}",
        endpoint.method,
        endpoint.path
    );
}
