//! The protected header of an encrypted token (RFC 7516 section 4).

use serde_json::{Map, Value};

use super::{EncryptedPart, JweError};
use crate::curve::Point;
use crate::{ContentEncryption, KeyManagement, base64url, header, json};

/// What an encrypted token says about its encryption. Keys or addresses of keys in it (`jwk`, `jku`, `x5c`, `x5u`)
/// are not even kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptionHeader {
    /// How the content key is had.
    pub key_management: KeyManagement,
    /// How the content is encrypted.
    pub content_encryption: ContentEncryption,
    /// Which key it was encrypted for.
    pub key_id: Option<String>,
    /// What kind of token it is.
    pub typ: Option<String>,
    /// What kind of content it has.
    pub cty: Option<String>,
    /// What the sender tells in order to agree on a secret.
    pub(crate) agreement: Option<Agreement>,
}

/// What belongs to an agreement (RFC 7518 section 4.6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub(crate) ephemeral: Point,
    pub(crate) party_u: Vec<u8>,
    pub(crate) party_v: Vec<u8>,
}

const MALFORMED: JweError = JweError::Malformed(EncryptedPart::Header);

impl EncryptionHeader {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, JweError> {
        let members = json::read_object(bytes).map_err(|_| MALFORMED)?;
        // RFC 7516 section 4.1.13: what is critical and not understood is refused; nothing is understood yet.
        if members.contains_key("crit") {
            return Err(JweError::Critical);
        }
        // RFC 8725 section 3.6: what is compressed may be a thousand times as long, and its length tells about its text.
        if members.contains_key("zip") {
            return Err(JweError::Compressed);
        }
        let key_management = known(&members, "alg", KeyManagement::from_name)?;
        let content_encryption = known(&members, "enc", ContentEncryption::from_name)?;
        let agreement = match key_management.is_agreement() {
            true => Some(Agreement::read(&members).ok_or(MALFORMED)?),
            false => None,
        };
        Ok(Self {
            key_management,
            content_encryption,
            key_id: text(&members, "kid")?,
            typ: text(&members, "typ")?,
            cty: text(&members, "cty")?,
            agreement,
        })
    }
}

impl Agreement {
    fn read(members: &Map<String, Value>) -> Option<Self> {
        let party = |name| match text(members, name).ok()? {
            None => Some(Vec::new()),
            Some(party) => base64url::decode(&party).ok(),
        };
        Some(Self {
            ephemeral: Point::read(members.get("epk")?.as_object()?)?,
            party_u: party("apu")?,
            party_v: party("apv")?,
        })
    }
}

/// What a member names, which must be there.
fn known<T>(
    members: &Map<String, Value>,
    member: &str,
    from_name: impl Fn(&str) -> Option<T>,
) -> Result<T, JweError> {
    let name = text(members, member)?.ok_or(MALFORMED)?;
    from_name(&name).ok_or(JweError::UnknownAlgorithm { name })
}

fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, JweError> {
    header::text(members.get(name)).map_err(|_| MALFORMED)
}
