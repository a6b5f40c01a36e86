//! What a client says of itself, and what a trusted proxy may say of it.

use super::*;

#[tokio::test]
async fn hd_a_client_does_not_say_who_it_is() {
    let owner = plugin("owner", "early", json!({ "header": "x-role" }));
    let house = House::with(&[everything(), owner]).await;
    let forged = [
        // HD-01, HD-02
        "X-Userinfo: eyJ9",
        "X-Consumer-ID: 1",
        "X-Consumer-Username: root",
        "X-Credential-Identifier: root",
        "X-Authenticated-Groups: admin",
        "X-Anonymous-Consumer: false",
        // HD-03
        "X_Userinfo: eyJ9",
        "X-Consumer_Username: root",
        // What the plugin owns, twice and in odd case: HD-04.
        "x-ROLE: admin",
        "X_Role: admin",
        "X-Role: admin",
        // HD-11, HD-12, HD-14
        "X-Forwarded-For: 10.0.0.1",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil.test",
        "X-Forwarded-Client-Cert: x",
        "X-Real-IP: 10.0.0.1",
        "Forwarded: for=10.0.0.1",
        // ER-02
        "X-Kong-Request-Id: 1",
        "X-SSL-Cert: x",
        // HD-06, HD-07
        "Connection: close, X-Hop, X-Forwarded-For, Authorization",
        "X-Hop: 1",
        "Authorization: Bearer t",
        "Proxy: http://evil.test",
        "Upgrade: h2c",
        "X-Stays: 1",
    ];
    let reply = house.ask("GET /", &forged, "").await;
    assert_eq!(reply.status, 200);
    let seen = &house.echo.requests()[0];
    let mut names: Vec<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "host",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-path",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-kong-request-id",
            "x-real-ip",
            "x-stays"
        ]
    );
    assert_eq!(seen.header("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(
        (seen.header("x-forwarded-proto"), seen.header("x-forwarded-host")),
        (vec!["http"], vec!["example.test"])
    );
}

/// The tests connect from loopback.
fn trusting_loopback() -> Proxies {
    Proxies {
        trusted: vec!["127.0.0.0/8".parse().unwrap()],
        header: HeaderName::from_static("x-forwarded-for"),
        belief: Belief::Recursive,
        ports: vec![],
    }
}

#[tokio::test]
async fn hd_11_hd_12_hd_14_a_trusted_proxy_speaks_for_the_client() {
    let log = std::env::temp_dir().join(format!("lychgate-way-proxied-{}.log", std::process::id()));
    let rules = Rules {
        proxies: trusting_loopback(),
        ..Rules::default()
    };
    let only_tls = route("tls", json!({ "paths": ["/tls"], "protocols": ["https"] }));
    let house = House::ruled(
        rules,
        AccessLog::File(log.clone()),
        &[
            route("a", json!({ "paths": ["/a"], "strip_path": true })),
            only_tls,
        ],
    )
    .await;
    let told = [
        "X-Forwarded-For: 203.0.113.1, 198.51.100.9, 127.0.0.2",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: app.test",
        "X-Forwarded-Port: 8443",
        "X-Forwarded-Path: /outer/a/b",
        "X-Forwarded-Prefix: /outer",
        "X-Real-IP: 192.0.2.99",
        "X-Forwarded-Client-Cert: seen",
        "Forwarded: for=192.0.2.99",
        "X-Consumer-Username: root",
        // Its own connection is its own business: HD-07.
        "Connection: close, X-Forwarded-For",
    ];
    assert_eq!(house.ask("GET /a/b", &told, "").await.status, 200);
    let seen = &house.echo.requests()[0];
    for (name, expected) in [
        (
            "x-forwarded-for",
            &["203.0.113.1, 198.51.100.9, 127.0.0.2, 127.0.0.1"][..],
        ),
        ("x-forwarded-proto", &["https"]),
        ("x-forwarded-host", &["app.test"]),
        ("x-forwarded-port", &["8443"]),
        ("x-forwarded-path", &["/outer/a/b"]),
        ("x-forwarded-prefix", &["/outer"]),
        ("x-real-ip", &["198.51.100.9"]),
        ("x-forwarded-client-cert", &["seen"]),
        ("forwarded", &[]),
        ("x-consumer-username", &[]),
    ] {
        assert_eq!(seen.header(name), expected, "{name}");
    }
    assert_eq!(house.ask("GET /tls", &told, "").await.status, 200);
    assert_eq!(house.get("/tls").await.status, 426);
    // Also of a request that has no reading it is known who sent it.
    assert_eq!(house.ask("GET /%00", &told, "").await.status, 400);
    drop(house);
    let written = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    let clients: Vec<_> = written
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        clients,
        ["198.51.100.9", "198.51.100.9", "127.0.0.1", "198.51.100.9"]
    );
}

#[tokio::test]
async fn a_stranger_does_not_get_through_by_saying_https() {
    let rules = Rules {
        proxies: Proxies {
            trusted: vec!["192.0.2.0/24".parse().unwrap()],
            ..trusting_loopback()
        },
        ..Rules::default()
    };
    let only_tls = route("tls", json!({ "paths": ["/"], "protocols": ["https"] }));
    let house = House::ruled(rules, AccessLog::Off, &[only_tls]).await;
    let lines = ["X-Forwarded-Proto: https", "X-Forwarded-For: 192.0.2.1"];
    assert_eq!(house.ask("GET /", &lines, "").await.status, 426);
    assert_eq!(house.echo.count(), 0);
}

#[tokio::test]
async fn hd_08_trailers_do_not_say_it_either() {
    let house = House::with(&[everything()]).await;
    let lines = [
        "Transfer-Encoding: chunked",
        "TE: trailers",
        "Trailer: x-userinfo, x-sum",
    ];
    let body = "4\r\nbody\r\n0\r\nx-userinfo: admin\r\nx-sum: 1\r\n\r\n";
    let reply = house.ask("POST /", &lines, body).await;
    let seen = &house.echo.requests()[0];
    assert_eq!((reply.status, seen.body.as_str()), (200, "body"));
    assert!(seen.header("x-userinfo").is_empty());
}
