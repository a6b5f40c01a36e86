//! Proxies that no call goes through.

use model::Document;

use super::plugin::openid_connect;
use super::{Advice, place};

/// Advice about plugins that name a proxy for providers without TLS alone, where the provider has TLS: as in Kong, the
/// scheme of the provider tells which of both is meant, and not that of the proxy.
pub(super) fn about_unused_proxies(documents: &[Document]) -> Vec<Advice> {
    let is_mixed_up = |document: &&Document| {
        let option = |name: &str| openid_connect(document)?.get(name)?.as_str();
        option("http_proxy").is_some()
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
