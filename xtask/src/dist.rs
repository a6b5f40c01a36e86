//! `make dist`: what people install, in one folder.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::bench::place;
use crate::say;
use crate::tree::root;

/// What the binary prints about itself, by the file it goes into.
const PRINTED: &[(&str, &[&str])] = &[
    ("lychgate.1", &["manual"]),
    ("completions/lychgate.bash", &["completions", "bash"]),
    ("completions/lychgate.fish", &["completions", "fish"]),
    ("completions/_lychgate", &["completions", "zsh"]),
];

/// What is taken from the repository.
const COPIED: &[&str] = &["packaging/lychgate.service", "LICENSE", "CHANGELOG.md"];

/// What the digests of all files stand in.
const DIGESTS: &str = "SHA256SUMS";

/// Builds the binary once more, smaller and without symbols, and lays what belongs to it beside it.
pub(crate) fn run(cache: &Path) -> io::Result<ExitCode> {
    let began = Instant::now();
    say("building: minutes, since all crates are optimised as one\n");
    let Some(built) = build()? else {
        return Ok(ExitCode::FAILURE);
    };
    if has_symbols(&built)? {
        say("the binary still has its symbols\n");
        return Ok(ExitCode::FAILURE);
    }
    let folder = cache.join("dist");
    let files = lay(&built, &folder)?;
    say(&format!(
        "{}  in {} s\n",
        folder.display(),
        began.elapsed().as_secs()
    ));
    for file in &files {
        let length = fs::metadata(folder.join(file))?.len();
        say(&format!("  {:<26} {}\n", file.display(), size(length)));
    }
    say(&format!(
        "to check them: cd {} && sha256sum -c {DIGESTS}\n",
        folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Fills a folder with a binary and all that belongs to it, as people install it. Tells what lies there.
pub(crate) fn lay(built: &Path, folder: &Path) -> io::Result<Vec<PathBuf>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("completions"))?;
    let binary = folder.join("lychgate");
    fs::copy(built, &binary)?;
    for (file, arguments) in PRINTED {
        let printed = Command::new(&binary).args(*arguments).output()?;
        if !printed.status.success() {
            return Err(io::Error::other(format!(
                "lychgate {arguments:?} ended with {}",
                printed.status
            )));
        }
        fs::write(folder.join(file), printed.stdout)?;
    }
    for file in COPIED {
        let name = Path::new(file).file_name().unwrap_or_default();
        fs::copy(root().join(file), folder.join(name))?;
    }
    let mut files = files(folder)?;
    digest(folder, &files)?;
    files.push(DIGESTS.into());
    Ok(files)
}

/// Whether all files of a folder are as they were when it was filled.
pub(crate) fn is_whole(folder: &Path) -> io::Result<bool> {
    let mut check = Command::new("sha256sum");
    check.args(["--check", "--strict", "--quiet", DIGESTS]);
    Ok(check.current_dir(folder).status()?.success())
}

fn build() -> io::Result<Option<PathBuf>> {
    let built = Command::new("cargo")
        .args(["build", "--locked", "--profile", "dist", "--package", "lychgate"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()?;
    let binary = place::binary(&String::from_utf8_lossy(&built.stdout));
    Ok(binary.filter(|_| built.status.success()))
}

/// All files of a folder, from there on, in order.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner))? {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            match entry.file_type()?.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

fn digest(folder: &Path, files: &[PathBuf]) -> io::Result<()> {
    let digests = File::create(folder.join(DIGESTS))?;
    let status = Command::new("sha256sum")
        .arg("--")
        .args(files)
        .current_dir(folder)
        .stdout(digests)
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("sha256sum ended with {status}"))),
    }
}

/// Whether a binary has a table of symbols, which only debuggers read. Of a file that is no ELF of 64 bits nobody can
/// tell.
fn has_symbols(binary: &Path) -> io::Result<bool> {
    Ok(lists_symbols(&fs::read(binary)?))
}

/// By its table of sections (ELF-64 object file format, figures 1 and 2).
fn lists_symbols(elf: &[u8]) -> bool {
    const TABLE_OF_SYMBOLS: u64 = 2;
    let number = |at: usize, length: usize| {
        let bytes = elf.get(at..at.checked_add(length)?)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    };
    let read = || {
        let place = usize::try_from(number(0x28, 8)?).ok()?;
        let (size, count) = (number(0x3a, 2)?, number(0x3c, 2)?);
        let size = usize::try_from(size).ok()?;
        let mut sections = (0..usize::try_from(count).ok()?).map(|section| place + section * size);
        Some(sections.any(|section| number(section + 4, 4) == Some(TABLE_OF_SYMBOLS)))
    };
    elf.starts_with(b"\x7fELF\x02\x01") && read().unwrap_or_default()
}

/// `13.4 MB`, `2.1 kB`.
fn size(bytes: u64) -> String {
    let in_units = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        1_000_000.. => format!("{} MB", in_units(1_000_000)),
        _ => format!("{} kB", in_units(1_000)),
    }
}

#[cfg(test)]
mod tests;
