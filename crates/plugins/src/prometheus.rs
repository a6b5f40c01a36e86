//! Counts requests, and tells of the node, in the words that Prometheus reads.
//!
//! A core counts in series of its own, each with one writer; they are summed when somebody asks. What was counted
//! outlives the configuration that asked for it.

mod book;
mod exposition;
mod labels;
mod metrics;
mod node;
mod series;

use std::cell::OnceCell;
use std::sync::Arc;

use http::Method;
use model::{Consumer, Workspace};
use plugin::{
    EndedBy, Endpoint, EndpointAnswer, EndpointRequest, EndpointWork, Finished, Logs, Misconfigured, Plugin,
    Role, Services, Tallies,
};
use schema::Record;

use self::book::{Book, Counter};
pub use self::metrics::{Kind, METRICS, Metric};
pub use self::node::{Dashboard, Figures, FiguresWork, TellsFigures};
use crate::Unsent;

/// Counts requests.
pub struct Prometheus {
    counts: Counts,
    book: Arc<Book>,
}

/// Options of the prometheus plugin.
#[derive(Record)]
pub struct Config {
    /// Whether requests are told apart by their consumers.
    #[field(default = false)]
    pub per_consumer: Option<bool>,

    /// Whether requests are counted by the status of their answers.
    #[field(default = false)]
    pub status_code_metrics: Option<bool>,

    /// Whether calls of language models are measured. There are none here.
    #[field(default = false, inert)]
    pub ai_metrics: Option<bool>,

    /// Whether it is measured how long requests take.
    #[field(default = false)]
    pub latency_metrics: Option<bool>,

    /// Whether bytes of requests and answers are counted.
    #[field(default = false)]
    pub bandwidth_metrics: Option<bool>,

    /// Whether the health of targets is told. Nobody checks it yet.
    #[field(default = false, inert)]
    pub upstream_health_metrics: Option<bool>,

    /// Whether filters in WebAssembly are measured. There are none here.
    #[field(default = false, inert)]
    pub wasm_metrics: Option<bool>,
}

/// What is counted of each request.
#[derive(Clone, Copy, Debug)]
struct Counts {
    consumers: bool,
    statuses: bool,
    latencies: bool,
    bandwidth: bool,
}

/// What a core keeps of an instance.
#[derive(Debug, Default)]
pub struct Local(OnceCell<Counter>);

impl Plugin for Prometheus {
    const NAME: &'static str = "prometheus";
    const SUMMARY: &'static str = "Counts requests, and tells the counts to Prometheus.";
    const PRIORITY: i32 = 13;
    type Config = Config;
    type Local = Local;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let is_on = |option: Option<bool>| option.unwrap_or(false);
        Ok(Self {
            counts: Counts {
                consumers: is_on(config.per_consumer),
                statuses: is_on(config.status_code_metrics),
                latencies: is_on(config.latency_metrics),
                bandwidth: is_on(config.bandwidth_metrics),
            },
            book: services.shared.the(),
        })
    }

    fn endpoints() -> &'static [Endpoint] {
        &ENDPOINTS
    }

    fn logs(&self) -> Logs {
        let Counts {
            statuses,
            latencies,
            bandwidth,
            ..
        } = self.counts;
        match statuses || latencies || bandwidth {
            true => Logs::Figures,
            false => Logs::Nothing,
        }
    }

    fn log(&self, here: &Local, finished: &Finished) {
        let counter = here.0.get_or_init(|| Counter::new(&self.book));
        // As with Kong, what no route wants has no names.
        let names = finished.matched.as_deref().map(|matched| &matched.names);
        let (service, route, workspace) = names.map_or(("", "", Workspace::DEFAULT), |names| {
            (&*names.service, &*names.route, &*names.workspace)
        });
        let consumer = finished.consumer.as_deref().filter(|_| self.counts.consumers);
        let consumer = consumer.map_or("", name);
        if self.counts.statuses {
            let source = match finished.ended_by {
                EndedBy::Service => "service",
                EndedBy::Plugin => "exit",
                EndedBy::Failure => "error",
            };
            counter.request([
                service,
                route,
                finished.status.as_str(),
                source,
                workspace,
                consumer,
            ]);
        }
        if self.counts.latencies {
            counter.latencies([service, route, workspace], finished);
        }
        if self.counts.bandwidth {
            let of = [service, route, workspace, consumer];
            counter.bandwidth(of, finished.request_size, finished.answer_size);
        }
    }
}

/// One of both is set.
fn name(consumer: &Consumer) -> &str {
    let names = [&consumer.username, &consumer.custom_id];
    names.into_iter().flatten().next().map_or("", String::as_str)
}

static ENDPOINTS: [Endpoint; 1] = [Endpoint {
    method: Method::GET,
    path: "/metrics",
    role: Role::Watcher,
    spreads: false,
    handler: metrics,
}];

/// Version 0.0.4 of the text format.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

fn metrics(_: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        let figures = services.shared.the::<Dashboard>().read().await;
        let dropped = services.shared.the::<Unsent>().dropped();
        let sums = services.shared.the::<Book>().sums();
        let tallies = services.shared.the::<Tallies>();
        let text = exposition::text(figures.as_ref(), dropped, &tallies, &sums);
        EndpointAnswer::said(MEDIA_TYPE, text)
    })
}
