//! Programs that bring an access token themselves.

use reqwest::Response;
use serde_json::Value;

use crate::house::{CLIENT_ID, CLIENT_SECRET, House, Program};

/// The access token that the services behind see when alice is signed in.
pub(crate) async fn alices_token(house: &House) -> String {
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    bearer(house)
}

/// The token that the upstream was shown last.
fn bearer(house: &House) -> String {
    let seen = house.upstream.requests().pop().unwrap();
    let value = seen.header("authorization")[0].to_owned();
    value.strip_prefix("Bearer ").unwrap().to_owned()
}

/// The ID token that alice's login came with.
async fn alices_id_token(house: &mut House) -> String {
    let config = house.login(&["login_action: response", "login_tokens: [id_token]"]);
    house.apply(&config).await;
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    let body: Value = serde_json::from_str(&page.text()).unwrap();
    body["id_token"].as_str().unwrap().to_owned()
}

/// A token that a client gets for itself.
pub(crate) async fn clients_token(house: &House) -> String {
    token_from(house.idp.issuer()).await
}

/// A token that a client gets for itself from this provider.
pub(crate) async fn token_from(issuer: &str) -> String {
    let reply = reqwest::Client::new()
        .post(format!("{issuer}/v1/token"))
        .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials&scope=groups")
        .send()
        .await
        .unwrap();
    let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    body["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("{body}"))
        .to_owned()
}

pub(crate) async fn bring(program: &Program, path: &str, token: &str) -> Response {
    let request = program
        .request("GET", path)
        .header("authorization", format!("Bearer {token}"));
    request.send().await.unwrap()
}

/// Says of a reply that it refuses, and that nobody behind heard of it.
pub(crate) async fn assert_refused(house: &House, reply: Response, status: u16, code: &str) {
    let challenge = reply.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert_eq!(reply.status(), status);
    let error = if status == 400 {
        "invalid_request"
    } else {
        "invalid_token"
    };
    assert!(challenge.starts_with("Bearer realm="), "{challenge}");
    assert!(challenge.ends_with(&format!("error=\"{error}\"")), "{challenge}");
    assert!(!reply.headers().contains_key("set-cookie"), "{reply:?}");
    let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert_eq!(body["code"], code);
    assert_eq!(house.upstream.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_passes_with_a_token_of_the_provider() {
    let house = House::start(&[
        "upstream_headers_claims: [groups]",
        "upstream_headers_names: [x-groups]",
    ])
    .await;
    let program = house.program();
    let token = alices_token(&house).await;
    let calls = house.idp.total_calls();
    for _ in 0..3 {
        let reply = bring(&program, "/orders?page=2", &token).await;
        assert_eq!(reply.status(), 200);
        assert!(!reply.headers().contains_key("set-cookie"), "{reply:?}");
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("authorization"), [format!("Bearer {token}")]);
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
        assert_eq!(seen.header("x-groups"), ["admins, staff"]);
        assert_eq!(seen.query.as_deref(), Some("page=2"));
    }
    // The keys are known, and nobody else needs to be asked.
    assert_eq!(house.idp.total_calls(), calls);
    // A client's own token is the client's.
    let own = clients_token(&house).await;
    assert_eq!(bring(&program, "/", &own).await.status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("x-credential-identifier"), [CLIENT_ID]);
    assert_eq!(seen.header("x-groups"), [""; 0]);
    // Whoever brings none is sent to sign in.
    assert_eq!(program.request("GET", "/").send().await.unwrap().status(), 302);
}

// HD-25
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_goes_upstream_only_where_it_should() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    let places = [
        ("/a?x=1", Some("access-token")),
        ("/a?x=1", Some("x-access-token")),
        ("/a?access_token={}&x=1", None),
    ];
    for hides in [true, false] {
        let config = house.login(&[&format!("hide_credentials: {hides}")]);
        house.apply(&config).await;
        for (path, header) in places {
            // The first is verified, the second is remembered.
            for _ in 0..2 {
                let mut request = program.request("GET", &path.replace("{}", &token));
                if let Some(header) = header {
                    request = request.header(header, &token);
                }
                assert_eq!(request.send().await.unwrap().status(), 200);
                let seen = house.upstream.requests().pop().unwrap();
                assert_eq!(seen.header("authorization"), [format!("Bearer {token}")]);
                let is_shown = header.map_or_else(
                    || seen.query.as_deref() != Some("x=1"),
                    |header| !seen.header(header).is_empty(),
                );
                assert_eq!(is_shown, !hides, "{path} {header:?} {seen:?}");
            }
        }
    }
    // Where none is looked for, none counts.
    let config = house.login(&["bearer_token_param_type: [query]"]);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 302);
    let config = house.login(&["bearer_token_header_name: X-Token"]);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 302);
    let reply = program
        .request("GET", "/")
        .header("x-token", &token)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("x-token"), [""; 0]);
    let config = house.login(&["auth_methods: [authorization_code, session]"]);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 302);
}

// JW-43, HD-26, JW-57
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_good_token_reaches_nobody() {
    let mut house = House::start(&["expose_error_code: true"]).await;
    let id_token = alices_id_token(&mut house).await;
    let program = house.program();
    let config = house.login(&["expose_error_code: true"]);
    house.apply(&config).await;
    let (rest, signature) = id_token.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{rest}.{other}{}", &signature[1..]);
    for (value, status, code) in [
        (
            "Bearer 2YotnFZFEjr1zCsicMWpAA".to_owned(),
            401,
            "access_token.inactive",
        ),
        (format!("Bearer {id_token}"), 401, "access_token.id_token"),
        (format!("Bearer {forged}"), 401, "jws.bad_signature"),
        ("Bearer a, b".to_owned(), 400, "access_token.malformed"),
    ] {
        let request = program.request("GET", "/").header("authorization", value);
        assert_refused(&house, request.send().await.unwrap(), status, code).await;
    }
    let request = program
        .request("GET", "/a?access_token=a.b.c")
        .header("authorization", "Bearer d.e.f");
    assert_refused(&house, request.send().await.unwrap(), 400, "access_token.several").await;
    // It may be said that ID tokens count.
    let config = house.login(&["lychgate_bearer_id_tokens: true"]);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &id_token).await.status(), 200);
}

// HD-28
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_remembered_of_a_token_is_judged_each_time() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = alices_token(&house).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    for (rules, status) in [
        (vec!["groups_required: [staff]"], 200),
        (vec!["groups_required: [guests]"], 403),
        (vec!["claims_forbidden: [groups]"], 403),
        (vec!["audience_required: [somewhere]"], 403),
    ] {
        let config = house.login(&rules);
        house.apply(&config).await;
        for _ in 0..2 {
            assert_eq!(bring(&program, "/", &token).await.status(), status, "{rules:?}");
        }
    }
    let config = house.login(&[]);
    house.apply(&config).await;
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    // Beside a session the session counts, and its cookie goes no further.
    let browser = house.browser();
    house.sign_in(&browser, "/", "bob").await;
    let both = program
        .get("/", &House::cookies(&browser))
        .header("authorization", format!("Bearer {token}"));
    assert_eq!(both.send().await.unwrap().status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("x-credential-identifier"), ["u-bob"]);
    assert_ne!(seen.header("authorization"), [format!("Bearer {token}")]);
    // A cookie that is no session any more goes no further either.
    for _ in 0..2 {
        let both = program
            .get("/", "session=1x; theme=dark")
            .header("authorization", format!("Bearer {token}"));
        assert_eq!(both.send().await.unwrap().status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
        assert_eq!(seen.header("cookie"), ["theme=dark"]);
    }
    // Its time is over.
    house.clock.advance(std::time::Duration::from_secs(3600));
    let count = house.upstream.count();
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
    assert_eq!(house.upstream.count(), count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_is_looked_for_and_an_old_token_verified_again() {
    let house = House::start(&[]).await;
    let program = house.program();
    let old = alices_token(&house).await;
    assert_eq!(bring(&program, "/", &old).await.status(), 200);
    house.idp.rotate_keys().unwrap();
    house.clock.advance(std::time::Duration::from_secs(60));
    let new = clients_token(&house).await;
    assert_eq!(bring(&program, "/", &new).await.status(), 200);
    assert_eq!(bring(&program, "/", &old).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_may_be_in_a_cookie() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    let shown = format!("a=1; at={token}; b=2");
    // In no cookie unless one is named.
    assert_eq!(program.get("/", &shown).send().await.unwrap().status(), 302);
    for (hides, left) in [(true, "a=1; b=2".to_owned()), (false, shown.clone())] {
        let config = house.login(&[
            "bearer_token_param_type: [header, cookie]",
            "bearer_token_cookie_name: at",
            &format!("hide_credentials: {hides}"),
        ]);
        house.apply(&config).await;
        // The first is verified, the second is remembered; and beside a cookie of ours, the same.
        for cookies in [shown.clone(), shown.clone(), format!("{shown}; session=1x")] {
            assert_eq!(program.get("/", &cookies).send().await.unwrap().status(), 200);
            let seen = house.upstream.requests().pop().unwrap();
            assert_eq!(seen.header("cookie"), [left.as_str()]);
            assert_eq!(seen.header("x-credential-identifier"), [CLIENT_ID]);
        }
    }
    // The same in two places is one, two that differ are none.
    let both = program
        .get("/", &shown)
        .header("authorization", format!("Bearer {token}"));
    assert_eq!(both.send().await.unwrap().status(), 200);
    let both = program.get("/", &shown).header("authorization", "Bearer d.e.f");
    assert_eq!(both.send().await.unwrap().status(), 400);
    let quoted = program.get("/", &format!("at=\"{token}\""));
    assert_eq!(quoted.send().await.unwrap().status(), 200);
    assert_eq!(program.get("/", "at=").send().await.unwrap().status(), 302);
    assert_eq!(program.get("/", "at=a b").send().await.unwrap().status(), 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_browser_asks_beforehand_may_pass() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let ask = |method| {
        let request = program
            .request(method, "/orders")
            .header("cookie", "session=1x; a=1");
        request.header("x-credential-identifier", "root")
    };
    assert_eq!(ask("OPTIONS").send().await.unwrap().status(), 302);
    assert_eq!(house.upstream.count(), 0);
    let config = house.login(&["run_on_preflight: false"]);
    house.apply(&config).await;
    assert_eq!(ask("OPTIONS").send().await.unwrap().status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("cookie"), ["a=1"]);
    assert_eq!(seen.header("x-credential-identifier"), [""; 0]);
    // Nobody is asked for a token; what is one all the same is not handed on.
    let shown = ask("OPTIONS").header("authorization", "Bearer a.b.c");
    assert_eq!(shown.send().await.unwrap().status(), 200);
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("authorization"), [""; 0]);
    let heard = house.upstream.count();
    for method in ["GET", "POST", "DELETE"] {
        assert_ne!(ask(method).send().await.unwrap().status(), 200, "{method}");
    }
    assert_eq!(house.upstream.count(), heard);
}

// Each request is compared, whatever is remembered of the token.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_belongs_to_the_session_of_another_origin() {
    let house = House::start(&[
        "auth_methods: [bearer]",
        "jwt_session_cookie: who",
        "jwt_session_claim: client_id",
    ])
    .await;
    let program = house.program();
    let token = clients_token(&house).await;
    for (cookies, status) in [
        (format!("who={CLIENT_ID}"), 200),
        ("who=another".to_owned(), 401),
        (format!("a=b; who=\"{CLIENT_ID}\""), 200),
        ("who=".to_owned(), 401),
        (format!("who={CLIENT_ID}; who=another"), 401),
        (format!("Who={CLIENT_ID}"), 401),
        ("a=b".to_owned(), 401),
        (format!("who={CLIENT_ID}"), 200),
    ] {
        let request = program.get("/", &cookies).bearer_auth(&token);
        assert_eq!(request.send().await.unwrap().status(), status, "{cookies}");
    }
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
    assert_eq!(house.upstream.count(), 3);
}
