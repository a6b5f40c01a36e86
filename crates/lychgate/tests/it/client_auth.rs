//! Who the gateway is at its provider: by statements that it signs.

use std::time::Duration;

use jose::{Algorithm, SigningKey, Timestamp};
use ports::Clock;
use sample_idp::{Client, Idp, Lifetimes};
use serde_json::{Value, json};

use crate::bearer::{bring, clients_token};
use crate::house::{CLIENT_ID, CLIENT_SECRET, House};

/// Access tokens last so long here.
const LIFE: Duration = Duration::from_secs(300);

/// Another provider, with these clients and the clock of the house.
pub(crate) async fn provider(house: &House, clients: Vec<Client>) -> Idp {
    let time = house.clock.clone();
    let options = sample_idp::Options {
        clients,
        lifetimes: Lifetimes {
            access_token: LIFE,
            ..Lifetimes::default()
        },
        clock: sample_idp::Clock::new(move || Timestamp::from_millis(time.now().millis())),
        ..sample_idp::Options::default()
    };
    Idp::start(options).await.unwrap()
}

/// A login at that provider, without a secret.
pub(crate) fn login(house: &House, idp: &Idp, options: &[&str]) -> String {
    let secret = format!("              client_secret: [{CLIENT_SECRET}]\n");
    let config = house.login(options);
    assert!(config.contains(&secret));
    config
        .replace(&secret, "")
        .replace(house.idp.issuer(), idp.issuer())
}

/// The public keys of the gateway, as its Admin API tells everybody.
async fn own_keys(house: &House) -> String {
    let url = format!("http://{}/openid-connect/jwks", house.gateway.admin_bound()[0]);
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

/// Signs in, gets new tokens, has a token judged, and signs out: four endpoints, at each of which the client proves itself
/// by a statement of its own. The provider takes none twice.
async fn goes_all_the_way(house: &mut House, idp: &Idp, options: &[&str]) {
    let mut all = vec![
        "auth_methods: [session, authorization_code, introspection]",
        "scopes: [openid, offline_access]",
        "cache_introspection: false",
        "logout_revoke: true",
        "logout_methods: [GET]",
        "logout_uri_suffix: /logout",
    ];
    all.extend(options);
    let config = login(house, idp, &all);
    house.apply(&config).await;
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{options:?}: {}", page.text());
    house.clock.advance(LIFE - Duration::from_secs(10));
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    assert_eq!(idp.grants("refresh_token"), 1);
    let shown = house.upstream.requests().pop().unwrap();
    let token = shown.header("authorization")[0]
        .strip_prefix("Bearer ")
        .unwrap()
        .to_owned();
    let program = house.program();
    for _ in 0..2 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200, "{options:?}");
    }
    assert_eq!(idp.calls().introspect, 2);
    let page = browser.get(&house.url("/logout")).await;
    assert_eq!(
        (page.status.as_u16(), idp.calls().revoke),
        (302, 2),
        "{}",
        page.text()
    );
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
}

// TK-16; how-to: private keys in place of secrets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_gateways_own_keys_prove_who_it_is() {
    let mut house = House::start(&[]).await;
    let keys = own_keys(&house).await;
    for options in [
        &["client_auth: [private_key_jwt]"][..],
        &["client_auth: [private_key_jwt]", "client_alg: [ES256]"],
        &[
            "client_auth: [private_key_jwt]",
            "client_alg: [EdDSA]",
            "lychgate_client_assertion_audience: endpoint",
        ],
    ] {
        let client = Client::stating(CLIENT_ID, keys.clone()).redirecting_to(house.url("/"));
        let idp = provider(&house, vec![client]).await;
        goes_all_the_way(&mut house, &idp, options).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_signs_and_is_not_sent() {
    let mut house = House::start(&[]).await;
    let secret = format!("client_secret: [{CLIENT_SECRET}]");
    for algorithm in ["HS256", "HS384"] {
        let client = Client::stating_by_secret(CLIENT_ID, format!("{CLIENT_SECRET}{CLIENT_SECRET}"));
        let idp = provider(&house, vec![client.redirecting_to(house.url("/"))]).await;
        let secret = secret.replace(CLIENT_SECRET, &format!("{CLIENT_SECRET}{CLIENT_SECRET}"));
        let algorithm = format!("client_alg: [{algorithm}]");
        let options = ["client_auth: [client_secret_jwt]", &algorithm, &secret];
        goes_all_the_way(&mut house, &idp, &options).await;
    }
}

/// An Ed25519 key of a number, as an operator would write it, and its public half.
fn key(number: u8) -> (String, Value) {
    let head = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ];
    let der = [&head[..], &[number; 32]].concat();
    let name = format!("k{number}");
    let public = SigningKey::from_pkcs8(&der, Algorithm::EdDsa, name)
        .unwrap()
        .public_jwk();
    let mut private = public.clone();
    private["d"] = jose::base64url::encode(&[number; 32]).into();
    (private.to_string(), public)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_the_operators_proves_who_it_is_and_no_other() {
    let mut house = House::start(&[]).await;
    let ((right, public), (wrong, _)) = (key(1), key(2));
    let client = Client::stating(CLIENT_ID, json!({ "keys": [public] }).to_string());
    let idp = provider(&house, vec![client.redirecting_to(house.url("/"))]).await;
    goes_all_the_way(&mut house, &idp, &[&format!("client_jwk: [{right}]")]).await;
    let config = login(&house, &idp, &[&format!("client_jwk: [{wrong}]")]);
    house.apply(&config).await;
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 401);
    assert!(page.text().contains("token.invalid_client"), "{}", page.text());
    // Neither half of it is told to anybody.
    assert!(!own_keys(&house).await.contains(public["x"].as_str().unwrap()));
}

// How-to: several clients of one provider, and which one a request means.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_says_which_client_it_is_about() {
    let mut house = House::start(&[]).await;
    let (private, public) = key(1);
    let shop = Client::stating("shop", json!({ "keys": [public] }).to_string());
    let idp = provider(
        &house,
        vec![
            Client::confidential(CLIENT_ID, CLIENT_SECRET).redirecting_to(house.url("/")),
            shop.redirecting_to(house.url("/shop")),
        ],
    )
    .await;
    let options = [
        "auth_methods: [session, authorization_code, password]".to_owned(),
        "scopes: [openid, offline_access]".to_owned(),
        // Otherwise than the line that is taken out.
        format!("client_secret: [\"{CLIENT_SECRET}\"]"),
        "client_auth: [client_secret_basic, private_key_jwt]".to_owned(),
        format!("client_jwk: [{{}}, {private}]"),
        "unauthorized_redirect_uri: [https://app.example/sorry, https://shop.example/sorry]".to_owned(),
        "upstream_headers_claims: [aud]".to_owned(),
        "upstream_headers_names: [x-aud]".to_owned(),
        "upstream_id_token_header: x-id-token".to_owned(),
    ];
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let config = login(&house, &idp, &options)
        .replace(&format!("[{CLIENT_ID}]"), &format!("[{CLIENT_ID}, shop]"))
        .replace(
            &format!("redirect_uri: [{}]", house.url("/")),
            &format!("redirect_uri: [{}, {}]", house.url("/"), house.url("/shop")),
        );
    house.apply(&config).await;
    let audience = |house: &House| {
        let seen = house.upstream.requests().pop().unwrap();
        let claims = seen.header("x-id-token")[0].split('.').nth(1).unwrap().to_owned();
        let claims: Value = serde_json::from_slice(&jose::base64url::decode(&claims).unwrap()).unwrap();
        claims["aud"].clone()
    };
    for (path, client, callback) in [
        ("/orders", CLIENT_ID, "/"),
        ("/orders?client_id=shop", "shop", "/shop"),
        ("/orders?client_id=2", "shop", "/shop"),
        ("/orders?client_id=nobody", CLIENT_ID, "/"),
    ] {
        let browser = house.browser();
        let to = browser.get(&house.url(path)).await.redirect().unwrap();
        let asked: std::collections::HashMap<_, _> = to.query_pairs().into_owned().collect();
        assert_eq!(
            (asked["client_id"].as_str(), asked["redirect_uri"].as_str()),
            (client, &*house.url(callback))
        );
        let page = house.sign_in(&browser, path, "alice").await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert_eq!(audience(&house), client);
        // The session stays with its client, whatever a request says; and so do its new tokens.
        for other in ["/orders", "/orders?client_id=1", "/orders?client_id=2"] {
            assert_eq!(browser.get(&house.url(other)).await.status, 200);
        }
        let before = idp.grants("refresh_token");
        house.clock.advance(LIFE - Duration::from_secs(10));
        assert_eq!(browser.get(&house.url("/orders?client_id=1")).await.status, 200);
        assert_eq!(idp.grants("refresh_token"), before + 1);
        assert_eq!(audience(&house), client);
        // Of its own callback a service hears nothing, though a session lives.
        let page = browser.get(&house.url("/shop?code=x&state=y")).await;
        assert_eq!(page.status, 302, "{}", page.text());
    }
    // Credentials are exchanged as the client that is asked for; refusals lead where that one says.
    let program = house.program();
    for (header, client, sorry) in [
        (None, CLIENT_ID, "https://app.example/sorry"),
        (
            Some(("X-Client-ID", "shop")),
            "shop",
            "https://shop.example/sorry",
        ),
        (Some(("Client-ID", "2")), "shop", "https://shop.example/sorry"),
    ] {
        for (password, status) in [("wonderland", 200), ("wrong", 302)] {
            let mut request = program.request("GET", "/").basic_auth("alice", Some(password));
            if let Some((name, value)) = header {
                request = request.header(name, value);
            }
            let reply = request.header("accept", "text/html").send().await.unwrap();
            assert_eq!(reply.status(), status, "{header:?}");
            match status {
                200 => assert_eq!(audience(&house), client),
                _ => assert_eq!(reply.headers()["location"], sorry),
            }
        }
    }
}

/// What is bound to nobody asks for nobody's name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_verified_without_any_client() {
    let mut house = House::start(&[]).await;
    let token = clients_token(&house).await;
    let config = house
        .login(&["auth_methods: [bearer]"])
        .replace(&format!("              client_id: [{CLIENT_ID}]\n"), "")
        .replace(&format!("              client_secret: [{CLIENT_SECRET}]\n"), "");
    assert!(!config.contains("client_"));
    house.apply(&config).await;
    let program = house.program();
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    assert_eq!(bring(&program, "/", "a.b.c").await.status(), 401);
}
