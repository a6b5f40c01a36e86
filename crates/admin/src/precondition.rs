//! What must still be so for a write to be made: `ETag` and `If-Match` (RFC 9110 8.8.3, 13.1.1).

#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use axum::http::{HeaderMap, header};
use model::Document;

use crate::desk::Desk;
use crate::problem::Problem;

/// What whoever writes believes to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Precondition {
    /// Nothing is said.
    None,
    /// Something.
    Anything,
    /// What has one of these tags.
    Tagged(Vec<String>),
}

impl Precondition {
    /// Reads `If-Match`. What is no tag there is the tag of nothing.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        if !headers.contains_key(header::IF_MATCH) {
            return Self::None;
        }
        let lines = headers.get_all(header::IF_MATCH).iter();
        let lines = lines.map(|line| line.to_str().unwrap_or_default());
        // None of ours has a comma in it.
        let tags = lines.flat_map(|line| line.split(',')).map(str::trim);
        let tags: Vec<String> = tags.map(str::to_owned).collect();
        match tags.as_slice() {
            [any] if any == "*" => Self::Anything,
            _ => Self::Tagged(tags),
        }
    }

    /// Whether it is said that something must be there. Then the store makes sure that it still is when it writes.
    pub(crate) const fn is_some(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Whether a state is named, which nobody can judge where there is none.
    pub(crate) const fn names_a_state(&self) -> bool {
        matches!(self, Self::Tagged(_))
    }
}

impl Desk<'_> {
    /// What is there must be what is believed to be there.
    ///
    /// # Errors
    /// [`Problem::ChangedMeanwhile`].
    pub(crate) async fn judge(&self, found: Option<&Document>) -> Result<(), Problem> {
        let is_so = match (self.expected, found) {
            (Precondition::None, _) | (Precondition::Anything, Some(_)) => true,
            // The comparison is strong: what is weak is no tag of ours.
            (Precondition::Tagged(tags), Some(found)) => tags.contains(&self.tag(found).await?),
            (Precondition::Anything | Precondition::Tagged(_), None) => false,
        };
        is_so.then_some(()).ok_or(Problem::ChangedMeanwhile)
    }

    /// The tag of an entity as it is: of a certificate, with the names that it is shown for.
    pub(crate) async fn tag(&self, document: &Document) -> Result<String, Problem> {
        let whole = self.with_names(document).await?;
        Ok(tag(self.node.tag_key(), &whole))
    }
}

/// With what entities are tagged. It is never printed.
#[derive(Clone)]
pub struct TagKey([u8; 32]);

impl From<[u8; 32]> for TagKey {
    fn from(key: [u8; 32]) -> Self {
        Self(key)
    }
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// By what a state of an entity is told from any other. It is made of the whole document, secrets too, with a key of the
/// node: so it tells nothing of them, and is the same for whoever sees them and whoever does not.
fn tag(TagKey(key): &TagKey, document: &Document) -> String {
    let Document { kind, id, body, .. } = document;
    let whole = format!("{kind}/{id}\n{body}");
    let tag = sign(&Key::new(HMAC_SHA256, key), whole.as_bytes());
    // Half of it is as good as an id.
    format!(
        "\"{}\"",
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(&tag.as_ref()[..16])
    )
}
