//! How clients come into the gateway: by the Admin API, and in a file.

use std::time::Duration;

use serde_json::Value;

use super::text;
use crate::administered::Administered;
use crate::binary::Folder;
use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_written_by_kongs_rules() {
    let folder = Folder::new();
    let gateway = Administered::start(&folder);
    assert_eq!(gateway.curl("POST", "/consumers", &["username=ada"]).0, 201);
    let (status, made) = gateway.curl("POST", "/consumers/ada/oauth2", &["name=app"]);
    assert_eq!(status, 201, "{made}");
    for name in ["client_id", "client_secret"] {
        assert_eq!(text(&made, name).len(), 32, "{made}");
    }
    assert_eq!(
        (&made["client_type"], &made["redirect_uris"]),
        (&"confidential".into(), &Value::Null)
    );
    let path = format!("/oauth2/{}", text(&made, "client_id"));
    assert_eq!(gateway.curl("GET", &path, &[]), (200, made));
    let field = |data: &[&str]| {
        let (status, told) = gateway.curl("PATCH", &path, data);
        (status, text(&told["fields"], "client_secret"))
    };
    // A hash never becomes a secret, nor a secret a hash, without being written.
    let (status, why) = field(&["hash_secret=true"]);
    assert_eq!((status, why.contains("to be hashed")), (400, true), "{why}");
    assert_eq!(field(&["hash_secret=true", "client_secret=x"]).0, 200);
    let (status, why) = field(&["hash_secret=false"]);
    assert_eq!((status, why.contains("no secret")), (400, true), "{why}");
    assert_eq!(field(&["client_secret=y"]).0, 400);
    assert_eq!(field(&["hash_secret=false", "client_secret=y"]).0, 200);
    for (uri, why) in [
        ("/cb", "cannot parse '/cb'"),
        (
            "https://app.test/%23x",
            "fragment not allowed in 'https://app.test/#x'",
        ),
    ] {
        let uris = format!("redirect_uris={uri}");
        let (status, told) = gateway.curl("PATCH", &path, &[&uris]);
        assert_eq!(
            (status, told["fields"]["redirect_uris"].to_string().contains(why)),
            (400, true),
            "{told}"
        );
    }
    // A plugin keeps the key that was made up, and gets another only if it is told so.
    let data = ["name=oauth2", "config.enable_password_grant=true"];
    let (status, plugin) = gateway.curl("POST", "/plugins", &data);
    assert_eq!(status, 201, "{plugin}");
    let path = format!("/plugins/{}", text(&plugin, "id"));
    let (_, changed) = gateway.curl("PATCH", &path, &["config.token_expiration=5"]);
    assert_eq!(
        changed["config"]["provision_key"],
        plugin["config"]["provision_key"]
    );
    let (status, told) = gateway.curl("POST", "/services", &["name=s", "url=http://127.0.0.1:9"]);
    assert_eq!(status, 201, "{told}");
    let (status, told) = gateway.curl("POST", "/services/s/plugins", &["name=oauth2", "config.pkce=lax"]);
    assert_eq!(status, 400);
    let why = "at least one of these fields must be true: enable_authorization_code, enable_implicit_grant, \
               enable_client_credentials, enable_password_grant";
    assert!(told.to_string().contains(why), "{told}");
}

const HOUSE: &str = "
_format_version: '3.0'
services:
- name: app
  url: URL
  plugins:
  - name: oauth2
    config:
      provision_key: page
      enable_password_grant: true
      token_expiration: 60
  routes:
  - name: app
    paths: [/]
consumers:
- username: ada
  oauth2_credentials:
  - name: app
    client_id: app
    client_secret: kong-secret
    hash_secret: true
- username: bob
  oauth2_credentials:
  - name: taken over
    client_id: taken
    client_secret: $pbkdf2-sha512$i=10000,l=32$AAECAwQFBgcICQoLDA0ODw$qgNRjPQA9HR/BndvuEY+vkQIBqFn3xmfnCEtnSBebOg
    hash_secret: true
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_clients_who_come_over_tls() {
    let mut house = House::reached_over(plugin::Scheme::Https, &[]).await;
    let config = HOUSE.replace("URL", &house.upstream.url(""));
    house.apply(&config).await;
    let browser = house.browser();
    for (client, owner) in [("app", "ada"), ("taken", "bob")] {
        let form = |secret| {
            [
                ("grant_type", "password"),
                ("provision_key", "page"),
                ("authenticated_userid", "user-7"),
                ("client_id", client),
                ("client_secret", secret),
            ]
        };
        let url = house.url("/oauth2/token");
        assert_eq!(
            browser.post(&url, &form("wrong")).await.json()["error"],
            "invalid_client"
        );
        let given = browser.post(&url, &form("kong-secret")).await.json();
        let token = text(&given, "access_token");
        let asked = house.url(&format!("/?access_token={token}"));
        let got = browser.get(&asked).await;
        assert!(got.text().contains(owner), "{}", got.text());
        // It ends by the gateway's clock.
        house.clock.advance(Duration::from_secs(60));
        let over = browser.get(&asked).await;
        assert_eq!(
            (over.status.as_u16(), &over.json()["error"]),
            (401, &"invalid_token".into())
        );
    }
}
