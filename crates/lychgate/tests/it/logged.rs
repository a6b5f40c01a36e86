//! What the binary writes about logins, at its most talkative; and what becomes of them when it ends.

use std::net::TcpListener;

use sample_idp::{Client, Idp, Misbehaviour};
use testkit::browser::Browser;
use testkit::clock::SettableClock;
use testkit::echo::Upstream;
use testkit::process::Guard;

use crate::binary::{Folder, PATIENCE, lychgate};

const SECRET: &str = "planted-client-secret-of-the-gateway";
const SESSION_SECRET: &str = "planted-session-secret-of-the-gateway";
const NAME: &str = "app.example";

/// A binary before a provider, with everything written down that can be.
struct Scene {
    gateway: Guard,
    idp: Idp,
    upstream: Upstream,
    home: String,
    _folder: Folder,
}

impl Scene {
    async fn start() -> Self {
        let folder = Folder::new();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let home = format!("http://{NAME}:{port}");
        let client = Client::confidential("gateway", SECRET).redirecting_to(format!("{home}/"));
        let idp = Idp::start(sample_idp::Options {
            clients: vec![client],
            ..Default::default()
        });
        let idp = idp.await.unwrap();
        let upstream = Upstream::start().await;
        let config = folder.file(
            "kong.yml",
            &format!(
                r#"
_format_version: "3.0"
services:
  - name: app
    url: {}
    routes:
      - name: app
        paths: [/]
        plugins:
          - name: openid-connect
            config:
              issuer: {}
              client_id: [gateway]
              client_secret: [{SECRET}]
              redirect_uri: ["{home}/"]
              session_secret: {SESSION_SECRET}
              scopes: [openid, offline_access]
              logout_uri_suffix: /logout
              logout_methods: [GET]
              logout_revoke: true
              downstream_id_token_header: x-id-token
              downstream_refresh_token_header: x-refresh-token
"#,
                upstream.url(""),
                idp.issuer(),
            ),
        );
        let settings = folder.file(
            "lychgate.conf",
            &format!(
                "proxy_listen = 127.0.0.1:{port}\nadmin_listen = off\ndeclarative_config = {config}\n\
                 prefix = {}\nlog_level = debug\n",
                folder.path().join("prefix").display()
            ),
        );
        let gateway = Guard::start(&mut lychgate(&["start", "-c", &settings]));
        let _ = gateway.error_line_with("ready", PATIENCE);
        Self {
            gateway,
            idp,
            upstream,
            home,
            _folder: folder,
        }
    }

    fn browser(&self) -> Browser {
        Browser::new(&SettableClock::default()).knowing(NAME)
    }

    /// All that was written.
    fn log(&self) -> String {
        [self.gateway.stdout().concat(), self.gateway.stderr().concat()].concat()
    }
}

// AD-10
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_ever_written_down() {
    let scene = Scene::start().await;
    let browser = scene.browser();
    let mut planted = vec![SECRET.to_owned(), SESSION_SECRET.to_owned()];

    let there = browser
        .arrive(browser.get(&format!("{}/?page=1", scene.home)).await)
        .await;
    planted.push(browser.cookie("authorization").unwrap().value);
    let with_code = browser.submit(&there.form().press("alice")).await;
    for name in ["code", "state"] {
        planted.push(with_code.redirect_parameter(name).unwrap());
    }
    let page = browser.follow(&with_code).await;
    assert_eq!(page.status, 200, "{}", page.text());
    planted.push(browser.cookie("session").unwrap().value);
    for name in ["x-id-token", "x-refresh-token"] {
        planted.push(page.header(name).unwrap().to_owned());
    }
    let authorization = scene.upstream.requests()[0].header("authorization")[0].to_owned();
    planted.push(authorization.strip_prefix("Bearer ").unwrap().to_owned());
    // A callback that is loaded again, one that is forged, and a provider that fails.
    browser.follow(&with_code).await;
    scene
        .browser()
        .get(&format!("{}/?code=planted-code&state=planted-state", scene.home))
        .await;
    planted.extend(["planted-code", "planted-state"].map(str::to_owned));
    browser.get(&format!("{}/logout", scene.home)).await;
    scene.idp.misbehave(Misbehaviour::WrongNonce);
    let there = browser
        .arrive(browser.get(&format!("{}/", scene.home)).await)
        .await;
    if !there.forms().is_empty() {
        browser
            .arrive(browser.submit(&there.form().press("alice")).await)
            .await;
    }
    // The last of it has been written when the gateway has ended.
    let mut scene = scene;
    scene.gateway.signal("TERM");
    assert_eq!(scene.gateway.ended(PATIENCE).code(), Some(0));

    let log = scene.log();
    for event in [
        "login.started",
        "login.ok",
        "login.refused",
        "logout.ok",
        "id_token.nonce_mismatch",
    ] {
        assert!(log.contains(event), "{event} is not in\n{log}");
    }
    for secret in planted {
        assert!(secret.len() > 10, "{secret}");
        // Also not in parts, such as the first of several.
        let part = &secret[..secret.len().min(40)];
        assert!(!log.contains(part), "{part} is in\n{log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_looks_for_the_reason_finds_it() {
    let mut scene = Scene::start().await;
    let browser = scene.browser();
    // A session that nobody here has sealed.
    browser
        .plant(&scene.home, &format!("session={}; Path=/", "A".repeat(80)))
        .unwrap();
    browser.get(&format!("{}/", scene.home)).await;
    // A provider that does not do as it should.
    scene.idp.misbehave(Misbehaviour::MissingIdToken);
    let there = browser
        .arrive(browser.get(&format!("{}/", scene.home)).await)
        .await;
    let page = browser
        .arrive(browser.submit(&there.form().press("alice")).await)
        .await;
    assert_eq!(page.status, 401);
    assert!(
        page.text().contains("This site is not set up for signing in"),
        "{}",
        page.text()
    );
    scene.gateway.signal("TERM");
    assert_eq!(scene.gateway.ended(PATIENCE).code(), Some(0));
    let lines = scene.gateway.stderr();
    let line = |event: &str| {
        let found = lines.iter().find(|line| line.contains(event));
        found
            .unwrap_or_else(|| panic!("no {event} in {lines:#?}"))
            .as_str()
    };
    let session = line("session.not_accepted");
    assert!(
        session.contains("\"error.code\":\"session.") && session.contains("\"route.name\":\"app\""),
        "{session}"
    );
    let refused = line("token.id_token_missing");
    assert!(refused.contains("\"ERROR\""), "{refused}");
}

// OP-17
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_under_way_may_finish() {
    let mut scene = Scene::start().await;
    let browser = scene.browser();
    let there = browser
        .arrive(browser.get(&format!("{}/", scene.home)).await)
        .await;
    let with_code = browser.submit(&there.form().press("alice")).await;
    scene.idp.misbehave(Misbehaviour::TokenHeld);
    let redeemed = browser.follow(&with_code);
    let ended = async {
        while scene.idp.calls().token == 0 {
            tokio::task::yield_now().await;
        }
        scene.gateway.signal("TERM");
        let _ = scene.gateway.error_line_with("SIGTERM", PATIENCE);
        scene.idp.behave();
    };
    let (page, ()) = tokio::join!(redeemed, ended);
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(browser.cookie("session").is_some());
    assert_eq!(
        scene.gateway.ended(PATIENCE).code(),
        Some(0),
        "{:#?}",
        scene.gateway.stderr()
    );
}
