//! What a refusal asks for.

use http::HeaderValue;

/// A challenge (RFC 9110 11.6.1): a scheme, and the realm in quotes.
///
/// # Errors
/// If the realm is no text of a header.
pub(crate) fn challenge(scheme: &str, realm: Option<&str>) -> Result<HeaderValue, ()> {
    let text = match realm {
        None => scheme.to_owned(),
        Some(realm) => format!(
            "{scheme} realm=\"{}\"",
            realm.replace('\\', "\\\\").replace('"', "\\\"")
        ),
    };
    HeaderValue::try_from(text).map_err(|_| ())
}
