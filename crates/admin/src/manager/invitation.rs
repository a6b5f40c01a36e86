//! The link of the first minutes: who reads what the node prints at its start may sign in with it, once.

#[cfg(test)]
mod tests;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{Digest, SHA256, digest};

/// Milliseconds for which a link is good.
const LASTS: u64 = 15 * 60_000;

/// What is known of a link: not its code, which is nowhere but where it was printed.
#[derive(Debug)]
pub(crate) struct Invitation {
    code: Digest,
    until: u64,
}

impl Invitation {
    /// The link of a code, good from `now` in milliseconds since 1970.
    pub(crate) fn new(code: &str, now: u64) -> Self {
        Self {
            code: digest(&SHA256, code.as_bytes()),
            until: now + LASTS,
        }
    }

    /// Whether this is its code, and it is still good.
    fn is(&self, code: &str, now: u64) -> bool {
        let code = digest(&SHA256, code.as_bytes());
        now < self.until && verify_slices_are_equal(code.as_ref(), self.code.as_ref()).is_ok()
    }

    /// Whether somebody may enter by this code, who then was the only one.
    pub(crate) fn accept(open: &mut Option<Self>, code: &str, now: u64) -> bool {
        open.take_if(|invitation| invitation.is(code, now)).is_some()
    }
}
