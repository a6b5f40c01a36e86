use plugin::{Kind, Verdict};
use plugins::IpRestriction;
use serde_json::{Value, json};

use crate::request::{faults, get, seat};

const KIND: Kind = Kind::of::<IpRestriction>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("ip-restriction", 990));
}

/// What it says to a client of this address; nothing if that one passes.
fn told(config: Value, client: &str) -> Option<(u16, String)> {
    let seat = seat(&KIND, config).unwrap();
    let mut exchange = get("/", &[]);
    exchange.received.client.set_ip(client.parse().unwrap());
    match seat.at_once(&mut exchange) {
        Some(Verdict::Refuse(refusal)) => Some((refusal.status.as_u16(), refusal.message.into_owned())),
        Some(Verdict::Pass) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_passes() {
    for (config, passing, refused) in [
        (
            json!({ "allow": ["10.0.0.0/8", "::1"] }),
            vec!["10.1.1.1", "::1", "::ffff:10.1.1.1"],
            vec!["11.0.0.1", "::2"],
        ),
        (
            json!({ "deny": ["10.0.0.0/8"] }),
            vec!["11.0.0.1", "::1"],
            vec!["10.1.1.1", "::ffff:10.1.1.1"],
        ),
        // Who is denied is not allowed.
        (
            json!({ "allow": ["10.0.0.0/8"], "deny": ["10.9.0.0/16"] }),
            vec!["10.8.0.1"],
            vec!["10.9.0.1", "11.0.0.1"],
        ),
        (
            json!({ "allow": [], "deny": ["10.0.0.1"] }),
            vec!["10.0.0.2"],
            vec!["10.0.0.1"],
        ),
    ] {
        for client in passing {
            assert_eq!(told(config.clone(), client), None, "{client} {config}");
        }
        for client in refused {
            let client: std::net::IpAddr = client.parse().unwrap();
            let message = format!("IP address not allowed: {}", client.to_canonical());
            let refusal = told(config.clone(), &client.to_string());
            assert_eq!(refusal, Some((403, message)), "{client} {config}");
        }
    }
}

#[test]
fn what_a_refusal_says() {
    let config = json!({ "deny": ["0.0.0.0/0"], "status": 404.0, "message": "nothing here" });
    assert_eq!(told(config, "1.2.3.4"), Some((404, "nothing here".to_owned())));
    for status in [100.0, 199.0, 600.0, 404.5, -1.0] {
        let built = seat(&KIND, json!({ "deny": ["::1"], "status": status }));
        assert_eq!(
            built.err().unwrap().code,
            "ip_restriction.misconfigured",
            "{status}"
        );
    }
}

#[test]
fn what_cannot_be_written() {
    for (mut config, expected) in [
        (
            json!({}),
            "at least one of these fields must be non-empty: 'allow', 'deny'",
        ),
        (
            json!({ "allow": ["10.0.0.0/33"] }),
            "invalid ip or cidr range: '10.0.0.0/33'",
        ),
        (
            json!({ "deny": ["example.com"] }),
            "invalid ip or cidr range: 'example.com'",
        ),
    ] {
        let found = faults(&KIND, &mut config);
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
    }
}
