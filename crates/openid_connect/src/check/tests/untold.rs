//! What no finding tells: secrets in whatever form, tokens, and what references lead to.

use model::{DEFAULT_WORKSPACE, Missing, Resolved, Secrets, Vaults};
use plugin::Plugin as _;
use schema::Record as _;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;
use crate::config::Config;

/// What a provider repeats of a secret, and what looks like a token, is not told. Nor is more than a line of its words.
#[tokio::test]
async fn no_secret_and_no_token_stands_in_a_finding() {
    let town = Town::new();
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.AAAA";
    let words = format!("no client with {SECRET} and {token}, {}", "x".repeat(1000));
    let refusal = json!({ "error": "invalid_client", "error_description": words });
    town.replies(
        "/token",
        Ok(testkit::http::json(StatusCode::UNAUTHORIZED, &refusal)),
    );
    let report = town
        .check_with(config(&json!({})), SignIn::Tried, &|_| None)
        .await;
    assert_eq!(letters(&report), "ooooooooooof");
    let told = serde_json::to_string(&report).unwrap();
    assert!(
        !told.contains(SECRET) && !told.contains("eyJ") && !told.contains(&"x".repeat(200)),
        "{told}"
    );
    assert!(told.contains("no client with *** and ***"), "{told}");
    assert!(!format!("{report:?}").contains(SECRET));
    // Where the words are cut, half of a secret is one too.
    let words = format!("{}{SECRET}", "y".repeat(190));
    let refusal = json!({ "error": "invalid_client", "error_description": words });
    town.replies(
        "/token",
        Ok(testkit::http::json(StatusCode::UNAUTHORIZED, &refusal)),
    );
    let report = town
        .check_with(config(&json!({})), SignIn::Tried, &|_| None)
        .await;
    let told = found(&report, Step::Client).seen.clone().unwrap();
    assert!(told.ends_with("yyy***"), "{told}");
    assert!(town.change(|streets| streets.bodies.iter().all(|body| !body.contains("eyJ"))));
}

/// What the provider says of the client is told as this.
async fn told(town: &Town, refusal: Value) -> String {
    town.replies(
        "/token",
        Ok(testkit::http::json(StatusCode::UNAUTHORIZED, &refusal)),
    );
    let report = town
        .check_with(config(&json!({})), SignIn::Tried, &|_| None)
        .await;
    found(&report, Step::Client).seen.clone().unwrap()
}

/// A provider may repeat the header in which it was shown the client, or cut a secret before anybody can know it as one.
#[tokio::test]
async fn a_secret_is_known_in_all_its_forms() {
    let town = Town::new();
    let base64 = |text: &str| base64_simd::STANDARD.encode_to_string(text);
    let pair = format!("app:{SECRET}");
    for words in [
        format!("Authorization: Basic {}", base64(&pair)),
        format!("Authorization: Basic {}", base64(&pair).trim_end_matches('=')),
        format!("it was {}", base64(SECRET)),
    ] {
        let refusal = json!({ "error": "invalid_client", "error_description": words });
        let told = told(&town, refusal).await;
        let word = words.rsplit(' ').next().unwrap();
        assert!(!told.contains(&word[..8]) && told.contains("***"), "{told}");
    }
    // Words follow the cut.
    let refusal = json!({ "error": format!("{}{SECRET}", "x".repeat(190)) });
    let said = told(&town, refusal).await;
    assert!(!said.contains("the-"), "{said}");
    // What was cut before is short enough when the others are hidden.
    let refusal = json!({ "error": "invalid_client", "error_description": SECRET.repeat(40) });
    let said = told(&town, refusal).await;
    assert!(said.ends_with("******") && !said.contains("the-"), "{said}");
}

/// Options are tried out as if a login began; what that would warn of is no line of the log.
#[tokio::test]
async fn nothing_is_told_to_the_log() {
    let told = Log::default();
    let _listens = tracing::subscriber::set_default(told.clone());
    for more in [
        json!({ "ssl_verify": false, "redirect_uri": null }),
        json!({ "issuer": "http://op.example", "lychgate_allow_http_issuer": true }),
    ] {
        let report = Town::new().check(config(&more)).await;
        assert_eq!(
            found(&report, Step::Configuration).status,
            Status::Ok,
            "{report:#?}"
        );
        assert_eq!(told.0.lock().unwrap().as_slice(), [""; 0], "{more}");
    }
    let (script, clock) = (Scripted::new(), SettableClock::default());
    // A login tells it.
    let mut filled = config(&json!({ "ssl_verify": false }));
    schema::fill(&Config::describe(), &mut filled);
    let login = Config::decode(&filled).unwrap();
    let built = crate::OpenIdConnect::new(login, &services(&script, &clock));
    let lines = told.0.lock().unwrap().concat();
    assert!(lines.contains("not verified"), "{lines} {:?}", built.err());
}

/// What this crate tells the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Subscriber for Log {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.target().starts_with("openid_connect")
    }

    fn event(&self, event: &Event<'_>) {
        self.0.lock().unwrap().push(format!("{event:?}"));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Secrets of the node, which have nothing to do with logins.
struct Node;

const LINE: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ";

impl Secrets for Node {
    fn variable_prefix(&self) -> Option<&str> {
        None
    }

    fn variable(&self, name: &str) -> Result<String, Missing> {
        match name {
            "TLS_KEY" => Ok(format!(
                "-----BEGIN PRIVATE KEY-----\n{}",
                format!("{LINE}\n").repeat(20)
            )),
            "VAULT" => Ok("https://vault".to_owned()),
            _ => Err(Missing::new("it is not set".to_owned(), "set it")),
        }
    }

    fn file(&self, _: &str) -> Result<String, Missing> {
        Err(Missing::new("there are none".to_owned(), "write it"))
    }
}

async fn referring(town: &Town, more: &Value) -> Report {
    let mut config = config(more);
    let vaults = Vaults::default();
    let resolved = Resolved::of(
        &Config::describe(),
        &mut config,
        DEFAULT_WORKSPACE,
        &vaults,
        &Node,
    );
    assert!(
        !resolved.is_empty() && resolved.missing().is_none(),
        "{more} {:?}",
        resolved.missing()
    );
    town.check_resolved(config, &resolved, SignIn::Tried, &|_| None)
        .await
}

#[tokio::test]
async fn nobody_is_told_what_a_reference_leads_to_whatever_the_option() {
    let town = Town::new();
    for option in ["scopes", "client_secret", "client_id", "issuer"] {
        let mut more = json!({});
        more[option] = match option {
            "issuer" => json!("{vault://env/TLS_KEY}"),
            _ => json!(["{vault://env/TLS_KEY}"]),
        };
        let told = serde_json::to_string(&referring(&town, &more).await).unwrap();
        assert!(
            !told.contains("MIIE") && !told.contains("BEGIN"),
            "{option}: {told}"
        );
    }
    // The provider says it for us.
    let refusal = json!({ "error": "invalid_client", "error_description": format!("not {LINE} but") });
    town.replies(
        "/token",
        Ok(testkit::http::json(StatusCode::UNAUTHORIZED, &refusal)),
    );
    let report = referring(&town, &json!({ "client_secret": ["{vault://env/TLS_KEY}"] })).await;
    let seen = found(&report, Step::Client).seen.clone().unwrap();
    assert!(seen.ends_with("not {vault://env/TLS_KEY} but"), "{seen}");
}

/// A reference may hold what it leads to, and is told as it is all the same.
#[tokio::test]
async fn a_reference_is_told_as_it_is_written() {
    let town = Town::new();
    let report = referring(&town, &json!({ "issuer": "{vault://env/VAULT}" })).await;
    let seen = found(&report, Step::Issuer).seen.clone();
    assert_eq!(seen.as_deref(), Some("{vault://env/VAULT}"), "{report:#?}");
}
