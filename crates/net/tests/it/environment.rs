//! What the environment of the process says. It is set where a process starts, so each test runs once more in
//! a child.

use std::env;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get as on_get;
use net::HttpClient;
use ports::Http;
use testkit::tls::Authority;

use crate::server::{get, serve, serve_tls};

/// Tells the child whom to call.
const URL: &str = "LYCHGATE_TEST_URL";

// DI-18
#[tokio::test]
async fn proxies_of_the_environment_are_ignored() {
    if let Ok(url) = env::var(URL) {
        let reply = HttpClient::new(&[]).unwrap().send(get(&url)).await.unwrap();
        assert_eq!(reply.body, "here");
        return;
    }
    let port = serve(Router::new().route("/", on_get(|| async { "here" }))).await;
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let trap =
        Router::new().fallback(move || async move { count.fetch_add(1, Ordering::Relaxed).to_string() });
    let proxy = format!("http://127.0.0.1:{}", serve(trap).await);
    let names = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ];
    let variables = names.map(|name| (name, proxy.as_str()));
    let url = format!("http://127.0.0.1:{port}/");
    again(
        "environment::proxies_of_the_environment_are_ignored",
        &url,
        &variables,
    )
    .await;
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_system_without_authorities_trusts_nobody_but_those_given() {
    if let Ok(url) = env::var(URL) {
        let error = HttpClient::new(&[]).unwrap().send(get(&url)).await.unwrap_err();
        assert_eq!(error.code(), "http.tls", "{error}");
        return;
    }
    let url = format!(
        "https://localhost:{}/",
        serve_tls(&Authority::new().localhost()).await
    );
    let nothing = [("SSL_CERT_FILE", "/dev/null")];
    again(
        "environment::a_system_without_authorities_trusts_nobody_but_those_given",
        &url,
        &nothing,
    )
    .await;
}

/// The authorities of the system are those of a file, which the variable names: who trusts others only, does not read it.
#[tokio::test]
async fn who_trusts_only_some_does_not_ask_the_system() {
    if let Ok(url) = env::var(URL) {
        let by_system = HttpClient::new(&[]).unwrap();
        assert_eq!(by_system.send(get(&url)).await.unwrap().body, "secret");
        let other = Authority::new();
        let by_others = HttpClient::trusting_only(&[other.pem()]).unwrap();
        assert_eq!(by_others.send(get(&url)).await.unwrap_err().code(), "http.tls");
        return;
    }
    let authority = Authority::new();
    let url = format!("https://localhost:{}/", serve_tls(&authority.localhost()).await);
    let file = env::temp_dir().join(format!("lychgate-net-authorities-{}.pem", std::process::id()));
    std::fs::write(&file, authority.pem()).unwrap();
    let system = [("SSL_CERT_FILE", file.to_str().unwrap())];
    again(
        "environment::who_trusts_only_some_does_not_ask_the_system",
        &url,
        &system,
    )
    .await;
    std::fs::remove_file(&file).unwrap();
}

/// Runs a test of this file once more, with this environment.
async fn again(test: &str, url: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", test]).env(URL, url);
    for name in ["no_proxy", "NO_PROXY", "SSL_CERT_DIR"] {
        child.env_remove(name);
    }
    child.envs(variables.iter().copied());
    let ended = tokio::task::spawn_blocking(move || child.output())
        .await
        .unwrap()
        .unwrap();
    let told = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success() && told.contains("1 passed"), "{told}");
}
