//! Entities that are made, changed and deleted.

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use model::{CERTIFICATES, Document, Entity, Id, Link, TARGETS};
use schema::Value;
use store::{Change, Refusal, Store, StoreError};

use crate::address::{Family, Named};
use crate::body::Written;
use crate::desk::{Answer, Desk, target};
use crate::problem::Problem;

/// How often a change is begun anew because somebody else changed the same entity meanwhile. Each time somebody got
/// on, so this says how many may be at it at once.
const TRIES: usize = 20;

impl Desk<'_> {
    /// A new entity; of a family, one that links to its parent.
    pub(crate) async fn create(&self, entity: &Entity, of: Option<&Family<'_>>, written: Written) -> Answer {
        self.must_be_writable("create", entity)?;
        let given = self.link_to_parent(of).await?;
        let document = self.draft(entity, written, given.into_iter().collect()).await?;
        self.write(vec![Change::Insert(document.clone())]).await?;
        self.shown(StatusCode::CREATED, &document).await
    }

    /// An entity as it is written, in the place of the one of this id or name, or as a new one.
    pub(crate) async fn put(
        &self,
        entity: &Entity,
        of: Option<&Family<'_>>,
        named: &Named,
        written: Written,
    ) -> Answer {
        self.must_be_writable("create or update", entity)?;
        let link = self.link_to_parent(of).await?;
        let was = self.find(entity, named).await?;
        if let (Some((field, parent)), Some(was)) = (&link, &was)
            && was.body.get(field).and_then(|link| link.get("id")) != parent.get("id")
        {
            return Err(Problem::NotFound);
        }
        if was.is_none() && entity.name == TARGETS.name {
            return Err(Problem::NotFound);
        }
        let mut given: Vec<_> = link.into_iter().collect();
        // What it is called in the path it is called, whatever is written.
        match (named.id(), entity.key) {
            (Some(id), _) => given.push(("id", id.into())),
            (None, Some(key)) => given.push((key, named.0.as_str().into())),
            // It is called by a name that it is shown for.
            (None, None) if entity.name == CERTIFICATES.name && was.is_none() => {
                given.push(("snis", Value::from(vec![named.0.as_str()])));
            }
            (None, None) if was.is_some() => {}
            (None, None) => return Err(Problem::NotFound),
        }
        if let Some(was) = &was {
            given.push(("id", was.id.into()));
        }
        let document = self.draft(entity, written, given).await?;
        let change = match was {
            Some(_) => Change::Put(document.clone()),
            None => Change::Insert(document.clone()),
        };
        self.write(vec![change]).await?;
        self.shown(StatusCode::OK, &document).await
    }

    /// A part of an entity; of a family, of one that links to its parent.
    pub(crate) async fn patch(
        &self,
        entity: &Entity,
        of: Option<&Family<'_>>,
        named: &Named,
        written: Written,
    ) -> Answer {
        self.must_be_writable("update", entity)?;
        let mut tries = TRIES;
        loop {
            let was = match of {
                Some(family) => self.child(family, named).await?,
                None => self.find(entity, named).await?.ok_or(Problem::NotFound)?,
            };
            let document = self.changed(entity, &was, written.clone()).await?;
            let replaced = Change::Replace {
                was,
                document: document.clone(),
            };
            match self.write(vec![replaced]).await {
                Err(Problem::Store(StoreError::Refused(Refusal::Changed { .. }))) if tries > 1 => tries -= 1,
                Err(problem) => return Err(problem),
                Ok(()) => return self.shown(StatusCode::OK, &document).await,
            }
        }
    }

    /// No such entity any more.
    pub(crate) async fn delete(&self, entity: &Entity, named: &Named) -> Answer {
        self.must_be_writable("remove", entity)?;
        if let Some(document) = self.find(entity, named).await? {
            self.remove(&document).await?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// No such entity in a family any more. It must be there.
    pub(crate) async fn delete_child(&self, family: &Family<'_>, named: &Named) -> Answer {
        self.must_be_writable("remove", family.children)?;
        let child = self.child(family, named).await?;
        self.remove(&child).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// The entity that another links to, as it is written; if there is none, a new one that it links to from now on.
    pub(crate) async fn put_linked(
        &self,
        of: &Entity,
        named: &Named,
        link: &Link,
        to: &Entity,
        written: Written,
    ) -> Answer {
        self.must_be_writable("create or update", to)?;
        let one = self.find(of, named).await?.ok_or(Problem::NotFound)?;
        if let Some(id) = target(&one, link.field) {
            return self.put(to, None, &Named(id.to_string()), written).await;
        }
        let document = self.draft(to, written, Vec::new()).await?;
        let mut linked = one.clone();
        if let Some(members) = linked.body.as_object_mut() {
            members.insert(link.field.to_owned(), leads_to(document.id));
        }
        let changes = vec![
            Change::Insert(document.clone()),
            Change::Replace {
                was: one,
                document: linked,
            },
        ];
        self.write(changes).await?;
        self.shown(StatusCode::OK, &document).await
    }

    /// A part of the entity that another links to.
    pub(crate) async fn patch_linked(
        &self,
        of: &Entity,
        named: &Named,
        link: &Link,
        to: &Entity,
        written: Written,
    ) -> Answer {
        self.must_be_writable("update", to)?;
        let one = self.find(of, named).await?.ok_or(Problem::NotFound)?;
        let linked = self.linked(&one, link, to).await?;
        self.patch(to, None, &Named(linked.id.to_string()), written).await
    }

    async fn remove(&self, document: &Document) -> Result<(), Problem> {
        let deleted = Change::Delete {
            kind: document.kind,
            workspace: document.workspace,
            id: document.id,
        };
        self.write(vec![deleted]).await
    }

    async fn write(&self, changes: Vec<Change>) -> Result<(), Problem> {
        let mut all = Vec::with_capacity(changes.len());
        for mut change in changes {
            let beside = match &mut change {
                Change::Insert(document) | Change::Put(document) | Change::Replace { document, .. } => {
                    self.names_of(document).await?
                }
                Change::Delete { .. } => Vec::new(),
            };
            all.push(change);
            all.extend(beside);
        }
        self.node.write(all).await.map_err(Problem::from)
    }

    /// What links an entity of a family to its parent.
    async fn link_to_parent(
        &self,
        of: Option<&Family<'_>>,
    ) -> Result<Option<(&'static str, Value)>, Problem> {
        let Some(family) = of else { return Ok(None) };
        let parent = self.parent(family).await?;
        Ok(Some((family.link.field, leads_to(parent.id))))
    }

    /// Before anything is read of what was written: where entities come from a file, nothing would come of it.
    fn must_be_writable(&self, verb: &'static str, entity: &Entity) -> Result<(), Problem> {
        match self.node.store() {
            Store::Memory(_) => Err(Problem::ReadOnly {
                verb,
                kind: entity.name,
            }),
            _ => Ok(()),
        }
    }
}

fn leads_to(id: Id) -> Value {
    Value::from_iter([("id", id)])
}
