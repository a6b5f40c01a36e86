//! The Manager: pages for people, and beside them the Admin API and who is signed in, all of one origin.

mod browser;
mod cookie;
mod invitation;
mod sessions;
mod sign_in;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

pub use self::cookie::COOKIES;

use self::browser::Wants;
use self::invitation::Invitation;
use self::sessions::{Key, Sessions};
use crate::admission::Caller;
use crate::audit::audited;
use crate::guard::{Expected, may};
use crate::guesses::Guesses;
use crate::refusal::Refusal;
use crate::router::{behind, finish};
use crate::{Listen, Node, Reach, Serves};

/// The Manager, as its listeners serve it.
#[derive(Clone, Debug)]
pub struct Manager {
    /// What answers for its pages. They are shown to whoever asks, and hold nothing that is anybody's.
    pub pages: Router,
    /// Who must sign in.
    pub login: Login,
}

/// Who must sign in at the Manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// Whoever comes to a listener that others can reach. On loopback everybody of the machine may all, as at the Admin
    /// API.
    WhereOthersReach,
    /// Everybody, on loopback too.
    Everywhere,
}

impl Login {
    const fn is_asked(self, reach: Reach) -> bool {
        matches!((self, reach), (Self::Everywhere, _) | (_, Reach::Others))
    }
}

/// In these something that stands before the Manager says for whom it asks, and all of `X-Forwarded-…`.
const FORWARDED: [HeaderName; 3] = [
    header::FORWARDED,
    header::VIA,
    HeaderName::from_static("x-real-ip"),
];

/// Whether a request was passed on for somebody, who need not be on this machine then.
fn is_passed_on(headers: &HeaderMap) -> bool {
    headers
        .keys()
        .any(|name| FORWARDED.contains(name) || name.as_str().starts_with("x-forwarded-"))
}

/// What all listeners of the Manager share: who is signed in, and who may.
pub(crate) struct Reception {
    node: Arc<dyn Node>,
    login: Login,
    /// The wrong tokens that were shown, at whichever listener of the node.
    guesses: Arc<Mutex<Guesses>>,
    sessions: Mutex<Sessions>,
    invitation: Mutex<Option<Invitation>>,
    /// Whether anybody must sign in anywhere.
    is_login_asked: bool,
}

impl Reception {
    pub(crate) fn new<'a>(
        node: &Arc<dyn Node>,
        login: Login,
        guesses: &Arc<Mutex<Guesses>>,
        mut listens: impl Iterator<Item = &'a Listen>,
    ) -> Self {
        Self {
            node: Arc::clone(node),
            login,
            guesses: Arc::clone(guesses),
            is_login_asked: listens
                .any(|listen| listen.serves == Serves::Manager && login.is_asked(listen.reach)),
            sessions: Mutex::default(),
            invitation: Mutex::default(),
        }
    }

    /// Draws the code of a link with which somebody may sign in, once; none where nobody needs to. The one before is good
    /// no more.
    pub(crate) fn invite(&self) -> Option<String> {
        self.is_login_asked.then(|| {
            let code = self.node.new_secret();
            *locked(&self.invitation) = Some(Invitation::new(&code, self.node.now()));
            code
        })
    }
}

/// Where people enter: a listener of the Manager.
struct Entrance {
    reception: Arc<Reception>,
    listen: Listen,
}

/// All that a listener of the Manager answers: `/api/…`, `/session`, and the pages.
pub(crate) fn router(reception: &Arc<Reception>, listen: Listen, pages: Router) -> Router {
    let entrance = Arc::new(Entrance {
        reception: Arc::clone(reception),
        listen,
    });
    let at = Arc::clone(&entrance);
    let api = behind(&reception.node, Serves::Everything, move |request, next| {
        let entrance = Arc::clone(&at);
        async move { entrance.call(request, next).await }
    });
    let session = get(sign_in::told).post(sign_in::enter).delete(sign_in::leave);
    let session = session
        .with_state(Arc::clone(&entrance))
        .layer(map_response(finish));
    let (at_calls, at_pages) = (Arc::clone(&entrance), entrance);
    Router::new()
        .nest_service("/api", api)
        .route("/session", session)
        .route_layer(from_fn(move |request, next| {
            let entrance = Arc::clone(&at_calls);
            async move { entrance.admit(Wants::Call, request, next).await }
        }))
        .fallback_service(pages.layer(from_fn(move |request, next| {
            let entrance = Arc::clone(&at_pages);
            async move { entrance.admit(Wants::Page, request, next).await }
        })))
}

impl Entrance {
    /// Lets a request on that a page of the Manager sent, and no other; of the pages themselves, what a person opened.
    /// No other page is ever told that it may read the answer.
    async fn admit(&self, wants: Wants, request: Request, next: Next) -> Response {
        let node = &self.reception.node;
        let hostname = node.identity().hostname;
        let expected = Expected::on(self.listen, node.admission().strangers, &hostname);
        let headers = request.headers();
        let judged = match expected.is_meant(node.names(), request.uri(), headers) {
            true => browser::judge(wants, node.names(), headers),
            false => Err(Refusal::ForeignName),
        };
        let mut answer = match judged {
            Ok(()) => next.run(request).await,
            Err(refusal) => {
                tracing::warn!(error.code = refusal.code(), "Manager: {refusal}");
                finish(refusal.into_response()).await
            }
        };
        for name in [
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            header::ACCESS_CONTROL_ALLOW_METHODS,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        ] {
            answer.headers_mut().remove(name);
        }
        answer
    }

    /// Has the Admin API answer in the name of whoever is signed in.
    async fn call(&self, request: Request, next: Next) -> Response {
        let caller = self.caller(request.headers()).ok_or(Refusal::SignedOut);
        let judged = caller.and_then(|caller| may(caller, request.method()).map(|()| caller));
        audited(&*self.reception.node, from(&request), judged, request, next).await
    }

    /// Who asks; none if nobody is signed in and somebody should be. Whoever signed in counts as that also where nobody
    /// needs to.
    fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
        let now = self.reception.node.now();
        let session = cookie::read(headers).find_map(|shown| self.sessions().used(&Key::of(shown), now));
        match session {
            Some(session) => Some(Caller::SignedIn(session.role)),
            None if self.is_login_asked(headers) => None,
            None => Some(Caller::Seated),
        }
    }

    /// Whether somebody must sign in: whoever is passed on by something that stands before it comes from elsewhere.
    fn is_login_asked(&self, headers: &HeaderMap) -> bool {
        self.reception.login.is_asked(self.listen.reach) || is_passed_on(headers)
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        locked(&self.reception.sessions)
    }
}

/// The address that a request comes from.
fn from(request: &Request) -> IpAddr {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
    connected.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(from)| from.ip())
}

/// What is behind a lock. Nobody leaves it half written.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
