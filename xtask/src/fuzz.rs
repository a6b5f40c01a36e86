//! `make fuzz`: input that nobody would think of, for what strangers may send.
//!
//! Each target in `fuzz/targets` states what must hold of any input. What was tried and led somewhere new is kept in
//! the cache, so that the next run begins where the last one ended; the few inputs to begin with are `fuzz/seeds`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::program::{Ended, run as run_program};
use crate::say;
use crate::test::tools::{Got, Shelf};
use crate::tree::root;

/// For how long each target runs, in seconds, if nothing is said.
const SECONDS: u64 = 60;

/// What one input may take: bytes of it, seconds, and MiB of memory in all.
const LIMITS: [&str; 3] = ["-max_len=4096", "-timeout=10", "-rss_limit_mb=1024"];

/// The compiler that writes down which lines were reached.
const COMPILER: &str = "nightly";

const MINUTE: Duration = Duration::from_secs(60);

/// What is run, and for how long.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    targets: Vec<String>,
    seconds: u64,
}

impl Extent {
    /// From the arguments `[TARGET] [SECONDS]`.
    pub(crate) fn read(arguments: &[String]) -> io::Result<Self> {
        Self::of(arguments, targets(&root())?)
    }

    fn of(arguments: &[String], known: Vec<String>) -> io::Result<Self> {
        let is_number = |text: &String| text.starts_with(|first: char| first.is_ascii_digit());
        let (target, seconds) = match arguments {
            [] => (None, None),
            [seconds] if is_number(seconds) => (None, Some(seconds)),
            [target] => (Some(target), None),
            [target, seconds] => (Some(target), Some(seconds)),
            _ => return Err(io::Error::other("at most a target and seconds")),
        };
        let seconds = seconds.map_or(Ok(SECONDS), |text| text.parse()).ok();
        let seconds = seconds.filter(|seconds| (1..=86_400).contains(seconds));
        let seconds = seconds.ok_or_else(|| io::Error::other("SECONDS is from 1 to 86400"))?;
        let targets = match target {
            None => known,
            Some(target) if known.contains(target) => vec![target.clone()],
            Some(target) => {
                let known = known.join(", ");
                return Err(io::Error::other(format!("there is no target {target}: {known}")));
            }
        };
        Ok(Self { targets, seconds })
    }
}

/// Runs the targets one after the other, tells what each has done, and fails if one found something.
pub(crate) fn run(extent: &Extent, cache: &Path) -> io::Result<ExitCode> {
    let Some(host) = host() else {
        say("needs the nightly compiler: rustup toolchain install nightly\n");
        return Ok(ExitCode::from(2));
    };
    let logs = cache.join("logs");
    fs::create_dir_all(&logs)?;
    let log = logs.join("fuzz.log");
    fs::write(&log, "")?;
    let cargo_fuzz = match Shelf::of(cache, &log)?.cargo_program("cargo-fuzz")? {
        Got::Ready(program) => program,
        Got::Refused(why) => {
            say(&format!("{why}\n"));
            return Ok(ExitCode::from(2));
        }
        Got::Broken(why) => {
            say(&format!("{why}: {}\n", log.display()));
            return Ok(ExitCode::FAILURE);
        }
    };
    let built = cache.join("fuzz-target");
    say("building the targets: minutes, if it is the first time\n");
    for target in &extent.targets {
        let ended = run_program(&mut build(&cargo_fuzz, &built, target), 20 * MINUTE, &log)?;
        if !ended.is_good() {
            say(&format!("{target} does not build: {}\n", log.display()));
            return Ok(ExitCode::FAILURE);
        }
    }
    let mut found = 0;
    for target in &extent.targets {
        let target = Target {
            name: target,
            program: built.join(&host).join("release").join(target),
            folder: cache.join("fuzz").join(target),
            log: logs.join(format!("fuzz-{target}.log")),
        };
        found += usize::from(!target.run(extent.seconds)?);
    }
    Ok(ExitCode::from(u8::from(found > 0)))
}

/// A target that is built.
struct Target<'a> {
    name: &'a str,
    program: PathBuf,
    folder: PathBuf,
    log: PathBuf,
}

impl Target<'_> {
    /// Runs it. Whether all that must hold did.
    fn run(&self, seconds: u64) -> io::Result<bool> {
        let corpus = self.folder.join("corpus");
        let findings = self.folder.join("findings");
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&findings)?;
        fs::write(&self.log, "")?;
        let mut command = Command::new(&self.program);
        command
            .args(LIMITS)
            .arg("-print_final_stats=1")
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix={}/", findings.display()))
            // What is new goes into the first folder.
            .arg(corpus)
            .arg(root().join("fuzz/seeds").join(self.name));
        let began = Instant::now();
        // It reads what it knows before it looks at the clock.
        let ended = run_program(&mut command, Duration::from_secs(seconds) + 5 * MINUTE, &self.log)?;
        let told = String::from_utf8_lossy(&fs::read(&self.log)?).into_owned();
        let figures = Figures::of(&told).line(began.elapsed());
        say(&format!("{:16}{figures}\n", self.name));
        if ended.is_good() {
            return Ok(true);
        }
        let why = match ended {
            Ended::Late => "took too long and was ended".to_owned(),
            Ended::With(status) => status.to_string(),
        };
        let why = panic(&told).unwrap_or(&why);
        say(&format!(
            "    FAILED: {why}\n    its log: {}\n",
            self.log.display()
        ));
        if let Some(input) = input(&told) {
            let program = self.program.display();
            say(&format!(
                "    the input: {input}\n    once more: {program} {input}\n"
            ));
        }
        Ok(false)
    }
}

/// What a run says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    executions: u64,
    kept: u64,
    /// In MiB.
    memory: u64,
}

impl Figures {
    fn of(told: &str) -> Self {
        let number = |name: &str| {
            let found = told.lines().find_map(|line| line.strip_prefix(name));
            found
                .and_then(|number| number.trim().parse().ok())
                .unwrap_or_default()
        };
        Self {
            executions: number("stat::number_of_executed_units:"),
            kept: number("stat::new_units_added:"),
            memory: number("stat::peak_rss_mb:"),
        }
    }

    fn line(&self, time: Duration) -> String {
        format!(
            "{:10} executions in {:3} s, {:6} of them new, {:4} MiB",
            self.executions,
            time.as_secs(),
            self.kept,
            self.memory
        )
    }
}

/// What a panic said, which stands below the line with its place.
fn panic(told: &str) -> Option<&str> {
    let mut lines = told.lines().skip_while(|line| !line.contains("panicked at "));
    lines.nth(1)
}

/// Where the input lies that something did not hold for.
fn input(told: &str) -> Option<&str> {
    let (_, rest) = told.split_once("Test unit written to ")?;
    rest.lines().next().map(str::trim)
}

/// All targets, by name.
fn targets(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("fuzz/targets"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// What the compiler builds for; nothing if it is not here.
fn host() -> Option<String> {
    let told = nightly("rustc").arg("-vV").output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "))?;
    told.contains(COMPILER).then(|| host.to_owned())
}

fn build(cargo_fuzz: &Path, built: &Path, target: &str) -> Command {
    let mut command = nightly(cargo_fuzz);
    command
        .current_dir(root())
        // Its own folder: what is built for coverage is of no use to anybody else.
        .args(["build", "--fuzz-dir", "fuzz", "--target-dir"])
        .arg(built)
        .arg(target)
        .env("CARGO_TERM_COLOR", "never");
    command
}

/// A program that lets rustup choose the compiler, and does not hear which one runs us.
fn nightly(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env("RUSTUP_TOOLCHAIN", COMPILER)
        .env_remove("CARGO")
        .env_remove("CARGO_TARGET_DIR");
    command
}

#[cfg(test)]
mod tests;
