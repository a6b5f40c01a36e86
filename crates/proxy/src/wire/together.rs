//! Short pieces are written as one: copying them costs less than telling the system where each of them lies.

use std::cell::RefCell;
use std::io::{IoSlice, Result};
use std::task::Poll;

/// The most that is copied, in bytes: a head and a small body.
const MOST: usize = 4096;

thread_local! {
    /// Lent for as long as a call of the system takes, so one for each core is enough.
    static PAPER: RefCell<Vec<u8>> = RefCell::new(Vec::with_capacity(MOST));
}

/// Writes `slices` with `write` if one piece can be made of them; `None` if they are better written as they are.
pub(super) fn together(
    slices: &[IoSlice<'_>],
    write: impl FnOnce(&[u8]) -> Poll<Result<usize>>,
) -> Option<Poll<Result<usize>>> {
    if let [one] = slices {
        return Some(write(one));
    }
    let length: usize = slices.iter().map(|slice| slice.len()).sum();
    if length > MOST {
        return None;
    }
    PAPER.with_borrow_mut(|paper| {
        paper.clear();
        slices.iter().for_each(|slice| paper.extend_from_slice(slice));
        Some(write(paper))
    })
}

#[cfg(test)]
mod tests;
