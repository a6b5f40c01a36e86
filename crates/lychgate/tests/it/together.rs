//! Gateways that share a database.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sample_idp::{Client, Idp};
use testkit::browser::Browser;
use testkit::clock::SettableClock;
use testkit::echo::Upstream;
use testkit::postgres::{PORT, Server};

use crate::administered::Administered;
use crate::binary::{Folder, PATIENCE, get};

/// How often the configuration changes while requests come.
const CHANGES: u32 = 1_000;

/// As Kong would reach the same database.
pub(crate) fn settings(server: &Server) -> Vec<(&'static str, String)> {
    vec![
        ("LYCHGATE_DATABASE", "postgres".to_owned()),
        ("KONG_PG_HOST", server.folder().to_str().unwrap().to_owned()),
        ("KONG_PG_PORT", PORT.to_string()),
        ("KONG_PG_DATABASE", "postgres".to_owned()),
        ("KONG_PG_TIMEOUT", "2000".to_owned()),
    ]
}

pub(crate) fn start(folder: &Folder, server: &Server) -> Administered {
    let settings = settings(server);
    let settings: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Administered::start_with(folder, &settings)
}

/// OP-10: two that make the tables at once make them once; a later version is refused.
#[test]
fn tables_are_made_once_and_their_version_is_told() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let folder = Folder::new();
    let command = |words: &[&str]| {
        let prefix = folder.path().to_str().unwrap();
        let mut command = crate::binary::lychgate(&[words, &["-p", prefix]].concat());
        command.envs(settings(&server));
        command
    };
    let told = |words: &[&str]| {
        let ended = command(words).output().unwrap();
        let (said, faults) = (
            String::from_utf8_lossy(&ended.stdout),
            String::from_utf8_lossy(&ended.stderr),
        );
        (ended.status.code(), format!("{said}{faults}"))
    };
    let (code, said) = told(&["migrations", "list"]);
    assert_eq!(code, Some(3), "{said}");
    let mut at_once: Vec<_> = (0..2)
        .map(|_| command(&["migrations", "up"]).spawn().unwrap())
        .collect();
    for up in &mut at_once {
        assert!(up.wait().unwrap().success());
    }
    for wanted in ["list", "up", "finish"] {
        let (code, said) = told(&["migrations", wanted]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("version 2"), "{said}");
    }
    let (code, said) = told(&["config", "export"]);
    assert_eq!(code, Some(0), "{said}");
    server.crash();
    let (code, said) = told(&["migrations", "list"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("store.unavailable") && said.contains("pg_host"),
        "{said}"
    );
}

/// Asks until the answer has this status.
fn wait_for(url: &str, status: u16) {
    let deadline = Instant::now() + PATIENCE;
    while get(url).0 != status {
        assert!(Instant::now() < deadline, "{url} never answered {status}");
    }
}

/// Another one that answers itself, so that every request shows the configuration that it met.
fn terminating(gateway: &Administered, name: &str, status: u16) {
    let (path, status) = (format!("paths=/{name}"), format!("config.status_code={status}"));
    let named = format!("name={name}");
    assert_eq!(gateway.curl("POST", "/routes", &[&named, &path]).0, 201);
    let plugin = gateway.curl(
        "POST",
        &format!("/routes/{name}/plugins"),
        &["name=request-termination", &status],
    );
    assert_eq!(plugin.0, 201);
}

/// Nobody goes on when it is gone, also if the test fails.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_changes_disturb_no_request_and_are_everywhere_in_a_moment() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let echo = Upstream::start().await;
    let folders = [Folder::new(), Folder::new()];
    let (one, other) = (start(&folders[0], &server), start(&folders[1], &server));
    let node = one.curl("GET", "/", &[]).1;
    let told = |name: &str| node["configuration"][name].clone();
    assert_eq!(
        (told("database"), told("pg_database"), told("pg_port")),
        ("postgres".into(), "postgres".into(), PORT.into()),
        "{node}"
    );
    assert_eq!(told("pg_password"), serde_json::Value::Null, "it needs none");
    let url = format!("url={}", echo.url("/"));
    assert_eq!(one.curl("POST", "/services", &["name=app", &url]).0, 201);
    assert_eq!(
        one.curl("POST", "/services/app/routes", &["name=steady", "paths=/steady"])
            .0,
        201
    );
    terminating(&one, "changing", 418);
    wait_for(&format!("{}/changing", other.requests), 418);
    wait_for(&format!("{}/steady", other.requests), 200);
    let plugin = one.curl("GET", "/routes/changing/plugins", &[]).1["data"][0]["id"].clone();
    let plugin = format!("/plugins/{}", plugin.as_str().unwrap());

    let done = AtomicBool::new(false);
    let (asked, mut took) = thread::scope(|scope| {
        let load = |gateway: &Administered| {
            let url = format!("{}/steady", gateway.requests);
            let done = &done;
            scope.spawn(move || {
                let mut asked = 0_u32;
                while !done.load(Ordering::Relaxed) {
                    let (status, answer) = get(&url);
                    assert_eq!(status, 200, "{answer}");
                    asked += 1;
                }
                asked
            })
        };
        let loads = [load(&one), load(&other)];
        let ending = Ending(&done);
        let mut took = Vec::new();
        for number in 0..CHANGES {
            let status = 410 + u16::try_from(number % 2).unwrap();
            // Each of them is told something by turns.
            let (told, follows) = match number % 3 {
                0 => (&other, &one),
                _ => (&one, &other),
            };
            let code = format!("config.status_code={status}");
            let (answered, body) = told.curl("PATCH", &plugin, &[&code]);
            let since = Instant::now();
            assert_eq!(answered, 200, "{body}");
            assert_eq!(get(&format!("{}/changing", told.requests)).0, status);
            wait_for(&format!("{}/changing", follows.requests), status);
            took.push(since.elapsed());
        }
        drop(ending);
        (loads.map(|load| load.join().unwrap()), took)
    });
    took.sort_unstable();
    let of = |share: usize| took[took.len() * share / 100];
    println!(
        "{CHANGES} changes while {asked:?} requests were answered; on the other gateway after {:?} (half), {:?} (p99)",
        of(50),
        of(99)
    );
    assert!(of(99) < Duration::from_secs(1), "{:?}", of(99));
    assert!(asked.iter().all(|asked| *asked > 0));
}

// OP-08, OP-09
#[test]
fn without_its_database_a_gateway_goes_on_and_starts_again() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let folder = Folder::new();
    let gateway = start(&folder, &server);
    terminating(&gateway, "kept", 418);
    let kept = folder.path().join("last_configuration");
    // What is kept for the second time from now on was read after all of it was written.
    for number in 0..2 {
        let before = fs::read(&kept).ok();
        let tag = format!("tags=t-{number}");
        assert_eq!(gateway.curl("PATCH", "/routes/kept", &[&tag]).0, 200);
        let deadline = Instant::now() + PATIENCE;
        while fs::read(&kept).ok() == before {
            assert!(Instant::now() < deadline, "it was never kept");
            thread::yield_now();
        }
    }
    server.crash();
    assert_eq!(get(&format!("{}/kept", gateway.requests)).0, 418);
    let (status, told) = gateway.curl("POST", "/routes", &["name=new", "paths=/new"]);
    assert_eq!(status, 503, "{told}");
    assert!(told["message"].as_str().unwrap().contains("goes on"), "{told}");
    assert_eq!(
        gateway.curl("GET", "/status", &[]).1["database"]["reachable"],
        false
    );

    drop(gateway);
    let gateway = start(&folder, &server);
    let told = gateway.gateway.stderr().join("\n");
    assert!(told.contains("goes on with what was last in force"), "{told}");
    assert!(!told.contains("start.no_route"), "{told}");
    assert_eq!(get(&format!("{}/kept", gateway.requests)).0, 418);
    assert_eq!(gateway.curl("GET", "/routes", &[]).0, 503);

    server.start_again();
    let _ = gateway.gateway.error_line_with("the database is back", PATIENCE);
    assert_eq!(gateway.curl("DELETE", "/routes/kept", &[]).0, 204);
    assert_eq!(get(&format!("{}/kept", gateway.requests)).0, 404);
}

/// Nobody names a secret: the nodes find one in their database. A login may begin at one of them and end at the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_one_gateway_is_known_to_all() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let echo = Upstream::start().await;
    let folders = [Folder::new(), Folder::new()];
    let (one, other) = (start(&folders[0], &server), start(&folders[1], &server));
    let back = format!("{}/app/back", other.requests);
    let client = Client::confidential("app", "its secret of more than 32 characters").redirecting_to(&back);
    let provider = sample_idp::Options {
        clients: vec![client],
        ..sample_idp::Options::default()
    };
    let idp = Idp::start(provider).await.unwrap();
    let url = format!("url={}", echo.url("/"));
    assert_eq!(one.curl("POST", "/services", &["name=app", &url]).0, 201);
    assert_eq!(
        one.curl("POST", "/services/app/routes", &["name=app", "paths=/app"])
            .0,
        201
    );
    let (status, told) = one.curl(
        "POST",
        "/routes/app/plugins",
        &[
            "name=openid-connect",
            &format!("config.issuer={}", idp.issuer()),
            "config.client_id=app",
            "config.client_secret=its secret of more than 32 characters",
            &format!("config.redirect_uri={back}"),
        ],
    );
    assert_eq!(status, 201, "{told}");
    wait_for(&format!("{}/app", other.requests), 302);
    let browser = Browser::new(&SettableClock::default());
    let there = browser
        .arrive(browser.get(&format!("{}/app", one.requests)).await)
        .await;
    let back = browser.submit(&there.form().press("alice")).await;
    let page = browser.arrive(back).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let calls = idp.total_calls();
    for gateway in [&one, &other] {
        let page = browser.get(&format!("{}/app", gateway.requests)).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    // What one forgets of the provider, so does the other.
    let known = |gateway: &Administered| {
        let told = gateway.curl("GET", "/openid-connect/issuers", &[]).1;
        told["data"][0].get("configuration").is_some()
    };
    assert!(known(&one) && known(&other));
    assert_eq!(one.curl("DELETE", "/openid-connect/issuers", &[]).0, 204);
    let deadline = Instant::now() + PATIENCE;
    while known(&other) {
        assert!(Instant::now() < deadline, "the other one never forgot");
    }
    // They have the same keys.
    let keys = |gateway: &Administered| gateway.curl("GET", "/default/openid-connect/jwks", &[]);
    let (status, told) = keys(&one);
    assert_eq!((status, told["keys"].as_array().unwrap().len()), (200, 14));
    assert_eq!(keys(&other).1, told);
    assert_eq!(other.curl("DELETE", "/openid-connect/jwks", &[]).0, 204);
    assert_eq!(keys(&one).1["keys"].as_array().unwrap().len(), 28);
    // No session is forgotten when one starts again, with the database or without.
    drop(one);
    for away in [false, true] {
        if away {
            server.crash();
        }
        let again = start(&folders[0], &server);
        let page = browser.get(&format!("{}/app", again.requests)).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    assert_eq!(idp.total_calls(), calls);
}

#[test]
fn a_gateway_that_never_had_its_database_does_not_start() {
    let folder = Folder::new();
    let mut command = crate::binary::lychgate(&["start", "-p", folder.path().to_str().unwrap()]);
    command.envs([
        ("LYCHGATE_DATABASE", "postgres"),
        ("LYCHGATE_PG_HOST", folder.path().to_str().unwrap()),
        ("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0"),
        ("LYCHGATE_ADMIN_LISTEN", "127.0.0.1:0"),
    ]);
    let ended = command.output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{told}");
    for words in ["cannot start", "store.unavailable", "pg_host"] {
        assert_eq!(told.matches(words).count(), 1, "{words} in {told}");
    }
}
