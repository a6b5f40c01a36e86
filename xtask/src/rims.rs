//! What only a few named files may do: speak to the codec, ask for the time, start a task, read the environment.

use crate::fault::Fault;
use crate::rust::Rust;
use crate::tree::{File, Tree};

/// Something that belongs to a rim.
struct Rim {
    /// How it looks in code.
    calls: &'static [&'static str],
    /// What it is.
    what: &'static str,
    /// Who may: files, or folders with a `/` at the end.
    allowed: &'static [&'static str],
    /// What others do instead.
    remedy: &'static str,
}

const RIMS: &[Rim] = &[
    Rim {
        calls: &["hyper::", "hyper_util::", "http_body::"],
        what: "names the codec",
        allowed: &[
            "crates/proxy/src/wire/",
            "crates/proxy/src/wire.rs",
            "crates/testkit/",
        ],
        remedy: "work on an Exchange or an Answer; the codec stays in crates/proxy/src/wire",
    },
    Rim {
        calls: &["SystemTime::now", "Instant::now", "Utc::now"],
        what: "asks the machine for the time",
        allowed: &[
            "crates/ports/src/clock.rs",
            "crates/sample_idp/src/clock.rs",
            "crates/testkit/",
            "xtask/",
        ],
        remedy: "take a ports::Clock, or the moment itself, as an argument",
    },
    Rim {
        calls: &[
            "tokio::spawn(",
            "task::spawn(",
            "spawn_local(",
            ".spawn(",
            "thread::spawn(",
        ],
        what: "starts a task, a thread or a program",
        allowed: &[
            "crates/admin/src/listener.rs",
            "crates/lychgate/src/demo.rs",
            "crates/lychgate/src/demo/browser.rs",
            "crates/lychgate/src/outside.rs",
            "crates/proxy/src/access_log.rs",
            "crates/proxy/src/cores.rs",
            "crates/proxy/src/listener.rs",
            "crates/proxy/src/wire/upstream.rs",
            "crates/sample_idp/src/idp.rs",
            "crates/store/src/postgres.rs",
            "crates/store/src/sqlite.rs",
            "crates/testkit/",
            "xtask/",
        ],
        remedy: "give the work to ports::Outside, or to a core that owns it",
    },
    Rim {
        calls: &["env::var", "env::set_var", "env::remove_var"],
        what: "reads the environment",
        allowed: &[
            "crates/lychgate/src/settings/environment.rs",
            "crates/manager/build.rs",
            "crates/testkit/",
            "xtask/",
        ],
        remedy: "make it a setting: they are read in one place",
    },
];

/// Who does what only a rim may.
pub(crate) fn faults(tree: &Tree) -> Vec<Fault> {
    tree.product().flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Fault> {
    let rust = Rust::of(&file.text);
    let here = RIMS.iter().filter(|rim| !rim.allows(&file.path));
    here.flat_map(|rim| {
        let lines = rust.lines().filter(|(_, line)| rim.is_in(line));
        lines.map(|(line, _)| Fault::at(&file.path, line, rim.what, rim.remedy))
    })
    .collect()
}

impl Rim {
    fn allows(&self, path: &str) -> bool {
        let matches = |allowed: &&str| match allowed.ends_with('/') {
            true => path.starts_with(*allowed),
            false => path == *allowed,
        };
        self.allowed.iter().any(matches)
    }

    fn is_in(&self, line: &str) -> bool {
        self.calls.iter().any(|call| {
            line.match_indices(call).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                call.starts_with('.') || !before.is_some_and(|last| last.is_alphanumeric() || last == '_')
            })
        })
    }
}

#[cfg(test)]
mod tests;
