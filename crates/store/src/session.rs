//! A transaction with a database, whichever it is: statements go in, rows come out.

use crate::StoreError;

/// A transaction with a database. What is asked of it stands in `apply.rs` and `read.rs`, once for all databases.
pub(crate) trait Session {
    /// A page of a list, in the words of this database.
    const LISTED: &'static str;

    /// What a statement finds.
    fn rows(
        &self,
        sql: &'static str,
        values: &[Given<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// Has something written. How many rows it concerned.
    fn run(
        &self,
        sql: &'static str,
        values: &[Given<'_>],
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
}

/// What is given to a statement.
#[derive(Clone, Copy)]
pub(crate) enum Given<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(i64),
}

impl<'a> From<&'a str> for Given<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Given<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Given<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// What a statement found: a row of it.
pub(crate) struct Row(pub(crate) Vec<Cell>);

/// What stands in a row.
pub(crate) enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Nothing, or what is none of them.
    Other,
}

impl Row {
    /// The text in this column, if it is one.
    pub(crate) fn text(&self, column: usize) -> Option<&str> {
        match self.0.get(column) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The number in this column, if it is one.
    pub(crate) fn number(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        }
    }
}
