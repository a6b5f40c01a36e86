//! What kind of vault it is.

use schema::{Violation, text};

text! {
    /// A kind of vault. There is one: `env`, the environment of the gateway.
    VaultName
}

impl VaultName {
    fn judge(text: &str) -> Result<(), Violation> {
        match text {
            "env" => Ok(()),
            _ => Err(Violation::Own {
                code: "config.one_of",
                text: format!("vault '{text}' is not installed"),
                remedy: "write `env`".to_owned(),
            }),
        }
    }
}
