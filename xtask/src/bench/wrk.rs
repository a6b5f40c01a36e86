//! The load: wrk, and what it says.

use std::io;
use std::path::{Path, PathBuf};

use super::service;

/// A load to put on a server.
#[derive(Debug)]
pub(crate) struct Load<'a> {
    /// The program.
    pub(crate) wrk: &'a PathBuf,
    /// How many threads send.
    pub(crate) threads: usize,
    /// How many connections are kept open.
    pub(crate) connections: usize,
    /// For how long.
    pub(crate) seconds: u64,
    /// What is asked for.
    pub(crate) url: &'a str,
    /// A header that is sent besides, if any is: `Cookie: a=b`.
    pub(crate) header: Option<String>,
    /// What makes the requests, if they are not all the same.
    pub(crate) script: Option<&'a Path>,
}

/// What came of a load.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Carried {
    /// Answered requests.
    pub(crate) requests: f64,
    /// Answered requests in a second.
    pub(crate) per_second: f64,
    /// Half of the requests took no longer than these milliseconds.
    pub(crate) p50: f64,
    /// Of a hundred requests one took longer than these milliseconds.
    pub(crate) p99: f64,
    /// Connections that broke, requests that ran out of time, and answers other than 2xx and 3xx.
    pub(crate) failures: f64,
}

impl Load<'_> {
    /// Puts it on, and waits for its end.
    pub(crate) fn carry(&self) -> io::Result<Carried> {
        let mut wrk = service::command(self.wrk);
        wrk.arg("--latency")
            .args(["--threads", &self.threads.to_string()])
            .args(["--connections", &self.connections.to_string()])
            .args(["--duration", &format!("{}s", self.seconds)])
            .args(["--timeout", "10s"]);
        if let Some(header) = &self.header {
            wrk.args(["--header", header]);
        }
        if let Some(script) = self.script {
            wrk.arg("--script").arg(script);
        }
        let told = wrk.arg(self.url).output()?;
        let text = String::from_utf8_lossy(&told.stdout);
        read(&text).ok_or_else(|| {
            let errors = String::from_utf8_lossy(&told.stderr);
            io::Error::other(format!("wrk did not tell how it went: {text}{errors}"))
        })
    }
}

/// Reads what wrk prints.
fn read(text: &str) -> Option<Carried> {
    let lines = || text.lines().map(str::trim);
    let after = |words: &str| lines().find_map(|line| line.strip_prefix(words)).map(str::trim);
    let errors = after("Socket errors:").unwrap_or_default();
    let errors = errors
        .split(',')
        .filter_map(|error| error.rsplit_once(' ')?.1.parse::<f64>().ok());
    let refused = after("Non-2xx or 3xx responses:").and_then(|number| number.parse::<f64>().ok());
    Some(Carried {
        requests: lines().find_map(|line| line.split_once(" requests in ")?.0.parse().ok())?,
        per_second: after("Requests/sec:")?.parse().ok()?,
        p50: milliseconds(after("50%")?)?,
        p99: milliseconds(after("99%")?)?,
        failures: errors.sum::<f64>() + refused.unwrap_or(0.0),
    })
}

/// `850.00us`, `1.05ms`, `1.20s` or `1.00m`.
fn milliseconds(text: &str) -> Option<f64> {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0), ("m", 60_000.0)];
    units.iter().find_map(|(unit, factor)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(number * factor)
    })
}

#[cfg(test)]
mod tests;
