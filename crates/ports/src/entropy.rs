//! Randomness nobody can guess.

/// The source ran dry; nothing secret may be made without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoEntropy;

impl std::fmt::Display for NoEntropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the operating system gave no random bytes (entropy.none)")
    }
}

impl std::error::Error for NoEntropy {}

/// Gives random bytes fit for keys, states, nonces and verifiers.
pub trait Entropy: Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// [`NoEntropy`] if the source fails; `bytes` must then not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}
