//! `/session`: who is signed in, and how one signs in and out.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use schema::Value;
use serde_json::json;

use super::cookie::{self, Cookie};
use super::sessions::{IDLE, Key, Session};
use super::{Entrance, Invitation, from, locked};
use crate::admission::Caller;
use crate::refusal::Refusal;
use crate::{Origin, Role, json as strict, problem};

/// The most bytes of a body.
const LARGEST: usize = 4096;

/// What somebody shows to sign in.
#[derive(PartialEq, Eq)]
enum Shown {
    /// A token of the node.
    Token(String),
    /// The code of the link that was printed at the start.
    Link(String),
}

/// `GET /session`: who is signed in. It does not keep a session alive, so that a page may ask how much is left of it.
pub(super) async fn told(State(entrance): State<Arc<Entrance>>, headers: HeaderMap) -> Response {
    let now = entrance.reception.node.now();
    let session = cookie::read(&headers).find_map(|shown| entrance.sessions().seen(&Key::of(shown), now));
    let is_asked = entrance.is_login_asked(&headers);
    match session {
        None if is_asked => refused(Refusal::SignedOut),
        session => view(is_asked, session, now).into_response(),
    }
}

/// `POST /session`: signs in with `{"token": …}` or `{"link": …}`.
pub(super) async fn enter(State(entrance): State<Arc<Entrance>>, request: Request) -> Response {
    let from = from(&request);
    let before: Vec<Key> = cookie::read(request.headers()).map(Key::of).collect();
    let (parts, body) = request.into_parts();
    let shown = match read(&parts.headers, body).await {
        Ok(shown) => shown,
        Err(answer) => return answer,
    };
    let (node, now) = (&entrance.reception.node, entrance.reception.node.now());
    let role = match entrance.weigh(from, &shown, now) {
        Ok(role) => role,
        Err(refusal) => {
            tracing::warn!(error.code = refusal.code(), client.address = %from, "Manager: {refusal}");
            return refused(refusal);
        }
    };
    let value = base64_simd::URL_SAFE_NO_PAD.encode_to_string(node.new_key());
    let cookie = Cookie::over(is_over_tls(&parts.headers));
    let session = {
        let mut sessions = entrance.sessions();
        for before in &before {
            sessions.end(before);
        }
        sessions.begin(Key::of(&cookie.shown(&value)), role, now)
    };
    note(&entrance, from, Caller::SignedIn(role).name(), "signs in");
    let mut answer = view(entrance.is_login_asked(&parts.headers), Some(session), now).into_response();
    set(&mut answer, cookie.kept(&value));
    answer
}

/// `DELETE /session`: signs out, also whoever was not signed in.
pub(super) async fn leave(State(entrance): State<Arc<Entrance>>, request: Request) -> Response {
    let shown = cookie::read(request.headers()).map(Key::of);
    let ended: Vec<_> = shown.filter_map(|key| entrance.sessions().end(&key)).collect();
    for session in ended {
        note(&entrance, from(&request), session.role.name(), "signs out");
    }
    let mut answer = StatusCode::NO_CONTENT.into_response();
    set(&mut answer, Cookie::over(is_over_tls(request.headers())).gone());
    answer
}

/// Whether the page that asks came over TLS, which ends before the Manager. Browsers tell where a page is from whenever it
/// does more than to read.
fn is_over_tls(headers: &HeaderMap) -> bool {
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    let origin = origin.and_then(|origin| origin.parse::<Origin>().ok());
    origin.is_some_and(|origin| origin.is_secure())
}

impl Entrance {
    /// What whoever shows this may. Wrong tokens and wrong links count alike, beside those at the Admin API.
    fn weigh(&self, from: IpAddr, shown: &Shown, now: u64) -> Result<Role, Refusal> {
        let reception = &self.reception;
        let judge = || {
            let role = match shown {
                Shown::Token(token) => reception.node.admission().role_of(token.as_bytes()),
                Shown::Link(code) => {
                    let is_good = Invitation::accept(&mut locked(&reception.invitation), code, now);
                    is_good.then_some(Role::Admin)
                }
            };
            role.ok_or(Refusal::NotLetIn)
        };
        locked(&reception.guesses).weigh(from, now, judge)
    }
}

/// Reads what somebody shows: JSON, of which other pages could send nothing without asking first.
async fn read(headers: &HeaderMap, body: Body) -> Result<Shown, Response> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media_type
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    if !essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json")) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let body = to_bytes(body, LARGEST).await;
    let body = body.map_err(|_| problem::message(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large"))?;
    let written = strict::parse(&body).unwrap_or_default();
    let text = |name: &str| written.get(name).and_then(Value::as_str).map(str::to_owned);
    match (text("token"), text("link")) {
        (Some(token), None) => Ok(Shown::Token(token)),
        (None, Some(code)) => Ok(Shown::Link(code)),
        _ => Err(problem::message(
            StatusCode::BAD_REQUEST,
            "send {\"token\": …}, or {\"link\": …} with the code of the link that was printed at the start",
        )),
    }
}

/// Who is signed in, as a page is told.
fn view(is_login_asked: bool, session: Option<Session>, now: u64) -> String {
    let caller = session.map_or(Caller::Seated, |session| Caller::SignedIn(session.role));
    let left = session.and_then(|session| session.left(now));
    let view = json!({
        "role": caller.role().map(Role::name),
        "name": caller.name(),
        "login": if is_login_asked { "token" } else { "off" },
        "idle_seconds": session.map(|_| IDLE / 1000),
        "expires_in": left.map(|left| left / 1000),
    });
    view.to_string()
}

/// That somebody is not signed in, and how one does it here.
fn refused(refusal: Refusal) -> Response {
    let told = json!({ "message": refusal.to_string(), "login": "token" });
    let mut answer = refusal.into_response();
    *answer.body_mut() = told.to_string().into();
    answer.headers_mut().remove(header::CONTENT_LENGTH);
    answer
}

fn set(answer: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

/// Who came and went is in the log, whatever `log_level` says, like what they change.
fn note(entrance: &Entrance, from: IpAddr, who: &str, does: &str) {
    let listener = entrance.listen.address;
    tracing::info!(
        target: "audit",
        event = "manager.session",
        who,
        client.address = %from,
        "Manager on {listener}: {who} {does} from {from}"
    );
}
