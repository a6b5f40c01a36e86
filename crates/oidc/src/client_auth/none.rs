//! `none`: a public client.

use jose::Secret;

use crate::HttpCall;

/// RFC 6749 section 4.1.3: a client that does not authenticate still says who it is.
pub(super) fn prove(client_id: &str, call: &mut HttpCall) {
    call.form.push(("client_id".into(), Secret::new(client_id)));
}
