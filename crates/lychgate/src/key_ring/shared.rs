//! The key ring that the nodes of one database share: what one of them has sealed, all of them open.

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io;
use std::path::Path;

use ports::{Entropy, NodeSecrets};
use store::{Deposit, Store, StoreError};
use tracing::warn;

use super::{BadKeyRing, Why, fresh, place, read, secrets_in};

/// Where it lies in the database.
const KIND: &str = "keyring";
const NAME: &str = "sessions";

/// The copy of it that a node keeps under its prefix, for a start while the database is away.
const COPY: &str = "shared_keyring";

/// A ring that nobody can share.
#[derive(Debug)]
pub(crate) enum NotShared {
    /// The database does not tell it, and there is no copy.
    Store(StoreError),
    /// The copy can be neither read nor made.
    Copy(BadKeyRing),
}

/// The ring that all nodes of this database share; the first of them makes it. While the database is away, the copy of
/// this node.
///
/// # Errors
/// [`NotShared`]. A ring that cannot be read is never replaced: every session sealed with it would be lost.
pub(crate) async fn shared(
    store: &Store,
    prefix: &Path,
    entropy: &dyn Entropy,
) -> Result<NodeSecrets, NotShared> {
    let path = prefix.join(COPY);
    let bad = |why| {
        NotShared::Copy(BadKeyRing {
            path: path.clone(),
            why,
        })
    };
    let first = Deposit {
        kind: KIND,
        name: NAME.to_owned(),
        body: fresh(entropy).map_err(bad)?,
        expires: None,
    };
    // What never expires is there at any time.
    match store.settle(first, 0).await {
        Ok(text) => {
            let damaged = |_| {
                NotShared::Store(StoreError::Damaged {
                    kind: KIND,
                    id: NAME.to_owned(),
                })
            };
            let secrets = secrets_in(&text).map_err(damaged)?;
            keep(&path, &text).map_err(|error| bad(Why::Unwritable(error.to_string())))?;
            Ok(secrets)
        }
        Err(away) => match File::open(&path) {
            Ok(copy) => {
                warn!(
                    error.code = away.code(),
                    "{away}; the key ring that the nodes share is read from the copy of this one"
                );
                read(copy).map_err(bad)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(NotShared::Store(away)),
            Err(error) => Err(bad(Why::Unreadable(error.to_string()))),
        },
    }
}

/// Keeps a copy, in the place of an earlier one.
fn keep(path: &Path, text: &str) -> io::Result<()> {
    match fs::read_to_string(path) {
        Ok(kept) if kept == text => Ok(()),
        _ => place(path, text, |draft, path| fs::rename(draft, path)),
    }
}
