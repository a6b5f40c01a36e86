//! Whoever proves nothing goes on as the anonymous consumer, and one of several proofs is enough.

use std::time::Duration;

use sample_idp::Misbehaviour;

use crate::bearer::{alices_token, bring, clients_token};
use crate::house::{CLIENT_ID, House};
use crate::mapped::{ALICE, BY_SUBJECT, code, configured, last, sent, told};

const OR_GUEST: &str = "anonymous: guest";

/// A guest, and Alice, who has a key as well.
const PEOPLE: &str = "\
consumers:
  - username: guest
  - username: Alice
    custom_id: u-alice
    keyauth_credentials: [{key: alices-key}]
";

const GUEST: [Option<&str>; 4] = [Some("guest"), None, None, Some("true")];

// HD-21
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_proves_nothing_goes_on_as_the_guest() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    for methods in ["bearer", "introspection", "userinfo", "session"] {
        let methods = format!("auth_methods: [{methods}]");
        let config = configured(&house, &[&methods, OR_GUEST], PEOPLE);
        house.apply(&config).await;
        let plain = program
            .get("/?page=1", "session=1x; theme=dark")
            .header("x-consumer-username", "root");
        assert_eq!(sent(plain).await.status(), 200, "{methods}");
        let seen = last(&house);
        assert_eq!(told(&seen), GUEST, "{methods}");
        // Nothing goes upstream of what was shown in vain.
        assert_eq!(seen.header("cookie"), ["theme=dark"]);
        assert_eq!(seen.query.as_deref(), Some("page=1"));
    }
    for hides in [true, false] {
        let options = [
            "auth_methods: [bearer]",
            OR_GUEST,
            &format!("hide_credentials: {hides}"),
        ];
        let config = configured(&house, &options, PEOPLE);
        house.apply(&config).await;
        for bad in ["2YotnFZFEjr1zCsicMWpAA", &format!("{token}x")] {
            let request = program.request("POST", &format!("/?access_token={bad}&page=1"));
            let request = request.header("authorization", format!("Bearer {bad}"));
            assert_eq!(sent(request.body("text")).await.status(), 200);
            let seen = last(&house);
            assert_eq!(told(&seen), GUEST);
            assert_eq!(
                (seen.method.as_str(), seen.query.as_deref()),
                ("POST", Some("page=1"))
            );
            assert_eq!(seen.header("authorization"), [""; 0]);
        }
        // Who proves something is who they are.
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
        assert_eq!(told(&last(&house)), [None, None, Some("u-alice"), None]);
    }
    // What is wrong in itself stays wrong.
    let two = program
        .request("GET", "/?access_token=a.b.c")
        .header("authorization", "Bearer d.e.f");
    assert_eq!(code(sent(two).await, 400).await, "access_token.several");
}

// HD-15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_says_nothing_in_our_place() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    // Where the service looks for the access token nobody else puts one, whether or not tokens count here.
    for methods in ["session", "bearer"] {
        for (place, left) in [
            ("authorization:bearer", None),
            ("x-access-token", Some("Basic YTpi")),
        ] {
            let methods = format!("auth_methods: [{methods}]");
            let place = format!("upstream_access_token_header: '{place}'");
            let config = configured(&house, &[&methods, &place, OR_GUEST], PEOPLE);
            house.apply(&config).await;
            let request = program.request("GET", "/").header("authorization", "Basic YTpi");
            let request = request.header("x_access_token", "forged");
            assert_eq!(sent(request).await.status(), 200);
            let seen = last(&house);
            assert_eq!(told(&seen), GUEST);
            assert_eq!(
                seen.header("authorization").first().copied(),
                left,
                "{methods} {place}"
            );
            let is_ours = place.contains("x-access-token");
            assert!(!is_ours || !format!("{:?}", seen.headers).contains("forged"));
        }
    }
    let config = configured(&house, &["auth_methods: [session]", OR_GUEST], PEOPLE);
    house.apply(&config).await;
    assert_eq!(
        bring(&program, "/", "eyJhbGciOiJub25lIn0.e30.").await.status(),
        200
    );
    assert_eq!(last(&house).header("authorization"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_pass_as_they_are_passes_as_the_guest() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    for rule in [
        "groups_required: [guests]",
        "claims_forbidden: [groups]",
        "consumer_claims: [[none]]",
        "consumer_claims: [[sub]]\n              consumer_by: [username]\n              consumer_optional: true",
        "consumer_groups_claim: [groups]",
    ] {
        let config = configured(&house, &[rule, OR_GUEST], PEOPLE);
        house.apply(&config).await;
        for _ in 0..4 {
            assert_eq!(bring(&program, "/", &token).await.status(), 200, "{rule}");
            let seen = last(&house);
            assert_eq!(told(&seen), GUEST, "{rule}");
            assert_eq!(seen.header("authorization"), [""; 0], "{rule}");
            // They stay signed in: nobody is sent to the provider again and again.
            assert_eq!(browser.get(&house.url("/")).await.status, 200, "{rule}");
            let seen = last(&house);
            assert_eq!(told(&seen), GUEST, "{rule}");
            assert_eq!(seen.header("authorization"), [""; 0], "{rule}");
            assert_eq!(seen.header("cookie"), [""; 0], "{rule}");
        }
        assert!(browser.cookie("session").is_some(), "{rule}");
        // The same as somebody signs in: the code is nobody's business.
        let another = house.browser();
        let page = house.sign_in(&another, "/?page=1", "alice").await;
        assert_eq!(page.status, 200, "{rule}: {}", page.text());
        let seen = last(&house);
        assert_eq!(told(&seen), GUEST, "{rule}");
        assert!(!seen.query.unwrap_or_default().contains("code="), "{rule}");
        assert!(another.cookie("session").is_some(), "{rule}");
    }
    let config = configured(&house, &[BY_SUBJECT, OR_GUEST], PEOPLE);
    house.apply(&config).await;
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    assert_eq!(told(&last(&house)), ALICE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_used_goes_on_though_nobody_is_known_by_it() {
    let mut house = House::start(&[]).await;
    for rule in ["groups_required: [guests]", "consumer_claims: [[none]]"] {
        let config = configured(&house, &[rule, OR_GUEST, "session_idling_timeout: 900"], PEOPLE);
        house.apply(&config).await;
        let browser = house.browser();
        assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200, "{rule}");
        for _ in 0..4 {
            house.clock.advance(Duration::from_secs(600));
            assert_eq!(browser.get(&house.url("/")).await.status, 200, "{rule}");
            assert_eq!(told(&last(&house)), GUEST, "{rule}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_can_sign_in_is_sent_there_and_a_failed_login_is_a_guests() {
    let mut house = House::start(&[]).await;
    let config = configured(&house, &[OR_GUEST], PEOPLE);
    house.apply(&config).await;
    let browser = house.browser();
    assert_eq!(browser.get(&house.url("/")).await.status, 302);
    // Those who cannot, where that counts.
    let options = ["lychgate_unauthenticated_action: auto", OR_GUEST];
    let config = configured(&house, &options, PEOPLE);
    house.apply(&config).await;
    assert_eq!(sent(house.program().request("GET", "/")).await.status(), 200);
    assert_eq!(told(&last(&house)), GUEST);
    let heard = house.upstream.count();
    house.idp.misbehave(Misbehaviour::TokenEndpointSpeaksHtml);
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let seen = last(&house);
    assert_eq!((told(&seen), seen.query.as_deref()), (GUEST, None));
    assert_eq!(
        (house.upstream.count(), browser.cookie("session")),
        (heard + 1, None)
    );
    house.idp.behave();
    assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200);
    assert_eq!(told(&last(&house)), [None, None, Some("u-alice"), None]);
}

/// An outage opens no door.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_a_guest_because_nobody_could_be_asked() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    let nowhere = format!("introspection_endpoint: {}/nowhere", house.idp.issuer());
    let options = ["auth_methods: [introspection]", OR_GUEST, &nowhere];
    let config = configured(&house, &options, PEOPLE);
    house.apply(&config).await;
    let heard = house.upstream.count();
    assert_eq!(bring(&program, "/", &token).await.status(), 503);
    let config = configured(&house, &[OR_GUEST, "timeout: 500"], PEOPLE);
    house.apply(&config).await;
    house.idp.misbehave(Misbehaviour::TokenEndpointHangsUp);
    assert_eq!(house.sign_in(&house.browser(), "/", "alice").await.status, 503);
    assert_eq!(house.upstream.count(), heard);
}

// HD-22
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_passes_as_a_guest_who_is_not_there() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let heard = house.upstream.count();
    for rule in ["auth_methods: [bearer]", BY_SUBJECT] {
        let config = configured(&house, &[rule, "anonymous: nobody"], "");
        house.apply(&config).await;
        for _ in 0..2 {
            assert_eq!(
                bring(&program, "/", &format!("{token}x")).await.status(),
                500,
                "{rule}"
            );
        }
    }
    // Neither do those whose token is good, and who are nobody here.
    for _ in 0..3 {
        assert_eq!(bring(&program, "/", &token).await.status(), 500);
    }
    assert_eq!(house.upstream.count(), heard);
}

// HD-23
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_several_proofs_is_enough() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let cookies = House::cookies(&browser);
    let keys = "          - name: key-auth\n            config: {anonymous: guest}\n";
    let options = ["auth_methods: [bearer, session]", OR_GUEST];
    let config = configured(&house, &options, &format!("{keys}{PEOPLE}"));
    house.apply(&config).await;
    let by_key = [Some("Alice"), Some("u-alice")];
    let as_client = [None, None, Some(CLIENT_ID), None];
    for _ in 0..4 {
        // The key is looked at first, and then nobody looks at the rest; our cookies stay with us.
        let request = program.get("/", &cookies).header("apikey", "alices-key");
        let request = request.header("authorization", "Bearer a.b.c");
        assert_eq!(sent(request).await.status(), 200);
        let seen = last(&house);
        assert_eq!((&told(&seen)[..2], told(&seen)[3]), (&by_key[..], None));
        assert_eq!(seen.header("cookie"), [""; 0]);
        // Whom the key does not prove the token does, or the session; and nothing is left of the guest.
        let request = program.request("GET", "/").header("apikey", "none");
        let request = request.header("authorization", format!("Bearer {token}"));
        assert_eq!(sent(request).await.status(), 200);
        let seen = last(&house);
        assert_eq!(told(&seen), as_client);
        assert_eq!(seen.header("x-consumer-id"), [""; 0]);
        assert_eq!(sent(program.get("/", &cookies)).await.status(), 200);
        assert_eq!(told(&last(&house)), [None, None, Some("u-alice"), None]);
        // Neither does.
        let request = program.request("GET", "/").header("apikey", "none");
        assert_eq!(sent(request).await.status(), 200);
        assert_eq!(told(&last(&house)), GUEST);
    }
    // Without a guest here both must be satisfied, and the last one says who it is.
    let both = [options[0], BY_SUBJECT];
    let config = configured(&house, &both, &format!("{keys}{PEOPLE}"));
    house.apply(&config).await;
    let request = program.request("GET", "/").header("apikey", "alices-key");
    assert_eq!(sent(request).await.status(), 401);
    assert_eq!(sent(program.get("/", &cookies)).await.status(), 200);
    assert_eq!(told(&last(&house)), ALICE);
    house.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(sent(program.get("/", &cookies)).await.status(), 401);
}

/// What is only called like a part of a credential is the service's; what was looked at in vain is nobody's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_keeps_what_is_no_credential() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let options = ["auth_methods: [password, client_credentials]", OR_GUEST];
    let config = configured(&house, &options, PEOPLE);
    house.apply(&config).await;
    for (query, left) in [
        ("username=bob&a=1", Some("username=bob&a=1")),
        ("client_id=shop&grant_type=x", Some("client_id=shop&grant_type=x")),
        ("a=1&username=bob&password=wrong", Some("a=1")),
        ("client_id=shop&client_secret=wrong", None),
        // Nor is it overlooked because a query has a state of its own.
        ("state=open&username=bob&password=wrong", Some("state=open")),
    ] {
        let request = program.request("GET", &format!("/orders?{query}"));
        assert_eq!(sent(request).await.status(), 200, "{query}");
        let seen = last(&house);
        assert_eq!((told(&seen), seen.query.as_deref()), (GUEST, left), "{query}");
    }
    let shown = program.request("GET", "/orders").basic_auth("bob", Some("wrong"));
    assert_eq!(sent(shown).await.status(), 200);
    let seen = last(&house);
    assert_eq!((told(&seen), seen.header("authorization")), (GUEST, Vec::new()));
    // An outage opens no door.
    house.idp.misbehave(Misbehaviour::TokenEndpointFails);
    let heard = house.upstream.count();
    let shown = program
        .request("GET", "/orders")
        .basic_auth("alice", Some("wonderland"));
    assert_eq!(sent(shown).await.status(), 503);
    assert_eq!(house.upstream.count(), heard);
}
