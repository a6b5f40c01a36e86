//! A program that runs with a limit to its time, and writes its log into a file.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How a program ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// By itself.
    With(ExitStatus),
    /// It took longer than it may, and was ended.
    Late,
}

impl Ended {
    /// Whether it did what it should.
    pub(crate) fn is_good(&self) -> bool {
        matches!(self, Self::With(status) if status.success())
    }
}

/// Runs a program to its end or its limit. What it says is added to `log`.
pub(crate) fn run(command: &mut Command, limit: Duration, log: &Path) -> io::Result<Ended> {
    let output = File::options().create(true).append(true).open(log)?;
    let errors = output.try_clone()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .spawn()?;
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ended::With(status));
        }
        if began.elapsed() >= limit {
            end(&mut child)?;
            return Ok(Ended::Late);
        }
        pause();
    }
}

/// Ends a program and all that it started, and nothing else.
fn end(child: &mut Child) -> io::Result<()> {
    let mut pids = vec![child.id()];
    let mut at = 0;
    while let Some(pid) = pids.get(at) {
        pids.extend(children(*pid));
        at += 1;
    }
    for pid in &pids[1..] {
        // One that has ended meanwhile does not mind.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -KILL {pid}")])
            .stderr(Stdio::null())
            .status();
    }
    child.kill()?;
    child.wait().map(drop)
}

/// The programs that one started, as far as the system tells.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    let Ok(folder) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = folder
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid: &u32| parent_of(*pid) == Some(parent)).collect()
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything; after it come the state and the parent.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Waits a moment, before a program is asked again how it is.
pub(crate) fn pause() {
    wait(Duration::from_millis(20));
}

/// Lets time go by.
#[allow(
    clippy::disallowed_methods,
    reason = "here is waited for programs, which have no clock to set"
)]
pub(crate) fn wait(time: Duration) {
    std::thread::sleep(time);
}

#[cfg(test)]
mod tests;
