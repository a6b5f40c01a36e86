//! The secrets of a node.

/// Random secrets that belong to this node, kept in its key ring: the newest first.
/// With them it seals what it hands to browsers when a configuration brings no secret of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct NodeSecrets(Vec<Vec<u8>>);

impl NodeSecrets {
    /// Takes the secrets, the newest first. Each holds at least 32 random bytes.
    #[must_use]
    pub const fn new(newest_first: Vec<Vec<u8>>) -> Self {
        Self(newest_first)
    }

    /// The secrets, the newest first: it seals, all of them open.
    pub fn expose(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(Vec::as_slice)
    }
}

impl std::fmt::Debug for NodeSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NodeSecrets(*** × {})", self.0.len())
    }
}
