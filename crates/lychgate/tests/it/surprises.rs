//! What takes people by surprise who come from Kong, as far as no other test shows it. The numbers are those of
//! `tests/behaviour.toml`.

use std::time::Duration;

use lychgate::catalogue::catalogue;
use lychgate::configuration::Configuration;
use lychgate::plugins::PLUGINS;
use sample_idp::{Lifetimes, Misbehaviour};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bearer::{alices_token, assert_refused, bring, clients_token};
use crate::house::House;

/// What is wrong with a configuration with these options, all of it.
fn wrong(house: &House, options: &[&str]) -> String {
    match Configuration::read(&house.login(options), &catalogue(PLUGINS)) {
        Ok(_) => String::new(),
        Err(faults) => faults.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_02_settings_of_sessions_begin_none_without_the_method() {
    let house = House::start(&[
        "auth_methods: [authorization_code]",
        "session_rolling_timeout: 60",
    ])
    .await;
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_13_whoever_brings_a_token_is_not_excused_from_its_signature() {
    let house = House::start(&[]).await;
    let told = wrong(&house, &["ignore_signature: [bearer]"]);
    assert!(told.contains("ignore_signature"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_14_what_is_demanded_is_demanded_of_unverified_claims_too() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    house.clock.advance(Duration::from_secs(3601));
    for (options, status) in [
        (vec![], 401),
        (vec!["verify_claims: false"], 200),
        (vec!["verify_claims: false", "groups_required: [staff]"], 200),
        (vec!["verify_claims: false", "groups_required: [guests]"], 403),
        (vec!["verify_claims: false", "audience_required: [others]"], 403),
    ] {
        let config = house.login(&[&["auth_methods: [bearer]"], options.as_slice()].concat());
        house.apply(&config).await;
        let heard = house.upstream.count();
        assert_eq!(bring(&program, "/", &token).await.status(), status, "{options:?}");
        assert_eq!(house.upstream.count() - heard, usize::from(status == 200));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_18_the_redirect_uri_is_told_as_it_was_written() {
    let mut house = House::start(&[]).await;
    for path in ["/a%2Fb", "/zur%C3%BCck", "/b?x=%20"] {
        let written = house.url(path);
        let config = house.login(&[]).replace(
            &format!("redirect_uri: [{}]", house.url("/")),
            &format!("redirect_uri: ['{written}']"),
        );
        house.apply(&config).await;
        let sent = house.browser().get(&house.url("/")).await;
        assert_eq!(sent.redirect_parameter("redirect_uri"), Some(written));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_24_groups_may_be_known_to_the_userinfo_endpoint_only() {
    let mut house = House::start(&["scopes: [openid, groups]"]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    for (demanded, status) in [("admins", 200), ("guests", 403)] {
        let config = house.login(&[
            "auth_methods: [userinfo]",
            "lychgate_claims_sources: [userinfo]",
            &format!("groups_required: [{demanded}]"),
        ]);
        house.apply(&config).await;
        for _ in 0..2 {
            assert_eq!(bring(&program, "/", &token).await.status(), status, "{demanded}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_33_the_provider_is_asked_about_a_token_that_is_encrypted() {
    let house = House::start(&["auth_methods: [bearer, introspection]", "expose_error_code: true"]).await;
    let program = house.program();
    let header = jose::base64url::encode(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    let reply = bring(&program, "/", &format!("{header}.AA.AA.AA.AA")).await;
    assert_refused(&house, reply, 401, "access_token.inactive").await;
    assert_eq!(house.idp.calls().introspect, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_37_an_id_token_stays_when_a_refresh_brings_none() {
    let lifetimes = Lifetimes {
        access_token: Duration::from_secs(300),
        ..Lifetimes::default()
    };
    let provider = sample_idp::Options {
        lifetimes,
        ..sample_idp::Options::default()
    };
    let options = [
        "scopes: [openid, offline_access]",
        "upstream_id_token_header: x-id-token",
    ];
    let house = House::provided(provider, &options).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    house.idp.misbehave(Misbehaviour::NoIdTokenOnRefresh);
    house.clock.advance(Duration::from_secs(280));
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    let requests = house.upstream.requests();
    let [first, second] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_ne!(first.header("authorization"), second.header("authorization"));
    assert_eq!(first.header("x-id-token").len(), 1);
    assert_eq!(first.header("x-id-token"), second.header("x-id-token"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_39_a_guest_who_comes_later_is_found() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let config = house.login(&["auth_methods: [bearer]", "anonymous: guest"]);
    let guest = format!("{config}consumers:\n  - username: guest\n");
    for (config, status) in [(&config, 500), (&guest, 200), (&config, 500), (&guest, 200)] {
        house.apply(config).await;
        for _ in 0..4 {
            let reply = program.request("GET", "/").send().await.unwrap();
            assert_eq!(reply.status(), status);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_48_cookies_are_shown_to_scripts_if_that_is_wanted() {
    let house = House::start(&[
        "session_cookie_http_only: false",
        "authorization_cookie_http_only: false",
    ])
    .await;
    let browser = house.browser();
    browser.get(&house.url("/")).await;
    assert!(!browser.cookie("authorization").unwrap().http_only);
    house.sign_in(&browser, "/", "alice").await;
    assert!(!browser.cookie("session").unwrap().http_only);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_49_no_scope_is_asked_for_where_none_is_configured() {
    let mut house = House::start(&[]).await;
    for (option, scope) in [
        ("scopes: null", None),
        ("scopes: []", None),
        ("scopes: [email]", Some("email")),
    ] {
        let config = house.login(&[option]);
        house.apply(&config).await;
        let sent = house.browser().get(&house.url("/")).await;
        assert_eq!(sent.redirect_parameter("scope").as_deref(), scope, "{option}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_54_a_request_that_names_no_host_is_answered() {
    // There is no address to which a login could come back.
    let mut house = House::start(&[]).await;
    let token = clients_token(&house).await;
    let written = format!("              redirect_uri: [{}]\n", house.url("/"));
    let config = house.login(&[]);
    assert!(config.contains(&written), "{config}");
    house.apply(&config.replace(&written, "")).await;
    for (more, status) in [
        (String::new(), "401 "),
        (format!("authorization: Bearer {token}\r\n"), "200 "),
    ] {
        let mut stream = TcpStream::connect(house.gateway.bound()[0]).await.unwrap();
        let head = format!("GET / HTTP/1.0\r\n{more}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, rest) = answer.split_once(' ').unwrap();
        assert!(rest.starts_with(status), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_62_seconds_have_fractions() {
    let house = House::start(&[
        "session_idling_timeout: 1.5",
        "leeway: 0.5",
        "cache_ttl: 0.25",
        "rediscovery_lifetime: 2.5",
        "authorization_rolling_timeout: 10.5",
        "timeout: 2500",
    ])
    .await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    house.clock.advance(Duration::from_millis(1500));
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    house.clock.advance(Duration::from_millis(1501));
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn surprise_63_a_list_of_one_is_a_list() {
    let house = House::start(&[]).await;
    for (name, value) in [
        ("response_type", "code"),
        ("login_methods", "authorization_code"),
        ("logout_methods", "POST"),
    ] {
        let told = wrong(&house, &[&format!("{name}: {value}")]);
        assert!(told.contains(name), "{name}: {told}");
        assert_eq!(wrong(&house, &[&format!("{name}: [{value}]")]), "");
    }
}
