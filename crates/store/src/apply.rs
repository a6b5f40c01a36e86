//! Changes, inside of one transaction.

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id, OnDelete, Residence, WORKSPACES, Workspace};
use schema::Value;

use crate::claim::{Claim, among, tags, target};
use crate::read::KEPT;
use crate::session::Session;
use crate::{Change, Refusal, Revision, StoreError, sql};

/// Makes the changes one after the other. The revision that they make.
pub(crate) async fn apply(
    session: &impl Session,
    catalogue: &Catalogue,
    changes: Vec<Change>,
) -> Result<Revision, StoreError> {
    let is_news = changes.iter().any(|change| is_followed(catalogue, change.kind()));
    // Either of them keeps other writers waiting, so that nothing changes between a look and a write.
    let next = match is_news {
        true => sql::NEXT_REVISION,
        false => sql::SAME_REVISION,
    };
    let number = session.rows(next, &[]).await?;
    let number = number.first().and_then(|row| row.number(0));
    let number = number.ok_or_else(|| StoreError::Unavailable("it has lost its revision".to_owned()))?;
    let step = Step {
        session,
        catalogue,
        number,
    };
    for change in changes {
        step.make(change).await?;
    }
    if is_news {
        let forgotten = number.saturating_sub(KEPT);
        session.run(sql::FORGET_CHANGES, &[forgotten.into()]).await?;
    }
    Ok(Revision(u64::try_from(number).unwrap_or_default()))
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
struct Step<'a, S> {
    session: &'a S,
    catalogue: &'a Catalogue,
    number: i64,
}

impl<S: Session> Step<'_, S> {
    async fn make(&self, change: Change) -> Result<(), StoreError> {
        match change {
            Change::Insert(document) => match self.workspace_of(document.kind, document.id).await? {
                None => self.put(&document).await,
                Some(_) => Err(id_taken(&document)),
            },
            Change::Put(document) => match self.workspace_of(document.kind, document.id).await? {
                Some(workspace) if workspace != document.workspace.to_string() => Err(id_taken(&document)),
                _ => self.put(&document).await,
            },
            Change::Replace { was, document } => match self.is_still(&was).await? {
                true => self.put(&document).await,
                false => Err(changed(&was)),
            },
            Change::DeleteOnly(was) => match self.is_still(&was).await? {
                true => self.delete(was.kind, was.id).await,
                false => Err(changed(&was)),
            },
            Change::Delete { kind, workspace, id } => {
                match self.workspace_of(kind, id).await?.as_deref() == Some(&workspace.to_string()) {
                    true => self.delete(kind, id).await,
                    false => Ok(()),
                }
            }
        }
    }

    /// Writes a document, and what it claims, links to and is tagged with.
    async fn put(&self, document: &Document) -> Result<(), StoreError> {
        let entity = self.entity(document.kind)?;
        self.must_have_a_home(document).await?;
        let (kind, id) = (document.kind, &document.id.to_string());
        let workspace = &document.workspace.to_string();
        let body = &document.body.to_string();
        let session = self.session;
        session
            .run(sql::PUT, &[kind.into(), id.into(), workspace.into(), body.into()])
            .await?;
        for forget in [sql::UNCLAIM, sql::UNLINK, sql::UNTAG] {
            session.run(forget, &[kind.into(), id.into()]).await?;
        }
        let among = &among(entity, document.workspace);
        for claim in Claim::all_of(self.catalogue, document) {
            let (name, value) = (&claim.name(), &claim.value());
            let claimed = [kind.into(), among.into(), name.into(), value.into(), id.into()];
            if session.run(sql::CLAIM, &claimed).await? == 0 {
                let fields = claim.fields;
                return Err(Refusal::Taken { kind, fields }.into());
            }
        }
        for link in entity.links {
            let Some(to) = target(document, link) else {
                continue;
            };
            if self.workspace_of(link.to, to).await?.as_ref() != Some(workspace) {
                let (field, id) = (link.field, to);
                return Err(Refusal::Dangling {
                    field,
                    to: link.to,
                    id,
                }
                .into());
            }
            let to = &to.to_string();
            let linked = [
                kind.into(),
                id.into(),
                link.field.into(),
                link.to.into(),
                to.into(),
            ];
            session.run(sql::LINK, &linked).await?;
        }
        for tag in tags(document) {
            session
                .run(sql::TAG, &[kind.into(), id.into(), workspace.into(), tag.into()])
                .await?;
        }
        self.changed(kind, workspace, id, "put").await
    }

    /// A document belongs to a workspace that is there, and the workspace that is always there keeps its name.
    async fn must_have_a_home(&self, document: &Document) -> Result<(), StoreError> {
        let home = document.workspace;
        if home != DEFAULT_WORKSPACE && self.workspace_of(WORKSPACES.name, home).await?.is_none() {
            return Err(Refusal::NoWorkspace(home).into());
        }
        let named = document.body.get("name").and_then(Value::as_str);
        let is_default = document.kind == WORKSPACES.name && document.id == DEFAULT_WORKSPACE;
        match is_default && named != Some(Workspace::DEFAULT) {
            true => Err(Refusal::Default.into()),
            false => Ok(()),
        }
    }

    /// A workspace goes when it is empty, so that nothing is left where nobody finds it.
    async fn must_be_empty(&self, workspace: Id) -> Result<(), StoreError> {
        if workspace == DEFAULT_WORKSPACE {
            return Err(Refusal::Default.into());
        }
        let workspace = &workspace.to_string();
        for entity in self.catalogue.entities().chain(self.catalogue.refused_entities()) {
            let some = [entity.name.into(), workspace.into()];
            if !self.session.rows(sql::ANY_OF, &some).await?.is_empty() {
                return Err(Refusal::Occupied { by: entity.name }.into());
            }
        }
        Ok(())
    }

    /// Deletes a document, and those that go with it, unless one links to it that may not be left without.
    async fn delete(&self, kind: &'static str, id: Id) -> Result<(), StoreError> {
        if kind == WORKSPACES.name {
            self.must_be_empty(id).await?;
        }
        let mut going = vec![(kind, id.to_string())];
        let mut at = 0;
        while let Some((kind, id)) = going.get(at).cloned() {
            for (entity, its_id, field) in self.links_to(kind, &id).await? {
                let link = entity.links.iter().find(|link| link.field == field);
                if link.is_none_or(|link| link.on_delete != OnDelete::Cascade) {
                    let by = entity.name;
                    return Err(Refusal::Referenced { kind, by }.into());
                }
                if !going.contains(&(entity.name, its_id.clone())) {
                    going.push((entity.name, its_id));
                }
            }
            at += 1;
        }
        // What goes is held by nothing any more, in whatever order it goes.
        for (kind, id) in &going {
            self.session
                .run(sql::UNLINK, &[(*kind).into(), id.into()])
                .await?;
        }
        for (kind, id) in going.iter().rev() {
            let key = [(*kind).into(), id.into()];
            let found = self.session.rows(sql::WORKSPACE_OF, &key).await?;
            self.session.run(sql::DELETE, &key).await?;
            if let Some(workspace) = found.first().and_then(|row| row.text(0)) {
                self.changed(kind, workspace, id, "delete").await?;
            }
        }
        Ok(())
    }

    /// Who links to a document: of which kind, its id, in which field.
    async fn links_to(&self, kind: &str, id: &str) -> Result<Vec<(&Entity, String, String)>, StoreError> {
        let rows = self
            .session
            .rows(sql::LINKS_TO, &[kind.into(), id.into()])
            .await?;
        let linking = rows.iter().map(|row| {
            let text = |column| row.text(column).unwrap_or_default().to_owned();
            Ok((self.entity(&text(0))?, text(1), text(2)))
        });
        linking.collect()
    }

    /// Whether a document is as it was read.
    async fn is_still(&self, was: &Document) -> Result<bool, StoreError> {
        let (id, workspace) = (&was.id.to_string(), &was.workspace.to_string());
        let rows = self
            .session
            .rows(sql::BODY, &[was.kind.into(), id.into(), workspace.into()])
            .await?;
        let body = rows.first().and_then(|row| row.text(0));
        let body = body.and_then(|body| serde_json::from_str(body).ok());
        Ok(body.as_ref() == Some(&was.body))
    }

    async fn workspace_of(&self, kind: &str, id: Id) -> Result<Option<String>, StoreError> {
        let id = &id.to_string();
        let rows = self
            .session
            .rows(sql::WORKSPACE_OF, &[kind.into(), id.into()])
            .await?;
        // What is there and cannot be read is in no workspace that anybody could mean.
        Ok(rows.first().map(|row| row.text(0).unwrap_or_default().to_owned()))
    }

    async fn changed(&self, kind: &str, workspace: &str, id: &str, op: &str) -> Result<(), StoreError> {
        if is_followed(self.catalogue, kind) {
            let change = [
                self.number.into(),
                kind.into(),
                workspace.into(),
                id.into(),
                op.into(),
            ];
            self.session.run(sql::CHANGED, &change).await?;
        }
        Ok(())
    }

    fn entity(&self, kind: &str) -> Result<&Entity, StoreError> {
        let entity = self.catalogue.entity(kind);
        entity.ok_or_else(|| StoreError::Unavailable(format!("there is no such kind as {kind} here")))
    }
}
