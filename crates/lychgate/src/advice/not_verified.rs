//! Providers that need not prove who they are.

use model::Document;

use super::plugin::openid_connect;
use super::{Advice, place};

/// Advice about plugins that do not verify the certificate of the provider.
pub(super) fn about_not_verified(documents: &[Document]) -> Vec<Advice> {
    let looks_away = |document: &&Document| {
        let is_off = |option: &&str| {
            openid_connect(document)?
                .get(*option)?
                .as_bool()
                .map(|is_on| !is_on)
        };
        ["ssl_verify", "tls_client_auth_ssl_verify"]
            .iter()
            .any(|option| is_off(option) == Some(true))
    };
    let told = |document: &Document| {
        Advice {
        place: place(documents, document),
        what: "the provider's certificate is not verified: whoever is between can sign in as anybody".to_owned(),
        remedy: "take ssl_verify: false out, and tls_client_auth_ssl_verify: false; if the provider has an authority of your own, name its PEM file in the \
                 setting lua_ssl_trusted_certificate"
            .to_owned(),
        code: "provider.not_verified",
    }
    };
    documents.iter().filter(looks_away).map(told).collect()
}
