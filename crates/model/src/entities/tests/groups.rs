//! Consumer groups and workspaces.

use serde_json::json;

use super::{accepts, filled, refuses};
use crate::{ConsumerGroup, Workspace};

#[test]
fn a_consumer_group_has_a_name() {
    let group: ConsumerGroup = filled("consumer_groups", json!({ "name": "gold members" }));
    assert_eq!((group.name.as_str(), group.tags), ("gold members", None));
    refuses(
        "consumer_groups",
        json!({ "consumers": [] }),
        &["name: required field missing", "consumers: unknown field"],
    );
}

#[test]
fn a_workspace_keeps_what_others_write_into_it() {
    let workspace: Workspace = filled("workspaces", json!({ "name": "team-a" }));
    assert!(workspace.meta.is_empty() && workspace.config.is_empty() && workspace.comment.is_none());
    let written = json!({
        "name": "team-a", "comment": "x", "meta": { "color": "red" }, "config": { "portal": false }
    });
    let workspace: Workspace = filled("workspaces", written);
    assert_eq!(workspace.meta["color"], "red");
    accepts("workspaces", json!({ "name": "default" }));
    refuses(
        "workspaces",
        json!({ "meta": null, "config": 5, "tags": [] }),
        &[
            "name: required field missing",
            "meta: required field missing",
            "config: expected a map",
            "tags: unknown field",
        ],
    );
}

#[test]
fn the_name_of_a_workspace_is_no_place_in_the_admin_api() {
    let taken = [
        "workspaces",
        "consumers",
        "certificates",
        "services",
        "routes",
        "snis",
        "upstreams",
        "targets",
        "plugins",
        "tags",
        "ca_certificates",
        "clustering_data_planes",
        "parameters",
        "vaults",
        "key_sets",
        "keys",
        "filter_chains",
    ];
    let fault = format!("name: must not be one of: {}", taken.join(", "));
    for name in taken {
        refuses("workspaces", json!({ "name": name }), &[&fault]);
    }
    refuses(
        "workspaces",
        json!({ "name": "a b" }),
        &[
            "name: invalid value 'a b': the only accepted ascii characters are alphanumerics or ., -, _, and ~",
        ],
    );
}
