//! `client_secret_basic`.

use form_urlencoded::byte_serialize;
use jose::Secret;

use crate::HttpCall;

/// RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
pub(super) fn prove(client_id: &str, secret: &Secret, call: &mut HttpCall) {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret.expose()));
    call.authorization = Some(Secret::new(format!(
        "Basic {}",
        jose::base64::encode(pair.as_bytes())
    )));
}
