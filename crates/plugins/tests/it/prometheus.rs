use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use plugin::{EndedBy, EndpointAnswer, EndpointRequest, Finished, Kind, Logs, Seat, Services};
use plugins::{Dashboard, Figures, FiguresWork, Prometheus, TellsFigures};
use serde_json::{Value, json};

use crate::finished::{consumer, finished};
use crate::request::{seat_with, services};

const KIND: Kind = Kind::of::<Prometheus>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("prometheus", 13));
    let schema = (KIND.schema)();
    assert_eq!(
        schema::render::outline::lines(&schema),
        [
            "ai_metrics: boolean, default false",
            "bandwidth_metrics: boolean, default false",
            "latency_metrics: boolean, default false",
            "per_consumer: boolean, default false",
            "status_code_metrics: boolean, default false",
            "upstream_health_metrics: boolean, default false",
            "wasm_metrics: boolean, default false",
        ]
    );
}

fn seat(services: &Services, config: Value) -> Seat {
    seat_with(&KIND, config, services).unwrap()
}

async fn answer(services: &Services) -> EndpointAnswer {
    let [endpoint] = (KIND.endpoints)() else {
        panic!("it has one endpoint")
    };
    assert_eq!(
        (endpoint.path, endpoint.role),
        ("/metrics", plugin::Role::Watcher)
    );
    let asked = EndpointRequest {
        workspace: model::DEFAULT_WORKSPACE,
        segments: Vec::new(),
        query: None,
        body: Value::Null,
    };
    (endpoint.handler)(asked, services.clone()).await
}

/// What is told of requests, without comments, buckets and sums.
async fn told(services: &Services) -> Vec<String> {
    let answer = answer(services).await;
    assert_eq!(answer.media_type, "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text.unwrap();
    let is_wanted = |line: &&str| {
        line.starts_with("kong_") && !["_bucket{", "_sum{"].iter().any(|part| line.contains(part))
    };
    text.lines().filter(is_wanted).map(str::to_owned).collect()
}

fn refused() -> Finished {
    Finished {
        status: StatusCode::UNAUTHORIZED,
        ended_by: EndedBy::Plugin,
        upstream: None,
        ..finished()
    }
}

#[tokio::test]
async fn only_what_is_asked_for_is_counted() {
    let services = services();
    for (option, lines) in [
        (json!({}), vec![]),
        (
            json!({ "status_code_metrics": true }),
            vec![
                "kong_http_requests_total{service=\"backend\",route=\"app\",code=\"200\",source=\"service\",workspace=\"default\",consumer=\"\"} 2",
                "kong_http_requests_total{service=\"backend\",route=\"app\",code=\"401\",source=\"exit\",workspace=\"default\",consumer=\"\"} 1",
            ],
        ),
        (
            json!({ "latency_metrics": true }),
            vec![
                "kong_kong_latency_ms_count{service=\"backend\",route=\"app\",workspace=\"default\"} 3",
                "kong_upstream_latency_ms_count{service=\"backend\",route=\"app\",workspace=\"default\"} 2",
                "kong_request_latency_ms_count{service=\"backend\",route=\"app\",workspace=\"default\"} 3",
            ],
        ),
        (
            json!({ "bandwidth_metrics": true }),
            vec![
                "kong_bandwidth_bytes{service=\"backend\",route=\"app\",direction=\"egress\",workspace=\"default\",consumer=\"\"} 1020",
                "kong_bandwidth_bytes{service=\"backend\",route=\"app\",direction=\"ingress\",workspace=\"default\",consumer=\"\"} 360",
            ],
        ),
    ] {
        let services = Services {
            shared: Arc::default(),
            ..services.clone()
        };
        let seat = seat(&services, option);
        for shown in [finished(), finished(), refused()] {
            seat.log(&shown);
        }
        assert_eq!(told(&services).await, lines);
    }
}

#[test]
fn a_request_that_is_not_counted_costs_nothing() {
    let services = services();
    let logs = |config: Value| {
        let mut config = config;
        schema::fill(&(KIND.schema)(), &mut config);
        KIND.build(&config, &services).unwrap().logs()
    };
    assert_eq!(logs(json!({})), Logs::Nothing);
    assert_eq!(logs(json!({ "per_consumer": true })), Logs::Nothing);
    assert_eq!(logs(json!({ "latency_metrics": true })), Logs::Figures);
}

#[tokio::test]
async fn consumers_are_told_apart_if_that_is_wanted() {
    for (per_consumer, label) in [(true, "bob"), (false, "")] {
        let services = services();
        let config = json!({ "status_code_metrics": true, "per_consumer": per_consumer });
        let seat = seat(&services, config);
        let shown = Finished {
            consumer: Some(consumer("bob")),
            ..finished()
        };
        seat.log(&shown);
        let told = told(&services).await;
        assert!(
            told[0].ends_with(&format!("consumer=\"{label}\"}} 1")),
            "{told:?}"
        );
    }
}

#[tokio::test]
async fn what_was_counted_outlives_what_asked_for_it() {
    let services = services();
    let config = json!({ "status_code_metrics": true });
    // Two cores, and then another configuration.
    let (one, other) = (seat(&services, config.clone()), seat(&services, config.clone()));
    one.log(&finished());
    other.log(&finished());
    drop(one);
    let next = seat(
        &services,
        json!({ "status_code_metrics": true, "per_consumer": true }),
    );
    next.log(&finished());
    drop(next);
    other.log(&finished());
    let lines = told(&services).await;
    assert!(lines.len() == 1 && lines[0].ends_with(" 4"), "{lines:?}");
}

#[test]
fn the_second_request_of_a_series_asks_for_no_memory() {
    let services = services();
    let config = json!({
        "status_code_metrics": true, "latency_metrics": true, "bandwidth_metrics": true, "per_consumer": true,
    });
    let seat = seat(&services, config);
    let shown = Finished {
        consumer: Some(consumer("bob")),
        ..finished()
    };
    seat.log(&shown);
    for _ in 0..10 {
        let counted = allocation_counter::measure(|| seat.log(&shown));
        assert_eq!(counted.count_total, 0, "{counted:?}");
    }
}

#[tokio::test]
async fn what_no_route_wants_has_no_names() {
    let services = services();
    let seat = seat(&services, json!({ "status_code_metrics": true }));
    seat.log(&Finished {
        status: StatusCode::NOT_FOUND,
        ended_by: EndedBy::Failure,
        matched: None,
        ..finished()
    });
    assert_eq!(
        told(&services).await,
        [
            "kong_http_requests_total{service=\"\",route=\"\",code=\"404\",source=\"error\",workspace=\"default\",consumer=\"\"} 1"
        ]
    );
}

/// A node that tells its figures.
struct Node;

impl TellsFigures for Node {
    fn figures(&self) -> FiguresWork<'_> {
        Box::pin(async {
            Figures {
                node_id: "n1".to_owned(),
                version: "1",
                requests: 7,
                ..Figures::default()
            }
        })
    }
}

#[tokio::test]
async fn the_node_is_told_too() {
    let services = services();
    assert_eq!(told(&services).await, [""; 0]);
    services.shared.the::<Dashboard>().show(Arc::new(Node));
    let lines = told(&services).await;
    for line in [
        "kong_datastore_reachable 0",
        "kong_nginx_requests_total{node_id=\"n1\",subsystem=\"http\"} 7",
    ] {
        assert!(lines.iter().any(|told| told == line), "{line}: {lines:?}");
    }
}

// AD-11
#[tokio::test]
async fn no_label_is_a_proof() {
    let services = services();
    let seat = seat(
        &services,
        json!({ "status_code_metrics": true, "latency_metrics": true, "bandwidth_metrics": true, "per_consumer": true }),
    );
    let mut shown = finished();
    shown.target = plugin::Target::parse("/app/planted?token=planted").unwrap();
    shown.credential = Some("planted".into());
    shown.took = Duration::from_millis(1);
    let particulars = shown.particulars.as_mut().unwrap();
    particulars.request =
        crate::finished::head(&[("authorization", "Bearer planted"), ("apikey", "planted")]);
    seat.log(&shown);
    let text = answer(&services).await.text.unwrap();
    assert!(
        text.contains("kong_bandwidth_bytes{") && !text.contains("planted"),
        "{text}"
    );
}
