//! Servers that do not answer, and are left alone for a while.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Duration;

use ports::{HttpError, Timestamp};

/// Calls in a row that nobody answers, after which a server rests.
const FAILURES: u32 = 5;

/// How long it rests. Then one call shows whether it is back; the others rest until that is known.
const REST: Duration = Duration::from_secs(5);

/// The servers that did not answer of late, by scheme, host and port: one that is away takes nothing from another.
#[derive(Default)]
pub(super) struct Rests(HashMap<String, Silence>);

/// How long a server has said nothing.
#[derive(Default)]
struct Silence {
    /// Calls in a row that nobody answered.
    failures: u32,
    /// Until when nobody calls.
    until: Timestamp,
    /// Whether the call is under way that shows whether it is back.
    is_probed: bool,
}

impl Rests {
    /// Whether all servers answer, as far as is known.
    pub(super) fn are_over(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a call to that URL would not be made now.
    pub(super) fn hold(&self, url: &str, now: Timestamp) -> bool {
        let silence = self.0.get(origin(url));
        silence.is_some_and(|silence| silence.is_probed || now.millis() < silence.until.millis())
    }

    /// Takes note that a call to that URL begins.
    pub(super) fn begin(&mut self, url: &str) {
        if let Some(silence) = self.0.get_mut(origin(url)) {
            silence.is_probed = silence.failures >= FAILURES;
        }
    }

    /// Takes note of what came of a call to that URL: nothing, or a reply, whatever it says.
    pub(super) fn end(&mut self, url: &str, failed: Option<&HttpError>, now: Timestamp) {
        if !failed.is_some_and(is_silence) {
            self.0.remove(origin(url));
            return;
        }
        let silence = self.0.entry(origin(url).to_owned()).or_default();
        silence.failures = silence.failures.saturating_add(1);
        silence.is_probed = false;
        // Calls that had begun before do not make the rest longer.
        if silence.failures >= FAILURES && now.millis() >= silence.until.millis() {
            silence.until = now.plus(REST);
        }
    }
}

/// Whether nobody was there, or took the time to answer. What is refused or too large on this side says nothing of the
/// server, and one that hangs up is there: it may dislike what it was sent, which a stranger may have chosen.
const fn is_silence(error: &HttpError) -> bool {
    match error {
        HttpError::NotResolved(_)
        | HttpError::Connect(_)
        | HttpError::Tls(_)
        | HttpError::Proxy(_)
        | HttpError::Timeout => true,
        HttpError::BadUrl(_)
        | HttpError::Certificate(_)
        | HttpError::RefusedAddress(_)
        | HttpError::TooLarge
        | HttpError::Broken(_) => false,
    }
}

/// Scheme, host and port, as they are written.
fn origin(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let end = url[authority..].find(['/', '?', '#']);
    end.map_or(url, |end| &url[..authority + end])
}
