//! Certificates, and the names that they are shown for.

use serde_json::{Value, json};
use testkit::tls::Authority;

use crate::conversation::Api;

fn certificate(names: &[&str]) -> Value {
    let certified = Authority::new().certify(&["app.example"]);
    json!({ "cert": certified.certificate, "key": certified.key, "snis": names })
}

#[tokio::test]
async fn names_are_written_and_read_with_their_certificate() {
    let api = Api::start().await;
    let made = api
        .made("POST /certificates", certificate(&["b.example", "a.example"]))
        .await;
    assert_eq!(made["snis"], json!(["a.example", "b.example"]));
    let id = made["id"].as_str().unwrap();
    for path in [
        format!("/certificates/{id}"),
        "/certificates/b.example".to_owned(),
    ] {
        assert_eq!(api.ask(&format!("GET {path}")).await.json(), made, "{path}");
    }
    assert_eq!(api.ask("GET /certificates").await.json()["data"], json!([made]));
    let sni = api.ask("GET /snis/a.example").await.json();
    assert_eq!(sni["certificate"], json!({ "id": id }));

    let changed = json!({ "snis": ["a.example", "c.example"], "tags": ["x"] });
    let changed = api.send("PATCH /certificates/b.example", changed).await.json();
    assert_eq!(changed["snis"], json!(["a.example", "c.example"]));
    assert_eq!(api.ask("GET /snis/b.example").await.status, 404);
    assert_eq!(
        api.ask("GET /snis/a.example").await.json()["id"],
        sni["id"],
        "it is the same one"
    );
    let kept = api
        .send(&format!("PATCH /certificates/{id}"), json!({ "tags": ["y"] }))
        .await;
    assert_eq!(kept.json()["snis"], json!(["a.example", "c.example"]));

    // One that nobody knows is a new one, shown for this name.
    let mut other = certificate(&[]);
    other.as_object_mut().unwrap().remove("snis");
    let put = api.send("PUT /certificates/d.example", other).await;
    assert_eq!((put.status, &put.json()["snis"]), (200, &json!(["d.example"])));
    assert_eq!(api.ask("DELETE /certificates/d.example").await.status, 204);
    assert_eq!(api.ask("GET /snis/d.example").await.status, 404);
}

#[tokio::test]
async fn a_name_belongs_to_one_certificate() {
    let api = Api::start().await;
    let made = api.made("POST /certificates", certificate(&["a.example"])).await;
    let id = made["id"].as_str().unwrap();
    let refused = api
        .send(
            "POST /certificates",
            certificate(&["b.example", "a.example", "b.example"]),
        )
        .await;
    assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(2)));
    let told = refused.json()["fields"]["snis"].to_string();
    for words in [
        &format!("a.example already associated with existing certificate '{id}'"),
        "b.example is duplicated",
    ] {
        assert!(told.contains(words), "no {words} in {told}");
    }
    assert_eq!(
        api.ask("GET /certificates").await.json()["data"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    // A handshake knows no workspace.
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    let refused = api
        .send("POST /team/certificates", certificate(&["a.example"]))
        .await;
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!(5)));
    let routes = json!({ "snis": ["a.example"], "protocols": ["https"] });
    assert_eq!(
        api.made("POST /routes", routes).await["snis"],
        json!(["a.example"])
    );
}

/// They are everybody's, and whoever trusts one may be in any workspace.
#[tokio::test]
async fn an_authority_stays_as_long_as_somebody_trusts_it() {
    let api = Api::start().await;
    let mut authorities = Vec::new();
    for _ in 0..3 {
        let authority = json!({ "cert": Authority::new().pem() });
        let made = api.made("POST /ca_certificates", authority).await;
        authorities.push(made["id"].as_str().unwrap().to_owned());
    }
    let [first, second, third] = &authorities[..] else {
        panic!("three")
    };
    api.made("POST /workspaces", json!({ "name": "team" })).await;
    let service = json!({ "name": "s", "url": "https://a.example", "ca_certificates": [first] });
    let service = api.made("POST /team/services", service).await;
    let plugin = json!({ "name": "sample", "config": { "ca_certificates": [second.to_uppercase()] } });
    let plugin = api.made("POST /plugins", plugin).await;
    for (authority, kind, by) in [(first, "services", &service), (second, "plugins", &plugin)] {
        let refused = api.ask(&format!("DELETE /ca_certificates/{authority}")).await;
        let by = by["id"].as_str().unwrap();
        assert_eq!(
            (refused.status, refused.json()),
            (
                400,
                json!({
                    "code": 19, "name": "referenced by others",
                    "message": format!("ca certificate {authority} is still referenced by {kind} (id = {by})"),
                })
            )
        );
    }
    assert_eq!(
        api.ask(&format!("DELETE /ca_certificates/{third}")).await.status,
        204
    );
    assert_eq!(api.ask("DELETE /team/services/s").await.status, 204);
    assert_eq!(
        api.ask(&format!("DELETE /ca_certificates/{first}")).await.status,
        204
    );
}

#[tokio::test]
async fn each_certificate_of_a_page_has_its_own_names() {
    let api = Api::start().await;
    for names in [
        &["d.example", "c.example"][..],
        &[],
        &["a.example"],
        &["b.example"],
    ] {
        api.made("POST /certificates", certificate(names)).await;
    }
    let page = api.ask("GET /certificates?size=3").await.json();
    let names: Vec<_> = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["snis"])
        .collect();
    assert_eq!(
        names,
        [
            &json!(["c.example", "d.example"]),
            &json!([]),
            &json!(["a.example"])
        ]
    );
}
