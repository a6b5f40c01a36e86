//! Providers that sign with one algorithm each, and tokens of theirs that no gateway remembers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::login::{self, Provider};
use super::place::{self, Place};
use super::row::Asker;
use super::service::{self, Service};
use crate::say;

/// How many tokens there are for each core. A core remembers eight MiB of them, which are some two thousand, so each is
/// long forgotten when its turn comes again.
const FOR_EACH_CORE: usize = 6000;

/// What tokens are signed with.
#[derive(Debug)]
pub(crate) struct Algorithm {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What its row is called.
    pub(crate) row: &'static str,
    /// Where its tokens are taken.
    pub(crate) path: &'static str,
}

/// Those that are measured.
pub(crate) static ALGORITHMS: [Algorithm; 3] = [
    Algorithm {
        name: "RS256",
        row: "RS256, not remembered",
        path: "/rs256",
    },
    Algorithm {
        name: "ES256",
        row: "ES256, not remembered",
        path: "/es256",
    },
    Algorithm {
        name: "EdDSA",
        row: "EdDSA, not remembered",
        path: "/eddsa",
    },
];

/// A provider, and what brings its tokens.
#[derive(Debug)]
pub(crate) struct Mint {
    /// What it signs with.
    pub(crate) algorithm: &'static Algorithm,
    /// Its issuer.
    pub(crate) issuer: String,
    first: String,
    script: PathBuf,
    _service: Service,
}

impl Mint {
    /// One for each algorithm whose row has `only` in its name. They know the client of the other provider.
    pub(crate) fn all(place: &Place, client: &Provider, only: Option<&str>) -> io::Result<Vec<Self>> {
        let wanted = |algorithm: &&Algorithm| only.is_none_or(|only| algorithm.row.contains(only));
        let wanted: Vec<_> = ALGORITHMS.iter().filter(wanted).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let program = place::build_provider()?;
        let start = |algorithm| Self::start(place, &program, client, algorithm);
        wanted.into_iter().map(start).collect()
    }

    fn start(
        place: &Place,
        program: &Path,
        client: &Provider,
        algorithm: &'static Algorithm,
    ) -> io::Result<Self> {
        let Provider {
            client_id,
            client_secret,
            ..
        } = client;
        let asked = serde_json::json!({
            "algorithm": algorithm.name,
            "clients": [{ "id": client_id, "secret": client_secret }],
        });
        let command = service::command(program);
        let mut service = Service::told(algorithm.name, command, &asked.to_string(), &place.folder)?;
        service.says("\n")?;
        let said: serde_json::Value = serde_json::from_str(&service.said()?)?;
        let issuer = said["issuer"].as_str().unwrap_or_default().to_owned();
        say(&format!(
            "{} tokens with {}\n",
            place.cores * FOR_EACH_CORE,
            algorithm.name
        ));
        let tokens = login::tokens(&issuer, client_id, client_secret, place.cores * FOR_EACH_CORE)?;
        let list = place.folder.join(format!("{}.tokens", algorithm.name));
        let script = place.folder.join(format!("{}.lua", algorithm.name));
        fs::write(&list, tokens.join("\n"))?;
        fs::write(&script, bringing(&list.to_string_lossy(), place.cores))?;
        let first = tokens.into_iter().next();
        Ok(Self {
            algorithm,
            issuer,
            first: first.ok_or_else(|| io::Error::other("no token"))?,
            script,
            _service: service,
        })
    }

    /// Who brings its tokens.
    pub(crate) fn asker(&self) -> (&Algorithm, Asker) {
        let by = Asker::Programs(self.first.clone(), self.script.clone());
        (self.algorithm, by)
    }
}

/// A script for wrk: each of its threads brings a part of the tokens of a file, one after the other and over again.
fn bringing(list: &str, threads: usize) -> String {
    format!(
        "local threads = 0

function setup(thread)
    thread:set(\"part\", threads)
    threads = threads + 1
end

function init()
    requests, turn = {{}}, 0
    local at = 0
    for token in io.lines({list:?}) do
        if at % {threads} == part then
            requests[#requests + 1] = wrk.format(\"GET\", nil, {{ Authorization = \"Bearer \" .. token }})
        end
        at = at + 1
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end
"
    )
}

#[cfg(test)]
mod tests;
