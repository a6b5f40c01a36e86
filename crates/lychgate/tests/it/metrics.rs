//! What is measured, as Prometheus reads it.

use std::collections::BTreeMap;

use testkit::echo::Upstream;

use crate::administered::Administered;
use crate::binary::{Folder, PATIENCE, ask, get, url_in};

/// A gateway before an echo, with a status listener.
struct Scene {
    gateway: Administered,
    status: String,
    _upstream: Upstream,
    _folder: Folder,
}

impl Scene {
    async fn start() -> Self {
        let (folder, upstream) = (Folder::new(), Upstream::start().await);
        let settings = [("LYCHGATE_STATUS_LISTEN", "127.0.0.1:0")];
        let gateway = Administered::start_with(&folder, &settings);
        let status = url_in(&gateway.gateway.error_line_with("status:", PATIENCE));
        let url = format!("url={}", upstream.url(""));
        for (path, data) in [
            ("/services", ["name=backend", &url]),
            ("/services/backend/routes", ["name=app", "paths=/app"]),
        ] {
            let (status, told) = gateway.curl("POST", path, &data);
            assert_eq!(status, 201, "{told}");
        }
        Self {
            gateway,
            status: status.replace("/status", "/metrics"),
            _upstream: upstream,
            _folder: folder,
        }
    }

    fn plugin(&self, data: &[&str]) -> String {
        let (status, made) = self.gateway.curl("POST", "/plugins", data);
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    fn get(&self, path: &str) -> u16 {
        get(&format!("{}{path}", self.gateway.requests)).0
    }

    /// All samples, by their names and labels.
    fn metrics(&self) -> BTreeMap<String, f64> {
        samples(&get(&format!("{}/metrics", self.gateway.admin)))
    }
}

const ALL: [&str; 5] = [
    "name=prometheus",
    "config.status_code_metrics=true",
    "config.latency_metrics=true",
    "config.bandwidth_metrics=true",
    "config.per_consumer=true",
];

/// Reads the text format as Prometheus does, and is as strict.
fn samples((status, answer): &(u16, String)) -> BTreeMap<String, f64> {
    assert_eq!(*status, 200, "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let media_type = "content-type: text/plain; version=0.0.4; charset=utf-8";
    assert!(head.to_lowercase().contains(media_type), "{head}");
    let mut family = String::new();
    let mut samples = BTreeMap::new();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            family = name.to_owned();
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let name = series.split('{').next().unwrap();
            let suffix = name.strip_prefix(&family);
            assert!(
                matches!(suffix, Some("" | "_bucket" | "_count" | "_sum")),
                "{line} under {family}"
            );
            assert!(!series.contains('{') || series.ends_with("\"}"), "{line}");
            let twice = samples.insert(series.to_owned(), value.parse().unwrap());
            assert_eq!(twice, None, "{line}");
        }
    }
    samples
}

fn requests(code: u16, source: &str) -> String {
    format!(
        "kong_http_requests_total{{service=\"backend\",route=\"app\",code=\"{code}\",source=\"{source}\",\
         workspace=\"default\",consumer=\"\"}}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_and_outlive_what_asked_for_it() {
    let scene = Scene::start().await;
    assert_eq!(scene.get("/app/status/404"), 404);
    let before = scene.metrics();
    assert!(
        !before
            .keys()
            .any(|name| name.starts_with("kong_http_requests_total")),
        "{before:?}"
    );
    assert_eq!(before["kong_datastore_reachable"], 1.0);
    assert!(before["lychgate_config_revision"] >= 2.0);
    assert!(
        before
            .keys()
            .any(|name| name.starts_with("kong_node_info{node_id=")),
        "{before:?}"
    );

    let id = scene.plugin(&ALL);
    // On whichever core they arrive.
    for _ in 0..10 {
        assert_eq!(scene.get("/app/status/404"), 404);
    }
    let after = scene.metrics();
    assert_eq!(after[&requests(404, "service")], 10.0, "{after:?}");
    let labels = "service=\"backend\",route=\"app\",workspace=\"default\"";
    for name in [
        "kong_kong_latency_ms",
        "kong_upstream_latency_ms",
        "kong_request_latency_ms",
    ] {
        assert_eq!(after[&format!("{name}_count{{{labels}}}")], 10.0);
        assert_eq!(after[&format!("{name}_bucket{{{labels},le=\"+Inf\"}}")], 10.0);
    }
    let bytes = |direction: &str| {
        let name = "kong_bandwidth_bytes{service=\"backend\",route=\"app\"";
        after[&format!("{name},direction=\"{direction}\",workspace=\"default\",consumer=\"\"}}")]
    };
    assert!(bytes("ingress") > 10.0 * "GET /app/status/404 HTTP/1.1\r\n\r\n".len() as f64);
    assert!(bytes("egress") > bytes("ingress"));

    // Another configuration, and then none that counts; what a plugin answers is told apart.
    let path = format!("/plugins/{id}");
    let (status, told) = scene
        .gateway
        .curl("PATCH", &path, &["config.latency_metrics=false"]);
    assert_eq!(status, 200, "{told}");
    scene.plugin(&["name=request-termination", "config.status_code=403"]);
    for _ in 0..4 {
        assert_eq!(scene.get("/app"), 403);
    }
    assert_eq!(scene.gateway.curl("DELETE", &path, &[]).0, 204);
    assert_eq!(scene.get("/app"), 403);
    let last = scene.metrics();
    assert_eq!(last[&requests(404, "service")], 10.0);
    assert_eq!(last[&requests(403, "exit")], 4.0);
    assert_eq!(last[&format!("kong_request_latency_ms_count{{{labels}}}")], 10.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_told_where_the_status_is() {
    let scene = Scene::start().await;
    scene.plugin(&ALL);
    assert_eq!(scene.get("/app"), 200);
    assert_eq!(scene.get("/nowhere"), 404);
    let told = samples(&get(&scene.status));
    assert_eq!(told[&requests(200, "service")], 1.0);
    assert_eq!(told["lychgate_proxy_answers_total{class=\"4xx\"}"], 1.0);
    let of_node = told
        .iter()
        .find(|(name, _)| name.starts_with("kong_nginx_requests_total"));
    assert_eq!(*of_node.unwrap().1, 2.0);
    for path in ["/default/metrics", "/plugins"] {
        assert_eq!(get(&scene.status.replace("/metrics", path)).0, 404, "{path}");
    }
}

// AD-11
#[tokio::test(flavor = "multi_thread")]
async fn no_metric_tells_a_secret() {
    let scene = Scene::start().await;
    scene.plugin(&ALL);
    let url = format!(
        "{}/app/headers?set-cookie=session%3Dplanted-1&password=planted-2&access_token=planted-3",
        scene.gateway.requests
    );
    let headers = [
        ("Authorization", "Bearer planted-4"),
        ("Cookie", "session=planted-5"),
        ("apikey", "planted-6"),
        ("X-Consumer-Username", "planted-7"),
    ];
    assert_eq!(ask(&url, &headers).0, 200);
    let (_, told) = get(&format!("{}/metrics", scene.gateway.admin));
    assert!(
        told.contains("kong_http_requests_total{") && !told.contains("planted"),
        "{told}"
    );
    // A label is told apart by nothing that a client makes up: these are the series of one route.
    for number in 0..50 {
        assert_eq!(ask(&url.replace("headers", &number.to_string()), &headers).0, 200);
    }
    let series = scene.metrics();
    let of_requests = series
        .keys()
        .filter(|name| name.starts_with("kong_http_requests_total"));
    assert_eq!(of_requests.count(), 1, "{series:?}");
}
