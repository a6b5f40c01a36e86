//! A login brings the browser back to our origin, wherever it began.

#![no_main]

use std::sync::LazyLock;

use jose::{KeySet, Secret};
use libfuzzer_sys::fuzz_target;
use oidc::client_auth::Authentication;
use oidc::{
    Answer, Approach, Brought, Client, Credentials, DiscoveryRules, Flow, Follows, Issuer, Metadata, Opened,
    Outcome, Pending, PendingChange, PendingCookie, Presented, Provider, RedirectUri, Rules, Seeds, Standing,
    Step, Timestamp,
};
use url::Url;

const ORIGIN: &str = "https://gw.example";

static PROVIDER: LazyLock<Provider> = LazyLock::new(|| {
    let document = br#"{
        "issuer": "https://op.example",
        "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://op.example/keys"
    }"#;
    Provider {
        metadata: Metadata::read(document, &issuer(), &DiscoveryRules::default())
            .expect("a discovery document"),
        keys: KeySet::parse(br#"{"keys":[]}"#).expect("a key set"),
    }
});

/// With one address for all callbacks, and with none: then each login comes back to where it began.
static RULES: LazyLock<[Rules; 2]> = LazyLock::new(|| {
    let callback = RedirectUri::parse("https://gw.example/callback").expect("a redirect URI");
    [rules(Some(callback)), rules(None)]
});

fn rules(redirect_uri: Option<RedirectUri>) -> Rules {
    let client = Client {
        id: "app".into(),
        authentication: Authentication::None,
        redirect_uri,
    };
    let mut rules = Rules::of(issuer(), client);
    rules.request.handed_on = vec!["login_hint".into()];
    rules
}

fuzz_target!(|target: &str| {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    RULES.iter().for_each(|rules| there_and_back(rules, path, query));
});

fn there_and_back(rules: &Rules, path: &str, query: Option<&str>) {
    let login = match begun(rules, path, query, Vec::new(), 1000) {
        Answer::Redirect { to, pending, .. } => {
            let to = to.expose();
            assert!(to.starts_with("https://op.example/authorize?"), "sent to {to}");
            only(pending)
        }
        Answer::Refused { again, .. } => return judge(&again),
        other => panic!("nobody has signed in: {other:?}"),
    };
    if path.starts_with('/') {
        let told = Url::parse(&login.redirect_uri).expect("a URL");
        assert_eq!(told.origin(), origin().origin(), "the provider sends to {told}");
    }
    assert!(is_local(&login.return_path), "back to {:?}", login.return_path);
    let address = match &login.return_query {
        Some(query) => format!("{}?{query}", login.return_path),
        None => login.return_path.clone(),
    };
    judge(&address);

    // And so it does when the browser is back, if only to be told that it took too long.
    let back = format!("code=C1&state={}", login.state.expose());
    match begun(rules, "/callback", Some(&back), vec![login], 9999) {
        Answer::Refused { again, .. } => assert_eq!(again, address, "back elsewhere than told"),
        other => panic!("{other:?}"),
    }
}

fn begun(rules: &Rules, path: &str, query: Option<&str>, logins: Vec<Pending>, second: i64) -> Answer {
    let pending = match logins.is_empty() {
        true => PendingCookie::Nothing,
        false => PendingCookie::Logins(logins),
    };
    let presented = Presented {
        origin: ORIGIN,
        path,
        query,
        form: None,
        approach: Approach::Visit,
        follows: Follows::Perhaps,
        brought: Brought::Nothing,
        shown: None,
        credentials: Credentials::default(),
        pending,
        rounds: 0,
    };
    let seeds = Seeds {
        state: "S1".into(),
        nonce: Secret::new("N1"),
        verifier: Secret::new("V1"),
    };
    let now = Timestamp::from_seconds(second);
    let standing = Standing::Known(&PROVIDER);
    match Flow::begin(rules, standing, presented, Opened::Nothing, seeds, now) {
        Step::Done(Outcome::Answer(answer)) => answer,
        other => panic!("nobody has signed in: {other:?}"),
    }
}

/// The login that was begun.
fn only(pending: PendingChange) -> Pending {
    match pending {
        PendingChange::Write(mut logins) if logins.len() == 1 => logins.remove(0),
        other => panic!("one login begins: {other:?}"),
    }
}

/// Where a browser would go from our origin is our origin.
fn judge(address: &str) {
    let path = address.split('?').next().unwrap_or_default();
    assert!(is_local(path), "back to {address:?}");
    let to = origin().join(address).expect("a path leads somewhere");
    assert_eq!(to.origin(), origin().origin(), "back to {address:?}");
}

fn is_local(path: &str) -> bool {
    let second = path.chars().nth(1);
    path.starts_with('/')
        && !matches!(second, Some('/' | '\\'))
        && !path.contains(|c: char| c.is_control() || c == '\\')
}

fn origin() -> Url {
    Url::parse(ORIGIN).expect("an origin")
}

fn issuer() -> Issuer {
    Issuer::parse("https://op.example").expect("an issuer")
}
