//! Claims that name consumers, and that people can change.

use model::Document;

use super::plugin::openid_connect;
use super::{Advice, place};

/// The claims that a provider lets people choose or change, or gives to somebody else once they are gone.
const CHANGEABLE: [&str; 9] = [
    "email",
    "family_name",
    "given_name",
    "name",
    "nickname",
    "phone_number",
    "preferred_username",
    "unique_name",
    "upn",
];

/// Advice about consumers that are found by what somebody else may come to be called. Only `sub` stays whose it is
/// (OpenID Connect Core 5.7).
pub(super) fn about_changeable_claims(documents: &[Document]) -> Vec<Advice> {
    let told = |document: &Document| {
        let paths = openid_connect(document)?.get("consumer_claims")?.as_array()?;
        let names = paths.iter().filter_map(|path| path.as_array()?.last()?.as_str());
        let changeable: Vec<_> = names.filter(|name| CHANGEABLE.contains(name)).collect();
        (!changeable.is_empty()).then(|| Advice {
            place: place(documents, document),
            what: format!(
                "consumers are found by {}: who can change that at the provider, or gets it from somebody who left, is \
                 taken for another",
                changeable.join(", ")
            ),
            remedy: "find them by sub, such as with consumer_claims: [[sub]] and consumer_by: [custom_id]".to_owned(),
            code: "identity.changeable_claim",
        })
    };
    documents.iter().filter_map(told).collect()
}
