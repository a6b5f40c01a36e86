//! Paper for short texts.

use std::cell::RefCell;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;

/// How many bytes a sheet has.
const SIZE: usize = 4096;

/// The sheet that a core writes short texts on, one behind the other: none of them asks for memory of its own, and
/// their clones do not either. A sheet lives as long as the last text on it.
#[derive(Debug, Default)]
pub(crate) struct Sheet(RefCell<BytesMut>);

impl Sheet {
    /// Lets `write` add a text of at most `size` bytes, and cuts it off.
    pub(crate) fn cut(&self, size: usize, write: impl FnOnce(&mut BytesMut)) -> Bytes {
        let mut sheet = self.0.borrow_mut();
        if sheet.capacity() < size {
            *sheet = BytesMut::with_capacity(size.max(SIZE));
        }
        write(&mut sheet);
        sheet.split().freeze()
    }

    /// A header value. Addresses, hosts and paths are visible ASCII; what is not would be left empty rather than
    /// half said.
    pub(crate) fn value(&self, text: &str) -> HeaderValue {
        let text = self.cut(text.len(), |sheet| sheet.extend_from_slice(text.as_bytes()));
        HeaderValue::from_maybe_shared(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests;
