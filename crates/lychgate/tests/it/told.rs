//! What the upstream and the client are told of who is asking, and by nobody else.

use testkit::echo::Seen;

use crate::house::House;

/// The claims of a JWT.
fn claims(token: &str) -> serde_json::Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&jose::base64url::decode(payload).unwrap()).unwrap()
}

/// JSON out of base64 with its padding.
pub(crate) fn json(text: &str) -> serde_json::Value {
    assert_eq!(text.len() % 4, 0, "{text}");
    let bare = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    serde_json::from_slice(&jose::base64url::decode(&bare).unwrap()).unwrap()
}

/// The only value of a header.
fn only<'a>(seen: &'a Seen, name: &str) -> &'a str {
    let values = seen.header(name);
    assert_eq!(values.len(), 1, "{name}: {values:?}");
    values[0]
}

fn last(house: &House) -> Seen {
    house.upstream.requests().pop().unwrap()
}

const EVERYTHING: [&str; 11] = [
    "scopes: [openid, email, groups, offline_access]",
    "upstream_access_token_header: x-access-token",
    "upstream_id_token_header: 'x-id-token:token'",
    "upstream_refresh_token_header: x_refresh_token",
    "upstream_user_info_header: x-userinfo",
    "upstream_session_id_header: x-session",
    "upstream_headers_claims: [sub, groups, email_verified, nothing]",
    "upstream_headers_names: [x-sub, x-groups, x-verified, x-nothing]",
    "upstream_headers: [{ header: x-first-group, path: [groups, '1'] }]",
    "authenticated_groups_claim: [groups]",
    "session_request_headers: [id, audience, subject]",
];

/// Says of the last request that it told the truth about alice.
fn assert_told(house: &House) {
    let seen = last(house);
    let access_token = only(&seen, "x-access-token");
    assert_eq!(claims(access_token)["sub"], "u-alice");
    let id_token = only(&seen, "x-id-token").strip_prefix("Token ").unwrap();
    assert_eq!(claims(id_token)["email"], "alice@example.com");
    assert!(!only(&seen, "x-refresh-token").is_empty());
    let userinfo = json(only(&seen, "x-userinfo"));
    assert_eq!(
        (&userinfo["sub"], &userinfo["email"]),
        (&"u-alice".into(), &"alice@example.com".into())
    );
    assert_eq!(only(&seen, "x-sub"), "u-alice");
    assert_eq!(only(&seen, "x-groups"), "admins, staff");
    assert_eq!(only(&seen, "x-verified"), "true");
    assert_eq!(only(&seen, "x-first-group"), "admins");
    assert_eq!(only(&seen, "x-authenticated-groups"), "admins, staff");
    assert_eq!(only(&seen, "x-session"), only(&seen, "session-id"));
    assert_eq!(only(&seen, "session-audience"), "default");
    assert_eq!(only(&seen, "session-subject"), "u-alice");
    assert_eq!(seen.header("x-nothing"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_upstream_is_told_what_is_wanted_and_by_us_alone() {
    let house = House::start(&EVERYTHING).await;
    let browser = house.browser();
    // As somebody signs in, then with their session.
    house.sign_in(&browser, "/", "alice").await;
    assert_told(&house);
    browser.get(&house.url("/")).await;
    assert_told(&house);

    // Whatever a client says of itself in these places, with hyphens or underscores, once or twice.
    let names = [
        "x-access-token",
        "x-id-token",
        "x-refresh-token",
        "x-userinfo",
        "x-session",
        "x-sub",
        "x-groups",
        "x-verified",
        "x-nothing",
        "x-first-group",
        "x-authenticated-groups",
        "session-id",
        "session-audience",
        "session-subject",
    ];
    let mut request = house.program().get("/", &House::cookies(&browser));
    for name in names {
        let [odd, flat] = [name.to_uppercase(), name.replace('-', "_")];
        request = request
            .header(name, "forged")
            .header(odd, "forged twice")
            .header(flat, "forged");
    }
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_told(&house);
    let told = format!("{:?}", last(&house).headers);
    assert!(!told.contains("forged"), "{told}");
}

// HD-15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clients_authorization_gives_way_to_ours() {
    let mut house = House::start(&[]).await;
    let browser = house.browser();
    let program = house.program();
    house.sign_in(&browser, "/", "alice").await;
    for at_once in [true, false] {
        if !at_once {
            // The longer way, by which the session is judged anew.
            let config = house.login(&["reverify: true"]);
            house.apply(&config).await;
        }
        let asked = program
            .get("/", &House::cookies(&browser))
            .header("authorization", "Basic YWRtaW46YWRtaW4=")
            .header("Authorization", "Bearer forged")
            .send()
            .await
            .unwrap();
        assert_eq!(asked.status(), 200);
        let seen = last(&house);
        let token = only(&seen, "authorization").strip_prefix("Bearer ").unwrap();
        assert_eq!(claims(token)["sub"], "u-alice");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_is_told_what_is_wanted() {
    let house = House::start(&[
        "scopes: [openid, email]",
        "downstream_access_token_header: x-access-token",
        "downstream_id_token_header: authorization:bearer",
        "downstream_user_info_header: x-userinfo",
        "downstream_session_id_header: x-session",
        "downstream_headers_claims: [sub]",
        "downstream_headers_names: [x-sub]",
        "session_response_headers: [id, subject]",
    ])
    .await;
    let browser = house.browser();
    // As somebody signs in, then with their session; and from an upstream that speaks of somebody else.
    for page in [
        house.sign_in(&browser, "/", "alice").await,
        browser.get(&house.url("/app")).await,
        browser
            .get(&house.url("/headers?x-sub=u-evil&session-id=evil&x-access-token=evil"))
            .await,
    ] {
        for name in ["x-sub", "session-id", "x-access-token"] {
            assert_eq!(page.headers.get_all(name).iter().count(), 1, "{name}");
        }
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(claims(page.header("x-access-token").unwrap())["sub"], "u-alice");
        let id_token = page
            .header("authorization")
            .unwrap()
            .strip_prefix("Bearer ")
            .unwrap();
        assert_eq!(claims(id_token)["aud"], "gateway");
        assert_eq!(
            json(page.header("x-userinfo").unwrap())["email"],
            "alice@example.com"
        );
        assert_eq!(page.header("session-subject"), Some("u-alice"));
        assert_eq!(page.header("x-sub"), Some("u-alice"));
        assert_eq!(page.header("x-session"), page.header("session-id"));
    }
    assert_eq!(last(&house).header("x-access-token"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_tells_how_long_it_lasts() {
    let all = "[timeout, idling-timeout, rolling-timeout, absolute-timeout]";
    let house = House::start(&[
        &format!("session_request_headers: {all}"),
        &format!("session_response_headers: {all}"),
        "session_idling_timeout: 900",
        "session_rolling_timeout: 0",
        "session_absolute_timeout: 1000",
    ])
    .await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    for (passed, timeout, idling, absolute) in [(0, "900", "900", "1000"), (50, "850", "850", "950")] {
        house.clock.advance(std::time::Duration::from_secs(passed));
        let page = browser.get(&house.url("/")).await;
        let seen = last(&house);
        for (name, value) in [
            ("session-timeout", timeout),
            ("session-idling-timeout", idling),
            ("session-absolute-timeout", absolute),
        ] {
            assert_eq!(only(&seen, name), value, "{name} after {passed} s");
            assert_eq!(page.header(name), Some(value), "{name} after {passed} s");
        }
        // A clock that is off tells nothing.
        assert_eq!(seen.header("session-rolling-timeout"), [""; 0]);
        assert_eq!(page.header("session-rolling-timeout"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_userinfo_says_of_somebody_else_is_no_login() {
    let house = House::start(&["upstream_user_info_header: x-userinfo"]).await;
    house.idp.misbehave(sample_idp::Misbehaviour::UserinfoOfAnother);
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 401);
    assert_eq!((house.upstream.count(), browser.cookie("session")), (0, None));
}
