//! The pages and files, by their paths.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::coding::Coding;
use crate::file::{EMBEDDED, File};
use crate::policy;

/// Answers with the pages that are embedded, or says how to get them. `nonce` draws, for each page, a text of letters and
/// digits that nobody can guess.
pub fn pages(nonce: impl Fn() -> String + Send + Sync + 'static) -> Router {
    let pages = Arc::new(Pages::of(EMBEDDED));
    let nonce = Arc::new(nonce);
    Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap| {
        let (pages, nonce) = (Arc::clone(&pages), Arc::clone(&nonce));
        async move { pages.answer(&method, uri.path(), &headers, &*nonce) }
    })
}

/// The one page, from which a browser makes all others.
const INDEX: &str = "index.html";

/// Where the nonce of an answer is put.
const NONCE: &str = "__NONCE__";

/// What is shown where the pages were not built.
const ABSENT: &str = include_str!("absent.html");

/// What there is.
struct Pages {
    files: &'static [File],
    /// The text of the one page.
    index: String,
}

impl Pages {
    fn of(files: &'static [File]) -> Self {
        let index = files.iter().find(|file| file.path == INDEX);
        let index = index.and_then(|index| String::from_utf8(index.unpacked().ok()?).ok());
        Self {
            files,
            index: index.unwrap_or_else(|| ABSENT.to_owned()),
        }
    }

    /// What is answered. A path is a place within the one page, unless it has the form of a file; below `/w/` it is one
    /// always, since people name workspaces and entities as they like.
    fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        nonce: &dyn Fn() -> String,
    ) -> Response {
        let path = path.strip_prefix('/').unwrap_or(path);
        let is_place = path.starts_with("w/") || !path.rsplit('/').next().unwrap_or_default().contains('.');
        let mut answer = if !matches!(*method, Method::GET | Method::HEAD) {
            let allowed = [(header::ALLOW, "GET, HEAD")];
            (StatusCode::METHOD_NOT_ALLOWED, allowed, "Method not allowed\n").into_response()
        } else if is_place || path == INDEX {
            self.page(&nonce())
        } else if let Some(file) = self.files.iter().find(|file| file.path == path) {
            sent(file, headers)
        } else {
            (StatusCode::NOT_FOUND, "Not found\n").into_response()
        };
        policy::protect(answer.headers_mut());
        let caching = answer.headers_mut().entry(header::CACHE_CONTROL);
        caching.or_insert(HeaderValue::from_static("no-store"));
        answer
    }

    /// The one page, for this answer alone.
    fn page(&self, nonce: &str) -> Response {
        let text = self.index.replace(NONCE, nonce);
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy::of_page(nonce)),
        ];
        (headers, text).into_response()
    }
}

/// A file, in the coding that the client likes best; or that it is the one that the client has.
fn sent(file: &File, headers: &HeaderMap) -> Response {
    let accepted = joined(headers, &header::ACCEPT_ENCODING);
    let coding = Coding::liked(&accepted, file.codings());
    // What is sent in another coding is another representation (RFC 9110 8.8.3.3).
    let tag = match coding.name() {
        None => format!("\"{}\"", file.hash),
        Some(name) => format!("\"{}-{name}\"", file.hash),
    };
    let caching = match file.is_immutable() {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let known = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, caching),
        (header::VARY, "accept-encoding"),
    ];
    if is_known(&joined(headers, &header::IF_NONE_MATCH), &tag) {
        return (StatusCode::NOT_MODIFIED, known).into_response();
    }
    let content = match coding {
        Coding::Br => Body::from(file.br.unwrap_or_default()),
        Coding::Gzip => Body::from(file.gzip.unwrap_or_default()),
        Coding::Identity => match file.unpacked() {
            Ok(content) => Body::from(content),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    };
    let mut answer = (known, content).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
    if let Some(name) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    answer
}

/// Whether a client has what is tagged so (RFC 9110 13.1.2).
fn is_known(tags: &str, tag: &str) -> bool {
    let mut tags = tags.split(',').map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// All values of a header, as if they stood in one.
fn joined(headers: &HeaderMap, name: &header::HeaderName) -> String {
    let values = headers.get_all(name).iter();
    let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    texts.join(",")
}
