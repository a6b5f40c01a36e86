//! Where entities are read and written, in one workspace.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{CERTIFICATES, CONSUMERS, DEFAULT_WORKSPACE, Document, Entity, Id, Link, UniqueIn};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schema::{Map, Value, complete, fill};
use store::{By, Filter};

use crate::Node;
use crate::address::{Family, Named, segment_of};
use crate::page::{offset, page, tags};
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
            Some(family) => Some((family.link.field, self.parent(family).await?.id)),
            None => None,
        };
        let tags = tags(query)?;
        let page = page(query)?;
        let filter = Filter { tags, link };
        let listing = self
            .node
            .store()
            .list(entity, self.home(entity), filter, page)
            .await?;
        let mut data = Vec::with_capacity(listing.documents.len());
        for document in &listing.documents {
            data.push(self.view(document).await?);
        }
        let mut answer = Map::new();
        answer.insert("data".to_owned(), data.into());
        let next = listing.next.map(offset);
        let path = next.as_deref().map(|offset| self.next(entity, of, query, offset));
        answer.insert("next".to_owned(), path.into());
        if let Some(offset) = next {
            answer.insert("offset".to_owned(), offset.into());
        }
        Ok(Value::Object(answer).to_string().into_response())
    }

    /// The consumer of this `custom_id`, as a list of one or of none.
    async fn by_custom_id(&self, custom_id: &str) -> Answer {
        if custom_id.is_empty() {
            return Err(Problem::CustomId);
        }
        let by = By::Unique("custom_id", custom_id);
        let found = self.node.store().get(&CONSUMERS, self.workspace, by).await?;
        let mut data = Vec::new();
        if let Some(document) = found {
            data.push(self.view(&document).await?);
        }
        let answer = Value::from_iter([("data", Value::from(data)), ("next", Value::Null)]);
        Ok(answer.to_string().into_response())
    }

    /// The path of the next page. Who asks for it must say size and tags of a nested list again, as in Kong.
    fn next(&self, entity: &Entity, of: Option<&Family<'_>>, query: &Query, offset: &str) -> String {
        let (prefix, path) = (self.prefix, segment_of(entity.name));
        if let Some(family) = of {
            let parent = segment_of(family.parent.name);
            let named = utf8_percent_encode(&family.named.0, SEGMENT);
            return format!("{prefix}/{parent}/{named}/{path}?offset={offset}");
        }
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
        let document = self.find(entity, named).await?.ok_or(Problem::NotFound)?;
        self.shown(StatusCode::OK, &document).await
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
        let child = self.find(family.children, named).await?;
        let child = child.filter(|child| target(child, family.link.field) == Some(parent));
        child.ok_or(Problem::NotFound)
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
        let view = self.view(document).await?;
        Ok((status, view.to_string()).into_response())
    }

    /// A document with all its fields. What is younger than it has its default.
    pub(crate) async fn view(&self, document: &Document) -> Result<Value, Problem> {
        let mut body = document.body.clone();
        if let Some(schema) = self.node.catalogue().schema_of(document.kind, &document.body) {
            fill(schema, &mut body);
            complete(schema, &mut body);
        }
        if document.kind == CERTIFICATES.name {
            self.name_certificate(document.id, &mut body).await?;
        }
        Ok(body)
    }
}

/// What stands before the paths of a workspace.
pub(crate) fn prefix(workspace: &str) -> String {
    format!("/{}", utf8_percent_encode(workspace, SEGMENT))
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
