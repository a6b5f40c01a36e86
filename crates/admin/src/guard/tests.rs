use super::*;

const LOOPBACK: &str = "127.0.0.1:8001";

fn judged(listener: &str, uri: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    judge(listener.parse().unwrap(), &uri.parse().unwrap(), &map)
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
    ] {
        assert_eq!(judged(LOOPBACK, "/status", &[("host", host)]), Ok(()), "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:8001",
        "localhost.evil.example",
        "evillocalhost",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example@localhost",
        "10.0.0.1:8001",
        "0.0.0.0:8001",
        "[::]:8001",
        "",
        "a b",
    ] {
        assert_eq!(
            judged(LOOPBACK, "/status", &[("host", host)]),
            Err(Refusal::ForeignHost),
            "{host}"
        );
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
fn other_listeners_have_other_names() {
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
    let admission = Admission::Tokens(vec!["token".to_owned().into()]);
    let no_token = Err(Refusal::NoToken);
    for (listener, request, verdict) in [
        (LOOPBACK, "DELETE /services/a", Ok(())),
        ("[::1]:8001", "POST /services", Ok(())),
        ("[::ffff:127.0.0.1]:8001", "POST /services", Ok(())),
        ("0.0.0.0:8001", "GET /status", Ok(())),
        ("0.0.0.0:8001", "GET /status/ready", Ok(())),
        ("0.0.0.0:8001", "OPTIONS /status/", Ok(())),
        ("0.0.0.0:8001", "POST /status", no_token),
        ("0.0.0.0:8001", "POST /status/ready", no_token),
        ("0.0.0.0:8001", "GET //status", no_token),
        ("0.0.0.0:8001", "GET /", no_token),
        ("192.0.2.1:8001", "GET /services", no_token),
        ("[2001:db8::1]:8001", "POST /services", no_token),
    ] {
        let (method, path) = request.split_once(' ').unwrap();
        let mut asked = axum::http::Request::builder()
            .method(method)
            .uri(path)
            .body(())
            .unwrap();
        let listener = listener.parse().unwrap();
        assert_eq!(
            is_within_reach(listener, &admission, &asked),
            verdict,
            "{request} at {listener}"
        );
        assert_eq!(is_within_reach(listener, &Admission::Anybody, &asked), Ok(()));
        asked
            .headers_mut()
            .insert("kong-admin-token", "token".parse().unwrap());
        assert_eq!(
            is_within_reach(listener, &admission, &asked),
            Ok(()),
            "{request} at {listener}"
        );
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
        ("sec-fetch-site", "cross-site", foreign),
        ("sec-fetch-site", "none", Ok(())),
        ("sec-fetch-site", "same-origin", Ok(())),
        ("user-agent", "curl/8", Ok(())),
    ] {
        for listener in [LOOPBACK, "0.0.0.0:8001"] {
            let headers = [("host", "localhost:8001"), (name, value)];
            assert_eq!(
                judged(listener, "/status", &headers),
                verdict,
                "{name}: {value} at {listener}"
            );
        }
    }
}
