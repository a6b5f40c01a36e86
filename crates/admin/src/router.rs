//! Which path is answered by what.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use crate::{Node, guard, problem, status};

/// All paths, for the listener at this address. As in Kong, a slash at the end changes nothing.
pub(crate) fn router(node: Arc<dyn Node>, listener: SocketAddr) -> Router {
    let readable = |reader: MethodRouter<Arc<dyn Node>>| reader.options(allow_reading);
    Router::new()
        .route("/status", readable(get(status::read)))
        .route("/status/", readable(get(status::read)))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(node)
        .layer(from_fn(move |request, next| {
            guard::admit(listener, request, next)
        }))
        .layer(map_response(finish))
}

async fn allow_reading() -> (StatusCode, [(header::HeaderName, &'static str); 1]) {
    (StatusCode::NO_CONTENT, [(header::ALLOW, "GET, HEAD, OPTIONS")])
}

/// What every answer carries: nothing here may be kept, or be taken for a page.
async fn finish(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    if headers.contains_key(header::CONTENT_TYPE) {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, json);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    answer
}
