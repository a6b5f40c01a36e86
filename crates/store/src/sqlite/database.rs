//! The file of the database, on the one thread that has it.

use std::fs::{OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use model::{Catalogue, Document, Entity, Id};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::session::{Session, at_once};
use crate::apply::apply;
use crate::sql::{VERSION, steps_from};
use crate::{By, Change, Deposit, Difference, Filter, Listing, Page, Revision, StoreError, Tagged};
use crate::{deposit, read};

/// How long to wait for another process that has the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two tries to have it.
const REST: Duration = Duration::from_millis(20);

/// Whose file it is.
const MODE: u32 = 0o600;

/// How many statements are kept ready: all there are.
const STATEMENTS: usize = 32;

/// A database in a file.
pub(super) struct Database {
    connection: Connection,
    catalogue: Arc<Catalogue>,
}

impl Database {
    /// Opens the file, and makes it and its tables if need be.
    pub(super) fn open(path: &Path, catalogue: Arc<Catalogue>) -> Result<Self, StoreError> {
        keep_to_ourselves(path)
            .map_err(|why| StoreError::Unavailable(format!("{}: {why}", path.display())))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(unavailable)?;
        connection.busy_timeout(PATIENCE).map_err(unavailable)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        write_ahead(&connection)?;
        // A write that was answered outlives the machine's power, not only this process.
        let settings = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
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
        let revision = at_once(apply(&Session(&transaction), &self.catalogue, changes))?;
        transaction.commit().map_err(unavailable)?;
        Ok(revision)
    }

    /// The document that is meant, if it is there.
    pub(super) fn get(
        &mut self,
        entity: &Entity,
        workspace: Id,
        by: By<'_>,
    ) -> Result<Option<Document>, StoreError> {
        let transaction = self.connection.transaction().map_err(unavailable)?;
        at_once(read::get(&Session(&transaction), entity, workspace, by))
    }

    /// A part of the documents of a kind, in the order of their ids.
    pub(super) fn list(
        &mut self,
        entity: &Entity,
        workspace: Id,
        filter: &Filter,
        page: Page,
    ) -> Result<Listing, StoreError> {
        let transaction = self.connection.transaction().map_err(unavailable)?;
        let session = Session(&transaction);
        at_once(read::list(&session, entity, workspace, filter, page))
    }

    /// What is tagged in a workspace, perhaps with this tag, behind that one.
    pub(super) fn tagged(
        &mut self,
        workspace: Id,
        tag: Option<&str>,
        after: Option<&Tagged>,
        size: u16,
    ) -> Result<Vec<Tagged>, StoreError> {
        let transaction = self.connection.transaction().map_err(unavailable)?;
        at_once(read::tagged(&Session(&transaction), workspace, tag, after, size))
    }

    /// All documents that a gateway runs on, and the revision that they are.
    pub(super) fn snapshot(&mut self) -> Result<(Revision, Vec<Document>), StoreError> {
        // In one transaction: all of it is of one revision.
        let transaction = self.connection.transaction().map_err(unavailable)?;
        at_once(read::snapshot(&Session(&transaction), &self.catalogue))
    }

    /// The revision that it is now.
    pub(super) fn revision(&self) -> Result<Revision, StoreError> {
        at_once(read::revision(&Session(&self.connection)))
    }

    /// What whoever ran on a revision lacks now; nothing if all must be read.
    pub(super) fn difference(&mut self, since: Revision) -> Result<Option<Difference>, StoreError> {
        // In one transaction: all of it is of one revision.
        let transaction = self.connection.transaction().map_err(unavailable)?;
        at_once(read::difference(&Session(&transaction), &self.catalogue, since))
    }

    /// A text that was left here.
    pub(super) fn deposited(
        &mut self,
        kind: &str,
        name: &str,
        now: u64,
    ) -> Result<Option<String>, StoreError> {
        at_once(deposit::find(&Session(&self.connection), kind, name, now))
    }

    /// Leaves a text, in the place of the one before.
    pub(super) fn deposit(&mut self, deposit: &Deposit) -> Result<(), StoreError> {
        at_once(deposit::put(&Session(&self.connection), deposit))
    }

    /// Leaves a text where there is none.
    pub(super) fn settle(&mut self, deposit: &Deposit, now: u64) -> Result<String, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(unavailable)?;
        let settled = at_once(deposit::settle(&Session(&transaction), deposit, now))?;
        transaction.commit().map_err(unavailable)?;
        Ok(settled)
    }

    /// Takes a text away.
    pub(super) fn take(&mut self, kind: &str, name: &str, now: u64) -> Result<Option<String>, StoreError> {
        at_once(deposit::take(&Session(&self.connection), kind, name, now))
    }

    /// Sweeps away some of what has expired.
    pub(super) fn sweep(&mut self, now: u64) -> Result<u64, StoreError> {
        at_once(deposit::sweep(&Session(&self.connection), now))
    }
}

/// Secrets stand in it, so only its user may read it; what stands beside it is made alike.
fn keep_to_ourselves(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(MODE)
        .open(path)?;
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(MODE))?;
    }
    Ok(())
}

/// Readers and a writer side by side. While another process opens the file too, SQLite refuses this at once.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let mut rests = PATIENCE.as_millis() / REST.as_millis();
    loop {
        let mode =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
            Ok(mode) => {
                return Err(StoreError::Unavailable(format!(
                    "it keeps its journal as {mode}, not ahead"
                )));
            }
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && rests > 0 => {
                rests -= 1;
                thread::park_timeout(REST);
            }
            Err(error) => return Err(unavailable(error)),
        }
    }
}

/// Makes the tables, and the latest of earlier ones. Of two processes that start together one waits for the other.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(unavailable)?;
    let found: u32 = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(unavailable)?;
    let steps = steps_from(found).ok_or(StoreError::Newer {
        found,
        known: VERSION,
    })?;
    for step in steps {
        transaction.execute_batch(step).map_err(unavailable)?;
    }
    if !steps.is_empty() {
        transaction
            .pragma_update(None, "user_version", VERSION)
            .map_err(unavailable)?;
    }
    transaction.commit().map_err(unavailable)
}

/// The version of the tables in a file that is there; none if it is empty.
pub(super) fn version(path: &Path) -> Result<Option<u32>, StoreError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(unavailable)?;
    connection.busy_timeout(PATIENCE).map_err(unavailable)?;
    let found: u32 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(unavailable)?;
    Ok((found != 0).then_some(found))
}

/// What SQLite says names tables and columns, and no values.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(super) fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
