//! The order of the tests: what fails fast comes first, and everything is counted.

mod binaries;
mod pages;
mod real;
mod stages;
mod tally;
pub(crate) mod tools;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::bench::place;
use crate::gate::{self, Counted};
use crate::metadata::Metadata;
use crate::program::run as run_program;
use crate::tree::{Tree, root};
use crate::{dist, say, tidy};
use binaries::Binary;
use stages::{Stages, from, show, tail};
use tally::Tally;
use tools::Shelf;

/// How much is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All that is proven of every change.
    Everything,
    /// The same, and what takes long and seldom breaks alone: Kong's how-tos, one by one, at a Keycloak.
    Full,
    /// What takes under three minutes when little has changed.
    Quick,
}

/// The crates whose tests belong together, fast ones first. The first group is the quick one.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "pure crates",
        &[
            "schema_derive",
            "schema",
            "model",
            "jose",
            "oidc",
            "ports",
            "plugin",
            "xtask",
        ],
    ),
    (
        "plugins and admin",
        &["plugins", "openid_connect", "admin", "manager"],
    ),
    ("stores and sessions", &["store", "session", "net"]),
    ("whole house", &["proxy", "sample_idp", "testkit", "lychgate"]),
];

const MINUTE: Duration = Duration::from_secs(60);

/// The tools that are there.
#[derive(Default)]
struct Tools {
    deny: Option<PathBuf>,
    python: Option<PathBuf>,
    node: Option<PathBuf>,
    packages: Option<PathBuf>,
    web: Option<PathBuf>,
    keycloak: Option<PathBuf>,
    chromium: Option<PathBuf>,
    go_kong: Option<PathBuf>,
    dex: Option<PathBuf>,
    oracle: Option<PathBuf>,
}

impl Tools {
    /// Makes sure of all of them.
    fn of(stages: &mut Stages) -> io::Result<Self> {
        // The tests of the store find it themselves.
        stages.tool("postgresql", Shelf::postgresql)?;
        Ok(Self {
            deny: stages.tool("cargo-deny", |shelf| shelf.cargo_program("cargo-deny"))?,
            python: stages.tool("python packages", |shelf| shelf.python_package("websockets"))?,
            node: stages.tool("node", |shelf| Ok(shelf.node()))?,
            packages: stages.tool("npm packages", Shelf::node_packages)?,
            web: stages.tool("web packages", Shelf::web_packages)?,
            keycloak: stages.tool("keycloak", Shelf::keycloak)?,
            chromium: stages.tool("chromium", Shelf::chromium)?,
            go_kong: stages.tool("go-kong", |shelf| shelf.go_program("go-kong"))?,
            dex: stages.tool("dex", |shelf| shelf.go_program("dex"))?,
            oracle: stages.tool("josekit", Shelf::oracle)?,
        })
    }
}

/// Tests, and tells how it went.
pub(crate) fn run(extent: Extent) -> io::Result<ExitCode> {
    let began = Instant::now();
    let mut stages = Stages::new(cache())?;
    let tools = match extent {
        Extent::Everything | Extent::Full => Tools::of(&mut stages)?,
        Extent::Quick => Tools::default(),
    };
    if extent != Extent::Quick {
        // Before the binary, which carries them.
        stages.pages(tools.web.as_deref())?;
    }
    stages.tidy()?;
    stages.cargo("format", &["fmt", "--all", "--check"], 2 * MINUTE)?;
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--keep-going",
        "--",
        "-D",
        "warnings",
    ];
    stages.cargo("clippy", &lints, 25 * MINUTE)?;
    let built = stages.build()?;
    let groups = match extent {
        Extent::Everything | Extent::Full => GROUPS,
        Extent::Quick => &GROUPS[..1],
    };
    match &built {
        Some(messages) => {
            let binaries = binaries::of(messages);
            for (name, crates) in groups {
                stages.group(name, crates, &binaries, &tools)?;
            }
        }
        None => groups
            .iter()
            .for_each(|(name, _)| stages.skip(name, "the tests do not build")),
    }
    if extent != Extent::Quick {
        stages.real(extent, built.as_deref(), &tools)?;
        let lychgate = built.as_deref().and_then(place::binary);
        stages.gate(lychgate.as_deref())?;
        stages.dist(lychgate.as_deref())?;
        stages.cargo("examples in docs", &["test", "--workspace", "--doc"], 10 * MINUTE)?;
        stages.oracle(tools.oracle.as_deref())?;
        stages.deny(tools.deny.as_deref())?;
    }
    say(&format!(
        "\n{} s in all\n{}\n",
        began.elapsed().as_secs(),
        stages.tally
    ));
    Ok(ExitCode::from(u8::from(stages.tally.failed > 0)))
}

impl Stages {
    fn tidy(&mut self) -> io::Result<()> {
        let log = self.begin("tidy")?;
        let began = Instant::now();
        let tree = Tree::read(&root())?;
        let faults = tidy::faults(&tree, &Metadata::read()?);
        let told: String = faults.iter().map(|fault| format!("{fault}\n")).collect();
        fs::write(&log, told)?;
        match faults.len() {
            0 => self.passed(began, ""),
            number => self.failed(began, &format!("{number} faults"), &log),
        }
        Ok(())
    }

    /// One call of cargo, which either succeeds or not; tests in it are counted.
    fn cargo(&mut self, name: &str, arguments: &[&str], limit: Duration) -> io::Result<()> {
        let log = self.begin(name)?;
        let began = Instant::now();
        let ended = run_program(cargo().args(arguments), limit, &log)?;
        let mut counted = Tally::of(&fs::read_to_string(&log)?);
        if counted.is_empty() {
            return self.end(began, &ended, &log);
        }
        counted.failed += usize::from(!ended.is_good() && counted.failed == 0);
        self.counted(began, &counted);
        if counted.failed > 0 {
            show(&tail(&from(&log, 0)?), &log);
        }
        Ok(())
    }

    /// Builds all tests. What cargo says of them; nothing if that fails.
    fn build(&mut self) -> io::Result<Option<String>> {
        let log = self.begin("build")?;
        let began = Instant::now();
        let arguments = [
            "test",
            "--workspace",
            "--no-run",
            "--message-format=json-render-diagnostics",
        ];
        let ended = run_program(cargo().args(arguments), 30 * MINUTE, &log)?;
        let built = ended.is_good().then(|| fs::read_to_string(&log)).transpose()?;
        self.end(began, &ended, &log)?;
        Ok(built)
    }

    /// Runs the tests of some crates.
    fn group(&mut self, name: &str, crates: &[&str], binaries: &[Binary], tools: &Tools) -> io::Result<()> {
        let log = self.begin(name)?;
        let began = Instant::now();
        let mut counted = Tally::default();
        let mut failures = String::new();
        for binary in binaries
            .iter()
            .filter(|binary| crates.contains(&binary.of_crate.as_str()))
        {
            let before = fs::metadata(&log)?.len();
            let mut command = binary.command()?;
            if let Some(packages) = &tools.python {
                command.env("PYTHONPATH", packages);
            }
            if let Some(program) = &tools.go_kong {
                command.env("GO_KONG_BIN", program);
            }
            let ended = run_program(&mut command, 10 * MINUTE, &log)?;
            let told = from(&log, before)?;
            let mut of_binary = Tally::of(&told);
            of_binary.failed += usize::from(!ended.is_good() && of_binary.failed == 0);
            if of_binary.failed > 0 {
                failures.push_str(&format!("\n── {}: {ended:?}\n{}\n", binary.name, tail(&told)));
            }
            counted.add(&of_binary);
        }
        // A group in which nothing ran has proven nothing.
        counted.failed += usize::from(counted.is_empty());
        self.counted(began, &counted);
        show(&failures, &log);
        Ok(())
    }

    /// Lays the binary that was tested as `make dist` lays the one that people install.
    fn dist(&mut self, lychgate: Option<&Path>) -> io::Result<()> {
        let name = "what is installed";
        let Some(lychgate) = lychgate else {
            self.skip(name, "the binary does not build");
            return Ok(());
        };
        let log = self.begin(name)?;
        let began = Instant::now();
        let folder = self.cache.join("dist-of-tests");
        let laid = dist::lay(lychgate, &folder).and_then(|files| Ok((files, dist::is_whole(&folder)?)));
        match laid {
            Ok((files, true)) => self.passed(began, &format!(": {} files", files.len())),
            Ok((_, false)) => self.failed(began, "a digest is wrong", &log),
            Err(why) => {
                fs::write(&log, why.to_string())?;
                self.failed(began, "it cannot be laid", &log);
            }
        }
        fs::remove_dir_all(folder)
    }

    /// Counts what a request costs the binary that the tests ran.
    fn gate(&mut self, lychgate: Option<&Path>) -> io::Result<()> {
        let name = "cost of a request";
        let Some(lychgate) = lychgate else {
            self.skip(name, "the binary does not build");
            return Ok(());
        };
        let log = self.begin(name)?;
        let began = Instant::now();
        match gate::run(lychgate, &self.cache.join("gate"), &log) {
            Ok(Counted::Done(lines)) => {
                let passed = lines.iter().filter(|line| line.is_good()).count();
                let counted = Tally {
                    passed,
                    failed: lines.len() - passed,
                    ..Tally::default()
                };
                self.counted(began, &counted);
                lines.iter().for_each(|line| say(&format!("    {line}\n")));
            }
            Ok(Counted::Skipped(why)) => self.skipped(&why),
            Err(why) => {
                fs::write(&log, why.to_string())?;
                self.failed(began, "could not be counted", &log);
            }
        }
        Ok(())
    }

    /// Has another implementation of JOSE read what ours makes, and ours what it makes.
    fn oracle(&mut self, manifest: Option<&Path>) -> io::Result<()> {
        let name = "another jose";
        match manifest {
            Some(manifest) => {
                let manifest = manifest.to_string_lossy();
                let arguments = ["test", "--locked", "--manifest-path", &manifest];
                self.cargo(name, &arguments, 10 * MINUTE)
            }
            None => {
                self.skip(name, "josekit is not here");
                Ok(())
            }
        }
    }

    fn deny(&mut self, deny: Option<&Path>) -> io::Result<()> {
        let Some(deny) = deny else {
            self.skip("deny", "cargo-deny is not here");
            return Ok(());
        };
        let log = self.begin("deny")?;
        let began = Instant::now();
        let mut command = Command::new(deny);
        command
            .args(["check", "licenses", "bans", "sources"])
            .current_dir(root());
        let ended = run_program(&mut command, 5 * MINUTE, &log)?;
        self.end(began, &ended, &log)
    }
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    // Stored transcripts are compared and never rewritten here.
    cargo
        .current_dir(root())
        .env("INSTA_UPDATE", "no")
        .env("CARGO_TERM_COLOR", "never");
    cargo
}

/// Where tools, logs and whatever is built are kept.
pub(crate) fn cache() -> PathBuf {
    let given = std::env::var_os("LYCHGATE_CACHE").filter(|folder| !folder.is_empty());
    given.map_or_else(
        || std::env::home_dir().unwrap_or_default().join(".cache/lychgate"),
        PathBuf::from,
    )
}

#[cfg(test)]
mod tests;
