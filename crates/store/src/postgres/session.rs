//! A transaction with the database.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Error, Statement, Transaction};

use crate::session::{Cell, Given, Row};
use crate::{StoreError, sql};

/// What the database may take longer than its own limit, so that it is the first to say that it took too long.
const GRACE: Duration = Duration::from_millis(500);

/// A transaction with the database. Unless it is committed, nothing of it stays.
pub(super) struct Session<'a> {
    transaction: Transaction<'a>,
    statements: &'a Mutex<HashMap<&'static str, Statement>>,
    patience: &'a Patience,
}

impl<'a> Session<'a> {
    pub(super) const fn new(
        transaction: Transaction<'a>,
        statements: &'a Mutex<HashMap<&'static str, Statement>>,
        patience: &'a Patience,
    ) -> Self {
        Self {
            transaction,
            statements,
            patience,
        }
    }

    /// Keeps what was written.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.patience.wait(self.transaction.commit()).await
    }

    /// Several statements without values.
    pub(super) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.patience.wait(self.transaction.batch_execute(sql)).await
    }

    /// Each statement is prepared once for each connection.
    async fn statement(&self, sql: &'static str) -> Result<Statement, Error> {
        if let Some(known) = self.statements().get(sql) {
            return Ok(known.clone());
        }
        let statement = self.transaction.prepare(sql).await?;
        self.statements().insert(sql, statement.clone());
        Ok(statement)
    }

    fn statements(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, Statement>> {
        // Nothing is half done in it when somebody panics.
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl crate::session::Session for Session<'_> {
    const LISTED: &'static str = sql::LISTED_POSTGRES;

    async fn rows(&self, sql: &'static str, values: &[Given<'_>]) -> Result<Vec<Row>, StoreError> {
        let values = values.iter().map(|value| value as &(dyn ToSql + Sync));
        let values: Vec<_> = values.collect();
        let asked = async {
            let statement = self.statement(sql).await?;
            self.transaction.query(&statement, &values).await
        };
        let rows = self.patience.wait(asked).await?;
        Ok(rows.iter().map(row).collect())
    }

    async fn run(&self, sql: &'static str, values: &[Given<'_>]) -> Result<u64, StoreError> {
        let values = values.iter().map(|value| value as &(dyn ToSql + Sync));
        let values: Vec<_> = values.collect();
        let asked = async {
            let statement = self.statement(sql).await?;
            self.transaction.execute(&statement, &values).await
        };
        self.patience.wait(asked).await
    }
}

/// How long is waited for an answer. A connection on which none has come is given up, since nobody knows whom the next
/// one is for.
#[derive(Clone)]
pub(super) struct Patience {
    limit: Duration,
    hung: Arc<Notify>,
}

impl Patience {
    /// With the limit that the database has too.
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit: limit + GRACE,
            hung: Arc::default(),
        }
    }

    /// Told when the connection is to be given up.
    pub(super) fn hung(&self) -> Arc<Notify> {
        Arc::clone(&self.hung)
    }

    /// Waits for an answer.
    pub(super) async fn wait<T>(
        &self,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, StoreError> {
        match timeout(self.limit, asked).await {
            Ok(answer) => answer.map_err(|error| unavailable(&error)),
            Err(_) => {
                self.hung.notify_one();
                Err(StoreError::Unavailable("it did not answer in time".to_owned()))
            }
        }
    }
}

fn row(row: &tokio_postgres::Row) -> Row {
    let cells = row.columns().iter().enumerate().map(|(place, column)| {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get(place).map(Cell::Number),
            _ => row.try_get(place).map(Cell::Text),
        };
        cell.unwrap_or(Cell::Other)
    });
    Row(cells.collect())
}

impl ToSql for Given<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(kind, out),
            Self::Number(number) => number.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        <&str>::accepts(kind) || i64::accepts(kind)
    }

    to_sql_checked!();
}

impl std::fmt::Debug for Given<'_> {
    /// Says nothing of what may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What PostgreSQL says names tables and columns. Its details hold values, and are left out.
pub(super) fn unavailable(error: &Error) -> StoreError {
    let why = match (error.as_db_error(), error.source()) {
        (Some(told), _) => format!("{} (SQLSTATE {})", told.message(), told.code().code()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    };
    StoreError::Unavailable(why)
}
