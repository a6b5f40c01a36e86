//! What a request may cost: its instructions and its allocations, counted by callgrind.
//!
//! They are counted over the whole way of a request through the binary, on one core, with one connection: on a busy
//! machine the same run costs nearly the same, and what is too much is counted again. The limits are those of the profile that is tested, which optimises little;
//! how fast the release is, `make bench` tells.

mod callgrind;
mod upstream;
mod valgrind;

use std::fmt;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use crate::bench::client::{Connection, Request};
use crate::bench::gateway::{self, Gateway};
use crate::bench::login::{Provider, sign_in, token};
use crate::bench::service::{self, Service, free};
use crate::say;
use crate::upstream::Upstream;
use callgrind::Cost;
use valgrind::Got;

/// Requests of each way in every run.
const FEW: u32 = 1_000;

/// How many more there are of the way that is counted.
const MORE: u32 = 2_000;

/// How often it is counted, as long as something is above its limit: a busy machine wakes the gateway more often than it
/// must, and nothing makes a request cost less than it does.
const TIMES: u32 = 3;

/// A way of a request that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Nothing but forwarding.
    Plain,
    /// The same, with the cookie of a session in which nobody is interested.
    WithCookie,
    /// The cookie is asked for, and is a live session.
    Session,
    /// Plain, with an access token in which nobody is interested.
    WithToken,
    /// The token is asked for, and was verified before.
    Bearer,
    /// Plain, with a key in which nobody is interested.
    WithKey,
    /// The key is asked for, and whose it is may ask so often in two periods, and is told so.
    Keyed,
}

const WAYS: [Way; 7] = [
    Way::Plain,
    Way::WithCookie,
    Way::Session,
    Way::WithToken,
    Way::Bearer,
    Way::WithKey,
    Way::Keyed,
];

/// What something may cost at most.
struct Limit {
    name: &'static str,
    of: fn(&Costs) -> Cost,
    instructions: u64,
    allocations: f64,
}

/// Plain: measured in the profile of tests, and a tenth more. A session, or a token: what ARCHITECTURE.md promises.
const LIMITS: &[Limit] = &[
    Limit {
        name: "plain",
        of: |costs| costs.of(Way::Plain),
        instructions: 61_600,
        allocations: 11.0,
    },
    Limit {
        name: "session, beyond plain with its cookie",
        of: |costs| costs.of(Way::Session).beyond(costs.of(Way::WithCookie)),
        instructions: 3_500,
        allocations: 0.5,
    },
    Limit {
        name: "bearer, beyond plain with its token",
        of: |costs| costs.of(Way::Bearer).beyond(costs.of(Way::WithToken)),
        // It is looked for in three headers.
        instructions: 3_900,
        allocations: 0.5,
    },
    Limit {
        name: "key-auth and rate-limiting, beyond plain with its key",
        of: |costs| costs.of(Way::Keyed).beyond(costs.of(Way::WithKey)),
        // It makes ten headers, each with memory of its own, and counts in two periods.
        instructions: 20_500,
        allocations: 15.0,
    },
];

/// What one request of each way costs.
#[derive(Clone, Copy, Debug, Default)]
struct Costs([Cost; WAYS.len()]);

impl Costs {
    fn of(&self, way: Way) -> Cost {
        self.0[way as usize]
    }
}

/// What whole runs cost.
#[derive(Clone, Copy, Debug)]
struct Runs {
    /// With few requests of each way.
    few: Cost,
    /// With more of one way, for each way.
    more: [Cost; WAYS.len()],
}

impl Runs {
    /// The smaller one of each run.
    fn least(self, other: Self) -> Self {
        Self {
            few: self.few.least(other.few),
            more: std::array::from_fn(|way| self.more[way].least(other.more[way])),
        }
    }

    fn costs(&self) -> Costs {
        Costs(self.more.map(|more| more.beyond(self.few).of_each(MORE)))
    }
}

/// How counting went.
#[derive(Debug)]
pub(crate) enum Counted {
    /// What was counted, with everything that is above its limit.
    Done(Vec<Line>),
    /// It could not be counted, and why.
    Skipped(String),
}

/// A cost, and whether it is one that may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    name: &'static str,
    cost: Cost,
    instructions: u64,
    allocations: f64,
}

impl Line {
    /// Whether neither limit is exceeded.
    pub(crate) fn is_good(&self) -> bool {
        self.cost.instructions <= self.instructions as f64 && self.cost.allocations <= self.allocations
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            cost,
            instructions,
            allocations,
        } = self;
        let verdict = if self.is_good() { "" } else { "  TOO MUCH" };
        write!(
            f,
            "{name}: {:.0} instructions (limit {instructions}), {:.1} allocations (limit {allocations}){verdict}",
            cost.instructions, cost.allocations
        )
    }
}

/// Counts what requests cost this binary, and compares it with the limits. Logs and all else go into `folder`.
pub(crate) fn run(lychgate: &Path, folder: &Path, log: &Path) -> io::Result<Counted> {
    let valgrind = match valgrind::find(log)? {
        Got::Ready(valgrind) => valgrind,
        Got::Missing(why) => return Ok(Counted::Skipped(why)),
    };
    fs::create_dir_all(folder)?;
    let upstream = Upstream::start(upstream::serve)?;
    let provider = Provider::start(lychgate, folder)?;
    let bench = Counting {
        lychgate,
        folder,
        valgrind: &valgrind,
        upstream: upstream.address(),
        provider: &provider,
    };
    let mut runs = bench.runs()?;
    let mut lines = judge(&runs.costs());
    for _ in 1..TIMES {
        if !lines.iter().all(Line::is_good) {
            runs = runs.least(bench.runs()?);
            lines = judge(&runs.costs());
        }
    }
    Ok(Counted::Done(lines))
}

/// Says what was counted. Whether it may be.
pub(crate) fn tell(counted: &Counted) -> bool {
    match counted {
        Counted::Done(lines) => {
            lines.iter().for_each(|line| say(&format!("{line}\n")));
            lines.iter().all(Line::is_good)
        }
        Counted::Skipped(why) => {
            say(&format!("skipped: {why}\n"));
            true
        }
    }
}

fn judge(costs: &Costs) -> Vec<Line> {
    let lines = LIMITS.iter().map(|limit| Line {
        name: limit.name,
        cost: (limit.of)(costs),
        instructions: limit.instructions,
        allocations: limit.allocations,
    });
    lines.collect()
}

struct Counting<'a> {
    lychgate: &'a Path,
    folder: &'a Path,
    valgrind: &'a Path,
    upstream: SocketAddr,
    provider: &'a Provider,
}

impl Counting<'_> {
    /// All runs, once.
    fn runs(&self) -> io::Result<Runs> {
        let few = self.count(None)?;
        let mut more = [Cost::default(); WAYS.len()];
        for way in WAYS {
            more[way as usize] = self.count(Some(way))?;
        }
        Ok(Runs { few, more })
    }

    /// The cost of a whole run: start, login, [`FEW`] requests of each way, [`MORE`] of one, end.
    fn count(&self, more: Option<Way>) -> io::Result<Cost> {
        let counts = self.folder.join("callgrind.out");
        let plain = free()?;
        let mut command = service::command(self.valgrind);
        command
            .args(["--tool=callgrind", "--compress-strings=no", "--compress-pos=no"])
            .arg(format!("--callgrind-out-file={}", counts.display()))
            .arg(self.lychgate);
        let gateway = Gateway {
            program: self.lychgate,
            folder: self.folder,
            plain,
            tls: None,
            cores: 1,
        };
        let command = gateway.command(command, &gateway::ways(self.upstream, self.provider))?;
        let mut service = Service::start("callgrind", command, self.folder)?;
        service.listens(plain)?;
        let cookies = sign_in(plain, self.provider)?;
        let token = token(self.provider)?;
        let mut connection = Connection::open(plain)?;
        for way in WAYS {
            let number = FEW + if more == Some(way) { MORE } else { 0 };
            let request = way.request(&cookies, &token);
            for _ in 0..number {
                let answer = connection.ask(&request)?;
                if answer.status != 200 {
                    let why = format!("{way:?} is answered {}, not 200", answer.status);
                    return Err(io::Error::other(why));
                }
            }
        }
        drop(connection);
        let said = service.stop()?;
        let cost = callgrind::read(&fs::read_to_string(&counts)?);
        cost.ok_or_else(|| io::Error::other(format!("callgrind counted nothing:\n{said}")))
    }
}

impl Way {
    fn request<'a>(self, cookies: &'a str, token: &'a str) -> Request<'a> {
        let (target, cookies, bearer) = match self {
            Self::Plain | Self::WithKey => ("/open", "", ""),
            Self::WithCookie => ("/open", cookies, ""),
            Self::Session => ("/", cookies, ""),
            Self::WithToken => ("/open", "", token),
            Self::Bearer => ("/", "", token),
            Self::Keyed => ("/keyed", "", ""),
        };
        let key = match self {
            Self::WithKey | Self::Keyed => gateway::KEY,
            _ => "",
        };
        Request {
            host: "localhost",
            target,
            cookies,
            bearer,
            key,
            form: "",
        }
    }
}

#[cfg(test)]
mod tests;
