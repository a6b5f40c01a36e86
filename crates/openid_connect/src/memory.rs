//! The sessions that one core has opened lately, so that a request neither opens nor reads one again.
//!
//! What is kept is what a cookie holds, never what was decided about it: whether the session still counts,
//! and for this request, is judged each time anew.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use ahash::RandomState;
use oidc::Session;
use plugin::HeaderValue;
use session::Times;

/// The most that one half of the memory takes, in bytes. An instance keeps two halves on each core.
const HALF: usize = 4 << 20;

/// What an entry takes beside its texts, in bytes.
const OVERHEAD: usize = 512;

/// A session that was opened, and what the upstream is told of it.
pub(crate) struct Kept {
    /// Who it is.
    pub(crate) subject: Arc<str>,
    /// What is remembered of their login.
    pub(crate) session: Session,
    /// Since when, and until when.
    pub(crate) times: Times,
    /// The access token as a header has it; `None` if the upstream is not told.
    pub(crate) token: Option<HeaderValue>,
    /// The cookies that are not ours.
    pub(crate) cookies: Vec<HeaderValue>,
}

/// Sessions by the whole Cookie header that showed them. Those that were not used while half of the memory
/// was filled anew are forgotten.
#[derive(Default)]
pub(crate) struct Memory(RefCell<Halves>);

#[derive(Default)]
struct Halves {
    recent: Half,
    older: Half,
}

#[derive(Default)]
struct Half {
    sessions: HashMap<Box<[u8]>, Rc<Kept>, RandomState>,
    bytes: usize,
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
            ..
        } = &self.session;
        let optional = [id_token, refresh_token].into_iter().flatten();
        let tokens: usize = optional.map(|token| token.expose().len()).sum();
        let cookies: usize = self.cookies.iter().map(HeaderValue::len).sum();
        // The access token stands in the session and in its header, the subject twice as well.
        OVERHEAD + 2 * (subject.len() + access_token.expose().len()) + tokens + cookies
    }
}

#[cfg(test)]
mod tests;
