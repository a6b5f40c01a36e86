//! A key in the body of a request.

use std::borrow::Cow;

use http::header;
use plugin::{Body, Exchange};
use serde_json::{Map, Value};

use super::{Name, Shown};
use crate::multipart::Multipart;
use crate::request_transformer::body::Sort;
use plugin::form::Arguments;
use plugin::form::Changeable as _;
use plugin::form::JsonObject;

/// The most of a body that a key is looked for in, in bytes. A longer one is answered with 413.
pub(super) const MOST: usize = 1024 * 1024;

/// What stands under a name in the body, which is in memory. Nothing is looked for in a body that has a coding, or is not
/// what it says.
pub(super) fn shown<'a>(exchange: &'a Exchange, name: &str) -> Shown<'a> {
    let Some((sort, body)) = readable(exchange) else {
        return Shown::Nothing;
    };
    match sort {
        Sort::Form => {
            let pairs = form_urlencoded::parse(body);
            let named = pairs.filter(|(argument, _)| *argument == *name);
            Shown::of(named.map(|(_, value)| value))
        }
        Sort::Json => match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(members) => match members.get(name) {
                Some(Value::String(key)) => Shown::One(key.clone().into()),
                Some(Value::Array(_) | Value::Object(_)) => Shown::Several,
                _ => Shown::Nothing,
            },
            Err(_) => Shown::Nothing,
        },
        Sort::Multipart => {
            let form = content_type(exchange).and_then(|content_type| Multipart::read(content_type, body));
            form.map_or(Shown::Nothing, |form| {
                Shown::of(form.values(name).into_iter().map(Cow::Owned))
            })
        }
    }
}

/// The body without what stands under these names; `None` if nothing does.
pub(super) fn without(exchange: &Exchange, names: &[Name]) -> Option<Body> {
    let (sort, body) = readable(exchange)?;
    let is_there = |name: &Name| !matches!(shown(exchange, &name.argument), Shown::Nothing);
    if !names.iter().any(is_there) {
        return None;
    }
    Some(match sort {
        Sort::Form => {
            let mut arguments = Arguments::read(std::str::from_utf8(body).ok()?);
            names.iter().for_each(|name| arguments.remove(&name.argument));
            Body::from(arguments.write().unwrap_or_default())
        }
        Sort::Json => {
            let mut object = JsonObject::read(body)?;
            names.iter().for_each(|name| object.remove(&name.argument));
            Body::from(object.write())
        }
        Sort::Multipart => {
            let mut form = Multipart::read(content_type(exchange)?, body)?;
            names.iter().for_each(|name| form.remove(&name.argument));
            Body::from(form.write()?)
        }
    })
}

fn readable(exchange: &Exchange) -> Option<(Sort, &[u8])> {
    if exchange.head.has(&header::CONTENT_ENCODING) {
        return None;
    }
    Some((Sort::of(&exchange.head)?, exchange.body.in_memory()?))
}

fn content_type(exchange: &Exchange) -> Option<&str> {
    exchange.head.text(&header::CONTENT_TYPE)
}
