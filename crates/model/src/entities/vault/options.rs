//! The options of a vault, which depend on its kind.

use schema::{Members, Record, Value, Violation, Violations};

use crate::secrets::is_name;

/// The options of a vault.
#[derive(Record, Clone, Debug)]
pub struct VaultOptions {
    /// Of `env`: what the names of the variables begin with. Of `file`: the folder of the files, below that of the
    /// setting `vault_file_prefix`.
    pub prefix: Option<String>,
}

/// Whether the options are those of the vault's kind.
pub(super) fn judge(vault: &Members<'_>, found: &mut Violations) {
    let Some(prefix) = vault
        .value("config")
        .and_then(|config| config.get("prefix")?.as_str())
    else {
        return;
    };
    let fits = match vault.value("name").and_then(Value::as_str) {
        Some("file") => prefix.split('/').all(is_name),
        _ => begins_variables(prefix),
    };
    if !fits && !prefix.is_empty() {
        let place = schema::DocumentPath::from("config").join("prefix");
        found.add_at(place, Violation::Invalid(prefix.to_owned()));
    }
}

/// Letters, digits and `_`, no digit first (POSIX, Base Definitions 8.1).
fn begins_variables(text: &str) -> bool {
    let first = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    first && text.bytes().all(allowed)
}
