//! Messages for people on a terminal, JSON for everything else; always on the standard error.

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::{EnvFilter, reload};

use crate::settings::{Environment, LogLevel};

/// How messages look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line to read.
    Plain,
    /// A line to read, in colours.
    Coloured,
    /// One JSON object per line.
    Json,
}

impl Format {
    /// The format that suits whoever reads the standard error.
    #[must_use]
    pub fn of_stderr(environment: &Environment) -> Self {
        match (std::io::stderr().is_terminal(), environment.allows_colour()) {
            (false, _) => Self::Json,
            (true, false) => Self::Plain,
            (true, true) => Self::Coloured,
        }
    }
}

/// How much the log tells: what the settings say, or for a while something else.
pub struct Levels {
    usual: LogLevel,
    now: Mutex<Now>,
    follow: Box<dyn Fn(LogLevel) + Send + Sync>,
}

/// What it tells now, and how often that was changed.
#[derive(Clone, Copy)]
struct Now {
    level: LogLevel,
    changes: u64,
}

/// One change of how much the log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change(u64);

impl Levels {
    /// At this level. Whoever writes the log follows each change.
    fn new(usual: LogLevel, follow: impl Fn(LogLevel) + Send + Sync + 'static) -> Self {
        let now = Now {
            level: usual,
            changes: 0,
        };
        Self {
            usual,
            now: Mutex::new(now),
            follow: Box::new(follow),
        }
    }

    /// Those of a gateway whose log is somebody else's.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self::new(LogLevel::Notice, |_| {})
    }

    /// What the log tells.
    #[must_use]
    pub fn now(&self) -> LogLevel {
        self.held().level
    }

    /// From now on it tells this much.
    pub fn change(&self, level: LogLevel) -> Change {
        let mut now = self.held();
        now.level = level;
        now.changes += 1;
        (self.follow)(level);
        Change(now.changes)
    }

    /// It tells as much as the settings say again, unless somebody has changed it since this change.
    pub fn end(&self, change: Change) {
        let mut now = self.held();
        if now.changes == change.0 {
            now.level = self.usual;
            (self.follow)(self.usual);
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.now().name())
    }
}

/// Starts logging for the whole process. A second call changes nothing, and neither do the levels that it gives.
#[must_use]
pub fn start(level: LogLevel, format: Format) -> Arc<Levels> {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(directives(level)))
        .with_writer(std::io::stderr)
        .with_target(false);
    Arc::new(match format {
        Format::Plain | Format::Coloured => {
            let builder = builder
                .with_ansi(format == Format::Coloured)
                .compact()
                .with_filter_reloading();
            let handle = builder.reload_handle();
            // Whoever called it before writes the log.
            drop(builder.try_init());
            Levels::new(level, move |level| follow(&handle, level))
        }
        Format::Json => {
            let builder = builder
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .with_filter_reloading();
            let handle = builder.reload_handle();
            drop(builder.try_init());
            Levels::new(level, move |level| follow(&handle, level))
        }
    })
}

fn follow<S>(handle: &reload::Handle<EnvFilter, S>, level: LogLevel) {
    // There is nothing to be followed once nobody writes a log any more.
    let _ = handle.reload(EnvFilter::new(directives(level)));
}

/// Our own crates at the level that was asked for; the libraries below them speak only when something is wrong. Who
/// changed what is told however little is asked for: nobody could look it up later.
fn directives(level: LogLevel) -> String {
    let (ours, theirs) = match level {
        LogLevel::Debug => ("debug", "info"),
        LogLevel::Info | LogLevel::Notice => ("info", "warn"),
        LogLevel::Warn => ("warn", "warn"),
        LogLevel::Error | LogLevel::Crit => ("error", "error"),
    };
    LIBRARIES
        .iter()
        .fold(format!("{ours},audit=info"), |all, library| {
            format!("{all},{library}={theirs}")
        })
}

const LIBRARIES: &[&str] = &[
    "axum",
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "tokio_rustls",
    "tower",
];
