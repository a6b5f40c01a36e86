//! A service as a route leads to it.

use std::rc::Rc;

use model::{PathHandling, Route, Service};
use plugin::Exchange;

use super::peers::Peers;
use crate::balancer::{Choice, Turns};
use crate::ending::Ending;
use crate::forward::BasePath;

/// A service as a route leads to it.
pub(crate) struct Upstream {
    /// What stands before the path of each request.
    pub(crate) base: BasePath,
    peers: Peers,
    host: Host,
}

/// Which Host the upstream is told, unless a plugin chooses it.
#[derive(Clone, Copy, Debug)]
enum Host {
    /// That of the place which is asked.
    Own,
    /// The one the client asked for; that of the place if the client named none.
    Asked,
}

impl Upstream {
    pub(super) fn new(route: &Route, service: &Service, peers: Peers) -> Self {
        Self {
            base: BasePath::new(
                service.path.as_ref().map_or("/", |path| path.as_str()),
                route.path_handling.unwrap_or(PathHandling::V0),
            ),
            peers,
            host: match route.preserve_host {
                true => Host::Asked,
                false => Host::Own,
            },
        }
    }

    /// Where this request goes. If there are several places, it takes a turn.
    ///
    /// # Errors
    /// [`Ending::NoTarget`] if there is none.
    pub(crate) fn choose<'a>(&'a self, x: &Exchange, turns: &'a [Rc<Turns>]) -> Result<Choice<'a>, Ending> {
        let authority = &x.received.authority;
        let asked = match (&x.forward.host, self.host) {
            (Some(chosen), _) => Some(chosen.clone()),
            (None, Host::Asked) if !authority.is_empty() => Some(authority.clone()),
            (None, Host::Own | Host::Asked) => None,
        };
        let turns = self.peers.balancer.map(|number| &*turns[number]);
        Choice::of(&self.peers.all, turns, asked).ok_or(Ending::NoTarget)
    }
}
