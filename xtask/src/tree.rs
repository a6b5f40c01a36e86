//! The files of this repository, as text.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const NOT_OURS: &[&str] = &[".git", ".cache", "target", "node_modules", "dist"];

/// All files, in the order of their paths.
#[derive(Debug)]
pub(crate) struct Tree {
    files: Vec<File>,
    /// Files and folders that are compiled for tests only, without `.rs`.
    test_modules: Vec<String>,
}

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path from the root, with `/`.
    pub(crate) path: String,
    /// What it says; empty if it is no text.
    pub(crate) text: String,
}

/// Where the repository lies.
pub(crate) fn root() -> PathBuf {
    // As cargo says now, and only otherwise as it said when this was built, perhaps elsewhere.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = Path::new(&here);
    here.parent().unwrap_or(here).to_owned()
}

impl Tree {
    /// Reads all files below `root`.
    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        collect(root, "", &mut files)?;
        Ok(Self::new(files))
    }

    fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|one, next| one.path.cmp(&next.path));
        let test_modules = files.iter().flat_map(test_modules).collect();
        Self { files, test_modules }
    }

    /// All files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// The text of a file; empty if it is not there.
    pub(crate) fn text(&self, path: &str) -> &str {
        let found = self.files.iter().find(|file| file.path == path);
        found.map_or("", |file| file.text.as_str())
    }

    /// All Rust sources.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// The Rust sources that are not for tests only.
    pub(crate) fn product(&self) -> impl Iterator<Item = &File> {
        self.rust().filter(|file| !self.is_test(&file.path))
    }

    /// The Rust sources that are compiled for tests only.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &File> {
        self.rust().filter(|file| self.is_test(&file.path))
    }

    fn is_test(&self, path: &str) -> bool {
        let module = path.trim_end_matches(".rs");
        let within = |folder: &String| {
            let rest = module.strip_prefix(folder.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        path.contains("/tests/") || path.ends_with("/tests.rs") || self.test_modules.iter().any(within)
    }
}

#[cfg(test)]
impl Tree {
    /// A tree of these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self::new(files.iter().map(file).collect())
    }
}

impl File {
    /// Its crate, by the name of its folder; empty outside of crates.
    pub(crate) fn of_crate(&self) -> &str {
        match self.path.split('/').collect::<Vec<_>>()[..] {
            ["crates", name, ..] => name,
            ["xtask", ..] => "xtask",
            _ => "",
        }
    }

    /// Its lines, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

fn collect(folder: &Path, within: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{within}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() {
            let text = String::from_utf8(fs::read(entry.path())?).unwrap_or_default();
            files.push(File { path, text });
        }
    }
    Ok(())
}

/// The modules that a file declares for tests only.
fn test_modules(file: &File) -> Vec<String> {
    let folder = match file.path.rsplit_once('/') {
        Some((folder, "lib.rs" | "main.rs" | "mod.rs")) => folder,
        _ => file.path.trim_end_matches(".rs"),
    };
    let lines: Vec<_> = file.text.lines().map(str::trim).collect();
    let declared = lines.windows(2).filter(|two| two[0] == "#[cfg(test)]");
    let names = declared.filter_map(|two| {
        let (_, name) = two[1].split_once("mod ")?;
        name.strip_suffix(';')
    });
    names.map(|name| format!("{folder}/{name}")).collect()
}

#[cfg(test)]
mod tests;
