//! The same meaning, the same digest.

use serde_json::{Value, json};

use super::Digest;

#[test]
fn order_and_null_make_no_difference() {
    let one = Digest::of(&json!({ "a": 1, "b": { "c": null, "d": [1, 2] } }));
    let other = Digest::of(&json!({ "b": { "d": [1, 2] }, "a": 1, "e": null }));
    assert_eq!(one, other);
    assert_eq!(format!("{one:?}"), "***");
}

#[test]
fn everything_else_makes_one() {
    let all: Vec<Value> = vec![
        json!({ "a": 1 }),
        json!({ "a": "1" }),
        json!({ "a": [1] }),
        json!({ "a": [1, null] }),
        json!({ "a": { "1": 1 } }),
        json!({ "a": "1\",\"b\":\"2" }),
        json!({ "a": "1", "b": "2" }),
        json!({ "a\":1,\"b": 1 }),
    ];
    for (number, one) in all.iter().enumerate() {
        for other in &all[number + 1..] {
            assert_ne!(Digest::of(one), Digest::of(other), "{one} {other}");
        }
    }
}
