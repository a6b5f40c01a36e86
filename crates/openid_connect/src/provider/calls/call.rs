//! A call that was asked for, and what is kept of it.

use std::time::Duration;

use http::StatusCode;
use ports::{HttpError, HttpReply, Timestamp};

use super::super::Unavailable;
use super::{Answer, Proves, Repeat, Reply};

/// How long a reply is kept for those who ask for the same call again: a reloaded callback, a page's other requests
/// that still show the session of before a refresh.
const KEPT: Duration = Duration::from_secs(30);

/// How long a call stays known as made after its reply was dropped. A code is only good once (RFC 6749 4.1.2), and so
/// is a refresh token that is rotated; asking the provider again would make it revoke the tokens of who came first.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The same for a refresh token: an old cookie may be shown as long as a session lasts, mostly a day.
const REFRESH_REMEMBERED: Duration = Duration::from_secs(86_400);

/// After a call that came to nothing it may be made again this soon.
const RETRY: Duration = Duration::from_secs(5);

/// A call that was asked for.
pub(super) enum Call {
    Wanted {
        repeat: Repeat,
        askers: Vec<Answer>,
        /// What does if nothing newer is to be had.
        before: Option<Before>,
    },
    Replied {
        repeat: Repeat,
        at: Timestamp,
        reply: Result<HttpReply, Unavailable>,
    },
    Spent {
        repeat: Repeat,
        at: Timestamp,
    },
    Remembered {
        until: Timestamp,
        before: Before,
    },
}

/// A reply that was remembered.
#[derive(Clone)]
pub(super) struct Before {
    pub(super) at: Timestamp,
    pub(super) reply: HttpReply,
    /// Until when it does where no newer one is to be had.
    pub(super) last: Timestamp,
}

impl Before {
    /// The reply, as it is given later.
    pub(super) fn given(&self, now: Timestamp) -> Reply {
        Reply {
            reply: self.reply.clone(),
            kept_for: Some(now.since(self.at)),
        }
    }
}

impl Call {
    /// Lets a call grow older; false if it may be made again.
    pub(super) fn ages(&mut self, now: Timestamp) -> bool {
        match self {
            Self::Wanted { .. } => true,
            Self::Replied { repeat, at, reply } if may_be_repeated(*repeat, reply) => now.since(*at) <= RETRY,
            Self::Replied { repeat, at, .. } => {
                if now.since(*at) > KEPT {
                    *self = Self::Spent {
                        repeat: *repeat,
                        at: *at,
                    };
                }
                true
            }
            Self::Spent { repeat, at } => {
                let remembered = match repeat {
                    Repeat::Never | Repeat::Always | Repeat::Remembered { .. } | Repeat::Renewed { .. } => {
                        REMEMBERED
                    }
                    Repeat::AfterOutage => REFRESH_REMEMBERED,
                };
                now.since(*at) <= remembered
            }
            Self::Remembered { until, before } => now < *until || now < before.last,
        }
    }

    /// Codes before refreshes, then the oldest first.
    pub(super) const fn order(&self, digest: [u8; 32]) -> Option<(bool, u64, [u8; 32])> {
        match self {
            Self::Wanted { .. } => None,
            Self::Replied { repeat, at, .. } | Self::Spent { repeat, at } => {
                Some((!matches!(repeat, Repeat::Never), at.millis(), digest))
            }
            Self::Remembered { before, .. } => Some((false, before.at.millis(), digest)),
        }
    }

    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Replied { reply: Ok(reply), .. } => reply.body.len(),
            Self::Remembered { before, .. }
            | Self::Wanted {
                before: Some(before), ..
            } => before.reply.body.len(),
            _ => 0,
        }
    }
}

/// RFC 6749 section 5.2.
fn is_invalid_grant(reply: &HttpReply) -> bool {
    const NAME: &[u8] = b"invalid_grant";
    reply.status.is_client_error() && reply.body.windows(NAME.len()).any(|part| part == NAME)
}

/// Whether a call that came to this may be made again. What never left this machine may be in any case.
fn may_be_repeated(repeat: Repeat, reply: &Result<HttpReply, Unavailable>) -> bool {
    let was_not_sent = matches!(
        reply,
        Err(Unavailable::NotProven
            | Unavailable::Http(
                HttpError::Connect(_)
                    | HttpError::NotResolved(_)
                    | HttpError::Tls(_)
                    | HttpError::Certificate(_)
                    | HttpError::RefusedAddress(_)
            ))
    );
    was_not_sent
        || match (repeat, reply) {
            (Repeat::Never, _) => false,
            (_, Err(_)) => true,
            // Whatever else came of it, the refresh token is as good as it was.
            (_, Ok(reply)) => !(reply.status.is_success() || is_invalid_grant(reply)),
        }
}

/// Whether the provider could not reply, for which nobody who asked is at fault.
pub(super) fn is_outage(reply: &Result<HttpReply, Unavailable>) -> bool {
    match reply {
        Ok(reply) => reply.status.is_server_error() || reply.status == StatusCode::TOO_MANY_REQUESTS,
        Err(_) => true,
    }
}

/// Whether a reply is no word about what was asked: the provider could not reply, or does not believe who asks.
pub(super) fn is_no_word(repeat: Repeat, reply: &Result<HttpReply, Unavailable>) -> bool {
    let is_of_us = matches!(
        (repeat, reply),
        (Repeat::Renewed { proves: Proves::Client, .. }, Ok(reply))
            if matches!(reply.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    );
    is_of_us || is_outage(reply)
}
