//! `client_secret_post`.

use jose::Secret;

use crate::HttpCall;

pub(super) fn prove(client_id: &str, secret: &Secret, call: &mut HttpCall) {
    call.form.push(("client_id".into(), Secret::new(client_id)));
    call.form.push(("client_secret".into(), secret.clone()));
}
