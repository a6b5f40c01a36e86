//! Keycloak, as its makers pack it.

use std::fs;
use std::io;
use std::process::Command;

use super::{Got, Shelf, without_version};
use crate::bench::service::find;

/// The plugin of Maven's that fetches one file and needs no project.
const PLUGIN: &str = "maven-dependency-plugin";

impl Shelf {
    /// The folder of an unpacked Keycloak.
    pub(crate) fn keycloak(&self) -> io::Result<Got> {
        let (Some(version), Some(plugin)) = (self.version("keycloak"), self.version(PLUGIN)) else {
            return Ok(without_version("keycloak"));
        };
        let name = format!("keycloak-{version}");
        let home = self.folder.join(&name);
        if home.exists() {
            return Ok(Got::Ready(home));
        }
        for program in ["java", "mvn", "tar"] {
            if find(program).is_none() {
                return Ok(Got::Refused(format!("Keycloak: {program} is not here")));
            }
        }
        let fetched = self.folder.join(format!("{name}-fetched"));
        fs::create_dir_all(&fetched)?;
        let mut fetch = Command::new("mvn");
        fetch
            .args(["--batch-mode", "--quiet"])
            .arg(format!("org.apache.maven.plugins:{PLUGIN}:{plugin}:copy"))
            .arg(format!(
                "-Dartifact=org.keycloak:keycloak-quarkus-dist:{version}:tar.gz"
            ))
            .arg(format!("-DoutputDirectory={}", fetched.display()));
        let archive = fetched.join(format!("keycloak-quarkus-dist-{version}.tar.gz"));
        let got = self.fetch("Keycloak", fetch, || archive.exists().then_some(archive))?;
        let Got::Ready(archive) = got else {
            return Ok(got);
        };
        let mut unpack = Command::new("tar");
        unpack.arg("xzf").arg(&archive).arg("-C").arg(&fetched);
        let got = self.fetch("Keycloak", unpack, || {
            // Complete or not at all.
            fs::rename(fetched.join(&name), &home).ok()?;
            Some(home)
        })?;
        fs::remove_dir_all(&fetched)?;
        Ok(got)
    }
}
