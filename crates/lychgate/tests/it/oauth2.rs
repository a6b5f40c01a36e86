//! Clients get tokens and use them, over real sockets: on two cores, over TLS, and on nodes that share a database.

mod clients;

use reqwest::{Client, Response, Url};
use serde_json::Value;
use testkit::echo::Upstream;
use testkit::postgres::Server;

use crate::administered::Administered;
use crate::binary::Folder;
use crate::together;

/// A node behind a proxy that ends TLS, and two cores of it.
struct Place {
    gateway: Administered,
    client: Client,
}

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BEHIND_TLS: [(&str, &str); 1] = [("LYCHGATE_TRUSTED_IPS", "127.0.0.1")];

impl Place {
    fn new(gateway: Administered) -> Self {
        // Each request has a connection of its own, and so any core.
        let client = Client::builder().no_proxy().pool_max_idle_per_host(0).build();
        Self {
            gateway,
            client: client.unwrap(),
        }
    }

    fn made(&self, path: &str, data: &[&str]) -> Value {
        let (status, told) = self.gateway.curl("POST", path, data);
        assert_eq!(status, 201, "{path}: {told}");
        told
    }

    /// A service, and Ada with a client. The key of the page on which people agree is made up.
    fn furnish(&self, upstream: &Upstream) -> String {
        let url = format!("url={}", upstream.url("/"));
        self.made("/services", &["name=app", &url]);
        self.made("/services/app/routes", &["name=app", "paths=/app"]);
        self.made("/consumers", &["username=ada"]);
        self.made(
            "/consumers/ada/oauth2",
            &[
                "name=app",
                "client_id=app",
                "client_secret=s",
                "redirect_uris=https://app.test/cb",
            ],
        );
        let plugin = self.made(
            "/services/app/plugins",
            &[
                "name=oauth2",
                "config.scopes=email",
                "config.enable_authorization_code=true",
                "config.enable_implicit_grant=true",
                "config.enable_client_credentials=true",
                "config.enable_password_grant=true",
                "config.accept_http_if_already_terminated=true",
                "config.hide_credentials=true",
            ],
        );
        let key = plugin["config"]["provision_key"].as_str().unwrap().to_owned();
        assert!(
            key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{key}"
        );
        key
    }

    async fn post(&self, endpoint: &str, form: &[(&str, &str)]) -> (u16, Value, Response) {
        // A form is written as a query is.
        let query = Url::parse_with_params("http://form.test/", form).unwrap();
        let body = query.query().unwrap_or_default().to_owned();
        let request = self
            .client
            .post(format!("{}/app/oauth2/{endpoint}", self.gateway.requests));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("x-forwarded-proto", "https").body(body);
        told(request.send().await.unwrap()).await
    }

    /// The same as a form in several parts.
    async fn post_in_parts(&self, endpoint: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let parts = form.iter().map(|(name, value)| {
            format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        });
        let body = parts.collect::<String>() + "--limit--\r\n";
        let request = self
            .client
            .post(format!("{}/app/oauth2/{endpoint}", self.gateway.requests));
        let request = request.header("content-type", "multipart/form-data; boundary=limit");
        let request = request.header("x-forwarded-proto", "https").body(body);
        let (status, body, _) = told(request.send().await.unwrap()).await;
        (status, body)
    }

    /// What the client `app` is told that asks for a token.
    async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        let client = [("client_id", "app"), ("client_secret", "s")];
        let (status, told, answer) = self.post("token", &[form, &client].concat()).await;
        for (name, value) in [("cache-control", "no-store"), ("pragma", "no-cache")] {
            assert_eq!(answer.headers()[name], value);
        }
        assert_eq!(
            answer.headers()["content-type"],
            "application/json; charset=utf-8"
        );
        (status, told)
    }

    /// A code, with the challenge of the RFC.
    async fn code(&self, key: &str) -> String {
        let form = [
            ("provision_key", key),
            ("authenticated_userid", "user-7"),
            ("client_id", "app"),
            ("response_type", "code"),
            ("scope", "email"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "abc"),
        ];
        let (status, told, _) = self.post("authorize", &form).await;
        assert_eq!(status, 200, "{told}");
        let sent = told["redirect_uri"].as_str().unwrap();
        let code = sent.strip_prefix("https://app.test/cb?code=").unwrap();
        code.strip_suffix("&state=abc").unwrap().to_owned()
    }

    async fn redeem(&self, code: &str, verifier: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("code_verifier", verifier),
        ])
        .await
    }

    async fn renew(&self, refresh: &str) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)])
            .await
    }

    /// What the service got; the status, and what is asked for, if it got nothing.
    async fn ask(&self, token: &str) -> Result<String, (u16, String, Value)> {
        let request = self.client.get(format!("{}/app", self.gateway.requests));
        let request = request.header("authorization", format!("Bearer {token}"));
        let (status, body, answer) = told(
            request
                .header("x-authenticated-userid", "root")
                .send()
                .await
                .unwrap(),
        )
        .await;
        if status == 200 {
            return Ok(body.to_string().to_ascii_lowercase());
        }
        let challenge = answer.headers().get("www-authenticate");
        let challenge = challenge.map(|line| line.to_str().unwrap().to_owned());
        Err((status, challenge.unwrap_or_default(), body))
    }

    /// What the service got, on whichever core the request arrived.
    async fn passed(&self, token: &str) -> String {
        for _ in 0..8 {
            self.ask(token).await.unwrap();
        }
        self.ask(token).await.unwrap()
    }
}

async fn told(mut answer: Response) -> (u16, Value, Response) {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.unwrap() {
        body.extend_from_slice(&piece);
    }
    let body = serde_json::from_slice(&body).unwrap_or_default();
    (answer.status().as_u16(), body, answer)
}

fn text(told: &Value, name: &str) -> String {
    told[name].as_str().unwrap_or_default().to_owned()
}

fn error(told: &(u16, Value)) -> (u16, String, String) {
    (told.0, text(&told.1, "error"), text(&told.1, "error_description"))
}

fn refused(status: u16, error: &str, description: &str) -> (u16, String, String) {
    (status, error.to_owned(), description.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_grant_gives_a_token_that_opens_the_service() {
    let (folder, upstream) = (Folder::new(), Upstream::start().await);
    let place = Place::new(Administered::start_with(&folder, &BEHIND_TLS));
    let key = place.furnish(&upstream);
    let page = [("provision_key", &*key), ("authenticated_userid", "user-7")];
    // A code, once, with its verifier.
    let code = place.code(&key).await;
    let given = place.redeem(&code, VERIFIER).await;
    assert_eq!(
        (given.0, &given.1["token_type"], &given.1["expires_in"]),
        (200, &"bearer".into(), &7200.into())
    );
    let got = place.passed(&text(&given.1, "access_token")).await;
    for told in [
        "\"x-consumer-username\"",
        "\"ada\"",
        "\"x-credential-identifier\"",
        "\"user-7\"",
        "\"email\"",
    ] {
        assert!(got.contains(told), "{told}: {got}");
    }
    assert!(!got.contains("root") && !got.contains("bearer"), "{got}");
    assert_eq!(
        error(&place.redeem(&code, VERIFIER).await),
        refused(400, "invalid_request", "Invalid code")
    );
    let code = place.code(&key).await;
    let guessed = place.redeem(&code, &VERIFIER.replace('d', "e")).await;
    assert_eq!(error(&guessed), refused(400, "invalid_grant", "Invalid code"));
    // A token in the fragment.
    let implicit = [&page[..], &[("client_id", "app"), ("response_type", "token")]].concat();
    let (status, told, _) = place.post("authorize", &implicit).await;
    let sent = text(&told, "redirect_uri");
    let fragment = sent.strip_prefix("https://app.test/cb#access_token=").unwrap();
    assert_eq!(
        (status, fragment.ends_with("&token_type=bearer&expires_in=7200")),
        (200, true),
        "{sent}"
    );
    place.passed(&fragment[..32]).await;
    // A client for itself, and a user whose password was shown.
    let (status, told) = place.token(&[("grant_type", "client_credentials")]).await;
    assert_eq!((status, &told["refresh_token"]), (200, &Value::Null));
    let got = place.passed(&text(&told, "access_token")).await;
    assert!(!got.contains("x-authenticated"), "{got}");
    let password = [&page[..], &[("grant_type", "password")]].concat();
    let (status, told) = place.token(&password).await;
    assert_eq!(status, 200, "{told}");
    place.passed(&text(&told, "access_token")).await;
    // The same, as a form in several parts; up to 64 KiB of it.
    let client = [("client_id", "app"), ("client_secret", "s")];
    let in_parts = [&password[..], &client].concat();
    let (status, given) = place.post_in_parts("token", &in_parts).await;
    assert_eq!(status, 200, "{given}");
    place.passed(&text(&given, "access_token")).await;
    let much = "x".repeat(64 * 1024);
    let too_much = [&in_parts[..], &[("much", &*much)]].concat();
    assert_eq!(place.post_in_parts("token", &too_much).await.0, 413);
    // Others in its place, once.
    let refresh = text(&told, "refresh_token");
    let (status, renewed) = place.renew(&refresh).await;
    assert_eq!(status, 200, "{renewed}");
    place.passed(&text(&renewed, "access_token")).await;
    assert_eq!(
        error(&place.renew(&refresh).await),
        refused(400, "invalid_request", "Invalid refresh_token")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_learn_nothing_and_open_nothing() {
    let (folder, upstream) = (Folder::new(), Upstream::start().await);
    let place = Place::new(Administered::start_with(&folder, &BEHIND_TLS));
    let key = place.furnish(&upstream);
    place.made("/consumers", &["username=bob"]);
    let hashed = place.made(
        "/consumers/bob/oauth2",
        &[
            "name=bobs",
            "client_id=bobs",
            "client_secret=b",
            "hash_secret=true",
            "redirect_uris=https://bob.test/",
        ],
    );
    assert!(
        text(&hashed, "client_secret").starts_with("$argon2id$"),
        "{hashed}"
    );
    let code = place.code(&key).await;
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("code_verifier", VERIFIER),
    ];
    let ask = async |id: &str, secret: &str| {
        let client = [("client_id", id), ("client_secret", secret)];
        let (status, told, _) = place.post("token", &[&grant[..], &client].concat()).await;
        error(&(status, told))
    };
    let nobody = refused(400, "invalid_client", "Invalid client authentication");
    for (id, secret) in [
        ("app", "wrong"),
        ("nobody", "s"),
        ("bobs", "wrong"),
        ("bobs", &text(&hashed, "client_secret")),
    ] {
        assert_eq!(ask(id, secret).await, nobody, "{id}");
    }
    // Another's code is none; it is still there for the client that it was given to.
    assert_eq!(
        ask("bobs", "b").await,
        refused(400, "invalid_request", "Invalid code")
    );
    let (status, given) = place.redeem(&code, VERIFIER).await;
    assert_eq!(status, 200);
    let token = text(&given, "access_token");
    let challenge =
        "Bearer error=\"invalid_token\", error_description=\"The access token is invalid or has expired\"";
    let (status, asked, told) = place.ask("nothing").await.unwrap_err();
    assert_eq!(
        (status, &*asked, text(&told, "error")),
        (401, challenge, "invalid_token".to_owned())
    );
    // In the clear nothing is given; by GET neither.
    let url = format!("{}/app/oauth2/token", place.gateway.requests);
    let (status, told, _) = told_of(place.client.post(&url)).await;
    assert_eq!(
        (status, text(&told, "error_description")),
        (400, "You must use HTTPS".to_owned())
    );
    let (status, told, answer) = told_of(place.client.get(&url)).await;
    let why = "The HTTP method GET is invalid for the token endpoint";
    assert_eq!((status, text(&told, "error_description")), (405, why.to_owned()));
    assert_eq!(answer.headers()["allow"], "POST");
    // Whose client is gone has nothing, on any core.
    place.passed(&token).await;
    assert_eq!(
        place.gateway.curl("DELETE", "/consumers/ada/oauth2/app", &[]).0,
        204
    );
    for _ in 0..8 {
        assert_eq!(place.ask(&token).await.unwrap_err().0, 401);
    }
    assert_eq!(
        upstream
            .requests()
            .iter()
            .filter(|seen| seen.path.contains("oauth2"))
            .count(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_ended_by_whoever_knows_them() {
    let (folder, upstream) = (Folder::new(), Upstream::start().await);
    let place = Place::new(Administered::start_with(&folder, &BEHIND_TLS));
    let key = place.furnish(&upstream);
    let given = place.redeem(&place.code(&key).await, VERIFIER).await.1;
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| text(&given, name));
    let one = format!("/oauth2_tokens/{access}");
    let credential = format!("credential.id={}", model::DEFAULT_WORKSPACE);
    for (method, path, data) in [
        ("GET", "/oauth2_tokens", &[][..]),
        ("GET", "/oauth2_tokens?size=1", &[]),
        ("POST", "/oauth2_tokens", &["expires_in=60", &credential]),
        ("GET", &one, &[]),
        ("PATCH", &one, &["expires_in=0"]),
        ("PUT", &one, &["expires_in=0", &credential]),
        ("GET", "/default/oauth2_tokens", &[]),
    ] {
        let (status, told) = place.gateway.curl(method, path, data);
        let why = text(&told, "message");
        assert_eq!(
            (status, why.contains("oauth2.only_digests")),
            (501, true),
            "{method} {path}: {told}"
        );
    }
    // Nothing of that has changed anything.
    assert_eq!(place.renew("nothing").await.0, 400);
    place.ask(&access).await.unwrap();
    let (status, renewed) = place.renew(&refresh).await;
    assert_eq!(status, 200, "{renewed}");
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| text(&renewed, name));
    let end = |token: &str| {
        place
            .gateway
            .curl("DELETE", &format!("/oauth2_tokens/{token}"), &[])
            .0
    };
    assert_eq!((end("nothing"), end(&access), end(&access)), (404, 204, 404));
    assert_eq!(place.ask(&access).await.unwrap_err().0, 401);
    assert_eq!(place.renew(&refresh).await.0, 400);
}

async fn told_of(request: reqwest::RequestBuilder) -> (u16, Value, Response) {
    told(request.send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_share_a_database_share_codes_and_tokens() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let (folders, upstream) = ([Folder::new(), Folder::new()], Upstream::start().await);
    let start = |folder: &Folder| {
        let settings = together::settings(&server);
        let settings = settings.iter().map(|(name, value)| (*name, value.as_str()));
        let settings: Vec<_> = settings.chain(BEHIND_TLS).collect();
        Place::new(Administered::start_with(folder, &settings))
    };
    let one = start(&folders[0]);
    let key = one.furnish(&upstream);
    let other = start(&folders[1]);
    let code = one.code(&key).await;
    // Of several who come at once, on whichever node, one gets it.
    let (a, b, c, d) = tokio::join!(
        one.redeem(&code, VERIFIER),
        other.redeem(&code, VERIFIER),
        one.redeem(&code, VERIFIER),
        other.redeem(&code, VERIFIER)
    );
    let given: Vec<_> = [a, b, c, d]
        .into_iter()
        .filter(|(status, _)| *status == 200)
        .collect();
    assert_eq!(given.len(), 1, "{given:?}");
    let (token, refresh) = (
        text(&given[0].1, "access_token"),
        text(&given[0].1, "refresh_token"),
    );
    // It was used more than once, so that nobody knows whose it was.
    for node in [&one, &other] {
        assert_eq!(node.ask(&token).await.unwrap_err().0, 401);
        assert_eq!(node.renew(&refresh).await.0, 400);
    }
    // What was given for one that was used once opens both, until it is used again on either.
    let code = one.code(&key).await;
    let (status, given) = one.redeem(&code, VERIFIER).await;
    assert_eq!(status, 200, "{given}");
    let (token, refresh) = (text(&given, "access_token"), text(&given, "refresh_token"));
    one.passed(&token).await;
    other.passed(&token).await;
    let (a, b) = tokio::join!(one.renew(&refresh), other.renew(&refresh));
    let mut statuses = [a.0, b.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    let renewed = if a.0 == 200 { a.1 } else { b.1 };
    assert_eq!(
        error(&other.redeem(&code, VERIFIER).await),
        refused(400, "invalid_request", "Invalid code")
    );
    for node in [&one, &other] {
        assert_eq!(
            node.ask(&text(&renewed, "access_token")).await.unwrap_err().0,
            401
        );
        assert_eq!(node.renew(&text(&renewed, "refresh_token")).await.0, 400);
    }
}
