//! Where entities are read and written, in one workspace.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{
    CERTIFICATES, CONSUMERS, DEFAULT_WORKSPACE, Document, Entity, Id, Link, TARGETS, UniqueIn, WORKSPACES,
    tell_ttl,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schema::{Map, Schema, Value, complete, fill, redact};
use store::declarative::Secrets;
use store::{By, Filter, Page};

use crate::Node;
use crate::address::{Family, Named, nested_segment_of, segment_of};
use crate::audit::Ledger;
use crate::page::{LARGEST, offset, page, tags};
use crate::precondition::Precondition;
use crate::problem::Problem;
use crate::query::Query;

/// Where entities are read and written.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// The node.
    pub(crate) node: &'a dyn Node,
    /// The workspace.
    pub(crate) workspace: Id,
    /// What stands before the paths of this workspace: nothing, or `/` and its name.
    pub(crate) prefix: &'a str,
    /// Whether whoever asks is shown secrets.
    pub(crate) secrets: Secrets,
    /// What must still be so for a change to be made.
    pub(crate) expected: &'a Precondition,
    /// What is changed.
    pub(crate) ledger: &'a Ledger,
    /// Whether what is written is kept as it is: a password is no password, but what proves one.
    pub(crate) is_kept_as_written: bool,
}

/// What is answered.
pub(crate) type Answer = Result<Response, Problem>;

impl Desk<'_> {
    /// Where entities of a kind are kept: those that are shared have no workspace.
    pub(crate) fn home(&self, entity: &Entity) -> Id {
        match entity.unique_in {
            UniqueIn::Shared => DEFAULT_WORKSPACE,
            UniqueIn::Workspace | UniqueIn::Everywhere => self.workspace,
        }
    }

    /// A page of the entities of a kind; of a family, those that link to its parent.
    pub(crate) async fn list(&self, entity: &Entity, of: Option<&Family<'_>>, query: &Query) -> Answer {
        if let Some(custom_id) = query.get("custom_id").filter(|_| entity.name == CONSUMERS.name) {
            return self.by_custom_id(custom_id).await;
        }
        let link = match of {
            Some(family) => Some((family.link.field, vec![self.parent(family).await?.id])),
            None => None,
        };
        let filter = Filter {
            tags: tags(query)?,
            link,
            related: None,
        };
        let next = |offset: &str| match of {
            Some(family) => {
                let (parent, named) = (family.parent, &family.named);
                self.next_of(parent, named, nested_segment_of(entity), offset)
            }
            None => self.next(entity, query, offset),
        };
        self.page(entity, filter, query, next).await
    }

    /// The page that a query asks for, of those entities that a filter lets through; `next` is the path of the one behind
    /// it.
    pub(crate) async fn page(
        &self,
        entity: &Entity,
        filter: Filter,
        query: &Query,
        next: impl Fn(&str) -> String,
    ) -> Answer {
        let page = page(query)?;
        let store = self.node.store();
        let listing = store.list(entity, self.home(entity), filter, page).await?;
        let mut documents = listing.documents;
        documents.retain(|document| !self.has_ended(document));
        let data = self.views(&documents).await?;
        let offset = listing.next.map(offset);
        Ok(listed(data, offset.as_deref(), next))
    }

    /// All entities that a filter lets through.
    pub(crate) async fn all(&self, entity: &Entity, filter: Filter) -> Result<Vec<Document>, Problem> {
        let (store, home) = (self.node.store(), self.home(entity));
        let mut page = Page {
            size: LARGEST,
            after: None,
        };
        let mut all = Vec::new();
        loop {
            let listing = store.list(entity, home, filter.clone(), page).await?;
            all.extend(listing.documents);
            match listing.next {
                Some(_) => page.after = listing.next,
                None => return Ok(all),
            }
        }
    }

    /// All entities of a kind, in all workspaces.
    pub(crate) async fn everywhere(&self, entity: &Entity) -> Result<Vec<Document>, Problem> {
        let of = |workspace| Desk { workspace, ..*self };
        let default = of(DEFAULT_WORKSPACE);
        let mut all = default.all(entity, Filter::default()).await?;
        for workspace in default.all(&WORKSPACES, Filter::default()).await? {
            if workspace.id != DEFAULT_WORKSPACE {
                all.extend(of(workspace.id).all(entity, Filter::default()).await?);
            }
        }
        Ok(all)
    }

    /// The consumer of this `custom_id`, as a list of one or of none.
    async fn by_custom_id(&self, custom_id: &str) -> Answer {
        if custom_id.is_empty() {
            return Err(Problem::CustomId);
        }
        let by = By::Unique("custom_id", custom_id);
        let found = self.node.store().get(&CONSUMERS, self.workspace, by).await?;
        let data = self.views(found.as_slice()).await?;
        Ok(listed(data, None, |_| String::new()))
    }

    /// The path of the next page of a list that belongs to one entity. Who asks for it must say size and tags again, as
    /// in Kong.
    pub(crate) fn next_of(&self, parent: &Entity, named: &Named, list: &str, offset: &str) -> String {
        let (prefix, parent) = (self.prefix, segment_of(parent));
        let named = utf8_percent_encode(&named.0, SEGMENT);
        format!("{prefix}/{parent}/{named}/{list}?offset={offset}")
    }

    /// The path of the next page of the list of all entities of a kind.
    fn next(&self, entity: &Entity, query: &Query, offset: &str) -> String {
        let (prefix, path) = (self.prefix, segment_of(entity));
        let mut arguments = form_urlencoded::Serializer::new(String::new());
        arguments.append_pair("offset", offset);
        for name in ["tags", "size"] {
            if let Some(value) = query.get(name) {
                arguments.append_pair(name, value);
            }
        }
        format!("{prefix}/{path}?{}", arguments.finish())
    }

    /// One entity.
    pub(crate) async fn read(&self, entity: &Entity, named: &Named) -> Answer {
        let document = self.there(entity, named).await?;
        self.given_out(&document).await
    }

    /// The entity that is meant, which must be there.
    pub(crate) async fn there(&self, entity: &Entity, named: &Named) -> Result<Document, Problem> {
        let found = self.find(entity, named).await?;
        let found = found.filter(|found| !self.has_ended(found));
        let is_certificate = entity.name == CERTIFICATES.name && named.id().is_none();
        found.ok_or(match is_certificate {
            true => Problem::NoSni,
            false => Problem::NotFound,
        })
    }

    /// The entity that is meant, if it is there.
    pub(crate) async fn find(&self, entity: &Entity, named: &Named) -> Result<Option<Document>, Problem> {
        if entity.name == CERTIFICATES.name {
            return self.certificate(named).await;
        }
        let store = self.node.store();
        Ok(store.get(entity, self.home(entity), named.by()).await?)
    }

    /// The parent of a family, which must be there.
    pub(crate) async fn parent(&self, family: &Family<'_>) -> Result<Document, Problem> {
        let parent = self.find(family.parent, &family.named).await?;
        parent.ok_or(Problem::NotFound)
    }

    /// An entity of a family: one that links to its parent.
    pub(crate) async fn child(&self, family: &Family<'_>, named: &Named) -> Result<Document, Problem> {
        let parent = self.parent(family).await?.id;
        let child = self.child_of(parent, family, named).await?;
        child
            .filter(|child| !self.has_ended(child))
            .ok_or(Problem::NotFound)
    }

    /// An entity of the family of this parent, if it is there.
    pub(crate) async fn child_of(
        &self,
        parent: Id,
        family: &Family<'_>,
        named: &Named,
    ) -> Result<Option<Document>, Problem> {
        let called = family.children.brought.and_then(|brought| brought.called);
        let child = match called.filter(|_| named.id().is_none()) {
            _ if family.children.name == TARGETS.name => self.target_of(parent, named).await?,
            Some(field) => {
                let siblings = Filter {
                    link: Some((family.link.field, vec![parent])),
                    ..Filter::default()
                };
                let mut siblings = self.all(family.children, siblings).await?.into_iter();
                siblings.find(|one| one.body.get(field).and_then(Value::as_str) == Some(&named.0))
            }
            None => self.find(family.children, named).await?,
        };
        Ok(child.filter(|child| target(child, family.link.field) == Some(parent)))
    }

    /// The entity that another links to.
    pub(crate) async fn linked(&self, one: &Document, link: &Link, to: &Entity) -> Result<Document, Problem> {
        let id = target(one, link.field).ok_or(Problem::NotFound)?;
        self.find(to, &Named(id.to_string()))
            .await?
            .ok_or(Problem::NotFound)
    }

    /// A document as it is answered.
    pub(crate) async fn shown(&self, status: StatusCode, document: &Document) -> Answer {
        let view = self.views(std::slice::from_ref(document)).await?;
        let view: Value = view.into_iter().next().unwrap_or_default();
        Ok((status, view.to_string()).into_response())
    }

    /// A document that was asked for, with the tag by which it is known again when it is changed.
    pub(crate) async fn given_out(&self, document: &Document) -> Answer {
        let mut answer = self.shown(StatusCode::OK, document).await?;
        if let Ok(tag) = HeaderValue::from_str(&self.tag(document).await?) {
            answer.headers_mut().insert(header::ETAG, tag);
        }
        Ok(answer)
    }

    /// Documents of one kind with all their fields. What is younger than one of them has its default.
    pub(crate) async fn views(&self, documents: &[Document]) -> Result<Vec<Value>, Problem> {
        let mut views: Vec<Value> = documents.iter().map(|document| self.filled(document)).collect();
        if documents
            .first()
            .is_some_and(|first| first.kind == CERTIFICATES.name)
        {
            self.name_certificates(documents, &mut views).await?;
        }
        Ok(views)
    }

    /// Whether an entity has ended, so that it is as if it were not there. Its name is free when it is put anew, or swept
    /// away.
    fn has_ended(&self, document: &Document) -> bool {
        document.ends().is_some() && document.has_ended(self.seconds())
    }

    /// The time in seconds since 1970.
    pub(crate) fn seconds(&self) -> u64 {
        self.node.now() / 1000
    }

    /// With all that it may hold, and with its secrets only where they are to be seen.
    fn filled(&self, document: &Document) -> Value {
        let mut body = document.body.clone();
        let schema = self.node.catalogue().schema_of(document.kind, &document.body);
        if let Some(schema) = schema {
            fill(schema, &mut body);
            complete(schema, &mut body);
        }
        if self.secrets == Secrets::Hidden {
            redact(schema.unwrap_or(&Schema::default()), &mut body);
        }
        if let Some(members) = body.as_object_mut() {
            let now = document.ends().map_or(0, |_| self.seconds());
            tell_ttl(members, now);
        }
        body
    }
}

/// A page of a list: `offset` and `next` are only there if there are more.
pub(crate) fn listed(data: Vec<Value>, offset: Option<&str>, next: impl Fn(&str) -> String) -> Response {
    let mut answer = Map::new();
    answer.insert("data".to_owned(), data.into());
    answer.insert("next".to_owned(), offset.map(next).into());
    if let Some(offset) = offset {
        answer.insert("offset".to_owned(), offset.into());
    }
    Value::Object(answer).to_string().into_response()
}

/// What stands before the paths of a workspace.
pub(crate) fn prefix(workspace: &str) -> String {
    format!("/{}", utf8_percent_encode(workspace, SEGMENT))
}

/// A link that leads to this id.
pub(crate) fn leads_to(id: Id) -> Value {
    Value::from_iter([("id", id)])
}

/// The id that a link of a document leads to.
pub(crate) fn target(document: &Document, field: &str) -> Option<Id> {
    Id::parse(document.body.get(field)?.get("id")?.as_str()?)
}

/// What may stand in a segment of a path as it is (RFC 3986 3.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
