//! Keys and the sets that they are in.

use serde_json::json;
use testkit::gui::call;
use testkit::tls::Authority;

use super::{not_found, nothing, open};

#[tokio::test]
async fn a_key_is_a_text_or_a_pair_and_may_be_in_a_set() {
    let (_api, mut gui) = open().await;
    let jwk = json!({ "kid": "one", "kty": "OKP", "crv": "Ed25519", "x": "AQ" }).to_string();
    gui.walk([
        call("GET /key-sets?sort_desc=1&size=30").answers(200, nothing()),
        call("POST /key-sets")
            .sends(json!({ "name": "set", "tags": [] }))
            .answers(201, json!({ "id": "<id>", "name": "set" }))
            .keeps("set"),
        call("GET /key-sets/set").answers(200, json!({ "id": "{set}" })),
        call("GET /key-sets/{set}").answers(200, json!({ "name": "set" })),
        call("GET /keys?sort_desc=1&size=30").answers(200, nothing()),
        call("GET /key-sets?size=1000").answers(200, json!({ "data": [{ "id": "{set}" }], "next": null })),
        // A JWK is one text, and what is not used is null.
        call("POST /keys")
            .sends(json!({
                "name": "one", "kid": "one", "jwk": jwk, "pem": null, "set": { "id": "{set}" }, "tags": [],
            }))
            .answers(
                201,
                json!({ "id": "<id>", "jwk": jwk, "pem": null, "set": { "id": "{set}" } }),
            )
            .keeps("one"),
        call("GET /keys/one").answers(200, json!({ "id": "{one}" })),
        call("GET /keys/{one}").answers(200, json!({ "kid": "one" })),
        call("GET /key-sets/{set}/keys?sort_desc=1&size=30")
            .answers(200, json!({ "data": [{ "id": "{one}" }], "next": null })),
        call("GET /key-sets/{set}/keys/{one}").answers(200, json!({ "name": "one" })),
        call("PATCH /keys/{one}")
            .sends_row("one", json!({ "set": null, "tags": null }))
            .answers(200, json!({ "set": null, "tags": null, "jwk": jwk })),
        call("GET /key-sets/{set}/keys/{one}").answers(404, not_found()),
        call("PATCH /keys/{one}")
            .sends(json!({ "set": { "id": "{set}" } }))
            .answers(200, json!({ "set": { "id": "{set}" } })),
        call("POST /keys")
            .sends(json!({ "name": "two", "kid": "two", "jwk": jwk, "pem": null, "set": null }))
            .answers(
                400,
                json!({ "message": "schema violation (kid in jwk.kid must be equal to keys.kid)" }),
            ),
        call("PATCH /key-sets/{set}")
            .sends_row("set", json!({ "name": "renamed" }))
            .answers(200, json!({ "id": "{set}", "name": "renamed" })),
        call("DELETE /key-sets/{set}/keys/{one}").answers(204, json!(null)),
        call("GET /keys/{one}").answers(404, not_found()),
        call("DELETE /keys/{one}").answers(204, json!(null)),
        call("DELETE /key-sets/{set}").answers(204, json!(null)),
        call("DELETE /key-sets/{set}").answers(204, json!(null)),
        call("GET /key-sets/{set}").answers(404, not_found()),
    ])
    .await;
}

#[tokio::test]
async fn a_pair_is_a_record_of_two_texts() {
    let (_api, mut gui) = open().await;
    let private = Authority::new().certify(&["app.example"]).key;
    // A key's bytes are not looked at, but that they are a sequence (X.690 8.9).
    let public = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
    let pair = json!({ "private_key": private, "public_key": public });
    gui.walk([
        call("POST /keys")
            .sends(json!({ "name": "two", "kid": "two", "jwk": null, "pem": pair, "set": null, "tags": [] }))
            .answers(201, json!({ "pem": pair, "jwk": null, "set": null }))
            .keeps("two"),
        call("PATCH /keys/{two}")
            .sends_row(
                "two",
                json!({ "pem": { "private_key": null, "public_key": public } }),
            )
            .answers(
                200,
                json!({ "pem": { "private_key": null, "public_key": public }, "jwk": null }),
            ),
        call("POST /keys")
            .sends(json!({ "name": "none", "kid": "none", "jwk": null, "pem": null, "set": null }))
            .answers(
                400,
                json!({
                    "message":
                        "schema violation (at least one of these fields must be non-empty: 'pem', 'jwk')",
                }),
            ),
    ])
    .await;
}
