//! `make soak`: minutes of slow, broken and rude traffic, after which nothing may be left of it.
//!
//! An upstream that is slow, breaks off and resets stands behind the gateway; clients that are slow, send garbage,
//! switch protocols and vanish stand before it. Memory must stay flat meanwhile, and afterwards there must be as many
//! tasks and open files as before.

mod sample;
mod upstream;
mod visitor;

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::gateway::{Gateway, plain};
use crate::bench::place;
use crate::bench::service::{self, Service, free};
use crate::program::wait;
use crate::say;
use crate::upstream::Upstream;
use sample::{Observer, Sample, Verdict};
use visitor::KINDS;

/// Between two looks at the gateway.
const STEP: Duration = Duration::from_secs(3);

/// How long connections and tasks may take to end when nobody comes any more.
const REST: Duration = Duration::from_secs(30);

/// Clients of each kind at the same time.
const CLIENTS: usize = 4;

/// How often the clients of one kind came, and the first that something unexpected happened to.
#[derive(Debug, Default)]
struct Tally {
    visits: AtomicU64,
    unexpected: AtomicU64,
    first: std::sync::Mutex<Option<String>>,
}

/// For how long: from 10 seconds to an hour; three minutes if nothing is said.
pub(crate) fn seconds(text: Option<&str>) -> io::Result<u64> {
    let seconds = text.map_or(Ok(180), str::parse).ok();
    let seconds = seconds.filter(|seconds| (10..=3600).contains(seconds));
    seconds.ok_or_else(|| io::Error::other("SECONDS is from 10 to 3600"))
}

/// Soaks, prints what it sees, and judges it.
pub(crate) fn run(seconds: u64, cache: &Path) -> io::Result<ExitCode> {
    say("building the release: minutes, if it is the first time\n");
    let lychgate = place::build()?;
    let folder = cache.join("soak");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let upstream = Upstream::start(upstream::serve)?;
    let (service, observer, address) = start(&lychgate, &folder, upstream.address())?;
    let tallies: Vec<Tally> = KINDS.iter().map(|_| Tally::default()).collect();

    // Everything that is made once is made now.
    for (kind, tally) in KINDS.iter().zip(&tallies) {
        tally.visit(kind, address);
    }
    let before = observer.quiet(REST, None)?;
    say(&format!("{}\n", Sample::HEADINGS));
    say(&format!("{}   before\n", before.line(0)));

    let samples = soak(&observer, &tallies, address, Duration::from_secs(seconds))?;
    let after = observer.quiet(REST, Some(&before))?;
    say(&format!("{}   after, with nobody left\n\n", after.line(seconds)));
    for (kind, tally) in KINDS.iter().zip(&tallies) {
        say(&tally.line(kind.name));
    }
    let said = service.stop()?;
    let mut verdicts = sample::judge(&before, &samples, &after);
    verdicts.push(Verdict {
        what: "nothing unexpected happened to a client".to_owned(),
        holds: tallies
            .iter()
            .all(|tally| tally.unexpected.load(Ordering::Relaxed) == 0),
    });
    verdicts.push(Verdict {
        what: "it ended when asked to, and had to cut nobody off".to_owned(),
        holds: said.contains("ended") && !said.contains("stop.cut"),
    });
    say("\n");
    verdicts.iter().for_each(|verdict| say(&format!("{verdict}\n")));
    let holds = verdicts.iter().all(|verdict| verdict.holds);
    Ok(ExitCode::from(u8::from(!holds)))
}

fn start(
    lychgate: &Path,
    folder: &Path,
    upstream: SocketAddr,
) -> io::Result<(Service, Observer, SocketAddr)> {
    let [address, admin] = [free()?, free()?];
    let gateway = Gateway {
        program: lychgate,
        folder,
        plain: address,
        tls: None,
        cores: 2,
    };
    let mut command = gateway.command(service::command(lychgate), &plain(upstream))?;
    command
        .env("LYCHGATE_ADMIN_LISTEN", admin.to_string())
        .env("LYCHGATE_ADMIN_GUI_LISTEN", "off")
        .env("LYCHGATE_LOG_LEVEL", "info")
        .env("LYCHGATE_UPSTREAM_KEEPALIVE_IDLE_TIMEOUT", "4");
    let mut service = Service::start("lychgate", command, folder)?;
    service.listens(address)?;
    service.listens(admin)?;
    let observer = Observer::of(service.pid(), admin);
    Ok((service, observer, address))
}

fn soak(
    observer: &Observer,
    tallies: &[Tally],
    address: SocketAddr,
    length: Duration,
) -> io::Result<Vec<Sample>> {
    let is_over = AtomicBool::new(false);
    let began = Instant::now();
    thread::scope(|scope| {
        for (kind, tally) in KINDS.iter().zip(tallies) {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        tally.visit(kind, address);
                    }
                });
            }
        }
        let mut samples = Vec::new();
        let mut looked = Ok(());
        while looked.is_ok() && began.elapsed() < length {
            wait(STEP);
            looked = observer.look().map(|sample| {
                if samples.len() % 5 == 4 {
                    say(&format!("{}\n", sample.line(began.elapsed().as_secs())));
                }
                samples.push(sample);
            });
        }
        is_over.store(true, Ordering::Relaxed);
        looked.map(|()| samples)
    })
}

impl Tally {
    fn visit(&self, kind: &visitor::Kind, address: SocketAddr) {
        let turn = self.visits.fetch_add(1, Ordering::Relaxed);
        if let Err(why) = (kind.visit)(address, turn) {
            self.unexpected.fetch_add(1, Ordering::Relaxed);
            let mut first = self
                .first
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            first.get_or_insert_with(|| why.to_string());
        }
    }

    fn line(&self, name: &str) -> String {
        let (visits, unexpected) = (
            self.visits.load(Ordering::Relaxed),
            self.unexpected.load(Ordering::Relaxed),
        );
        let first = self
            .first
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let first = first.as_ref().map_or(String::new(), |why| format!(": {why}"));
        format!("{name:>20}: {visits} visits, {unexpected} unexpected{first}\n")
    }
}

#[cfg(test)]
mod tests;
