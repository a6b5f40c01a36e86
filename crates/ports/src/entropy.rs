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

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Letters of a secret, as Kong makes them up.
const LENGTH: usize = 32;

/// Gives random bytes fit for keys, states, nonces and verifiers.
pub trait Entropy: Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// [`NoEntropy`] if the source fails; `bytes` must then not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;

    /// 32 letters and digits that nobody can guess, each as likely as any other: 190 bits.
    ///
    /// # Errors
    /// [`NoEntropy`] if the source fails.
    fn secret(&self) -> Result<String, NoEntropy> {
        let mut secret = String::with_capacity(LENGTH);
        while secret.len() < LENGTH {
            let mut bytes = [0; LENGTH];
            self.fill(&mut bytes)?;
            // The last eight would make the first letters likelier.
            let fair = bytes.iter().filter(|byte| **byte < 248);
            let letters = fair.map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]));
            secret.extend(letters.take(LENGTH - secret.len()));
        }
        Ok(secret)
    }
}

#[cfg(test)]
mod tests;
