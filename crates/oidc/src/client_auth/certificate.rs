//! `tls_client_auth` and `self_signed_tls_client_auth` (RFC 8705 section 2): the connection proves who the client is.

use jose::Secret;

use crate::{ClientProof, HttpCall};

/// RFC 8705 section 2: the certificate alone does not say which client it is. `endpoint` is where clients with certificates
/// are served, if that is elsewhere.
pub(super) fn prove(client_id: &str, endpoint: Option<&str>, call: &mut HttpCall) {
    call.form.push(("client_id".into(), Secret::new(client_id)));
    call.proof = ClientProof::Certificate;
    if let Some(endpoint) = endpoint {
        endpoint.clone_into(&mut call.url);
    }
}
