//! `/debug/node/log-level`: how much is told in the log, read and changed for a while.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;

use crate::Node;
use crate::body::Written;
use crate::desk::Answer;
use crate::problem::{Problem, message};
use crate::query::Query;

/// For how long it is changed unless somebody says otherwise, as in Kong.
const USUAL: u64 = 60;

/// The longest.
const LONGEST: u64 = 86_400;

/// What is told in the log.
pub(crate) fn read(node: &dyn Node) -> Response {
    message(StatusCode::OK, &format!("log level: {}", node.log_level()))
}

/// Changes that, for `timeout` seconds. Then it is again what the settings say.
pub(crate) fn write(node: &dyn Node, level: &str, query: &Query, written: Option<&Written>) -> Answer {
    let told = written.and_then(|written| written.told().get("timeout"));
    let told = told.map(|seconds| {
        seconds
            .as_str()
            .map_or_else(|| seconds.to_string(), str::to_owned)
    });
    let seconds = match query.get("timeout").map(str::to_owned).or(told) {
        None => USUAL,
        Some(seconds) => seconds.parse().map_err(|_| Problem::Seconds)?,
    };
    if !(1..=LONGEST).contains(&seconds) {
        return Err(Problem::Seconds);
    }
    if node.log_level() == level {
        return Ok(message(StatusCode::OK, &format!("log level is already {level}")));
    }
    match node.set_log_level(level, Duration::from_secs(seconds)) {
        true => Ok(message(StatusCode::OK, "log level changed")),
        false => Err(Problem::LogLevel(level.to_owned())),
    }
}
