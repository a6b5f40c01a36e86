//! Providers that need not prove who they are.

use model::{Document, PLUGINS};
use schema::Value;

use super::{Advice, place};

/// Advice about plugins that do not verify the certificate of the provider.
pub(super) fn about_not_verified(documents: &[Document]) -> Vec<Advice> {
    let looks_away = |document: &&Document| {
        let said = |name: &str| document.body.get(name).and_then(Value::as_str);
        let config = document.body.get("config");
        document.kind == PLUGINS.name
            && said("name") == Some("openid-connect")
            && document.body.get("enabled") != Some(&Value::Bool(false))
            && ["ssl_verify", "tls_client_auth_ssl_verify"]
                .iter()
                .any(|option| config.and_then(|config| config.get(option)) == Some(&Value::Bool(false)))
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
