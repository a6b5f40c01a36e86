//! The sessions that one core has opened lately, so that a request neither opens nor reads one again; and the tokens
//! that it has verified.
//!
//! What is kept is what a cookie holds, never what was decided about it: whether the session still counts,
//! and for this request, is judged each time anew.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::rc::Rc;

use ahash::RandomState;
use jose::Claims;
use oidc::{Believed, Session};
use plugin::HeaderValue;

use crate::cookies::Written;
use crate::identity::Claimed;
use crate::told::Telling;

/// The most that one half of the memory takes, in bytes. An instance keeps two halves on each core.
const HALF: usize = 4 << 20;

/// What an entry takes beside its texts, in bytes.
const OVERHEAD: usize = 512;

/// How many times the length of their text claims take.
const CLAIMS: usize = 6;

/// A session that was opened, and what both sides are told of it.
pub(crate) struct Kept {
    /// What its tokens say of who it is.
    pub(crate) claimed: Claimed,
    /// What the cookie holds.
    pub(crate) written: Written,
    /// What its tokens say, as far as anything is demanded of them.
    pub(crate) believed: Believed,
    /// What the upstream is told.
    pub(crate) upstream: Telling,
    /// What the client is told.
    pub(crate) downstream: Telling,
    /// The cookies that are not ours; `None` if none of ours is there.
    pub(crate) cookies: Option<Vec<HeaderValue>>,
}

/// Sessions by the whole Cookie header that showed them, or by the token that a request brings itself. Those that were not
/// used while half of the memory was filled anew are forgotten.
#[derive(Default)]
pub(crate) struct Memory(RefCell<Halves>);

#[derive(Default)]
struct Halves {
    recent: Half,
    older: Half,
}

#[derive(Default)]
struct Half {
    sessions: HashMap<Box<[u8]>, Rc<Kept>, Samples>,
    bytes: usize,
}

/// Hashes a few samples of a long text: a Cookie header is long, and what differs between two sessions is spread all
/// over it. Who makes up headers with the same samples has only their own requests take longer.
#[derive(Default)]
struct Samples(RandomState);

struct Sampling(ahash::AHasher);

/// How long a sample is, in bytes.
const SAMPLE: usize = 32;

impl BuildHasher for Samples {
    type Hasher = Sampling;

    fn build_hasher(&self) -> Sampling {
        Sampling(self.0.build_hasher())
    }
}

impl Hasher for Sampling {
    fn write(&mut self, bytes: &[u8]) {
        let Some(middle) = bytes.len().checked_sub(3 * SAMPLE).map(|_| bytes.len() / 2) else {
            return self.0.write(bytes);
        };
        self.0.write(&bytes[..SAMPLE]);
        self.0.write(&bytes[middle..middle + SAMPLE]);
        self.0.write(&bytes[bytes.len() - SAMPLE..]);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

impl Memory {
    /// The session that this very header showed before.
    pub(crate) fn find(&self, cookies: &[u8]) -> Option<Rc<Kept>> {
        let mut halves = self.0.borrow_mut();
        if let Some(kept) = halves.recent.sessions.get(cookies) {
            return Some(Rc::clone(kept));
        }
        let (cookies, kept) = halves.older.sessions.remove_entry(cookies)?;
        halves.put(cookies, Rc::clone(&kept));
        Some(kept)
    }

    /// Forgets everything.
    pub(crate) fn forget(&self) {
        self.0.take();
    }

    /// Keeps what this header showed.
    pub(crate) fn keep(&self, cookies: &[u8], kept: &Rc<Kept>) {
        self.0.borrow_mut().put(cookies.into(), Rc::clone(kept));
    }
}

impl Halves {
    fn put(&mut self, cookies: Box<[u8]>, kept: Rc<Kept>) {
        let bytes = kept.weight() + cookies.len();
        if self.recent.bytes + bytes > HALF {
            self.older = std::mem::take(&mut self.recent);
        }
        if bytes <= HALF {
            self.recent.bytes += bytes;
            self.recent.sessions.insert(cookies, kept);
        }
    }
}

impl Kept {
    fn weight(&self) -> usize {
        let Session {
            subject,
            access_token,
            id_token,
            refresh_token,
            userinfo,
            id_claims,
            introspection,
            userinfo_jwt,
            introspection_jwt,
            ..
        } = &self.written.session;
        let optional = [id_token, refresh_token, userinfo_jwt, introspection_jwt];
        let optional = optional.into_iter().flatten();
        let tokens: usize = optional.map(|token| token.expose().len()).sum();
        let cookies: usize = self.cookies.iter().flatten().map(HeaderValue::len).sum();
        let told = self.upstream.weight() + self.downstream.weight() + self.claimed.weight();
        let said: usize = [userinfo, id_claims, introspection]
            .into_iter()
            .flatten()
            .map(length)
            .sum();
        // Claims take several times the space of their text; those that are believed stand here again.
        let believed = match self.believed == Believed::default() {
            true => 0,
            false => access_token.expose().len() + tokens + said,
        };
        let texts = 2 * subject.len() + access_token.expose().len() + tokens + cookies + told;
        OVERHEAD + texts + CLAIMS * (said + believed)
    }
}

/// How long claims are as text.
fn length(claims: &Claims) -> usize {
    serde_json::to_vec(claims).map_or(0, |text| text.len())
}

#[cfg(test)]
mod tests;
