//! The numbers of requests.

use std::cell::{Cell, RefCell};

use ahash::RandomState;
use bytes::BytesMut;
use plugin::RequestId;
use ports::{Entropy, NoEntropy};

/// Gives each request of one core its number: unique, and of no help in guessing the next one.
///
/// Randomness is asked for once, when the core starts.
#[derive(Debug)]
pub(crate) struct Numbers {
    key: RandomState,
    next: Cell<u64>,
    sheet: RefCell<BytesMut>,
}

/// How many numbers stand on a sheet. It lives as long as the last of them.
const ON_A_SHEET: usize = 64;

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
            sheet: RefCell::default(),
        })
    }

    /// The next number. One half counts, so that none comes twice; the other half cannot be foreseen.
    pub(crate) fn next(&self) -> RequestId {
        let count = self.next.get();
        self.next.set(count.wrapping_add(1));
        let mut sheet = self.sheet.borrow_mut();
        if sheet.capacity() < RequestId::DIGITS {
            *sheet = BytesMut::with_capacity(ON_A_SHEET * RequestId::DIGITS);
        }
        RequestId::on(
            &mut sheet,
            u128::from(self.key.hash_one(count)) << 64 | u128::from(count),
        )
    }
}

#[cfg(test)]
mod tests;
