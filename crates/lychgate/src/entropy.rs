//! Randomness from the crypto library, which seeds itself from the operating system.

use ports::{Entropy, NoEntropy};
use rustls::crypto::aws_lc_rs;

/// The machine's own randomness, fit for keys.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        let provider = aws_lc_rs::default_provider();
        provider.secure_random.fill(bytes).map_err(|_| NoEntropy)
    }
}
