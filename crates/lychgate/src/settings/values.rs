//! The values of single keys: text in, meaning out.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::time::Duration;

use proxy::MediaType;

use super::environment::Environment;
use super::{AccessLog, LogLevel, TrustedCertificates, Workers};

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
            "references to vaults are followed in pg_password alone",
            "write the value itself",
        ));
    }
    Ok(value)
}

/// Kong's words for a switch.
pub(super) fn switch(value: &str) -> Result<bool, BadValue> {
    match value {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        other => Err(BadValue::new(
            format!("`{other}` is neither on nor off"),
            "on or off",
        )),
    }
}

/// The kinds of database by name; how the last one is reached stands in other keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatabaseName {
    Off,
    Sqlite,
    Postgres,
}

pub(super) fn database(value: &str) -> Result<Option<DatabaseName>, BadValue> {
    match value {
        "off" => Ok(Some(DatabaseName::Off)),
        "sqlite" => Ok(Some(DatabaseName::Sqlite)),
        "postgres" => Ok(Some(DatabaseName::Postgres)),
        other => Err(BadValue::new(
            format!("`{other}` is not supported"),
            "write `sqlite` or `postgres`, or `off` and name a file in declarative_config",
        )),
    }
}

pub(super) fn path(value: &str) -> Result<PathBuf, BadValue> {
    Ok(PathBuf::from(value))
}

/// A folder, wherever the gateway is started.
pub(super) fn folder(value: &str) -> Result<Option<PathBuf>, BadValue> {
    let path = path(value)?;
    match path.is_absolute() {
        true => Ok(Some(path)),
        false => Err(BadValue::new(
            format!("`{value}` depends on where the gateway is started"),
            "write the path from `/` on",
        )),
    }
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

/// Authorities, as in Kong: `system`, files, or both, with commas between them.
pub(super) fn trusted(value: &str) -> Result<TrustedCertificates, BadValue> {
    let mut trusted = TrustedCertificates {
        system: false,
        files: Vec::new(),
    };
    for member in list(value) {
        match member {
            "system" => trusted.system = true,
            "" => {
                return Err(BadValue::new(
                    "there is nothing between two commas",
                    "write `system`, paths of PEM files, or both, divided by commas",
                ));
            }
            pem if pem.starts_with("-----BEGIN") => {
                return Err(BadValue::new(
                    "a certificate itself is not read here",
                    "write it into a PEM file, and name the file",
                ));
            }
            file => trusted.files.push(path(file)?),
        }
    }
    Ok(trusted)
}

pub(super) fn log_level(value: &str) -> Result<LogLevel, BadValue> {
    LogLevel::named(value).ok_or_else(|| {
        BadValue::new(
            format!("`{value}` is not a log level"),
            format!("one of {}", LogLevel::ALL.map(LogLevel::name).join(", ")),
        )
    })
}

/// Kong's name for the form that a line has.
const ACCESS_LOG_FORMAT: &str = "kong_log_format";

pub(super) fn access_log(value: &str, prefix: &Path) -> Result<AccessLog, BadValue> {
    let mut words = value.split_ascii_whitespace();
    let path = words.next().unwrap_or_default();
    let format = words.next().unwrap_or(ACCESS_LOG_FORMAT);
    if format != ACCESS_LOG_FORMAT || words.next().is_some() {
        return Err(BadValue::new(
            format!("what stands behind the path is not supported yet, but for `{ACCESS_LOG_FORMAT}`"),
            "write a path alone, /dev/stdout, or off",
        ));
    }
    Ok(match path {
        "off" => AccessLog::Off,
        "/dev/stdout" => AccessLog::Stdout,
        "/dev/stderr" => AccessLog::Stderr,
        // As in Kong, a relative path lies under the prefix.
        file => AccessLog::File(prefix.join(file)),
    })
}

/// The members of a list that is divided by commas.
pub(super) fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim)
}

pub(super) fn media_type(value: &str) -> Result<MediaType, BadValue> {
    let known = MediaType::ALL.into_iter().find(|known| known.name() == value);
    known.ok_or_else(|| {
        BadValue::new(
            format!("errors are not written as `{value}`"),
            format!("one of {}", MediaType::ALL.map(MediaType::name).join(", ")),
        )
    })
}

/// A number of bytes as nginx writes it, with `k`, `m` or `g` behind it; `None` for 0, which is no limit.
pub(super) fn size(value: &str) -> Result<Option<NonZeroU64>, BadValue> {
    let (digits, unit) = match value.as_bytes().last() {
        Some(b'k' | b'K') => (&value[..value.len() - 1], 1 << 10),
        Some(b'm' | b'M') => (&value[..value.len() - 1], 1 << 20),
        Some(b'g' | b'G') => (&value[..value.len() - 1], 1 << 30),
        _ => (value, 1),
    };
    let bytes = digits
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| digits.parse::<u64>().ok()?.checked_mul(unit))
        .flatten();
    match bytes {
        Some(bytes) => Ok(NonZeroU64::new(bytes)),
        None => Err(BadValue::new(
            format!("`{value}` is no size"),
            "write a number of bytes, perhaps with k, m or g behind it; 0 for no limit",
        )),
    }
}

/// More connections than one address can have from one of ours.
const MOST_IDLE: usize = 65_535;

/// How many connections to one address may wait on each core; 0 keeps none.
pub(super) fn pool_size(value: &str) -> Result<usize, BadValue> {
    let number = value.parse().ok().filter(|number| *number <= MOST_IDLE);
    number.ok_or_else(|| {
        BadValue::new(
            format!("`{value}` is not a number of connections"),
            format!("a number from 0 (none is kept) to {MOST_IDLE}"),
        )
    })
}

/// A year. Kong takes 0 for "for ever".
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// Seconds, with or without a fraction.
pub(super) fn idle_timeout(value: &str) -> Result<Duration, BadValue> {
    let seconds = value
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    match seconds {
        Some(Duration::ZERO) => Ok(FOR_EVER),
        Some(time) if time <= FOR_EVER => Ok(time),
        _ => Err(BadValue::new(
            format!("`{value}` is not a number of seconds"),
            "seconds, such as 60; 0 is for ever".to_owned(),
        )),
    }
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
