//! Where everything is that is measured.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::gateway::{Certificate, Gateway};
use super::service::{self, Service, find, free};
use crate::say;
use crate::tree::root;

/// Where everything is.
#[derive(Debug)]
pub(crate) struct Place {
    /// A folder of its own.
    pub(crate) folder: PathBuf,
    /// nginx.
    pub(crate) nginx: PathBuf,
    /// The load.
    pub(crate) wrk: PathBuf,
    /// The release.
    pub(crate) lychgate: PathBuf,
    /// How many cores each server has, and the load.
    pub(crate) cores: usize,
}

impl Place {
    /// A certificate for the listeners with TLS, if there is somebody to make it.
    pub(crate) fn certify(&self) -> io::Result<Option<Certificate>> {
        let Some(openssl) = find("openssl") else {
            say("skipped: the rows with TLS, because openssl is not here\n");
            return Ok(None);
        };
        let certificate = Certificate {
            chain: self.folder.join("certificate.pem"),
            key: self.folder.join("key.pem"),
        };
        let made = Command::new(openssl)
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ])
            .args(["-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout"])
            .arg(&certificate.key)
            .arg("-out")
            .arg(&certificate.chain)
            .output()?;
        match made.status.success() {
            true => Ok(Some(certificate)),
            false => Err(io::Error::other(
                String::from_utf8_lossy(&made.stderr).into_owned(),
            )),
        }
    }

    /// Starts a gateway with this configuration. Also tells where it listens in the clear.
    pub(crate) fn gateway(
        &self,
        name: &'static str,
        tls: Option<(SocketAddr, &Certificate)>,
        configuration: &str,
    ) -> io::Result<(Service, SocketAddr)> {
        let folder = self.folder.join(name);
        let plain = free()?;
        let gateway = Gateway {
            program: &self.lychgate,
            folder: &folder,
            plain,
            tls,
            cores: self.cores,
        };
        let command = gateway.command(service::command(gateway.program), configuration)?;
        let mut service = Service::start(name, command, &folder)?;
        service.listens(plain)?;
        Ok((service, plain))
    }
}

/// Builds the release. The path of the binary.
pub(crate) fn build() -> io::Result<PathBuf> {
    built(&["--package", "lychgate"], "lychgate")
}

/// Builds the sample provider as a program of its own. Its path.
pub(crate) fn build_provider() -> io::Result<PathBuf> {
    let name = "sample_provider";
    built(&["--package", "sample_idp", "--example", name], name)
}

fn built(what: &[&str], name: &str) -> io::Result<PathBuf> {
    let built = Command::new("cargo")
        .args(["build", "--release"])
        .args(what)
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()?;
    let path = program(&String::from_utf8_lossy(&built.stdout), name);
    let path = path.filter(|_| built.status.success());
    path.ok_or_else(|| io::Error::other(format!("the release of {name} does not build")))
}

/// The path of the gateway, from cargo's messages.
pub(crate) fn binary(messages: &str) -> Option<PathBuf> {
    program(messages, "lychgate")
}

/// The path of a program or an example, from cargo's messages.
pub(crate) fn program(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mut paths = messages.filter_map(|message: serde_json::Value| {
        let is_it = message["target"]["name"] == name && message["profile"]["test"] == false;
        is_it.then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    paths.next_back()
}

#[cfg(test)]
mod tests;
