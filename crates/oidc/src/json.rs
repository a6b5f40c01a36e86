//! JSON objects that a provider sends.

use serde::de::{DeserializeOwned, Error};

/// Reads an object. The derived readers refuse a repeated member, but take a list of values for an object;
/// two readers that differ in this would see different documents.
pub(crate) fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Error::custom("not a JSON object"));
    }
    serde_json::from_slice(bytes)
}
