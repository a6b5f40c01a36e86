//! The secrets of this node, in files under the prefix: base64url, one a line, the newest first.
//!
//! `keyring` seals: a new first line seals from the next start on; sessions under the older lines live on until those
//! are removed. `admin_token` opens the Admin API to who comes from elsewhere: each line does. So does each of
//! `admin_token_read_only`, for reading. Nodes that share a database seal with the ring that is there, of which each keeps a
//! copy, `shared_keyring`.

mod shared;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use admin::{Role, Token};
use jose::base64url;
use ports::{Entropy, NoEntropy, NodeSecrets};

pub(crate) use self::shared::{NotShared, shared};

/// The bytes of a secret: as many as the key of AES-256.
const SECRET: usize = 32;

/// The most bytes of a key ring: far more lines than anybody rotates.
const LIMIT: u64 = 64 << 10;

/// The tokens of a role, which open the Admin API to who comes from elsewhere. They are made if there are none.
///
/// # Errors
/// [`BadKeyRing`], as of the key ring.
pub(crate) fn admin_tokens(
    prefix: &Path,
    role: Role,
    entropy: &dyn Entropy,
) -> Result<Vec<(Role, Token)>, BadKeyRing> {
    let file = match role {
        Role::Admin => ADMIN_TOKEN,
        Role::ReadOnly => ADMIN_TOKEN_READ_ONLY,
    };
    let tokens = opened(&prefix.join(file), entropy)?;
    let written = tokens
        .expose()
        .map(|secret| (role, Token::from(base64url::encode(secret))));
    Ok(written.collect())
}

/// Reads the key ring under `prefix`, and makes it if there is none.
///
/// # Errors
/// [`BadKeyRing`], if it is damaged, others can read it, or it can be neither read nor made.
/// An unreadable ring is never replaced: every session sealed with it would be lost.
pub fn open(prefix: &Path, entropy: &dyn Entropy) -> Result<NodeSecrets, BadKeyRing> {
    opened(&prefix.join("keyring"), entropy)
}

/// The file of the tokens that open the Admin API.
pub(crate) const ADMIN_TOKEN: &str = "admin_token";

/// The file of the tokens that open it for reading.
const ADMIN_TOKEN_READ_ONLY: &str = "admin_token_read_only";

fn opened(path: &Path, entropy: &dyn Entropy) -> Result<NodeSecrets, BadKeyRing> {
    let found = |why| BadKeyRing {
        path: path.to_owned(),
        why,
    };
    match File::open(path) {
        Ok(file) => read(file).map_err(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(path, entropy).map_err(found)?;
            // Another node may have been faster; what is in the file holds.
            let made = File::open(path).map_err(|error| found(Why::Unreadable(error.to_string())))?;
            read(made).map_err(found)
        }
        Err(error) => Err(found(Why::Unreadable(error.to_string()))),
    }
}

/// Reads an open key ring.
fn read(file: File) -> Result<NodeSecrets, Why> {
    let unreadable = |error: io::Error| Why::Unreadable(error.to_string());
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(Why::Unreadable("it is not a file".to_owned()));
    }
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Why::Exposed(mode));
    }
    let mut text = String::new();
    file.take(LIMIT + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    if text.len() as u64 > LIMIT {
        return Err(Why::Unreadable(format!("it is longer than {} KiB", LIMIT >> 10)));
    }
    secrets_in(&text)
}

/// The secrets in the text of a ring.
fn secrets_in(text: &str) -> Result<NodeSecrets, Why> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let secrets = lines
        .map(|(index, line)| secret(line.trim()).ok_or(Why::Damaged(index + 1)))
        .collect::<Result<Vec<_>, _>>()?;
    match secrets.is_empty() {
        true => Err(Why::Empty),
        false => Ok(NodeSecrets::new(secrets)),
    }
}

fn secret(line: &str) -> Option<Vec<u8>> {
    base64url::decode(line).ok().filter(|bytes| bytes.len() >= SECRET)
}

/// Makes a ring with one secret. It appears whole or not at all, and never in the place of another.
fn make(path: &Path, entropy: &dyn Entropy) -> Result<(), Why> {
    place(path, &fresh(entropy)?, link).map_err(|error| Why::Unwritable(error.to_string()))
}

/// The text of a ring with one secret that nobody else has.
fn fresh(entropy: &dyn Entropy) -> Result<String, Why> {
    let mut secret = [0; SECRET];
    entropy.fill(&mut secret).map_err(Why::NoEntropy)?;
    Ok(format!("{}\n", base64url::encode(&secret)))
}

/// Puts a text there in the place of what was there, whole or not at all. Only its owner may read it.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    place(path, text, |draft, path| fs::rename(draft, path))
}

/// Writes a draft, and has it take its place.
fn place(path: &Path, text: &str, put: fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let written = write(&draft, text).and_then(|()| put(&draft, path));
    // The draft has done its work, or is of no use; a new one takes its place next time.
    let _ = fs::remove_file(&draft);
    written?;
    File::open(folder)?.sync_all()
}

fn write(draft: &Path, text: &str) -> io::Result<()> {
    // A draft that a killed start left behind.
    let _ = fs::remove_file(draft);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Unlike a rename, a link does not replace what is there.
fn link(draft: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

/// A key ring that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadKeyRing {
    /// The file.
    pub path: PathBuf,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    Unreadable(String),
    Unwritable(String),
    Exposed(u32),
    Damaged(usize),
    Empty,
    NoEntropy(NoEntropy),
}

impl BadKeyRing {
    /// The stable name of what is wrong.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.why {
            Why::Unreadable(_) => "key_ring.unreadable",
            Why::Unwritable(_) => "key_ring.unwritable",
            Why::Exposed(_) => "key_ring.exposed",
            Why::Damaged(_) | Why::Empty => "key_ring.damaged",
            Why::NoEntropy(_) => "entropy.none",
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn what(&self) -> String {
        match &self.why {
            Why::Unreadable(why) => format!("cannot be read: {why}"),
            Why::Unwritable(why) => format!("cannot be made: {why}"),
            Why::Exposed(mode) => format!("can be used by others: its mode is {mode:04o}"),
            Why::Damaged(line) => format!("is damaged in line {line}"),
            Why::Empty => "holds no secret".to_owned(),
            Why::NoEntropy(_) => "cannot be made: the operating system gave no randomness".to_owned(),
        }
    }

    /// What would be right.
    #[must_use]
    pub fn remedy(&self) -> String {
        match &self.why {
            Why::Unreadable(_) => "let it be a file that the user of this process can read".to_owned(),
            Why::Unwritable(_) => {
                "let `prefix` name a folder that the user of this process can write to".to_owned()
            }
            Why::Exposed(_) => format!("run: chmod 600 {}", self.path.display()),
            Why::Damaged(_) | Why::Empty => {
                "a line is 32 bytes or more in base64url; bring the file back from \
                a copy, or remove it: then a new one is made, and everybody signs in again"
                    .to_owned()
            }
            Why::NoEntropy(_) => "start again once the machine has randomness".to_owned(),
        }
    }
}

impl fmt::Display for BadKeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, what, code) = (self.path.display(), self.what(), self.code());
        write!(f, "{path} {what} ({code})\n   {}", self.remedy())
    }
}

impl std::error::Error for BadKeyRing {}
