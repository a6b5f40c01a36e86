//! How long it takes until a change is in force, where much is configured already, and how long a start takes then.

use std::fmt::Write;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::client::{Connection, Request};
use super::gateway;
use super::machine;
use super::service::{self, Service, free};
use super::statistics::Spread;
use crate::say;

/// How many routes there are before one more comes.
const ROUTES: usize = 10_000;

/// How many consumers there are before one more comes.
const CONSUMERS: usize = 100_000;

/// How many changes are measured of each kind.
const CHANGES: usize = 50;

/// How often a start is measured.
const STARTS: usize = 5;

/// What was measured.
#[derive(Debug)]
pub(crate) struct Changes {
    /// Milliseconds from the POST of a route until a request has met it, one for each.
    routes: Vec<f64>,
    /// Milliseconds of a POST of a consumer.
    consumers: Vec<f64>,
    /// Seconds from the start of the program until it listens.
    starts: Vec<f64>,
    /// MiB that are resident then.
    memory: Vec<f64>,
}

impl Changes {
    /// Measures this binary. Everything about it lies in the folder.
    pub(crate) fn measure(program: &Path, folder: &Path) -> io::Result<Self> {
        let node = |name: &'static str| Node {
            name,
            program: program.to_owned(),
            folder: folder.join(name),
        };
        say("10,000 routes:");
        // Nobody listens there: that a route is met shows in the answer that it leads nowhere.
        let (many, _) = gateway::routes(free()?, ROUTES);
        let routed = node("routes").filled(&many)?.start()?;
        let routes = (0..CHANGES).map(|number| routed.add_route(number));
        let routes = routes.collect::<io::Result<_>>()?;
        drop(routed);
        say(" done\n100,000 consumers:");
        let peopled = node("consumers").filled(&people(CONSUMERS))?;
        let (mut starts, mut memory) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let began = Instant::now();
            let running = peopled.start()?;
            starts.push(began.elapsed().as_secs_f64());
            memory.push(running.memory());
        }
        let running = peopled.start()?;
        let consumers = (0..CHANGES).map(|number| running.add_consumer(number));
        let consumers = consumers.collect::<io::Result<_>>()?;
        say(" done\n");
        Ok(Self {
            routes,
            consumers,
            starts,
            memory,
        })
    }

    /// The table, with a heading.
    pub(crate) fn markdown(&self) -> String {
        let mut told = "### Changes\n\n| what | least–median–greatest | goal |\n|---|---:|---:|\n".to_owned();
        for (what, numbers, goal) in [
            ("10,000 routes: one more in force, ms", &self.routes, "< 100"),
            ("100,000 consumers: one more in force, ms", &self.consumers, ""),
            (
                "100,000 consumers: start until it listens, s",
                &self.starts,
                "< 5",
            ),
            ("100,000 consumers: resident then, MiB", &self.memory, "< 400"),
        ] {
            let spread = Spread::of(numbers.iter().copied());
            let spread = spread.map_or_else(String::new, |spread| spread.to_string());
            // Writing to a string cannot fail.
            let _ = writeln!(told, "| {what} | {spread} | {goal} |");
        }
        told
    }
}

/// So many consumers.
fn people(number: usize) -> String {
    let mut yaml = "_format_version: \"3.0\"\nconsumers:\n".to_owned();
    for number in 0..number {
        // Writing to a string cannot fail.
        let _ = writeln!(
            yaml,
            "  - {{username: person-{number}, custom_id: \"{number}\", tags: [people]}}"
        );
    }
    yaml
}

/// A node with a file of SQLite's.
struct Node {
    name: &'static str,
    program: PathBuf,
    folder: PathBuf,
}

impl Node {
    /// Has it import a declarative file.
    fn filled(self, yaml: &str) -> io::Result<Self> {
        fs::create_dir_all(&self.folder)?;
        let file = self.folder.join("kong.yml");
        fs::write(&file, yaml)?;
        let mut command = service::command(&self.program);
        command
            .args(["config", "import"])
            .arg(&file)
            .env("LYCHGATE_PREFIX", &self.folder);
        let told = command.output()?;
        match told.status.success() {
            true => Ok(self),
            false => Err(io::Error::other(
                String::from_utf8_lossy(&told.stderr).into_owned(),
            )),
        }
    }

    fn start(&self) -> io::Result<Running> {
        let (plain, admin) = (free()?, free()?);
        let mut command = service::command(&self.program);
        command
            .arg("start")
            .env("LYCHGATE_PREFIX", &self.folder)
            .env("LYCHGATE_PROXY_LISTEN", plain.to_string())
            .env("LYCHGATE_ADMIN_LISTEN", admin.to_string())
            .env("LYCHGATE_ADMIN_GUI_LISTEN", "off")
            .env("LYCHGATE_NGINX_WORKER_PROCESSES", machine::cores().to_string())
            .env("LYCHGATE_PROXY_ACCESS_LOG", "off")
            .env("LYCHGATE_LOG_LEVEL", "warn");
        let mut service = Service::start(self.name, command, &self.folder)?;
        service.listens(admin)?;
        Ok(Running {
            service,
            plain,
            admin,
        })
    }
}

/// A node at work.
struct Running {
    service: Service,
    plain: SocketAddr,
    admin: SocketAddr,
}

impl Running {
    /// In MiB.
    fn memory(&self) -> f64 {
        self.service.usage().memory as f64 / 1024.0
    }

    /// Adds a route and asks for it. The milliseconds until it was met.
    fn add_route(&self, number: usize) -> io::Result<f64> {
        // None of them is the beginning of another.
        let path = format!("/one-more-{number:03}");
        let form = format!("name=one-more-{number}&paths={path}");
        let mut client = Connection::open(self.plain)?;
        let before = client.ask(&get(&path))?.status;
        let began = Instant::now();
        self.post("/services/upstream/routes", &form)?;
        let after = client.ask(&get(&path))?.status;
        let took = began.elapsed();
        match (before, after) {
            (404, 502 | 503) => Ok(took.as_secs_f64() * 1000.0),
            told => Err(io::Error::other(format!("{path} is not in force: {told:?}"))),
        }
    }

    /// Adds a consumer. The milliseconds until that is answered.
    fn add_consumer(&self, number: usize) -> io::Result<f64> {
        let began = Instant::now();
        self.post("/consumers", &format!("username=one-more-{number}"))?;
        Ok(began.elapsed().as_secs_f64() * 1000.0)
    }

    fn post(&self, target: &str, form: &str) -> io::Result<()> {
        let host = &self.admin.to_string();
        let request = Request {
            host,
            target,
            form,
            ..Request::default()
        };
        let answer = Connection::open(self.admin)?.ask(&request)?;
        match answer.status {
            201 => Ok(()),
            status => Err(io::Error::other(format!(
                "{target}: {status} {}",
                String::from_utf8_lossy(&answer.body)
            ))),
        }
    }
}

fn get(target: &str) -> Request<'_> {
    Request {
        host: "localhost",
        target,
        ..Request::default()
    }
}

#[cfg(test)]
mod tests;
