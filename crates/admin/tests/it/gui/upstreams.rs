//! Upstreams and their targets.

use serde_json::json;
use testkit::gui::call;

use super::{not_found, nothing, open, service};

/// The form sends part of what it knows of health checks; the rest is filled in here.
#[tokio::test]
async fn an_upstream_is_filled_and_merged() {
    let (_api, mut gui) = open().await;
    service(&mut gui).await;
    gui.walk([
        call("GET /upstreams?sort_desc=1&size=30").answers(200, nothing()),
        // The hosts of services are proposed as names.
        call("GET /services?size=1000").answers(200, json!({ "data": [{ "host": "shop.test" }], "next": null })),
        call("GET /certificates?size=1000").answers(200, nothing()),
        call("POST /upstreams")
            .sends(json!({
                "name": "pool", "tags": [], "slots": 10000, "algorithm": "round-robin", "hash_on": "none",
                "hash_fallback": "none", "hash_on_cookie_path": "/", "host_header": null, "client_certificate": null,
                "healthchecks": { "threshold": 0 },
            }))
            .answers(
                201,
                json!({
                    "id": "<id>", "name": "pool", "created_at": "<seconds>", "hash_on_cookie_path": "/",
                    "healthchecks": {
                        "threshold": 0,
                        "active": {
                            "type": "http", "timeout": 1, "concurrency": 10, "http_path": "/",
                            "https_verify_certificate": true, "https_sni": null, "headers": null,
                            "healthy": { "interval": 0, "successes": 0, "http_statuses": [200, 302] },
                            "unhealthy": {
                                "interval": 0, "timeouts": 0, "tcp_failures": 0, "http_failures": 0,
                                "http_statuses": [429, 404, 500, 501, 502, 503, 504, 505],
                            },
                        },
                        "passive": {
                            "type": "http",
                            "healthy": { "successes": 0 },
                            "unhealthy": { "timeouts": 0, "tcp_failures": 0, "http_failures": 0 },
                        },
                    },
                }),
            )
            .keeps("pool"),
        call("GET /upstreams/pool").answers(200, json!({ "id": "{pool}" })),
        call("PATCH /upstreams/{pool}")
            .sends(json!({
                "name": "pool", "slots": 20000, "hash_on": "header", "hash_on_header": "x-user",
                "algorithm": "consistent-hashing",
                "healthchecks": {
                    "threshold": 5,
                    "active": { "healthy": { "interval": 3, "http_statuses": [204] } },
                },
            }))
            .answers(
                200,
                json!({
                    "slots": 20000, "hash_on_header": "x-user", "algorithm": "consistent-hashing",
                    "healthchecks": {
                        "threshold": 5,
                        "active": {
                            "timeout": 1, "healthy": { "interval": 3, "successes": 0, "http_statuses": [204] },
                        },
                    },
                }),
            ),
        call("POST /upstreams")
            .sends(json!({ "name": "ring", "algorithm": "consistent-hashing", "hash_on": "none" }))
            .answers(201, json!({ "algorithm": "round-robin" }))
            .keeps("ring"),
        call("DELETE /upstreams/{ring}").answers(204, json!(null)),
        call("DELETE /upstreams/{ring}").answers(204, json!(null)),
        call("GET /upstreams/{ring}").answers(404, not_found()),
    ])
    .await;
}

#[tokio::test]
async fn its_targets_are_made_weighed_and_deleted() {
    let (_api, mut gui) = open().await;
    let target =
        |target: &str| json!({ "target": target, "weight": 100, "tags": [], "upstream": { "id": "{pool}" } });
    gui.walk([
        call("POST /upstreams")
            .sends(json!({ "name": "pool", "healthchecks": { "threshold": 0 } }))
            .answers(201, json!({}))
            .keeps("pool"),
        call("GET /upstreams/{pool}").answers(200, json!({ "name": "pool" })),
        call("GET /upstreams/{pool}/targets?sort_desc=1&size=30").answers(200, nothing()),
        // Nobody must know the port by heart.
        call("POST /upstreams/{pool}/targets")
            .sends(target("shop.test"))
            .answers(
                201,
                json!({
                    "id": "<id>", "target": "shop.test:8000", "weight": 100, "tags": [],
                    "upstream": { "id": "{pool}" },
                }),
            )
            .keeps("shop"),
        call("POST /upstreams/{pool}/targets")
            .sends(target("10.0.0.1:80"))
            .answers(201, json!({ "target": "10.0.0.1:80" })),
        call("POST /upstreams/{pool}/targets")
            .sends(target("shop.test:8000"))
            .answers(409, json!({ "code": 5 })),
        call("POST /upstreams/{pool}/targets")
            .sends(target("a b"))
            .answers(
                400,
                json!({ "message": "schema violation (target: Invalid target ('a b'); not a valid hostname or ip address)" }),
            ),
        call("GET /upstreams/{pool}/targets?sort_desc=1&size=30").answers(
            200,
            json!({ "data": [{ "target": "10.0.0.1:80" }, { "target": "shop.test:8000" }], "next": null }),
        ),
        call("GET /upstreams/{pool}/targets/{shop}").answers(200, json!({ "weight": 100 })),
        call("PATCH /upstreams/{pool}/targets/{shop}")
            .sends_row("shop", json!({ "weight": 7, "tags": ["a"] }))
            .answers(200, json!({ "id": "{shop}", "weight": 7, "tags": ["a"], "target": "shop.test:8000" })),
        // Nobody looks after targets here, which is what Kong says of an upstream without checks.
        call("PUT /upstreams/{pool}/targets/{shop}/healthy")
            .answers(400, json!({ "message": "no healthchecker found for pool" })),
        call("PUT /upstreams/{pool}/targets/{shop}/unhealthy")
            .answers(400, json!({ "message": "no healthchecker found for pool" })),
        call("DELETE /upstreams/{pool}/targets/{shop}").answers(204, json!(null)),
        call("GET /upstreams/{pool}/targets/{shop}").answers(404, not_found()),
        // A target is only ever replaced by PUT, which clients rely on that make it by POST then.
        call("PUT /upstreams/{pool}/targets/{shop}")
            .sends(target("shop.test"))
            .answers(404, not_found()),
        call("DELETE /upstreams/{pool}").answers(204, json!(null)),
        call("GET /upstreams/{pool}/targets?sort_desc=1&size=30").answers(404, not_found()),
    ])
    .await;
}
