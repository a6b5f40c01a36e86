use std::sync::LazyLock;

use http::{HeaderName, HeaderValue, Method};
use plugin::{Base, Body, BodyNeed, Exchange, Kind, Relay, Verdict};
use plugins::RequestTransformer;
use schema::render::outline;
use serde_json::{Value, json};

use crate::request::{faults, get, seat};

const KIND: Kind = Kind::of::<RequestTransformer>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("request-transformer", 801));
}

/// As Kong tells its schema, but for what the entries must look like, which it has in code.
#[test]
fn its_options_are_kongs() {
    let mut expected = vec!["http_method: string".to_owned()];
    for change in ["remove", "rename", "replace", "add", "append"] {
        expected.push(format!("{change}: record, required"));
        for part in ["body", "headers", "querystring"] {
            expected.push(format!("{change}.{part}: array of string, required, default []"));
        }
        if change == "replace" {
            expected.push("replace.uri: string".to_owned());
        }
    }
    assert_eq!(outline::declared(&(KIND.schema)()), expected);
}

/// A request after its changes, or the refusal.
fn changed(config: Value, mut exchange: Exchange) -> Result<Exchange, (u16, String)> {
    let seat = seat(&KIND, config).unwrap();
    match seat.at_once(&mut exchange) {
        Some(Verdict::Pass) => Ok(exchange),
        Some(Verdict::Refuse(refusal)) => Err((refusal.status.as_u16(), refusal.message.into_owned())),
        other => panic!("{other:?}"),
    }
}

/// The headers, one in each line, in the order of their names.
fn headers(exchange: &Exchange) -> String {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut lines: Vec<_> = exchange
        .head
        .iter()
        .map(|(name, value)| format!("{name}:{}", text(value)))
        .collect();
    lines.sort();
    lines.join(" ")
}

#[test]
fn headers_are_changed_in_kongs_order() {
    for (config, expected) in [
        (json!({}), "a:1 a:2 b:3"),
        (json!({ "remove": { "headers": ["A", "nothing"] } }), "b:3"),
        (json!({ "remove": { "headers": ["A:1"] } }), "b:3"),
        (json!({ "rename": { "headers": ["A:C"] } }), "b:3 c:1 c:2"),
        (json!({ "rename": { "headers": ["a:b"] } }), "b:1 b:2"),
        (
            json!({ "rename": { "headers": ["a:A", "nothing:b"] } }),
            "a:1 a:2 b:3",
        ),
        (
            json!({ "replace": { "headers": ["A:9", "nothing:9"] } }),
            "a:9 b:3",
        ),
        (
            json!({ "add": { "headers": ["a:9", "n:9", "n:8"] } }),
            "a:1 a:2 b:3 n:9",
        ),
        (
            json!({ "append": { "headers": ["a:9", "n:9", "n:8"] } }),
            "a:1 a:2 a:9 b:3 n:8 n:9",
        ),
        // What is removed can be added, and what is renamed can be replaced.
        (
            json!({ "remove": { "headers": ["a"] }, "rename": { "headers": ["b:c"] }, "replace": { "headers": ["c:4"] },
                    "add": { "headers": ["a:5"] }, "append": { "headers": ["a:6"] } }),
            "a:5 a:6 c:4",
        ),
        // A colon may stand in a value.
        (
            json!({ "add": { "headers": ["n:http://x:1"] } }),
            "a:1 a:2 b:3 n:http://x:1",
        ),
        // Texts are made of the request as it came.
        (
            json!({ "remove": { "headers": ["b"] }, "replace": { "headers": ["a:$(headers.b)"] },
                    "add": { "headers": ["n:$(headers.a)$(query_params.q)"] } }),
            "a:3 n:1ü",
        ),
    ] {
        let exchange = changed(
            config.clone(),
            get("/?q=%C3%BC", &[("a", "1"), ("a", "2"), ("b", "3")]),
        )
        .unwrap();
        assert_eq!(headers(&exchange), expected, "{config}");
    }
}

#[test]
fn the_host_is_replaced() {
    let config = json!({ "replace": { "headers": ["Host:$(query_params.h)"] } });
    for (target, expected) in [
        ("/?h=other.example:81", Some("other.example:81")),
        ("/?h=%5B::1%5D", Some("[::1]")),
        ("/?h=a%0d%0ab", None),
        ("/?h=a/b", None),
        ("/?h=a@b", None),
        ("/", None),
    ] {
        let host = changed(config.clone(), get(target, &[])).map(|exchange| exchange.forward.host.unwrap());
        match expected {
            Some(expected) => assert_eq!(host.unwrap(), expected, "{target}"),
            None => assert_eq!(
                host,
                Err((400, "A part of this request cannot stand in a Host".to_owned()))
            ),
        }
    }
}

#[test]
fn hd_16_what_clients_send_ends_no_line() {
    let config = json!({ "add": { "headers": ["x-q:$(query_params.q)"] } });
    for target in [
        "/?q=a%0d%0aX-Admin:+1",
        "/?q=a%0aX-Admin:+1",
        "/?q=%00",
        "/?q=%7f",
    ] {
        let refused = changed(config.clone(), get(target, &[])).err();
        assert_eq!(
            refused,
            Some((400, "A part of this request cannot stand in a header".to_owned())),
            "{target}"
        );
    }
}

#[test]
fn queries_are_changed_in_kongs_order() {
    for (config, expected) in [
        (json!({}), "/p?a=1&a=2&b=%2f&c"),
        (json!({ "remove": { "querystring": ["a", "c"] } }), "/p?b=%2f"),
        (json!({ "remove": { "querystring": ["a", "b", "c"] } }), "/p"),
        (
            json!({ "rename": { "querystring": ["b:a", "c:d e"] } }),
            "/p?a=%2f&d+e",
        ),
        (
            json!({ "replace": { "querystring": ["a:9&x=1", "n:1"] } }),
            "/p?a=9%26x%3D1&b=%2f&c",
        ),
        (
            json!({ "add": { "querystring": ["a:9", "n:ü"] } }),
            "/p?a=1&a=2&b=%2f&c&n=%C3%BC",
        ),
        (
            json!({ "append": { "querystring": ["a:9", "n:1"] } }),
            "/p?a=1&a=2&b=%2f&c&a=9&n=1",
        ),
        (
            json!({ "add": { "querystring": ["n:$(query_params.b)"] } }),
            "/p?a=1&a=2&b=%2f&c&n=%2F",
        ),
    ] {
        let exchange = changed(config.clone(), get("/p?a=1&a=2&b=%2f&c", &[])).unwrap();
        assert_eq!(exchange.forward.target.as_str(), expected, "{config}");
        assert_eq!(exchange.forward.base, Base::Route);
    }
    // However a name is written, it is that name.
    let config = json!({ "remove": { "querystring": ["a b"] } });
    let exchange = changed(config, get("/?%61%20b=1&a+b=2&x", &[])).unwrap();
    assert_eq!(exchange.forward.target.as_str(), "/?x");
}

#[test]
fn the_path_is_replaced_as_a_whole() {
    for (uri, target, expected) in [
        ("/new", "/old?q=1", Ok("/new?q=1")),
        ("/u/$(headers.x_id)/", "/old", Ok("/u/7%209/")),
        (
            "/u/$(query_params.q)",
            "/?q=a/b%3Fc%23",
            Ok("/u/a/b%3Fc%23?q=a/b%3Fc%23"),
        ),
        ("$(query_params.q)", "/?q=/a", Ok("/a?q=/a")),
        ("$(query_params.q)", "/?q=a", Err(400)),
        ("/u/$(query_params.q)", "/?q=..", Err(400)),
        ("/u/$(query_params.q)", "/?q=a/../../b", Err(400)),
        ("/u/.$(query_params.q)", "/?q=.", Err(400)),
        ("/u/$(query_params.q)", "/?q=%252e%252e/x", Err(400)),
        ("/u/$(query_params.q)", "/?q=a%0d%0ab", Err(400)),
        ("/u/$(query_params.q)", "/?q=%5c", Err(400)),
        // Nothing is no name.
        ("/u/$(query_params.q)/x", "/", Err(400)),
        ("$(query_params.q)", "/?q=//evil.example/", Err(400)),
    ] {
        let config = json!({ "replace": { "uri": uri } });
        let exchange = changed(config, get(target, &[("x-id", "7 9")]));
        match (exchange, expected) {
            (Ok(exchange), Ok(expected)) => {
                assert_eq!(exchange.forward.target.as_str(), expected);
                assert_eq!(exchange.forward.base, Base::Root);
                assert_eq!(exchange.received.target.as_str(), target);
            }
            (Err((status, _)), Err(expected)) => assert_eq!(status, expected, "{uri} {target}"),
            (other, _) => panic!("{uri} {target}: {other:?}"),
        }
    }
}

/// A POST of this body.
fn post(content_type: &'static str, body: &str) -> Exchange {
    let mut exchange = get("/?q=%22%2C%22admin%22%3Atrue", &[("content-type", content_type)]);
    exchange.forward.method = Method::POST;
    exchange.body = Body::from(body.to_owned());
    exchange
}

/// Its body after its changes.
fn body(config: Value, content_type: &'static str, body: &str) -> Result<String, u16> {
    let exchange = changed(config, post(content_type, body)).map_err(|(status, _)| status)?;
    Ok(String::from_utf8(exchange.body.in_memory().unwrap().to_vec()).unwrap())
}

/// All changes at once: what each of them does to `a`.
static CHANGES: LazyLock<[Value; 5]> = LazyLock::new(|| {
    [
        json!({ "remove": { "body": ["a"] } }),
        json!({ "rename": { "body": ["a:n"] } }),
        json!({ "replace": { "body": ["a:9", "n:9"] } }),
        json!({ "add": { "body": ["a:9", "n:$(query_params.q)"] } }),
        json!({ "append": { "body": ["a:9", "n:9"] } }),
    ]
});

#[test]
fn bodies_are_changed_by_their_names() {
    let json = "application/json; charset=utf-8";
    for (sent, expected) in [
        (
            r#"{"a": 1, "b": 12345678901234567890123}"#,
            [
                r#"{"b":12345678901234567890123}"#,
                r#"{"n":1,"b":12345678901234567890123}"#,
                r#"{"a":"9","b":12345678901234567890123}"#,
                r#"{"a":1,"b":12345678901234567890123,"n":"\",\"admin\":true"}"#,
                r#"{"a":[1,"9"],"b":12345678901234567890123,"n":["9"]}"#,
            ],
        ),
        (
            r#"{"a":[ ],"a":["x", {"a":1}]}"#,
            [
                "{}",
                r#"{"n":["x", {"a":1}]}"#,
                r#"{"a":"9"}"#,
                r#"{"a":["x", {"a":1}],"n":"\",\"admin\":true"}"#,
                r#"{"a":["x", {"a":1},"9"],"n":["9"]}"#,
            ],
        ),
        // However a name is written, it is that name.
        (
            r#"{"\u0061":null}"#,
            [
                "{}",
                r#"{"n":null}"#,
                r#"{"a":"9"}"#,
                r#"{"a":null,"n":"\",\"admin\":true"}"#,
                r#"{"a":["9"],"n":["9"]}"#,
            ],
        ),
        (
            "",
            [
                "",
                "",
                "",
                r#"{"a":"9","n":"\",\"admin\":true"}"#,
                r#"{"a":["9"],"n":["9"]}"#,
            ],
        ),
        // What has no names stays.
        ("[1,2]", ["[1,2]"; 5]),
    ] {
        for (config, expected) in CHANGES.iter().zip(expected) {
            assert_eq!(
                body(config.clone(), json, sent).as_deref(),
                Ok(expected),
                "{config} {sent}"
            );
        }
    }
    let form = "application/x-www-form-urlencoded";
    let expected = [
        "b",
        "n=1&b",
        "a=9&b",
        "a=1&b&n=%22%2C%22admin%22%3Atrue",
        "a=1&b&a=9&n=9",
    ];
    for (config, expected) in CHANGES.iter().zip(expected) {
        assert_eq!(
            body(config.clone(), form, "a=1&b").as_deref(),
            Ok(expected),
            "{config}"
        );
    }
    assert_eq!(body(CHANGES[0].clone(), form, "a=1").as_deref(), Ok(""));
    let parts = |parts: &[(&str, &str)]| {
        let part = |(name, value): &(&str, &str)| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        parts.iter().map(part).collect::<String>() + "--B--\r\n"
    };
    let expected = [
        parts(&[("b", "2")]),
        parts(&[("n", "1"), ("b", "2")]),
        parts(&[("a", "9"), ("b", "2")]),
        parts(&[("a", "1"), ("b", "2"), ("n", "\",\"admin\":true")]),
        // Kong appends nothing here.
        parts(&[("a", "1"), ("b", "2")]),
    ];
    for (config, expected) in CHANGES.iter().zip(&expected) {
        let sent = parts(&[("a", "1"), ("b", "2")]);
        let changed = body(config.clone(), "multipart/form-data; boundary=B", &sent);
        assert_eq!(changed.as_ref(), Ok(expected), "{config}");
    }
    // Others are nobody's business.
    assert_eq!(
        body(CHANGES[0].clone(), "text/plain", "{\"a\":1}").as_deref(),
        Ok("{\"a\":1}")
    );
}

// H2-15
#[test]
fn a_body_that_cannot_be_read_does_not_pass() {
    for config in &*CHANGES {
        for (content_type, sent) in [
            ("application/json", "{\"a\":1"),
            ("application/json", "{\"a\":1}}"),
            ("Application/JSON, text/plain", "{'a':1}"),
            ("application/json", "\u{feff}{\"a\":1}"),
            ("multipart/form-data", "--B--"),
            ("multipart/form-data; boundary=B", "--B\r\n\r\n--B--"),
        ] {
            assert_eq!(
                body(config.clone(), content_type, sent),
                Err(400),
                "{config} {content_type} {sent}"
            );
        }
        let mut coded = post("application/json", "{}");
        coded
            .head
            .set(http::header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let refused = changed(config.clone(), coded).err();
        assert_eq!(refused.map(|(status, _)| status), Some(415), "{config}");
    }
}

#[test]
fn a_body_is_kept_only_for_its_changes() {
    let need = |config: &Value, content_type| {
        let seat = seat(&KIND, config.clone()).unwrap();
        seat.body(&post(content_type, ""))
    };
    let kept = BodyNeed::Buffer { limit: 1024 * 1024 };
    let changes = &CHANGES[3];
    let moves = json!({ "http_method": "GET" });
    let headers = json!({ "add": { "headers": ["a:1"] }, "http_method": "PUT" });
    for (config, content_type, expected) in [
        (changes, "application/json", kept),
        (changes, "multipart/form-data; boundary=B", kept),
        (changes, "application/x-www-form-urlencoded", kept),
        (changes, "application/octet-stream", BodyNeed::Stream),
        (&moves, "application/x-www-form-urlencoded", kept),
        (&moves, "application/json", BodyNeed::Stream),
        (&headers, "application/json", BodyNeed::Stream),
    ] {
        assert_eq!(need(config, content_type), expected, "{config} {content_type}");
    }
}

#[test]
fn a_form_moves_into_the_query_where_there_is_no_body() {
    let form = "application/x-www-form-urlencoded";
    for method in ["GET", "HEAD", "TRACE", "PUT"] {
        let config = json!({ "http_method": method, "remove": { "querystring": ["q"] }, "add": { "querystring": ["a:9", "c:3"] } });
        let exchange = changed(config, post(form, "a=1&b=%20")).unwrap();
        assert_eq!(exchange.forward.method, method);
        let body = exchange.body.in_memory().unwrap();
        match method {
            "PUT" => {
                assert_eq!(exchange.forward.target.as_str(), "/?a=9&c=3");
                assert_eq!(body, b"a=1&b=%20");
            }
            _ => {
                assert_eq!(exchange.forward.target.as_str(), "/?a=1&b=%20&c=3");
                assert!(body.is_empty() && headers(&exchange).is_empty(), "{exchange:?}");
            }
        }
    }
    let long = format!("a={}", "x".repeat(100_000));
    let refused = changed(json!({ "http_method": "GET" }), post(form, &long)).err();
    assert_eq!(refused.map(|(status, _)| status), Some(414));
}

#[test]
fn what_clients_say_is_told_to_who_watches_over_identities() {
    let config = json!({
        "rename": { "headers": ["x-a:x-b"] },
        "replace": { "headers": ["x-c:always", "x-d:$(query_params.q or headers.x_e)"] },
        "append": { "headers": ["x-f:$(uri_captures[1])"] },
    });
    let name = |name: &'static str| HeaderName::from_static(name);
    let relay = |option: &'static [&'static str], to, from: Option<&'static str>| Relay {
        to: name(to),
        from: from.map(name),
        option,
    };
    let mut config = config;
    assert_eq!(faults(&KIND, &mut config), [""; 0]);
    let instance = KIND.build(&config, &crate::request::services()).unwrap();
    assert_eq!(
        instance.relays(),
        [
            relay(&["rename", "headers"], "x-b", Some("x-a")),
            relay(&["replace", "headers"], "x-d", None),
            relay(&["replace", "headers"], "x-d", Some("x_e")),
            relay(&["replace", "headers"], "x-d", Some("x-e")),
            relay(&["append", "headers"], "x-f", None),
        ]
    );
}

#[test]
fn what_cannot_be_written() {
    for (mut config, expected) in [
        (json!({ "http_method": "get" }), "invalid value: get"),
        (json!({ "http_method": "CONNECT" }), "the method CONNECT"),
        (json!({ "add": { "headers": ["x"] } }), "key 'x' has no value"),
        (json!({ "add": { "headers": ["x:"] } }), "key 'x' has no value"),
        (json!({ "add": { "headers": [":x"] } }), "invalid value: :x"),
        (
            json!({ "add": { "headers": ["a b:x"] } }),
            "'a b' is not a valid header",
        ),
        (
            json!({ "add": { "headers": ["a:x\r\ny"] } }),
            "cannot stand in a header",
        ),
        (
            json!({ "add": { "headers": ["a:$(headers.x)\n"] } }),
            "cannot stand in a header",
        ),
        (
            json!({ "remove": { "headers": ["a b"] } }),
            "'a b' is not a valid header",
        ),
        (
            json!({ "rename": { "headers": ["a:b c"] } }),
            "'b c' is not a valid header",
        ),
        (json!({ "add": { "body": ["x"] } }), "key 'x' has no value"),
        (
            json!({ "rename": { "querystring": ["x:"] } }),
            "key 'x' has no value",
        ),
        (
            json!({ "rename": { "querystring": ["x:$(headers.a)"] } }),
            "a new name that is made of the request",
        ),
        (
            json!({ "add": { "body": ["x:$(os.exit())"] } }),
            "`os` is not known here",
        ),
        (
            json!({ "add": { "headers": ["Host:x"] } }),
            "'host' can only be replaced",
        ),
        (
            json!({ "remove": { "headers": ["host"] } }),
            "'host' can only be replaced",
        ),
        (
            json!({ "add": { "headers": ["Transfer-Encoding:chunked"] } }),
            "speaks of the connection",
        ),
        (
            json!({ "replace": { "headers": ["content-length:5"] } }),
            "speaks of the connection",
        ),
        (
            json!({ "rename": { "headers": ["a:Connection"] } }),
            "speaks of the connection",
        ),
        (json!({ "replace": { "uri": "new" } }), "value 'new' is no path"),
        (json!({ "replace": { "uri": "/a/../b" } }), "is no path"),
        (json!({ "replace": { "uri": "/a?b=$(headers.x)" } }), "is no path"),
        (json!({ "replace": { "uri": "/a//$(headers.x)" } }), "is no path"),
    ] {
        let found = faults(&KIND, &mut config);
        assert!(
            found.len() == 1 && found[0].contains(expected),
            "{config}: {found:?}"
        );
    }
}
