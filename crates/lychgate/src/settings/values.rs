//! The values of single keys: text in, meaning out.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::{AccessLog, LogLevel, Workers};

/// A value that does not fit its key: what is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadValue {
    pub(super) what: String,
    pub(super) remedy: String,
}

impl BadValue {
    pub(super) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

/// A folder this user can write to: the one of the system for root, otherwise one of the user's own.
pub(super) fn default_prefix(environment: &Environment) -> PathBuf {
    if let Some(state) = environment.value("XDG_STATE_HOME") {
        return Path::new(state).join("lychgate");
    }
    match environment.value("HOME") {
        Some(home) => Path::new(home).join(".local/state/lychgate"),
        None => PathBuf::from("/var/lib/lychgate"),
    }
}

pub(super) fn readable(value: &str) -> Result<&str, BadValue> {
    if value.contains('\u{fffd}') || value.contains(char::is_control) {
        return Err(BadValue::new(
            "the value is not readable text",
            "write it as UTF-8",
        ));
    }
    if value.starts_with("{vault://") {
        return Err(BadValue::new(
            "references to vaults are not supported yet",
            "write the value itself",
        ));
    }
    Ok(value)
}

pub(super) fn database(value: &str) -> Result<(), BadValue> {
    match value {
        "off" => Ok(()),
        other => Err(BadValue::new(
            format!("`{other}` is not supported yet"),
            "write `off` and name a file in declarative_config",
        )),
    }
}

pub(super) fn path(value: &str) -> Result<PathBuf, BadValue> {
    Ok(PathBuf::from(value))
}

pub(super) fn one_file(value: &str) -> Result<PathBuf, BadValue> {
    if value.contains(',') {
        return Err(BadValue::new(
            "several certificates are not supported yet",
            "name one PEM file",
        ));
    }
    path(value)
}

pub(super) fn log_level(value: &str) -> Result<LogLevel, BadValue> {
    Ok(match value {
        "debug" => LogLevel::Debug,
        "info" => LogLevel::Info,
        "notice" => LogLevel::Notice,
        "warn" => LogLevel::Warn,
        "error" => LogLevel::Error,
        "crit" | "alert" | "emerg" => LogLevel::Crit,
        other => {
            return Err(BadValue::new(
                format!("`{other}` is not a log level"),
                "one of debug, info, notice, warn, error, crit",
            ));
        }
    })
}

pub(super) fn access_log(value: &str, prefix: &Path) -> Result<AccessLog, BadValue> {
    Ok(match value {
        "off" => AccessLog::Off,
        "/dev/stdout" => AccessLog::Stdout,
        "/dev/stderr" => AccessLog::Stderr,
        other if other.contains(char::is_whitespace) => {
            return Err(BadValue::new(
                "a format behind the path is not supported yet",
                "write a path alone, /dev/stdout, or off",
            ));
        }
        // As in Kong, a relative path lies under the prefix.
        file => AccessLog::File(prefix.join(file)),
    })
}

/// More than any machine has; a typing error must not start a million threads.
const MOST_WORKERS: usize = 1024;

pub(super) fn workers(value: &str) -> Result<Workers, BadValue> {
    if value == "auto" {
        return Ok(Workers::Auto);
    }
    match value.parse::<NonZeroUsize>() {
        Ok(number) if number.get() <= MOST_WORKERS => Ok(Workers::Number(number)),
        _ => Err(BadValue::new(
            format!("`{value}` is not a number of cores"),
            format!("`auto`, or a number from 1 to {MOST_WORKERS}"),
        )),
    }
}
