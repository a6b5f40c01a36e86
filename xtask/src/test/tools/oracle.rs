//! Another implementation of JOSE, with which ours is compared.

use std::io;
use std::path::PathBuf;
use std::process::Command;

use super::{Got, Shelf};
use crate::tree::root;

/// Its tests are a workspace of their own: it brings OpenSSL along, and the product must not have it.
const MANIFEST: &str = "tests/oracle/Cargo.toml";

impl Shelf {
    /// The manifest of the comparison, once all its crates are here.
    pub(crate) fn oracle(&self) -> io::Result<Got> {
        if !has_openssl() {
            let why = "there is no OpenSSL to build josekit with (pkg-config, libssl-dev)";
            return Ok(Got::Refused(why.to_owned()));
        }
        let manifest: PathBuf = root().join(MANIFEST);
        let mut fetch = Command::new("cargo");
        fetch
            .args(["fetch", "--locked", "--manifest-path"])
            .arg(&manifest);
        self.fetch("josekit", fetch, || manifest.is_file().then_some(manifest))
    }
}

fn has_openssl() -> bool {
    let asked = Command::new("pkg-config").args(["--exists", "openssl"]).status();
    asked.is_ok_and(|status| status.success())
}
