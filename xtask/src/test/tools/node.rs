//! Node, and the packages that the tests with it need.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Got, Shelf};
use crate::bench::service::find;
use crate::tree::root;
use crate::web;

/// The first version of Node that can run the tests.
const FIRST: (u32, u32) = (20, 19);

/// What says which packages there are to be.
const LISTS: [&str; 3] = [".npmrc", "package.json", "package-lock.json"];

impl Shelf {
    /// Node itself, of the machine.
    pub(crate) fn node(&self) -> Got {
        let Some(node) = find("node") else {
            return Got::Refused("node is not here: install Node 20.19 or later".to_owned());
        };
        let said = Command::new(&node).arg("--version").output();
        let said = said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
        match said.ok().and_then(|said| version(&said)) {
            Some(version) if version >= FIRST => Got::Ready(node),
            _ => {
                let (major, minor) = FIRST;
                Got::Refused(format!("{} is older than Node {major}.{minor}", node.display()))
            }
        }
    }

    /// The packages of the tests in `tests/real`.
    pub(crate) fn node_packages(&self) -> io::Result<Got> {
        self.packages_of("tests/real", "node-packages")
    }

    /// The packages that the pages of the Manager are built with.
    pub(crate) fn web_packages(&self) -> io::Result<Got> {
        self.packages_of(web::FOLDER, "web-packages")
    }

    /// The packages that a folder's `package-lock.json` lists, each with the digest that stands there.
    fn packages_of(&self, from: &str, folder: &str) -> io::Result<Got> {
        let Some(npm) = find("npm") else {
            return Ok(Got::Refused("npm is not here: it comes with Node".to_owned()));
        };
        let (from, folder) = (root().join(from), self.folder.join(folder));
        let packages = folder.join("node_modules");
        // Written by npm when everything else is there.
        let is_there = |packages: PathBuf| packages.join(".package-lock.json").exists().then_some(packages);
        if are_same(&from, &folder)?
            && let Some(packages) = is_there(packages.clone())
        {
            return Ok(Got::Ready(packages));
        }
        // What is left of other lists is no sign of these.
        if packages.exists() {
            fs::remove_dir_all(&packages)?;
        }
        fs::create_dir_all(&folder)?;
        for list in LISTS {
            fs::copy(from.join(list), folder.join(list))?;
        }
        let mut install = Command::new(npm);
        // No package runs anything of its own while it is installed.
        install
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder);
        self.fetch("the npm packages", install, || is_there(packages))
    }
}

fn are_same(one: &Path, other: &Path) -> io::Result<bool> {
    for list in LISTS {
        let there = other.join(list);
        if !there.exists() || fs::read(one.join(list))? != fs::read(there)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The first two numbers of `v20.20.2`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said
        .strip_prefix('v')?
        .split('.')
        .map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("v20.20.2"), Some((20, 20)));
        assert!(version("v22.3.0") > Some((20, 19)));
        assert_eq!(version("v20"), None);
        assert_eq!(version("node"), None);
    }
}
