//! Checks in a town where every name, address and document is written down, and so is everything that is asked.

mod judged;
mod untold;
mod values;
mod way;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use ports::{
    Certificate, Clock, Handshake, Http, HttpError, HttpReply, HttpRequest, Inspect, Location, Looking,
    Reach, Terms, Waiting, Whose,
};
use serde_json::{Value, json};
use testkit::clock::SettableClock;
use testkit::http::Scripted;

use super::*;
use crate::fakes::services;

const ISSUER: &str = "https://op.example";
const SECRET: &str = "the-secret-of-the-client";
const KEY: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// Who is where, what they answer, and what was asked of them.
#[derive(Clone)]
struct Town(Arc<Mutex<Streets>>);

#[derive(Default)]
struct Streets {
    /// The answers about each name, in their order. The last one is not taken away.
    names: HashMap<String, VecDeque<Result<Vec<SocketAddr>, HttpError>>>,
    /// Addresses at which nobody answers.
    closed: Vec<SocketAddr>,
    shaken: Option<Result<Handshake, HttpError>>,
    replies: HashMap<String, Result<HttpReply, HttpError>>,
    /// Whether connecting never ends.
    is_stuck: bool,
    asked: Vec<String>,
    bodies: Vec<String>,
    heads: Vec<String>,
    now: Option<SettableClock>,
    /// How long each call takes; it is given up if it has less time.
    takes: Duration,
}

impl Town {
    /// A town with a provider that does everything right.
    fn new() -> Self {
        let town = Self(Arc::default());
        town.names("op.example", &[&["192.0.2.1:443"]]);
        town.shakes(Ok(Handshake {
            version: "TLS 1.3",
            certificate: Some(Certificate {
                names: vec!["op.example".to_owned()],
                issuer: Some("An Authority".to_owned()),
                ends: 4_102_444_800,
            }),
            verified: Ok(()),
        }));
        town.answers("/.well-known/openid-configuration", &document());
        town.answers(
            "/keys",
            &json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": KEY }] }),
        );
        let refusal = json!({ "error": "invalid_grant" });
        town.replies(
            "/token",
            Ok(testkit::http::json(StatusCode::BAD_REQUEST, &refusal)),
        );
        town
    }

    fn change<R>(&self, with: impl FnOnce(&mut Streets) -> R) -> R {
        with(&mut self.0.lock().unwrap())
    }

    /// What is answered about a name: each answer once, the last one for ever.
    fn names(&self, name: &str, answers: &[&[&str]]) {
        let parse = |list: &&[&str]| Ok(list.iter().map(|address| address.parse().unwrap()).collect());
        let answers = answers.iter().map(parse).collect();
        self.change(|streets| drop(streets.names.insert(name.to_owned(), answers)));
    }

    fn shakes(&self, shaken: Result<Handshake, HttpError>) {
        self.change(|streets| streets.shaken = Some(shaken));
    }

    fn answers(&self, path: &str, body: &Value) {
        self.replies(path, Ok(testkit::http::json(StatusCode::OK, body)));
    }

    fn replies(&self, path: &str, reply: Result<HttpReply, HttpError>) {
        let url = match path.starts_with('/') {
            true => format!("{ISSUER}{path}"),
            false => path.to_owned(),
        };
        self.change(|streets| drop(streets.replies.insert(url, reply)));
    }

    fn asked(&self) -> Vec<String> {
        self.change(|streets| streets.asked.clone())
    }

    /// Checks these options in it.
    async fn check(&self, config: Value) -> Report {
        self.check_with(config, SignIn::NotTried, &|_| None).await
    }

    async fn check_with(&self, config: Value, sign_in: SignIn, forbids: Forbids<'_>) -> Report {
        let resolved = model::Resolved::default();
        self.check_resolved(config, &resolved, sign_in, forbids).await
    }

    async fn check_resolved(
        &self,
        config: Value,
        resolved: &model::Resolved,
        sign_in: SignIn,
        forbids: Forbids<'_>,
    ) -> Report {
        let (script, clock) = (Scripted::new(), SettableClock::default());
        self.change(|streets| streets.now = Some(clock.clone()));
        let services = Services {
            http: Arc::new(self.clone()),
            ..services(&script, &clock)
        };
        let check = Check {
            config: &config,
            resolved,
            sign_in,
            services: &services,
            forbids,
        };
        check.run().await
    }
}

impl Http for Town {
    fn send(&self, request: HttpRequest) -> Waiting<'_> {
        panic!("{} is called without a look at its address", request.url)
    }

    fn inspector(&self) -> Option<&dyn Inspect> {
        Some(self)
    }
}

impl Inspect for Town {
    fn locate<'a>(&'a self, url: &'a str, _: Reach, terms: &'a Terms, _: Duration) -> Looking<'a, Location> {
        Box::pin(async move {
            let place = |url: &str| {
                let url = url::Url::parse(url).unwrap();
                let host = url.host_str().unwrap().to_owned();
                (
                    url.scheme().to_owned(),
                    host,
                    url.port_or_known_default().unwrap(),
                )
            };
            let (scheme, host, port) = place(url);
            let proxy = terms.proxies.towards(&scheme, &host, port);
            let (whose, (_, host, port)) = match proxy {
                None => (Whose::Server, (scheme, host, port)),
                Some(proxy) => (Whose::Proxy, place(&proxy.url)),
            };
            self.change(|streets| {
                streets.asked.push(format!("where is {host}"));
                let answers = streets.names.get_mut(&host);
                let answers = answers.ok_or_else(|| HttpError::NotResolved(host.clone()))?;
                let answer = match answers.len() {
                    1 => answers[0].clone(),
                    _ => answers.pop_front().unwrap(),
                };
                let at_port = |address: SocketAddr| SocketAddr::new(address.ip(), port);
                Ok(Location {
                    host,
                    addresses: answer?.into_iter().map(at_port).collect(),
                    whose,
                })
            })
        })
    }

    fn connect(&self, address: SocketAddr, _: Duration) -> Looking<'_, ()> {
        Box::pin(async move {
            if self.change(|streets| streets.is_stuck) {
                std::future::pending::<()>().await;
            }
            self.change(|streets| {
                streets.asked.push(format!("connect {address}"));
                match streets.closed.contains(&address) {
                    true => Err(HttpError::Connect("refused".to_owned())),
                    false => Ok(()),
                }
            })
        })
    }

    fn handshake<'a>(&'a self, host: &'a str, address: SocketAddr, _: Duration) -> Looking<'a, Handshake> {
        Box::pin(async move {
            self.change(|streets| {
                streets.asked.push(format!("hands of {host} at {address}"));
                streets.shaken.clone().unwrap()
            })
        })
    }

    fn send_to(&self, request: HttpRequest, address: SocketAddr) -> Waiting<'_> {
        Box::pin(async move {
            self.change(|streets| {
                let line = format!("{} {} at {address}", request.method, request.url);
                streets.asked.push(line);
                streets.bodies.push(format!("{:?}", request.body));
                streets.heads.extend(
                    request.headers.iter().map(|(name, value)| {
                        format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))
                    }),
                );
                let clock = streets.now.clone().unwrap();
                clock.advance(streets.takes.min(request.timeout));
                if streets.takes > request.timeout {
                    return Err(HttpError::Timeout);
                }
                let now = clock.now();
                let date = std::time::UNIX_EPOCH + Duration::from_millis(now.millis());
                let mut reply = match streets.replies.get(&request.url) {
                    None => testkit::http::json(StatusCode::NOT_FOUND, &json!({})),
                    Some(reply) => reply.clone()?,
                };
                if reply.header(&header::DATE).is_none() {
                    let date = HeaderValue::from_str(&httpdate::fmt_http_date(date)).unwrap();
                    reply.headers.push((header::DATE, date));
                }
                Ok(reply)
            })
        })
    }
}

fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_uri": format!("{ISSUER}/keys"),
        "userinfo_endpoint": format!("{ISSUER}/userinfo"),
        "end_session_endpoint": format!("{ISSUER}/end"),
        "scopes_supported": ["openid", "email"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    })
}

/// Options of a login, with these in the place of some.
fn config(more: &Value) -> Value {
    let mut config = json!({
        "issuer": ISSUER,
        "client_id": ["app"],
        "client_secret": [SECRET],
        "redirect_uri": ["https://app.example/back"],
        "auth_methods": ["authorization_code", "session"],
    });
    for (name, value) in more.as_object().unwrap() {
        config[name] = value.clone();
    }
    config
}

/// The findings, a letter for each: `o`, `w` and `f`, and `-` for what was not looked at.
fn letters(report: &Report) -> String {
    let letter = |finding: &Finding| match finding.status {
        Status::Ok => 'o',
        Status::Warn => 'w',
        Status::Fail => 'f',
        Status::Skip => '-',
    };
    report.findings.iter().map(letter).collect()
}

/// What was found at a step, for the first time.
fn found(report: &Report, step: Step) -> &Finding {
    report
        .findings
        .iter()
        .find(|finding| finding.step == step)
        .unwrap()
}
