//! What is read.

use std::collections::BTreeSet;

use model::{DEFAULT_WORKSPACE, Document, Entity, Id, Residence};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use schema::Value;

use super::apply::statement;
use super::database::{Database, unavailable};
use crate::claim::among;
use crate::{By, Changed, Filter, Listing, Operation, Page, Revision, StoreError, Tags, sql};

impl Database {
    /// The document that is meant, if it is there.
    pub(super) fn get(
        &self,
        entity: &Entity,
        workspace: Id,
        by: By<'_>,
    ) -> Result<Option<Document>, StoreError> {
        let (kind, space) = (entity.name, workspace.to_string());
        let (sql, last) = match (by, entity.key) {
            (By::Id(id), _) => (sql::BY_ID, vec![id.to_string()]),
            (By::Key(value), Some(field)) => {
                let value = Value::from_iter([Value::from(value)]).to_string();
                (
                    sql::BY_KEY,
                    vec![among(entity, workspace), field.to_owned(), value],
                )
            }
            (By::Key(_), None) => return Ok(None),
        };
        let mut values: Vec<&dyn ToSql> = vec![&kind, &space];
        values.extend(last.iter().map(|value| value as &dyn ToSql));
        let found: Option<(String, String)> = statement(&self.connection, sql)?
            .query_row(&*values, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(unavailable)?;
        found
            .map(|(id, body)| document(entity, workspace, &id, &body))
            .transpose()
    }

    /// A part of the documents of a kind, in the order of their ids.
    pub(super) fn list(
        &self,
        entity: &Entity,
        workspace: Id,
        filter: &Filter,
        page: Page,
    ) -> Result<Listing, StoreError> {
        let space = workspace.to_string();
        let after = page.after.map(|id| id.to_string()).unwrap_or_default();
        // One more shows whether there are more.
        let limit = i64::from(page.size) + 1;
        let (field, to) = match filter.link {
            Some((field, to)) => (field, to.to_string()),
            None => ("", String::new()),
        };
        let (tags, least) = match &filter.tags {
            Tags::Any => (BTreeSet::new(), 0),
            Tags::AllOf(tags) => {
                let tags: BTreeSet<&str> = tags.iter().map(String::as_str).collect();
                let number = tags.len();
                (tags, number)
            }
            Tags::OneOf(tags) => (tags.iter().map(String::as_str).collect(), 1),
        };
        let filters = [
            if filter.link.is_some() {
                sql::LISTED_LINK
            } else {
                ""
            },
            if least > 0 { sql::LISTED_TAGS } else { "" },
        ];
        let sql = sql::LISTED.replace("{filters}", &filters.concat());
        let tags = Value::from_iter(tags).to_string();
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        let named: [(&str, &dyn ToSql); 8] = [
            ("$1", &entity.name),
            ("$2", &space),
            ("$3", &after),
            ("$4", &limit),
            ("$5", &field),
            ("$6", &to),
            ("$7", &tags),
            ("$8", &least),
        ];
        let used: Vec<_> = named.into_iter().filter(|(name, _)| sql.contains(name)).collect();
        let mut statement = statement(&self.connection, &sql)?;
        let rows = statement.query_map(&*used, |row| Ok((row.get(0)?, row.get(1)?)));
        let rows: Vec<(String, String)> = rows
            .map_err(unavailable)?
            .collect::<Result<_, _>>()
            .map_err(unavailable)?;
        let documents = rows
            .into_iter()
            .map(|(id, body)| document(entity, workspace, &id, &body));
        Ok(Listing::of(documents.collect::<Result<_, _>>()?, page))
    }

    /// All documents that a gateway runs on, and the revision that they are.
    pub(super) fn snapshot(&mut self) -> Result<(Revision, Vec<Document>), StoreError> {
        // In one transaction: all of it is of one revision.
        let transaction = self.connection.transaction().map_err(unavailable)?;
        let revision = revision(&transaction)?;
        let mut documents = Vec::new();
        // Those that nothing honours yet too: whoever reads them puts them in quarantine, in view.
        let entities = self.catalogue.entities().chain(self.catalogue.refused_entities());
        for entity in entities.filter(|entity| entity.residence == Residence::Snapshot) {
            let mut statement = statement(&transaction, sql::OF_KIND)?;
            let rows = statement.query_map(params![entity.name], |row| {
                Ok((text(row, 0)?, text(row, 1)?, text(row, 2)?))
            });
            for row in rows.map_err(unavailable)? {
                let (id, workspace, body) = row.map_err(unavailable)?;
                documents.push(kept(entity, id, workspace, body));
            }
        }
        Ok((revision, documents))
    }
}

impl Database {
    /// The revision that it is now.
    pub(super) fn revision(&self) -> Result<Revision, StoreError> {
        revision(&self.connection)
    }
}

fn revision(connection: &Connection) -> Result<Revision, StoreError> {
    let number: i64 = statement(connection, sql::REVISION)?
        .query_row([], |row| row.get(0))
        .map_err(unavailable)?;
    Ok(Revision(u64::try_from(number).unwrap_or_default()))
}

/// What has changed since; nothing if that is too long ago to be told, or was in another history.
pub(super) fn changes_since(
    connection: &mut Connection,
    since: Revision,
) -> Result<Option<Vec<Changed>>, StoreError> {
    // In one transaction: nobody forgets meanwhile what is told here.
    let transaction = connection.transaction().map_err(unavailable)?;
    let now = revision(&transaction)?;
    let oldest: Option<i64> = statement(&transaction, sql::OLDEST_CHANGE)?
        .query_row([], |row| row.get(0))
        .map_err(unavailable)?;
    let number = i64::try_from(since.0).unwrap_or(i64::MAX);
    let is_told = since == now || (since < now && oldest.is_some_and(|oldest| number >= oldest - 1));
    if !is_told {
        return Ok(None);
    }
    let mut changes = statement(&transaction, sql::CHANGES_SINCE)?;
    let rows = changes.query_map(params![number], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    });
    let changed = rows.map_err(unavailable)?.map(|row| {
        let (number, kind, workspace, id, op): (i64, String, String, String, String) =
            row.map_err(unavailable)?;
        let read = |id: &str| Id::parse(id).ok_or_else(|| StoreError::Unavailable(format!("{id} is no id")));
        Ok(Changed {
            revision: Revision(u64::try_from(number).unwrap_or_default()),
            kind,
            workspace: read(&workspace)?,
            id: read(&id)?,
            operation: match op.as_str() {
                "delete" => Operation::Delete,
                _ => Operation::Put,
            },
        })
    });
    changed.collect::<Result<_, _>>().map(Some)
}

fn document(entity: &Entity, workspace: Id, id: &str, body: &str) -> Result<Document, StoreError> {
    let read = || Some((Id::parse(id)?, serde_json::from_str(body).ok()?));
    let (id, body) = read().ok_or_else(|| damaged(entity, id))?;
    Ok(Document {
        kind: entity.name,
        id,
        workspace,
        body,
    })
}

/// A document as it is kept. What cannot be read of it is no reason not to tell that it is there: without its body it
/// passes no check, so that whoever reads it puts it in quarantine.
fn kept(entity: &Entity, id: Option<String>, workspace: Option<String>, body: Option<String>) -> Document {
    let id = id.unwrap_or_default();
    let space = workspace.as_deref().and_then(Id::parse);
    let read = || document(entity, space?, &id, &body?).ok();
    read().unwrap_or_else(|| Document {
        kind: entity.name,
        // Whatever stands in the place of an id has one of its own, and the same each time.
        id: Id::parse(&id).unwrap_or_else(|| Id::placed(entity.name, &id)),
        workspace: space.unwrap_or(DEFAULT_WORKSPACE),
        body: Value::Null,
    })
}

/// A text, if it is one.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    let value = row.get_ref(column)?;
    Ok(value.as_str().ok().map(str::to_owned))
}

fn damaged(entity: &Entity, id: &str) -> StoreError {
    StoreError::Damaged {
        kind: entity.name,
        id: id.to_owned(),
    }
}
