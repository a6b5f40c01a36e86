//! A program that runs beside us, and ends with us.

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{children, pause};

/// Longer than anything here takes to start or to end, also when its instructions are counted.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A program at work. It is ended by its own id when this is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

/// What programs have used so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// CPU, in ticks of the system.
    pub(crate) ticks: u64,
    /// Resident memory in KiB. What processes share counts for each.
    pub(crate) memory: u64,
}

impl Service {
    /// Starts it. What it says goes into `NAME.log` in `folder`.
    pub(crate) fn start(name: &'static str, command: Command, folder: &Path) -> io::Result<Self> {
        Self::begin(name, command, Stdio::null(), folder)
    }

    /// Starts one that is told this on its standard input, which stays open as long as it runs.
    pub(crate) fn told(name: &'static str, command: Command, line: &str, folder: &Path) -> io::Result<Self> {
        let mut service = Self::begin(name, command, Stdio::piped(), folder)?;
        if let Some(input) = &mut service.child.stdin {
            writeln!(input, "{line}")?;
        }
        Ok(service)
    }

    fn begin(name: &'static str, mut command: Command, input: Stdio, folder: &Path) -> io::Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log)?;
        let child = command
            .stdin(input)
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        Ok(Self { name, child, log })
    }

    /// What it has said so far.
    pub(crate) fn said(&self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.log)?).into_owned())
    }

    /// Waits until it takes connections there.
    pub(crate) fn listens(&mut self, address: SocketAddr) -> io::Result<()> {
        self.until(&format!("listen at {address}"), |_| {
            // To a free port a system may connect us with ourselves.
            let other = |stream: TcpStream| stream.local_addr().is_ok_and(|own| own != address);
            TcpStream::connect(address).is_ok_and(other)
        })
    }

    /// Waits until it has said this.
    pub(crate) fn says(&mut self, words: &str) -> io::Result<()> {
        self.until(&format!("say {words:?}"), |service| {
            service.said().is_ok_and(|said| said.contains(words))
        })
    }

    fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) -> io::Result<()> {
        let began = Instant::now();
        while !is_so(self) {
            let ended = self.child.try_wait()?;
            if ended.is_some() || began.elapsed() > PATIENCE {
                let (name, said) = (self.name, self.said()?);
                return Err(io::Error::other(format!("{name} does not {what}:\n{said}")));
            }
            pause();
        }
        Ok(())
    }

    /// By what the system knows it.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it and the processes it started have used.
    pub(crate) fn usage(&self) -> Usage {
        let pid = self.child.id();
        let all = children(pid).into_iter().chain([pid]);
        all.fold(Usage::default(), |sum, pid| Usage {
            ticks: sum.ticks + ticks(pid),
            memory: sum.memory + memory(pid),
        })
    }

    /// Lets it end by itself, and tells all that it said.
    pub(crate) fn stop(mut self) -> io::Result<String> {
        self.end()?;
        self.said()
    }

    fn end(&mut self) -> io::Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.child.id())])
            .status()?;
        let began = Instant::now();
        while asked.success() && began.elapsed() < PATIENCE {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            pause();
        }
        self.child.kill()?;
        self.child.wait().map(drop)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It is our own child; all that can fail is that it has ended already.
        let _ = self.end();
    }
}

/// A command for a program that is asked to end when we are gone, however that came.
pub(crate) fn command(program: &Path) -> Command {
    match find("setpriv") {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            command.args(["--pdeathsig", "TERM", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// Where a program is. Servers are looked for where the administrator's programs are, too.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A free port of loopback.
pub(crate) fn free() -> io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    ticks_in(&stat).unwrap_or(0)
}

/// The time in user and in system mode.
fn ticks_in(stat: &str) -> Option<u64> {
    // The name in parentheses may hold anything; after it come the state and ten numbers more.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut numbers = rest.split_whitespace().skip(11);
    let user: u64 = numbers.next()?.parse().ok()?;
    let system: u64 = numbers.next()?.parse().ok()?;
    Some(user + system)
}

/// Its resident memory in KiB.
pub(crate) fn memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    memory_in(&status).unwrap_or(0)
}

fn memory_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests;
