//! Keeps web pages away from the Admin API, since a browser beside it visits strangers, and the strangers themselves.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::admission::{Caller, WrongToken, shows_something};
use crate::audit::{Ledger, Write};
use crate::cors::{Asked, is_preflight};
use crate::extension::Extension;
use crate::guesses::Guesses;
use crate::names::Page;
use crate::origin::host_of;
use crate::resource::Located;
use crate::{Listen, Names, Node, Reach, Role, Serves, Strangers, problem};

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
    pub(crate) async fn admit(&self, mut request: Request, next: Next) -> Response {
        let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let from = connected.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(from)| from.ip());
        let page = self.node.names().page(request.headers());
        let judged = self.judge(&page, from, &request);
        let asked = Asked::of(page, request.method(), request.headers());
        let ledger = Arc::<Ledger>::default();
        let mut write = (!request.method().is_safe()).then(|| Write {
            who: judged.map_or_else(Refusal::who, Caller::name),
            from,
            method: request.method().clone(),
            target: request.uri().clone(),
            kind: self.kind_at(request.uri().path()),
            ledger: Arc::clone(&ledger),
            status: None,
        });
        let mut answer = match judged {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                request.extensions_mut().insert(ledger);
                next.run(request).await
            }
            Err(refusal) => {
                tracing::warn!(error.code = refusal.code(), "Admin API: {refusal}");
                refusal.into_response()
            }
        };
        if let Some(write) = &mut write {
            write.status = Some(answer.status());
        }
        asked.tell(answer.headers_mut());
        answer
    }

    /// The kind of what is written at a path.
    fn kind_at(&self, path: &str) -> Option<&'static str> {
        Located::at(self.node.catalogue(), path)?.resource.kind()
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
        let caller = match shows_something(headers) {
            false => admission.caller(reach, headers),
            true => {
                let now = self.node.now();
                // Held until the token is judged, so that those who come at once are counted one by one.
                let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(seconds) = guesses.wait(from, now) {
                    return Err(Refusal::Guessed(seconds));
                }
                let caller = admission.caller(reach, headers);
                if caller.is_err() {
                    guesses.count(from, now);
                }
                caller
            }
        };
        let caller = caller.map_err(|WrongToken| Refusal::WrongToken)?;
        may(caller, request.method()).map(|()| caller)
    }
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A page asked for it.
    ForeignOrigin,
    /// It names another host than this one.
    ForeignHost,
    /// Others can reach this listener, and whoever asks shows no token of this node.
    NoToken,
    /// What is shown is no token of this node.
    WrongToken,
    /// Too many of those came from there. For so many seconds none is looked at.
    Guessed(u64),
    /// Who may only read wants to write.
    ReadOnly,
}

impl Refusal {
    const fn code(self) -> &'static str {
        match self {
            Self::ForeignOrigin => "admin.foreign_origin",
            Self::ForeignHost => "admin.foreign_host",
            Self::NoToken => "admin.no_token",
            Self::WrongToken => "admin.wrong_token",
            Self::Guessed(_) => "admin.guessed",
            Self::ReadOnly => "admin.read_only",
        }
    }

    /// What whoever is refused is called in the log.
    const fn who(self) -> &'static str {
        match self {
            Self::ReadOnly => Caller::Known(Role::ReadOnly).name(),
            _ => "nobody",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::ForeignOrigin | Self::ForeignHost | Self::ReadOnly => StatusCode::FORBIDDEN,
            Self::NoToken | Self::WrongToken => StatusCode::UNAUTHORIZED,
            Self::Guessed(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForeignOrigin => {
                "web pages may not call the Admin API, but for those of admin_gui_url; use curl or another tool"
            }
            Self::ForeignHost => {
                "the Admin API does not answer to this name; call it as localhost or by its address, or name it in \
                 admin_gui_api_url"
            }
            Self::NoToken => {
                "others can reach this Admin API, so who wants more than its status shows the token of this node; \
                 send what is in admin_token of its prefix as Kong-Admin-Token"
            }
            Self::WrongToken => {
                "this is no token of this node, or there are two; send what is in admin_token of its prefix as \
                 Kong-Admin-Token, or on loopback nothing"
            }
            Self::Guessed(_) => "too many wrong tokens came from this address; try again later",
            Self::ReadOnly => {
                "this token is for reading; who writes shows what is in admin_token of the prefix"
            }
        })?;
        write!(f, " ({})", self.code())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = problem::message(self.status(), &self.to_string());
        if let Self::Guessed(seconds) = self {
            let seconds = HeaderValue::from(seconds);
            answer.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        answer
    }
}

/// What a listener may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected<'a> {
    /// By whatever: who asks for the status calls it by its address, and who asks for more shows a token, which no
    /// page knows.
    Anything,
    /// By names of loopback.
    Loopback,
    /// By an address, a name of loopback, or this name of its machine.
    Machine(&'a str),
}

impl<'a> Expected<'a> {
    const fn on(listen: Listen, strangers: Strangers, hostname: &'a str) -> Self {
        match (listen.serves, listen.reach, strangers) {
            (Serves::Everything, Reach::Machine, _) => Self::Loopback,
            (Serves::Everything, Reach::Others, Strangers::MayAll) => Self::Machine(hostname),
            (Serves::Everything, Reach::Others, Strangers::ReadStatus) | (Serves::Status, ..) => {
                Self::Anything
            }
        }
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
    if expected == Expected::Anything {
        return Ok(());
    }
    let is_own = |authority: &Authority| expected.has(authority) || names.has(authority);
    let mut named = headers.get_all(header::HOST).iter().peekable();
    let own_host = named.peek().is_some()
        && named.all(|host| {
            let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
            authority.is_some_and(|authority| is_own(&authority))
        });
    let own_target = uri.authority().is_none_or(is_own);
    match own_host && own_target {
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
fn may(caller: Caller, method: &Method) -> Result<(), Refusal> {
    match caller.role() {
        Some(Role::Admin) => Ok(()),
        Some(Role::ReadOnly) if only_reads(method) => Ok(()),
        Some(Role::ReadOnly) => Err(Refusal::ReadOnly),
        None => Err(Refusal::NoToken),
    }
}

const fn only_reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// `localhost`, a name below it, or a loopback address. None of them can be made to resolve elsewhere (RFC 6761 6.3).
fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}
