//! The tables, which the first node makes.

use super::line::Turn;
use super::session::Session;
use crate::StoreError;
use crate::session::Session as _;
use crate::sql::{VERSION, postgres as sql, steps_from};

/// Makes the schema and the tables, and the latest of earlier ones. Of two nodes that start together one waits for the other.
pub(super) async fn make(turn: &mut Turn, schema: &str) -> Result<(), StoreError> {
    let session = turn.write().await?;
    session.batch(sql::ALONE).await?;
    if session.rows(sql::IS_SCHEMA, &[schema.into()]).await?.is_empty() {
        session.batch(&sql::create_schema(schema)).await?;
    }
    let found = version(&session, schema).await?;
    if found.is_none() {
        session.batch(sql::VERSION_TABLE).await?;
    }
    let found = found.unwrap_or_default();
    let steps = steps_from(found).ok_or(StoreError::Newer {
        found,
        known: VERSION,
    })?;
    for step in steps {
        session.batch(&sql::spoken(step)).await?;
    }
    if !steps.is_empty() {
        session
            .run(sql::VERSION_ROW, &[i64::from(VERSION).into()])
            .await?;
    }
    session.commit().await
}

/// The version of the tables, if they are there.
pub(super) async fn version(session: &Session<'_>, schema: &str) -> Result<Option<u32>, StoreError> {
    if session.rows(sql::IS_VERSION, &[schema.into()]).await?.is_empty() {
        return Ok(None);
    }
    let rows = session.rows(sql::VERSION, &[]).await?;
    let found = rows.first().and_then(|row| row.number(0));
    let found = found.and_then(|found| u32::try_from(found).ok());
    let unknown = || StoreError::Unavailable("its table `version` holds none".to_owned());
    found.map(Some).ok_or_else(unknown)
}
