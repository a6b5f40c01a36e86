//! A transaction with the file.

use std::future::{self, Future};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql, params_from_iter};

use super::database::unavailable;
use crate::session::{Cell, Given, Row};
use crate::{StoreError, sql};

/// A transaction with the file. What is asked of it is done when the call returns.
pub(super) struct Session<'a>(pub(super) &'a Connection);

impl crate::session::Session for Session<'_> {
    const LISTED: &'static str = sql::LISTED_SQLITE;

    fn rows(
        &self,
        sql: &'static str,
        values: &[Given<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send {
        future::ready(self.find(sql, values).map_err(unavailable))
    }

    fn run(
        &self,
        sql: &'static str,
        values: &[Given<'_>],
    ) -> impl Future<Output = Result<u64, StoreError>> + Send {
        let ran = self
            .statement(sql)
            .and_then(|mut statement| statement.execute(params_from_iter(values)));
        future::ready(ran.map(|rows| rows as u64).map_err(unavailable))
    }
}

impl Session<'_> {
    fn find(&self, sql: &str, values: &[Given<'_>]) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.statement(sql)?;
        let columns = statement.column_count();
        let rows = statement.query_map(params_from_iter(values), |row| {
            let cells = (0..columns).map(|column| row.get_ref(column).map(cell));
            cells.collect::<Result<_, _>>().map(Row)
        });
        rows?.collect()
    }

    /// Each statement is prepared once.
    fn statement(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.0.prepare_cached(sql)
    }
}

/// Text that is no UTF-8 is no text.
fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Integer(number) => Cell::Number(number),
        value => value
            .as_str()
            .map_or(Cell::Other, |text| Cell::Text(text.to_owned())),
    }
}

impl ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Number(number) => ToSqlOutput::Owned(Value::Integer(*number)),
        })
    }
}

/// Comes to the end of what never waits: whatever is asked of a file is done when the call returns.
pub(super) fn at_once<T>(asked: impl Future<Output = T>) -> T {
    match pin!(asked).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("a file keeps nobody waiting"),
    }
}
