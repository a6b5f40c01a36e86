//! Changes the body of an answer on its way to the client.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::{HeaderName, Method, StatusCode, header};
use plugin::{Answer, Body, BodyError, Exchange, Head, Piece, RequestId, Source};

/// What describes a body, and is not true of another one.
const DESCRIBING: [HeaderName; 9] = [
    header::CONTENT_LENGTH,
    header::ETAG,
    header::ACCEPT_RANGES,
    header::TRAILER,
    HeaderName::from_static("content-digest"),
    HeaderName::from_static("content-md5"),
    HeaderName::from_static("digest"),
    HeaderName::from_static("repr-digest"),
    HeaderName::from_static("x-content-digest"),
];

/// Lets the transforms of an answer change its body, where there is one that can be read. An answer to HEAD has the
/// head that the one to GET would have.
pub(crate) fn transform(x: &Exchange, answer: &mut Answer) {
    let transforms = std::mem::take(&mut answer.transforms);
    if !can_be_read(answer.status, &answer.head) {
        return;
    }
    for name in &DESCRIBING {
        answer.head.remove(name);
    }
    if x.received.method != Method::HEAD {
        let changed = transforms.apply(std::mem::take(&mut answer.body));
        answer.body = match changed.in_memory() {
            Some(_) => changed,
            None => Body::stream(Watched {
                body: changed,
                id: x.id.clone(),
            }),
        };
    }
}

/// Whether it has a body (RFC 9110 6.4.1), of one message, and without a coding that is not undone here.
fn can_be_read(status: StatusCode, head: &Head) -> bool {
    let has_body = !status.is_informational()
        && !matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT
        );
    let is_grpc = head.all(&header::CONTENT_TYPE).any(|said| {
        said.as_bytes()
            .to_ascii_lowercase()
            .starts_with(b"application/grpc")
    });
    let mut codings = head.all(&header::CONTENT_ENCODING);
    has_body && !is_grpc && codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// A body whose fault is told to the log: the client sees nothing but a connection that breaks off.
struct Watched {
    body: Body,
    id: RequestId,
}

impl Source for Watched {
    fn poll_piece(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        let piece = ready!(self.body.poll_piece(cx));
        if let Some(Err(error)) = &piece {
            tracing::warn!(
                request.id = %self.id, error.code = "answer.not_transformed",
                "the body of an answer could not be changed, and broke off: {error}"
            );
        }
        Poll::Ready(piece)
    }

    fn size(&self) -> Option<u64> {
        self.body.size()
    }
}

#[cfg(test)]
mod tests;
