//! Services whose requests are shared out among the targets of an upstream.

use std::sync::Arc;

use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::gateway::{Gateway, Options};
use lychgate::plugins::PLUGINS;
use net::HttpClient;
use ports::NodeSecrets;
use proxy::Listen;
use reqwest::Client;
use serde_json::{Value, json};
use store::{Sqlite, Store};
use testkit::echo::Upstream;
use tokio::net::TcpSocket;

use crate::binary::Folder;

/// A gateway of one core, so that its turns are the only ones.
struct Balanced {
    gateway: Gateway,
    client: Client,
}

impl Balanced {
    async fn declared(yaml: &str) -> Self {
        let configuration = Configuration::read(yaml, &catalogue(PLUGINS));
        let configuration = configuration.unwrap_or_else(|faults| panic!("{faults}\n{yaml}"));
        let (gateway, problems) = Gateway::start(&configuration, options()).await.unwrap();
        assert_eq!(problems, []);
        Self {
            gateway,
            client: client(),
        }
    }

    /// One that is configured by its Admin API.
    async fn administered(folder: &Folder) -> Self {
        let file = folder.path().join("entities.sqlite");
        let file = Sqlite::open(&file, Arc::new(catalogue(PLUGINS))).unwrap();
        let (gateway, _) = Gateway::open(Store::Sqlite(file), options()).await.unwrap();
        Self {
            gateway,
            client: client(),
        }
    }

    /// The status and the body of a GET.
    async fn get(&self, path: &str) -> (u16, Value) {
        let url = format!("http://{}{path}", self.gateway.bound()[0]);
        let reply = self.client.get(url).send().await.unwrap();
        (reply.status().as_u16(), read(reply).await)
    }

    /// The status and the body of what the Admin API says.
    async fn admin(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("http://{}{path}", self.gateway.admin_bound()[0]);
        let request = self.client.request(method.parse().unwrap(), url);
        let request = request.header("content-type", "application/json");
        let reply = request.body(body.to_string()).send().await.unwrap();
        (reply.status().as_u16(), read(reply).await)
    }

    async fn made(&self, path: &str, body: Value) -> Value {
        let (status, made) = self.admin("POST", path, body).await;
        assert_eq!(status, 201, "{path}: {made}");
        made
    }

    async fn retried(&self) -> u64 {
        let (_, status) = self.admin("GET", "/status", Value::Null).await;
        status["lychgate"]["upstream_retries"].as_u64().unwrap()
    }
}

/// A body as JSON; null if there is none.
async fn read(reply: reqwest::Response) -> Value {
    let body = reply.bytes().await.unwrap();
    serde_json::from_slice(&body).unwrap_or_default()
}

fn options() -> Options {
    Options {
        listens: vec![Listen {
            address: ([127, 0, 0, 1], 0).into(),
            tls: None,
        }],
        admin_listens: vec![([127, 0, 0, 1], 0).into()],
        ..Options::new(
            Arc::new(HttpClient::new(&[]).unwrap()),
            NodeSecrets::new(vec![vec![7; 32]]),
        )
    }
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// A service over an upstream with these targets and weights.
fn declaration(targets: &[(String, u16)]) -> String {
    let targets: String = targets
        .iter()
        .map(|(target, weight)| format!("      - {{target: \"{target}\", weight: {weight}}}\n"))
        .collect();
    format!(
        "\
_format_version: \"3.0\"
upstreams:
  - name: shop.internal
    targets:
{targets}services:
  - name: shop
    host: shop.internal
    retries: 1
    routes:
      - name: shop
        paths: [/]
"
    )
}

/// A port that nobody listens at, for as long as the socket lives.
fn nobody() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = socket.local_addr().unwrap().to_string();
    (socket, address)
}

/// The Host that a target was told first.
fn host(target: &Upstream) -> String {
    let first = target.requests().remove(0);
    let host = first.headers.into_iter().find(|(name, _)| name == "host");
    host.unwrap().1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_shared_out_by_weight_to_the_request() {
    let (heavy, light, off) = tokio::join!(Upstream::start(), Upstream::start(), Upstream::start());
    let targets = [(&heavy, 300), (&off, 0), (&light, 100)]
        .map(|(target, weight)| (target.address().to_string(), weight));
    let house = Balanced::declared(&declaration(&targets)).await;
    for _ in 0..40 {
        assert_eq!(house.get("/").await.0, 200);
    }
    assert_eq!((heavy.count(), light.count(), off.count()), (30, 10, 0));
    // Each was told its own name.
    for target in [&heavy, &light] {
        assert_eq!(host(target), target.address().to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_is_gone_costs_another_attempt_and_no_request() {
    let alive = Upstream::start().await;
    let (_held, dead) = nobody();
    let targets = [(dead, 3), (alive.address().to_string(), 1)];
    let house = Balanced::declared(&declaration(&targets)).await;
    for _ in 0..8 {
        assert_eq!(house.get("/").await.0, 200);
    }
    assert_eq!(alive.count(), 8);
    // The living one has its own turns as well.
    let retried = house.retried().await;
    assert!((1..8).contains(&retried), "{retried}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_target_the_answer_is_kongs() {
    let off = Upstream::start().await;
    for targets in [&[][..], &[(off.address().to_string(), 0)]] {
        let written = declaration(targets).replace("    targets:\nservices", "    targets: []\nservices");
        let house = Balanced::declared(&written).await;
        let (status, told) = house.get("/").await;
        assert_eq!(status, 503, "{told}");
        assert_eq!(told["message"], "failure to get a peer from the ring-balancer");
    }
    assert_eq!(off.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_is_added_takes_its_turns_from_the_next_request_on() {
    let (one, two) = tokio::join!(Upstream::start(), Upstream::start());
    let folder = Folder::new();
    let house = Balanced::administered(&folder).await;
    house
        .made(
            "/services",
            json!({ "name": "shop", "host": "shop.internal", "port": 1 }),
        )
        .await;
    house
        .made("/services/shop/routes", json!({ "paths": ["/"] }))
        .await;
    // Nobody has the name yet, and it is looked up.
    assert_eq!(house.get("/").await.0, 503);
    house
        .made(
            "/upstreams",
            json!({ "name": "shop.internal", "host_header": "shop.test" }),
        )
        .await;
    let (status, told) = house.get("/").await;
    assert_eq!(status, 503);
    assert_eq!(told["message"], "failure to get a peer from the ring-balancer");
    let path = "/upstreams/shop.internal/targets";
    house
        .made(path, json!({ "target": one.address().to_string() }))
        .await;
    assert_eq!(house.get("/").await.0, 200);
    let second = house
        .made(path, json!({ "target": two.address().to_string() }))
        .await;
    for _ in 0..4 {
        assert_eq!(house.get("/").await.0, 200);
    }
    assert_eq!((one.count(), two.count()), (3, 2));
    assert_eq!(host(&two), format!("shop.test:{}", two.address().port()));
    let one_of = format!("{path}/{}", second["id"].as_str().unwrap());
    assert_eq!(house.admin("PATCH", &one_of, json!({ "weight": 0 })).await.0, 200);
    for _ in 0..4 {
        assert_eq!(house.get("/").await.0, 200);
    }
    assert_eq!((one.count(), two.count()), (7, 2));
    // Without the upstream the host is a name like any other.
    assert_eq!(
        house
            .admin("DELETE", "/upstreams/shop.internal", Value::Null)
            .await
            .0,
        204
    );
    assert_eq!(house.get("/").await.1["message"], "name resolution failed");
    assert_eq!(house.admin("GET", path, Value::Null).await.0, 404);
}
