//! The sample provider as a program of its own, for tests that are not written in Rust.
//!
//! The first line of its standard input says how it is to be, as JSON; all members may be left out:
//!
//! ```json
//! {"port": 0, "issuer_path": "/oauth2/default", "audience": "api", "access_token_seconds": 3600, "algorithm": "ES256",
//!  "clients": [{"id": "app", "secret": "s", "redirect_uris": ["http://localhost/"],
//!               "post_logout_redirect_uris": []}]}
//! ```
//!
//! It answers `{"issuer": "http://127.0.0.1:1234"}`. Each further line is one word that asks for something, and is
//! answered by one line of JSON:
//!
//! | word | what happens | answer |
//! |---|---|---|
//! | `calls` | nothing | `{"calls": 7}`, how often it was called so far |
//! | `refreshes` | nothing | `{"refreshes": 1}`, how often a refresh token was brought |
//! | `rotate` | it signs with a new key | `{}` |
//!
//! It ends with its standard input.

use std::io::{self, BufRead};
use std::time::Duration;

use sample_idp::{Client, Idp, Options, SigningAlgorithm};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut lines = io::stdin().lock().lines();
    let first = lines.next().unwrap_or_else(|| Ok("{}".into()))?;
    let asked: Value = serde_json::from_str(&first)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let idp = runtime.block_on(Idp::start(options(&asked)))?;
    println!("{}", json!({ "issuer": idp.issuer() }));
    for line in lines {
        let answer = match line?.trim() {
            "calls" => json!({ "calls": idp.total_calls() }),
            "refreshes" => json!({ "refreshes": idp.grants("refresh_token") }),
            "rotate" => idp.rotate_keys().map(|()| json!({}))?,
            other => json!({ "error": format!("{other:?} is no word of ours") }),
        };
        println!("{answer}");
    }
    Ok(())
}

fn options(asked: &Value) -> Options {
    let mut options = Options::default();
    let number = |name: &str| asked[name].as_u64();
    if let Some(port) = number("port").and_then(|port| u16::try_from(port).ok()) {
        options.address.set_port(port);
    }
    if let Some(seconds) = number("access_token_seconds") {
        options.lifetimes.access_token = Duration::from_secs(seconds);
    }
    if let Some(path) = asked["issuer_path"].as_str() {
        path.clone_into(&mut options.issuer_path);
    }
    if let Some(audience) = asked["audience"].as_str() {
        audience.clone_into(&mut options.audience);
    }
    if let Some(name) = asked["algorithm"].as_str() {
        options.algorithm = algorithm(name);
    }
    options.clients = asked["clients"]
        .as_array()
        .into_iter()
        .flatten()
        .map(client)
        .collect();
    options
}

/// Those that people compare; with any other name it is the ordinary one.
fn algorithm(name: &str) -> SigningAlgorithm {
    match name {
        "RS256" => SigningAlgorithm::Rs256,
        "EdDSA" => SigningAlgorithm::EdDsa,
        _ => SigningAlgorithm::Es256,
    }
}

fn client(asked: &Value) -> Client {
    let uris = |name: &str| asked[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut client = match &asked["secret"] {
        Value::String(secret) => Client::confidential(text(&asked["id"]), secret),
        _ => Client::public(text(&asked["id"])),
    };
    for uri in uris("redirect_uris") {
        client = client.redirecting_to(text(&uri));
    }
    for uri in uris("post_logout_redirect_uris") {
        client = client.leaving_to(text(&uri));
    }
    client
}
