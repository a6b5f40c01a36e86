//! The fakes of the ports.

use std::sync::Arc;
use std::time::Duration;

use ::ports::{Clock, Entropy, HttpError, HttpRequest, NoEntropy, Outside, Reach, Timestamp};
use http::{Method, StatusCode};
use serde_json::json;
use testkit::clock::SettableClock;
use testkit::entropy::{Counted, Dry};
use testkit::http::{Scripted, json};
use testkit::outside::OnTokio;

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        reach: Reach::Loopback,
        ..HttpRequest::get(url)
    }
}

#[test]
fn the_clock_moves_for_all_who_look_at_it() {
    let clock = SettableClock::default();
    let other: Arc<dyn Clock> = Arc::new(clock.clone());
    assert_eq!(other.now().seconds(), 1_767_225_600);
    clock.advance(Duration::from_millis(1500));
    assert_eq!(other.now().millis(), 1_767_225_601_500);
    clock.set(Timestamp::from_millis(7));
    assert_eq!(other.now().millis(), 7);
}

#[test]
fn counted_randomness_repeats_between_runs_only() {
    let draw = |source: &Counted| {
        let mut bytes = [0; 20];
        source.fill(&mut bytes).unwrap();
        bytes
    };
    let (one, two) = (Counted::default(), Counted::default());
    let first = draw(&one);
    assert_eq!(first, draw(&two));
    assert_ne!(first, draw(&one));
    assert_ne!(first[..8], first[8..16]);
    assert_eq!(Dry.fill(&mut [0; 1]), Err(NoEntropy));
}

#[tokio::test]
async fn a_script_answers_what_was_planned_in_its_order() {
    let script = Scripted::new();
    let http = script.port();
    script.answer(
        Method::GET,
        "https://a.test/",
        Ok(json(StatusCode::OK, &json!({"n": 1}))),
    );
    script.answer(Method::GET, "https://a.test/", Err(HttpError::Timeout));
    assert_eq!(script.unused().len(), 2);
    let reply = http.send(get("https://a.test/")).await.unwrap();
    assert_eq!(reply.body, r#"{"n":1}"#);
    let failed = http.send(get("https://a.test/")).await;
    assert_eq!(failed.unwrap_err(), HttpError::Timeout);
    assert_eq!(script.calls().len(), 2);
}

#[tokio::test]
async fn a_held_call_ends_when_the_test_says_so() {
    let script = Scripted::new();
    let http = script.port();
    let held = script.hold(Method::GET, "https://a.test/");
    let dropped = script.hold(Method::GET, "https://b.test/");
    let calls = async {
        (
            http.send(get("https://a.test/")).await,
            http.send(get("https://b.test/")).await,
        )
    };
    let release = async {
        held.release(Ok(json(StatusCode::CREATED, &json!({}))));
        drop(dropped);
    };
    let ((first, second), ()) = tokio::join!(calls, release);
    assert_eq!(first.unwrap().status, StatusCode::CREATED);
    assert_eq!(second.unwrap_err().code(), "http.broken");
}

#[tokio::test]
#[should_panic(expected = "not planned [\"GET https://a.test/\"]")]
async fn an_unexpected_call_fails_the_test() {
    let script = Scripted::new();
    let failed = script.port().send(get("https://a.test/")).await;
    assert_eq!(failed.unwrap_err().code(), "http.connect");
}

#[test]
#[should_panic(expected = "did not come [\"GET https://a.test/\"]")]
fn a_call_that_never_came_fails_the_test() {
    Scripted::new().answer(Method::GET, "https://a.test/", Err(HttpError::Timeout));
}

#[tokio::test]
async fn work_outside_runs_without_being_awaited() {
    let (done, wait) = tokio::sync::oneshot::channel();
    OnTokio::current().run(Box::pin(async move { done.send(7).unwrap() }));
    assert_eq!(wait.await, Ok(7));
}
