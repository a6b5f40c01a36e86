//! What must still be so for a write to be made: `ETag` and `If-Match` (RFC 9110 8.8.3, 13.1.1).

#[cfg(test)]
mod tests;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use axum::http::{HeaderMap, header};
use model::Document;

use crate::Node;
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

    /// What is there must be what is believed to be there.
    ///
    /// # Errors
    /// [`Problem::ChangedMeanwhile`].
    pub(crate) fn judge(&self, node: &dyn Node, found: Option<&Document>) -> Result<(), Problem> {
        let is_so = match (self, found) {
            (Self::None, _) | (Self::Anything, Some(_)) => true,
            // The comparison is strong: what is weak is no tag of ours.
            (Self::Tagged(tags), Some(found)) => tags.contains(&tag(node.tag_key(), found)),
            (Self::Anything | Self::Tagged(_), None) => false,
        };
        is_so.then_some(()).ok_or(Problem::ChangedMeanwhile)
    }
}

/// By what a state of an entity is told from any other. It is made of the whole document, secrets too, with a key of the
/// node: so it tells nothing of them, and is the same for whoever sees them and whoever does not.
pub(crate) fn tag(key: &[u8; 32], document: &Document) -> String {
    let Document { kind, id, body, .. } = document;
    let whole = format!("{kind}/{id}\n{body}");
    let tag = sign(&Key::new(HMAC_SHA256, key), whole.as_bytes());
    // Half of it is as good as an id.
    format!(
        "\"{}\"",
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(&tag.as_ref()[..16])
    )
}
