//! One batch on its way: sent until somebody takes it, or for as long as that makes sense.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use ports::{Clock, Http, HttpError, HttpRequest};

/// For how long a batch is sent again, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// After this time it is given up.
    pub(super) give_up: Duration,
    /// Until it is sent for the second time.
    pub(super) first: Duration,
    /// The most between two times.
    pub(super) longest: Duration,
}

/// Why a batch was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// There was no answer.
    NoAnswer(HttpError),
    /// The answer was no yes.
    Refused(StatusCode),
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(why) => write!(f, "{why}"),
            Self::Refused(status) => write!(f, "it answers {}", status.as_u16()),
        }
    }
}

impl Pace {
    /// How long to wait behind an attempt, the first of which is number 0, so long after the beginning of all;
    /// `None` gives up.
    pub(super) fn after(self, attempt: u32, elapsed: Duration) -> Option<Duration> {
        let doubled = 2_u32
            .checked_pow(attempt)
            .and_then(|factor| self.first.checked_mul(factor));
        let delay = doubled.unwrap_or(self.longest).min(self.longest);
        (elapsed < self.give_up).then_some(delay)
    }
}

/// Sends until a server takes it. Whatever it answers below 300 says that it did.
///
/// # Errors
/// Why it was not taken the last time.
pub(super) async fn deliver(
    http: &dyn Http,
    clock: &dyn Clock,
    request: HttpRequest,
    pace: Pace,
) -> Result<(), NotTaken> {
    let began = clock.now();
    let mut attempt = 0;
    loop {
        let why = match http.send(request.clone()).await {
            Ok(reply) if reply.status.as_u16() < 300 => return Ok(()),
            Ok(reply) => NotTaken::Refused(reply.status),
            Err(why) => NotTaken::NoAnswer(why),
        };
        let Some(delay) = pace.after(attempt, clock.now().since(began)) else {
            return Err(why);
        };
        tokio::time::sleep(delay).await;
        attempt += 1;
    }
}
