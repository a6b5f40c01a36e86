//! Claims that name consumers: who somebody is to the gateway, whatever they show for it.

use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use testkit::echo::Seen;

use crate::bearer::{alices_token, bring, clients_token};
use crate::house::{CLIENT_ID, House};

/// Alice, by what the provider calls her; and the client itself, by its name.
pub(crate) const PEOPLE: &str = "\
consumers:
  - username: Alice
    custom_id: u-alice
  - username: gateway
";

/// By the subject.
pub(crate) const BY_SUBJECT: &str = "consumer_claims: [[sub]]";

/// A login with these options, and what else is configured.
pub(crate) fn configured(house: &House, options: &[&str], more: &str) -> String {
    format!("{}{more}", house.login(options))
}

pub(crate) fn last(house: &House) -> Seen {
    house.upstream.requests().pop().unwrap()
}

/// What the service was told last of who it is: username, custom id, credential, and whether it is anybody.
pub(crate) fn told(seen: &Seen) -> [Option<&str>; 4] {
    [
        "x-consumer-username",
        "x-consumer-custom-id",
        "x-credential-identifier",
        "x-anonymous-consumer",
    ]
    .map(|name| {
        let values = seen.header(name);
        assert!(values.len() <= 1, "{name}: {values:?}");
        values.first().copied()
    })
}

pub(crate) const ALICE: [Option<&str>; 4] = [Some("Alice"), Some("u-alice"), Some("u-alice"), None];

/// The code of a refusal with this status.
pub(crate) async fn code(reply: Response, status: u16) -> String {
    assert_eq!(reply.status(), status);
    let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    body["code"].as_str().unwrap_or_default().to_owned()
}

pub(crate) async fn sent(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_shown_the_claim_names_the_consumer() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    // Somebody who signs in, and their session.
    let config = configured(&house, &[BY_SUBJECT], PEOPLE);
    house.apply(&config).await;
    let browser = house.browser();
    assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200);
    assert_eq!(told(&last(&house)), ALICE);
    for _ in 0..4 {
        let forged = program
            .get("/", &House::cookies(&browser))
            .header("x-consumer-username", "root")
            .header("X_Consumer_Custom_Id", "root")
            .header("x-consumer-id", "root")
            .header("x-anonymous-consumer", "true");
        assert_eq!(sent(forged).await.status(), 200);
        let seen = last(&house);
        assert_eq!(told(&seen), ALICE);
        assert_eq!(seen.header("x-consumer-id").len(), 1);
        assert!(!format!("{:?}", seen.headers).contains("root"));
    }
    // A token, however it is judged. The first is judged, the others may be remembered.
    for methods in ["bearer", "introspection", "userinfo", "bearer, introspection"] {
        let methods = format!("auth_methods: [{methods}]");
        let config = configured(
            &house,
            &[&methods, BY_SUBJECT, "introspect_jwt_tokens: true"],
            PEOPLE,
        );
        house.apply(&config).await;
        for _ in 0..4 {
            assert_eq!(bring(&program, "/", &token).await.status(), 200, "{methods}");
            assert_eq!(told(&last(&house)), ALICE, "{methods}");
        }
    }
    // A client is a consumer like any other.
    let config = configured(&house, &["auth_methods: [bearer]", BY_SUBJECT], PEOPLE);
    house.apply(&config).await;
    let own = clients_token(&house).await;
    assert_eq!(bring(&program, "/", &own).await.status(), 200);
    assert_eq!(told(&last(&house))[..3], [Some("gateway"), None, Some(CLIENT_ID)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_no_consumer_does_not_pass() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let nobody = "consumers:\n  - username: u-bob\n";
    let config = configured(&house, &[BY_SUBJECT], nobody);
    house.apply(&config).await;
    let heard = house.upstream.count();
    // At the callback: nobody is remembered who may not pass.
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 403);
    assert!(
        page.text().contains("alice") && page.text().contains("identity.no_consumer"),
        "{}",
        page.text()
    );
    assert_eq!(browser.cookie("session"), None);
    // With a token, the first time and whenever it comes again; nobody is asked about it again.
    let calls = house.idp.total_calls();
    for _ in 0..4 {
        let reply = bring(&program, "/", &token).await;
        let challenge = reply.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.ends_with("error=\"insufficient_scope\""), "{challenge}");
        assert_eq!(code(reply, 403).await, "identity.no_consumer");
    }
    assert_eq!(house.idp.total_calls(), calls);
    // Tokens are handed out to nobody either.
    for action in [
        "login_action: response",
        "login_action: redirect\n              login_redirect_uri: [https://other.example/]",
    ] {
        let options = [BY_SUBJECT, action, "login_tokens: [access_token]"];
        let config = configured(&house, &options, nobody);
        house.apply(&config).await;
        let page = house.sign_in(&house.browser(), "/", "alice").await;
        assert_eq!(page.status, 403, "{action}: {}", page.text());
        assert!(!page.text().contains("eyJ"), "{}", page.text());
        let methods = "login_methods: [authorization_code, bearer]";
        let config = configured(&house, &[&options[..], &[methods]].concat(), nobody);
        house.apply(&config).await;
        assert_eq!(bring(&program, "/", &token).await.status(), 403, "{action}");
    }
    assert_eq!(house.upstream.count(), heard);
    // Bob is somebody.
    let config = configured(&house, &[BY_SUBJECT], nobody);
    house.apply(&config).await;
    assert_eq!(house.sign_in(&house.browser(), "/", "bob").await.status, 200);
    assert_eq!(told(&last(&house))[0], Some("u-bob"));
    // Where they are not needed, the others pass as themselves.
    let config = configured(&house, &[BY_SUBJECT, "consumer_optional: true"], nobody);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    assert_eq!(told(&last(&house)), [None, None, Some("u-alice"), None]);
}

// CA-06
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_is_there_or_gone_at_once() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let options = [BY_SUBJECT, "forbidden_destroy_session: false"];
    let (with, without) = (
        configured(&house, &options, PEOPLE),
        configured(&house, &options, ""),
    );
    house.apply(&with).await;
    let browser = house.browser();
    assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200);
    let cookies = House::cookies(&browser);
    for (config, status) in [(&with, 200), (&without, 403), (&with, 200), (&without, 403)] {
        house.apply(config).await;
        // On whichever core they arrive.
        for _ in 0..4 {
            assert_eq!(sent(program.get("/", &cookies)).await.status(), status);
            assert_eq!(bring(&program, "/", &token).await.status(), status);
        }
    }
    // The session that was only barred is there still; where a refusal ends it, it is not.
    let ending = configured(&house, &[BY_SUBJECT], "");
    house.apply(&ending).await;
    assert_eq!(browser.get(&house.url("/")).await.status, 403);
    assert_eq!(browser.cookie("session"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_told_apart_by_another_claim() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let limited = "          - name: rate-limiting\n            config: {minute: 2, limit_by: credential}\n";
    let config = configured(&house, &["auth_methods: [bearer]"], limited);
    house.apply(&config).await;
    let own = clients_token(&house).await;
    let ask = async |token: &str| bring(&program, "/", token).await.status().as_u16();
    assert_eq!(
        [ask(&own).await, ask(&own).await, ask(&own).await],
        [200, 200, 429]
    );
    // Another one has a count of their own.
    let config = configured(&house, &[], limited);
    house.apply(&config).await;
    let alices = alices_token(&house).await;
    assert_eq!([ask(&alices).await, ask(&alices).await], [200, 429]);
    // Where both are told by what they have in common, they are counted together.
    let options = ["auth_methods: [bearer]", "credential_claim: [iss]"];
    let config = configured(&house, &options, limited);
    house.apply(&config).await;
    assert_eq!(
        [ask(&own).await, ask(&alices).await, ask(&own).await],
        [200, 200, 429]
    );
    assert_eq!(
        last(&house).header("x-credential-identifier"),
        [house.idp.issuer()]
    );
    // Whom no claim tells apart is counted by the address, and told to nobody.
    let options = ["auth_methods: [bearer]", "credential_claim: [none]"];
    let config = configured(&house, &options, limited);
    house.apply(&config).await;
    assert_eq!(
        [ask(&own).await, ask(&alices).await, ask(&own).await],
        [200, 200, 429]
    );
    assert_eq!(last(&house).header("x-credential-identifier"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_of_a_consumer_and_groups_of_a_claim() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let people = "\
consumers:
  - username: Alice
    custom_id: u-alice
    acls: [{group: editors}]
";
    let mapped = [BY_SUBJECT, "auth_methods: [bearer]"];
    let told_too = [mapped[0], mapped[1], "authenticated_groups_claim: [groups]"];
    let only_told = [mapped[1], told_too[2]];
    for (options, allowed, status, header, groups) in [
        // By the consumer.
        (&mapped[..], "editors", 200, "x-consumer-groups", "editors"),
        (&mapped, "admins", 403, "", ""),
        // By the claim; also where there is a consumer, since the provider vouches for both.
        (
            &only_told,
            "admins",
            200,
            "x-authenticated-groups",
            "admins, staff",
        ),
        (&only_told, "editors", 403, "", ""),
        (
            &told_too,
            "admins",
            200,
            "x-authenticated-groups",
            "admins, staff",
        ),
        (&told_too, "editors", 403, "", ""),
    ] {
        let acl = format!("          - name: acl\n            config: {{allow: [{allowed}]}}\n");
        let config = configured(&house, options, &format!("{acl}{people}"));
        house.apply(&config).await;
        for _ in 0..4 {
            assert_eq!(
                bring(&program, "/", &token).await.status(),
                status,
                "{options:?} {allowed}"
            );
        }
        if status == 200 {
            assert_eq!(last(&house).header(header), [groups]);
        }
    }
}
