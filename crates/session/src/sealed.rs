//! A value in a cookie that only we can read.

use std::cell::RefCell;
use std::fmt;

use http::HeaderValue;
use ports::{Entropy, NoEntropy};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::Decompressor;

use crate::parts;
use crate::{Cookie, Encryption, Keys, OpenError, Ring, SameSite, Seal, TooLarge};

/// The most that a packed value may hold, in bytes.
const LIMIT: usize = 512 * 1024;

/// As fast as it gets; a higher level saves a few bytes of a token, which does not compress well anyway.
const LEVEL: i32 = 1;

thread_local! {
    /// To set one up takes ten times as long as to unpack a session, so each core keeps one for all it reads.
    static UNPACKER: RefCell<Decompressor<'static>> = RefCell::default();
}

/// A cookie with a value in it that only we can read.
#[derive(Debug)]
pub struct Sealed {
    cookie: Cookie,
    seal: Seal,
    content: Content,
}

/// How a value is written before it is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Compressed with zstd. Not where a stranger can choose a part of it and see how long it gets.
    Packed,
    /// As it is.
    Plain,
}

/// What a browser shows.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// No such cookie.
    Nothing,
    /// This.
    Open(T),
    /// Something that is not ours, or not any more. The word says what is wrong with it.
    Unreadable(&'static str),
}

/// Why a value cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// There is no randomness.
    NoEntropy,
    /// It is longer than a browser would keep.
    TooLarge,
    /// It cannot be written down.
    Unwritable,
}

impl SaveError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoEntropy => "session.no_entropy",
            Self::TooLarge => "session.too_large",
            Self::Unwritable => "session.unwritable",
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoEntropy => "there is no randomness to seal with",
            Self::TooLarge => "it is longer than the cookies that a browser keeps for one site",
            Self::Unwritable => "it cannot be written down",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for SaveError {}

impl From<NoEntropy> for SaveError {
    fn from(_: NoEntropy) -> Self {
        Self::NoEntropy
    }
}

impl From<TooLarge> for SaveError {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

impl Sealed {
    /// Values in this cookie, sealed for `purpose` and bound to the cookie's name and to `associated`.
    #[must_use]
    pub fn new(
        cookie: Cookie,
        ring: &Ring,
        purpose: &'static str,
        associated: &[&str],
        content: Content,
    ) -> Self {
        let bound: Vec<&str> = [cookie.name()]
            .into_iter()
            .chain(associated.iter().copied())
            .collect();
        Self {
            seal: Seal::new(ring, purpose, &bound),
            cookie,
            content,
        }
    }

    /// Reads the Cookie headers. Of several cookies with the name, which a sibling domain may have planted,
    /// the first one that opens counts.
    pub fn read<'a, T: DeserializeOwned>(
        &self,
        keys: &Keys,
        heads: impl Iterator<Item = &'a HeaderValue>,
    ) -> Shown<T> {
        self.read_where(keys, heads, |_| true)
    }

    /// Reads the Cookie headers, as [`Sealed::read`], and of several values that open prefers the first one that
    /// `counts`. Otherwise an old cookie of a longer path would hide every new one, and no login would ever last.
    pub fn read_where<'a, T: DeserializeOwned>(
        &self,
        keys: &Keys,
        heads: impl Iterator<Item = &'a HeaderValue>,
        counts: impl Fn(&T) -> bool,
    ) -> Shown<T> {
        let shown = self.cookie.shown(heads);
        if shown.is_nothing() {
            return Shown::Nothing;
        }
        let mut why = "session.incomplete";
        let mut second_best = None;
        for mut value in shown.values() {
            match self
                .seal
                .open(keys, &mut value)
                .map(|content| self.unpacked(content))
            {
                Ok(Some(value)) if counts(&value) => return Shown::Open(value),
                Ok(Some(value)) => second_best = second_best.or(Some(value)),
                Ok(None) => why = "session.unknown_content",
                Err(error) => why = OpenError::code(error),
            }
        }
        second_best.map_or(Shown::Unreadable(why), Shown::Open)
    }

    /// The lines that set the cookie. `shown` are the Cookie headers of the request: what is left there of a longer
    /// value is cleared.
    ///
    /// # Errors
    /// [`SaveError`]; nothing is set then.
    pub fn write<'a, T: Serialize>(
        &self,
        keys: &Keys,
        value: &T,
        encryption: Encryption,
        shown: impl Iterator<Item = &'a HeaderValue>,
        entropy: &dyn Entropy,
    ) -> Result<Vec<HeaderValue>, SaveError> {
        let content = self.packed(value)?;
        let sealed = self.seal.seal(keys, &content, entropy)?;
        let shown = self.cookie.shown(shown).count();
        Ok(self.cookie.write(&sealed, encryption, shown)?)
    }

    /// The lines that clear the cookie; none if the browser shows none.
    pub fn clear<'a>(
        &self,
        encryption: Encryption,
        shown: impl Iterator<Item = &'a HeaderValue>,
    ) -> Vec<HeaderValue> {
        match self.cookie.shown(shown).count() {
            0 => Vec::new(),
            count => self.cookie.clear(encryption, count),
        }
    }

    /// Whether browsers send it over TLS only, however it was set.
    #[must_use]
    pub fn needs_tls(&self) -> bool {
        self.cookie.needs_tls()
    }

    /// Whether requests from other sites carry it.
    #[must_use]
    pub const fn same_site(&self) -> SameSite {
        self.cookie.same_site()
    }

    /// Whether a pair of a Cookie header is a part of this cookie.
    #[must_use]
    pub fn owns(&self, pair: &[u8]) -> bool {
        parts::place(self.cookie.name(), pair).is_some()
    }

    fn packed<T: Serialize>(&self, value: &T) -> Result<Vec<u8>, SaveError> {
        let text = serde_json::to_vec(value).map_err(|_| SaveError::Unwritable)?;
        if text.len() > LIMIT {
            return Err(SaveError::TooLarge);
        }
        match self.content {
            Content::Plain => Ok(text),
            Content::Packed => zstd::bulk::compress(&text, LEVEL).map_err(|_| SaveError::Unwritable),
        }
    }

    fn unpacked<T: DeserializeOwned>(&self, content: &[u8]) -> Option<T> {
        match self.content {
            Content::Plain => serde_json::from_slice(content).ok(),
            Content::Packed => {
                // We wrote it; it is bounded all the same.
                let length = zstd::zstd_safe::get_frame_content_size(content).ok().flatten()?;
                let length = usize::try_from(length).ok().filter(|length| *length <= LIMIT)?;
                let text = UNPACKER.with_borrow_mut(|unpacker| unpacker.decompress(content, length));
                serde_json::from_slice(&text.ok()?).ok()
            }
        }
    }
}

/// The Cookie headers without what `ours` owns; `None` if nothing of it is there. All else stays as it came.
pub fn without<'a>(
    ours: &[&Sealed],
    heads: impl Iterator<Item = &'a HeaderValue>,
) -> Option<Vec<HeaderValue>> {
    let is_ours = |pair: &&[u8]| ours.iter().any(|sealed| sealed.owns(pair));
    let mut found = false;
    let mut all_left = Vec::new();
    for head in heads {
        let pairs = || head.as_bytes().split(|byte| *byte == b';');
        if !pairs().any(|pair| is_ours(&pair)) {
            all_left.push(head.clone());
            continue;
        }
        found = true;
        let left: Vec<&[u8]> = pairs().filter(|pair| !is_ours(pair)).collect();
        // A part of a header value is one.
        let left = HeaderValue::from_bytes(left.join(&b';').trim_ascii()).ok();
        all_left.extend(left.filter(|left| !left.is_empty()));
    }
    found.then_some(all_left)
}

#[cfg(test)]
mod tests;
