//! Services that reach nobody: enough to build a plugin and see whether its options can be put to use.

use std::sync::Arc;
use std::time::Duration;

use model::{Catalogue, Document, Secrets, Snapshot};
use plugin::Services;
use ports::{
    Deposited, Deposits, Http, HttpError, HttpRequest, NoDeposit, NodeSecrets, Outside, SystemClock, Waiting,
    Work,
};
use proxy::Problem;

use crate::entropy::SystemEntropy;
use crate::plugins::PLUGINS;

/// What of these documents would not run, but for what waits for a secret: that may come at any time.
pub(crate) fn problems(catalogue: &Catalogue, documents: &[Document], secrets: &dyn Secrets) -> Vec<Problem> {
    let (snapshot, _) = Snapshot::with_secrets(catalogue, 1, documents, secrets);
    let (_, mut problems) = proxy::compile(&Arc::new(snapshot), PLUGINS, &services(), None);
    problems.retain(|problem| !problem.waits_for_a_secret());
    problems
}

/// The services of a rehearsal.
pub(crate) fn services() -> Services {
    Services {
        http: Arc::new(Nobody),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        outside: Arc::new(Never),
        // Nothing is sealed in a rehearsal.
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![0; 32]])),
        deposits: Arc::new(Nothing),
        shared: Arc::default(),
    }
}

struct Nobody;

impl Http for Nobody {
    fn send(&self, request: HttpRequest) -> Waiting<'_> {
        Box::pin(async move {
            Err(HttpError::Connect(format!(
                "{} is not called in a rehearsal",
                request.url
            )))
        })
    }
}

struct Nothing;

impl Nothing {
    fn refuse<T>(&self) -> Deposited<'_, T> {
        let (code, why) = ("store.unavailable", "nothing is kept in a rehearsal".to_owned());
        Box::pin(async move { Err(NoDeposit { code, why }) })
    }
}

impl Deposits for Nothing {
    fn find<'a>(&'a self, _: &'static str, _: &'a str) -> Deposited<'a, Option<String>> {
        self.refuse()
    }

    fn put<'a>(&'a self, _: &'static str, _: &'a str, _: String, _: Option<Duration>) -> Deposited<'a, ()> {
        self.refuse()
    }

    fn settle<'a>(&'a self, _: &'static str, _: &'a str, _: String) -> Deposited<'a, String> {
        self.refuse()
    }

    fn take<'a>(&'a self, _: &'static str, _: &'a str) -> Deposited<'a, Option<String>> {
        self.refuse()
    }
}

struct Never;

impl Outside for Never {
    fn run(&self, work: Work) {
        drop(work);
    }
}
