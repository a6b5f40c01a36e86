//! The stages of a run: each has a number, a log and an end, and all of it is counted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::tally::Tally;
use super::tools::{Got, Shelf};
use crate::program::Ended;
use crate::say;

/// How many lines of a log are shown when its stage fails.
pub(super) const TAIL: usize = 60;

/// The stages so far.
pub(super) struct Stages {
    pub(super) cache: PathBuf,
    pub(super) tally: Tally,
    number: usize,
}

impl Stages {
    pub(super) fn new(cache: PathBuf) -> io::Result<Self> {
        let logs = cache.join("logs");
        fs::create_dir_all(&logs)?;
        say(&format!("logs: {}\n", logs.display()));
        Ok(Self {
            cache,
            tally: Tally::default(),
            number: 0,
        })
    }

    /// Makes sure of a tool. Whatever needs it is skipped without it.
    pub(super) fn tool(
        &mut self,
        name: &str,
        get: impl FnOnce(&Shelf) -> io::Result<Got>,
    ) -> io::Result<Option<PathBuf>> {
        let log = self.begin(name)?;
        let began = Instant::now();
        match get(&Shelf::of(&self.cache, &log)?)? {
            Got::Ready(path) => {
                self.passed(began, "");
                return Ok(Some(path));
            }
            Got::Refused(why) => self.skipped(&why),
            Got::Broken(why) => self.failed(began, &why, &log),
        }
        Ok(None)
    }

    pub(super) fn begin(&mut self, name: &str) -> io::Result<PathBuf> {
        self.number += 1;
        say(&format!("{:2}  {name:22}", self.number));
        let log = self
            .cache
            .join("logs")
            .join(format!("{}.log", name.replace(' ', "-")));
        fs::write(&log, "")?;
        Ok(log)
    }

    pub(super) fn end(&mut self, began: Instant, ended: &Ended, log: &Path) -> io::Result<()> {
        match ended {
            ended if ended.is_good() => self.passed(began, ""),
            Ended::Late => self.failed(began, "took too long and was ended", log),
            Ended::With(status) => self.failed(began, &status.to_string(), log),
        }
        Ok(())
    }

    pub(super) fn counted(&mut self, began: Instant, counted: &Tally) {
        say(&format!("{:6.1} s  {counted}\n", began.elapsed().as_secs_f64()));
        for why in &counted.why_skipped {
            say(&format!("    {why}\n"));
        }
        self.tally.add(counted);
    }

    pub(super) fn passed(&mut self, began: Instant, note: &str) {
        say(&format!(
            "{:6.1} s  passed{note}\n",
            began.elapsed().as_secs_f64()
        ));
        self.tally.passed += 1;
    }

    pub(super) fn failed(&mut self, began: Instant, why: &str, log: &Path) {
        say(&format!(
            "{:6.1} s  FAILED: {why}\n",
            began.elapsed().as_secs_f64()
        ));
        show(&tail(&from(log, 0).unwrap_or_default()), log);
        self.tally.failed += 1;
    }

    pub(super) fn skip(&mut self, name: &str, why: &str) {
        self.number += 1;
        say(&format!("{:2}  {name:22}", self.number));
        self.skipped(why);
    }

    pub(super) fn skipped(&mut self, why: &str) {
        say(&format!("          skipped: {why}\n"));
        self.tally.skipped += 1;
    }
}

/// What a log says from a place on.
pub(super) fn from(log: &Path, start: u64) -> io::Result<String> {
    let bytes = fs::read(log)?;
    let start = usize::try_from(start).unwrap_or(bytes.len()).min(bytes.len());
    Ok(String::from_utf8_lossy(&bytes[start..]).into_owned())
}

/// The end of what was said, without what cargo says to programs.
pub(super) fn tail(told: &str) -> String {
    let lines: Vec<_> = told
        .lines()
        .filter(|line| !line.starts_with("{\"reason\""))
        .collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

/// Shows what went wrong, if anything did.
pub(super) fn show(failures: &str, log: &Path) {
    if !failures.is_empty() {
        say(&format!(
            "\n{failures}\n\n    the whole of it: {}\n\n",
            log.display()
        ));
    }
}
