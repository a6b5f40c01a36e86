//! Changes, inside of one transaction.

use model::{Catalogue, Document, Entity, Id, OnDelete, Residence};
use rusqlite::{Connection, OptionalExtension, params};

use super::database::{KEPT, unavailable};
use crate::claim::{Claim, among, tags, target};
use crate::{Change, Refusal, Revision, StoreError, sql};

/// Makes the changes one after the other. The revision that they make.
pub(super) fn apply(
    connection: &Connection,
    catalogue: &Catalogue,
    changes: Vec<Change>,
) -> Result<Revision, StoreError> {
    let is_news = changes.iter().any(|change| is_followed(catalogue, change.kind()));
    let number: i64 = statement(
        connection,
        if is_news {
            sql::NEXT_REVISION
        } else {
            sql::REVISION
        },
    )?
    .query_row([], |row| row.get(0))
    .map_err(unavailable)?;
    let step = Step {
        connection,
        catalogue,
        number,
    };
    for change in changes {
        match change {
            Change::Insert(document) => match step.workspace_of(document.kind, document.id)? {
                None => step.put(&document)?,
                Some(_) => return Err(id_taken(&document)),
            },
            Change::Put(document) => match step.workspace_of(document.kind, document.id)? {
                Some(workspace) if workspace != document.workspace.to_string() => {
                    return Err(id_taken(&document));
                }
                _ => step.put(&document)?,
            },
            Change::Replace { was, document } => match step.is_still(&was)? {
                true => step.put(&document)?,
                false => return Err(changed(&was)),
            },
            Change::Delete { kind, workspace, id } => {
                if step.workspace_of(kind, id)?.as_deref() == Some(&workspace.to_string()) {
                    step.delete(kind, id)?;
                }
            }
        }
    }
    let revision = Revision(u64::try_from(number).unwrap_or_default());
    step.run(
        sql::FORGET_CHANGES,
        params![number - i64::try_from(KEPT).unwrap_or(i64::MAX)],
    )?;
    Ok(revision)
}

/// Whether gateways run on documents of this kind, so that a change of one is a revision.
fn is_followed(catalogue: &Catalogue, kind: &str) -> bool {
    let entity = catalogue.entity(kind);
    entity.is_none_or(|entity| entity.residence == Residence::Snapshot)
}

fn id_taken(document: &Document) -> StoreError {
    let (kind, id) = (document.kind, document.id);
    Refusal::IdTaken { kind, id }.into()
}

fn changed(was: &Document) -> StoreError {
    let (kind, id) = (was.kind, was.id);
    Refusal::Changed { kind, id }.into()
}

/// The making of one revision.
struct Step<'a> {
    connection: &'a Connection,
    catalogue: &'a Catalogue,
    number: i64,
}

impl Step<'_> {
    /// Writes a document, and what it claims, links to and is tagged with.
    fn put(&self, document: &Document) -> Result<(), StoreError> {
        let (kind, id) = (document.kind, document.id.to_string());
        let entity = self.entity(kind)?;
        let workspace = document.workspace.to_string();
        let body = document.body.to_string();
        self.run(sql::PUT, params![kind, id, workspace, body])?;
        for forget in [sql::UNCLAIM, sql::UNLINK, sql::UNTAG] {
            self.run(forget, params![kind, id])?;
        }
        let among = among(entity, document.workspace);
        for claim in Claim::all_of(self.catalogue, document) {
            let made = self.run(sql::CLAIM, params![kind, among, claim.name(), claim.value(), id])?;
            if made == 0 {
                let fields = claim.fields;
                return Err(Refusal::Taken { kind, fields }.into());
            }
        }
        for link in entity.links {
            let Some(to) = target(document, link) else {
                continue;
            };
            if self.workspace_of(link.to, to)?.as_deref() != Some(&workspace) {
                let (field, id) = (link.field, to);
                return Err(Refusal::Dangling {
                    field,
                    to: link.to,
                    id,
                }
                .into());
            }
            self.run(sql::LINK, params![kind, id, link.field, link.to, to.to_string()])?;
        }
        for tag in tags(document) {
            self.run(sql::TAG, params![kind, id, workspace, tag])?;
        }
        self.changed(kind, &workspace, &id, "put")
    }

    /// Deletes a document, and those that go with it, unless one links to it that may not be left without.
    fn delete(&self, kind: &'static str, id: Id) -> Result<(), StoreError> {
        let Some(workspace) = self.workspace_of(kind, id)? else {
            return Ok(());
        };
        let id = id.to_string();
        for (by, its_id, field) in self.links_to(kind, &id)? {
            let entity = self.entity(&by)?;
            let link = entity.links.iter().find(|link| link.field == field);
            match (link.map(|link| link.on_delete), Id::parse(&its_id)) {
                (Some(OnDelete::Cascade), Some(its_id)) => self.delete(entity.name, its_id)?,
                _ => {
                    return Err(Refusal::Referenced {
                        kind,
                        by: entity.name,
                    }
                    .into());
                }
            }
        }
        self.run(sql::DELETE, params![kind, id])?;
        self.changed(kind, &workspace, &id, "delete")
    }

    fn links_to(&self, kind: &str, id: &str) -> Result<Vec<(String, String, String)>, StoreError> {
        let mut links = statement(self.connection, sql::LINKS_TO)?;
        let rows = links.query_map(params![kind, id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        });
        rows.map_err(unavailable)?
            .collect::<Result<_, _>>()
            .map_err(unavailable)
    }

    /// Whether a document is as it was read.
    fn is_still(&self, was: &Document) -> Result<bool, StoreError> {
        let found: Option<String> = statement(self.connection, sql::BODY)?
            .query_row(
                params![was.kind, was.id.to_string(), was.workspace.to_string()],
                |row| row.get(0),
            )
            .optional()
            .map_err(unavailable)?;
        let found = found.and_then(|body| serde_json::from_str(&body).ok());
        Ok(found.as_ref() == Some(&was.body))
    }

    fn workspace_of(&self, kind: &str, id: Id) -> Result<Option<String>, StoreError> {
        statement(self.connection, sql::WORKSPACE_OF)?
            .query_row(params![kind, id.to_string()], |row| row.get(0))
            .optional()
            .map_err(unavailable)
    }

    fn changed(&self, kind: &str, workspace: &str, id: &str, op: &str) -> Result<(), StoreError> {
        if is_followed(self.catalogue, kind) {
            self.run(sql::CHANGED, params![self.number, kind, workspace, id, op])?;
        }
        Ok(())
    }

    fn entity(&self, kind: &str) -> Result<&Entity, StoreError> {
        let entity = self.catalogue.entity(kind);
        entity.ok_or_else(|| StoreError::Unavailable(format!("there is no such kind as {kind} here")))
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, StoreError> {
        statement(self.connection, sql)?
            .execute(values)
            .map_err(unavailable)
    }
}

/// Each statement is prepared once.
pub(super) fn statement<'a>(
    connection: &'a Connection,
    sql: &str,
) -> Result<rusqlite::CachedStatement<'a>, StoreError> {
    connection.prepare_cached(sql).map_err(unavailable)
}
