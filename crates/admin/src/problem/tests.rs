//! Kong's answers, word for word.

use axum::body::to_bytes;
use axum::response::IntoResponse as _;
use model::{DEFAULT_WORKSPACE, SERVICES};
use schema::{Value, Violation, Violations};
use serde_json::json;
use store::{Refusal, StoreError};

use super::{Named, Problem};

async fn answered(problem: Problem) -> (u16, Value) {
    let answer = problem.into_response();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn problems_are_told_in_kongs_words() {
    let id = DEFAULT_WORKSPACE;
    for (problem, status, body) in [
        (Problem::NotFound, 404, json!({ "message": "Not found" })),
        (
            Problem::Method("GET"),
            405,
            json!({ "message": "Method not allowed" }),
        ),
        (Problem::MediaType, 415, json!(null)),
        (Problem::Json, 400, json!({ "message": "Cannot parse JSON body" })),
        (
            Problem::Violations(Violations::from(Violation::Required { about: "" }).at("name")),
            400,
            json!({
                "code": 2, "name": "schema violation", "message": "schema violation (name: required field missing)",
                "fields": { "name": "required field missing" },
            }),
        ),
        (
            Problem::Unresolved {
                field: "service",
                key: "name",
                name: "non-existing".into(),
                to: "services",
            },
            400,
            json!({
                "code": 13, "name": "foreign keys unresolved",
                "message": "foreign key unresolved (service.name: the foreign key cannot be resolved with \
                            '{name=\"non-existing\"}' for an existing 'services' entity)",
                "fields": { "service": { "name": "the foreign key cannot be resolved with \
                            '{name=\"non-existing\"}' for an existing 'services' entity" } },
            }),
        ),
        (
            Problem::Size("size must be a number"),
            400,
            json!({ "code": 9, "name": "invalid size", "message": "size must be a number" }),
        ),
        (
            Problem::Option {
                name: "tags",
                why: "cannot be null",
            },
            400,
            json!({
                "code": 11, "name": "invalid options", "message": "invalid option (tags: cannot be null)",
                "options": { "tags": "cannot be null" },
            }),
        ),
        (
            Problem::ReadOnly {
                verb: "create",
                kind: "services",
                by: None,
            },
            405,
            json!({
                "code": 12, "name": "operation unsupported",
                "message": "cannot create 'services' entities when not using a database",
            }),
        ),
        (
            Problem::absent(&SERVICES, &Named(id.to_string())),
            404,
            json!({
                "code": 6, "name": "not found",
                "message": format!("could not find the entity with primary key '{{id=\"{id}\"}}'"),
                "fields": { "id": id.to_string() },
            }),
        ),
        (
            Problem::absent(&SERVICES, &Named("x".to_owned())),
            404,
            json!({
                "code": 6, "name": "not found", "message": "could not find the entity with '{name=\"x\"}'",
                "fields": { "name": "x" },
            }),
        ),
        (
            Problem::NotThere {
                kind: "consumer",
                name: "bob".to_owned(),
            },
            404,
            json!({ "message": "Consumer 'bob' not found" }),
        ),
        (
            Problem::from(StoreError::from(Refusal::Taken {
                kind: "plugins",
                fields: vec![
                    ("name".into(), json!("basic-auth")),
                    ("route".into(), json!({ "id": id.to_string() })),
                    ("service".into(), json!(null)),
                    ("consumer".into(), json!(null)),
                ],
            })),
            409,
            json!({
                "code": 5, "name": "unique constraint violation",
                "message": format!("UNIQUE violation detected on \
                            '{{consumer=null,name=\"basic-auth\",route={{id=\"{id}\"}},service=null}}'"),
                "fields": { "consumer": null, "name": "basic-auth", "route": { "id": id.to_string() }, "service": null },
            }),
        ),
        (
            Problem::from(StoreError::from(Refusal::Dangling {
                field: "service",
                to: "services",
                id,
            })),
            400,
            json!({
                "code": 4, "name": "foreign key violation",
                "message": format!("the foreign key '{{id=\"{id}\"}}' does not reference an existing 'services' entity."),
                "fields": { "service": { "id": id.to_string() } },
            }),
        ),
        (
            Problem::from(StoreError::from(Refusal::Referenced {
                kind: "services",
                by: "routes",
            })),
            400,
            json!({
                "code": 4, "name": "foreign key violation",
                "message": "an existing 'routes' entity references this 'services' entity",
                "fields": { "@referenced_by": "routes" },
            }),
        ),
        (
            Problem::from(StoreError::from(Refusal::IdTaken { kind: "services", id })),
            400,
            json!({
                "code": 3, "name": "primary key violation",
                "message": format!("primary key violation on key '{{id=\"{id}\"}}'"),
                "fields": { "id": id.to_string() },
            }),
        ),
        (
            Problem::from(StoreError::Damaged {
                kind: "routes",
                id: "x".into(),
            }),
            500,
            json!({ "message": "An unexpected error occurred" }),
        ),
    ] {
        assert_eq!(answered(problem).await, (status, body));
    }
}

#[tokio::test]
async fn what_a_database_says_is_for_the_log() {
    let (status, body) = answered(Problem::from(StoreError::Unavailable("password wrong".into()))).await;
    assert_eq!(status, 503);
    assert!(!body.to_string().contains("password"), "{body}");
}
