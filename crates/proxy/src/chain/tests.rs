use std::sync::Arc;

use http::{HeaderValue, Method, StatusCode};
use model::Snapshot;
use plugin::{Directory, Piece, Source};
use serde_json::{Value, json};

use super::*;
use crate::compile::compile;
use crate::compiled::Compiled;
use crate::fakes::{BACK, KEPT, KINDS, TURN, exchange, services, snapshot};

/// One route to one service, and these plugins: their names, what they are and do, and for whom. Bob is in two groups.
fn compiled(plugins: &[(&str, &str, Value)]) -> Compiled {
    let snapshot = configured(plugins);
    let (plan, problems) = compile(&snapshot, KINDS, &services(), None);
    assert_eq!(problems, []);
    Compiled::new(Arc::new(plan), None)
}

fn configured(plugins: &[(&str, &str, Value)]) -> Arc<Snapshot> {
    let member = |group: &str| json!({ "consumer_group": group, "consumer": "bob" });
    let mut entities = vec![
        ("services", "s", json!({ "host": "upstream.test" })),
        ("routes", "r", json!({ "paths": ["/"], "service": "s" })),
        ("consumers", "bob", json!({})),
        ("consumers", "eve", json!({})),
        ("consumer_groups", "silver", json!({})),
        ("consumer_groups", "gold", json!({})),
        ("consumer_groups", "others", json!({})),
        ("consumer_group_consumers", "1", member("silver")),
        ("consumer_group_consumers", "2", member("gold")),
    ];
    for (label, kind, more) in plugins {
        let mut body = json!({ "name": kind, "config": { "label": label } });
        for (field, value) in more.as_object().unwrap() {
            match field.as_str() {
                "route" | "service" | "consumer" | "consumer_group" | "enabled" => {
                    body[field] = value.clone()
                }
                _ => body["config"][field] = value.clone(),
            }
        }
        entities.push(("plugins", label, body));
    }
    snapshot(&entities)
}

/// The way there and back, with an upstream that answers 200 at once.
async fn walk(compiled: &Compiled, x: &mut Exchange) -> Answer {
    let (destination, _) = compiled.find(x).unwrap();
    let mut ran = Ran::default();
    let passed = destination.chain.access(compiled.places(), x, &mut ran).await;
    x.head = destination.chain.keep(&x.head);
    let answer = match passed {
        Ok(()) => Answer::new(StatusCode::OK),
        Err(ending) => ending.answer(x, &Wish::default()),
    };
    respond(compiled.places(), &ran, &Wish::default(), x, answer)
}

fn all(answer: &Answer, name: &HeaderName) -> Vec<String> {
    answer
        .head
        .all(name)
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

async fn turns(plugins: &[(&str, &str, Value)]) -> Vec<String> {
    let mut x = exchange(Method::GET, "/");
    x.directory = Directory::of(configured(plugins));
    let answer = walk(&compiled(plugins), &mut x).await;
    all(&answer, &TURN)
}

#[tokio::test]
async fn the_higher_priority_goes_first_and_the_way_back_has_the_same_order() {
    let compiled = compiled(&[
        ("c", "late", json!({})),
        ("a", "early", json!({})),
        ("b", "middle", json!({ "does": "at once" })),
    ]);
    let answer = walk(&compiled, &mut exchange(Method::GET, "/")).await;
    assert_eq!(all(&answer, &TURN), ["a", "b at once", "c"]);
    assert_eq!(all(&answer, &BACK), ["a", "b", "c"]);
}

#[tokio::test]
async fn of_each_plugin_the_most_telling_configuration_acts() {
    let scopes = [
        (
            "r-s-c",
            json!({ "route": "r", "service": "s", "consumer": "bob" }),
        ),
        (
            "r-s-g",
            json!({ "route": "r", "service": "s", "consumer_group": "gold" }),
        ),
        ("r-c", json!({ "route": "r", "consumer": "bob" })),
        ("s-c", json!({ "service": "s", "consumer": "bob" })),
        ("r-g", json!({ "route": "r", "consumer_group": "gold" })),
        ("s-g", json!({ "service": "s", "consumer_group": "gold" })),
        ("r-s", json!({ "route": "r", "service": "s" })),
        ("c", json!({ "consumer": "bob" })),
        // Of several groups the first by its name.
        ("g", json!({ "consumer_group": "gold" })),
        ("g-2", json!({ "consumer_group": "silver" })),
        ("r", json!({ "route": "r" })),
        ("s", json!({ "service": "s" })),
        ("all", json!({})),
    ];
    // Whoever is left when the more telling ones are gone acts.
    for first in 0..scopes.len() {
        let mut plugins = vec![("bob", "early", json!({ "does": "recognise" }))];
        plugins.push((
            "others",
            "late",
            json!({ "route": "r", "consumer_group": "others" }),
        ));
        // The order in which they are configured does not matter.
        plugins.extend(
            scopes[first..]
                .iter()
                .rev()
                .map(|(label, scope)| (*label, "late", scope.clone())),
        );
        assert_eq!(turns(&plugins).await, ["bob", scopes[first].0]);
    }
}

#[tokio::test]
async fn what_is_for_a_consumer_acts_only_when_it_is_known_to_be_that_one() {
    let own = ("own", "middle", json!({ "consumer": "bob" }));
    let for_all = ("for-all", "middle", json!({}));
    for (who, expected) in [
        (
            ("bob", "early", json!({ "does": "recognise" })),
            vec!["bob", "own"],
        ),
        (
            ("eve", "early", json!({ "does": "recognise" })),
            vec!["eve", "for-all"],
        ),
        (("nobody", "early", json!({})), vec!["nobody", "for-all"]),
        // Found out too late.
        (
            ("bob", "late", json!({ "does": "recognise" })),
            vec!["for-all", "bob"],
        ),
    ] {
        assert_eq!(turns(&[who, own.clone(), for_all.clone()]).await, expected);
    }
    assert_eq!(turns(&[("nobody", "early", json!({})), own]).await, ["nobody"]);
}

#[tokio::test]
async fn what_is_for_a_group_acts_also_when_somebody_else_said_who_is_in_it() {
    let for_groups = [
        ("gold", "late", json!({ "consumer_group": "gold" })),
        ("others", "late", json!({ "consumer_group": "others" })),
        (
            "silver",
            "late",
            json!({ "route": "r", "consumer_group": "silver" }),
        ),
        ("for-all", "late", json!({})),
    ];
    let bob = ("bob", "early", json!({ "does": "recognise" }));
    for (consumer, groups, expected) in [
        (None, &[][..], "for-all"),
        (None, &["gold"], "gold"),
        // The first by its name, in whatever order they were found.
        (None, &["others", "gold"], "gold"),
        // What says more goes first.
        (None, &["gold", "silver"], "silver"),
        // Bob's own groups count as well.
        (Some(&bob), &["others"], "silver"),
    ] {
        let plugins: Vec<_> = consumer.into_iter().chain(&for_groups).cloned().collect();
        let mut x = exchange(Method::GET, "/");
        x.directory = Directory::of(configured(&plugins));
        let called = |name: &&str| x.directory.group_called(model::DEFAULT_WORKSPACE, name).cloned();
        x.consumer_groups = Some(groups.iter().map(|name| called(name).unwrap()).collect());
        let answer = walk(&compiled(&plugins), &mut x).await;
        assert_eq!(all(&answer, &TURN).last().unwrap(), expected, "{groups:?}");
    }
}

#[tokio::test]
async fn a_disabled_configuration_does_not_hide_a_less_telling_one() {
    let off = ("off", "late", json!({ "route": "r", "enabled": false }));
    assert_eq!(turns(&[off, ("on", "late", json!({}))]).await, ["on"]);
}

#[tokio::test]
async fn who_ends_a_request_keeps_the_later_ones_out_of_it() {
    for (does, status) in [("reply", 418), ("fail", 500)] {
        let compiled = compiled(&[
            ("a", "early", json!({})),
            ("b", "middle", json!({ "does": does })),
            ("c", "late", json!({})),
        ]);
        let answer = walk(&compiled, &mut exchange(Method::GET, "/")).await;
        assert_eq!(answer.status, status);
        // What was left for the client arrives on refusals, too.
        assert_eq!(all(&answer, &TURN), ["a", "b"], "{does}");
        assert_eq!(all(&answer, &BACK), ["a", "b"], "{does}");
    }
}

#[tokio::test]
async fn an_accident_on_the_way_back_takes_the_place_of_the_answer() {
    let compiled = compiled(&[
        ("a", "early", json!({})),
        ("b", "middle", json!({ "does": "fail on the way back" })),
        ("c", "late", json!({})),
    ]);
    let answer = walk(&compiled, &mut exchange(Method::GET, "/")).await;
    assert_eq!(answer.status, 500);
    assert_eq!(all(&answer, &TURN), ["a", "b", "c"]);
    assert_eq!(all(&answer, &BACK), ["c"]);
}

#[tokio::test]
async fn only_what_plugins_keep_is_there_on_the_way_back() {
    let compiled = compiled(&[("a", "early", json!({ "keeps": "x-keep" }))]);
    let mut x = exchange(Method::GET, "/");
    for name in ["x-keep", "x-drop"] {
        x.head
            .append(HeaderName::from_static(name), HeaderValue::from_static("1"));
    }
    let answer = walk(&compiled, &mut x).await;
    assert_eq!(all(&answer, &KEPT), ["1"]);
    assert_eq!(
        x.head.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["x-keep"]
    );
}

/// A body that comes piece by piece, and perhaps not to its end.
struct Pieces(Vec<Option<Result<Piece, BodyError>>>);

impl Source for Pieces {
    fn poll_piece(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Piece, BodyError>>> {
        match self.0.is_empty() {
            true => std::task::Poll::Pending,
            false => std::task::Poll::Ready(self.0.remove(0)),
        }
    }

    fn size(&self) -> Option<u64> {
        None
    }
}

fn data(bytes: &'static [u8]) -> Option<Result<Piece, BodyError>> {
    Some(Ok(Piece::Data(bytes.into())))
}

#[tokio::test]
async fn a_body_is_held_for_the_plugin_that_wants_to_see_it() {
    let compiled = compiled(&[("a", "early", json!({ "does": "hold", "keeps": "trailer" }))]);
    let trailers = || Some(Ok(Piece::Trailers(Head::new())));
    let broken = || Some(Err(BodyError::Broken("eof".to_owned())));
    for (body, status, held) in [
        (Body::from("8 bytes!"), 200, Some("8 bytes!")),
        (Body::from("9 bytes!!"), 413, None),
        (
            Body::stream(Pieces(vec![data(b"8 by"), data(b"tes!"), trailers(), None])),
            200,
            Some("8 bytes!"),
        ),
        (
            Body::stream(Pieces(vec![data(b"8 by"), data(b"tes!!")])),
            413,
            None,
        ),
        (Body::stream(Pieces(vec![data(b"8 by"), broken()])), 400, None),
    ] {
        let mut x = exchange(Method::POST, "/");
        x.head.set(header::TRAILER, HeaderValue::from_static("x-sum"));
        x.body = body;
        let answer = walk(&compiled, &mut x).await;
        assert_eq!(answer.status, status);
        // A refused request's turn had not come to its point.
        assert_eq!(all(&answer, &TURN).len(), usize::from(held.is_some()));
        if let Some(held) = held {
            assert_eq!(x.body.in_memory(), Some(held.as_bytes()));
            // Trailers are not held, so none are announced any more.
            assert!(all(&answer, &KEPT).is_empty());
        }
    }
}

#[tokio::test]
async fn every_wait_has_an_end() {
    let soon = Duration::from_millis(1);
    let patient = compiled(&[("a", "early", json!({ "does": "wait" }))]);
    let ended = act(&patient.places()[0], &mut exchange(Method::GET, "/"), soon).await;
    assert_eq!(
        ended
            .unwrap_err()
            .answer(&exchange(Method::GET, "/"), &Wish::default())
            .status,
        503
    );
    let holding = compiled(&[("a", "early", json!({ "does": "hold" }))]);
    let mut x = exchange(Method::POST, "/");
    x.body = Body::stream(Pieces(vec![data(b"1")]));
    let ended = act(&holding.places()[0], &mut x, soon).await;
    assert_eq!(ended.unwrap_err().answer(&x, &Wish::default()).status, 408);
}

#[test]
fn every_turn_is_remembered_also_beyond_the_usual_number() {
    let mut ran = Ran::default();
    (0..40).for_each(|place| ran.add(place));
    assert_eq!(ran.iter().collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
}
