//! The secret that a setting refers to.

use std::path::Path;

use model::{DEFAULT_WORKSPACE, Missing, Vaults};

use super::Environment;
use crate::vaults::NodeVaults;

/// What a reference in a setting leads to. `prefix` and `folder` are the settings `vault_env_prefix` and
/// `vault_file_prefix`; no vault that is an entity is known before there is a database.
pub(super) fn secret(
    reference: &str,
    environment: &Environment,
    prefix: Option<&str>,
    folder: Option<&str>,
) -> Result<String, Missing> {
    let mut vaults = NodeVaults::of_environment(environment);
    if let Some(prefix) = prefix {
        vaults = vaults.with_variable_prefix(prefix);
    }
    if let Some(folder) = folder {
        vaults = vaults.with_folder(Path::new(folder));
    }
    Vaults::default().follow(reference, DEFAULT_WORKSPACE, &vaults)
}
