//! The tools that the tests need and cargo does not bring. Each is fetched once, in the version that is written down.

mod cargo;
mod chromium;
mod debian;
mod go;
mod keycloak;
mod node;
mod oracle;
mod postgresql;
mod python;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::program::{Ended, run};
use crate::tree::root;

/// Which version of each tool is used: `NAME VERSION`, one a line.
pub(crate) const VERSIONS: &str = "tests/tools/versions";

/// The longest that fetching a tool may take.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// What an installation says, in lower case, when the registry does not give what it asks for.
const REFUSALS: &[&str] = &[
    "got 403",
    "got 404",
    "got 429",
    " 403 ",
    " 404 ",
    " 429 ",
    "e403",
    "e404",
    "e429",
    "status code: 40",
    "connect: connection refused",
    "could not connect",
    "could not find `",
    "could not find artifact",
    "could not resolve host",
    "could not transfer artifact",
    "couldn't connect",
    "eai_again",
    "econnrefused",
    "enotfound",
    "no such host",
    "network failure seems to have happened",
    "no matching distribution found",
    "no module named pip",
    "unable to fetch",
    "unable to locate package",
];

/// Whether a tool is there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// Here it is.
    Ready(PathBuf),
    /// It cannot be had here.
    Refused(String),
    /// It should have come and did not.
    Broken(String),
}

/// Where tools are kept, and what is said while they are fetched.
pub(crate) struct Shelf {
    versions: String,
    folder: PathBuf,
    log: PathBuf,
}

impl Shelf {
    /// The tools in this cache.
    pub(crate) fn of(cache: &Path, log: &Path) -> io::Result<Self> {
        Ok(Self {
            versions: fs::read_to_string(root().join(VERSIONS))?,
            folder: cache.join("tools"),
            log: log.to_owned(),
        })
    }

    /// The version of a tool.
    fn version(&self, tool: &str) -> Option<&str> {
        version(&self.versions, tool)
    }

    /// Has a tool fetched. It is there if the program ended well and `is_there` says so.
    fn fetch(
        &self,
        tool: &str,
        mut command: Command,
        is_there: impl FnOnce() -> Option<PathBuf>,
    ) -> io::Result<Got> {
        Ok(match run(&mut command, LIMIT, &self.log)? {
            Ended::Late => Got::Broken(format!("fetching {tool} took too long")),
            Ended::With(status) => match status.success().then(is_there).flatten() {
                Some(place) => Got::Ready(place),
                None => judge(tool, &fs::read_to_string(&self.log)?),
            },
        })
    }
}

fn without_version(tool: &str) -> Got {
    Got::Broken(format!("{VERSIONS} names no {tool}"))
}

/// What to think of an installation that did not bring the tool.
pub(crate) fn judge(tool: &str, log: &str) -> Got {
    let refusal = log.lines().find(|line| {
        // A number may stand in any line, but these lines are about what went wrong.
        let line = format!("{} ", line.to_lowercase());
        let is_error = [
            "error",
            "err!",
            "could",
            "couldn't",
            "unable",
            "no m",
            "e: ",
            "reading http",
            "dial tcp",
        ];
        is_error.iter().any(|word| line.contains(word))
            && REFUSALS.iter().any(|refusal| line.contains(refusal))
    });
    match refusal {
        Some(line) => Got::Refused(format!("the registry does not give {tool}: {}", line.trim())),
        None => Got::Broken(format!("{tool} does not install")),
    }
}

/// The version of a tool.
pub(crate) fn version<'a>(versions: &'a str, tool: &str) -> Option<&'a str> {
    let lines = versions.lines().filter_map(|line| line.split_once(' '));
    lines
        .filter(|(name, _)| *name == tool)
        .map(|(_, version)| version.trim())
        .next()
}
