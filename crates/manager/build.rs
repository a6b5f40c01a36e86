//! Embeds what is built from `web`, if it is there.
//!
//! The build of `web` lays compressed forms beside a file: `x.js`, `x.js.br`, `x.js.gz`. Those are embedded, and the file
//! itself only where it cannot be made of them again.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let crate_folder = fs::canonicalize(".")?;
    let built = crate_folder.join("web/dist");
    // A path that is not there would make cargo build this anew each time.
    let watched = built.ancestors().find(|folder| folder.exists());
    let watched = watched.unwrap_or(&crate_folder);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", watched.display());
    let mut files = Vec::new();
    if built.is_dir() {
        collect(&built, &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        list.push_str(&entry(&built, file)?);
    }
    list.push_str("]\n");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("embedded.rs"), list)
}

/// All files in a folder, and further in.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => collect(&path, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}

/// A file as it stands in the list; nothing for the compressed form of another.
fn entry(built: &Path, file: &Path) -> io::Result<String> {
    let is_packed = file.extension().is_some_and(|end| end == "br" || end == "gz");
    if is_packed && file.with_extension("").exists() {
        return Ok(String::new());
    }
    let path = file.strip_prefix(built).unwrap_or(file).to_string_lossy();
    let mut hasher = DefaultHasher::new();
    fs::read(file)?.hash(&mut hasher);
    let beside = |end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        Some(PathBuf::from(name)).filter(|form| form.exists())
    };
    let (br, gzip) = (beside(".br"), beside(".gz"));
    let plain = gzip.is_none().then(|| file.to_owned());
    let mut entry = format!("    File {{ path: {path:?}, hash: \"{:016x}\"", hasher.finish());
    for (name, form) in [("plain", plain), ("gzip", gzip), ("br", br)] {
        let form = form.map(|form| format!("Some(include_bytes!({form:?}))"));
        let _ = write!(entry, ", {name}: {}", form.unwrap_or("None".to_owned()));
    }
    entry.push_str(" },\n");
    Ok(entry)
}
