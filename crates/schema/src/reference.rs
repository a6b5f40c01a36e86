//! References to secrets: `{vault://env/my-secret}`.

#[cfg(test)]
mod tests;

mod visit;

pub use self::visit::{Held, visit_references};
use crate::Violation;

const BEGIN: &str = "{vault://";
const END: char = '}';

/// Where a secret is kept, as it is written in its place: `{vault://VAULT/RESOURCE/KEY?prefix=PREFIX}`.
///
/// `VAULT` is a kind of vault, or the prefix of a `vaults` entity. All parts but that one may be percent-encoded
/// (RFC 3986 2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The vault: small letters, digits and dashes.
    pub vault: String,
    /// What is looked for in it; never empty.
    pub resource: String,
    /// The member of a JSON object in which the secret stands, if it does.
    pub key: Option<String>,
    /// What is taken instead of the vault's own prefix.
    pub prefix: Option<String>,
}

impl Reference {
    /// Whether a text is meant as a reference, well written or not. Such a text is never a secret itself.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(BEGIN) && text.ends_with(END)
    }

    /// Reads a reference.
    ///
    /// # Errors
    /// A violation, if it could lead nowhere in any vault.
    pub fn read(text: &str) -> Result<Self, Violation> {
        Self::parts(text).ok_or_else(|| Violation::Own {
            code: "config.vault_reference",
            text: "not a valid reference to a vault".to_owned(),
            remedy: "write {vault://VAULT/NAME}, or {vault://VAULT/NAME/KEY} for a member of a JSON object"
                .to_owned(),
        })
    }

    fn parts(text: &str) -> Option<Self> {
        let inside = text.strip_prefix(BEGIN)?.strip_suffix(END)?;
        // A fragment would name a version, and no vault here keeps more than one.
        if inside.contains(|found: char| found == '#' || found.is_control()) {
            return None;
        }
        let (path, query) = match inside.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (inside, None),
        };
        let (vault, path) = path.split_once('/')?;
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if vault.is_empty() || !vault.bytes().all(is_word) {
            return None;
        }
        // As in Kong, the last of several segments is the key.
        let (resource, key) = match path.rsplit_once('/') {
            Some((resource, "")) => (resource, None),
            Some((resource, key)) => (resource, Some(decoded(key)?)),
            None => (path, None),
        };
        let resource = decoded(resource).filter(|resource| !resource.is_empty())?;
        Some(Self {
            vault: vault.to_owned(),
            resource,
            key,
            prefix: query.map_or(Some(None), |query| prefix_of(query).map(Some))?,
        })
    }
}

/// The one thing that a query may say.
fn prefix_of(query: &str) -> Option<String> {
    decoded(query.strip_prefix("prefix=")?).filter(|prefix| !prefix.contains('&'))
}

/// The text that percent-encoding stands for; `None` if it stands for none.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let meant = match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            other => other,
        };
        bytes.push(meant);
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains(char::is_control)).then_some(text)
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}
