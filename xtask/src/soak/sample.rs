//! How the gateway is at a moment, and what may be concluded from many of them.

use std::fmt;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bench::client::{Connection, Request};
use crate::bench::service::memory;
use crate::program::wait;

/// Looks at a gateway from outside.
#[derive(Debug)]
pub(crate) struct Observer {
    pid: u32,
    admin: SocketAddr,
}

/// How it is at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sample {
    /// Requests so far.
    pub(crate) requests: u64,
    /// Connections of clients that are open.
    pub(crate) open: u64,
    /// Tasks on all cores.
    pub(crate) tasks: u64,
    /// Open files of the process.
    pub(crate) files: usize,
    /// Resident memory in KiB.
    pub(crate) memory: u64,
    /// Requests that were sent upstream once more.
    pub(crate) retries: u64,
    /// Requests that fell over.
    pub(crate) panics: u64,
}

/// Something that must hold, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What must hold, with the figures.
    pub(crate) what: String,
    /// Whether it does.
    pub(crate) holds: bool,
}

impl Observer {
    /// Of the process with this id and the Admin API.
    pub(crate) const fn of(pid: u32, admin: SocketAddr) -> Self {
        Self { pid, admin }
    }

    /// One look.
    pub(crate) fn look(&self) -> io::Result<Sample> {
        let host = self.admin.to_string();
        let answer = Connection::open(self.admin)?.ask(&Request {
            host: &host,
            target: "/status",
            ..Request::default()
        })?;
        let status: Value = serde_json::from_slice(&answer.body)?;
        let number = |value: &Value| {
            let number = value.as_u64();
            number.ok_or_else(|| io::Error::other(format!("/status is not understood: {status}")))
        };
        Ok(Sample {
            requests: number(&status["server"]["total_requests"])?,
            open: number(&status["server"]["connections_active"])?,
            tasks: number(&status["lychgate"]["tasks"])?,
            files: fs::read_dir(format!("/proc/{}/fd", self.pid))?.count(),
            memory: memory(self.pid),
            retries: number(&status["lychgate"]["upstream_retries"])?,
            panics: number(&status["lychgate"]["panics"])?,
        })
    }

    /// The look at which nobody is there any more and nothing changes; with `like`, at which there is no more than
    /// there was then. The last one, if it takes longer than `limit`.
    pub(crate) fn quiet(&self, limit: Duration, like: Option<&Sample>) -> io::Result<Sample> {
        let began = Instant::now();
        let mut last = self.look()?;
        loop {
            wait(Duration::from_secs(3));
            let next = self.look()?;
            let is_still = next.open == 0 && (next.tasks, next.files) == (last.tasks, last.files);
            let is_like = like.is_none_or(|like| next.tasks <= like.tasks && next.files <= like.files);
            if is_still && is_like || began.elapsed() > limit {
                return Ok(next);
            }
            last = next;
        }
    }
}

impl Sample {
    pub(crate) const HEADINGS: &str = "seconds   requests   open  tasks  files   memory MiB   sent again";

    /// A line of a table.
    pub(crate) fn line(&self, seconds: u64) -> String {
        let Self {
            requests,
            open,
            tasks,
            files,
            memory,
            retries,
            ..
        } = self;
        let mebibytes = *memory as f64 / 1024.0;
        format!("{seconds:>7} {requests:>10} {open:>6} {tasks:>6} {files:>6} {mebibytes:>12.1} {retries:>12}")
    }
}

/// How much more memory the last third may have than the one before, in KiB. Several answers of a mebibyte come and go
/// at any time, so the least of each third is compared, which only what stays can raise for long. In three minutes
/// it is reached by twenty bytes that stay of each request.
const GROWTH: u64 = 4 << 10;

/// What must hold after a soak.
pub(crate) fn judge(before: &Sample, during: &[Sample], after: &Sample) -> Vec<Verdict> {
    let third = during.len() / 3;
    let (middle, end) = (
        least(during.iter().skip(third).take(third)),
        least(during.iter().rev().take(third)),
    );
    let verdict = |what: String, holds: bool| Verdict { what, holds };
    vec![
        verdict(
            format!("memory is flat: at least {middle} KiB in the second third, {end} KiB in the last"),
            third > 0 && end <= middle + GROWTH,
        ),
        verdict(
            format!(
                "no task is left over: {} before, {} after",
                before.tasks, after.tasks
            ),
            after.tasks <= before.tasks,
        ),
        verdict(
            format!(
                "no file is left open: {} before, {} after",
                before.files, after.files
            ),
            after.files <= before.files,
        ),
        verdict(
            format!("no connection is left open: {}", after.open),
            after.open == 0,
        ),
        verdict(
            format!("no request fell over: {}", after.panics),
            after.panics == 0,
        ),
    ]
}

fn least<'a>(samples: impl Iterator<Item = &'a Sample>) -> u64 {
    samples.map(|sample| sample.memory).min().unwrap_or_default()
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.holds { "holds " } else { "BROKEN" };
        write!(f, "{mark}  {}", self.what)
    }
}
