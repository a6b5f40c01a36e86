use http::HeaderName;
use plugin::{Kind, Seat, Verdict};
use plugins::CorrelationId;
use serde_json::json;

use crate::request::{faults, get, seat};

const KIND: Kind = Kind::of::<CorrelationId>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("correlation-id", 100_001));
}

/// The number that goes to the service, and the one that goes to the client.
fn numbered(
    seat: &Seat,
    header: &'static str,
    brought: &[(&'static str, &'static str)],
) -> (String, Option<String>) {
    let mut exchange = get("/", brought);
    assert!(matches!(seat.at_once(&mut exchange), Some(Verdict::Pass)));
    let name = HeaderName::from_static(header);
    let told = exchange.downstream.text(&name).map(str::to_owned);
    assert!(exchange.head.all(&name).count() == 1);
    (exchange.head.text(&name).unwrap().to_owned(), told)
}

fn uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.as_bytes()[14] == b'4'
}

#[test]
fn a_core_counts_its_requests() {
    let seat = seat(&KIND, json!({})).unwrap();
    let (first, told) = numbered(&seat, "kong-request-id", &[]);
    let (own, count) = first.split_once('#').unwrap();
    assert!(uuid(own) && count == "1" && told.is_none(), "{first}");
    assert_eq!(numbered(&seat, "kong-request-id", &[]).0, format!("{own}#2"));
    // A number of its own does not count here.
    let brought = [("kong-request-id", "mine")];
    assert_eq!(numbered(&seat, "kong-request-id", &brought).0, "mine");
    assert_eq!(
        numbered(&seat, "kong-request-id", &[("kong-request-id", "")]).0,
        format!("{own}#3")
    );
}

#[test]
fn how_numbers_are_made() {
    let options = |generator: &str| json!({ "generator": generator, "header_name": "X-Number" });
    let each = seat(&KIND, options("uuid")).unwrap();
    let (one, other) = (
        numbered(&each, "x-number", &[]).0,
        numbered(&each, "x-number", &[]).0,
    );
    assert!(uuid(&one) && uuid(&other) && one != other, "{one} {other}");
    let tracker = seat(&KIND, options("tracker")).unwrap();
    let process = std::process::id();
    let (one, other) = (
        numbered(&tracker, "x-number", &[]).0,
        numbered(&tracker, "x-number", &[]).0,
    );
    assert_eq!(one, format!("127.0.0.1-8000-{process}-40000-1-0.000"));
    assert_eq!(other, format!("127.0.0.1-8000-{process}-40000-2-0.000"));
}

#[test]
fn the_client_is_told_if_that_is_wanted() {
    let seat = seat(&KIND, json!({ "echo_downstream": true, "header_name": null })).unwrap();
    let (sent, told) = numbered(&seat, "kong-request-id", &[]);
    assert_eq!(told, Some(sent));
    let (sent, told) = numbered(&seat, "kong-request-id", &[("kong-request-id", "mine")]);
    assert_eq!((sent.as_str(), told.as_deref()), ("mine", Some("mine")));
}

#[test]
fn what_cannot_be_put_to_use() {
    let built = seat(&KIND, json!({ "header_name": "no header" }));
    assert_eq!(built.err().unwrap().code, "correlation_id.misconfigured");
    let found = faults(&KIND, &mut json!({ "generator": "random" }));
    assert!(found.len() == 1 && found[0].contains("uuid#counter"), "{found:?}");
}
