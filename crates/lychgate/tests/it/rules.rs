//! Whom a route is open to, by what the provider says about them.

use std::collections::HashMap;

use testkit::browser::Page;

use crate::house::{House, Program};

/// An admin of the staff, somebody else of the staff, and a guest.
const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];

/// Everybody's cookies, each signed in where nothing is demanded.
async fn everybody(house: &House) -> HashMap<&'static str, String> {
    let mut cookies = HashMap::new();
    for person in PEOPLE {
        let browser = house.browser();
        let page = house.sign_in(&browser, "/", person).await;
        assert_eq!(page.status, 200, "{}", page.text());
        cookies.insert(person, House::cookies(&browser));
    }
    cookies
}

/// Who gets through with these rules, which nobody signs in for anew; all others get 403.
async fn who_passes(
    house: &mut House,
    program: &Program,
    cookies: &HashMap<&'static str, String>,
    rules: &[&str],
) -> Vec<&'static str> {
    let config = house.login(rules);
    house.apply(&config).await;
    let mut passed = Vec::new();
    for person in PEOPLE {
        let before = house.upstream.count();
        let reply = program.get("/", &cookies[person]).send().await.unwrap();
        match reply.status().as_u16() {
            200 => passed.push(person),
            403 => assert_eq!(house.upstream.count(), before, "{rules:?} {}", person),
            other => panic!("{other} for {} by {rules:?}", person),
        }
    }
    passed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_sessions_are_judged_by_the_rules_of_today() {
    let mut house = House::start(&["scopes: [openid, email]"]).await;
    let cookies = everybody(&house).await;
    let program = house.program();
    for (rules, expected) in [
        (vec![], vec!["alice", "bob", "carol"]),
        // One text is one possibility, and all of its words are wanted.
        (vec!["groups_required: [admins]"], vec!["alice"]),
        (vec!["groups_required: [staff]"], vec!["alice", "bob"]),
        (vec!["groups_required: [admins staff]"], vec!["alice"]),
        (vec!["groups_required: [admins, guests]"], vec!["alice", "carol"]),
        (vec!["groups_required: [staff guests, guests]"], vec!["carol"]),
        (vec!["groups_required: [Admins]"], vec![]),
        (vec!["groups_required: [admin]"], vec![]),
        (vec!["groups_required: []"], vec!["alice", "bob", "carol"]),
        // Another claim, and a place in a list.
        (
            vec!["roles_required: [guests]", "roles_claim: [groups]"],
            vec!["carol"],
        ),
        (vec!["roles_required: [guests]"], vec![]),
        (
            vec!["groups_required: [staff]", "groups_claim: [groups, '1']"],
            vec!["bob"],
        ),
        (
            vec!["groups_required: [u-bob]", "groups_claim: [sub]"],
            vec!["bob"],
        ),
        (
            vec!["groups_required: [staff]", "groups_claim: [groups.0]"],
            vec![],
        ),
        // All that is demanded must be met.
        (
            vec![
                "groups_required: [staff]",
                "roles_required: [u-bob]",
                "roles_claim: [sub]",
            ],
            vec!["bob"],
        ),
        (
            vec!["scopes_required: [openid email]"],
            vec!["alice", "bob", "carol"],
        ),
        (vec!["scopes_required: [profile]"], vec![]),
        (
            vec!["audience_required: ['api://default']"],
            vec!["alice", "bob", "carol"],
        ),
        (vec!["audience_required: [gateway]"], vec![]),
        (vec!["claims_forbidden: [groups]"], vec![]),
        (
            vec!["claims_forbidden: [nonsense]"],
            vec!["alice", "bob", "carol"],
        ),
        // Claims of the ID token count only where that is wanted, and nobody asked for its groups.
        (
            vec!["groups_required: [staff]", "lychgate_claims_sources: [id_token]"],
            vec![],
        ),
        (
            vec![
                "roles_required: [alice@example.com]",
                "roles_claim: [email]",
                "lychgate_claims_sources: [id_token]",
            ],
            vec!["alice"],
        ),
        (
            vec![
                "groups_required: [staff]",
                "lychgate_claims_sources: [id_token, access_token]",
            ],
            vec!["alice", "bob"],
        ),
    ] {
        let mut all = vec!["forbidden_destroy_session: false"];
        all.extend(&rules);
        let passed = who_passes(&mut house, &program, &cookies, &all).await;
        assert_eq!(passed, expected, "{rules:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_in_and_may_not_pass_is_told_what_to_do() {
    let house = House::start(&["groups_required: [admins]"]).await;
    assert_eq!(house.sign_in(&house.browser(), "/", "alice").await.status, 200);

    let browser = house.browser();
    let page = house.sign_in(&browser, "/app", "bob").await;
    assert_eq!(page.status, 403);
    let text = page.text();
    assert!(
        text.contains("You are signed in, but this is not open to you"),
        "{text}"
    );
    assert!(text.contains("You are known here as u-bob, and"), "{text}");
    assert!(text.contains("ask your administrator"), "{text}");
    assert!(page.link("Try again").is_some(), "{text}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(browser.cookie("authorization"), None);
    assert_eq!(house.upstream.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_pass_here_may_keep_the_session_for_elsewhere() {
    let house = House::start(&["groups_required: [admins]", "forbidden_destroy_session: false"]).await;
    let browser = house.browser();
    assert_eq!(house.sign_in(&browser, "/app", "bob").await.status, 403);
    assert!(browser.cookie("session").is_some());
    let calls = house.idp.total_calls();
    assert_eq!(browser.get(&house.url("/app")).await.status, 403);
    assert_eq!((house.idp.total_calls(), house.upstream.count()), (calls, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_one_can_sign_out_by_a_link_the_page_has_it() {
    let mut house = House::start(&[]).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "bob").await;
    let by_link = ["logout_uri_suffix: /logout", "logout_methods: [GET]"];
    let rules = ["groups_required: [admins]", "forbidden_destroy_session: false"];
    let config = house.login(&[by_link, rules].concat());
    house.apply(&config).await;
    let page = browser.get(&house.url("/app")).await;
    assert_eq!(page.status, 403);
    let out = page.link("Sign out").unwrap();
    let leaving = browser.click(&page, &out).await;
    assert!(leaving.redirect().unwrap().as_str().contains("/v1/end_session?"));
    assert_eq!(browser.cookie("session"), None);
}

// ER-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_are_told_in_their_own_way() {
    let mut house = House::start(&["lychgate_unauthenticated_action: auto"]).await;
    let cookies = everybody(&house).await;
    let program = house.program();
    // 401: nobody knows who it is. 403: it is known, and does not help.
    let unknown = program.request("GET", "/").send().await.unwrap();
    assert_eq!(unknown.status(), 401);
    assert_eq!(
        unknown.headers()["www-authenticate"],
        "Bearer realm=\"127.0.0.1\""
    );
    for (rule, code) in [
        ("groups_required: [admins]", "authorization.groups"),
        ("roles_required: [admins]", "authorization.roles"),
        ("audience_required: [gateway]", "authorization.audience"),
        ("claims_forbidden: [groups]", "authorization.claim_forbidden"),
    ] {
        let config = house.login(&[rule, "forbidden_error_message: Not for you"]);
        house.apply(&config).await;
        let known = program.get("/", &cookies["bob"]).send().await.unwrap();
        assert_eq!(known.status(), 403, "{rule}");
        let headers = known.headers();
        let challenge = "Bearer realm=\"127.0.0.1\", error=\"insufficient_scope\"";
        assert_eq!(headers["www-authenticate"], challenge, "{rule}");
        assert_eq!(headers["content-type"], "application/json; charset=utf-8");
        assert_eq!(headers["cache-control"], "no-store");
        let told = Told::of(known).await;
        assert_eq!((told.message(), told.code()), ("Not for you", Some(code)));
    }
    assert_eq!(house.upstream.count(), 3);
}

// ER-04, ER-05
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_challenge_names_the_scopes_that_are_wanted() {
    let mut house = House::start(&[]).await;
    let cookies = everybody(&house).await;
    let program = house.program();
    for (rule, expected) in [
        (
            "scopes_required: [openid orders:write]",
            ", scope=\"openid orders:write\"",
        ),
        // What would end the quotes is not said at all.
        ("scopes_required: ['a\", error=\"none']", ""),
        ("scopes_required: ['a\\b']", ""),
    ] {
        let config = house.login(&[rule, "forbidden_destroy_session: false"]);
        house.apply(&config).await;
        let reply = program.get("/", &cookies["alice"]).send().await.unwrap();
        assert_eq!(reply.status(), 403, "{rule}");
        let challenge = reply.headers()["www-authenticate"].to_str().unwrap();
        assert_eq!(
            challenge,
            format!("Bearer realm=\"127.0.0.1\", error=\"insufficient_scope\"{expected}"),
        );
        assert_eq!(Told::of(reply).await.code(), Some("authorization.scopes"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_403_ends_the_session_unless_that_is_not_wanted() {
    let mut house = House::start(&[]).await;
    for (option, is_left) in [
        ("forbidden_destroy_session: true", false),
        ("forbidden_destroy_session: false", true),
    ] {
        let config = house.login(&[]);
        house.apply(&config).await;
        let browser = house.browser();
        house.sign_in(&browser, "/", "bob").await;
        let config = house.login(&["groups_required: [admins]", option]);
        house.apply(&config).await;
        let page = browser.get(&house.url("/")).await;
        assert_eq!(page.status, 403, "{option}");
        assert_eq!(browser.cookie("session").is_some(), is_left, "{option}");
        // Whoever keeps it meets the same again, and may pass where the rules allow it.
        let again = browser.get(&house.url("/")).await;
        assert_eq!(again.status, if is_left { 403 } else { 302 }, "{option}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_pass_can_be_sent_elsewhere() {
    let house = House::start(&[
        "groups_required: [admins]",
        "forbidden_redirect_uri: ['https://help.example/no?why=groups']",
    ])
    .await;
    let browser = house.browser();
    let there = browser.arrive(browser.get(&house.url("/")).await).await;
    let with_code = browser.submit(&there.form().press("bob")).await;
    let away: Page = browser.follow(&with_code).await;
    assert_eq!(
        away.redirect().unwrap().as_str(),
        "https://help.example/no?why=groups"
    );
    assert_eq!(away.header("cache-control"), Some("no-store"));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(house.upstream.count(), 0);
}

/// The JSON of a refusal.
struct Told(serde_json::Value);

impl Told {
    async fn of(reply: reqwest::Response) -> Self {
        Self(serde_json::from_str(&reply.text().await.unwrap()).unwrap())
    }

    fn message(&self) -> &str {
        self.0["message"].as_str().unwrap()
    }

    fn code(&self) -> Option<&str> {
        self.0["code"].as_str()
    }
}
