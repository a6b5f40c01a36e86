//! A request that is over, for those who write it down.

use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Method, StatusCode};
use model::Consumer;
use ports::Timestamp;

use crate::{Connection, Head, Matched, RequestId, Scheme, Target, Version};

/// A request that is over: everything a log needs, nothing that is still in use.
#[derive(Debug)]
pub struct Finished {
    /// Its number.
    pub id: RequestId,
    /// When its head was complete.
    pub at: Timestamp,
    /// From the complete request head to the answer's head.
    pub took: Duration,
    /// From the answer's head to the end of its body, or to where it broke off.
    pub sending: Duration,
    /// Of the time to the answer's head, waiting for the upstream's; `None` if it was not asked.
    pub upstream: Option<Duration>,
    /// What the upstream answered.
    pub upstream_status: Option<StatusCode>,
    /// The client's address.
    pub client: SocketAddr,
    /// The method.
    pub method: Method,
    /// The canonical path and the query.
    pub target: Target,
    /// The version of HTTP.
    pub version: Version,
    /// The headers that plugins asked to keep.
    pub kept: Head,
    /// The answer's status.
    pub status: StatusCode,
    /// Who ended it.
    pub ended_by: EndedBy,
    /// Bytes of the request: its head, and so much of its body as was read.
    pub request_size: u64,
    /// Bytes of the answer: its head, and so much of its body as was sent.
    pub answer_size: u64,
    /// The route that was meant.
    pub matched: Option<Rc<Matched>>,
    /// The consumer.
    pub consumer: Option<Arc<Consumer>>,
    /// The name of the credential.
    pub credential: Option<Arc<str>>,
    /// What only who writes whole requests down wants to know; `None` where nobody does.
    pub particulars: Option<Box<Particulars>>,
}

/// Who ended a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EndedBy {
    /// The service behind the gateway answered.
    Service,
    /// A plugin answered or refused.
    Plugin,
    /// The gateway could not serve it.
    Failure,
}

/// What only who writes whole requests down wants to know.
#[derive(Debug)]
pub struct Particulars {
    /// How the client asked.
    pub scheme: Scheme,
    /// The Host, as it was sent.
    pub authority: HeaderValue,
    /// The port by which clients know the address that it came to.
    pub port: u16,
    /// The connection that it came on.
    pub connection: Rc<Connection>,
    /// The request's headers as they were received, with all that they prove. Not to be written as they are.
    pub request: Head,
    /// The answer's headers as they were sent.
    pub answer: Head,
    /// What the upstream was asked for; `None` if nobody was asked.
    pub forwarded: Option<Target>,
    /// The attempts to get an answer.
    pub tries: Vec<Try>,
    /// The headers and query parameters that carry proofs on this route, in lower case; see [`crate::Plugin::proofs`].
    pub proofs: Arc<[String]>,
}

/// An attempt to get an answer of an upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// When it began.
    pub at: Timestamp,
    /// How long it took, to the head of an answer or to its failure.
    pub took: Duration,
    /// The name or address that was asked for.
    pub host: Box<str>,
    /// The address that was connected to; `None` if nobody knows it.
    pub ip: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// The stable name of why there was no answer; `None` if there was one.
    pub failed: Option<&'static str>,
}

impl Finished {
    /// From the complete request head to the end of the answer.
    #[must_use]
    pub const fn lasted(&self) -> Duration {
        self.took.saturating_add(self.sending)
    }

    /// Of the time to the answer's head, what was ours.
    #[must_use]
    pub fn ours(&self) -> Duration {
        self.took.saturating_sub(self.upstream.unwrap_or_default())
    }
}
