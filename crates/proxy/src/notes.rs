//! What is noted on the way of a request. Its head goes upstream and does not come back.

use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use plugin::{Answer, EndedBy, Exchange, Finished, Head, Origin, Particulars};
use ports::Timestamp;

use crate::chain::Ran;
use crate::error_body::{MediaType, Wish};
use crate::recording::Recording;

/// What the way back and the logs need to know of the way there.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// The plugins that had their turn.
    pub(crate) ran: Ran,
    /// The headers that plugins asked to keep, as they were when the request left the chain.
    pub(crate) kept: Head,
    /// How long the upstream took to its head; `None` if it was not asked.
    pub(crate) upstream: Option<Duration>,
    /// The status that the upstream answered with.
    pub(crate) upstream_status: Option<StatusCode>,
    /// Whether a plugin answered or refused.
    pub(crate) is_of_plugin: bool,
    /// What is noted for plugins that are shown the request when it is over.
    pub(crate) recording: Option<Box<Recording>>,
    /// The cookies that the upstream set.
    pub(crate) their_cookies: Vec<HeaderValue>,
    /// The form in which the client wants to read errors.
    pub(crate) wish: Wish,
    /// The page that led here, as the client says.
    pub(crate) referer: Option<HeaderValue>,
    /// The client's software, as it says.
    pub(crate) user_agent: Option<HeaderValue>,
}

impl Notes {
    /// Begins with what the client said of itself; errors have that media type if it asks for none.
    pub(crate) fn of(x: &Exchange, error_default_type: MediaType) -> Self {
        Self {
            wish: Wish::of(&x.head, error_default_type),
            referer: x.head.get(&header::REFERER).cloned(),
            user_agent: x.head.get(&header::USER_AGENT).cloned(),
            ..Self::default()
        }
    }

    /// The request and the head of its answer, for those who write them down. How it went on is added later.
    pub(crate) fn finished(
        &self,
        x: Exchange,
        answer: &Answer,
        particulars: Option<Box<Particulars>>,
        now: Timestamp,
    ) -> Finished {
        Finished {
            id: x.id,
            at: x.received.at,
            took: now.since(x.received.at),
            sending: Duration::ZERO,
            upstream: self.upstream,
            upstream_status: self.upstream_status,
            client: x.received.client,
            method: x.received.method,
            target: x.received.target,
            version: x.received.version,
            kept: x.head,
            status: answer.status,
            ended_by: match answer.origin {
                Origin::Upstream => EndedBy::Service,
                Origin::Gateway if self.is_of_plugin => EndedBy::Plugin,
                Origin::Gateway => EndedBy::Failure,
            },
            request_size: 0,
            answer_size: 0,
            matched: x.matched,
            consumer: x.consumer,
            credential: x.credential.map(|credential| credential.id),
            particulars,
        }
    }
}
