//! A request on its way, as plugins see it.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use http::{HeaderValue, Method, header};
use model::{Captures, Consumer, ConsumerGroup, DEFAULT_WORKSPACE, Id, Route, Service, Workspace};
use ports::Timestamp;

use crate::{Body, Connection, Directory, Head, RequestId, Target};

/// A request on its way: what was received, what will be forwarded, and what has been found out.
#[derive(Debug)]
pub struct Exchange {
    /// Its number, for people who look for it in a log.
    pub id: RequestId,
    /// What the client asked for. The router, policies and the upstream all see this one reading of it.
    pub received: Received,
    /// The request's headers. Hop-by-hop and identity headers of the client are gone;
    /// what stands here at the end of the chain goes upstream.
    pub head: Head,
    /// The request's body.
    pub body: Body,
    /// What the upstream will be asked for.
    pub forward: Forward,
    /// Headers that the answer shall carry, whoever makes it: a cookie, a quota, a number.
    /// The chain appends them to the answer after every `respond` has seen it.
    pub downstream: Head,
    /// The route that was meant and its service; `None` until the router has spoken.
    pub matched: Option<Rc<Matched>>,
    /// Who it is, if that is an entity of this gateway.
    pub consumer: Option<Arc<Consumer>>,
    /// By what the request proved who it is.
    pub credential: Option<Credential>,
    /// The groups that whoever vouches for the sender puts it in, in its own words; `None` if nobody has said any.
    pub authenticated_groups: Option<Rc<[Box<str>]>>,
    /// The consumer groups that it belongs to beside those of its consumer, by their names; `None` if nobody has found any.
    pub consumer_groups: Option<Rc<[Arc<ConsumerGroup>]>>,
    /// Who and what is configured.
    pub directory: Directory,
}

impl Exchange {
    /// The workspace that it is in: that of its route.
    #[must_use]
    pub fn workspace(&self) -> Id {
        self.matched
            .as_ref()
            .map_or(DEFAULT_WORKSPACE, |matched| matched.workspace)
    }
}

impl Exchange {
    /// Asks the upstream for the whole answer, and for one without a coding, whatever the client would take: whoever
    /// may look at its body says so before it is asked for. A part of a body would not be what it is looked for.
    pub fn ask_for_all_in_plain(&mut self) {
        let plain = HeaderValue::from_static("identity");
        self.head.set(header::ACCEPT_ENCODING, plain);
        self.head.remove(&header::RANGE);
        self.head.remove(&header::IF_RANGE);
    }
}

/// What the client asked for.
#[derive(Clone, Debug)]
pub struct Received {
    /// When the head was complete.
    pub at: Timestamp,
    /// The method.
    pub method: Method,
    /// How the client asked. If a trusted proxy stands before us it is what that one says, otherwise how the
    /// request reached us.
    pub scheme: Scheme,
    /// The one Host, with its port if it named one; visible ASCII.
    pub authority: HeaderValue,
    /// The canonical path, and the query as it was sent.
    pub target: Target,
    /// The version of HTTP it was asked in.
    pub version: Version,
    /// The client's address: what trusted proxies before us say of it, otherwise the peer's.
    pub client: SocketAddr,
    /// The connection that it came on, which may be that of the last proxy before us.
    pub connection: Rc<Connection>,
    /// The port by which clients know that address.
    pub port: u16,
    /// What a trusted proxy before us says of the request it got; `None` if the peer is nobody we trust.
    pub forwarded: Option<Box<Forwarded>>,
}

/// What a trusted proxy says of the request it got, as far as it says something that can be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// The addresses it came through, the client's first: `X-Forwarded-For`.
    pub chain: Option<HeaderValue>,
    /// How the client asked: `X-Forwarded-Proto`.
    pub scheme: Option<Scheme>,
    /// The host that the client asked for, perhaps with a port: `X-Forwarded-Host`.
    pub host: Option<HeaderValue>,
    /// The port that the client asked at: `X-Forwarded-Port`.
    pub port: Option<u16>,
    /// The path that the client asked for: `X-Forwarded-Path`.
    pub path: Option<HeaderValue>,
    /// What was taken off the path on the way: `X-Forwarded-Prefix`.
    pub prefix: Option<HeaderValue>,
}

impl Received {
    /// The Host with its port, as sent; empty if it is not ASCII, which the codec does not let pass.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.authority.to_str().unwrap_or_default()
    }

    /// The Host without its port, as sent. Compare it without regard to case.
    #[must_use]
    pub fn host(&self) -> &str {
        without_port(self.authority())
    }
}

impl Forwarded {
    /// The host that the client asked for, without its port.
    #[must_use]
    pub fn host_name(&self) -> Option<&str> {
        self.host.as_ref()?.to_str().ok().map(without_port)
    }
}

fn without_port(authority: &str) -> &str {
    // A colon inside brackets belongs to an IPv6 address.
    let last = authority.bytes().rposition(|byte| matches!(byte, b':' | b']'));
    match last {
        Some(at) if authority.as_bytes()[at] == b':' => &authority[..at],
        _ => authority,
    }
}

/// What the upstream will be asked for.
#[derive(Clone, Debug)]
pub struct Forward {
    /// The method.
    pub method: Method,
    /// The path and query.
    pub target: Target,
    /// Where that path begins.
    pub base: Base,
    /// The Host that the upstream is told, if a plugin has chosen it: a host, perhaps with a port.
    pub host: Option<HeaderValue>,
}

/// Where the path that the upstream will be asked for begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// At the route: what led to it may be stripped, and the service's own path stands before the rest.
    #[default]
    Route,
    /// At the root of the upstream: it goes there as it is.
    Root,
}

impl Forward {
    /// What the client asked for, before anybody has changed it.
    #[must_use]
    pub const fn new(method: Method, target: Target) -> Self {
        Self {
            method,
            target,
            base: Base::Route,
            host: None,
        }
    }
}

/// The route that was meant and where it leads.
#[derive(Debug)]
pub struct Matched {
    /// The route.
    pub route: Arc<Route>,
    /// Its service, if it has one.
    pub service: Option<Arc<Service>>,
    /// The id of the workspace that both belong to.
    pub workspace: Id,
    /// By what all three are told.
    pub names: Arc<Names>,
}

impl Matched {
    /// What the groups of the regular expression hold by which a canonical path led here; `None` if it was another
    /// way. Worked out anew each time.
    #[must_use]
    pub fn captures<'a>(&self, path: &'a str) -> Option<Captures<'a>> {
        self.route.captures(path)
    }
}

/// By what a route, its service and their workspace are told: the name, or the id of what has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The route.
    pub route: String,
    /// The service; empty if there is none.
    pub service: String,
    /// The workspace. Only the name of `default` is known here.
    pub workspace: String,
}

impl Names {
    /// Those of a route that leads to this service, if to any.
    #[must_use]
    pub fn of(route: &Route, service: Option<&Service>, workspace: Id) -> Self {
        let named =
            |name: Option<&schema::Name>, id: Id| name.map_or_else(|| id.to_string(), ToString::to_string);
        Self {
            route: named(route.name.as_ref(), route.id),
            service: service.map_or_else(String::new, |service| named(service.name.as_ref(), service.id)),
            workspace: match workspace == DEFAULT_WORKSPACE {
                true => Workspace::DEFAULT.to_owned(),
                false => workspace.to_string(),
            },
        }
    }
}

/// By what a request proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The name under which it may be told to the upstream and written to logs.
    pub id: Arc<str>,
    /// The entity that it is, if it is one of this gateway; `None` if somebody else vouches for the sender.
    pub entity: Option<Id>,
}

/// How a client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In the clear.
    Http,
    /// Over TLS.
    Https,
}

impl Scheme {
    /// As in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// A version of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// HTTP/1.0
    Http10,
    /// HTTP/1.1
    Http11,
    /// HTTP/2
    Http2,
}

impl Version {
    /// As in an access log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http10 => "HTTP/1.0",
            Self::Http11 => "HTTP/1.1",
            Self::Http2 => "HTTP/2.0",
        }
    }
}
