//! The way of a request over real sockets: a client that writes bytes, the gateway, and an upstream that tells
//! what it got.

mod plugins;
mod shown;
mod strangers;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use plugin::Services;
use proxy::{
    AccessLog, AnswerHeader, Belief, Cores, Plan, Proxies, Rules, Settings, UpstreamRequestId, compile,
};
use serde_json::{Value, json};
use testkit::echo::Upstream;

use crate::fakes::{KINDS, services, snapshot};
use crate::plain::settings;

type Entity<'a> = (&'static str, &'a str, Value);

/// A gateway of one core before an echo.
struct House {
    echo: Upstream,
    cores: Cores,
    plan: Arc<Plan>,
    services: Services,
}

impl House {
    async fn with(entities: &[Entity<'_>]) -> Self {
        Self::logging(AccessLog::Off, entities).await
    }

    async fn logging(access_log: AccessLog, entities: &[Entity<'_>]) -> Self {
        Self::ruled(Rules::default(), access_log, entities).await
    }

    async fn ruled(rules: Rules, access_log: AccessLog, entities: &[Entity<'_>]) -> Self {
        let echo = Upstream::start().await;
        let services = services();
        let plan = Arc::new(planned(&echo, &services, entities, None));
        let settings = Settings {
            rules,
            access_log,
            ..settings()
        };
        let cores = Cores::start(&settings, &plan, &Arc::default()).unwrap();
        Self {
            echo,
            cores,
            plan,
            services,
        }
    }

    /// Puts another configuration in service.
    async fn apply(&mut self, entities: &[Entity<'_>]) {
        self.plan = Arc::new(planned(&self.echo, &self.services, entities, Some(&self.plan)));
        self.cores.apply(&self.plan, &Arc::default()).await.unwrap();
    }

    /// What the gateway answers. Lines are given without their ends, and `Host` and `Connection` are added.
    async fn ask(&self, line: &str, lines: &[&str], body: &str) -> Reply {
        let mut text = format!("{line} HTTP/1.1\r\n");
        if !lines.iter().any(|line| line.starts_with("Host:")) {
            text.push_str("Host: example.test\r\n");
        }
        if !lines.iter().any(|line| line.starts_with("Connection:")) {
            text.push_str("Connection: close\r\n");
        }
        lines
            .iter()
            .for_each(|line| text.push_str(&format!("{line}\r\n")));
        let text = format!("{text}\r\n{body}");
        let address = self.cores.bound()[0];
        tokio::task::spawn_blocking(move || Reply::of(address, &text))
            .await
            .unwrap()
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), &[], "").await
    }
}

fn planned(echo: &Upstream, services: &Services, entities: &[Entity<'_>], before: Option<&Plan>) -> Plan {
    let (host, port) = (echo.address().ip().to_string(), echo.address().port());
    let mut all = vec![("services", "echo", json!({ "host": host, "port": port }))];
    all.extend(entities.iter().cloned());
    compile(&snapshot(&all), KINDS, services, before).0
}

/// An answer, read to the end of the connection.
#[derive(Debug)]
struct Reply {
    status: u16,
    lines: Vec<(String, String)>,
    body: String,
}

impl Reply {
    fn of(address: SocketAddr, text: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut whole = Vec::new();
        // A connection that is closed with something unread may be reset behind the answer.
        let _ = stream.read_to_end(&mut whole);
        let whole = String::from_utf8(whole).unwrap();
        let (head, body) = whole
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {whole:?}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let split = |line: &str| {
            line.split_once(':')
                .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        };
        Self {
            status,
            lines: lines.filter_map(split).collect(),
            body: body.to_owned(),
        }
    }

    fn all(&self, name: &str) -> Vec<&str> {
        let named = self.lines.iter().filter(|(known, _)| known == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

fn route(name: &str, more: Value) -> Entity<'_> {
    let mut body = json!({ "service": "echo", "strip_path": false });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    ("routes", name, body)
}

fn everything() -> Entity<'static> {
    route("all", json!({ "paths": ["/"] }))
}

fn plugin<'a>(name: &'a str, kind: &str, more: Value) -> Entity<'a> {
    let mut body = json!({ "name": kind, "config": { "label": name } });
    for (field, value) in more.as_object().unwrap() {
        match field.as_str() {
            "route" | "service" | "consumer" => body[field] = value.clone(),
            _ => body["config"][field] = value.clone(),
        }
    }
    ("plugins", name, body)
}

#[tokio::test]
async fn a_request_goes_there_and_back() {
    let house = House::with(&[route("a", json!({ "paths": ["/a"], "strip_path": true }))]).await;
    let reply = house
        .ask("POST /a/./b%2f?c=%2f", &["X-Own: 1", "Content-Length: 4"], "body")
        .await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let seen = &house.echo.requests()[0];
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str(), seen.query.as_deref()),
        ("POST", "/b%2F", Some("c=%2f"))
    );
    assert_eq!((seen.body.as_str(), seen.header("x-own")), ("body", vec!["1"]));
    let port = house.cores.bound()[0].port().to_string();
    let id = reply.all("x-kong-request-id")[0];
    assert_eq!(id.len(), 32);
    let host = house.echo.address().to_string();
    for (name, value) in [
        ("host", host.as_str()),
        ("x-real-ip", "127.0.0.1"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "example.test"),
        ("x-forwarded-port", &port),
        ("x-forwarded-path", "/a/b%2F"),
        ("x-forwarded-prefix", "/a"),
        ("x-kong-request-id", id),
        ("via", "1.1 lychgate"),
    ] {
        assert_eq!(seen.header(name), [value], "{name}");
    }
    assert_eq!(reply.all("via"), ["1.1 lychgate"]);
    assert_eq!(reply.all("server"), ["lychgate"]);
    assert_eq!(
        (
            reply.all("x-kong-upstream-latency"),
            reply.all("x-kong-proxy-latency")
        ),
        (vec!["0"], vec!["0"])
    );
}

#[tokio::test]
async fn nobody_is_at_home_where_no_route_leads() {
    let house = House::with(&[route("a", json!({ "paths": ["/a"] }))]).await;
    let reply = house.get("/b").await;
    let id = reply.all("x-kong-request-id")[0];
    assert_eq!(reply.status, 404);
    assert_eq!(reply.all("content-type"), ["application/json; charset=utf-8"]);
    assert_eq!(
        reply.json(),
        json!({ "message": "no Route matched with those values", "request_id": id })
    );
    assert_eq!(
        (reply.all("server"), reply.all("x-kong-response-latency")),
        (vec!["lychgate"], vec!["0"])
    );
    assert!(reply.all("via").is_empty());
    assert_eq!(house.echo.count(), 0);
}

#[tokio::test]
async fn the_more_telling_route_is_meant() {
    let house = House::with(&[
        everything(),
        route("host", json!({ "hosts": ["a.test"], "preserve_host": true })),
        route(
            "host-and-path",
            json!({ "hosts": ["a.test"], "paths": ["/x"], "strip_path": true }),
        ),
    ])
    .await;
    for (host, path, expected) in [
        ("b.test", "/x/y", "/x/y"),
        ("a.test", "/x/y", "/y"),
        // PA-02, PA-05: one reading of the path, for the router and the upstream alike.
        ("a.test", "/z/..//x/y", "/y"),
        // PA-19
        ("A.TEST.", "/x/y", "/y"),
        ("a.test", "/y", "/y"),
    ] {
        let reply = house
            .ask(&format!("GET {path}"), &[&format!("Host: {host}")], "")
            .await;
        assert_eq!(reply.json()["path"], expected, "{host}{path}");
    }
    let told = house.echo.requests().last().unwrap().clone();
    assert_eq!(told.header("host"), ["a.test"]);
}

#[tokio::test]
async fn what_has_no_one_reading_is_refused() {
    let house = House::with(&[everything()]).await;
    for (line, lines) in [
        // PA-04, PA-08
        ("GET /a%00", vec![]),
        ("GET /a\\b", vec![]),
        // HD-10
        ("GET /", vec!["Host: a.test", "Host: b.test"]),
        ("GET /", vec!["Host: a b"]),
        // PA-15
        ("OPTIONS *", vec![]),
        ("CONNECT a.test:1", vec![]),
        ("GET open", vec![]),
        ("GET a.test:80", vec![]),
        ("GET ftp://a.test/", vec![]),
        // SM-03
        ("POST /", vec!["Transfer-Encoding: gzip, chunked"]),
        (
            "POST /",
            vec!["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
        ),
        ("POST /", vec!["Transfer-Encoding: chunked, identity"]),
        ("POST /", vec!["Transfer-Encoding: xchunked"]),
    ] {
        let reply = house.ask(line, &lines, "").await;
        assert_eq!(reply.status, 400, "{line} {lines:?}");
    }
    assert_eq!(house.echo.count(), 0);
}

#[tokio::test]
async fn sm_01_sm_02_of_two_lengths_one_counts_and_nothing_is_read_behind_it() {
    let house = House::with(&[everything()]).await;
    let (length, coding) = ("Content-Length: 6", "Transfer-Encoding: chunked");
    let body = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: example.test\r\n\r\n";
    for lines in [
        [length, coding, "Connection: keep-alive"],
        [coding, length, "Connection: keep-alive"],
    ] {
        let before = house.echo.count();
        let reply = house.ask("POST /told", &lines, body).await;
        assert_eq!((reply.status, house.echo.count()), (200, before + 1));
        let seen = house.echo.requests().pop().unwrap();
        assert_eq!((seen.path.as_str(), seen.body.as_str()), ("/told", ""));
        assert!(seen.header("content-length").is_empty() || seen.header("transfer-encoding").is_empty());
    }
}

#[tokio::test]
async fn the_operator_chooses_what_is_added() {
    let rules = Rules {
        answer_headers: [AnswerHeader::UpstreamStatus].into_iter().collect(),
        upstream_request_id: UpstreamRequestId::Untold,
        ..Rules::default()
    };
    let house = House::ruled(rules, AccessLog::Off, &[everything()]).await;
    let reply = house.get("/status/404").await;
    assert_eq!(
        (reply.status, reply.all("x-kong-upstream-status")),
        (404, vec!["404"])
    );
    let refused = house.get("/%00").await;
    assert_eq!(refused.status, 400);
    for name in [
        "server",
        "via",
        "x-kong-proxy-latency",
        "x-kong-response-latency",
        "x-kong-request-id",
    ] {
        assert!(
            reply.all(name).is_empty() && refused.all(name).is_empty(),
            "{name}"
        );
    }
    assert!(refused.all("x-kong-upstream-status").is_empty());
    assert!(house.echo.requests()[0].header("x-kong-request-id").is_empty());
}

#[tokio::test]
async fn errors_have_the_form_that_the_client_asks_for() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let away = ("services", "away", json!({ "host": "127.0.0.1", "port": port }));
    let house = House::with(&[
        away,
        ("routes", "away", json!({ "paths": ["/away"], "service": "away" })),
        route("bad", json!({ "paths": ["/bad"] })),
        plugin("bad", "early", json!({ "route": "bad", "does": "fall over" })),
        route("back", json!({ "paths": ["/back"] })),
        plugin(
            "back",
            "early",
            json!({ "route": "back", "does": "fail on the way back" }),
        ),
    ])
    .await;
    let (json, plain) = ("application/json; charset=utf-8", "text/plain; charset=utf-8");
    let (html, xml) = ("text/html; charset=utf-8", "application/xml; charset=utf-8");
    for (path, status, unasked) in [
        ("/", 404, json),
        ("/away", 502, plain),
        ("/bad", 500, json),
        ("/back", 500, json),
        ("/%00", 400, plain),
    ] {
        let line = format!("GET {path}");
        for (lines, expected) in [
            (vec![], unasked),
            (vec!["Accept: text/html"], html),
            (vec!["Accept: application/xml"], xml),
            (vec!["Accept: text/plain, */*;q=0.1"], plain),
            (vec!["Accept: image/png"], json),
        ] {
            let reply = house.ask(&line, &lines, "").await;
            assert_eq!(
                (reply.status, reply.all("content-type")),
                (status, vec![expected]),
                "{path} {lines:?}"
            );
            let id = reply.all("x-kong-request-id")[0];
            assert!(reply.body.contains(id), "{reply:?}");
        }
        // What tells of a body has none.
        let reply = house.ask(&format!("HEAD {path}"), &[], "").await;
        assert_eq!((reply.status, reply.body.as_str()), (status, ""));
        let reply = house.ask(&line, &["Content-Type: application/grpc"], "").await;
        assert_eq!(
            (reply.all("grpc-status").len(), reply.body.as_str()),
            (1, ""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_route_for_https_alone_asks_to_come_again() {
    let house = House::with(&[route("a", json!({ "paths": ["/"], "protocols": ["https"] }))]).await;
    let reply = house.get("/").await;
    assert_eq!(
        (reply.status, reply.all("upgrade")),
        (426, vec!["TLS/1.2, HTTP/1.1"])
    );
    assert_eq!(house.echo.count(), 0);
}

#[tokio::test]
async fn an_upstream_that_is_away_is_told_as_such() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let house = House::with(&[
        (
            "services",
            "away",
            json!({ "host": "127.0.0.1", "port": nobody.port() }),
        ),
        ("routes", "r", json!({ "paths": ["/away"], "service": "away" })),
        ("routes", "n", json!({ "paths": ["/nowhere"] })),
        plugin("p", "early", json!({})),
    ])
    .await;
    let reply = house.ask("GET /away", &["Accept: */*"], "").await;
    assert_eq!((reply.status, reply.all("x-back")), (502, vec!["p"]));
    assert_eq!(
        reply.json()["message"],
        "An invalid response was received from the upstream server"
    );
    // Plugins act before it shows that a route leads nowhere.
    let reply = house.get("/nowhere").await;
    assert_eq!((reply.status, reply.all("x-back")), (503, vec!["p"]));
}

#[tokio::test]
async fn each_request_is_written_down_without_its_query() {
    let path = std::env::temp_dir().join(format!("lychgate-way-{}.log", std::process::id()));
    let house = House::logging(AccessLog::File(path.clone()), &[everything()]).await;
    let lines = ["Referer: https://app.test/x?code=secret", "User-Agent: a b"];
    let reply = house.ask("GET /a?token=secret", &lines, "").await;
    house.ask("GET /%00", &[], "").await;
    drop(house);
    let log = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let (size, id) = (reply.body.len(), reply.all("x-kong-request-id")[0]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(
        lines[0],
        format!(
            "127.0.0.1 - - [01/Jan/2026:00:00:00 +0000] \"GET /a HTTP/1.1\" 200 {size} \"https://app.test/x\" \"a b\" \
             kong_request_id: \"{id}\""
        )
    );
    assert!(lines[1].contains("\"GET /%00 HTTP/1.1\" 400 "), "{log}");
    assert_eq!(lines.len(), 2);
}
