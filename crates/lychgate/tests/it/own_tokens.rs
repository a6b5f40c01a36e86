//! The login lets those pass who show a token of `oauth2`: Kong's how-to of `kong_oauth2`, over real sockets.

use reqwest::{Client, Response};
use sample_idp::Idp;
use serde_json::Value;
use testkit::echo::Upstream;

use crate::administered::Administered;
use crate::binary::Folder;

/// A proxy that ends TLS is believed: tokens are given over TLS only.
const BEHIND_TLS: [(&str, &str); 1] = [("LYCHGATE_TRUSTED_IPS", "127.0.0.1")];

/// A gateway with two services. Of the first, `/give` gives tokens out, and `/take` is behind a login; so is the other's
/// `/other`.
struct Place {
    gateway: Administered,
    idp: Idp,
    upstream: Upstream,
    client: Client,
    _folder: Folder,
}

impl Place {
    async fn furnished(options: &[&str]) -> Self {
        let folder = Folder::new();
        let place = Self {
            gateway: Administered::start_with(&folder, &BEHIND_TLS),
            idp: Idp::start(sample_idp::Options::default()).await.unwrap(),
            upstream: Upstream::start().await,
            client: Client::builder().no_proxy().build().unwrap(),
            _folder: folder,
        };
        let url = format!("url={}", place.upstream.url("/"));
        for (service, routes) in [("app", &["give", "take"][..]), ("else", &["other"])] {
            place.made("/services", &[&format!("name={service}"), &url]);
            for route in routes {
                let data = [&*format!("name={route}"), &format!("paths=/{route}")];
                place.made(&format!("/services/{service}/routes"), &data);
            }
        }
        place.made("/consumers", &["username=ada"]);
        let redirect = "redirect_uris=https://app.test/cb";
        let client = ["name=app", "client_id=app", "client_secret=s", redirect];
        place.made("/consumers/ada/oauth2", &client);
        place.made(
            "/routes/give/plugins",
            &[
                "name=oauth2",
                "config.scopes=orders",
                "config.scopes=bills",
                "config.enable_client_credentials=true",
                "config.accept_http_if_already_terminated=true",
            ],
        );
        for route in ["take", "other"] {
            let issuer = format!("config.issuer={}", place.idp.issuer());
            let login = ["name=openid-connect", &*issuer, "config.client_id=gateway"];
            place.made(&format!("/routes/{route}/plugins"), &[&login, options].concat());
        }
        place
    }

    fn made(&self, path: &str, data: &[&str]) -> Value {
        let (status, told) = self.gateway.curl("POST", path, data);
        assert_eq!(status, 201, "{path}: {told}");
        told
    }

    /// A token for these scopes, as the client of Ada's gets it.
    async fn token(&self, scope: &str) -> String {
        let form = format!("grant_type=client_credentials&client_id=app&client_secret=s&scope={scope}");
        let url = format!("{}/give/oauth2/token", self.gateway.requests);
        let request = self.client.post(url).header("x-forwarded-proto", "https");
        let form_type = "application/x-www-form-urlencoded";
        let answer = request.header("content-type", form_type).body(form);
        let told: Value =
            serde_json::from_slice(&answer.send().await.unwrap().bytes().await.unwrap()).unwrap();
        told["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{told}"))
            .to_owned()
    }

    async fn ask(&self, path: &str, token: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.gateway.requests));
        let request = request.header("x-consumer-username", "root");
        request
            .header("authorization", format!("Bearer {token}"))
            .send()
            .await
            .unwrap()
    }

    async fn status(&self, path: &str, token: &str) -> u16 {
        self.ask(path, token).await.status().as_u16()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_oauth2_lets_pass_as_its_consumer() {
    let place = Place::furnished(&[
        "config.auth_methods=kong_oauth2",
        "config.scopes_required=orders",
        // Whose a token is, is known without a claim.
        "config.consumer_claim=sub",
    ])
    .await;
    let token = place.token("orders bills").await;
    for _ in 0..4 {
        let answer = place.ask("/take", &token).await;
        assert_eq!(answer.status(), 200);
        assert!(!answer.headers().contains_key("set-cookie"));
        let seen = place.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("x-consumer-username"), ["ada"]);
        assert_eq!(seen.header("x-credential-identifier"), ["app"]);
        assert_eq!(seen.header("authorization"), [format!("Bearer {token}")]);
    }
    let heard = place.upstream.count();
    // It is for one service and some scopes, and others are nobody's.
    assert_eq!(place.status("/other", &token).await, 401);
    assert_eq!(place.status("/take", &place.token("bills").await).await, 403);
    for nobody in ["2YotnFZFEjr1zCsicMWpAA", &token[1..], "a.b.c"] {
        assert_eq!(place.status("/take", nobody).await, 401, "{nobody}");
    }
    // One that is taken back is good nowhere at once, and neither is one of a client that is gone.
    let another = place.token("orders").await;
    assert_eq!(place.status("/take", &another).await, 200);
    let ended = format!("/oauth2_tokens/{token}");
    assert_eq!(place.gateway.curl("DELETE", &ended, &[]).0, 204);
    for _ in 0..4 {
        assert_eq!(place.status("/take", &token).await, 401);
    }
    assert_eq!(
        place.gateway.curl("DELETE", "/consumers/ada/oauth2/app", &[]).0,
        204
    );
    for _ in 0..4 {
        assert_eq!(place.status("/take", &another).await, 401);
    }
    assert_eq!(place.upstream.count(), heard + 1);
    // The provider was asked about none of them.
    assert_eq!(place.idp.calls().introspect, 0);
}

// What is ours is shown to nobody else, and what is not, the provider may know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_provider_is_asked_about_what_is_not_ours() {
    let place = Place::furnished(&[
        "config.auth_methods=kong_oauth2",
        "config.auth_methods=introspection",
        "config.client_secret=s",
        "config.hide_credentials=false",
    ])
    .await;
    let token = place.token("orders").await;
    assert_eq!(place.status("/take", &token).await, 200);
    assert_eq!(place.status("/other", &token).await, 401);
    assert_eq!(place.idp.calls().introspect, 0);
    // The sample provider does not know this client, which is no word about the token.
    assert_eq!(place.status("/take", "2YotnFZFEjr1zCsicMWpAA").await, 503);
    assert_eq!(place.idp.calls().introspect, 1);
    // Where no client is left, none is ours, and nobody looks.
    assert_eq!(
        place.gateway.curl("DELETE", "/consumers/ada/oauth2/app", &[]).0,
        204
    );
    assert_eq!(place.status("/take", &token).await, 503);
    assert_eq!(place.idp.calls().introspect, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_oauth2_is_handed_out_to_its_consumer() {
    let place = Place::furnished(&[
        "config.auth_methods=kong_oauth2",
        "config.consumer_claim=sub",
        "config.login_methods=kong_oauth2",
        "config.login_action=response",
        "config.login_tokens=access_token",
    ])
    .await;
    let token = place.token("orders").await;
    let answer = place.ask("/take", &token).await;
    assert_eq!(answer.status(), 200);
    let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(told["access_token"], token);
    assert_eq!(place.upstream.count(), 0);
}
