//! The headers of a route.

use std::collections::BTreeMap;

use http::HeaderName;
use schema::{DecodeError, Field, Shape, Value, Violation, Violations};

use super::RouteRegex;

/// Headers that a request must have, all of them, each with one of its values.
#[derive(Clone, Debug)]
pub struct RouteHeaders(Vec<(HeaderName, Vec<RouteHeaderValue>)>);

/// A value that a header may have.
#[derive(Clone, Debug)]
pub enum RouteHeaderValue {
    /// This one, whatever the case.
    Text(String),
    /// One in which this expression occurs, whatever the case; written with `~*` before it.
    Regex(RouteRegex),
}

impl RouteHeaders {
    /// Each header with its values.
    pub fn iter(&self) -> impl Iterator<Item = &(HeaderName, Vec<RouteHeaderValue>)> {
        self.0.iter()
    }

    /// Judges the names, which are no values of the schema, and that each has a value to match.
    pub(super) fn judge(headers: &Value, found: &mut Violations) {
        for (name, values) in headers.as_object().into_iter().flatten() {
            let judged = judge_name(name).and_then(|()| match values.as_array() {
                Some(values) if values.is_empty() => Err(Violation::LenMin(1)),
                _ => Ok(()),
            });
            if let Err(violation) = judged {
                found.merge(Violations::from(violation).at(name.as_str()).at("headers"));
            }
        }
    }
}

impl Shape for RouteHeaders {
    fn shape() -> Field {
        BTreeMap::<String, Vec<RouteHeaderValue>>::shape()
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let written = BTreeMap::<String, Vec<RouteHeaderValue>>::read(value)?;
        let named = |(name, values): (String, _)| match HeaderName::try_from(&name) {
            Ok(name) => Ok((name, values)),
            Err(_) => Err(DecodeError::expected("the name of a header").at(name.as_str())),
        };
        written.into_iter().map(named).collect::<Result<_, _>>().map(Self)
    }
}

impl RouteHeaderValue {
    fn parse(text: &str) -> Result<Self, Violation> {
        match text.strip_prefix("~*") {
            Some(expression) => RouteRegex::of_header(expression).map(Self::Regex),
            None => Ok(Self::Text(text.to_owned())),
        }
    }

    fn judge(text: &str) -> Result<(), Violation> {
        Self::parse(text).map(drop)
    }
}

impl Shape for RouteHeaderValue {
    fn shape() -> Field {
        Field::text(Self::judge)
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value
            .as_str()
            .ok_or(DecodeError::expected("a value of a header"))?;
        Self::parse(text).map_err(|_| DecodeError::expected("a value of a header"))
    }
}

fn judge_name(name: &str) -> Result<(), Violation> {
    schema::HeaderName::parse(name)?;
    if name.eq_ignore_ascii_case("host") {
        return Err(Violation::Own {
            code: "config.header_name",
            text: "cannot contain 'host' header, which must be specified in the 'hosts' attribute".to_owned(),
            remedy: "write it under `hosts`".to_owned(),
        });
    }
    Ok(())
}
