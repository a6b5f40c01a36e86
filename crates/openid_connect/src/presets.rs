//! Providers that people know, and what each of them needs: where it is, what to ask it for, and what to do there.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// All of them, in the order in which they are shown; the last one is for any other provider. Read once, when somebody
/// first asks.
static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let read = |text: &&str| toml::from_str(text).expect("a test reads these very texts");
    WRITTEN.iter().map(read).collect()
});

const WRITTEN: [&str; 9] = [
    include_str!("../presets/okta.toml"),
    include_str!("../presets/okta-org.toml"),
    include_str!("../presets/entra.toml"),
    include_str!("../presets/google.toml"),
    include_str!("../presets/auth0.toml"),
    include_str!("../presets/keycloak.toml"),
    include_str!("../presets/cognito.toml"),
    include_str!("../presets/dex.toml"),
    include_str!("../presets/generic.toml"),
];

/// What is known of a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// By what it is called in commands and links.
    pub id: String,
    /// By what people call it.
    pub name: String,
    /// What it is, in one sentence.
    pub about: String,
    /// Its issuer, with `{name}` for what differs.
    pub issuer: String,
    /// What its issuers look like, where that tells them from those of others: a regular expression as in `pattern`.
    #[serde(rename = "match")]
    pub matches: Option<String>,
    /// What differs.
    pub placeholders: Vec<Placeholder>,
    /// Options that differ from the defaults of the plugin. Texts may have placeholders, too.
    pub config: Map<String, Value>,
    /// Where it says in which groups somebody is.
    pub groups: Groups,
    /// What to do at the provider, in order.
    pub steps: Vec<String>,
    /// What is worth knowing of it.
    pub notes: Vec<String>,
    /// The page that tells more.
    pub doc: String,
}

/// Something that differs from one customer of a provider to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholder {
    /// By what texts name it.
    pub name: String,
    /// By what people call it.
    pub label: String,
    /// One as it might be.
    pub example: String,
    /// What all of them look like: a regular expression that browsers (with the flag `v`) and Rust both read.
    pub pattern: String,
    /// The one that most have.
    pub default: Option<String>,
    /// What it is and where it stands.
    pub about: String,
}

/// Where a provider says in which groups somebody is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// The way to the claim; nothing if it has none, or each customer chooses its name.
    pub claim: Vec<String>,
    /// What must be done so that it is there.
    pub about: String,
}

impl Preset {
    /// All presets, in the order in which they are shown.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &PRESETS
    }
}

#[cfg(test)]
mod tests;
