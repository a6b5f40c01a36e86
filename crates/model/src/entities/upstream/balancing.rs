//! What `algorithm` and `hash_on` say about each other.

use schema::{Choice, Map, Value, Violations};

use super::Algorithm;

/// What may be hashed where nobody is known.
pub(super) const AFTER_CONSUMER: &[&str] = &[
    "none",
    "ip",
    "header",
    "cookie",
    "path",
    "query_arg",
    "uri_capture",
];

/// What may be hashed where the address is not known.
pub(super) const AFTER_IP: &[&str] = &[
    "none",
    "consumer",
    "header",
    "cookie",
    "path",
    "query_arg",
    "uri_capture",
];

/// What may be hashed where the path is not known.
pub(super) const AFTER_PATH: &[&str] = &[
    "none",
    "consumer",
    "header",
    "cookie",
    "query_arg",
    "ip",
    "uri_capture",
];

/// Algorithms that hash nothing leave nothing to hash on; and whoever says what to hash on means the algorithm that
/// hashes, whatever else was written.
///
/// Kong reads `consistent-hashing` without `hash_on` as hashing nothing. Read again, that is taking turns, which
/// comes to the same.
pub(super) fn settle(upstream: &mut Map<String, Value>) -> Violations {
    let algorithm = upstream.get("algorithm").and_then(Value::as_str);
    if matches!(algorithm, Some("least-connections" | "latency")) {
        upstream.insert("hash_on".to_owned(), Value::Null);
    }
    let implied = match upstream.get_mut("hash_on") {
        Some(nothing @ Value::Null) => {
            *nothing = "none".into();
            return Violations::default();
        }
        Some(Value::String(on)) if on == "none" => "round-robin",
        Some(Value::String(_)) => "consistent-hashing",
        _ => return Violations::default(),
    };
    // An algorithm that nobody knows stays, so that the check finds it.
    let unknown = |algorithm: &Value| {
        let known = algorithm.as_str().and_then(Algorithm::from_word);
        known.is_none() && !algorithm.is_null()
    };
    if !upstream.get("algorithm").is_some_and(unknown) {
        upstream.insert("algorithm".to_owned(), implied.into());
    }
    Violations::default()
}
