//! The settings of a node: from `lychgate.conf`, the environment and the command line, under Kong's names.
//!
//! Later sources win: default, file, `KONG_<KEY>`, `LYCHGATE_<KEY>`, command line.
//! All faults are found at once; what is unknown or would not protect is said, never dropped.

mod admin;
mod conf;
mod environment;
mod finding;
mod forwarding;
mod headers;
mod keys;
mod listen;
mod postgres;
mod reader;
mod referred;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

pub use environment::Environment;
pub use finding::{Code, Faults, Finding, Origin};
pub use listen::{Encryption, Listen};
pub use postgres::Postgres;

use reader::Reader;

/// The settings of a node, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where requests arrive: `127.0.0.1:8000` if nothing is said.
    pub proxy_listen: Vec<Listen>,
    /// Where the Admin API answers: `127.0.0.1:8001` if nothing is said.
    pub admin_listen: Vec<Listen>,
    /// Whether whoever reaches the Admin API may write, and not only who shows the token of this node.
    pub admin_open_to_anybody: bool,
    /// Whether services may be at the Admin API of this node itself.
    pub admin_open_to_services: bool,
    /// By what the Admin API is called, and by whose pages: `admin_gui_url` and `admin_gui_api_url`.
    pub names: ::admin::Names,
    /// Where the Manager answers: `127.0.0.1:8002` if nothing is said.
    pub admin_gui_listen: Vec<Listen>,
    /// Who must sign in there: `admin_gui_auth`.
    pub admin_gui_login: ::admin::Login,
    /// Where the status alone is told, to anybody: nowhere if nothing is said.
    pub status_listen: Vec<Listen>,
    /// Where services, routes and plugins are kept.
    pub database: Database,
    /// The file with services, routes and plugins, where there is no database.
    pub declarative_config: Option<PathBuf>,
    /// The folder for what this node keeps, such as its key ring.
    pub prefix: PathBuf,
    /// The least serious messages that are logged.
    pub log_level: LogLevel,
    /// Where a line per request goes.
    pub proxy_access_log: AccessLog,
    /// How many cores serve requests.
    pub nginx_worker_processes: Workers,
    /// Whose certificates are believed when a provider is called: `lua_ssl_trusted_certificate`.
    pub trusted: TrustedCertificates,
    /// The certificate of listeners with `ssl`.
    pub certificate: Option<CertificateFiles>,
    /// What is decided about every request: `trusted_ips`, `real_ip_header`, `real_ip_recursive`, `port_maps`,
    /// `headers`, `headers_upstream`, `error_default_type` and `upstream_denied_networks`.
    pub rules: proxy::Rules,
    /// How much, and how long, clients and upstreams may take.
    pub limits: proxy::Limits,
    /// What the names of variables begin with that `{vault://env/…}` leads to.
    pub vault_env_prefix: Option<String>,
    /// The folder of the files that `{vault://file/…}` leads to. Without one it leads nowhere.
    pub vault_file_prefix: Option<PathBuf>,
}

/// Where services, routes and plugins are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// Nowhere: they come from a declarative file, or there are none. So it is if a file is named and nothing is said.
    Off,
    /// In a file under the prefix. So it is if nothing is said and no file is named.
    Sqlite,
    /// In PostgreSQL, which other nodes use too.
    Postgres(Box<Postgres>),
}

/// Kong's words for how much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Why each request went the way it went.
    Debug,
    /// What an operator would tell a colleague.
    Info,
    /// The same as `info`; Kong's default.
    Notice,
    /// Degraded, carries on.
    Warn,
    /// Wake someone.
    Error,
    /// The same as `error`; also `alert` and `emerg`.
    Crit,
}

impl LogLevel {
    /// All levels, from the one that tells most.
    pub const ALL: [Self; 6] = [
        Self::Debug,
        Self::Info,
        Self::Notice,
        Self::Warn,
        Self::Error,
        Self::Crit,
    ];

    /// Kong's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Crit => "crit",
        }
    }

    /// The level of this word; Kong has two more for the last one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "alert" | "emerg" => Some(Self::Crit),
            name => Self::ALL.into_iter().find(|level| level.name() == name),
        }
    }
}

/// Where a line per request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessLog {
    /// Nowhere.
    Off,
    /// To the standard output.
    Stdout,
    /// To the standard error.
    Stderr,
    /// To the end of a file.
    File(PathBuf),
}

/// How many cores serve requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workers {
    /// As many as the machine has.
    Auto,
    /// So many.
    Number(NonZeroUsize),
}

/// The PEM files behind `ssl_cert` and `ssl_cert_key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate, followed by those that sign it.
    pub chain: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// The authorities whose certificates are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedCertificates {
    /// Whether those of the system are among them.
    pub system: bool,
    /// PEM files with more, of which each may hold several.
    pub files: Vec<PathBuf>,
}

impl Default for TrustedCertificates {
    /// Those of the system.
    fn default() -> Self {
        Self {
            system: true,
            files: Vec::new(),
        }
    }
}

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// The settings file: its path and its text.
    pub file: Option<(&'a Path, &'a str)>,
    /// The environment.
    pub environment: Environment,
    /// The folder named on the command line.
    pub prefix: Option<&'a Path>,
}

impl Settings {
    /// Reads the settings, and tells what is worth a warning.
    ///
    /// # Errors
    /// [`Faults`]: everything that is wrong, each with where it was read and what would be right.
    pub fn read(sources: &Sources<'_>) -> Result<(Self, Vec<Finding>), Faults> {
        let mut reader = Reader::gather(sources);
        reader.judge_keys();
        let settings = reader.settings(&sources.environment);
        reader.finish(settings)
    }
}

impl Workers {
    /// The number of cores to use, on a machine that has `available`.
    #[must_use]
    pub fn number(self, available: NonZeroUsize) -> NonZeroUsize {
        match self {
            Self::Auto => available,
            Self::Number(number) => number,
        }
    }
}

impl fmt::Display for AccessLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Stdout => f.write_str("/dev/stdout"),
            Self::Stderr => f.write_str("/dev/stderr"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}
