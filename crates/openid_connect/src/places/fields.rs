//! What has names in a request: the arguments of its query, and its body, if that is a form or a JSON object.

use std::borrow::Cow;
use std::collections::HashMap;

use http::header;
use jose::Secret;
use oidc::{Brought, Found, Pair, Stands};
use plugin::form::{Arguments, Changeable as _, JsonObject};
use plugin::{Body, Exchange, Head, Target};
use serde_json::value::RawValue;

use super::token::{self, PARAMETER};

/// Names and values.
pub(crate) enum Fields<'a> {
    Form(&'a str),
    /// The values as they are written.
    Json(HashMap<Cow<'a, str>, &'a RawValue>),
}

/// Which bodies have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Form,
    Json,
}

impl Sort {
    /// What the head says. A body with a coding is not undone here: a few bytes may become gigabytes.
    fn of(head: &Head) -> Option<Self> {
        if head.has(&header::CONTENT_ENCODING) {
            return None;
        }
        let mut said = head.all(&header::CONTENT_TYPE);
        let only = said.next().filter(|_| said.next().is_none())?.to_str().ok()?;
        let media_type = only.split(';').next().unwrap_or_default().trim();
        match media_type {
            _ if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") => Some(Self::Form),
            _ if media_type.eq_ignore_ascii_case("application/json") => Some(Self::Json),
            _ => None,
        }
    }
}

/// Whether the head speaks of a body that has names.
pub(crate) fn is_readable(head: &Head) -> bool {
    Sort::of(head).is_some()
}

impl<'a> Fields<'a> {
    /// Those of a body that is in memory. What is not what it says has none.
    pub(crate) fn of_body(head: &Head, body: &'a [u8]) -> Option<Self> {
        match Sort::of(head)? {
            Sort::Form => std::str::from_utf8(body).ok().map(Self::Form),
            Sort::Json => serde_json::from_slice(body).ok().map(Self::Json),
        }
    }

    /// What stands under a name.
    pub(crate) fn value(&self, name: &str) -> Found<Secret> {
        match self {
            Self::Form(text) => form_urlencoded::parse(text.as_bytes())
                .filter(|(other, _)| other == name)
                .fold(Found::Nothing, |found, (_, value)| found.and(one(&value))),
            Self::Json(members) => match members.get(name).map(|value| value.get()) {
                None | Some("null") => Found::Nothing,
                Some(written) => match serde_json::from_str::<String>(written) {
                    Ok(text) => one(&text),
                    Err(_) => Found::Malformed,
                },
            },
        }
    }

    /// The access token (RFC 6750 section 2.2, and the same in JSON).
    pub(super) fn token(&self) -> Brought<'a> {
        match self {
            Self::Form(form) => token::in_query(form).fold(Brought::Nothing, token::both),
            Self::Json(members) => match members.get(PARAMETER).map(|value| value.get()) {
                None | Some("null") => Brought::Nothing,
                // No character of a token needs an escape.
                Some(written) => written
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'))
                    .map_or(Brought::Malformed, token::token),
            },
        }
    }

    /// What stands under two names; only both together are something.
    pub(super) fn pair(&self, name: &str, secret: &str) -> Found<Pair> {
        match (self.value(name), self.value(secret)) {
            (Found::Nothing, _) | (_, Found::Nothing) => Found::Nothing,
            (Found::One(name, stands), Found::One(secret, _)) => Found::One(Pair { name, secret }, stands),
            (Found::Malformed, _) | (_, Found::Malformed) => Found::Malformed,
            _ => Found::Several,
        }
    }
}

fn one(text: &str) -> Found<Secret> {
    match text.is_empty() {
        true => Found::Nothing,
        false => Found::One(Secret::new(text), Stands::Elsewhere),
    }
}

/// Takes what stands under these names out of the query, if all of it is there.
pub(super) fn hide_in_query(exchange: &mut Exchange, names: &[&str]) {
    let target = &exchange.forward.target;
    let Some(query) = target.query() else {
        return;
    };
    let mut arguments = Arguments::read(query);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    if !names.iter().all(|name| arguments.has(name)) {
        return;
    }
    names.iter().for_each(|name| arguments.remove(name));
    if let Ok(left) = Target::of(target.path(), arguments.write().as_deref()) {
        exchange.forward.target = left;
    }
}

/// Takes what stands under these names out of the body, if that is in memory, and all of it is there.
pub(super) fn hide(exchange: &mut Exchange, names: &[&str]) {
    let body = exchange.body.in_memory();
    if let Some(left) = body.and_then(|body| without(&exchange.head, body, names)) {
        exchange.body = Body::from(left);
    }
}

/// The body without what stands under these names; `None` unless something does under each of them.
fn without(head: &Head, body: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    match Sort::of(head)? {
        Sort::Form => {
            let mut arguments = Arguments::read(std::str::from_utf8(body).ok()?);
            let are_there = names.iter().all(|name| arguments.has(name));
            names.iter().for_each(|name| arguments.remove(name));
            are_there.then(|| arguments.write().unwrap_or_default().into_bytes())
        }
        Sort::Json => {
            let mut object = JsonObject::read(body)?;
            let are_there = names.iter().all(|name| object.has(name));
            names.iter().for_each(|name| object.remove(name));
            are_there.then(|| object.write())
        }
    }
}

#[cfg(test)]
mod tests;
