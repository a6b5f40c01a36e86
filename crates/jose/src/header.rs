//! The protected header of a token (RFC 7515 section 4).

use serde_json::Value;

use crate::jws::{JwsError, Malformed};
use crate::{Algorithm, json};

/// What a token says about its signature. Keys or addresses of keys in it (`jwk`, `jku`, `x5c`, `x5u`)
/// are not even kept: whoever forged the token wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// How it was signed.
    pub algorithm: Algorithm,
    /// Which key it was signed with.
    pub key_id: Option<String>,
    /// What kind of token it is.
    pub typ: Option<String>,
}

impl Header {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, JwsError> {
        let members = json::read_object(bytes).map_err(|_| JwsError::Malformed(Malformed::Header))?;
        // RFC 7515 section 4.1.11: what is critical and not understood is refused; nothing is understood yet.
        // RFC 7797: an unencoded payload is announced there too.
        if members.contains_key("crit") || members.contains_key("b64") {
            return Err(JwsError::Critical);
        }
        let name = text(members.get("alg"))?.ok_or(JwsError::Malformed(Malformed::Header))?;
        let algorithm = Algorithm::from_name(&name).ok_or(JwsError::UnknownAlgorithm { name })?;
        Ok(Self {
            algorithm,
            key_id: text(members.get("kid"))?,
            typ: text(members.get("typ"))?,
        })
    }
}

/// A text of bounded length, or nothing.
pub(crate) fn text(value: Option<&Value>) -> Result<Option<String>, JwsError> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) if text.len() <= 1024 => Ok(Some(text.clone())),
        Some(_) => Err(JwsError::Malformed(Malformed::Header)),
    }
}
