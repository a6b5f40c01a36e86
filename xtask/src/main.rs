//! The automation of this repository: what must hold of its files, and the order in which everything is tested.
//!
//! Knows: the tree as text, what cargo says of it, and how to run programs with a limit.
//! Must never know: the gateway's code; it runs the binary as anybody would. It only reads files, and it never
//! changes any but `tests/catalogue.toml`, and that only when asked to.
//! Start with [`tidy::CHECKS`], the list of what must hold; then read [`test`], the order of the tests, and
//! [`bench`].

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a wrong assumption is what a test is for")
)]

mod behaviour;
mod bench;
mod catalogue;
mod codes;
mod direction;
mod dist;
mod fault;
mod fuzz;
mod gate;
mod manifests;
mod metadata;
mod pages;
mod program;
mod rims;
mod rows;
mod rust;
mod size;
mod soak;
mod test;
mod tidy;
mod tree;
mod upstream;
mod web;
mod words;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use metadata::Metadata;
use tree::Tree;

const HELP: &str = "\
cargo run -p xtask -- COMMAND

  tidy        what must hold of the files, with every fault and its remedy
  test        everything, in stages (make test)
  full        the same, and each of Kong's how-tos at a Keycloak (make full)
  quick       what is checked in under three minutes (make quick)
  bench [ROUNDS [SECONDS [ONLY]]]
              the release beside nginx: 5 rounds of 3 seconds (make bench); ONLY is a part of the names of rows
  changes [FILE]
              the part of it that needs nobody else: how long a change of the configuration takes
  soak [SECONDS]
              slow, broken and rude traffic, and what is left of it: 180 seconds (make soak)
  fuzz [TARGET] [SECONDS]
              input that nobody would think of: each target for 60 seconds (make fuzz)
  web [--if-there]
              the pages of the Manager, which the next build of the binary carries (make web); with --if-there it is
              no failure that there is no Node
  dist        what people install: one binary, with all that belongs beside it (make dist)
  gate FILE   what a request costs this binary, beside the limits of the tested profile
  catalogue   write the tests that name a row of the security catalogue into tests/catalogue.toml
";

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    let done = match command.as_str() {
        "tidy" => tidy(),
        "test" => test::run(test::Extent::Everything),
        "full" => test::run(test::Extent::Full),
        "quick" => test::run(test::Extent::Quick),
        "bench" => bench(),
        "changes" => bench::changes(std::env::args().nth(2).as_deref(), &test::cache()),
        "soak" => soak(),
        "fuzz" => fuzz(),
        "web" => web::run(
            &test::cache(),
            std::env::args().nth(2).as_deref() == Some("--if-there"),
        ),
        "dist" => dist::run(&test::cache()),
        "gate" => gate(),
        "catalogue" => fill_catalogue(),
        _ => {
            say(HELP);
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|why| {
        say(&format!("{why}\n"));
        ExitCode::FAILURE
    })
}

/// Prints the sizes and every fault.
fn tidy() -> io::Result<ExitCode> {
    let tree = Tree::read(&tree::root())?;
    say(&size::report(&tree));
    let faults = tidy::faults(&tree, &Metadata::read()?);
    for fault in &faults {
        say(&format!("{fault}\n"));
    }
    say(&format!("{} faults\n", faults.len()));
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

fn bench() -> io::Result<ExitCode> {
    let [rounds, seconds, only] = [2, 3, 4].map(|place| std::env::args().nth(place));
    let extent = bench::Extent::read(rounds.as_deref(), seconds.as_deref(), only.as_deref())?;
    bench::run(&extent, &test::cache())
}

fn soak() -> io::Result<ExitCode> {
    let seconds = soak::seconds(std::env::args().nth(2).as_deref())?;
    soak::run(seconds, &test::cache())
}

fn fuzz() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    fuzz::run(&fuzz::Extent::read(&arguments)?, &test::cache())
}

fn gate() -> io::Result<ExitCode> {
    let file = std::env::args().nth(2).unwrap_or_default();
    let folder = test::cache().join("gate");
    std::fs::create_dir_all(&folder)?;
    let counted = gate::run(Path::new(&file), &folder, &folder.join("install.log"))?;
    Ok(ExitCode::from(u8::from(!gate::tell(&counted))))
}

/// Rows that a test names are tested: this writes it down.
fn fill_catalogue() -> io::Result<ExitCode> {
    let root = tree::root();
    let tree = Tree::read(&root)?;
    let (text, filled) = catalogue::filled(&tree);
    std::fs::write(root.join(catalogue::FILE), text)?;
    say(&format!("{filled} rows filled in {}\n", catalogue::FILE));
    Ok(ExitCode::SUCCESS)
}

/// Says something to whoever started this. Whoever has stopped listening does not mind.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
