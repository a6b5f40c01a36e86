//! Who signs in at the Manager, for how long, and how it ends.

use serde_json::{Value, json};

use crate::conversation::{Api, EYES, OURS, Reply, TOKEN};

/// What a browser adds where the page of the Manager came over TLS.
const OVER_TLS: &str = "origin: https://gui.example:8445";

/// What a browser sends back of the cookie that it was given.
fn cookie(reply: &Reply) -> String {
    let set = reply
        .header("set-cookie")
        .unwrap_or_else(|| panic!("{}", reply.head));
    let (pair, attributes) = set.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Strict; Secure");
    assert!(pair.starts_with("__Host-lychgate_manager="), "{pair}");
    format!("cookie: {pair}")
}

async fn signed_in(api: &Api, token: &str) -> String {
    let reply = api
        .page_asks("POST /session", &[OVER_TLS], Some(json!({ "token": token })))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    cookie(&reply)
}

/// The status of a question for which one must be signed in.
async fn asked(api: &Api, cookie: &str) -> u16 {
    let reply = api.page_asks("GET /api/services", &[cookie], None).await;
    if reply.status == 401 {
        assert!(reply.body.contains("manager.signed_out"), "{}", reply.body);
    }
    reply.status
}

#[tokio::test]
async fn where_others_reach_it_one_signs_in_with_a_token_of_the_node() {
    let api = Api::that_others_reach().await;
    let before = api.page_asks("GET /session", &[], None).await;
    assert_eq!((before.status, &before.json()["login"]), (401, &json!("token")));
    assert_eq!(asked(&api, "x-nothing: here").await, 401);
    for (token, role) in [(TOKEN, "admin"), (EYES, "read-only")] {
        let cookie = signed_in(&api, token).await;
        let session = api.page_asks("GET /session", &[&cookie], None).await;
        let mut session = session.json();
        let left = session["expires_in"].take();
        assert!((880..=900).contains(&left.as_u64().unwrap()), "{left}");
        assert_eq!(
            session,
            json!({ "role": role, "name": role, "login": "token", "idle_seconds": 900, "expires_in": null })
        );
        assert_eq!(asked(&api, &cookie).await, 200);
        // A token alone is for the Admin API.
        let shown = format!("kong-admin-token: {token}");
        assert_eq!(asked(&api, &shown).await, 401);
    }
}

// AD-02
#[tokio::test]
async fn nothing_but_a_cookie_that_was_given_opens_it() {
    let api = Api::that_others_reach().await;
    let cookie = signed_in(&api, TOKEN).await;
    let value = cookie.split_once('=').unwrap().1;
    let last = value.chars().last().unwrap();
    let other = value[..value.len() - 1].to_owned() + if last == 'A' { "B" } else { "A" };
    for shown in [
        format!("cookie: __Host-lychgate_manager={other}"),
        format!("cookie: __Host-lychgate_manager={TOKEN}"),
        "cookie: __Host-lychgate_manager=".to_owned(),
        // Whoever can plant this one cannot plant the other.
        format!("cookie: lychgate_manager={value}"),
        format!("{cookie}; __Host-lychgate_manager={other}"),
        format!("authorization: Bearer {TOKEN}"),
    ] {
        assert_eq!(asked(&api, &shown).await, 401, "{shown}");
    }
    let beside = format!("{}; other=1", cookie.replace("cookie: ", "cookie: a=b; "));
    assert_eq!(asked(&api, &beside).await, 200);
}

#[tokio::test]
async fn on_loopback_nobody_needs_to_sign_in_and_who_does_counts_as_that() {
    let api = Api::start().await;
    assert_eq!(api.invite(), None);
    let session = api.page_asks("GET /session", &[], None).await;
    assert_eq!(
        session.json(),
        json!({ "role": "admin", "name": "loopback", "login": "off", "idle_seconds": null, "expires_in": null })
    );
    let made = json!({ "name": "s", "host": "s.test" });
    let reply = api.page_asks("POST /api/services", &[], Some(made.clone())).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let eyes = signed_in(&api, EYES).await;
    for request in [
        "POST /api/services",
        "PATCH /api/services/s",
        "DELETE /api/services/s",
    ] {
        let reply = api.page_asks(request, &[&eyes], Some(made.clone())).await;
        let (status, told) = reply.told();
        assert_eq!((status, told.contains("admin.read_only")), (403, true), "{told}");
    }
    assert_eq!(asked(&api, &eyes).await, 200);
    let session = api.page_asks("GET /session", &[&eyes], None).await.json();
    assert_eq!(
        (&session["role"], &session["login"]),
        (&json!("read-only"), &json!("off"))
    );
}

#[tokio::test]
async fn a_cookie_is_for_tls_where_the_page_came_over_it() {
    let api = Api::that_others_reach().await;
    let shown = Some(json!({ "token": TOKEN }));
    for origin in ["origin: http://localhost:8001", "x-nothing: here"] {
        let reply = api.page_asks("POST /session", &[origin], shown.clone()).await;
        let set = reply.header("set-cookie").unwrap();
        let (pair, attributes) = set.split_once("; ").unwrap();
        assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Strict", "{origin}");
        assert!(pair.starts_with("lychgate_manager="), "{pair}");
        assert_eq!(asked(&api, &format!("cookie: {pair}")).await, 200);
        // What others can plant is not good under the name that they cannot plant.
        assert_eq!(asked(&api, &format!("cookie: __Host-{pair}")).await, 401);
    }
}

#[tokio::test]
async fn who_is_passed_on_to_loopback_must_sign_in() {
    let api = Api::start().await;
    for passed_on in [
        "via: 1.1 front",
        "forwarded: for=192.0.2.7",
        "x-forwarded-for: 192.0.2.7",
        "x-forwarded-proto: https",
        "x-real-ip: 192.0.2.7",
    ] {
        assert_eq!(asked(&api, passed_on).await, 401, "{passed_on}");
        let session = api.page_asks("GET /session", &[passed_on], None).await;
        assert_eq!((session.status, &session.json()["login"]), (401, &json!("token")));
        let cookie = signed_in(&api, EYES).await;
        let reply = api
            .page_asks("GET /api/services", &[&cookie, passed_on], None)
            .await;
        assert_eq!(reply.status, 200, "{passed_on}");
    }
    assert_eq!(asked(&api, "x-request-id: 7").await, 200);
}

#[tokio::test]
async fn who_signs_out_is_out_and_the_cookie_is_gone() {
    let api = Api::that_others_reach().await;
    let (one, other) = (signed_in(&api, TOKEN).await, signed_in(&api, TOKEN).await);
    assert_ne!(one, other);
    let out = api.page_asks("DELETE /session", &[&one, OVER_TLS], None).await;
    assert_eq!((out.status, out.body.as_str()), (204, ""));
    let gone = "__Host-lychgate_manager=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0";
    assert_eq!(out.header("set-cookie"), Some(gone));
    assert_eq!(asked(&api, &one).await, 401);
    assert_eq!(asked(&api, &other).await, 200);
    assert_eq!(api.page_asks("DELETE /session", &[&one], None).await.status, 204);
    // Who signs in once more has one session and not two.
    let anew = api
        .page_asks(
            "POST /session",
            &[&other, OVER_TLS],
            Some(json!({ "token": EYES })),
        )
        .await;
    assert_eq!(asked(&api, &cookie(&anew)).await, 200);
    assert_eq!(asked(&api, &other).await, 401);
}

#[tokio::test]
async fn a_session_ends_when_it_rests_too_long() {
    let api = Api::that_others_reach().await;
    let cookie = signed_in(&api, TOKEN).await;
    for _ in 0..3 {
        api.pass(890);
        assert_eq!(asked(&api, &cookie).await, 200);
    }
    // To look at it keeps nothing alive.
    api.pass(600);
    let session = api.page_asks("GET /session", &[&cookie], None).await.json();
    assert!(session["expires_in"].as_u64().unwrap() < 300, "{session}");
    api.pass(300);
    assert_eq!(asked(&api, &cookie).await, 401);
}

#[tokio::test]
async fn a_session_ends_after_half_a_day_however_it_is_used() {
    let api = Api::that_others_reach().await;
    let cookie = signed_in(&api, TOKEN).await;
    let mut answered = 0;
    while asked(&api, &cookie).await == 200 {
        answered += 1;
        api.pass(600);
        assert!(answered < 100, "it ends");
    }
    // A few seconds of the clock go by with each question.
    assert!((70..=72).contains(&answered), "{answered}");
}

#[tokio::test]
async fn the_link_is_good_once_and_for_a_quarter_of_an_hour() {
    let api = Api::that_others_reach().await;
    let enter = async |code: &str| {
        let shown = Some(json!({ "link": code }));
        api.page_asks("POST /session", &[OVER_TLS], shown).await
    };
    assert_eq!(
        enter("made-up-secret-of-32-characters!").await.status,
        401,
        "nobody was invited"
    );
    let code = api.invite().unwrap();
    assert_eq!(enter(&code[..31]).await.status, 401);
    let entered = enter(&code).await;
    assert_eq!((entered.status, &entered.json()["role"]), (200, &json!("admin")));
    assert_eq!(asked(&api, &cookie(&entered)).await, 200);
    let again = enter(&code).await;
    assert_eq!((again.status, again.header("set-cookie")), (401, None));
    assert!(again.body.contains("manager.not_let_in"), "{}", again.body);
    let late = api.invite().unwrap();
    api.pass(900);
    assert_eq!(enter(&late).await.status, 401);
}

// AD-28
#[tokio::test]
async fn who_guesses_at_the_manager_is_not_heard_for_a_while() {
    let api = Api::that_others_reach().await;
    let enter = async |shown: Value| api.page_asks("POST /session", &[], Some(shown)).await;
    let code = api.invite().unwrap();
    for guess in 0..5 {
        assert_eq!(
            enter(json!({ "token": format!("guess {guess}") })).await.status,
            401
        );
        assert_eq!(
            enter(json!({ "link": format!("guess {guess}") })).await.status,
            401
        );
    }
    for shown in [json!({ "token": TOKEN }), json!({ "link": code })] {
        let reply = enter(shown).await;
        assert_eq!(reply.status, 429, "{}", reply.body);
        let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
    }
    // Nor is it heard at the Admin API, which knows the same tokens.
    assert_eq!(api.ask_as(TOKEN, "GET /services", None).await.status, 429);
    api.pass(60);
    assert_eq!(
        enter(json!({ "link": code })).await.status,
        200,
        "the link was not spent"
    );
}

#[tokio::test]
async fn what_is_no_way_to_sign_in_is_told() {
    let api = Api::that_others_reach().await;
    for (body, status) in [
        (json!({}), 400),
        (json!([TOKEN]), 400),
        (json!({ "token": 7 }), 400),
        (json!({ "token": TOKEN, "link": "x" }), 400),
        (json!({ "token": "x".repeat(5000) }), 413),
        (json!({ "token": "" }), 401),
    ] {
        let reply = api.page_asks("POST /session", &[], Some(body.clone())).await;
        assert_eq!(reply.status, status, "{body}: {}", reply.body);
        assert_eq!(reply.header("set-cookie"), None, "{body}");
    }
    // A form is what any page can send.
    let form = [
        "POST /session HTTP/1.1",
        "host: localhost",
        OURS,
        "content-type: application/x-www-form-urlencoded",
        "content-length: 0",
    ];
    assert_eq!(api.say_to_manager(&form).await.status, 415);
    assert_eq!(api.page_asks("PUT /session", &[], None).await.status, 405);
}
