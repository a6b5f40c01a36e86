//! Access tokens that the provider did not call active a moment ago.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use ports::Timestamp;

/// So many are remembered on each core; then those that came before are forgotten.
const MOST: usize = 10_000;

/// For how long, if the options do not say.
pub(crate) const USUAL: Duration = Duration::from_secs(5);

/// Access tokens that the provider did not call active, by their digests, and until when it is not asked again. What was
/// never active does not become so: whoever tries the same one again and again costs the provider nothing.
#[derive(Default)]
pub(crate) struct Inactive(RefCell<HashMap<[u8; 32], Timestamp>>);

impl Inactive {
    /// Remembers this one until then.
    pub(crate) fn remember(&self, token: &str, until: Timestamp, now: Timestamp) {
        let mut known = self.0.borrow_mut();
        if known.len() >= MOST {
            known.retain(|_, until| *until > now);
            if known.len() >= MOST {
                known.clear();
            }
        }
        known.insert(jose::sha256(token.as_bytes()), until);
    }

    /// Whether it is one of them.
    pub(crate) fn has(&self, token: &str, now: Timestamp) -> bool {
        let known = self.0.borrow();
        !known.is_empty()
            && known
                .get(&jose::sha256(token.as_bytes()))
                .is_some_and(|until| now < *until)
    }
}

#[cfg(test)]
mod tests;
