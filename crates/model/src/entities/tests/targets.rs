//! Targets.

use serde_json::{Value, json};

use super::{filled, refuses, spelt_out};
use crate::{Id, Target};

fn target(address: &str) -> Value {
    let upstream = Id::named("upstreams", "shop");
    json!({ "upstream": { "id": upstream.to_string() }, "target": address })
}

#[test]
fn a_target_has_one_address_however_it_is_written() {
    for (written, host, port) in [
        ("10.0.0.1", "10.0.0.1", 8000),
        ("10.0.0.1:80", "10.0.0.1", 80),
        ("shop.internal", "shop.internal", 8000),
        ("shop.internal:0", "shop.internal", 0),
        ("::1", "[0000:0000:0000:0000:0000:0000:0000:0001]", 8000),
        (
            "[2001:DB8::a]:443",
            "[2001:0db8:0000:0000:0000:0000:0000:000a]",
            443,
        ),
        ("[::1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", 8000),
    ] {
        let once = spelt_out("targets", target(written));
        assert_eq!(once["target"], format!("{host}:{port}"));
        let target: Target = filled("targets", once);
        assert_eq!((target.target.host(), target.target.port()), (host, port));
        assert_eq!(target.weight, Some(100));
    }
}

#[test]
fn every_field_of_a_target_has_its_bounds() {
    for wrong in [
        "a b",
        "shop:x",
        "shop:65536",
        "shop:",
        "http://shop",
        "[::1",
        "300.1.1.1",
    ] {
        let fault = format!("target: Invalid target ('{wrong}'); not a valid hostname or ip address");
        refuses("targets", target(wrong), &[&fault]);
    }
    refuses(
        "targets",
        json!({ "weight": 65536, "created_at": "now", "updated_at": 1_700_000_000.25 }),
        &[
            "created_at: expected a number",
            "upstream: required field missing",
            "target: required field missing",
            "weight: value should be between 0 and 65535",
        ],
    );
    let mut document = target("a");
    document["updated_at"] = json!(1_700_000_000.25);
    document["weight"] = 0.into();
    let target: Target = filled("targets", document);
    assert_eq!(
        (target.updated_at, target.weight),
        (Some(1_700_000_000.25), Some(0))
    );
}
