//! Proxies that no call goes through.

use model::{Document, PLUGINS};
use schema::Value;

use super::{Advice, place};

/// Advice about plugins that name a proxy for providers without TLS alone, where the provider has TLS: as in Kong, the
/// scheme of the provider tells which of both is meant, and not that of the proxy.
pub(super) fn about_unused_proxies(documents: &[Document]) -> Vec<Advice> {
    let is_mixed_up = |document: &&Document| {
        let said = |name: &str| document.body.get(name).and_then(Value::as_str);
        let option = |name: &str| document.body.get("config")?.get(name)?.as_str();
        document.kind == PLUGINS.name
            && said("name") == Some("openid-connect")
            && document.body.get("enabled") != Some(&Value::Bool(false))
            && option("http_proxy").is_some()
            && option("https_proxy").is_none()
            && option("issuer").is_some_and(|issuer| issuer.starts_with("https:"))
    };
    let told = |document: &Document| Advice {
        place: place(documents, document),
        what: "http_proxy is for providers without TLS, and this one has it: it is called directly"
            .to_owned(),
        remedy: "name the proxy in https_proxy".to_owned(),
        code: "config.proxy_unused",
    };
    documents.iter().filter(is_mixed_up).map(told).collect()
}
