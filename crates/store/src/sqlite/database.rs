//! The file of the database, on the one thread that has it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use model::Catalogue;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::sql::{TABLES, VERSION};
use crate::{Change, Changed, Revision, StoreError};

/// How long to wait for another process that has the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many revisions back it can be told what has changed.
pub(super) const KEPT: u64 = 10_000;

/// A database in a file.
pub(super) struct Database {
    pub(super) connection: Connection,
    pub(super) catalogue: Arc<Catalogue>,
}

impl Database {
    /// Opens the file, and makes it and its tables if need be.
    pub(super) fn open(path: &Path, catalogue: Arc<Catalogue>) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(unavailable)?;
        connection.busy_timeout(PATIENCE).map_err(unavailable)?;
        // A write that was answered outlives the machine's power, not only this process.
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
        connection.execute_batch(settings).map_err(unavailable)?;
        migrate(&mut connection)?;
        Ok(Self {
            connection,
            catalogue,
        })
    }

    /// Makes all of the changes, or none.
    pub(super) fn apply(&mut self, changes: Vec<Change>) -> Result<Revision, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(unavailable)?;
        let revision = super::apply::apply(&transaction, &self.catalogue, changes)?;
        transaction.commit().map_err(unavailable)?;
        Ok(revision)
    }

    /// What has changed since; nothing if that is too long ago to be told.
    pub(super) fn changes_since(&self, since: Revision) -> Result<Option<Vec<Changed>>, StoreError> {
        super::read::changes_since(&self.connection, since)
    }
}

/// Makes the tables, unless they are there. Of two processes that start together one waits for the other.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(unavailable)?;
    let found: u32 = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(unavailable)?;
    match found {
        0 => {
            transaction.execute_batch(TABLES).map_err(unavailable)?;
            transaction
                .pragma_update(None, "user_version", VERSION)
                .map_err(unavailable)?;
        }
        VERSION => {}
        _ => {
            return Err(StoreError::Newer {
                found,
                known: VERSION,
            });
        }
    }
    transaction.commit().map_err(unavailable)
}

/// What SQLite says names tables and columns, and no values.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(super) fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
