use http::{HeaderValue, Method};
use serde_json::{Value, json};

use super::*;
use crate::chain::{Ran, respond};
use crate::compile::compile;
use crate::fakes::{KINDS, TURN, exchange, services, snapshot};

fn plan(label: &str, before: Option<&Plan>) -> Arc<Plan> {
    let plugin = json!({ "name": "early", "config": { "label": label, "does": "count" } });
    let entities: [(&'static str, &str, Value); 3] = [
        ("services", "s", json!({ "host": "upstream.test" })),
        ("routes", "r", json!({ "paths": ["/"], "service": "s" })),
        ("plugins", "p", plugin),
    ];
    Arc::new(compile(&snapshot(&entities), KINDS, &services(), before).0)
}

/// How often the plugin had its turn, as far as it remembers.
async fn count(compiled: &Compiled) -> String {
    let mut x = exchange(Method::GET, "/");
    let (destination, _) = compiled.find(&mut x).unwrap();
    let mut ran = Ran::default();
    destination
        .chain
        .access(compiled.places(), &mut x, &mut ran)
        .await
        .unwrap();
    let answer = respond(
        compiled.places(),
        &ran,
        &crate::error_body::Wish::default(),
        &mut x,
        plugin::Answer::new(http::StatusCode::OK),
    );
    answer.head.text(&TURN).unwrap().to_owned()
}

#[tokio::test]
async fn a_seat_is_kept_while_its_instance_is_the_same() {
    let first = plan("a", None);
    let before = Compiled::new(Arc::clone(&first), None);
    assert_eq!(
        (count(&before).await.as_str(), count(&before).await.as_str()),
        ("a 1", "a 2")
    );
    let same = Compiled::new(plan("a", Some(&first)), Some(&before));
    assert_eq!(count(&same).await, "a 3");
    let other = Compiled::new(plan("b", Some(&first)), Some(&same));
    assert_eq!(count(&other).await, "b 1");
    // Built anew, although it reads the same.
    let anew = Compiled::new(plan("b", None), Some(&other));
    assert_eq!(count(&anew).await, "b 1");
}

#[test]
fn the_port_is_the_one_that_was_named_else_the_one_it_came_to() {
    let mut x = exchange(Method::GET, "/");
    for (authority, expected) in [
        ("a.test", 8000),
        ("a.test:81", 81),
        ("[::1]", 8000),
        ("[::1]:81", 81),
        ("", 8000),
    ] {
        x.received.authority = HeaderValue::from_static(authority);
        assert_eq!(port(&x), expected, "{authority}");
    }
    // Clients know the port under another number.
    x.received.port = 80;
    assert_eq!(port(&x), 80);
}

#[test]
fn what_was_found_is_told_to_plugins() {
    let compiled = Compiled::new(plan("a", None), None);
    let mut x = exchange(Method::GET, "/a");
    let (_, prefix) = compiled.find(&mut x).unwrap();
    assert_eq!(prefix, Prefix::Stripped(1));
    let matched = x.matched.unwrap();
    assert_eq!(matched.route.name.as_ref().unwrap().as_str(), "r");
    assert_eq!(matched.service.as_ref().unwrap().host.as_str(), "upstream.test");
}
