//! Good files.

use model::{DEFAULT_WORKSPACE, Document, Id, Snapshot};
use serde_json::json;

use super::{catalogue, documents};

fn ids(documents: &[Document]) -> Vec<String> {
    documents
        .iter()
        .map(|document| format!("{} {}", document.kind, document.id))
        .collect()
}

#[test]
fn a_nested_file_becomes_documents_parents_first() {
    let documents = documents(
        "
_format_version: \"3.0\"
services:
- name: my-service
  url: http://upstream.example:8080/base
  routes:
  - name: my-route
    paths: [/a]
    plugins:
    - name: limit
      config: {count: 7}
  plugins:
  - name: limit
consumers:
- username: bob
",
    );
    assert_eq!(
        ids(&documents),
        [
            "services 0855b320-0dd2-547d-891d-601e9b38647f".to_owned(),
            "routes 481a9539-f49c-51b6-b2e2-fe99ee68866c".to_owned(),
            format!(
                "plugins {}",
                Id::named(
                    "plugins",
                    "plugins:*:limit:481a9539-f49c-51b6-b2e2-fe99ee68866c::"
                )
            ),
            format!(
                "plugins {}",
                Id::named(
                    "plugins",
                    "plugins:*:limit::0855b320-0dd2-547d-891d-601e9b38647f:"
                )
            ),
            "consumers def4f7d3-9863-5ad2-8fa9-c949bf26f55e".to_owned(),
        ]
    );
    let [service, route, limit, ..] = &documents[..] else {
        panic!("five documents")
    };
    assert_eq!(service.workspace, DEFAULT_WORKSPACE);
    assert_eq!(service.body["host"], "upstream.example");
    assert_eq!(
        (&service.body["port"], &service.body["path"]),
        (&json!(8080), &json!("/base"))
    );
    assert_eq!(service.body["id"], "0855b320-0dd2-547d-891d-601e9b38647f");
    assert_eq!(service.body.get("routes"), None);
    assert_eq!(route.body["service"], json!({ "id": service.id.to_string() }));
    assert_eq!(limit.body["route"]["id"], route.id.to_string());
    assert_eq!(limit.body["config"], json!({ "count": 7 }));
    assert_eq!(limit.body.get("service"), None);
}

#[test]
fn links_of_a_flat_file_are_names_ids_or_objects() {
    for link in [
        "shop",
        "{name: shop}",
        "91020192-062d-416f-a275-9addeeaffaf2",
        "91020192-062D-416F-A275-9ADDEEAFFAF2",
        "{id: 91020192-062d-416f-a275-9addeeaffaf2}",
    ] {
        // A link may stand before what it leads to.
        let documents = documents(&format!(
            "
_format_version: 3.0
plugins: [{{name: limit, service: {link}, consumer: bob}}]
routes: [{{name: shop, paths: [/], service: {link}}}]
services: [{{id: 91020192-062d-416f-a275-9addeeaffaf2, name: shop, host: a}}]
consumers: [{{username: bob}}]
"
        ));
        for document in &documents[..2] {
            let id = "91020192-062d-416f-a275-9addeeaffaf2";
            assert_eq!(document.body["service"], json!({ "id": id }), "{link}");
        }
        assert_eq!(
            documents[0].body["consumer"]["id"],
            Id::named("consumers", "bob").to_string()
        );
    }
}

#[test]
fn ids_are_those_of_the_file_or_of_the_key_or_of_the_tuple_or_of_the_place() {
    let documents = documents(
        "
_format_version: '2.1'
services:
- {name: some.service.name, host: a}
- {host: a}
- {id: 0DC6F45B-8F8D-40D2-A504-473544EE190B, host: a}
plugins:
- {name: limit}
- {name: limit, service: some.service.name}
- {name: limit, service: some.service.name, route: {name: r}}
- {name: limit, route: r, instance_name: mine}
routes:
- {name: r, paths: [/]}
consumers:
- {custom_id: '7'}
",
    );
    assert_eq!(
        ids(&documents),
        [
            "services d9bee1f8-db6e-5a37-9281-fd4aca16dc00".to_owned(),
            format!("services {}", Id::placed("services", "services[1]")),
            format!("services {DEFAULT_WORKSPACE}"),
            format!("plugins {}", Id::named("plugins", "plugins:*:limit:::")),
            format!(
                "plugins {}",
                Id::named("plugins", "plugins:*:limit::some.service.name:")
            ),
            format!(
                "plugins {}",
                Id::named("plugins", "plugins:*:limit:r:some.service.name:")
            ),
            format!("plugins {}", Id::named("plugins", "mine")),
            format!("routes {}", Id::named("routes", "r")),
            format!("consumers {}", Id::placed("consumers", "consumers[0]")),
        ]
    );
    for document in &documents {
        assert_eq!(document.body["id"], document.id.to_string(), "{document:?}");
    }
}

#[test]
fn what_a_file_says_about_itself() {
    for head in [
        "_format_version: '3.0'",
        "_format_version: 3.0",
        "_format_version: 1.1\n_transform: false",
        "_format_version: \"2.1\"\n_comment: hello\n_ignore: [{anything: 1}]",
        "_format_version: \"3.0\"\n_info: {defaults: {}}\nroutes:\nplugins: []",
    ] {
        let documents = documents(&format!(
            "{head}\nservices: [{{name: a, host: b, _comment: x, _ignore: [1]}}]"
        ));
        assert_eq!(documents.len(), 1, "{head}");
        assert_eq!(documents[0].body.get("_comment"), None);
    }
    let documents = documents(
        "
_format_version: \"3.0\"
_info: {select_tags: [team-a]}
services: [{name: a, host: b, tags: [x, team-a]}, {name: b, host: b}]
",
    );
    assert_eq!(documents[0].body["tags"], json!(["x", "team-a"]));
    assert_eq!(documents[1].body["tags"], json!(["team-a"]));
}

#[test]
fn a_file_without_entities_is_good() {
    assert_eq!(documents("_format_version: \"3.0\"\n"), []);
}

#[test]
fn json_is_read_as_well() {
    let documents = documents(
        r#"{"_format_version": "3.0", "services": [{"name": "a", "host": "b", "routes": [{"paths": ["/"]}]}]}"#,
    );
    assert_eq!(documents[1].id, Id::placed("routes", "services[0].routes[0]"));
}

#[test]
fn the_examples_are_good_and_make_a_whole_snapshot() {
    for (name, text, routes) in [
        ("login", include_str!("../../../../../examples/login.yaml"), 1),
        (
            "two-services",
            include_str!("../../../../../examples/two-services.yaml"),
            3,
        ),
    ] {
        let documents = documents(text);
        let (snapshot, quarantined) = Snapshot::build(&catalogue(), 1, &documents);
        assert!(quarantined.is_empty(), "{name} {quarantined:?}");
        assert_eq!(snapshot.routes().len(), routes, "{name}");
        let issuers = snapshot
            .plugins()
            .iter()
            .filter_map(|plugin| plugin.config["issuer"].as_str());
        assert!(issuers.clone().count() > 0 && issuers.clone().all(|issuer| issuer.starts_with("https://")));
    }
}

#[test]
fn a_service_leads_to_its_certificates() {
    let id = "3f6b2a4e-7d7b-4a3e-9a51-0d3f6e1c2b4a";
    let pem = |label: &str| format!("-----BEGIN {label}-----\\nMAIC\\n-----END {label}-----");
    let (certificate, key) = (pem("CERTIFICATE"), pem("PRIVATE KEY"));
    let documents = documents(&format!(
        "
_format_version: \"3.0\"
certificates:
- {{id: {id}, cert: \"{certificate}\", key: \"{key}\"}}
ca_certificates:
- {{id: {id}, cert: \"{certificate}\"}}
services:
- name: a
  url: https://a.example
  client_certificate: {{id: {id}}}
  ca_certificates: [{id}]
- name: b
  url: https://b.example
  client_certificate: {id}
"
    ));
    let service = |name: &str| {
        let id = Id::named("services", name);
        &documents.iter().find(|document| document.id == id).unwrap().body
    };
    for name in ["a", "b"] {
        assert_eq!(service(name)["client_certificate"], json!({ "id": id }));
    }
    assert_eq!(service("a")["ca_certificates"], json!([id]));
    let authority = documents
        .iter()
        .find(|document| document.kind == "ca_certificates");
    assert!(authority.unwrap().body["cert_digest"].is_string());
    let (snapshot, quarantined) = Snapshot::build(&catalogue(), 1, &documents);
    assert!(quarantined.is_empty());
    let id = Id::parse(id).unwrap();
    assert!(snapshot.certificate(id).is_some() && snapshot.ca_certificate(id).is_some());
}
