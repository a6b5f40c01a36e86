use std::time::Duration;

use oidc::{DiscoveryRules, Standing};
use ports::Reach;
use testkit::clock::SettableClock;
use testkit::http::{self, Scripted};

use super::*;
use crate::fakes::services;
use crate::provider::{Copy, Endpoint as Provided, Line};

struct Node {
    script: Scripted,
    services: Services,
}

impl Node {
    fn new() -> Self {
        let script = Scripted::new();
        let clock = SettableClock::default();
        let services = services(&script, &clock);
        Self { script, services }
    }

    fn line(&self, issuer: &str) -> Line {
        let endpoint = Provided {
            issuer: Issuer::parse(issuer).unwrap(),
            rules: DiscoveryRules::default(),
            headers: Vec::new(),
            more_keys: Vec::new(),
            reach: Reach::Network,
            terms: Arc::default(),
            trust: ports::Verification::Verified,
            timeout: Duration::from_secs(10),
            cool_down: Duration::from_secs(30),
            lifetime: None,
        };
        Line::open(endpoint, &self.services)
    }

    /// Has the provider answer this once.
    fn plan(&self, issuer: &str, documented: &str) {
        let document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "op_policy_uri": documented,
        });
        let keys = json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "kid": "k1", "d": "never shown",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }] });
        for (path, reply) in [("/.well-known/openid-configuration", document), ("/keys", keys)] {
            let reply = http::json(StatusCode::OK, &reply);
            self.script
                .answer(Method::GET, &format!("{issuer}{path}"), Ok(reply));
        }
    }

    async fn ask(&self, method: Method, path: &str, segment: Option<&str>) -> EndpointAnswer {
        let endpoint = ENDPOINTS
            .iter()
            .find(|endpoint| endpoint.method == method && endpoint.path == path)
            .unwrap();
        let segments = segment.map(|segment| ("issuer".to_owned(), segment.to_owned()));
        let request = EndpointRequest {
            workspace: model::DEFAULT_WORKSPACE,
            segments: segments.into_iter().collect(),
            query: None,
            body: Value::Null,
        };
        (endpoint.handler)(request, self.services.clone()).await
    }
}

const ALL: &str = "/openid-connect/issuers";
const ONE: &str = "/openid-connect/issuers/{issuer}";

#[tokio::test]
async fn what_is_known_of_issuers_is_told() {
    let node = Node::new();
    assert_eq!(
        node.ask(Method::GET, ALL, None).await,
        EndpointAnswer::told(json!({ "data": [], "next": null }))
    );
    let line = node.line("https://b.test");
    // Two instances of one provider are one issuer.
    let lines = [
        node.line("https://a.test/realm"),
        node.line("https://a.test/realm/"),
    ];
    node.plan("https://b.test", "first");
    line.find(&Copy::default()).await;
    let told = node.ask(Method::GET, ALL, None).await.body;
    assert_eq!(told["next"], Value::Null);
    let (a, b) = (&told["data"][0], &told["data"][1]);
    assert_eq!(told["data"].as_array().unwrap().len(), 2);
    assert_eq!(a["issuer"], "https://a.test/realm");
    assert_eq!(a.get("configuration"), None, "it was not found yet");
    assert_eq!(b["configuration"]["op_policy_uri"], "first");
    assert_eq!(b["keys"][0]["kid"], "k1");
    assert!(!told.to_string().contains("never shown"), "{told}");
    assert_eq!(b["created_at"], node.services.clock.now().millis() / 1000);
    // One is found by its id, and by its address however it is written.
    let id = a["id"].as_str().unwrap();
    for named in [
        id,
        &id.to_uppercase(),
        "https://a.test/realm",
        "https://a.test/realm/",
        "https://a.test/realm/.well-known/openid-configuration",
    ] {
        assert_eq!(node.ask(Method::GET, ONE, Some(named)).await.body, *a, "{named}");
    }
    for named in [
        "https://c.test",
        "a.test",
        "",
        "00000000-0000-0000-0000-000000000000",
    ] {
        for method in [Method::GET, Method::DELETE] {
            let answer = node.ask(method, ONE, Some(named)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{named}");
        }
    }
    // What is gone is told no more.
    drop(lines);
    tokio::task::yield_now().await;
    let told = node.ask(Method::GET, ALL, None).await.body;
    assert_eq!(told["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_forgotten_is_looked_up_at_once_when_it_is_needed() {
    let node = Node::new();
    let (line, copy) = (node.line("https://b.test"), Copy::default());
    let policy = |line: &Line, copy: &Copy| {
        line.look(copy, |standing| match standing {
            Standing::Known(provider) => provider.metadata.document()["op_policy_uri"].clone(),
            Standing::Stale(_) | Standing::Absent => Value::Null,
        })
    };
    node.plan("https://b.test", "first");
    line.find(&copy).await;
    assert_eq!(policy(&line, &copy), "first");
    for (named, document) in [(Some("https://b.test"), "second"), (None, "third")] {
        let path = named.map_or(ALL, |_| ONE);
        assert_eq!(
            node.ask(Method::DELETE, path, named).await,
            EndpointAnswer::done()
        );
        assert_eq!(policy(&line, &copy), Value::Null);
        // No time has gone by, so that nobody would look again otherwise.
        node.plan("https://b.test", document);
        line.find(&copy).await;
        assert_eq!(policy(&line, &copy), document);
    }
}

#[tokio::test]
async fn public_keys_are_told_and_changed() {
    let node = Node::new();
    let path = "/openid-connect/jwks";
    let first = node.ask(Method::GET, path, None).await;
    assert_eq!(
        (first.status, first.media_type),
        (StatusCode::OK, "application/jwk-set+json")
    );
    assert_eq!(first.body["keys"].as_array().unwrap().len(), 14);
    assert_eq!(node.ask(Method::GET, path, None).await, first);
    assert_eq!(node.ask(Method::DELETE, path, None).await, EndpointAnswer::done());
    let second = node.ask(Method::GET, path, None).await.body;
    assert_eq!(second["keys"].as_array().unwrap().len(), 28);
    assert_eq!(second["keys"][10], first.body["keys"][0]);
}

#[test]
fn whoever_only_reads_changes_nothing() {
    for endpoint in &ENDPOINTS {
        let reads = endpoint.method == Method::GET;
        assert_eq!(endpoint.role == Role::Reader, reads, "{}", endpoint.path);
        assert!(!(reads && endpoint.spreads), "{}", endpoint.path);
    }
}
