//! Where this node keeps secrets that configurations refer to: its environment, and a folder of files.

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use model::{Missing, Secrets};

use crate::settings::{Environment, Settings};

/// The most bytes of a file: a chain of certificates is shorter.
const LIMIT: u64 = 64 << 10;

/// The places of this node. A variable is what it was when the process started; a file is read anew each time.
#[derive(Clone, Debug, Default)]
pub struct NodeVaults {
    environment: Environment,
    variable_prefix: Option<String>,
    folder: Option<PathBuf>,
}

impl NodeVaults {
    /// Those that the settings name.
    #[must_use]
    pub fn of(settings: &Settings, environment: &Environment) -> Self {
        Self {
            environment: environment.clone(),
            variable_prefix: settings.vault_env_prefix.clone(),
            folder: settings.vault_file_prefix.clone(),
        }
    }

    /// This environment, and no files.
    #[must_use]
    pub fn of_environment(environment: &Environment) -> Self {
        Self {
            environment: environment.clone(),
            ..Self::default()
        }
    }

    /// The same where names of variables begin so.
    #[must_use]
    pub fn with_variable_prefix(mut self, prefix: &str) -> Self {
        self.variable_prefix = Some(prefix.to_owned());
        self
    }

    /// The same with the files of this folder.
    #[must_use]
    pub fn with_folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }
}

impl Secrets for NodeVaults {
    fn variable_prefix(&self) -> Option<&str> {
        self.variable_prefix.as_deref()
    }

    fn variable(&self, name: &str) -> Result<String, Missing> {
        let Some(value) = self.environment.given(name) else {
            return Err(Missing::new(
                format!("the variable {name} is not set"),
                "set it, and start the gateway anew",
            ));
        };
        match value.contains('\u{fffd}') {
            false => Ok(value.to_owned()),
            true => Err(Missing::new(
                format!("the variable {name} is not UTF-8 text"),
                "write it as UTF-8, and start the gateway anew",
            )),
        }
    }

    fn file(&self, path: &str) -> Result<String, Missing> {
        let Some(folder) = &self.folder else {
            return Err(Missing::new(
                "there is no folder of secrets",
                "name one with the setting vault_file_prefix",
            ));
        };
        read(folder, path).map_err(|why| {
            Missing::new(
                format!("the file {} cannot be read: {why}", folder.join(path).display()),
                "write the secret there, as a text that the gateway may read",
            )
        })
    }
}

/// The text of a file below a folder, without the end of its last line. Why it cannot be read is told without it.
fn read(folder: &Path, path: &str) -> Result<String, String> {
    let told = |error: std::io::Error| error.to_string();
    // Mounted secrets are links to files beside them.
    let folder = fs::canonicalize(folder).map_err(told)?;
    let file = fs::canonicalize(folder.join(path)).map_err(told)?;
    if !file.starts_with(&folder) {
        return Err(format!("it lies outside of {}", folder.display()));
    }
    // A pipe or a device may never end, or never begin.
    if !fs::metadata(&file).map_err(told)?.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = File::open(&file).map_err(told)?;
    opened.take(LIMIT + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > LIMIT {
        return Err(format!("it is longer than {} KiB", LIMIT >> 10));
    }
    // What the error of the conversion holds is the secret.
    let mut text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}
