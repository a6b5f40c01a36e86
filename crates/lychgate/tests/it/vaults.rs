//! Secrets that stand elsewhere: followed where they are used, and shown to nobody.

use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::gateway::Look;
use lychgate::plugins::PLUGINS;
use lychgate::settings::Environment;
use lychgate::vaults::NodeVaults;
use serde_json::{Value, json};
use testkit::tls::Authority;

use crate::administered::Administered;
use crate::binary::{Folder, PATIENCE, get, lychgate};
use crate::house::{CLIENT_SECRET, House};

const SECRET: &str = "a-secret-that-nobody-is-shown";

/// The login of the house, whose client secret is what this reference leads to.
fn referring(house: &House, reference: &str) -> String {
    let written = format!("client_secret: [{CLIENT_SECRET}]");
    let config = house.login(&[]);
    assert!(config.contains(&written));
    config.replace(&written, &format!("client_secret: ['{reference}']"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_changes_is_the_one_that_is_used() {
    let folder = Folder::new();
    let vaults = NodeVaults::default().with_folder(folder.path());
    let mut house = House::keeping(Arc::new(vaults), &[]).await;
    folder.file("client", "an-older-secret\n");
    let config = referring(&house, "{vault://file/client}");
    house.apply(&config).await;
    let refused = house.sign_in(&house.browser(), "/", "alice").await;
    assert_ne!(refused.status, 200, "{}", refused.text());
    assert_eq!(house.upstream.count(), 0);
    assert_eq!(house.gateway.look_again().await.unwrap(), Look::Same);

    folder.file("client", &format!("{CLIENT_SECRET}\n"));
    assert_eq!(house.gateway.look_again().await.unwrap(), Look::Other);
    assert_eq!(house.gateway.look_again().await.unwrap(), Look::Same);
    let browser = house.browser();
    let there = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(there.status, 200, "{}", there.text());

    // What is no longer there lets nobody in, not even who was in.
    std::fs::remove_file(folder.path().join("client")).unwrap();
    assert_eq!(house.gateway.look_again().await.unwrap(), Look::Other);
    let asked = house.upstream.count();
    assert_eq!(browser.get(&house.url("/")).await.status, 500);
    assert_eq!(house.browser().get(&house.url("/")).await.status, 500);
    assert_eq!(house.upstream.count(), asked);

    folder.file("client", CLIENT_SECRET);
    assert_eq!(house.gateway.look_again().await.unwrap(), Look::Other);
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
}

// AD-13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reference_that_leads_nowhere_closes_its_routes() {
    let environment = Environment::of(&[
        ("CLIENT", CLIENT_SECRET),
        ("CIRCLE", "{vault://env/circle}"),
        ("EMPTY", ""),
    ]);
    let vaults = NodeVaults::of_environment(&environment);
    let mut house = House::keeping(Arc::new(vaults), &[]).await;
    for reference in [
        "{vault://env/nothing}",
        "{vault://env/circle}",
        "{vault://env/empty}",
        "{vault://file/client}",
        "{vault://nobody/client}",
        "{vault://hcv/client}",
    ] {
        let config = referring(&house, reference);
        let configuration = Configuration::read(&config, &catalogue(PLUGINS)).unwrap();
        let problems = house.gateway.apply(&configuration).await.unwrap();
        assert_eq!(problems.len(), 1, "{reference}: {problems:?}");
        assert_eq!(problems[0].code, "vault.unresolved");
        assert_eq!(problems[0].closes, ["app"]);
        assert!(problems[0].what.contains(reference), "{}", problems[0]);
        assert_eq!(
            house.browser().get(&house.url("/")).await.status,
            500,
            "{reference}"
        );
    }
    assert_eq!(house.upstream.count(), 0);
    let config = referring(&house, "{vault://env/client}");
    house.apply(&config).await;
    let there = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(there.status, 200, "{}", there.text());
}

fn chain(node: &Administered) -> Value {
    let (status, chain) = node.curl("GET", "/routes/app/chain", &[]);
    assert_eq!(status, 200, "{chain}");
    chain
}

/// Whether the only plugin of a chain applies, and whether the route is closed for it.
fn link(chain: &Value) -> (&Value, &Value) {
    let plugin = &chain["plugins"][0];
    (&plugin["applies"], &plugin["closes"])
}

#[test]
fn sighup_looks_again_and_nobody_is_shown_what_is_found() {
    let (folder, secrets) = (Folder::new(), Folder::new());
    std::fs::create_dir(secrets.path().join("shop")).unwrap();
    let path = secrets.path().to_str().unwrap();
    let mut node = Administered::start_with(&folder, &[("LYCHGATE_VAULT_FILE_PREFIX", path)]);
    let id = node.route();
    let vault = ["name=file", "prefix=ours", "config.prefix=shop"];
    assert_eq!(node.curl("POST", "/vaults", &vault).0, 201);
    let plugin = [
        "name=openid-connect",
        "config.issuer=https://127.0.0.1:9",
        "config.client_id=client",
        "config.client_secret={vault://ours/client}",
        "config.session_secret={vault://ours/sessions/key}",
    ];
    let (status, made) = node.curl("POST", &format!("/routes/{id}/plugins"), &plugin);
    assert_eq!(status, 201, "{made}");
    let _ = node.gateway.error_line_with("vault.unresolved", PATIENCE);
    assert_eq!(get(&format!("{}/app", node.requests)).0, 500);
    // Whoever asks what acts on the route is told why nobody passes.
    let chain = self::chain(&node);
    assert_eq!(
        chain["closed_by"],
        json!([{ "kind": "plugins", "id": made["id"], "code": "vault.unresolved" }])
    );
    assert_eq!(link(&chain), (&json!(false), &json!(true)));

    secrets.file("shop/client", SECRET);
    secrets.file("shop/sessions", &format!("{{\"key\": \"{SECRET}\"}}"));
    node.gateway.signal("HUP");
    let _ = node.gateway.error_line_with("lead to something else", PATIENCE);
    // Its provider is not there, and it is asked.
    assert_eq!(get(&format!("{}/app", node.requests)).0, 503);
    let chain = self::chain(&node);
    assert_eq!(chain["closed_by"], json!([]));
    assert_eq!(link(&chain), (&json!(true), &json!(false)));
    let (_, shown) = node.curl("GET", &format!("/plugins/{}", made["id"].as_str().unwrap()), &[]);
    assert_eq!(shown["config"]["client_secret"], json!(["{vault://ours/client}"]));
    assert_eq!(shown["config"]["session_secret"], "{vault://ours/sessions/key}");
    assert!(!shown.to_string().contains(SECRET));
    node.gateway.signal("TERM");
    assert_eq!(node.gateway.ended(PATIENCE).code(), Some(0));
    assert!(!node.gateway.stderr().iter().any(|line| line.contains(SECRET)));

    let exported = lychgate(&["config", "export", "-p", folder.path().to_str().unwrap()])
        .output()
        .unwrap();
    let text = String::from_utf8(exported.stdout).unwrap();
    assert!(
        text.contains("{vault://ours/client}") && !text.contains(SECRET),
        "{text}"
    );
}

/// A service that shows a certificate, which clients are shown too.
const CERTIFIED: &str = r#"
_format_version: "3.0"
certificates:
  - id: 91020192-062d-416f-a275-9addeeaffaf2
    cert: "{vault://env/cert}"
    key: "{vault://env/key}"
snis:
  - name: app.example
    certificate: {id: 91020192-062d-416f-a275-9addeeaffaf2}
services:
  - name: app
    url: https://127.0.0.1:9
    client_certificate: {id: 91020192-062d-416f-a275-9addeeaffaf2}
    routes:
      - name: app
        paths: [/]
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_may_be_referred_to_and_proves_nothing_until_it_is_there() {
    let catalogue = catalogue(PLUGINS);
    let configuration = Configuration::read(CERTIFIED, &catalogue).unwrap();
    let certified = Authority::new().certify(&["app.example"]);
    for (key, codes) in [
        (None, ["vault.unresolved"; 2]),
        (
            Some("not-a-key"),
            ["sni.certificate_missing", "service.certificate_missing"],
        ),
    ] {
        let variables = [("CERT", certified.certificate.as_str())]
            .into_iter()
            .chain(key.map(|key| ("KEY", key)));
        let environment = Environment::of(&variables.collect::<Vec<_>>());
        let vaults = NodeVaults::of_environment(&environment);
        // What is not there yet forbids no start, and what is wrong does.
        let faults = configuration.rehearse(&catalogue, &vaults);
        assert_eq!(faults.is_empty(), key.is_none(), "{faults:?}");
        let mut house = House::keeping(Arc::new(vaults), &[]).await;
        let problems = house.gateway.apply(&configuration).await.unwrap();
        let told: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(told, codes);
        assert_eq!(problems[1].closes, ["app"]);
        assert!(
            !problems
                .iter()
                .any(|problem| problem.to_string().contains("not-a-key")),
            "{problems:?}"
        );
        assert_eq!(house.browser().get(&house.url("/")).await.status, 500);
    }
    let environment = Environment::of(&[("CERT", &certified.certificate), ("KEY", &certified.key)]);
    let mut house = House::keeping(Arc::new(NodeVaults::of_environment(&environment)), &[]).await;
    house.apply(CERTIFIED).await;
    // Nobody listens there, but it is asked.
    assert_eq!(house.browser().get(&house.url("/")).await.status, 502);
}

#[test]
fn check_tells_which_references_lead_nowhere() {
    let folder = Folder::new();
    let file = folder.file(
        "kong.yml",
        r#"
_format_version: "3.0"
plugins:
  - name: openid-connect
    config:
      issuer: https://idp.example
      client_id: [client]
      client_secret: ["{vault://env/client}"]
      session_secret: "{vault://env/nothing}"
      client_arg: "{vault://env/client}"
"#,
    );
    let checked = |client: &str| {
        let mut command = lychgate(&["check", &file]);
        let output = command.env("CLIENT", client).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, told) = checked(SECRET);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("config.session_secret: {vault://env/nothing}: the variable NOTHING is not set"),
        "{told}"
    );
    assert!(
        told.contains("config.client_arg: a reference to a vault is plain text here"),
        "{told}"
    );
    assert!(
        !told.contains("config.client_secret") && !told.contains(SECRET),
        "{told}"
    );
    let (code, told) = checked("");
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("config.client_secret[0]: {vault://env/client}: what it leads to is empty"),
        "{told}"
    );
}
