use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{StatusCode, header};
use plugin::{Kind, RequestId, Seat, Services};
use plugins::{HttpLog, Unsent};
use ports::{Http, HttpError, HttpReply, HttpRequest, Reach, SystemClock, Waiting};
use serde_json::{Value, json};
use testkit::outside::OnTokio;
use tokio::sync::{Notify, Semaphore};

use crate::finished::finished;
use crate::request::{faults, seat_with, services};

const KIND: Kind = Kind::of::<HttpLog>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("http-log", 12));
    let schema = (KIND.schema)();
    assert_eq!(
        schema::render::outline::lines(&schema),
        [
            "content_type: string, default \"application/json\", one of application/json application/json; charset=utf-8",
            "custom_fields_by_lua: map of string",
            "flush_timeout: number, from 0 to 3600",
            "headers: map of string",
            "http_endpoint: string, required, url, encrypted, referenceable",
            "keepalive: number, default 60000",
            "method: string, default \"POST\", one of PATCH POST PUT",
            "queue.concurrency_limit: integer, default 1, one of -1 1",
            "queue.initial_retry_delay: number, default 0.01, from 0.001 to 1000000",
            "queue.max_batch_size: integer, default 1, from 1 to 1000000",
            "queue.max_bytes: integer",
            "queue.max_coalescing_delay: number, default 1, from 0 to 3600",
            "queue.max_entries: integer, default 10000, from 1 to 1000000",
            "queue.max_retry_delay: number, default 60, from 0.001 to 1000000",
            "queue.max_retry_time: number, default 60",
            "queue: record",
            "queue_size: integer, from 1 to 1000000",
            "retry_count: integer",
            "timeout: number, default 10000",
        ]
    );
}

/// A server that gives the answers it was told, each when the test lets it, and 200 when there is none left.
#[derive(Default)]
struct Receiver {
    answers: Mutex<VecDeque<Result<u16, HttpError>>>,
    seen: Mutex<Vec<HttpRequest>>,
    news: Notify,
    /// One for each call that may be answered; `None` for all.
    held: Option<Semaphore>,
}

impl Receiver {
    fn answering(answers: &[Result<u16, HttpError>]) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.iter().cloned().collect()),
            ..Self::default()
        })
    }

    fn held() -> Arc<Self> {
        Arc::new(Self {
            held: Some(Semaphore::new(0)),
            ..Self::default()
        })
    }

    fn release(&self, calls: usize) {
        self.held.as_ref().unwrap().add_permits(calls);
    }

    fn calls(&self) -> Vec<HttpRequest> {
        self.seen.lock().unwrap().clone()
    }

    fn bodies(&self) -> Vec<Value> {
        let calls = self.calls();
        let bodies = calls
            .iter()
            .map(|call| serde_json::from_slice(&call.body).unwrap());
        bodies.collect()
    }

    /// Waits for so many calls.
    async fn until(&self, calls: usize) {
        let seen = async {
            loop {
                let news = self.news.notified();
                if self.calls().len() >= calls {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), seen).await.unwrap();
    }
}

impl Http for Receiver {
    fn send(&self, request: HttpRequest) -> Waiting<'_> {
        self.seen.lock().unwrap().push(request);
        self.news.notify_waiters();
        Box::pin(async move {
            if let Some(held) = &self.held {
                held.acquire().await.unwrap().forget();
            }
            let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Ok(200));
            answer.map(|status| HttpReply {
                status: StatusCode::from_u16(status).unwrap(),
                headers: Vec::new(),
                body: Bytes::new(),
            })
        })
    }
}

struct Scene {
    seat: Seat,
    services: Services,
    receiver: Arc<Receiver>,
}

impl Scene {
    fn new(receiver: Arc<Receiver>, queue: &Value) -> Self {
        let endpoint = json!({ "http_endpoint": "http://logs.test/in?key=k", "queue": queue });
        Self::of(receiver, endpoint)
    }

    fn of(receiver: Arc<Receiver>, config: Value) -> Self {
        let services = Services {
            http: Arc::clone(&receiver) as Arc<dyn Http>,
            outside: Arc::new(OnTokio::current()),
            clock: Arc::new(SystemClock),
            ..services()
        };
        Self {
            seat: seat_with(&KIND, config, &services).unwrap(),
            services,
            receiver,
        }
    }

    /// Logs requests of these numbers.
    fn log(&self, numbers: std::ops::Range<u128>) {
        for number in numbers {
            let mut shown = finished();
            shown.id = RequestId::new(number);
            self.seat.log(&shown);
        }
    }

    fn dropped(&self) -> u64 {
        self.services.shared.the::<Unsent>().dropped()
    }

    async fn end(self) -> (Arc<Receiver>, u64) {
        let unsent = self.services.shared.the::<Unsent>();
        drop(self.seat);
        assert_eq!(unsent.send_within(Duration::from_secs(20)).await, 0);
        (self.receiver, unsent.dropped())
    }
}

/// The numbers of the requests in each body.
fn numbers(bodies: &[Value]) -> Vec<Vec<u64>> {
    let number = |record: &Value| {
        let id = record["request"]["id"].as_str().unwrap();
        u64::from_str_radix(id, 16).unwrap()
    };
    let of = |body: &Value| match body {
        Value::Array(records) => records.iter().map(number).collect(),
        record => vec![number(record)],
    };
    bodies.iter().map(of).collect()
}

fn away() -> Result<u16, HttpError> {
    Err(HttpError::Connect("nobody is there".to_owned()))
}

#[tokio::test]
async fn each_request_is_sent_as_an_object_of_its_own() {
    let scene = Scene::new(Receiver::answering(&[]), &json!({}));
    scene.log(1..4);
    let (receiver, dropped) = scene.end().await;
    let calls = receiver.calls();
    assert_eq!(
        (numbers(&receiver.bodies()), dropped),
        (vec![vec![1], vec![2], vec![3]], 0)
    );
    assert!(receiver.bodies()[0].is_object());
    let call = &calls[0];
    assert_eq!(
        (call.method.as_str(), call.url.as_str()),
        ("POST", "http://logs.test/in?key=k")
    );
    assert_eq!(
        (call.timeout, call.reach),
        (Duration::from_secs(10), Reach::Unencrypted)
    );
    assert_eq!(
        call.headers,
        [(header::CONTENT_TYPE, "application/json".parse().unwrap())]
    );
}

#[tokio::test]
async fn who_is_named_in_the_url_is_proved_by_basic_authentication() {
    let config = json!({
        "http_endpoint": "https://ada:p%40ss@logs.test/in", "method": "PUT", "timeout": 250,
        "content_type": "application/json; charset=utf-8", "headers": { "X-Team": "a", "x-other": "b" },
    });
    let scene = Scene::of(Receiver::answering(&[]), config);
    scene.log(1..2);
    let (receiver, _) = scene.end().await;
    let call = &receiver.calls()[0];
    assert_eq!(
        (call.method.as_str(), call.url.as_str()),
        ("PUT", "https://logs.test/in")
    );
    assert_eq!(call.timeout, Duration::from_millis(250));
    let told = |name: &str| {
        let found = call.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.to_str().unwrap()).unwrap()
    };
    // ada:p@ss
    assert_eq!(told("authorization"), "Basic YWRhOnBAc3M=");
    assert_eq!(told("content-type"), "application/json; charset=utf-8");
    assert_eq!((told("x-team"), told("x-other")), ("a", "b"));
    assert!(
        call.headers
            .iter()
            .any(|(name, value)| name == "authorization" && value.is_sensitive())
    );
}

#[test]
fn what_cannot_be_put_to_use() {
    for (config, part) in [
        (json!({ "http_endpoint": "logs.test" }), "http_endpoint"),
        (
            json!({ "headers": { "host": "a" } }),
            "cannot contain 'Host' header",
        ),
        (
            json!({ "headers": { "CONTENT-length": "1" } }),
            "cannot contain 'Content-Length' header",
        ),
        (
            json!({ "headers": { "content-type": "a" } }),
            "cannot contain 'Content-Type' header",
        ),
        (json!({ "headers": { "a b": "a" } }), "bad header name 'a b'"),
        (
            json!({ "http_endpoint": "http://a:b@logs.test", "headers": { "authorization": "c" } }),
            "specifying both an 'Authorization' header and user info in 'http_endpoint' is not allowed",
        ),
        (json!({ "method": "GET" }), "method"),
        (json!({ "queue": { "max_batch_size": 0 } }), "max_batch_size"),
        (
            json!({ "queue": { "concurrency_limit": 2 } }),
            "concurrency_limit",
        ),
        (
            json!({ "queue": { "initial_retry_delay": 0 } }),
            "initial_retry_delay",
        ),
        (
            json!({ "custom_fields_by_lua": { "a": "return 1" } }),
            "custom_fields_by_lua",
        ),
    ] {
        let mut config = config;
        if config.get("http_endpoint").is_none() {
            config["http_endpoint"] = "http://logs.test".into();
        }
        let found = faults(&KIND, &mut config);
        assert!(found.len() == 1 && found[0].contains(part), "{config}: {found:?}");
    }
}

#[tokio::test]
async fn a_batch_is_a_list_and_goes_when_it_is_full() {
    // Nobody waits for that delay: full ones go at once, and at the end the rest.
    let queue = json!({ "max_batch_size": 2, "max_coalescing_delay": 3600 });
    let scene = Scene::new(Receiver::answering(&[]), &queue);
    scene.log(1..6);
    scene.receiver.until(2).await;
    assert_eq!(numbers(&scene.receiver.bodies()), [[1, 2], [3, 4]]);
    let (receiver, _) = scene.end().await;
    assert_eq!(numbers(&receiver.bodies()), [vec![1, 2], vec![3, 4], vec![5]]);
    assert!(receiver.bodies()[2].is_array(), "a list of one");
}

#[tokio::test]
async fn a_batch_goes_when_its_first_entry_has_waited() {
    let queue = json!({ "max_batch_size": 100, "max_coalescing_delay": 0.001 });
    let scene = Scene::new(Receiver::answering(&[]), &queue);
    scene.log(1..3);
    scene.receiver.until(1).await;
    scene.log(3..4);
    scene.receiver.until(2).await;
    assert_eq!(numbers(&scene.receiver.bodies()), [vec![1, 2], vec![3]]);
    // What went under its old names is honoured.
    let old = json!({ "http_endpoint": "http://logs.test", "queue_size": 2, "flush_timeout": 3600 });
    let scene = Scene::of(Receiver::answering(&[]), old);
    scene.log(1..4);
    let (receiver, _) = scene.end().await;
    assert_eq!(numbers(&receiver.bodies()), [vec![1, 2], vec![3]]);
}

#[tokio::test]
async fn a_batch_is_sent_until_it_is_taken() {
    let answers = [away(), Ok(500), Ok(302), Err(HttpError::Timeout), Ok(299)];
    let scene = Scene::new(
        Receiver::answering(&answers),
        &json!({ "initial_retry_delay": 0.001 }),
    );
    scene.log(1..3);
    let (receiver, dropped) = scene.end().await;
    assert_eq!(
        (numbers(&receiver.bodies()), dropped),
        (vec![vec![1], vec![1], vec![1], vec![1], vec![1], vec![2]], 0)
    );
}

#[tokio::test]
async fn a_batch_that_nobody_takes_is_given_up() {
    let answers = [away(), away()];
    let scene = Scene::new(Receiver::answering(&answers), &json!({ "max_retry_time": 0 }));
    scene.log(1..4);
    let (receiver, dropped) = scene.end().await;
    assert_eq!(
        (numbers(&receiver.bodies()), dropped),
        (vec![vec![1], vec![2], vec![3]], 2)
    );
}

#[tokio::test]
async fn the_oldest_have_to_go_where_there_is_no_room() {
    let scene = Scene::new(Receiver::held(), &json!({ "max_entries": 3 }));
    scene.log(1..2);
    scene.receiver.until(1).await;
    // One is under way, so there is room for two.
    scene.log(2..7);
    let lost = async {
        while scene.dropped() < 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), lost).await.unwrap();
    scene.receiver.release(9);
    let (receiver, dropped) = scene.end().await;
    assert_eq!(
        (numbers(&receiver.bodies()), dropped),
        (vec![vec![1], vec![5], vec![6]], 3)
    );

    // What is longer than all may be is dropped by itself.
    let scene = Scene::new(Receiver::answering(&[]), &json!({ "max_bytes": 10 }));
    scene.log(1..3);
    let (receiver, dropped) = scene.end().await;
    assert_eq!((receiver.calls().len(), dropped), (0, 2));
}

#[tokio::test]
async fn there_is_one_call_at_a_time_or_as_many_as_there_are_batches() {
    for (limit, calls) in [(1, 1), (-1, 3)] {
        let scene = Scene::new(Receiver::held(), &json!({ "concurrency_limit": limit }));
        scene.log(1..4);
        scene.receiver.until(calls).await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(scene.receiver.calls().len(), calls, "{limit}");
        scene.receiver.release(3);
        let (receiver, _) = scene.end().await;
        assert_eq!(receiver.calls().len(), 3);
    }
}
