//! Access tokens that requests bring themselves.

use model::{Document, PLUGINS};
use schema::Value;

use super::{Advice, place};

/// Advice about plugins that let any access token of the issuer in, whomever it was made for (RFC 9700 section 2.3).
pub(super) fn about_bearers(documents: &[Document]) -> Vec<Advice> {
    let is_open = |document: &&Document| {
        let config = document.body.get("config").and_then(Value::as_object);
        let lists = |option: &str, word: &str| {
            let list = config.and_then(|config| config.get(option)?.as_array());
            list.is_some_and(|list| list.iter().any(|value| value == word))
        };
        let demands = |option: &str| {
            let list = config.and_then(|config| config.get(option)?.as_array());
            list.is_some_and(|list| !list.is_empty())
        };
        document.kind == PLUGINS.name
            && document.body.get("enabled") != Some(&Value::Bool(false))
            && ["bearer", "introspection", "userinfo"]
                .iter()
                .any(|way| lists("auth_methods", way))
            && !demands("audience_required")
    };
    let told = |document: &Document| {
        Advice {
        place: place(documents, document),
        what: "any access token of this issuer passes, also one that was made for something else".to_owned(),
        remedy: "say whom tokens must be for in audience_required, or leave bearer, introspection and userinfo out of \
                 auth_methods"
            .to_owned(),
        code: "bearer.any_audience",
    }
    };
    documents.iter().filter(is_open).map(told).collect()
}
