//! The stage with real providers and a real browser: `tests/real`.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::stages::{Stages, from, show, tail};
use super::tally::Tally;
use super::{Extent, Tools};
use crate::bench::place;
use crate::program::run;
use crate::tree::root;

/// Longer than all of it takes.
const LIMIT: Duration = Duration::from_secs(20 * 60);

impl Stages {
    /// Runs them with what was built, and with the tools that are there. What is missing is skipped there, aloud.
    pub(super) fn real(&mut self, extent: Extent, built: Option<&str>, tools: &Tools) -> io::Result<()> {
        let name = "providers, browser";
        let Some(node) = &tools.node else {
            self.skip(name, "node is not here");
            return Ok(());
        };
        let program = |name| built.and_then(|messages| place::program(messages, name));
        let programs = ["lychgate", "sample_provider", "jose_lines"].map(program);
        let [Some(lychgate), Some(sample), Some(jose_lines)] = programs else {
            self.skip(name, "the binary does not build");
            return Ok(());
        };
        let log = self.begin(name)?;
        let began = Instant::now();
        let mut command = Command::new(node);
        command
            .arg("tests/real/run.mjs")
            .args((extent == Extent::Full).then_some("full"))
            .current_dir(root())
            .env("LYCHGATE_BIN", lychgate)
            .env("SAMPLE_PROVIDER_BIN", sample)
            .env("JOSE_LINES_BIN", jose_lines);
        let found: [(&str, &Option<PathBuf>); 4] = [
            ("LYCHGATE_NODE_MODULES", &tools.packages),
            ("KEYCLOAK_HOME", &tools.keycloak),
            ("DEX_BIN", &tools.dex),
            ("CHROMIUM_BIN", &tools.chromium),
        ];
        for (name, place) in found {
            match place {
                Some(place) => command.env(name, place),
                None => command.env_remove(name),
            };
        }
        let ended = run(&mut command, LIMIT, &log)?;
        let mut counted = Tally::of_node(&fs::read_to_string(&log)?);
        counted.failed += usize::from(!ended.is_good() && counted.failed == 0);
        counted.failed += usize::from(counted.is_empty());
        self.counted(began, &counted);
        if counted.failed > 0 {
            show(&tail(&from(&log, 0)?), &log);
        }
        Ok(())
    }
}
