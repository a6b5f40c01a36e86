//! The numbers of requests.

use std::cell::Cell;

use ahash::RandomState;
use plugin::RequestId;
use ports::{Entropy, NoEntropy};

use crate::sheet::Sheet;

/// Gives each request of one core its number: unique, and of no help in guessing the next one.
///
/// Randomness is asked for once, when the core starts.
#[derive(Debug)]
pub(crate) struct Numbers {
    key: RandomState,
    next: Cell<u64>,
    sheet: Sheet,
}

impl Numbers {
    /// A sequence that no other core and no other start shares.
    ///
    /// # Errors
    /// [`NoEntropy`] if there is no randomness to begin with.
    pub(crate) fn new(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let draw = || {
            let mut bytes = [0; 8];
            entropy.fill(&mut bytes).map(|()| u64::from_be_bytes(bytes))
        };
        let key = RandomState::with_seeds(draw()?, draw()?, draw()?, draw()?);
        Ok(Self {
            key,
            next: Cell::new(draw()?),
            sheet: Sheet::default(),
        })
    }

    /// The next number. One half counts, so that none comes twice; the other half cannot be foreseen.
    pub(crate) fn next(&self) -> RequestId {
        let count = self.next.get();
        self.next.set(count.wrapping_add(1));
        let digits = RequestId::digits(u128::from(self.key.hash_one(count)) << 64 | u128::from(count));
        let written = self
            .sheet
            .cut(digits.len(), |sheet| sheet.extend_from_slice(&digits));
        RequestId::of_digits(written)
    }
}

#[cfg(test)]
mod tests;
