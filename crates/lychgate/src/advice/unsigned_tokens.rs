//! Tokens that are believed without their signature.

use model::Document;
use schema::Value;

use super::plugin::openid_connect;
use super::{Advice, place};

/// Advice about plugins that do not look at the signatures of access tokens.
pub(super) fn about_unsigned_tokens(documents: &[Document]) -> Vec<Advice> {
    let told = |document: &Document| {
        let ways = openid_connect(document)?.get("ignore_signature")?.as_array()?;
        let ways: Vec<_> = ways.iter().filter_map(Value::as_str).collect();
        (!ways.is_empty()).then(|| Advice {
            place: place(documents, document),
            what: format!(
                "whatever access tokens say is believed without a signature where they come by {}: only the connection \
                 to the provider protects it",
                ways.join(", ")
            ),
            remedy: "take ignore_signature out; if the provider signs with keys that it keeps for itself, its tokens go \
                     to services without it as well"
                .to_owned(),
            code: "access_token.unsigned",
        })
    };
    documents.iter().filter_map(told).collect()
}
