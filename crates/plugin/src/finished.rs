//! A request that is over, for those who write it down.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use ports::Timestamp;

use crate::{Head, Matched, Origin, RequestId, Target, Version};

/// A request that is over: everything a log needs, nothing that is still in use.
#[derive(Debug)]
pub struct Finished {
    /// Its number.
    pub id: RequestId,
    /// When its head was complete.
    pub at: Timestamp,
    /// From the complete request head to the answer's head.
    pub took: Duration,
    /// Of this, waiting for the upstream's head; `None` if it was not asked.
    pub upstream: Option<Duration>,
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
    /// Who made the answer.
    pub origin: Origin,
    /// The route that was meant.
    pub matched: Option<Rc<Matched>>,
    /// The consumer's id.
    pub consumer: Option<model::Id>,
    /// The name of the credential.
    pub credential: Option<Arc<str>>,
}
