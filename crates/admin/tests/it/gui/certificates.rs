//! Certificates, the names that they are shown for, and authorities.

use serde_json::json;
use testkit::gui::call;
use testkit::tls::Authority;

use super::{not_found, nothing, open};

#[tokio::test]
async fn a_certificate_is_made_with_its_names() {
    let (_api, mut gui) = open().await;
    let certified = Authority::new().certify(&["app.example"]);
    let form = json!({
        "cert": certified.certificate, "key": certified.key, "cert_alt": null, "key_alt": null,
        "snis": ["a.example"], "tags": [],
    });
    gui.walk([
        call("GET /certificates?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /certificates")
            .sends(form)
            .answers(
                201,
                json!({
                    "id": "<id>", "cert": certified.certificate, "key": certified.key, "cert_alt": null,
                    "key_alt": null, "snis": ["a.example"], "created_at": "<seconds>", "updated_at": "<seconds>",
                }),
            )
            .keeps("pair"),
        call("GET /certificates?sort_desc=1&size=30")
            .answers(200, json!({ "data": [{ "id": "{pair}" }], "next": null })),
        call("GET /certificates/{pair}").answers(200, json!({ "snis": ["a.example"] })),
        // A name is looked up where names are.
        call("GET /certificates/a.example").answers(200, json!({ "id": "{pair}" })),
        call("GET /certificates/b.example").answers(404, json!({ "message": "SNI not found" })),
        call("PATCH /certificates/{pair}")
            .sends_row("pair", json!({ "tags": ["t"] }))
            .answers(200, json!({ "tags": ["t"], "snis": ["a.example"] })),
        call("POST /certificates")
            .sends(json!({ "cert": "no certificate", "key": certified.key }))
            .answers(400, json!({ "code": 2, "fields": { "cert": "<text>" } })),
        call("DELETE /certificates/{pair}").answers(204, json!(null)),
        call("DELETE /certificates/{pair}").answers(204, json!(null)),
        call("GET /certificates/{pair}").answers(404, not_found()),
        call("GET /snis/a.example").answers(404, not_found()),
    ])
    .await;
}

#[tokio::test]
async fn a_name_is_given_to_a_certificate() {
    let (_api, mut gui) = open().await;
    let certified = Authority::new().certify(&["app.example"]);
    gui.walk([
        call("POST /certificates")
            .sends(json!({ "cert": certified.certificate, "key": certified.key }))
            .answers(201, json!({ "snis": [] }))
            .keeps("pair"),
        call("GET /snis?sort_desc=1&size=30").answers(200, nothing()),
        call("GET /certificates?size=1000").answers(200, json!({ "data": [{ "id": "{pair}" }], "next": null })),
        call("POST /snis")
            .sends(json!({ "name": "a.example", "certificate": { "id": "{pair}" }, "tags": [] }))
            .answers(201, json!({ "id": "<id>", "certificate": { "id": "{pair}" } }))
            .keeps("sni"),
        call("GET /snis/a.example").answers(200, json!({ "id": "{sni}" })),
        call("GET /snis/{sni}").answers(200, json!({ "name": "a.example" })),
        call("PATCH /snis/{sni}")
            .sends_row("sni", json!({ "name": "*.example.com", "tags": null }))
            .answers(200, json!({ "name": "*.example.com", "tags": null })),
        call("POST /snis")
            .sends(json!({ "name": "*.example.com", "certificate": { "id": "{pair}" } }))
            .answers(409, json!({ "message": "UNIQUE violation detected on '{name=\"*.example.com\"}'" })),
        call("POST /snis")
            .sends(json!({ "name": "b.example", "certificate": { "id": super::NOBODY } }))
            .answers(
                400,
                json!({ "code": 4, "name": "foreign key violation", "fields": { "certificate": { "id": super::NOBODY } } }),
            ),
        call("DELETE /snis/{sni}").answers(204, json!(null)),
        call("DELETE /snis/{sni}").answers(204, json!(null)),
        call("GET /snis/{sni}").answers(404, not_found()),
    ])
    .await;
}

#[tokio::test]
async fn an_authority_is_made_and_not_taken_from_who_trusts_it() {
    let (_api, mut gui) = open().await;
    let authority = Authority::new();
    let two = format!("{}{}", authority.pem(), Authority::new().pem());
    gui.walk([
        call("GET /ca_certificates?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /ca_certificates")
            .sends(json!({ "cert": authority.pem(), "tags": [] }))
            .answers(
                201,
                json!({ "id": "<id>", "cert": authority.pem(), "cert_digest": "<text>" }),
            )
            .keeps("authority"),
        call("GET /ca_certificates/{authority}").answers(200, json!({ "tags": [] })),
        call("PATCH /ca_certificates/{authority}")
            .sends_row("authority", json!({ "tags": ["t"] }))
            .answers(200, json!({ "tags": ["t"], "cert": authority.pem() })),
        call("POST /ca_certificates")
            .sends(json!({ "cert": two }))
            .answers(
                400,
                json!({ "message": "schema violation (please submit only one certificate at a time)" }),
            ),
        call("POST /services")
            .sends(json!({
                "name": "shop", "protocol": "https", "host": "shop.test", "ca_certificates": ["{authority}"],
            }))
            .answers(201, json!({}))
            .keeps("shop"),
        call("DELETE /ca_certificates/{authority}").answers(400, json!({ "code": 19 })),
        call("DELETE /services/{shop}").answers(204, json!(null)),
        call("DELETE /ca_certificates/{authority}").answers(204, json!(null)),
        call("GET /ca_certificates/{authority}").answers(404, not_found()),
    ])
    .await;
}
