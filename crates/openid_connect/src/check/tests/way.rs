//! Who is asked what, and who never is.

use super::*;

#[tokio::test]
async fn a_provider_that_does_everything_right() {
    let town = Town::new();
    let report = town
        .check_with(config(&json!({})), SignIn::Tried, &|_| None)
        .await;
    assert_eq!(
        (letters(&report).as_str(), report.verdict),
        ("oooooooooooo", Verdict::Ok),
        "{report:#?}"
    );
    assert_eq!(report.issuer.as_deref(), Some(ISSUER));
    let ids: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect();
    assert_eq!(ids, Step::ALL.map(Step::id));
    assert_eq!(
        town.asked(),
        [
            "where is op.example",
            "connect 192.0.2.1:443",
            "hands of op.example at 192.0.2.1:443",
            "GET https://op.example/.well-known/openid-configuration at 192.0.2.1:443",
            "GET https://op.example/keys at 192.0.2.1:443",
            "POST https://op.example/token at 192.0.2.1:443",
        ]
    );
}

/// Nobody is shown who we are unless that is wanted.
#[tokio::test]
async fn the_client_is_shown_only_if_that_is_wanted() {
    let town = Town::new();
    let report = town.check(config(&json!({}))).await;
    assert_eq!(
        (letters(&report).as_str(), report.verdict),
        ("ooooooooooo-", Verdict::Ok)
    );
    assert!(!town.asked().iter().any(|line| line.starts_with("POST")));
    assert!(town.change(|streets| streets.bodies.iter().all(|body| !body.contains(SECRET))));
}

/// A provider may know the client only by what a login says besides the protocol.
#[tokio::test]
async fn the_client_is_shown_as_in_a_login() {
    let town = Town::new();
    let added = json!({
        "token_post_args_names": ["tenant"],
        "token_post_args_values": ["north"],
        "token_headers_names": ["x-tenant"],
        "token_headers_values": ["south"],
    });
    let report = town.check_with(config(&added), SignIn::Tried, &|_| None).await;
    assert_eq!(letters(&report), "oooooooooooo", "{report:#?}");
    town.change(|streets| {
        let said = |lines: &[String], text: &str| lines.iter().filter(|line| line.contains(text)).count();
        assert_eq!(said(&streets.bodies, "&tenant=north"), 1, "{:?}", streets.bodies);
        assert_eq!(said(&streets.heads, "x-tenant: south"), 1, "{:?}", streets.heads);
    });
    // What cannot be said in a login is not said here.
    let town = Town::new();
    let wrong = json!({ "token_post_args_names": ["code"], "token_post_args_values": ["mine"] });
    let report = town.check_with(config(&wrong), SignIn::Tried, &|_| None).await;
    assert_eq!(letters(&report), "foooooooooo-", "{report:#?}");
}

// DI-07
#[tokio::test]
async fn a_name_is_asked_for_once_whatever_it_would_lead_to_then() {
    let town = Town::new();
    town.names("op.example", &[&["192.0.2.1:443"], &["127.0.0.1:443"]]);
    let mut elsewhere = document();
    // Another port of the same host is no reason to ask again.
    elsewhere["jwks_uri"] = "https://op.example:8443/keys".into();
    town.answers("/.well-known/openid-configuration", &elsewhere);
    let keys = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": KEY }] });
    town.replies(
        "https://op.example:8443/keys",
        Ok(testkit::http::json(StatusCode::OK, &keys)),
    );
    let report = town
        .check_with(config(&json!({})), SignIn::Tried, &|_| None)
        .await;
    assert_eq!(letters(&report), "oooooooooooo", "{report:#?}");
    let asked = town.asked();
    assert_eq!(
        asked.iter().filter(|line| line.starts_with("where")).count(),
        1,
        "{asked:?}"
    );
    let elsewhere = |line: &&String| !line.starts_with("where") && !line.contains("192.0.2.1");
    assert_eq!(asked.iter().find(elsewhere), None);
    assert!(asked.contains(&"GET https://op.example:8443/keys at 192.0.2.1:8443".to_owned()));
}

// AD-06
#[tokio::test]
async fn nobody_connects_to_what_may_not_be_called_from_here() {
    let forbids = |address: SocketAddr| {
        (address.port() == 8001).then(|| Avoided::ByAll("the Admin API is there".to_owned()))
    };
    // The issuer itself.
    let town = Town::new();
    town.names("op.example", &[&["192.0.2.7:1", "192.0.2.1:1"]]);
    let own = config(&json!({ "issuer": "https://op.example:8001" }));
    let report = town.check_with(own, SignIn::Tried, &forbids).await;
    assert_eq!(letters(&report), "oof------o--", "{report:#?}");
    assert_eq!(town.asked(), ["where is op.example"]);
    assert!(
        found(&report, Step::Name)
            .seen
            .as_ref()
            .unwrap()
            .contains("the Admin API is there")
    );
    // Where its document leads: the same host at another port, and another host.
    for place in ["https://op.example:8001/keys", "https://keys.example:8001/keys"] {
        let town = Town::new();
        town.names("keys.example", &[&["192.0.2.9:1"]]);
        let mut leading = document();
        leading["jwks_uri"] = place.into();
        leading["token_endpoint"] = place.into();
        town.answers("/.well-known/openid-configuration", &leading);
        let report = town.check_with(config(&json!({})), SignIn::Tried, &forbids).await;
        assert_eq!(letters(&report), "ooooooofooof", "{place} {report:#?}");
        assert!(
            town.asked()
                .iter()
                .all(|line| !line.contains(":8001 ") && !line.ends_with(":8001")),
            "{:?}",
            town.asked()
        );
    }
}

/// Another port may be gone to another way, which has a place of its own.
#[tokio::test]
async fn what_goes_directly_does_not_go_to_the_proxy() {
    for (direct, keys, issuer) in [
        ("op.example:8443", "192.0.2.1:8443", "192.0.2.9:3128"),
        ("op.example:443", "192.0.2.9:3128", "192.0.2.1:443"),
    ] {
        let town = Town::new();
        town.names("proxy.example", &[&["192.0.2.9:1"]]);
        let mut leading = document();
        leading["jwks_uri"] = "https://op.example:8443/keys".into();
        town.answers("/.well-known/openid-configuration", &leading);
        let proxied = json!({ "https_proxy": "http://proxy.example:3128", "no_proxy": direct });
        town.check(config(&proxied)).await;
        let asked = town.asked();
        for line in [
            format!("GET https://op.example/.well-known/openid-configuration at {issuer}"),
            format!("GET https://op.example:8443/keys at {keys}"),
        ] {
            assert!(asked.contains(&line), "{line}: {asked:?}");
        }
        for host in ["op.example", "proxy.example"] {
            let line = format!("where is {host}");
            assert_eq!(
                asked.iter().filter(|asked| **asked == line).count(),
                1,
                "{asked:?}"
            );
        }
    }
}

/// Where logins go and a check does not, nobody can say that something is wrong.
#[tokio::test]
async fn what_is_denied_to_services_is_a_warning() {
    let forbids =
        |address: SocketAddr| (address.port() == 8443).then(|| Avoided::ByChecks("it is denied".to_owned()));
    let town = Town::new();
    let there = config(&json!({ "issuer": "https://op.example:8443" }));
    let report = town.check_with(there, SignIn::Tried, &forbids).await;
    assert_eq!(
        (letters(&report).as_str(), report.verdict),
        ("oow------o--", Verdict::Warn),
        "{report:#?}"
    );
    assert_eq!(town.asked(), ["where is op.example"]);
    let mut leading = document();
    leading["jwks_uri"] = "https://op.example:8443/keys".into();
    leading["token_endpoint"] = "https://op.example:8443/token".into();
    town.answers("/.well-known/openid-configuration", &leading);
    let report = town.check_with(config(&json!({})), SignIn::Tried, &forbids).await;
    assert_eq!(letters(&report), "ooooooowooow", "{report:#?}");
    assert!(!town.asked().iter().any(|line| line.ends_with(":8443")));
}

#[tokio::test]
async fn of_several_addresses_the_first_that_answers_is_kept() {
    let town = Town::new();
    town.names("op.example", &[&["[2001:db8::1]:443", "192.0.2.1:443"]]);
    town.change(|streets| streets.closed.push("[2001:db8::1]:443".parse().unwrap()));
    let report = town.check(config(&json!({}))).await;
    assert_eq!(report.verdict, Verdict::Ok, "{report:#?}");
    assert_eq!(
        town.asked()[1..4],
        [
            "connect [2001:db8::1]:443",
            "connect 192.0.2.1:443",
            "hands of op.example at 192.0.2.1:443",
        ]
    );
    town.change(|streets| streets.closed.push("192.0.2.1:443".parse().unwrap()));
    let report = town.check(config(&json!({}))).await;
    assert_eq!(letters(&report), "ooof-----o--", "{report:#?}");
}

/// Of an address without a document the next is tried; whatever else goes wrong is told.
#[tokio::test]
async fn the_document_is_looked_for_where_a_login_looks() {
    let town = Town::new();
    town.replies(
        "/.well-known/openid-configuration",
        Ok(testkit::http::json(StatusCode::NOT_FOUND, &json!({}))),
    );
    town.answers("/.well-known/oauth-authorization-server", &document());
    assert_eq!(town.check(config(&json!({}))).await.verdict, Verdict::Ok);
    town.replies(
        "/.well-known/oauth-authorization-server",
        Ok(testkit::http::json(StatusCode::NOT_FOUND, &json!({}))),
    );
    let report = town.check(config(&json!({}))).await;
    assert_eq!(letters(&report), "oooof----oo-", "{report:#?}");
    let seen = found(&report, Step::Discovery).seen.clone().unwrap();
    assert!(seen.contains("openid-configuration: 404"), "{seen}");
}

/// What is wrong with the way to the provider calls nobody; what is wrong beside it is left out.
#[tokio::test]
async fn nobody_is_called_in_doubt() {
    for (more, expected) in [
        (json!({ "issuer": null }), "f-----------"),
        (json!({ "issuer": "https://op.example?a=b" }), "of----------"),
        (json!({ "issuer": "http://op.example" }), "of----------"),
        (json!({ "ssl_verify": "no" }), "f-----------"),
        (json!({ "https_proxy": "http://a/b" }), "f-----------"),
        (json!({ "https_proxy_authorization": "***" }), "f-----------"),
    ] {
        let town = Town::new();
        let report = town.check_with(config(&more), SignIn::Tried, &|_| None).await;
        assert_eq!(
            (letters(&report).as_str(), report.verdict),
            (expected, Verdict::Fail),
            "{more} {report:#?}"
        );
        assert_eq!(town.asked(), [""; 0], "{more}");
    }
    for (more, expected) in [
        (json!({ "client_secret": ["***"] }), "foooooooooo-"),
        (json!({ "leeway": "x", "scopez": 1 }), "ffooooooooooo"),
        (
            json!({ "client_id": null, "client_secret": null }),
            "woooooooooo-",
        ),
    ] {
        let town = Town::new();
        let report = town.check_with(config(&more), SignIn::Tried, &|_| None).await;
        assert_eq!(letters(&report), expected, "{more} {report:#?}");
        // Nobody is shown half of a client.
        let shown = usize::from(expected.ends_with('o'));
        assert_eq!(town.asked().len(), 5 + shown, "{more}");
    }
}

/// All faults of the options are told, each with its option and under a name of its own.
#[tokio::test]
async fn all_faults_of_the_options_are_told() {
    let wrong = config(&json!({
        "redirect_uri": ["https://app.example/back#x"],
        "response_type": ["id_token"],
        "client_auth": ["tls_client_auth"],
    }));
    let report = Town::new().check(wrong).await;
    let faults: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.step == Step::Configuration)
        .collect();
    let mut options: Vec<&str> = faults
        .iter()
        .filter_map(|fault| fault.option.as_deref())
        .collect();
    options.sort_unstable();
    assert_eq!(
        options,
        ["client_auth", "redirect_uri", "response_type"],
        "{faults:#?}"
    );
    for fault in &faults {
        assert!(
            fault
                .seen
                .as_ref()
                .unwrap()
                .starts_with(fault.option.as_deref().unwrap()),
            "{fault:#?}"
        );
    }
    let mut ids: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

/// What has no document is what the options say.
#[tokio::test]
async fn a_provider_without_a_document() {
    let town = Town::new();
    let pseudo = config(&json!({
        "issuer": "https://a.mere.name",
        "using_pseudo_issuer": true,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_endpoint": format!("{ISSUER}/keys"),
    }));
    let report = town.check(pseudo).await;
    assert_eq!(letters(&report), "o-----oowoo-", "{report:#?}");
    assert_eq!(
        town.asked(),
        [
            "where is op.example",
            "connect 192.0.2.1:443",
            "GET https://op.example/keys at 192.0.2.1:443",
        ]
    );
}

/// Where nobody can look, nothing is said to be in order.
#[tokio::test]
async fn without_a_look_nobody_is_called_good() {
    let (script, clock) = (Scripted::new(), SettableClock::default());
    let config = config(&json!({}));
    let check = Check {
        config: &config,
        resolved: &model::Resolved::default(),
        sign_in: SignIn::Tried,
        services: &services(&script, &clock),
        forbids: &|_| None,
    };
    let report = check.run().await;
    assert_eq!(
        (letters(&report).as_str(), report.verdict),
        ("o-f---------", Verdict::Fail)
    );
}

/// Each call has the time that is left to all of them.
#[tokio::test]
async fn a_check_ends_in_time() {
    let town = Town::new();
    town.change(|streets| streets.takes = Duration::from_secs(12));
    let slow = config(&json!({ "timeout": 20_000 }));
    let report = town.check_with(slow, SignIn::Tried, &|_| None).await;
    let end = town.change(|streets| streets.now.clone().unwrap().now());
    assert_eq!(end.since(SettableClock::default().now()), Duration::from_secs(30));
    assert!(letters(&report).ends_with('f'), "{report:#?}");
    // What does not end by itself is ended.
    let town = Town::new();
    town.change(|streets| streets.is_stuck = true);
    let (script, clock) = (Scripted::new(), SettableClock::default());
    let config = config(&json!({}));
    let check = Check {
        config: &config,
        resolved: &model::Resolved::default(),
        sign_in: SignIn::Tried,
        services: &Services {
            http: Arc::new(town),
            ..services(&script, &clock)
        },
        forbids: &|_| None,
    };
    let report = course::run(&check, &Scrub::default(), Duration::from_millis(20)).await;
    assert_eq!(
        (letters(&report).as_str(), report.verdict),
        ("ooof-----o--", Verdict::Fail),
        "{report:#?}"
    );
}
