//! The files of a gateway of one's own, to begin with.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use crate::paint::{Paint, complain, say};
use crate::report::{Item, List};
use crate::settings::Environment;

/// What is written.
const FILES: [(&str, &str); 3] = [
    ("kong.yml", include_str!("written/kong.yml")),
    ("lychgate.conf", include_str!("written/lychgate.conf")),
    (
        "lychgate.service",
        include_str!("../../../../packaging/lychgate.service"),
    ),
];

/// Writes the files of a gateway into a folder, and starts nothing. What is there already stays as it is.
#[must_use]
pub fn write(folder: &Path) -> ExitCode {
    let environment = Environment::of_process();
    let faults = written(folder);
    if faults.is_empty() {
        let paint = Paint::of_stdout(&environment);
        let folder = folder.display();
        say(format_args!(
            "{} {folder}: kong.yml, lychgate.conf and lychgate.service\n\n\
             1. Replace what begins with YOUR_ in kong.yml, and the addresses.\n\
             2. {}\n\
             3. {}\n\n\
             lychgate.service runs it under systemd; how to install it stands in it.\n",
            paint.good("written"),
            paint.link(format_args!("lychgate check {folder}/kong.yml")),
            paint.link(format_args!(
                "LYCHGATE_DECLARATIVE_CONFIG={folder}/kong.yml lychgate start -c {folder}/lychgate.conf"
            )),
        ));
        return ExitCode::SUCCESS;
    }
    let paint = Paint::of_stderr(&environment);
    let list = List {
        items: &faults,
        paint,
    };
    complain(format_args!("{} nothing was written.\n\n{list}", paint.bad("✗")));
    ExitCode::FAILURE
}

/// All faults at once; with one, nothing is written.
fn written(folder: &Path) -> Vec<Item> {
    let there = FILES.iter().map(|(name, _)| folder.join(name));
    let there: Vec<Item> = there
        .filter(|path| path.exists())
        .map(|path| Item {
            place: path.display().to_string(),
            what: "it is there already, and may hold something of value".to_owned(),
            code: "demo.file_exists",
            remedy: "name a folder without it: lychgate demo --write ANOTHER".to_owned(),
        })
        .collect();
    if !there.is_empty() {
        return there;
    }
    let all = fs::create_dir_all(folder).and_then(|()| {
        FILES
            .iter()
            .try_for_each(|(name, text)| create(&folder.join(name), text))
    });
    let fault = |why: io::Error| Item {
        place: folder.display().to_string(),
        what: why.to_string(),
        code: "demo.not_written",
        remedy: "name a folder that you may write to".to_owned(),
    };
    all.err().map(fault).into_iter().collect()
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    // The client's secret will stand in one of them.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}
