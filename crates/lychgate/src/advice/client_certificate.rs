//! Certificates by which the provider knows the client.

use model::{CERTIFICATES, Document};

use super::plugin::openid_connect;
use super::{Advice, place};

/// Advice about plugins whose client shows a certificate that is not there.
pub(super) fn about_client_certificates(documents: &[Document]) -> Vec<Advice> {
    let named = |document: &Document| {
        let id = openid_connect(document)?.get("tls_client_auth_cert_id")?;
        model::Id::parse(id.as_str()?)
    };
    let is_there = |plugin: &Document, id: model::Id| {
        documents.iter().any(|document| {
            document.kind == CERTIFICATES.name && document.id == id && document.workspace == plugin.workspace
        })
    };
    let told = |document: &Document| {
        let id = named(document).filter(|id| !is_there(document, *id))?;
        Some(Advice {
            place: place(documents, document),
            what: format!("tls_client_auth_cert_id: there is no certificate {id} in this workspace"),
            remedy: "declare it; until then nobody can sign in where the client shows it".to_owned(),
            code: "client.no_certificate",
        })
    };
    documents.iter().filter_map(told).collect()
}
