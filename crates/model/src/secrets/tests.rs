//! Where references lead, and what a snapshot makes of them.

use std::collections::BTreeMap;

use schema::{Record, Value};
use serde_json::json;

use super::{Missing, Secrets, Vaults};
use crate::{
    Catalogue, DEFAULT_WORKSPACE, Document, HTTP_PROTOCOLS, Id, NoSecrets, PluginKind, Quarantined, Route,
    Snapshot,
};

fn elsewhere() -> Id {
    Id::random([7; 16])
}

/// Secrets of a test.
#[derive(Default)]
struct Fake {
    prefix: Option<&'static str>,
    variables: BTreeMap<&'static str, &'static str>,
    files: BTreeMap<&'static str, &'static str>,
}

impl Secrets for Fake {
    fn variable_prefix(&self) -> Option<&str> {
        self.prefix
    }

    fn variable(&self, name: &str) -> Result<String, Missing> {
        let found = self.variables.get(name).map(|&value| value.to_owned());
        found.ok_or_else(|| Missing::new(format!("{name} is not set"), "set it"))
    }

    fn file(&self, path: &str) -> Result<String, Missing> {
        let found = self.files.get(path).map(|&value| value.to_owned());
        found.ok_or_else(|| Missing::new(format!("{path} is not there"), "write it"))
    }
}

fn fake() -> Fake {
    Fake {
        prefix: None,
        variables: BTreeMap::from([
            ("SECRET", "s1"),
            ("MY_SECRET", "s2"),
            ("SHOP_SECRET", "s3"),
            (
                "JSON",
                r#"{"password":"s4","number":5,"empty":"","next":"{vault://env/secret}"}"#,
            ),
            ("EMPTY", ""),
            ("CIRCLE", "{vault://env/circle}"),
        ]),
        files: BTreeMap::from([
            ("secret", "f1"),
            ("shop/secret", "f2"),
            ("a.json", r#"{"password":"f3"}"#),
        ]),
    }
}

#[derive(Record)]
#[expect(dead_code, reason = "only described, never read")]
struct Login {
    /// A secret.
    #[field(len_max(12), referenceable)]
    secret: Option<String>,
    /// No secret.
    title: Option<String>,
}

fn catalogue() -> Catalogue {
    Catalogue::new([PluginKind {
        name: "login",
        priority: 1,
        schema: Login::describe,
        protocols: HTTP_PROTOCOLS,
        is_for_consumers: true,
    }])
}

fn document(kind: &'static str, workspace: Id, body: Value) -> Document {
    Document {
        kind,
        id: Id::named(kind, &body.to_string()),
        workspace,
        body,
    }
}

fn vault(workspace: Id, body: Value) -> Document {
    document("vaults", workspace, body)
}

fn vaults() -> Vaults {
    Vaults::of(
        &catalogue(),
        &[
            vault(DEFAULT_WORKSPACE, json!({ "name": "env", "prefix": "plain" })),
            vault(
                DEFAULT_WORKSPACE,
                json!({ "name": "env", "prefix": "shop", "config": { "prefix": "shop_" } }),
            ),
            vault(
                DEFAULT_WORKSPACE,
                json!({ "name": "file", "prefix": "files", "config": { "prefix": "shop" } }),
            ),
            vault(
                DEFAULT_WORKSPACE,
                json!({ "name": "file", "prefix": "up", "config": { "prefix": "../etc" } }),
            ),
            vault(elsewhere(), json!({ "name": "env", "prefix": "theirs" })),
        ],
    )
}

#[test]
fn a_reference_leads_to_a_variable_or_a_file() {
    let rows = [
        ("{vault://env/secret}", "s1"),
        ("{vault://env/SECRET}", "s1"),
        ("{vault://env/my-secret}", "s2"),
        ("{vault://env/secret?prefix=shop-}", ""),
        ("{vault://env/secret?prefix=shop_}", "s3"),
        ("{vault://env/json/password}", "s4"),
        ("{vault://plain/secret}", "s1"),
        ("{vault://shop/secret}", "s3"),
        ("{vault://shop/secret?prefix=my_}", "s2"),
        ("{vault://file/secret}", "f1"),
        ("{vault://files/secret}", "f2"),
        ("{vault://file/a.json/password}", "f3"),
    ];
    for (reference, expected) in rows {
        let found = vaults().follow(reference, DEFAULT_WORKSPACE, &fake());
        assert_eq!(found.unwrap_or_default(), expected, "{reference}");
    }
    let prefixed = Fake {
        prefix: Some("my_"),
        ..fake()
    };
    // The setting is for `env` alone.
    for (reference, expected) in [("{vault://env/secret}", "s2"), ("{vault://plain/secret}", "s1")] {
        let found = vaults().follow(reference, DEFAULT_WORKSPACE, &prefixed);
        assert_eq!(found.as_deref(), Ok(expected), "{reference}");
    }
}

#[test]
fn what_leads_nowhere_is_told_and_never_an_empty_secret() {
    let rows = [
        ("{vault://env/nothing}", "NOTHING is not set — set it"),
        (
            "{vault://env/empty}",
            "what it leads to is empty — write the secret there",
        ),
        (
            "{vault://env/json/empty}",
            "what it leads to is empty — write the secret there",
        ),
        ("{vault://env/json/number}", "no such member that is a text"),
        ("{vault://env/json/other}", "no such member that is a text"),
        ("{vault://env/secret/key}", "is not a JSON object"),
        ("{vault://env/circle}", "is another reference"),
        ("{vault://env/json/next}", "is another reference"),
        (
            "{vault://theirs/secret}",
            "there is no vault `theirs` in its workspace",
        ),
        (
            "{vault://hcv/secret}",
            "vaults of the kind `hcv` are not supported",
        ),
        (
            "{vault://aws/secret}",
            "vaults of the kind `aws` are not supported",
        ),
        ("{vault://up/passwd}", "there is no vault `up` in its workspace"),
        ("{vault://file/other}", "other is not there"),
        ("{vault://file/secret?prefix=shop}", "cannot choose the folder"),
        ("{vault://file/shop%2Fsecret}", "does not name one file"),
        ("{vault://file/shop/secret/key}", "does not name one file"),
        ("{vault://file/..}", "does not name one file"),
        ("{vault://file/.hidden}", "does not name one file"),
        ("{vault://file/%2e%2e%2fsecret}", "does not name one file"),
        ("{vault://file/..%5Csecret}", "does not name one file"),
        ("{vault://env}", "is not a reference"),
    ];
    for (reference, expected) in rows {
        let why = vaults()
            .follow(reference, DEFAULT_WORKSPACE, &fake())
            .unwrap_err();
        assert!(why.to_string().contains(expected), "{reference}: {why}");
        assert!(!why.to_string().contains("s1"), "{reference}: {why}");
    }
    let why = Vaults::default().follow("{vault://env/secret}", DEFAULT_WORKSPACE, &NoSecrets);
    assert_eq!(why.unwrap_err().code(), "vault.unresolved");
    let elsewhere = vaults().follow("{vault://theirs/secret}", elsewhere(), &fake());
    assert_eq!(elsewhere.as_deref(), Ok("s1"));
}

fn build(secret: &str, secrets: &dyn Secrets) -> (Snapshot, Vec<Quarantined>) {
    let plugin = json!({ "name": "login", "config": { "secret": secret, "title": "{vault://env/secret}" } });
    let documents = [
        document(
            "routes",
            DEFAULT_WORKSPACE,
            json!({ "name": "app", "paths": ["/"] }),
        ),
        document("plugins", DEFAULT_WORKSPACE, plugin),
    ];
    Snapshot::with_secrets(&catalogue(), 1, &documents, secrets)
}

fn only_route(snapshot: &Snapshot) -> &Route {
    &snapshot.routes()[0]
}

#[test]
fn a_snapshot_holds_what_references_lead_to() {
    let (snapshot, quarantined) = build("{vault://env/secret}", &fake());
    assert_eq!(quarantined, []);
    let plugin = &snapshot.plugins()[0];
    assert_eq!(plugin.config["secret"], "s1");
    // As in Kong it is plain text where no reference may stand.
    assert_eq!(plugin.config["title"], "{vault://env/secret}");
    assert!(snapshot.has_references());
    assert_eq!(
        snapshot.disguise(plugin.id, "it is `s1`".to_owned()),
        "it is `{vault://env/secret}`"
    );
    assert!(!format!("{snapshot:?}").contains("s1"), "{snapshot:?}");
    assert!(!build("plain", &fake()).0.has_references());
}

#[test]
fn snapshots_differ_when_a_secret_does() {
    let before = build("{vault://env/secret}", &fake()).0;
    assert!(before.has_secrets_of(&build("{vault://env/secret}", &fake()).0));
    let mut rotated = fake();
    rotated.variables.insert("SECRET", "s9");
    let after = build("{vault://env/secret}", &rotated).0;
    assert!(!before.has_secrets_of(&after));
    assert_ne!(before.plugins()[0].digest(), after.plugins()[0].digest());
    assert!(!before.has_secrets_of(&build("{vault://env/secret}", &NoSecrets).0));
}

#[test]
fn what_does_not_resolve_is_in_quarantine_and_never_taken_literally() {
    for reference in [
        "{vault://env/nothing}",
        "{vault://env/circle}",
        "{vault://hcv/secret}",
    ] {
        let (snapshot, quarantined) = build(reference, &fake());
        assert!(snapshot.plugins().is_empty(), "{reference}");
        assert_eq!(quarantined.len(), 1);
        assert!(quarantined[0].is_unresolved);
        let begins = format!("config.secret: {reference}: ");
        assert!(quarantined[0].why.starts_with(&begins), "{}", quarantined[0].why);
        let closing: Vec<_> = snapshot.quarantined_for(only_route(&snapshot)).collect();
        assert_eq!(closing, [&quarantined[0]]);
    }
}

#[test]
fn what_is_wrong_with_a_secret_is_told_without_it() {
    let mut secrets = fake();
    secrets.variables.insert("SECRET", "much-too-long-a-secret");
    let (_, quarantined) = build("{vault://env/secret}", &secrets);
    assert_eq!(quarantined.len(), 1);
    assert!(!quarantined[0].is_unresolved);
    assert!(
        quarantined[0]
            .why
            .starts_with("config.secret: length must be at most")
    );
    assert!(
        !quarantined[0].why.contains("much-too-long"),
        "{}",
        quarantined[0].why
    );
}

/// A snapshot that is made of the one before follows references as one of all documents does.
#[test]
fn references_of_what_is_written_later_are_followed_too() {
    let plugin = |secret: &str| {
        let mut plugin = document("plugins", DEFAULT_WORKSPACE, json!({}));
        plugin.body = json!({ "name": "login", "config": { "secret": secret } });
        plugin
    };
    let secret = |snapshot: &Snapshot| {
        let plugin = snapshot.plugins().first()?;
        plugin.config["secret"].as_str().map(str::to_owned)
    };
    let catalogue = catalogue();
    let shop = vault(
        DEFAULT_WORKSPACE,
        json!({ "name": "env", "prefix": "shop", "config": { "prefix": "shop_" } }),
    );
    let (first, _) = Snapshot::with_secrets(&catalogue, 1, std::slice::from_ref(&shop), &fake());
    let written = |before: &Snapshot, text: &str| {
        before
            .after(&catalogue, 2, &[plugin(text)], &[], &fake())
            .unwrap()
    };
    let found = written(&first, "{vault://shop/secret}");
    assert_eq!(
        (secret(&found), found.has_references()),
        (Some("s3".to_owned()), true)
    );
    let closed = written(&found, "{vault://shop/other}");
    assert_eq!((secret(&closed), closed.quarantined.len()), (None, 1));
    assert!(closed.unresolved(plugin("").id).is_some());
    let plain = written(&closed, "none");
    assert_eq!(
        (secret(&plain), plain.has_references()),
        (Some("none".to_owned()), false)
    );
    // Wherever references lead through it, they lead elsewhere.
    let id = shop.id;
    assert!(found.after(&catalogue, 3, &[shop], &[], &fake()).is_none());
    assert!(
        found
            .after(&catalogue, 3, &[], &[("vaults", id)], &fake())
            .is_none()
    );
    let gone = found
        .after(&catalogue, 3, &[], &[("plugins", plugin("").id)], &fake())
        .unwrap();
    assert!(!gone.has_references());
}
