//! What is read, inside of one transaction.

use std::collections::{BTreeMap, BTreeSet};

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id, Residence};
use schema::Value;

use crate::claim::{among, spelled};
use crate::session::{Row, Session};
use crate::{
    By, Changed, Difference, Filter, Listing, Operation, Page, Revision, StoreError, Tagged, Tags, sql,
};

/// How many revisions back it can be told what has changed.
pub(crate) const KEPT: i64 = 10_000;

/// The document that is meant, if it is there.
pub(crate) async fn get(
    session: &impl Session,
    entity: &Entity,
    workspace: Id,
    by: By<'_>,
) -> Result<Option<Document>, StoreError> {
    let (kind, space) = (entity.name.into(), &workspace.to_string());
    let rows = match (by, entity.key) {
        (By::Id(id), _) => {
            let id = &id.to_string();
            session.rows(sql::BY_ID, &[kind, space.into(), id.into()]).await?
        }
        (By::Key(value), Some(field)) | (By::Unique(field, value), _) => {
            let value = &spelled([Value::from(value)]);
            let among = &among(entity, workspace);
            let values = [kind, space.into(), among.into(), field.into(), value.into()];
            session.rows(sql::BY_KEY, &values).await?
        }
        (By::Key(_), None) => return Ok(None),
    };
    let found = rows.first();
    found.map(|row| document(entity, workspace, row)).transpose()
}

/// A part of the documents of a kind, in the order of their ids.
pub(crate) async fn list<S: Session>(
    session: &S,
    entity: &Entity,
    workspace: Id,
    filter: &Filter,
    page: Page,
) -> Result<Listing, StoreError> {
    let space = &workspace.to_string();
    let after = &page.after.map(|id| id.to_string()).unwrap_or_default();
    let (field, to) = match &filter.link {
        Some((field, to)) => (*field, to.as_slice()),
        None => ("", &[] as &[Id]),
    };
    let to = &Value::from_iter(to.iter().map(ToString::to_string)).to_string();
    let with = &filter.related.map(|related| related.with.to_string());
    let [by, others, with_field, with_kind] = filter.related.map_or([""; 4], |related| {
        [related.by, related.field, related.with_field, related.with_kind]
    });
    let (tags, least) = match &filter.tags {
        Tags::Any => (BTreeSet::new(), 0),
        Tags::AllOf(tags) => {
            let tags: BTreeSet<&String> = tags.iter().collect();
            let number = tags.len();
            (tags, number)
        }
        Tags::OneOf(tags) => (tags.iter().collect(), 1),
    };
    // PostgreSQL has no such texts, and would complain; nothing is tagged with one.
    let tags = tags.into_iter().filter(|tag| !tag.contains('\0'));
    let tags = &Value::from_iter(tags.map(String::as_str)).to_string();
    let values = [
        entity.name.into(),
        space.into(),
        after.into(),
        field.into(),
        to.into(),
        by.into(),
        others.into(),
        with_field.into(),
        with_kind.into(),
        with.as_deref().unwrap_or_default().into(),
        tags.into(),
        i64::try_from(least).unwrap_or(i64::MAX).into(),
        // One more shows whether there are more.
        (i64::from(page.size) + 1).into(),
    ];
    let rows = session.rows(S::LISTED, &values).await?;
    let documents = rows.iter().map(|row| document(entity, workspace, row));
    Ok(Listing::of(documents.collect::<Result<_, _>>()?, page))
}

/// What is tagged in a workspace, perhaps with this tag, behind that one; in the order of tags, kinds and ids.
pub(crate) async fn tagged(
    session: &impl Session,
    workspace: Id,
    tag: Option<&str>,
    after: Option<&Tagged>,
    size: u16,
) -> Result<Vec<Tagged>, StoreError> {
    let first = Tagged {
        tag: String::new(),
        kind: String::new(),
        id: String::new(),
    };
    let after = after.unwrap_or(&first);
    // PostgreSQL has no texts with a NUL in them, and nothing is tagged with one.
    if [tag.unwrap_or_default(), &after.tag, &after.kind, &after.id]
        .iter()
        .any(|text| text.contains('\0'))
    {
        return Ok(Vec::new());
    }
    let (workspace, any) = (&workspace.to_string(), i64::from(tag.is_none()));
    let values = [
        workspace.into(),
        any.into(),
        tag.unwrap_or_default().into(),
        (&after.tag).into(),
        (&after.kind).into(),
        (&after.id).into(),
        i64::from(size).into(),
    ];
    let rows = session.rows(sql::TAGGED, &values).await?;
    let text = |row: &Row, column| row.text(column).unwrap_or_default().to_owned();
    let all = rows.iter().map(|row| Tagged {
        tag: text(row, 0),
        kind: text(row, 1),
        id: text(row, 2),
    });
    Ok(all.collect())
}

/// How many documents are read one by one at most. Whoever has missed more reads all of them sooner.
const MANY: usize = 1_000;

/// All documents that a gateway runs on, and the revision that they are.
pub(crate) async fn snapshot(
    session: &impl Session,
    catalogue: &Catalogue,
) -> Result<(Revision, Vec<Document>), StoreError> {
    let revision = revision(session).await?;
    let mut documents = Vec::new();
    // Those that nothing honours yet too: whoever reads them puts them in quarantine, in view.
    let entities = catalogue.entities().chain(catalogue.refused_entities());
    for entity in entities.filter(|entity| entity.residence == Residence::Snapshot) {
        let rows = session.rows(sql::OF_KIND, &[entity.name.into()]).await?;
        documents.extend(rows.iter().map(|row| kept(entity, row)));
    }
    Ok((revision, documents))
}

/// The revision that it is now.
pub(crate) async fn revision(session: &impl Session) -> Result<Revision, StoreError> {
    let rows = session.rows(sql::REVISION, &[]).await?;
    let number = rows.first().and_then(|row| row.number(0));
    Ok(revision_of(number))
}

/// What has changed since; nothing if that is too long ago to be told, or was in another history.
pub(crate) async fn changes_since(
    session: &impl Session,
    since: Revision,
) -> Result<Option<Vec<Changed>>, StoreError> {
    let now = revision(session).await?;
    let oldest = session.rows(sql::OLDEST_CHANGE, &[]).await?;
    let oldest = oldest.first().and_then(|row| row.number(0));
    let number = i64::try_from(since.0).unwrap_or(i64::MAX);
    let is_told = since == now || (since < now && oldest.is_some_and(|oldest| number >= oldest - 1));
    if !is_told {
        return Ok(None);
    }
    let rows = session.rows(sql::CHANGES_SINCE, &[number.into()]).await?;
    // One that cannot be read cannot be told: whoever asks reads all.
    Ok(rows.iter().map(changed).collect())
}

/// What a gateway that ran on a revision lacks now; nothing if that cannot be told for certain, so that it must read
/// all.
pub(crate) async fn difference(
    session: &impl Session,
    catalogue: &Catalogue,
    since: Revision,
) -> Result<Option<Difference>, StoreError> {
    let Some(changes) = changes_since(session, since).await? else {
        return Ok(None);
    };
    let mut difference = Difference {
        revision: revision(session).await?,
        put: Vec::new(),
        deleted: Vec::new(),
    };
    let last = last_of_each(&changes);
    if last.len() > MANY {
        return Ok(None);
    }
    for ((kind, id), operations) in last {
        let Some(entity) = catalogue.entity(kind) else {
            return Ok(None);
        };
        if entity.residence != Residence::Snapshot {
            continue;
        }
        let rows = session
            .rows(sql::OF_ID, &[kind.into(), (&id.to_string()).into()])
            .await?;
        // What is there, or is not, must be what was last done with it.
        match rows.first() {
            Some(row) if operations.contains(&Operation::Put) => difference.put.push(kept(entity, row)),
            None if operations.contains(&Operation::Delete) => difference.deleted.push((entity.name, id)),
            _ => return Ok(None),
        }
    }
    Ok(Some(difference))
}

/// What was done with each document in the last revision that concerned it. Within one, nobody knows what came first.
fn last_of_each(changes: &[Changed]) -> BTreeMap<(&str, Id), Vec<Operation>> {
    let mut last: BTreeMap<_, (Revision, Vec<Operation>)> = BTreeMap::new();
    for changed in changes {
        let (revision, operations) = last.entry((changed.kind.as_str(), changed.id)).or_default();
        if changed.revision > *revision {
            operations.clear();
        }
        *revision = changed.revision;
        operations.push(changed.operation);
    }
    let last = last.into_iter();
    last.map(|(document, (_, operations))| (document, operations))
        .collect()
}

fn changed(row: &Row) -> Option<Changed> {
    Some(Changed {
        revision: revision_of(row.number(0)),
        kind: row.text(1)?.to_owned(),
        id: Id::parse(row.text(3)?)?,
        operation: match row.text(4)? {
            "delete" => Operation::Delete,
            _ => Operation::Put,
        },
    })
}

fn revision_of(number: Option<i64>) -> Revision {
    Revision(
        number
            .and_then(|number| u64::try_from(number).ok())
            .unwrap_or_default(),
    )
}

/// A document that somebody asks for: its id and its body.
fn document(entity: &Entity, workspace: Id, row: &Row) -> Result<Document, StoreError> {
    let id = row.text(0).unwrap_or_default();
    read(entity, workspace, id, row.text(1)).ok_or_else(|| StoreError::Damaged {
        kind: entity.name,
        id: id.to_owned(),
    })
}

/// A document as it is kept: its id, its workspace and its body. What cannot be read of it is no reason not to tell
/// that it is there: without its body it passes no check, so that whoever reads it puts it in quarantine.
fn kept(entity: &Entity, row: &Row) -> Document {
    let id = row.text(0).unwrap_or_default();
    let workspace = row.text(1).and_then(Id::parse);
    let whole = workspace.and_then(|workspace| read(entity, workspace, id, row.text(2)));
    whole.unwrap_or_else(|| Document {
        kind: entity.name,
        // Whatever stands in the place of an id has one of its own, and the same each time.
        id: Id::parse(id).unwrap_or_else(|| Id::placed(entity.name, id)),
        workspace: workspace.unwrap_or(DEFAULT_WORKSPACE),
        body: Value::Null,
    })
}

fn read(entity: &Entity, workspace: Id, id: &str, body: Option<&str>) -> Option<Document> {
    Some(Document {
        kind: entity.name,
        id: Id::parse(id)?,
        workspace,
        body: serde_json::from_str(body?).ok()?,
    })
}
