//! The stages of the Manager's pages: what is pure of them is tested, and all of them are built.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::stages::{Stages, from, show, tail};
use super::tally::Tally;
use crate::program::run;
use crate::web;

const LIMIT: Duration = Duration::from_secs(5 * 60);

impl Stages {
    /// Tests and builds them, if their packages are there. The build fails when they weigh too much.
    pub(super) fn pages(&mut self, packages: Option<&Path>) -> io::Result<()> {
        let (tests, build) = ("web tests", "web build");
        let Some(packages) = packages else {
            self.skip(tests, "the web packages are not here");
            self.skip(build, "the web packages are not here");
            return Ok(());
        };
        web::link(packages)?;
        let log = self.begin(tests)?;
        let began = Instant::now();
        let ended = run(&mut web::npm("test"), LIMIT, &log)?;
        let mut counted = Tally::of_vitest(&fs::read_to_string(&log)?);
        counted.failed += usize::from(!ended.is_good() && counted.failed == 0);
        counted.failed += usize::from(counted.is_empty());
        self.counted(began, &counted);
        if counted.failed > 0 {
            show(&tail(&from(&log, 0)?), &log);
        }
        let log = self.begin(build)?;
        let began = Instant::now();
        let ended = run(&mut web::npm("build"), LIMIT, &log)?;
        self.end(began, &ended, &log)
    }
}
