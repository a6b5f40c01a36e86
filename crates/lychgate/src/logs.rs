//! Messages for people on a terminal, JSON for everything else; always on the standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

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

/// Starts logging for the whole process. A second call changes nothing.
pub fn start(level: LogLevel, format: Format) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(directives(level)))
        .with_writer(std::io::stderr)
        .with_target(false);
    match format {
        Format::Plain => drop(builder.with_ansi(false).compact().try_init()),
        Format::Coloured => drop(builder.with_ansi(true).compact().try_init()),
        Format::Json => drop(
            builder
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .try_init(),
        ),
    }
}

/// Our own crates at the level that was asked for; the libraries below them speak only when something is wrong.
fn directives(level: LogLevel) -> String {
    let (ours, theirs) = match level {
        LogLevel::Debug => ("debug", "info"),
        LogLevel::Info | LogLevel::Notice => ("info", "warn"),
        LogLevel::Warn => ("warn", "warn"),
        LogLevel::Error | LogLevel::Crit => ("error", "error"),
    };
    LIBRARIES.iter().fold(ours.to_owned(), |all, library| {
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
