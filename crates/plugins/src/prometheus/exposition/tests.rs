use std::time::Duration;

use super::*;
use crate::prometheus::labels::kept;
use crate::prometheus::metrics::METRICS;
use crate::prometheus::series::Requests;

fn figures() -> Figures {
    Figures {
        node_id: "n1".to_owned(),
        version: "1.2.3",
        is_datastore_reachable: true,
        revision: 9,
        connections_accepted: 4,
        connections_open: 2,
        requests: 7,
        answers: [0, 0, 5, 0, 2, 0],
        ..Figures::default()
    }
}

#[test]
fn a_node_that_nobody_asked_anything() {
    assert_eq!(
        text(None, 3, &Tallies::default(), &Sums::default()),
        "# HELP lychgate_logs_dropped_total Entries of `file-log` and `http-log` that were dropped: there was no room, or \
         nobody took them.\n# TYPE lychgate_logs_dropped_total counter\nlychgate_logs_dropped_total 3\n"
    );
    let told = text(Some(&figures()), 0, &Tallies::default(), &Sums::default());
    for line in [
        "kong_datastore_reachable 1",
        "kong_node_info{node_id=\"n1\",version=\"1.2.3\"} 1",
        "kong_nginx_connections_total{node_id=\"n1\",subsystem=\"http\",state=\"accepted\"} 4",
        "kong_nginx_connections_total{node_id=\"n1\",subsystem=\"http\",state=\"active\"} 2",
        "kong_nginx_requests_total{node_id=\"n1\",subsystem=\"http\"} 7",
        "lychgate_proxy_answers_total{class=\"2xx\"} 5",
        "lychgate_proxy_answers_total{class=\"4xx\"} 2",
        "lychgate_config_revision 9",
        "# TYPE kong_nginx_requests_total gauge",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in\n{told}");
    }
}

#[test]
fn values_of_labels_are_escaped() {
    let mut sums = Sums::default();
    let labels = ["a\"b", "c\\d", "200", "service", "e\nf", "}"];
    let requests = Requests::default();
    requests.0.grow(2);
    sums.requests.insert(kept(labels), requests);
    let told = text(None, 0, &Tallies::default(), &sums);
    assert!(
        told.contains(
            "kong_http_requests_total{service=\"a\\\"b\",route=\"c\\\\d\",code=\"200\",source=\"service\",\
             workspace=\"e\\nf\",consumer=\"}\"} 2\n"
        ),
        "{told}"
    );
}

#[test]
fn buckets_hold_the_smaller_ones() {
    let mut sums = Sums::default();
    let latencies = sums.latencies.entry(kept(["s", "r", "default"])).or_default();
    for millis in [3, 4, 400_000] {
        latencies.request.observe(&SLOW, Duration::from_millis(millis));
        latencies.kong.observe(&FAST, Duration::from_millis(millis));
    }
    let told = text(None, 0, &Tallies::default(), &sums);
    let labels = "service=\"s\",route=\"r\",workspace=\"default\"";
    for line in [
        format!("kong_kong_latency_ms_bucket{{{labels},le=\"2\"}} 0"),
        format!("kong_kong_latency_ms_bucket{{{labels},le=\"5\"}} 2"),
        format!("kong_kong_latency_ms_bucket{{{labels},le=\"1000\"}} 2"),
        format!("kong_kong_latency_ms_bucket{{{labels},le=\"+Inf\"}} 3"),
        format!("kong_kong_latency_ms_count{{{labels}}} 3"),
        format!("kong_kong_latency_ms_sum{{{labels}}} 400007"),
        format!("kong_request_latency_ms_bucket{{{labels},le=\"25\"}} 2"),
        format!("kong_request_latency_ms_bucket{{{labels},le=\"60000\"}} 2"),
        format!("kong_upstream_latency_ms_count{{{labels}}} 0"),
        "# TYPE kong_request_latency_ms histogram".to_owned(),
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in\n{told}");
    }
}

/// What is told is what is on the list, each once, under its name.
#[test]
fn every_metric_is_told() {
    let mut sums = Sums::default();
    sums.requests
        .entry(kept(["s", "r", "200", "service", "w", "c"]))
        .or_default();
    sums.latencies.entry(kept(["s", "r", "w"])).or_default();
    sums.bandwidth.entry(kept(["s", "r", "w", "c"])).or_default();
    let tallies = Tallies::default();
    TALLIED.iter().for_each(|metric| tallies.the(metric.name).add());
    let told = text(Some(&figures()), 0, &tallies, &sums);
    let types = told.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let listed: Vec<String> = METRICS
        .iter()
        .map(|metric| format!("{} {}", metric.name, metric.kind.word()))
        .collect();
    assert_eq!(types.collect::<Vec<_>>(), listed);
    for metric in METRICS {
        let prefix = metric.name.split('_').next();
        assert!(matches!(prefix, Some("kong" | "lychgate")), "{}", metric.name);
        assert!(metric.help.ends_with('.'), "{}", metric.name);
    }
}
