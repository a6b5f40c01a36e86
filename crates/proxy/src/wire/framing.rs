//! Where a message ends is decided here: by its body, never by what its headers still say.

use http::{HeaderMap, HeaderValue, header};

/// Makes `Content-Length` agree with a body of `size` bytes, and leaves `Transfer-Encoding` to the codec.
///
/// A plugin may have put another body in place of the first; a length that is not the body's would make
/// the next reader take its rest for another message (SM-01).
pub(super) fn settle(headers: &mut HeaderMap, size: Option<u64>) {
    headers.remove(header::TRANSFER_ENCODING);
    let Some(said) = headers.get(header::CONTENT_LENGTH) else {
        return;
    };
    match size {
        Some(size) if length(said) == Some(size) => {}
        Some(size) => {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
        }
        None => {
            headers.remove(header::CONTENT_LENGTH);
        }
    }
}

/// A length as RFC 9110 8.6 writes it: digits, nothing else.
fn length(value: &HeaderValue) -> Option<u64> {
    let digits = value.as_bytes();
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    digits.iter().try_fold(0, |sum: u64, digit| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        Some(sum * 10 + u64::from(digit))
    })
}
