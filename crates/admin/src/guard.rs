//! Keeps web pages away from the Admin API, since a browser beside it visits strangers, and the strangers themselves.

#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::admission::{Caller, WrongToken, shows_something};
use crate::audit::audited;
use crate::cors::{Asked, is_preflight};
use crate::extension::Extension;
use crate::guesses::Guesses;
use crate::names::Page;
use crate::origin::{host_of, is_loopback};
use crate::refusal::Refusal;
use crate::{Listen, Names, Node, Reach, Role, Serves, Strangers};

/// What stands before every path of a listener.
pub(crate) struct Guard {
    /// The node.
    pub(crate) node: Arc<dyn Node>,
    /// The listener.
    pub(crate) listen: Listen,
    /// The wrong tokens that were shown, at whichever listener.
    pub(crate) guesses: Arc<Mutex<Guesses>>,
}

impl Guard {
    /// Lets a request on unless it may come from a foreign page, or from somebody who may not ask that. It tells who
    /// asks, and what came of each write.
    pub(crate) async fn admit(&self, request: Request, next: Next) -> Response {
        let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let from = connected.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(from)| from.ip());
        let page = self.node.names().page(request.headers());
        let judged = self.judge(&page, from, &request);
        let asked = Asked::of(page, request.method(), request.headers());
        let mut answer = audited(&*self.node, from, judged, request, next).await;
        asked.tell(answer.headers_mut());
        answer
    }

    /// Who asks, if they may.
    fn judge(&self, page: &Page, from: IpAddr, request: &Request) -> Result<Caller, Refusal> {
        let (names, admission) = (self.node.names(), self.node.admission());
        let (headers, reach) = (request.headers(), self.listen.reach);
        let hostname = self.node.identity().hostname;
        let expected = Expected::on(self.listen, admission.strangers, &hostname);
        judge(page, expected, names, request.uri(), headers)?;
        let path = request.uri().path();
        let is_watched = || {
            self.listen.serves == Serves::Status
                && only_reads(request.method())
                && Extension::is_watched(self.node.endpoints(), path)
        };
        let is_public = reach == Reach::Others && (is_status(request.method(), path) || is_watched());
        if is_public || is_preflight(page, request.method(), headers) {
            return Ok(Caller::Stranger);
        }
        let caller = || {
            admission
                .caller(reach, headers)
                .map_err(|WrongToken| Refusal::WrongToken)
        };
        let caller = match shows_something(headers) {
            false => caller(),
            true => {
                // Held until the token is judged, so that those who come at once are counted one by one.
                let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
                guesses.weigh(from, self.node.now(), caller)
            }
        }?;
        may(caller, request.method()).map(|()| caller)
    }
}

/// What a listener may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected<'a> {
    /// By whatever: who asks for the status calls it by its address, and who asks for more shows a token, which no
    /// page knows.
    Anything,
    /// By names of loopback.
    Loopback,
    /// By an address, a name of loopback, or this name of its machine.
    Machine(&'a str),
}

impl<'a> Expected<'a> {
    /// On a listener. The pages of the Manager show nothing that only they know, so they need a name as well.
    pub(crate) const fn on(listen: Listen, strangers: Strangers, hostname: &'a str) -> Self {
        match (listen.serves, listen.reach, strangers) {
            (Serves::Everything | Serves::Manager, Reach::Machine, _) => Self::Loopback,
            (Serves::Everything, Reach::Others, Strangers::MayAll) | (Serves::Manager, Reach::Others, _) => {
                Self::Machine(hostname)
            }
            (Serves::Everything, Reach::Others, Strangers::ReadStatus) | (Serves::Status, ..) => {
                Self::Anything
            }
        }
    }

    /// Whether a request calls it so, or by a name that the operator gave it: with all of its hosts.
    pub(crate) fn is_meant(self, names: &Names, uri: &Uri, headers: &HeaderMap) -> bool {
        if self == Self::Anything {
            return true;
        }
        let is_own = |authority: &Authority| self.has(authority) || names.has(authority);
        let mut named = headers.get_all(header::HOST).iter().peekable();
        let own_host = named.peek().is_some()
            && named.all(|host| {
                let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
                authority.is_some_and(|authority| is_own(&authority))
            });
        own_host && uri.authority().is_none_or(is_own)
    }

    fn has(self, authority: &Authority) -> bool {
        let Some(host) = host_of(authority) else {
            return false;
        };
        match self {
            Self::Anything => true,
            Self::Loopback => is_loopback(&host),
            Self::Machine(name) => {
                let is_machine = host == name.to_ascii_lowercase();
                is_machine || is_loopback(&host) || host.parse::<IpAddr>().is_ok()
            }
        }
    }
}

/// Whether it comes from no foreign page.
///
/// Where no token is asked for, it must be called by a name of its own as well: a page whose own name was made to
/// resolve to our address is of the same origin for the browser, and shows itself only by that name. Nobody can make an
/// address resolve to another one, and the names of `names` are the operator's.
fn judge(
    page: &Page,
    expected: Expected<'_>,
    names: &Names,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    if *page == Page::Foreign {
        return Err(Refusal::ForeignOrigin);
    }
    match expected.is_meant(names, uri, headers) {
        true => Ok(()),
        false => Err(Refusal::ForeignHost),
    }
}

/// Whether it is asked how the node is, which whoever reaches it may know. Who may read that may not drain it.
fn is_status(method: &Method, path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    only_reads(method) && matches!(path, "/status" | "/status/ready")
}

/// Entities hold secrets, and whoever writes them has the gateway.
pub(crate) fn may(caller: Caller, method: &Method) -> Result<(), Refusal> {
    match caller.role() {
        Some(Role::Admin) => Ok(()),
        Some(Role::ReadOnly) if only_reads(method) => Ok(()),
        Some(Role::ReadOnly) => Err(Refusal::ReadOnly),
        None => Err(Refusal::NoToken),
    }
}

pub(crate) const fn only_reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
