use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{Ended, run};

/// A log of this test alone, gone at its end.
struct Log(PathBuf);

impl Log {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("xtask-{name}-{}.log", std::process::id())))
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn shell(script: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]);
    shell
}

#[test]
fn what_a_program_says_and_how_it_ends_is_kept() {
    let log = Log::new("says");
    let limit = Duration::from_secs(30);
    assert!(
        run(&mut shell("echo one; echo two >&2"), limit, &log.0)
            .unwrap()
            .is_good()
    );
    assert!(!run(&mut shell("exit 3"), limit, &log.0).unwrap().is_good());
    assert_eq!(fs::read_to_string(&log.0).unwrap(), "one\ntwo\n");
}

#[test]
fn a_program_that_takes_too_long_is_ended_with_all_that_it_started() {
    let log = Log::new("late");
    let mut command = shell("sleep 60 & echo $!; wait");
    let ended = run(&mut command, Duration::from_millis(300), &log.0).unwrap();
    assert!(matches!(ended, Ended::Late));
    let started = fs::read_to_string(&log.0).unwrap();
    let is_gone = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", started.trim()));
        // Gone, or dead and not yet buried.
        stat.is_err() || stat.unwrap_or_default().contains(") Z ")
    };
    // The system takes its time to end a program.
    for _ in 0..250 {
        if is_gone() {
            return;
        }
        super::pause();
    }
    panic!("pid {started} lives on");
}
