//! What kind of vault it is.

use schema::{Violation, text};

text! {
    /// A kind of vault: `env`, the environment of the gateway, or `file`, a folder with a file for each secret.
    VaultName
}

impl VaultName {
    fn judge(text: &str) -> Result<(), Violation> {
        match text {
            "env" | "file" => Ok(()),
            _ => Err(Violation::Own {
                code: "config.one_of",
                text: format!("vault '{text}' is not installed"),
                remedy: "write `env` or `file`; an agent of another vault can write its secrets into files"
                    .to_owned(),
            }),
        }
    }
}
