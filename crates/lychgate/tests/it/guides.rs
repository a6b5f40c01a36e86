//! The guides under `docs/` can be followed word by word.

use sample_idp::ScopeClaim;
use testkit::browser::Page;

use crate::binary::{repository, run};
use crate::house::{CLIENT_ID, CLIENT_SECRET, House};

const GUIDES: [&str; 8] = [
    "first-login.md",
    "sessions.md",
    "machines.md",
    "clients.md",
    "consumers.md",
    "okta.md",
    "keycloak.md",
    "entra.md",
];

fn guide(name: &str) -> String {
    std::fs::read_to_string(repository().join("docs").join(name)).unwrap()
}

/// The whole configurations in a guide: its blocks of YAML that say which format they have.
fn configurations(text: &str) -> Vec<&str> {
    let blocks = text.split("```yaml\n").skip(1);
    let blocks = blocks.map(|rest| rest.split_once("```").unwrap().0);
    blocks.filter(|block| block.contains("_format_version")).collect()
}

#[test]
fn every_configuration_in_a_guide_is_good() {
    for name in GUIDES {
        let text = guide(name);
        for yaml in configurations(&text) {
            // What only the reader knows is a fault of its own.
            let checked = run(&["check", "-"], &yaml.replace("YOUR_", "MY_"));
            assert_eq!(
                checked.code,
                Some(0),
                "{name}: {}{}",
                checked.stdout,
                checked.stderr
            );
        }
        assert_eq!(configurations(&text).is_empty(), name == "sessions.md", "{name}");
    }
}

/// A configuration of the Okta guide, with what its reader would fill in.
fn filled_in(house: &House, yaml: &str) -> String {
    let known = [
        (
            "https://YOUR_OKTA_DOMAIN/oauth2/YOUR_AUTH_SERVER",
            house.idp.issuer().to_owned(),
        ),
        ("YOUR_CLIENT_ID", CLIENT_ID.to_owned()),
        ("YOUR_CLIENT_SECRET", CLIENT_SECRET.to_owned()),
        ("http://127.0.0.1:3000", house.upstream.url("")),
        ("https://app.example.com/goodbye", house.url("/bye")),
        ("https://app.example.com/", house.url("/")),
        ("paths: [/goodbye]", "paths: [/bye]".to_owned()),
    ];
    let filled = known.iter().fold(yaml.to_owned(), |yaml, (placeholder, value)| {
        yaml.replace(placeholder, value)
    });
    assert!(
        !filled.contains("YOUR_") && !filled.contains("example.com"),
        "{filled}"
    );
    filled
}

/// Okta: an issuer with the path of its authorization server, scopes as a list in `scp`, groups in the access token.
async fn okta() -> House {
    let provider = sample_idp::Options {
        issuer_path: "/oauth2/default".to_owned(),
        scope_claim: ScopeClaim::Scp,
        ..sample_idp::Options::default()
    };
    House::provided(provider, &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_okta_guide_signs_people_in() {
    let mut house = okta().await;
    let text = guide("okta.md");
    let blocks = configurations(&text);
    assert!(
        blocks[0].contains("/.well-known/openid-configuration"),
        "{}",
        blocks[0]
    );
    let config = filled_in(&house, blocks[0]);
    house.apply(&config).await;
    // Unauthorized access is blocked.
    let browser = house.browser();
    let page = browser.get(&house.url("/")).await;
    let to = page.redirect().unwrap().to_string();
    assert!(
        to.starts_with(&format!("{}/v1/authorize", house.idp.issuer())),
        "{to}"
    );
    assert_eq!(house.upstream.count(), 0);
    // It is allowed after a login, and from then on without the provider.
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let calls = house.idp.total_calls();
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    assert_eq!(house.idp.total_calls(), calls);
    assert!(browser.cookie("session").unwrap().http_only);
    // A session that is over is denied.
    let short = blocks[0].replace("scopes:", "session_absolute_timeout: 60\n              scopes:");
    let config = filled_in(&house, &short);
    house.apply(&config).await;
    house.clock.advance(std::time::Duration::from_secs(61));
    let count = house.upstream.count();
    assert!(browser.get(&house.url("/")).await.redirect().is_some());
    assert_eq!(house.upstream.count(), count);
}

async fn enter(house: &House, person: &str) -> Page {
    house.sign_in(&house.browser(), "/", person).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_okta_guide_lets_in_a_group() {
    let mut house = okta().await;
    let text = guide("okta.md");
    let config = filled_in(&house, configurations(&text)[1]);
    house.apply(&config).await;
    let page = enter(&house, "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let seen = house.upstream.requests().pop().unwrap();
    assert_eq!(seen.header("x-authenticated-groups"), ["admins, staff"]);
    // Scopes are a list, in a claim of Okta's own.
    let rule = "scopes_claim: [scp]\n              scopes_required: [email profile]\n              groups_required: [admins]";
    let config = configurations(&text)[1].replace("groups_required: [admins]", rule);
    let config = filled_in(&house, &config);
    house.apply(&config).await;
    assert_eq!(enter(&house, "alice").await.status, 200);
    let page = enter(&house, "bob").await;
    assert_eq!(page.status, 403, "{}", page.text());
    assert_eq!(house.upstream.count(), 2);
    // Whoever signs out comes to a page that is open.
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    let page = browser.arrive(browser.get(&house.url("/logout")).await).await;
    assert_eq!(
        (page.status.as_u16(), page.text().as_str()),
        (200, "You are signed out.")
    );
}
