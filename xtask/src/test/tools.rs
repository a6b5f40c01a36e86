//! The tools that the tests need and cargo does not bring.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::bench::service::find;
use crate::program::{Ended, run};

/// Which version of each tool is used: `NAME VERSION`, one a line.
pub(crate) const VERSIONS: &str = "tests/tools/versions";

/// The longest that building a tool may take.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// What an installation says when the registry does not give what it asks for.
const REFUSALS: &[&str] = &[
    "403",
    "404",
    "429",
    "could not connect",
    "could not resolve host",
    "couldn't connect",
    "could not find `",
    "network failure seems to have happened",
    "no matching distribution found",
    "no module named pip",
];

/// Whether a tool is there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// Here it is.
    Ready(PathBuf),
    /// The registry does not give it.
    Refused(String),
    /// It should have come and did not.
    Broken(String),
}

/// Makes sure of a program of cargo's, such as cargo-deny, in its version.
pub(crate) fn cargo_program(name: &str, versions: &str, cache: &Path, log: &Path) -> io::Result<Got> {
    let Some(version) = version(versions, name) else {
        return Ok(Got::Broken(format!("{VERSIONS} names no {name}")));
    };
    let folder = cache.join("tools").join(format!("{name}-{version}"));
    let program = folder.join("bin").join(name);
    if is_there(&program, name, version) {
        return Ok(Got::Ready(program));
    }
    let mut install = Command::new("cargo");
    install
        .args(["install", "--locked", "--root"])
        .arg(&folder)
        .arg(format!("{name}@{version}"))
        .env("CARGO_TARGET_DIR", cache.join("tools/target"));
    let ended = run(&mut install, LIMIT, log)?;
    Ok(match ended {
        Ended::Late => Got::Broken(format!("installing {name} took too long")),
        Ended::With(_) if is_there(&program, name, version) => Got::Ready(program),
        Ended::With(_) => judge(name, &fs::read_to_string(log)?),
    })
}

/// Makes sure of a Python package without dependencies, in a folder that is for `PYTHONPATH`.
pub(crate) fn python_package(name: &str, versions: &str, cache: &Path, log: &Path) -> io::Result<Got> {
    let Some(version) = version(versions, name) else {
        return Ok(Got::Broken(format!("{VERSIONS} names no {name}")));
    };
    let folder = cache.join("tools").join(format!("python-{name}-{version}"));
    // Written by pip when everything else is there.
    let told = folder.join(format!("{name}-{version}.dist-info/RECORD"));
    if told.exists() {
        return Ok(Got::Ready(folder));
    }
    let Some(python) = find("python3") else {
        return Ok(Got::Refused(format!("{name}: python3 is not here")));
    };
    let mut install = Command::new(python);
    install
        .args(["-m", "pip", "install", "--no-deps", "--disable-pip-version-check"])
        .arg("--target")
        .arg(&folder)
        .arg(format!("{name}=={version}"))
        // Older versions know no such option, and mind no variable.
        .env("PIP_ROOT_USER_ACTION", "ignore");
    let ended = run(&mut install, LIMIT, log)?;
    Ok(match ended {
        Ended::Late => Got::Broken(format!("installing {name} took too long")),
        Ended::With(_) if told.exists() => Got::Ready(folder),
        Ended::With(_) => judge(name, &fs::read_to_string(log)?),
    })
}

/// What to think of an installation that did not bring the tool.
pub(crate) fn judge(tool: &str, log: &str) -> Got {
    let refusal = log.lines().find(|line| {
        let line = line.to_lowercase();
        REFUSALS.iter().any(|refusal| line.contains(refusal))
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

fn is_there(program: &Path, name: &str, version: &str) -> bool {
    let said = Command::new(program).arg("--version").output();
    said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).trim() == format!("{name} {version}"))
}
