//! Passwords: what is kept of them, and how they are proved by it.

mod passwords;
mod pbkdf2;
mod proof;

use schema::{DecodeError, Field, Map, REDACTED, Shape, Value, Violation};

pub(crate) use self::passwords::{Known, Passwords, Question};
pub(crate) use self::proof::Proof;

/// What is kept of a password, as it stands in a document. It is never printed.
#[derive(Clone)]
pub struct KeptPassword(String);

impl KeptPassword {
    /// By what the password is proved.
    pub(crate) fn proof(&self) -> Result<Proof, String> {
        Proof::read(&self.0).ok_or_else(|| "the password cannot be proved by what is kept of it".to_owned())
    }

    fn judge(text: &str) -> Result<(), Violation> {
        match Proof::read(text) {
            Some(_) => Ok(()),
            None => Err(Violation::Own {
                code: "password.not_kept",
                text: "is not what is kept of a password".to_owned(),
                remedy: "write the password itself, and leave out _transform: false and skip_hash; or what Kong or this \
                         gateway keeps of it"
                    .to_owned(),
            }),
        }
    }
}

impl Shape for KeptPassword {
    fn shape() -> Field {
        Field::text(Self::judge).of_form("KeptPassword").encrypted()
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        String::read(value).map(Self)
    }
}

/// Puts in the place of a password that somebody wrote what is kept of it. A hash in the PHC format is recognised, since nobody
/// has such a password, so that what was read here can be written back; so is what stands for a secret that stays.
pub(crate) fn keep(written: &mut Map<String, Value>, field: &str, id: model::Id) {
    let Some(Value::String(text)) = written.get_mut(field) else {
        return;
    };
    if !text.is_empty() && text != REDACTED && !Proof::is_phc(text) {
        *text = Proof::of(text.as_bytes(), id);
    }
}
