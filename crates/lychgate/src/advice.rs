//! What a configuration may say, and had better not.

mod bearer;
mod changeable_claims;
mod client_certificate;
mod cookie_names;
mod login;
mod not_verified;
mod placeholders;
mod plugin;
mod redirect_uri;
mod references;
mod same_site;
mod unsigned_tokens;
mod unused_proxy;

use std::collections::BTreeMap;
use std::fmt;

use model::{Catalogue, Document, PLUGINS};
use schema::{Reference, Value};

use self::bearer::about_bearers;
use self::changeable_claims::about_changeable_claims;
use self::client_certificate::about_client_certificates;
use self::cookie_names::about_cookie_names;
use self::not_verified::about_not_verified;
use self::placeholders::about_placeholders;
use self::plugin::in_force;
use self::redirect_uri::about_redirect_uris;
pub use self::references::about_missing_secrets;
use self::references::about_plain_references;
use self::same_site::about_same_site;
use self::unsigned_tokens::about_unsigned_tokens;
use self::unused_proxy::about_unused_proxies;

/// Something that is no fault and deserves a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Which entity says it: `plugin openid-connect (route app)`.
    pub place: String,
    /// What it says.
    pub what: String,
    /// What would be better.
    pub remedy: String,
    /// The stable name of this advice.
    pub code: &'static str,
}

impl Advice {
    /// Whether a gateway must not be started so.
    #[must_use]
    pub fn forbids_start(&self) -> bool {
        self.code == SAMPLE || self.code == PLACEHOLDER
    }

    /// Whether it matters only where several nodes work together.
    #[must_use]
    pub fn is_about_other_nodes(&self) -> bool {
        self.code == OF_NODE
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} — {} ({})",
            self.place, self.what, self.remedy, self.code
        )
    }
}

const SAMPLE: &str = "secret.sample";
const PLACEHOLDER: &str = "config.placeholder";
const OF_NODE: &str = "secret.of_node";

/// The secrets that stand in our examples: everybody knows them.
const SAMPLES: &[&str] = &["replace-this-by-a-secret-of-your-own"];

/// The characters below which a secret may be guessed.
const LONG_ENOUGH: usize = 32;

/// All advice about these documents, in their order.
#[must_use]
pub fn advice(catalogue: &Catalogue, documents: &[Document]) -> Vec<Advice> {
    let secrets = documents
        .iter()
        .filter_map(|document| about_secret(documents, document));
    secrets
        .chain(about_placeholders(documents))
        .chain(about_redirect_uris(documents))
        .chain(about_cookie_names(documents))
        .chain(about_same_site(documents))
        .chain(about_bearers(documents))
        .chain(about_not_verified(documents))
        .chain(about_client_certificates(documents))
        .chain(about_unsigned_tokens(documents))
        .chain(about_changeable_claims(documents))
        .chain(about_unused_proxies(documents))
        .chain(about_plain_references(catalogue, documents))
        .chain(about_inert(catalogue, documents))
        .collect()
}

fn about_secret(documents: &[Document], document: &Document) -> Option<Advice> {
    // A plugin whose options know no such secret has no such member, not even an empty one.
    let config = in_force(document)?;
    let seals = config.contains_key("session_cookie_name");
    let (what, remedy, code) = match config.get("session_secret").and_then(Value::as_str) {
        // How long the secret is that it leads to, nobody knows here.
        Some(secret) if Reference::is_meant(secret) => return None,
        Some(secret) if SAMPLES.contains(&secret) => (
            "session_secret is the one of an example, which everybody knows".to_owned(),
            "write one of your own, such as the output of: openssl rand -base64 32",
            SAMPLE,
        ),
        Some(secret) if secret.chars().count() < LONG_ENOUGH => (
            format!("session_secret has {} characters", secret.chars().count()),
            "write 32 or more: who guesses it can sign in as anybody",
            "secret.short",
        ),
        None if seals => (
            "there is no session_secret, so sessions are sealed with the key ring of each node".to_owned(),
            "write one if several nodes shall accept each other's sessions",
            OF_NODE,
        ),
        _ => return None,
    };
    Some(Advice {
        place: place(documents, document),
        what,
        remedy: remedy.to_owned(),
        code,
    })
}

/// One line per option, however often it is written.
fn about_inert(catalogue: &Catalogue, documents: &[Document]) -> Vec<Advice> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for option in documents
        .iter()
        .flat_map(|document| catalogue.used_inert(document))
    {
        *used.entry(option).or_default() += 1;
    }
    let told = |(option, times): (String, usize)| Advice {
        what: match times {
            1 => "has no effect here yet".to_owned(),
            times => format!("has no effect here yet; it is written {times} times"),
        },
        place: option,
        remedy: "nothing depends on it; it may stay".to_owned(),
        code: "config.inert",
    };
    used.into_iter().map(told).collect()
}

/// `plugin openid-connect (route app)`, `certificates 91020192-062d-416f-a275-9addeeaffaf2`.
fn place(documents: &[Document], plugin: &Document) -> String {
    if plugin.kind != PLUGINS.name {
        let id = plugin.id.to_string();
        return format!("{} {}", plugin.kind, name_of(documents, &id));
    }
    let name = plugin
        .body
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let links: Vec<_> = PLUGINS
        .links
        .iter()
        .filter_map(|link| {
            let id = plugin.body.get(link.field)?.get("id")?.as_str()?;
            Some(format!("{} {}", link.field, name_of(documents, id)))
        })
        .collect();
    match links.is_empty() {
        true => format!("plugin {name} (all routes)"),
        false => format!("plugin {name} ({})", links.join(", ")),
    }
}

fn name_of<'a>(documents: &'a [Document], id: &'a str) -> &'a str {
    let named = documents.iter().find(|document| document.id.to_string() == id);
    let names = ["name", "username"];
    named
        .and_then(|document| names.iter().find_map(|name| document.body.get(*name)?.as_str()))
        .unwrap_or(id)
}
