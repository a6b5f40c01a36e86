//! The order of the tests: what fails fast comes first, and everything is counted.

mod binaries;
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
use crate::program::{Ended, run as run_program};
use crate::tree::{Tree, root};
use crate::{say, tidy};
use binaries::Binary;
use tally::Tally;

/// How much is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Everything,
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
    ("plugins and admin", &["plugins", "openid_connect", "admin"]),
    ("stores and sessions", &["store", "session", "net"]),
    ("whole house", &["proxy", "sample_idp", "testkit", "lychgate"]),
];

const MINUTE: Duration = Duration::from_secs(60);

/// How many lines of a log are shown when its stage fails.
const TAIL: usize = 60;

/// Tests, and tells how it went.
pub(crate) fn run(extent: Extent) -> io::Result<ExitCode> {
    let began = Instant::now();
    let mut stages = Stages::new(cache())?;
    if extent == Extent::Everything {
        stages.tools()?;
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
        Extent::Everything => GROUPS,
        Extent::Quick => &GROUPS[..1],
    };
    match &built {
        Some(messages) => {
            let binaries = binaries::of(messages);
            for (name, crates) in groups {
                stages.group(name, crates, &binaries)?;
            }
        }
        None => groups
            .iter()
            .for_each(|(name, _)| stages.skip(name, "the tests do not build")),
    }
    if extent == Extent::Everything {
        stages.gate(built.as_deref().and_then(place::binary).as_deref())?;
        stages.cargo("examples in docs", &["test", "--workspace", "--doc"], 10 * MINUTE)?;
        stages.deny()?;
    }
    say(&format!(
        "\n{} s in all\n{}\n",
        began.elapsed().as_secs(),
        stages.tally
    ));
    Ok(ExitCode::from(u8::from(stages.tally.failed > 0)))
}

/// The stages so far.
struct Stages {
    cache: PathBuf,
    tally: Tally,
    number: usize,
    deny: Option<PathBuf>,
    python: Option<PathBuf>,
}

impl Stages {
    fn new(cache: PathBuf) -> io::Result<Self> {
        let logs = cache.join("logs");
        fs::create_dir_all(&logs)?;
        say(&format!("logs: {}\n", logs.display()));
        Ok(Self {
            cache,
            tally: Tally::default(),
            number: 0,
            deny: None,
            python: None,
        })
    }

    /// Makes sure of the tools that are not cargo's own.
    fn tools(&mut self) -> io::Result<()> {
        let log = self.begin("tools")?;
        let began = Instant::now();
        let versions = fs::read_to_string(root().join(tools::VERSIONS))?;
        let got = tools::cargo_program("cargo-deny", &versions, &self.cache, &log)?;
        match got {
            tools::Got::Ready(path) => {
                self.deny = Some(path);
                self.passed(began, "");
            }
            tools::Got::Refused(why) => self.skipped(&why),
            tools::Got::Broken(why) => self.failed(began, &why, &log),
        }
        let log = self.begin("python packages")?;
        let began = Instant::now();
        match tools::python_package("websockets", &versions, &self.cache, &log)? {
            tools::Got::Ready(folder) => {
                self.python = Some(folder);
                self.passed(began, "");
            }
            tools::Got::Refused(why) => self.skipped(&why),
            tools::Got::Broken(why) => self.failed(began, &why, &log),
        }
        Ok(())
    }

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
    fn group(&mut self, name: &str, crates: &[&str], binaries: &[Binary]) -> io::Result<()> {
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
            if let Some(packages) = &self.python {
                command.env("PYTHONPATH", packages);
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

    fn deny(&mut self) -> io::Result<()> {
        let Some(deny) = self.deny.clone() else {
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

    fn begin(&mut self, name: &str) -> io::Result<PathBuf> {
        self.number += 1;
        say(&format!("{:2}  {name:22}", self.number));
        let log = self
            .cache
            .join("logs")
            .join(format!("{}.log", name.replace(' ', "-")));
        fs::write(&log, "")?;
        Ok(log)
    }

    fn end(&mut self, began: Instant, ended: &Ended, log: &Path) -> io::Result<()> {
        match ended {
            ended if ended.is_good() => self.passed(began, ""),
            Ended::Late => self.failed(began, "took too long and was ended", log),
            Ended::With(status) => self.failed(began, &status.to_string(), log),
        }
        Ok(())
    }

    fn counted(&mut self, began: Instant, counted: &Tally) {
        say(&format!("{:6.1} s  {counted}\n", began.elapsed().as_secs_f64()));
        for why in &counted.why_skipped {
            say(&format!("    {why}\n"));
        }
        self.tally.add(counted);
    }

    fn passed(&mut self, began: Instant, note: &str) {
        say(&format!(
            "{:6.1} s  passed{note}\n",
            began.elapsed().as_secs_f64()
        ));
        self.tally.passed += 1;
    }

    fn failed(&mut self, began: Instant, why: &str, log: &Path) {
        say(&format!(
            "{:6.1} s  FAILED: {why}\n",
            began.elapsed().as_secs_f64()
        ));
        show(&tail(&from(log, 0).unwrap_or_default()), log);
        self.tally.failed += 1;
    }

    fn skip(&mut self, name: &str, why: &str) {
        self.number += 1;
        say(&format!("{:2}  {name:22}", self.number));
        self.skipped(why);
    }

    fn skipped(&mut self, why: &str) {
        say(&format!("          skipped: {why}\n"));
        self.tally.skipped += 1;
    }
}

/// What a log says from a place on.
fn from(log: &Path, start: u64) -> io::Result<String> {
    let bytes = fs::read(log)?;
    let start = usize::try_from(start).unwrap_or(bytes.len()).min(bytes.len());
    Ok(String::from_utf8_lossy(&bytes[start..]).into_owned())
}

/// The end of what was said, without what cargo says to programs.
fn tail(told: &str) -> String {
    let lines: Vec<_> = told
        .lines()
        .filter(|line| !line.starts_with("{\"reason\""))
        .collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

/// Shows what went wrong, if anything did.
fn show(failures: &str, log: &Path) {
    if !failures.is_empty() {
        say(&format!(
            "\n{failures}\n\n    the whole of it: {}\n\n",
            log.display()
        ));
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
