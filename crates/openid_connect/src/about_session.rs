//! What both sides are told of the session itself: `Session-Id`, `Session-Timeout`, and so on.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use plugin::Exchange;
use ports::Timestamp;
use session::Lifetime;

use crate::config::SessionHeader;
use crate::cookies::Written;

/// What is told to whom.
#[derive(Default)]
pub(crate) struct AboutSession {
    upstream: Vec<SessionHeader>,
    downstream: Vec<SessionHeader>,
    audience: String,
}

impl AboutSession {
    pub(crate) fn new(
        upstream: Option<&[SessionHeader]>,
        downstream: Option<&[SessionHeader]>,
        audience: &str,
    ) -> Self {
        Self {
            upstream: upstream.unwrap_or_default().to_vec(),
            downstream: downstream.unwrap_or_default().to_vec(),
            audience: audience.to_owned(),
        }
    }

    /// The names of these headers.
    pub(crate) fn names(headers: Option<&[SessionHeader]>) -> impl Iterator<Item = HeaderName> {
        headers.unwrap_or_default().iter().map(|header| name(*header))
    }

    /// The headers that a client may not set.
    pub(crate) fn owns(&self) -> Vec<HeaderName> {
        self.upstream.iter().map(|header| name(*header)).collect()
    }

    /// Whether anybody is told anything.
    pub(crate) const fn tells(&self) -> bool {
        !(self.upstream.is_empty() && self.downstream.is_empty())
    }

    /// Tells both sides.
    pub(crate) fn tell(
        &self,
        exchange: &mut Exchange,
        written: &Written,
        lifetime: &Lifetime,
        now: Timestamp,
    ) {
        for header in &self.upstream {
            if let Some(value) = self.value(*header, written, lifetime, now) {
                exchange.head.set(name(*header), value);
            }
        }
        for header in &self.downstream {
            if let Some(value) = self.value(*header, written, lifetime, now) {
                exchange.downstream.set(name(*header), value);
            }
        }
    }

    /// What is told, if there is anything to tell: a timeout that is off is none.
    fn value(
        &self,
        header: SessionHeader,
        written: &Written,
        lifetime: &Lifetime,
        now: Timestamp,
    ) -> Option<HeaderValue> {
        let times = &written.times;
        let left = |limit: Option<Duration>, since: Timestamp| {
            limit.map(|limit| limit.saturating_sub(now.since(since)).as_secs())
        };
        let idling = left(lifetime.idling, times.used);
        let rolling = left(lifetime.rolling, times.rolled);
        let absolute = left(lifetime.absolute, times.created);
        let seconds = match header {
            SessionHeader::Id => return text(&written.id),
            SessionHeader::Audience => return text(&self.audience),
            SessionHeader::Subject => return text(&written.session.subject),
            SessionHeader::Timeout => [idling, rolling, absolute].into_iter().flatten().min(),
            SessionHeader::IdlingTimeout => idling,
            SessionHeader::RollingTimeout => rolling,
            SessionHeader::AbsoluteTimeout => absolute,
        };
        seconds.map(HeaderValue::from)
    }
}

fn text(text: &str) -> Option<HeaderValue> {
    let is_one_line = !text.contains(char::is_control) && !text.is_empty();
    is_one_line
        .then(|| HeaderValue::from_bytes(text.as_bytes()).ok())
        .flatten()
}

const fn name(header: SessionHeader) -> HeaderName {
    HeaderName::from_static(match header {
        SessionHeader::Id => "session-id",
        SessionHeader::Audience => "session-audience",
        SessionHeader::Subject => "session-subject",
        SessionHeader::Timeout => "session-timeout",
        SessionHeader::IdlingTimeout => "session-idling-timeout",
        SessionHeader::RollingTimeout => "session-rolling-timeout",
        SessionHeader::AbsoluteTimeout => "session-absolute-timeout",
    })
}
