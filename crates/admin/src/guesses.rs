//! How often somebody showed a wrong token, so that nobody tries them all.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

use crate::refusal::Refusal;

/// Wrong tokens that an address may show in a [`WINDOW`].
const MOST: u32 = 10;

/// Milliseconds in which wrong tokens are counted together, and after which they are forgotten.
const WINDOW: u64 = 60_000;

/// The most addresses that are remembered. A token has 256 bits: whoever has more addresses than that to guess from
/// pushes out the others, and gets nowhere by it.
const ADDRESSES: usize = 4096;

/// The wrong tokens of the last minute, by the address they came from.
#[derive(Debug, Default)]
pub(crate) struct Guesses(HashMap<IpAddr, Wrong>);

/// What came from one address.
#[derive(Clone, Copy, Debug)]
struct Wrong {
    /// When the first of them came, in milliseconds since 1970.
    since: u64,
    number: u32,
}

impl Wrong {
    /// Milliseconds until they are forgotten; none if they are. A clock that was put back forgets too.
    const fn left(self, now: u64) -> Option<u64> {
        match now.checked_sub(self.since) {
            Some(gone) if gone < WINDOW => Some(WINDOW - gone),
            _ => None,
        }
    }
}

impl Guesses {
    /// What is judged of something that `from` shows, which counts if it is wrong; after too many of those it is not
    /// looked at.
    pub(crate) fn weigh<T>(
        &mut self,
        from: IpAddr,
        now: u64,
        judge: impl FnOnce() -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if let Some(seconds) = self.wait(from, now) {
            return Err(Refusal::Guessed(seconds));
        }
        judge().inspect_err(|_| self.count(from, now))
    }

    /// The seconds for which `from` may show no token, right or wrong, since it has guessed too often.
    fn wait(&self, from: IpAddr, now: u64) -> Option<u64> {
        let wrong = self.0.get(&who(from)).filter(|wrong| wrong.number >= MOST)?;
        Some(wrong.left(now)?.div_ceil(1000))
    }

    /// `from` has shown a wrong one.
    fn count(&mut self, from: IpAddr, now: u64) {
        let from = who(from);
        if self.0.len() >= ADDRESSES && !self.0.contains_key(&from) {
            self.make_room(now);
        }
        let wrong = self.0.entry(from).or_insert(Wrong {
            since: now,
            number: 0,
        });
        if wrong.left(now).is_none() {
            *wrong = Wrong {
                since: now,
                number: 0,
            };
        }
        wrong.number += 1;
    }

    /// Forgets what is forgotten anyway, or else the address that is soonest.
    fn make_room(&mut self, now: u64) {
        self.0.retain(|_, wrong| wrong.left(now).is_some());
        if self.0.len() < ADDRESSES {
            return;
        }
        let oldest = self.0.iter().min_by_key(|(_, wrong)| wrong.since);
        if let Some((&oldest, _)) = oldest {
            self.0.remove(&oldest);
        }
    }
}

/// Who has an address of IPv6 has all of its network of 64 bits (RFC 6177 2).
fn who(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into()
        }
        address => address,
    }
}
