//! The rim: from sockets to requests, from answers to sockets.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::routing::any;
use jose::Secret;
use tokio::sync::Notify;

use crate::answer::Answer;
use crate::endpoint::{Counters, Endpoint};
use crate::protocol::Provider;
use crate::request::{Parameters, Request, Sender};
use crate::wire::{Pace, Pacing};
use crate::{Clock, Misbehaviour, login};

/// No form that is sent here is longer.
const LARGEST_BODY: usize = 64 * 1024;

/// What all calls share.
pub(crate) struct Shared {
    provider: Mutex<Provider>,
    pub(crate) counters: Counters,
    /// Rings when misbehaviours were switched.
    pub(crate) switched: Notify,
    clock: Clock,
    /// Where our own pages are, as `Origin` says it.
    origin: String,
}

impl Shared {
    pub(crate) fn new(provider: Provider, clock: Clock, origin: String) -> Self {
        Self {
            provider: Mutex::new(provider),
            counters: Counters::default(),
            switched: Notify::new(),
            clock,
            origin,
        }
    }

    pub(crate) fn provider(&self) -> MutexGuard<'_, Provider> {
        self.provider.lock().expect("no endpoint panics")
    }

    /// Waits while the token endpoint is held.
    async fn until_released(&self) {
        loop {
            // Made before the look, so that no ring is missed.
            let switched = self.switched.notified();
            if !self.provider().does(Misbehaviour::TokenHeld) {
                return;
            }
            switched.await;
        }
    }

    fn sender(&self, headers: &HeaderMap) -> Sender {
        let ours = match (text(headers, "sec-fetch-site"), text(headers, "origin")) {
            (Some(site), _) => matches!(site, "none" | "same-origin"),
            (None, Some(origin)) => origin == self.origin,
            (None, None) => true,
        };
        if ours { Sender::Ourselves } else { Sender::Stranger }
    }
}

/// All routes, the issuer's path in front.
pub(crate) fn router(shared: Arc<Shared>, path: &str) -> Router {
    let at = |endpoint: Endpoint| {
        any(
            move |State(shared): State<Arc<Shared>>, request: axum::extract::Request| async move {
                serve(&shared, endpoint, request).await
            },
        )
    };
    let router = Endpoint::ALL.into_iter().fold(Router::new(), |router, endpoint| {
        router.route(&format!("{path}{}", endpoint.path()), at(endpoint))
    });
    router
        // RFC 8414 section 3.1 puts the path behind.
        .route(
            &format!("/.well-known/oauth-authorization-server{path}"),
            at(Endpoint::Discovery),
        )
        .fallback_service(at(Endpoint::Elsewhere).with_state(Arc::clone(&shared)))
        .with_state(shared)
}

async fn serve(shared: &Shared, endpoint: Endpoint, request: axum::extract::Request) -> Response<Body> {
    shared.counters.count(endpoint);
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return written(Answer::empty(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let pacing = head.extensions.get::<ConnectInfo<Pacing>>().cloned();
    let request = read(shared, head, &body);
    if endpoint == Endpoint::Token {
        if let Some(grant_type) = request.parameters.only("grant_type")
            && request.method == Method::POST
        {
            shared.counters.count_grant(grant_type);
        }
        shared.until_released().await;
    }
    let now = shared.clock.now();
    let mut answer = shared.provider().answer(endpoint, &request, now);
    if answer.pace != Pace::AtOnce
        && let Some(ConnectInfo(pacing)) = pacing
    {
        pacing.set(answer.pace);
        answer = answer.with(header::CONNECTION, "close");
    }
    written(answer)
}

fn read(shared: &Shared, head: Parts, body: &[u8]) -> Request {
    let parameters = if head.method != Method::POST {
        Parameters::read(head.uri.query().unwrap_or_default().as_bytes())
    } else if is_form(&head.headers) {
        Parameters::read(body)
    } else {
        Parameters::default()
    };
    let cookies = head.headers.get_all(header::COOKIE).into_iter();
    let mut cookies = cookies.filter_map(|line| line.to_str().ok());
    Request {
        login: cookies.find_map(login::shown),
        authorization: text(&head.headers, "authorization").map(Secret::new),
        accept: text(&head.headers, "accept").map(str::to_owned),
        sender: shared.sender(&head.headers),
        method: head.method,
        parameters,
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = text(headers, "content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn written(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    for (name, value) in answer.headers {
        // A header that cannot be written is a fault of ours, not something to leave out.
        let Ok(value) = HeaderValue::try_from(value) else {
            return written(Answer::broken());
        };
        response.headers_mut().append(name, value);
    }
    response
}
