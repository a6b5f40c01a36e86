//! Randomness that a test can repeat.

use std::sync::atomic::{AtomicU64, Ordering};

use ports::{Entropy, NoEntropy};

/// The same bytes in every run, and within a run never the same eight twice.
#[derive(Debug, Default)]
pub struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for block in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            block.copy_from_slice(&scattered(number).to_be_bytes()[..block.len()]);
        }
        Ok(())
    }
}

/// A source that has run dry: whoever goes on without it is wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dry;

impl Entropy for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }
}

/// The finaliser of SplitMix64. It maps each number to another of its own, so nothing repeats,
/// and neighbours look nothing like each other.
fn scattered(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
