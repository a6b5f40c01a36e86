//! Packages of Python's.

use std::io;
use std::process::Command;

use super::{Got, Shelf, without_version};
use crate::bench::service::find;

impl Shelf {
    /// A Python package without dependencies, in a folder that is for `PYTHONPATH`.
    pub(crate) fn python_package(&self, name: &str) -> io::Result<Got> {
        let Some(version) = self.version(name) else {
            return Ok(without_version(name));
        };
        let folder = self.folder.join(format!("python-{name}-{version}"));
        // Written by pip when everything else is there.
        let told = folder.join(format!("{name}-{version}.dist-info/RECORD"));
        if told.exists() {
            return Ok(Got::Ready(folder));
        }
        let Some(python) = find("python3") else {
            return Ok(Got::Refused(format!("{name}: python3 is not here")));
        };
        let mut install = Command::new(python);
        install
            .args(["-m", "pip", "install", "--no-deps", "--disable-pip-version-check"])
            .arg("--target")
            .arg(&folder)
            .arg(format!("{name}=={version}"))
            // Older versions know no such option, and mind no variable.
            .env("PIP_ROOT_USER_ACTION", "ignore");
        self.fetch(name, install, || told.exists().then_some(folder))
    }
}
