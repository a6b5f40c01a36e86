//! The text format of Prometheus, version 0.0.4.

#[cfg(test)]
mod tests;

use std::fmt::{Display, Write as _};

use plugin::Tallies;

use super::book::Sums;
use super::metrics::{
    ANSWERS, BANDWIDTH, CONNECTIONS, DATASTORE, DROPPED, FAILURES, KONG_LATENCY, MALFORMED, Metric, NODE,
    NODE_REQUESTS, PANICS, REQUEST_LATENCY, REQUESTS, RETRIES, REVISION, SWITCHES, TALLIED, TASKS,
    TLS_FAILURES, UPSTREAM_LATENCY,
};
use super::node::Figures;
use super::series::{FAST, Histogram, SLOW};

/// All metrics. What was counted of no request yet is left out, and what the node tells if nobody does.
pub(super) fn text(figures: Option<&Figures>, dropped: u64, tallies: &Tallies, sums: &Sums) -> String {
    let mut page = Page::default();
    requests(&mut page, sums);
    if let Some(figures) = figures {
        node(&mut page, figures);
    }
    page.begin(&DROPPED);
    page.line(DROPPED.name, &[], dropped);
    for metric in &TALLIED {
        if let Some(number) = tallies.read(metric.name) {
            page.begin(metric);
            page.line(metric.name, &[], number);
        }
    }
    page.0
}

fn requests(page: &mut Page, sums: &Sums) {
    if !sums.requests.is_empty() {
        page.begin(&REQUESTS);
        for (labels, requests) in &sums.requests {
            page.line(REQUESTS.name, &named(&REQUESTS, labels), requests.0.read());
        }
    }
    if !sums.latencies.is_empty() {
        page.begin(&KONG_LATENCY);
        for (labels, latencies) in &sums.latencies {
            page.histogram(&KONG_LATENCY, labels, &FAST, &latencies.kong);
        }
        page.begin(&UPSTREAM_LATENCY);
        for (labels, latencies) in &sums.latencies {
            page.histogram(&UPSTREAM_LATENCY, labels, &SLOW, &latencies.upstream);
        }
        page.begin(&REQUEST_LATENCY);
        for (labels, latencies) in &sums.latencies {
            page.histogram(&REQUEST_LATENCY, labels, &SLOW, &latencies.request);
        }
    }
    if !sums.bandwidth.is_empty() {
        page.begin(&BANDWIDTH);
        for ([service, route, workspace, consumer], bandwidth) in &sums.bandwidth {
            for (direction, bytes) in [("egress", &bandwidth.egress), ("ingress", &bandwidth.ingress)] {
                let labels = [&**service, route, direction, workspace, consumer];
                page.line(BANDWIDTH.name, &named(&BANDWIDTH, &labels), bytes.read());
            }
        }
    }
}

fn node(page: &mut Page, figures: &Figures) {
    page.begin(&DATASTORE);
    page.line(DATASTORE.name, &[], u8::from(figures.is_datastore_reachable));
    page.begin(&NODE);
    let labels = [&*figures.node_id, figures.version];
    page.line(NODE.name, &named(&NODE, &labels), 1);
    page.begin(&CONNECTIONS);
    for (state, number) in [
        ("accepted", figures.connections_accepted),
        ("active", figures.connections_open),
        // Both are the same unless a connection is dropped unseen, which does not happen here.
        ("handled", figures.connections_accepted),
        ("total", figures.requests),
    ] {
        let labels = [&*figures.node_id, SUBSYSTEM, state];
        page.line(CONNECTIONS.name, &named(&CONNECTIONS, &labels), number);
    }
    page.begin(&NODE_REQUESTS);
    let labels = [&*figures.node_id, SUBSYSTEM];
    page.line(
        NODE_REQUESTS.name,
        &named(&NODE_REQUESTS, &labels),
        figures.requests,
    );
    page.begin(&ANSWERS);
    for (class, number) in CLASSES.into_iter().zip(figures.answers) {
        page.line(ANSWERS.name, &named(&ANSWERS, &[class]), number);
    }
    for (metric, number) in [
        (RETRIES, figures.upstream_retries),
        (FAILURES, figures.upstream_failures),
        (MALFORMED, figures.malformed),
        (TLS_FAILURES, figures.tls_failures),
        (SWITCHES, figures.switches),
        (PANICS, figures.panics),
        (TASKS, figures.tasks),
        (REVISION, figures.revision),
    ] {
        page.begin(&metric);
        page.line(metric.name, &[], number);
    }
}

/// What Kong calls the part of it that serves HTTP.
const SUBSYSTEM: &str = "http";

/// By the first digit; first what has none.
const CLASSES: [&str; 6] = ["other", "1xx", "2xx", "3xx", "4xx", "5xx"];

/// Labels by their names.
fn named<'a>(metric: &Metric, values: &'a [impl AsRef<str>]) -> Vec<(&'static str, &'a str)> {
    let values = values.iter().map(AsRef::as_ref);
    metric.labels.iter().copied().zip(values).collect()
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn begin(&mut self, metric: &Metric) {
        let Metric { name, kind, help, .. } = metric;
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        self.put(format_args!(
            "# HELP {name} {help}\n# TYPE {name} {}\n",
            kind.word()
        ));
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.put(format_args!("{name}"));
        for (number, (name, value)) in labels.iter().enumerate() {
            let before = if number == 0 { '{' } else { ',' };
            self.put(format_args!("{before}{name}=\""));
            self.escape(value);
            self.0.push('"');
        }
        let after = if labels.is_empty() { "" } else { "}" };
        self.put(format_args!("{after} {value}\n"));
    }

    /// Buckets count what is in smaller ones as well.
    fn histogram<const N: usize>(
        &mut self,
        metric: &Metric,
        labels: &[impl AsRef<str>],
        bounds: &[u64; N],
        histogram: &Histogram<N>,
    ) {
        let name = metric.name;
        let labels = named(metric, labels);
        let bucket = format!("{name}_bucket");
        let mut sum = 0;
        let bounds = bounds.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        let counts = histogram.buckets.iter().chain([&histogram.beyond]);
        for (bound, count) in bounds.zip(counts) {
            sum += count.read();
            let with_bound: Vec<_> = labels.iter().copied().chain([("le", &*bound)]).collect();
            self.line(&bucket, &with_bound, sum);
        }
        self.line(&format!("{name}_count"), &labels, sum);
        self.line(&format!("{name}_sum"), &labels, histogram.sum.read());
    }

    fn escape(&mut self, value: &str) {
        for letter in value.chars() {
            match letter {
                '\\' => self.0.push_str("\\\\"),
                '"' => self.0.push_str("\\\""),
                '\n' => self.0.push_str("\\n"),
                letter => self.0.push(letter),
            }
        }
    }

    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to memory cannot fail.
        let _ = self.0.write_fmt(what);
    }
}
