//! What each page asks first: what the node is.

use serde_json::json;
use testkit::gui::{Gui, call};

use super::open;
use crate::conversation::{Api, PAGE};

/// The form of the interface, its cards of plugins and the credentials that it shows follow from these.
#[tokio::test]
async fn it_learns_what_there_is_from_the_root() {
    let (_api, mut gui) = open().await;
    let about = |used: &[&str]| {
        json!({
            "version": "3.9.1", "edition": "community", "hostname": "<text>", "tagline": "<text>",
            "lua_version": "<text>",
            "plugins": {
                "available_on_server": { "sample": {}, "secretive": {} }, "enabled_in_cluster": used,
            },
            "configuration": {
                "database": "sqlite", "role": "traditional", "router_flavor": "traditional_compatible",
                "admin_listen": ["127.0.0.1:8001"],
                "admin_gui_listeners": [{ "port": 8002, "ssl": false }],
                "proxy_listeners": [{ "port": 8000, "ssl": false }],
            },
        })
    };
    gui.walk([
        call("GET /").answers(200, about(&[])),
        // Each page of the catalogue asks twice.
        call("GET /").answers(200, about(&[])),
        call("POST /plugins")
            .sends(json!({ "name": "sample" }))
            .answers(201, json!({ "id": "<id>" })),
        call("GET /").answers(200, about(&["sample"])),
        // The enterprise edition reads the catalogue there.
        call("GET /kong").answers(200, about(&["sample"])),
        call("GET /default/kong").answers(200, about(&["sample"])),
    ])
    .await;
}

#[tokio::test]
async fn it_shows_where_the_database_is() {
    let api = Api::with_server().await;
    let mut gui = Gui::at(api.address(), PAGE);
    let settings = json!({ "pg_host": "db.example", "pg_port": 5432, "pg_user": "kong", "pg_ssl": true });
    gui.walk([call("GET /").answers(200, json!({ "configuration": settings }))])
        .await;
}
