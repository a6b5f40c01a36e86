//! Entities that are made, changed and deleted.

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use model::{CERTIFICATES, Catalogue, Document, Entity, Link, TARGETS};
use schema::{Field, REDACTED, Value};
use store::{Change, Refusal, Store, StoreError};

use crate::address::{Family, Named};
use crate::audit::Touched;
use crate::body::Written;
use crate::desk::{Answer, Desk, leads_to, target};
use crate::problem::Problem;

/// How often a change is begun anew because somebody else changed the same entity meanwhile. Each time somebody got
/// on, so this says how many may be at it at once.
const TRIES: usize = 20;

impl Desk<'_> {
    /// A new entity; of a family, one that links to its parent.
    pub(crate) async fn create(&self, entity: &Entity, of: Option<&Family<'_>>, written: Written) -> Answer {
        let given = self.begin("create", entity, of, None).await?;
        let document = self
            .draft(entity, written, given.into_iter().collect(), None)
            .await?;
        self.write(vec![Change::Insert(document.clone())], None).await?;
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
        let link = self.begin("create or update", entity, of, Some(named)).await?;
        let was = match of {
            Some(family) => self.kin(family, named).await?,
            None => self.find(entity, named).await?,
        };
        if was.is_none() && entity.name == TARGETS.name {
            return Err(Problem::NotFound);
        }
        self.judge(was.as_ref()).await?;
        let mut given: Vec<_> = link.into_iter().collect();
        // What it is called in the path it is called, whatever is written.
        match (named.id(), entity.key) {
            (Some(id), _) => given.push(("id", id.into())),
            (None, Some(key)) => given.push((key, named.0.as_str().into())),
            // It is called by a name that it is shown for.
            (None, None) if entity.name == CERTIFICATES.name && was.is_none() => {
                given.push(("snis", Value::from(vec![named.0.as_str()])));
            }
            (None, None) if called(entity).is_some() => {
                given.extend(called(entity).map(|field| (field, named.0.as_str().into())));
            }
            // By its address, which stands in the path in one form or another.
            (None, None) if was.is_some() => {
                let address = was.as_ref().and_then(|was| was.body.get("target"));
                given.extend(address.map(|address| ("target", address.clone())));
            }
            (None, None) => return Err(Problem::NotFound),
        }
        if let Some(was) = &was {
            given.push(("id", was.id.into()));
        }
        let document = self.draft(entity, written, given, was.as_ref()).await?;
        let change = match &was {
            Some(was) if self.expected.is_some() => Change::Replace {
                was: was.clone(),
                document: document.clone(),
            },
            Some(_) => Change::Put(document.clone()),
            None => Change::Insert(document.clone()),
        };
        self.write(vec![change], was.as_ref()).await?;
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
        self.must_be_writable("update", entity, Some(named))?;
        let mut tries = TRIES;
        loop {
            let was = match of {
                Some(family) => self.child(family, named).await?,
                None => match self.there(entity, named).await {
                    Err(Problem::NotFound) => return Err(Problem::absent(entity, named)),
                    found => found?,
                },
            };
            self.judge(Some(&was)).await?;
            let document = self.changed(entity, &was, written.clone()).await?;
            let replaced = Change::Replace {
                was,
                document: document.clone(),
            };
            match self.write(vec![replaced], None).await {
                Err(Problem::Store(StoreError::Refused(Refusal::Changed { .. }))) if tries > 1 => tries -= 1,
                Err(problem) => return Err(problem),
                Ok(()) => return self.shown(StatusCode::OK, &document).await,
            }
        }
    }

    /// No such entity any more.
    pub(crate) async fn delete(&self, entity: &Entity, named: &Named) -> Answer {
        self.must_be_writable("remove", entity, Some(named))?;
        let found = self.find(entity, named).await?;
        self.judge(found.as_ref()).await?;
        if let Some(document) = found {
            self.remove(document).await?;
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// No such entity in a family any more. It must be there.
    pub(crate) async fn delete_child(&self, family: &Family<'_>, named: &Named) -> Answer {
        self.must_be_writable("remove", family.children, Some(named))?;
        let child = self.child(family, named).await?;
        self.judge(Some(&child)).await?;
        self.remove(child).await?;
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
        self.must_be_writable("create or update", to, None)?;
        let one = self.find(of, named).await?.ok_or(Problem::NotFound)?;
        if let Some(id) = target(&one, link.field) {
            return self.put(to, None, &Named(id.to_string()), written).await;
        }
        self.judge(None).await?;
        let document = self.draft(to, written, Vec::new(), None).await?;
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
        self.write(changes, None).await?;
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
        self.must_be_writable("update", to, None)?;
        let one = self.find(of, named).await?.ok_or(Problem::NotFound)?;
        let linked = self.linked(&one, link, to).await?;
        self.patch(to, None, &Named(linked.id.to_string()), written).await
    }

    async fn remove(&self, document: Document) -> Result<(), Problem> {
        self.must_not_be_trusted(&document).await?;
        self.write(vec![self.gone(document)], None).await
    }

    /// That a document goes: this one and no other, if whoever writes says what must be there.
    pub(crate) fn gone(&self, document: Document) -> Change {
        match self.expected.is_some() {
            true => Change::DeleteOnly(document),
            false => Change::Delete {
                kind: document.kind,
                workspace: document.workspace,
                id: document.id,
            },
        }
    }

    /// Makes these changes, and those of the names of certificates among them; `was` is what stood where a document is
    /// put.
    pub(crate) async fn write(&self, changes: Vec<Change>, was: Option<&Document>) -> Result<(), Problem> {
        let mut all = Vec::with_capacity(changes.len());
        for mut change in changes {
            let beside = match &mut change {
                Change::Insert(document) | Change::Put(document) | Change::Replace { document, .. } => {
                    self.names_of(document).await?
                }
                Change::Delete { .. } | Change::DeleteOnly(_) => Vec::new(),
            };
            all.push(change);
            all.extend(beside);
        }
        let catalogue = self.node.catalogue();
        let touched = all.iter().map(|change| Touched::by(catalogue, change, was));
        self.ledger.enter(touched.collect());
        let written = self.node.write(all).await;
        written.map_err(|error| match error {
            // It was what it should be when it was read, and is not any more.
            StoreError::Refused(Refusal::Changed { .. }) if self.expected.is_some() => {
                Problem::ChangedMeanwhile
            }
            error => without_secrets(catalogue, error).into(),
        })
    }

    /// Begins to write an entity: what links one of a family to its parent, which must be there.
    async fn begin(
        &self,
        verb: &'static str,
        entity: &Entity,
        of: Option<&Family<'_>>,
        named: Option<&Named>,
    ) -> Result<Option<(&'static str, Value)>, Problem> {
        self.must_be_writable(verb, entity, named)?;
        let Some(family) = of else { return Ok(None) };
        let parent = self.parent(family).await?;
        Ok(Some((family.link.field, leads_to(parent.id))))
    }

    /// The entity that is called so in a family, if it is there. One of another family stands in its way.
    async fn kin(&self, family: &Family<'_>, named: &Named) -> Result<Option<Document>, Problem> {
        let parent = self.parent(family).await?.id;
        let found = self.child_of(parent, family, named).await?;
        match found.is_none() && self.find(family.children, named).await?.is_some() {
            true => Err(Problem::NotFound),
            false => Ok(found),
        }
    }

    /// Before anything is read of what was written: where entities come from a file, nothing would come of it.
    pub(crate) fn must_be_writable(
        &self,
        verb: &'static str,
        entity: &Entity,
        named: Option<&Named>,
    ) -> Result<(), Problem> {
        match self.node.store() {
            Store::Memory(_) => Err(Problem::ReadOnly {
                verb,
                kind: entity.name,
                by: named.filter(|named| named.id().is_none()).and(entity.key),
            }),
            _ => Ok(()),
        }
    }
}

/// The field by which an entity without a key is named among those that link to the same.
fn called(entity: &Entity) -> Option<&'static str> {
    entity.brought.and_then(|brought| brought.called)
}

/// What is taken is told by its value, unless that is a secret.
fn without_secrets(catalogue: &Catalogue, mut error: StoreError) -> StoreError {
    if let StoreError::Refused(Refusal::Taken { kind, fields }) = &mut error {
        let schema = catalogue.schema_of(kind, &Value::Null);
        for (name, value) in fields {
            let field = schema.and_then(|schema| schema.named(name));
            if field.is_none_or(Field::is_secret) {
                *value = REDACTED.into();
            }
        }
    }
    error
}
