//! HTTP calls that are answered from a script.

use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use ::http::{HeaderValue, Method, StatusCode, header};
use bytes::Bytes;
use ports::{Http, HttpError, HttpReply, HttpRequest, Waiting};
use serde_json::Value;
use tokio::sync::oneshot;

/// The test's end of the script. It plans answers and reads what was asked.
///
/// Dropping it panics if a call came that was not planned, or a planned one did not come.
#[derive(Debug, Default)]
pub struct Scripted(Arc<Script>);

/// What a call ends in.
pub type Outcome = Result<HttpReply, HttpError>;

impl Scripted {
    /// A script without a line: every call is unexpected.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The port to give to the one under test.
    #[must_use]
    pub fn port(&self) -> Arc<dyn Http> {
        Arc::clone(&self.0) as Arc<dyn Http>
    }

    /// Plans one call. Several plans for the same method and URL are used in their order.
    pub fn answer(&self, method: Method, url: &str, outcome: Outcome) {
        self.plan(method, url, Answer::Ready(outcome));
    }

    /// Plans one call that waits until the test lets it end.
    #[must_use]
    pub fn hold(&self, method: Method, url: &str) -> Held {
        let (release, held) = oneshot::channel();
        self.plan(method, url, Answer::Held(held));
        Held(release)
    }

    /// The calls so far, the unexpected ones among them.
    #[must_use]
    pub fn calls(&self) -> Vec<HttpRequest> {
        self.0.lines().calls.clone()
    }

    /// Planned calls that have not come yet, as `GET https://…`.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        self.0.lines().planned.iter().map(Planned::name).collect()
    }

    fn plan(&self, method: Method, url: &str, answer: Answer) {
        self.0.lines().planned.push(Planned {
            method,
            url: url.to_owned(),
            answer,
        });
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        let unused = self.unused();
        let unexpected = std::mem::take(&mut self.0.lines().unexpected);
        assert!(
            unused.is_empty() && unexpected.is_empty(),
            "the script was not followed: not planned {unexpected:?}, did not come {unused:?}"
        );
    }
}

/// A call that waits for the test.
#[derive(Debug)]
pub struct Held(oneshot::Sender<Outcome>);

impl Held {
    /// Lets the call end so. Dropping a held call without this breaks its connection.
    pub fn release(self, outcome: Outcome) {
        // The caller may have stopped waiting; that is its right.
        drop(self.0.send(outcome));
    }
}

/// A reply with a JSON body.
#[must_use]
pub fn json(status: StatusCode, body: &Value) -> HttpReply {
    HttpReply {
        status,
        headers: vec![(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        body: Bytes::from(body.to_string()),
    }
}

#[derive(Debug, Default)]
struct Script(Mutex<Lines>);

#[derive(Debug, Default)]
struct Lines {
    planned: Vec<Planned>,
    calls: Vec<HttpRequest>,
    unexpected: Vec<String>,
}

#[derive(Debug)]
struct Planned {
    method: Method,
    url: String,
    answer: Answer,
}

#[derive(Debug)]
enum Answer {
    Ready(Outcome),
    Held(oneshot::Receiver<Outcome>),
}

impl Planned {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    fn fits(&self, call: &HttpRequest) -> bool {
        self.method == call.method && self.url == call.url
    }
}

impl Script {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().expect("nobody panics while holding the script")
    }

    /// The answer planned for a call, taken off the script.
    fn take(&self, call: HttpRequest) -> Answer {
        let mut lines = self.lines();
        let found = lines.planned.iter().position(|planned| planned.fits(&call));
        let answer = match found {
            Some(at) => lines.planned.remove(at).answer,
            None => {
                let name = format!("{} {}", call.method, call.url);
                lines.unexpected.push(name.clone());
                Answer::Ready(Err(HttpError::Connect(format!("{name} is not in the script"))))
            }
        };
        lines.calls.push(call);
        answer
    }
}

impl Http for Script {
    fn send(&self, request: HttpRequest) -> Waiting<'_> {
        let answer = self.take(request);
        Box::pin(async move {
            match answer {
                Answer::Ready(outcome) => outcome,
                Answer::Held(held) => held
                    .await
                    .unwrap_or_else(|_| Err(HttpError::Broken("the test let go of the call".to_owned()))),
            }
        })
    }
}
