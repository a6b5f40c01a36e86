//! Access tokens that requests bring themselves.

use model::Document;
use schema::Value;

use super::plugin::openid_connect;
use super::{Advice, place};

/// The methods by which an access token lets in whoever brings it.
const WAYS: [&str; 3] = ["bearer", "introspection", "userinfo"];

/// Advice about plugins that let any access token of the issuer in, whomever it was made for (RFC 9700 section 2.3).
pub(super) fn about_bearers(documents: &[Document]) -> Vec<Advice> {
    let is_open = |document: &&Document| {
        let list = |option| openid_connect(document)?.get(option)?.as_array();
        let is_way = |way: &Value| WAYS.iter().any(|known| way == known);
        list("auth_methods").is_some_and(|ways| ways.iter().any(is_way))
            && list("audience_required").is_none_or(Vec::is_empty)
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
