use super::*;

const LOOPBACK: &str = "127.0.0.1:8001";

fn headers(all: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in all {
        map.append(
            name.parse::<axum::http::HeaderName>().unwrap(),
            value.parse().unwrap(),
        );
    }
    map
}

fn names() -> Names {
    Names {
        pages: vec!["https://gui.example".parse().unwrap()],
        hosts: vec!["gui.example".to_owned(), "192.0.2.7".to_owned()],
    }
}

fn judged_as(strangers: Strangers, listener: &str, uri: &str, shown: &[(&str, &str)]) -> Result<(), Refusal> {
    let (names, headers) = (names(), headers(shown));
    let listen = Listen::on(listener.parse().unwrap(), Serves::Everything);
    let expected = Expected::on(listen, strangers, "Machine.internal");
    judge(
        &names.page(&headers),
        expected,
        &names,
        &uri.parse().unwrap(),
        &headers,
    )
}

fn judged(listener: &str, uri: &str, shown: &[(&str, &str)]) -> Result<(), Refusal> {
    judged_as(Strangers::ReadStatus, listener, uri, shown)
}

// AD-04
#[test]
fn a_loopback_listener_answers_to_loopback_names_only() {
    for host in [
        "localhost",
        "LocalHost:8001",
        "localhost.",
        "gateway.localhost",
        "127.0.0.1:8001",
        "127.1.2.3",
        "[::1]:8001",
        "[::ffff:127.0.0.1]",
        // What the operator says.
        "gui.example",
        "GUI.example.:8001",
        "192.0.2.7:8001",
    ] {
        assert_eq!(judged(LOOPBACK, "/status", &[("host", host)]), Ok(()), "{host}");
    }
    for host in FOREIGN
        .iter()
        .chain(&["10.0.0.1:8001", "0.0.0.0:8001", "[::]:8001", "machine.internal"])
    {
        for strangers in [Strangers::MayAll, Strangers::ReadStatus] {
            assert_eq!(
                judged_as(strangers, LOOPBACK, "/status", &[("host", host)]),
                Err(Refusal::ForeignHost),
                "{host}"
            );
        }
    }
}

/// Names that a stranger could make resolve to where he likes, and what is no name.
const FOREIGN: &[&str] = &[
    "evil.example",
    "evil.example:8001",
    "localhost.evil.example",
    "evillocalhost",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil.example@localhost",
    "gui.example.evil.example",
    "evil.gui.example",
    "machine",
    "machine.internal.evil.example",
    "",
    "a b",
];

// AD-04
#[test]
fn a_listener_that_asks_for_no_token_answers_to_no_name_of_a_stranger() {
    for listener in ["0.0.0.0:8001", "192.0.2.1:8001", "[2001:db8::1]:8001"] {
        for host in [
            "192.0.2.1:8001",
            "10.0.0.1",
            "[2001:db8::1]:8001",
            "localhost:8001",
            "127.0.0.1",
            "machine.internal:8001",
            "MACHINE.internal.",
            "gui.example:8001",
        ] {
            let verdict = judged_as(Strangers::MayAll, listener, "/services", &[("host", host)]);
            assert_eq!(verdict, Ok(()), "{host} at {listener}");
        }
        for host in FOREIGN {
            let verdict = judged_as(Strangers::MayAll, listener, "/services", &[("host", host)]);
            assert_eq!(verdict, Err(Refusal::ForeignHost), "{host} at {listener}");
        }
        let none = judged_as(Strangers::MayAll, listener, "/services", &[]);
        assert_eq!(none, Err(Refusal::ForeignHost));
    }
}

#[test]
fn every_name_of_the_host_must_be_its_own() {
    let foreign = Err(Refusal::ForeignHost);
    assert_eq!(judged(LOOPBACK, "/status", &[]), foreign);
    let two = [("host", "localhost"), ("host", "evil.example")];
    assert_eq!(judged(LOOPBACK, "/status", &two), foreign);
    assert_eq!(judged(LOOPBACK, "http://evil.example/status", &two[..1]), foreign);
    assert_eq!(judged(LOOPBACK, "http://localhost/status", &two[..1]), Ok(()));
}

#[test]
fn where_a_token_is_asked_for_any_name_will_do() {
    for listener in ["0.0.0.0:8001", "192.0.2.1:8001", "[2001:db8::1]:8001"] {
        assert_eq!(
            judged(listener, "/status", &[("host", "admin.example")]),
            Ok(()),
            "{listener}"
        );
    }
    for listener in ["[::1]:8001", "[::ffff:127.0.0.1]:8001"] {
        let verdict = judged(listener, "/status", &[("host", "admin.example")]);
        assert_eq!(verdict, Err(Refusal::ForeignHost), "{listener}");
    }
}

#[test]
fn where_others_can_reach_it_strangers_read_only_the_status() {
    let no_token = Err(Refusal::NoToken);
    let (admin, eyes) = (Caller::Known(Role::Admin), Caller::Known(Role::ReadOnly));
    for (caller, request, verdict) in [
        (Caller::Local, "DELETE /services/a", Ok(())),
        (Caller::Anybody, "POST /services", Ok(())),
        (admin, "POST /services", Ok(())),
        (admin, "BREW /services", Ok(())),
        (eyes, "GET /services", Ok(())),
        (eyes, "HEAD /services", Ok(())),
        (eyes, "OPTIONS /services", Ok(())),
        (eyes, "POST /services", Err(Refusal::ReadOnly)),
        (eyes, "PUT /services/a", Err(Refusal::ReadOnly)),
        (eyes, "PATCH /services/a", Err(Refusal::ReadOnly)),
        (eyes, "DELETE /services/a", Err(Refusal::ReadOnly)),
        (eyes, "BREW /services", Err(Refusal::ReadOnly)),
        (eyes, "POST /status/ready", Err(Refusal::ReadOnly)),
        (Caller::Stranger, "GET /services", no_token),
        (Caller::Stranger, "OPTIONS /services", no_token),
        (Caller::Stranger, "POST /services", no_token),
    ] {
        let (method, _) = request.split_once(' ').unwrap();
        assert_eq!(
            may(caller, &method.parse().unwrap()),
            verdict,
            "{caller:?} {request}"
        );
    }
    for (request, is_public) in [
        ("GET /status", true),
        ("GET /status/ready", true),
        ("HEAD /status", true),
        ("OPTIONS /status/", true),
        ("POST /status", false),
        ("POST /status/ready", false),
        ("GET //status", false),
        ("GET /default/status", false),
        ("GET /", false),
        ("GET /services", false),
    ] {
        let (method, path) = request.split_once(' ').unwrap();
        assert_eq!(is_status(&method.parse().unwrap(), path), is_public, "{request}");
    }
}

// AD-03, AD-05
#[test]
fn pages_are_kept_out() {
    let foreign = Err(Refusal::ForeignOrigin);
    for (name, value, verdict) in [
        ("origin", "https://evil.example", foreign),
        ("origin", "null", foreign),
        ("origin", "http://localhost:8001", foreign),
        ("origin", "https://gui.example", Ok(())),
        ("sec-fetch-site", "cross-site", foreign),
        ("sec-fetch-site", "none", Ok(())),
        ("sec-fetch-site", "same-origin", Ok(())),
        ("user-agent", "curl/8", Ok(())),
    ] {
        for listener in [LOOPBACK, "0.0.0.0:8001"] {
            let headers = [("host", "localhost:8001"), (name, value)];
            for strangers in [Strangers::MayAll, Strangers::ReadStatus] {
                let judged = judged_as(strangers, listener, "/status", &headers);
                assert_eq!(judged, verdict, "{name}: {value} at {listener}");
            }
        }
    }
}
