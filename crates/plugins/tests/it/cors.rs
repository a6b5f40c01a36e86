use http::{HeaderName, HeaderValue, Method, StatusCode};
use plugin::{Answer, Exchange, Kind, Verdict};
use plugins::Cors;
use serde_json::{Value, json};

use crate::request::{faults, get, seat};

const KIND: Kind = Kind::of::<Cors>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("cors", 2000));
}

/// The CORS headers of an answer, and `Vary`, without their common beginning.
fn told(answer: &Answer) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = answer
        .head
        .iter()
        .map(|(name, value)| {
            let name = name.as_str().trim_start_matches("access-control-");
            (name.to_owned(), value.to_str().unwrap().to_owned())
        })
        .collect();
    told.sort();
    told
}

fn preflight(headers: &[(&'static str, &'static str)]) -> Exchange {
    let mut exchange = get("/", headers);
    exchange.received.method = Method::OPTIONS;
    exchange
}

/// What a preflight is told; nothing if it goes on.
fn asked(config: Value, headers: &[(&'static str, &'static str)]) -> Option<Vec<(String, String)>> {
    let seat = seat(&KIND, config).unwrap();
    match seat.at_once(&mut preflight(headers)) {
        Some(Verdict::Reply(answer)) => {
            assert_eq!((answer.status, answer.body.size()), (StatusCode::OK, Some(0)));
            Some(told(&answer))
        }
        Some(Verdict::Pass) => None,
        other => panic!("{other:?}"),
    }
}

/// What the answer of a service says when a page of this origin has asked.
fn answered(config: Value, origin: Option<&'static str>) -> Vec<(String, String)> {
    let seat = seat(&KIND, config).unwrap();
    let headers: Vec<_> = origin.map(|origin| ("origin", origin)).into_iter().collect();
    let mut exchange = get("/", &headers);
    assert!(matches!(seat.at_once(&mut exchange), Some(Verdict::Pass)));
    let mut answer = Answer::new(StatusCode::OK);
    let own = HeaderName::from_static("access-control-allow-origin");
    answer
        .head
        .set(own, HeaderValue::from_static("https://service.test"));
    seat.respond(&exchange, &mut answer).unwrap();
    told(&answer)
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

const METHODS: &str = "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT";

#[test]
fn preflights_are_answered() {
    let asking = [
        ("origin", "https://a.test"),
        ("access-control-request-method", "PUT"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&asking, more].concat();
    for (config, headers, expected) in [
        (
            json!({}),
            with(&[]),
            vec![("allow-methods", METHODS), ("allow-origin", "*")],
        ),
        (
            json!({ "methods": ["GET", "PUT"], "max_age": 600, "headers": ["X-One", "X-Two"] }),
            with(&[("access-control-request-headers", "X-Three")]),
            vec![
                ("allow-headers", "X-One,X-Two"),
                ("allow-methods", "GET,PUT"),
                ("allow-origin", "*"),
                ("max-age", "600"),
            ],
        ),
        (
            json!({ "methods": [] }),
            with(&[("access-control-request-headers", "x-three, x-four")]),
            vec![("allow-headers", "x-three, x-four"), ("allow-origin", "*")],
        ),
        (
            json!({ "methods": null, "private_network": true, "exposed_headers": ["X-Secret"] }),
            with(&[("access-control-request-private-network", "true")]),
            vec![("allow-origin", "*"), ("allow-private-network", "true")],
        ),
        (
            json!({ "methods": [], "private_network": true }),
            with(&[]),
            vec![("allow-origin", "*")],
        ),
        (
            json!({ "methods": [] }),
            with(&[("access-control-request-private-network", "true")]),
            vec![("allow-origin", "*")],
        ),
        (
            json!({ "methods": [], "credentials": true }),
            with(&[]),
            vec![
                ("allow-credentials", "true"),
                ("allow-origin", "https://a.test"),
                ("vary", "Origin"),
            ],
        ),
        // A page that may not is told so by what it is not told.
        (
            json!({ "methods": [], "credentials": true, "origins": ["https://b.test", "https://c.test"] }),
            with(&[]),
            vec![("vary", "Origin")],
        ),
    ] {
        assert_eq!(
            asked(config.clone(), &headers),
            Some(pairs(&expected)),
            "{config}"
        );
    }
}

#[test]
fn what_is_no_preflight_goes_on() {
    let whole = [
        ("origin", "https://a.test"),
        ("access-control-request-method", "PUT"),
    ];
    assert_eq!(asked(json!({ "preflight_continue": true }), &whole), None);
    for part in [&whole[..1], &whole[1..], &[]] {
        assert_eq!(asked(json!({}), part), None);
    }
    let seat = seat(&KIND, json!({})).unwrap();
    assert!(matches!(seat.at_once(&mut get("/", &whole)), Some(Verdict::Pass)));
}

#[test]
fn the_answer_of_a_preflight_is_not_told_twice() {
    let seat = seat(&KIND, json!({ "exposed_headers": ["X-A"], "methods": [] })).unwrap();
    let mut exchange = preflight(&[
        ("origin", "https://a.test"),
        ("access-control-request-method", "PUT"),
    ]);
    let Some(Verdict::Reply(mut answer)) = seat.at_once(&mut exchange) else {
        panic!("it is answered")
    };
    seat.respond(&exchange, &mut answer).unwrap();
    assert_eq!(told(&answer), pairs(&[("allow-origin", "*")]));
}

#[test]
fn whose_pages_may_read_answers() {
    let (a, vary) = ("https://a.test", ("vary", "Origin"));
    let only = |origin| vec![("allow-origin", origin), vary];
    let several = json!([
        "https://a.test",
        "http://b.test:8080",
        ".*\\.c\\.test",
        "https://d-[0-9]+\\.test:443"
    ]);
    for (origins, asking, expected) in [
        (json!(null), Some(a), vec![("allow-origin", "*")]),
        (json!(["*"]), None, vec![("allow-origin", "*")]),
        (
            json!(["https://b.test", "*"]),
            Some(a),
            vec![("allow-origin", "*")],
        ),
        // One origin is told to everybody.
        (json!(["https://b.test"]), Some(a), only("https://b.test")),
        (json!(["https://b.test"]), None, only("https://b.test")),
        (several.clone(), Some(a), only(a)),
        (
            several.clone(),
            Some("https://A.test:443"),
            only("https://A.test:443"),
        ),
        (
            several.clone(),
            Some("http://b.test:8080"),
            only("http://b.test:8080"),
        ),
        (
            several.clone(),
            Some("https://x.c.test:9000"),
            only("https://x.c.test:9000"),
        ),
        (
            several.clone(),
            Some("https://d-12.test:443"),
            only("https://d-12.test:443"),
        ),
        // None of these is one of them, however much it looks like it.
        (several.clone(), Some("http://a.test"), vec![vary]),
        (several.clone(), Some("https://a.test.evil.test"), vec![vary]),
        (several.clone(), Some("https://b.test:8080"), vec![vary]),
        (several.clone(), Some("https://c.test.evil.test"), vec![vary]),
        (several.clone(), Some("https://evil.test/x.c.test"), vec![vary]),
        (several.clone(), Some("https://xc.test"), vec![vary]),
        (
            several.clone(),
            Some("https://d-12.test:443.evil.test"),
            vec![vary],
        ),
        (several.clone(), Some("null"), vec![vary]),
        (several, None, vec![vary]),
    ] {
        let config = json!({ "origins": origins });
        assert_eq!(answered(config, asking), pairs(&expected), "{origins} {asking:?}");
    }
}

#[test]
fn what_an_answer_says_besides() {
    let config = json!({ "exposed_headers": ["X-A", "X-B"], "credentials": true });
    assert_eq!(
        answered(config.clone(), Some("https://a.test")),
        pairs(&[
            ("allow-credentials", "true"),
            ("allow-origin", "https://a.test"),
            ("expose-headers", "X-A,X-B"),
            ("vary", "Origin"),
        ])
    );
    assert_eq!(
        answered(config, None),
        pairs(&[("allow-origin", "*"), ("expose-headers", "X-A,X-B")])
    );
    let service = pairs(&[("allow-origin", "https://service.test")]);
    assert_eq!(answered(json!({ "allow_origin_absent": false }), None), service);
}

#[test]
fn what_cannot_be_put_to_use() {
    for (config, expected) in [
        (
            json!({ "origins": ["(a"] }),
            "'(a' is neither an origin nor a regular expression",
        ),
        (json!({ "origins": [""] }), "length must be at least 1"),
        (json!({ "methods": ["get"] }), "expected one of"),
    ] {
        let found = faults(&KIND, &mut config.clone());
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
    }
    for option in ["headers", "exposed_headers"] {
        let built = seat(&KIND, json!({ option: ["X-A\n"] }));
        assert_eq!(built.err().unwrap().code, "cors.misconfigured");
    }
}
