//! `make bench`: the gateway beside nginx, in front of the same upstream and under the same load, on loopback.
//!
//! The rounds are interleaved, because a machine is faster in one minute than in another, and figures of one
//! round are only compared with figures of the same round.

mod changes;
pub(crate) mod client;
pub(crate) mod gateway;
pub(crate) mod login;
mod machine;
mod mint;
mod nginx;
pub(crate) mod place;
mod report;
mod row;
pub(crate) mod service;
mod statistics;
mod wrk;

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use changes::Changes;
use client::{Connection, Request};
use login::{Provider, sign_in, token};
use mint::Mint;
use place::Place;
use report::Table;
use row::{Row, Server, rows};
use service::{Service, find, free};
use wrk::{Carried, Load};

use crate::say;

/// With how many connections.
const CONNECTIONS: [usize; 2] = [64, 256];

/// The part of the machine that others may take while something is measured.
const QUIET: f64 = 0.1;

/// How often something is measured at most, if others take more.
const TRIES: usize = 3;

/// How much is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// How often each row is measured.
    pub(crate) rounds: usize,
    /// For how long each time.
    pub(crate) seconds: u64,
    /// The rows whose names have this in them, and those that they are compared with; `None` for all, and for how long
    /// changes take.
    pub(crate) only: Option<String>,
}

impl Extent {
    /// From the arguments `ROUNDS SECONDS ONLY`.
    pub(crate) fn read(rounds: Option<&str>, seconds: Option<&str>, only: Option<&str>) -> io::Result<Self> {
        let number = |text: Option<&str>, otherwise: u64, most: u64| {
            let number = text.map_or(Ok(otherwise), str::parse).ok();
            number.filter(|number| (1..=most).contains(number))
        };
        let read = number(rounds, 5, 50).zip(number(seconds, 3, 60));
        let (rounds, seconds) =
            read.ok_or_else(|| io::Error::other("ROUNDS is from 1 to 50, SECONDS from 1 to 60"))?;
        let rounds = usize::try_from(rounds).map_err(io::Error::other)?;
        let only = only.filter(|only| !only.is_empty()).map(str::to_owned);
        Ok(Self {
            rounds,
            seconds,
            only,
        })
    }
}

/// What was measured once.
#[derive(Debug)]
struct Sample {
    carried: Carried,
    /// Seconds of CPU for 100,000 requests.
    cpu: f64,
    /// In MiB, after the load.
    memory: f64,
    /// The part of the machine that others took meanwhile.
    foreign: f64,
}

/// Measures, prints the tables, and keeps them in the folder `bench` of the cache.
pub(crate) fn run(extent: &Extent, cache: &Path) -> io::Result<ExitCode> {
    let began = Instant::now();
    let (Some(nginx), Some(wrk)) = (find("nginx"), find("wrk")) else {
        say("needs nginx and wrk: apt-get install nginx-light wrk\n");
        return Ok(ExitCode::from(2));
    };
    say("building the release: minutes, if it is the first time\n");
    let lychgate = place::build()?;
    let folder = cache.join("bench");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let place = Place {
        folder: folder.clone(),
        nginx,
        wrk,
        lychgate,
        cores: machine::cores(),
    };
    let mut bench = Bench::start(&place, extent.only.as_deref())?;
    if let Some(only) = &extent.only {
        bench.rows = row::only(bench.rows, only);
        if bench.rows.is_empty() {
            return Err(io::Error::other(format!("no row has {only:?} in its name")));
        }
    }
    let tables = bench.measure(extent)?;
    let mut told = format!(
        "## Figures\n\n{}- {} rounds of {} s\n",
        machine::facts(&place.nginx, &place.wrk),
        extent.rounds,
        extent.seconds
    );
    for table in &tables {
        told.push_str(&format!("\n{}", table.markdown()));
    }
    if extent.only.is_none() {
        let changes = Changes::measure(&place.lychgate, &folder)?;
        told.push_str(&format!("\n{}", changes.markdown()));
    }
    let file = folder.join("figures.md");
    fs::write(&file, &told)?;
    let seconds = began.elapsed().as_secs();
    say(&format!("\n{told}\nkept in {}\n{seconds} s\n", file.display()));
    Ok(ExitCode::SUCCESS)
}

/// Measures how long changes take, and nothing else, of the release or of the binary in this file; prints the table.
pub(crate) fn changes(file: Option<&str>, cache: &Path) -> io::Result<ExitCode> {
    let program = match file {
        Some(file) => Path::new(file).canonicalize()?,
        None => {
            say("building the release: minutes, if it is the first time\n");
            place::build()?
        }
    };
    let folder = cache.join("changes");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let changes = Changes::measure(&program, &folder)?;
    say(&format!("\n{}", changes.markdown()));
    Ok(ExitCode::SUCCESS)
}

/// All servers at work. They are ended when it is dropped.
struct Bench<'a> {
    place: &'a Place,
    upstream: Service,
    servers: Vec<(Server, usize, SocketAddr)>,
    services: Vec<Service>,
    rows: Vec<Row>,
    /// Their keys are known, and what they said is remembered; but not on every core from the start.
    _providers: (Provider, Vec<Mint>),
}

impl<'a> Bench<'a> {
    /// Starts all of them, with tokens for the rows whose names have `only` in them.
    fn start(place: &'a Place, only: Option<&str>) -> io::Result<Self> {
        let certificate = place.certify()?;
        let folder = place.folder.join("nginx-upstream");
        let (upstream, to) = nginx::upstream(&place.nginx, &folder, place.cores)?;
        let [nginx_plain, nginx_tls, one_tls] = [free()?, free()?, free()?];
        let tls = |address| certificate.as_ref().map(|certificate| (address, certificate));
        let folder = place.folder.join("nginx-proxy");
        let nginx = nginx::proxy(
            &place.nginx,
            &folder,
            place.cores,
            to,
            nginx_plain,
            tls(nginx_tls),
        )?;
        let (one, one_plain) = place.gateway("one", tls(one_tls), &gateway::plain(to))?;
        let (yaml, of_ten) = gateway::routes(to, 10);
        let (ten, ten_plain) = place.gateway("ten", None, &yaml)?;
        let (yaml, of_many) = gateway::routes(to, 10_000);
        let (many, many_plain) = place.gateway("many", None, &yaml)?;
        let provider = Provider::start(&place.lychgate, &place.folder)?;
        let (login, login_plain) = place.gateway("login", None, &gateway::login(to, &provider))?;
        let cookies = sign_in(login_plain, &provider)?;
        let token = token(&provider)?;
        let (beside, beside_plain) = place.gateway("beside", None, &gateway::beside(to))?;
        let mints = Mint::all(place, &provider, only)?;
        let (tokens, tokens_plain) =
            place.gateway("tokens", None, &gateway::tokens(to, &provider, &mints))?;
        Ok(Self {
            place,
            upstream,
            servers: vec![
                (Server::Nginx, 0, nginx_plain),
                (Server::NginxTls, 0, nginx_tls),
                (Server::One, 1, one_plain),
                (Server::OneTls, 1, one_tls),
                (Server::Ten, 2, ten_plain),
                (Server::TenThousand, 3, many_plain),
                (Server::Login, 4, login_plain),
                (Server::Beside, 5, beside_plain),
                (Server::Tokens, 6, tokens_plain),
            ],
            services: vec![nginx, one, ten, many, login, beside, tokens],
            rows: rows(
                &of_ten,
                &of_many,
                &cookies,
                &token,
                mints.iter().map(Mint::asker).collect(),
            )
            .into_iter()
            .filter(|row| certificate.is_some() || !row.server.is_tls())
            .collect(),
            _providers: (provider, mints),
        })
    }

    /// Every row in every round, forwards and backwards in turn.
    fn measure(&self, extent: &Extent) -> io::Result<Vec<Table<'_>>> {
        let runs = CONNECTIONS.len() * self.rows.len() * extent.rounds;
        say(&format!("{runs} runs of {} s\n", extent.seconds));
        self.rows
            .iter()
            .try_for_each(|row| self.run(row, CONNECTIONS[0], 1).map(drop))?;
        let table = |connections| Table {
            connections,
            rows: &self.rows,
            samples: self.rows.iter().map(|_| Vec::new()).collect(),
        };
        let mut tables = CONNECTIONS.map(table);
        for round in 1..=extent.rounds {
            for table in &mut tables {
                say(&format!("round {round}, {} connections:", table.connections));
                let mut order: Vec<_> = (0..self.rows.len()).collect();
                if round % 2 == 0 {
                    order.reverse();
                }
                for at in order {
                    let sample = self.quietest(&self.rows[at], table.connections, extent.seconds)?;
                    say(&format!(" {:.0}", sample.carried.per_second));
                    table.samples[at].push(sample);
                }
                say(" requests/s\n");
            }
        }
        Ok(tables.into())
    }

    /// Measures again while others take too much of the machine. The quietest time counts.
    fn quietest(&self, row: &Row, connections: usize, seconds: u64) -> io::Result<Sample> {
        let mut quietest = self.run(row, connections, seconds)?;
        for _ in 1..TRIES {
            if quietest.foreign <= QUIET {
                break;
            }
            let again = self.run(row, connections, seconds)?;
            if again.foreign < quietest.foreign {
                quietest = again;
            }
        }
        Ok(quietest)
    }

    fn run(&self, row: &Row, connections: usize, seconds: u64) -> io::Result<Sample> {
        let (_, service, address) = self
            .servers
            .iter()
            .find(|(server, ..)| *server == row.server)
            .ok_or_else(|| io::Error::other(format!("{}: nobody serves it", row.name)))?;
        let service = &self.services[*service];
        let scheme = if row.server.is_tls() { "https" } else { "http" };
        let load = Load {
            wrk: &self.place.wrk,
            threads: self.place.cores,
            connections,
            seconds,
            url: &format!("{scheme}://{address}{}", row.path),
            header: row.by.header(),
            script: row.by.script(),
        };
        self.check(row, *address)?;
        let usages = || {
            (
                service.usage().ticks,
                self.upstream.usage().ticks,
                machine::ticks_of_ended(),
            )
        };
        let (machine, before, began) = (machine::Ticks::now(), usages(), Instant::now());
        let carried = load.carry()?;
        let (took, after, all) = (began.elapsed(), usages(), machine::Ticks::now());
        self.check(row, *address)?;
        let (ours, ticks) = (after.0 - before.0, machine::ticks_per_second());
        let known = ours + (after.1 - before.1) + (after.2 - before.2);
        let spent = (all.busy - machine.busy).saturating_sub(known) + (all.stolen - machine.stolen);
        let capacity = took.as_secs_f64() * ticks * self.place.cores as f64;
        if carried.failures > carried.requests / 1000.0 {
            return Err(io::Error::other(format!(
                "{}: too many requests failed: {carried:?}",
                row.name
            )));
        }
        Ok(Sample {
            cpu: ours as f64 / ticks / carried.requests * 100_000.0,
            memory: service.usage().memory as f64 / 1024.0,
            foreign: spent as f64 / capacity,
            carried,
        })
    }

    /// wrk counts a redirect as an answer like any other: whether the right one comes is looked at here.
    fn check(&self, row: &Row, address: SocketAddr) -> io::Result<()> {
        if row.server.is_tls() {
            return Ok(());
        }
        let request = Request {
            host: "localhost",
            target: &row.path,
            cookies: row.by.cookies(),
            bearer: row.by.token(),
            key: row.by.key(),
            form: "",
        };
        let answer = Connection::open(address)?.ask(&request)?;
        let length = if row.path == nginx::LARGE_PATH {
            nginx::LARGE
        } else {
            nginx::SMALL
        };
        match (answer.status, answer.body.len()) == (200, length) {
            true => Ok(()),
            false => Err(io::Error::other(format!(
                "{}: answered {} with {} bytes",
                row.name,
                answer.status,
                answer.body.len()
            ))),
        }
    }
}

#[cfg(test)]
mod tests;
