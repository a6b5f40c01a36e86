//! The body of a request, as far as it can be changed.

use http::{HeaderValue, StatusCode, header};
use plugin::{Body, Exchange, Head, Refusal};

use crate::changes::Changes;
use crate::multipart::Multipart;
use plugin::form::Arguments;
use plugin::form::{JsonObject, string};

/// The most of a body that is looked at, in bytes. A longer one is answered with 413.
pub(super) const MOST: usize = 1024 * 1024;

/// Which bodies can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A JSON object.
    Json,
    /// The arguments of a form.
    Form,
    /// A form in several parts.
    Multipart,
}

impl Sort {
    /// What the head says, as Kong reads it: wherever in its Content-Type it says so. Whoever reads it more strictly
    /// would let a body pass untouched that a service takes for one of these.
    pub(crate) fn of(head: &Head) -> Option<Self> {
        let said = head
            .all(&header::CONTENT_TYPE)
            .filter_map(|said| said.to_str().ok());
        let said = said.collect::<Vec<_>>().join(", ").to_ascii_lowercase();
        [
            ("application/json", Self::Json),
            ("multipart/form-data", Self::Multipart),
            ("application/x-www-form-urlencoded", Self::Form),
        ]
        .into_iter()
        .find_map(|(media_type, sort)| said.contains(media_type).then_some(sort))
    }
}

/// The body that was kept, if it can be read.
///
/// # Errors
/// A refusal of a body with a coding: it is never undone here, since a few bytes may become gigabytes, and to let
/// it pass would be a way around the changes.
pub(super) fn kept(exchange: &Exchange) -> Result<&[u8], Box<Refusal>> {
    let mut codings = exchange.head.all(&header::CONTENT_ENCODING);
    if codings.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let refusal = Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the body without Content-Encoding",
        );
        // RFC 9110 12.5.3: an answer may say so.
        return Err(Box::new(
            refusal.with(header::ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        ));
    }
    exchange.body.in_memory().ok_or_else(unreadable)
}

/// Changes the body of a request.
///
/// # Errors
/// The refusal of a body that is not what it says: its service may read it more kindly.
pub(super) fn change(
    exchange: &mut Exchange,
    sort: Sort,
    changes: &Changes<String, String>,
) -> Result<(), Box<Refusal>> {
    let body = kept(exchange)?;
    let changed = match sort {
        Sort::Json => json(body, changes)?,
        Sort::Form => {
            let mut arguments = Arguments::read(std::str::from_utf8(body).map_err(|_| unreadable())?);
            changes.make(&mut arguments);
            Some(arguments.write().unwrap_or_default().into_bytes())
        }
        // Kong makes no such form where there is none.
        Sort::Multipart if body.is_empty() => None,
        Sort::Multipart => {
            let content_type = content_type(&exchange.head).ok_or_else(unreadable)?;
            let mut form = Multipart::read(content_type, body).ok_or_else(unreadable)?;
            changes.make(&mut form);
            Some(form.write().ok_or_else(unreadable)?)
        }
    };
    if let Some(changed) = changed {
        exchange.body = Body::from(changed);
    }
    Ok(())
}

/// What is valid JSON and no object has no members, and stays.
fn json(body: &[u8], changes: &Changes<String, String>) -> Result<Option<Vec<u8>>, Box<Refusal>> {
    if body.is_empty() && changes.add.is_empty() && changes.append.is_empty() {
        return Ok(None);
    }
    let object = match body.is_empty() {
        true => Some(JsonObject::default()),
        false => JsonObject::read(body),
    };
    let Some(mut object) = object else {
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
        return if is_json { Ok(None) } else { Err(unreadable()) };
    };
    let Ok(changes) = changes.try_map(|text| Ok::<_, std::convert::Infallible>(string(text)));
    changes.make(&mut object);
    Ok(Some(object.write()))
}

/// The one Content-Type.
fn content_type(head: &Head) -> Option<&str> {
    let mut said = head.all(&header::CONTENT_TYPE);
    let one = said.next().and_then(|said| said.to_str().ok());
    one.filter(|_| said.next().is_none())
}

fn unreadable() -> Box<Refusal> {
    let message = "The body is not what its Content-Type says";
    Box::new(Refusal::new(StatusCode::BAD_REQUEST, message))
}
