//! Documents become entities, one by one: what becomes of one depends on no other.

use std::sync::Arc;

use schema::{Record, Value, render::remedy};

use super::balanced::Placed;
use super::kept::{Identified, Kept};
use super::order::{At, Order};
use super::quarantined::{Unread, Why};
use super::{Snapshot, brought};
use crate::{
    CA_CERTIFICATES, CERTIFICATES, CONSUMER_GROUP_CONSUMERS, CONSUMER_GROUPS, CONSUMERS, Catalogue, Consumer,
    Document, Id, PLUGINS, ROUTES, Resolved, SERVICES, SNIS, Secrets, TARGETS, UPSTREAMS,
};

impl Snapshot {
    /// Reads a document, and notes what can no longer be read.
    pub(super) fn take_in(
        &mut self,
        catalogue: &Catalogue,
        at: At,
        document: &Document,
        secrets: &dyn Secrets,
    ) {
        if let Err(why) = self.place(catalogue, at, document, secrets) {
            let document = document.clone();
            Arc::make_mut(&mut self.unread).insert(at, Arc::new(Unread { document, why }));
        }
    }

    fn place(
        &mut self,
        catalogue: &Catalogue,
        at: At,
        document: &Document,
        secrets: &dyn Secrets,
    ) -> Result<(), Why> {
        let mut body = document.body.clone();
        if let Some(members) = body.as_object_mut() {
            members.insert("id".to_owned(), document.id.into());
        }
        let found = catalogue.fill_and_check(document.kind, &mut body);
        if !found.is_empty() {
            return Err(remedy::lines(&found).join("; ").into());
        }
        self.resolve(catalogue, document, &mut body, secrets)?;
        let (order, workspace) = (self.order, document.workspace);
        match document.kind {
            kind if kind == SERVICES.name => keep(&mut self.services, order, workspace, read(&body)?)?,
            kind if kind == ROUTES.name => {
                keep(&mut self.routes, order, workspace, read(&body)?)?;
                Arc::make_mut(&mut self.wanted).add(document.id, workspace, &body);
            }
            kind if kind == PLUGINS.name => keep(&mut self.plugins, order, workspace, read(&body)?)?,
            kind if kind == CONSUMERS.name => {
                let consumer: Arc<Consumer> = read(&body)?;
                keep(&mut self.consumers, order, workspace, Arc::clone(&consumer))?;
                if let Err(why) = Arc::make_mut(&mut self.called).add(workspace, &consumer) {
                    take(&mut self.consumers, consumer.id);
                    return Err(why.into());
                }
            }
            kind if kind == CONSUMER_GROUPS.name => {
                keep(&mut self.consumer_groups, order, workspace, read(&body)?)?;
            }
            kind if kind == CONSUMER_GROUP_CONSUMERS.name => {
                keep(&mut self.memberships, order, workspace, read(&body)?)?;
            }
            kind if kind == CERTIFICATES.name => {
                keep(&mut self.certificates, order, workspace, read(&body)?)?;
            }
            kind if kind == CA_CERTIFICATES.name => {
                keep(&mut self.ca_certificates, order, workspace, read(&body)?)?;
            }
            kind if kind == UPSTREAMS.name => {
                let upstream = read(&body)?;
                let placed = Arc::new(Placed { at, upstream });
                keep(&mut self.upstreams, order, workspace, placed)?;
            }
            kind if kind == TARGETS.name => keep(&mut self.targets, order, workspace, read(&body)?)?,
            kind if kind == SNIS.name => keep(&mut self.snis, order, workspace, read(&body)?)?,
            kind => {
                let schema = catalogue.schema_of(kind, &body);
                if let (Some(brought), Some(schema)) = (brought(catalogue, kind), schema) {
                    let shelf = Arc::make_mut(self.shelves.entry(kind).or_default());
                    shelf.add(brought, schema, document, &body)?;
                }
            }
        }
        Ok(())
    }

    /// Puts what references lead to in their place, and judges that too. What is wrong with it is told without it.
    fn resolve(
        &mut self,
        catalogue: &Catalogue,
        document: &Document,
        body: &mut Value,
        secrets: &dyn Secrets,
    ) -> Result<(), Why> {
        let Some(schema) = catalogue.schema_of(document.kind, body) else {
            return Ok(());
        };
        let resolved = Resolved::of(schema, body, document.workspace, &self.vaults, secrets);
        if resolved.is_empty() {
            return Ok(());
        }
        let missing = resolved.missing();
        Arc::make_mut(&mut self.secrecy).add(document.id, resolved);
        if let Some(missing) = missing {
            return Err(Why::Unresolved(missing));
        }
        let found = catalogue.fill_and_check(document.kind, body);
        match found.is_empty() {
            true => Ok(()),
            false => Err(self
                .disguise(document.id, remedy::lines(&found).join("; "))
                .into()),
        }
    }

    /// Forgets what was read of a document, if it was there.
    pub(super) fn forget(&mut self, kind: &str, at: At) {
        let (_, id) = at;
        if self.unread.contains_key(&at) {
            Arc::make_mut(&mut self.unread).remove(&at);
        }
        if self.secrecy.holds(id) {
            Arc::make_mut(&mut self.secrecy).forget(id);
        }
        match kind {
            kind if kind == SERVICES.name => take(&mut self.services, id),
            kind if kind == ROUTES.name && self.routes.by_id(id).is_some() => {
                take(&mut self.routes, id);
                Arc::make_mut(&mut self.wanted).take(id);
            }
            kind if kind == PLUGINS.name => take(&mut self.plugins, id),
            kind if kind == CONSUMERS.name => {
                if let Some(consumer) = self.consumers.by_id(id) {
                    let workspace = self.consumers.workspace_of(id);
                    Arc::make_mut(&mut self.called).take(workspace, consumer);
                }
                take(&mut self.consumers, id);
            }
            kind if kind == CONSUMER_GROUPS.name => take(&mut self.consumer_groups, id),
            kind if kind == CONSUMER_GROUP_CONSUMERS.name => take(&mut self.memberships, id),
            kind if kind == CERTIFICATES.name => take(&mut self.certificates, id),
            kind if kind == CA_CERTIFICATES.name => take(&mut self.ca_certificates, id),
            kind if kind == UPSTREAMS.name => take(&mut self.upstreams, id),
            kind if kind == TARGETS.name => take(&mut self.targets, id),
            kind if kind == SNIS.name => take(&mut self.snis, id),
            kind => {
                if let Some(shelf) = self.shelves.get_mut(kind).filter(|shelf| shelf.has(id)) {
                    Arc::make_mut(shelf).take(id);
                }
            }
        }
    }
}

fn keep<T: Identified + Clone>(
    kept: &mut Arc<Kept<T>>,
    order: Order,
    workspace: Id,
    entity: Arc<T>,
) -> Result<(), String> {
    Arc::make_mut(kept).add(order, workspace, entity)
}

/// Only a kind of which something goes away is copied.
fn take<T: Identified + Clone>(kept: &mut Arc<Kept<T>>, id: Id) {
    if kept.by_id(id).is_some() {
        Arc::make_mut(kept).take(id);
    }
}

fn read<T: Record>(body: &Value) -> Result<Arc<T>, String> {
    T::decode(body).map(Arc::new).map_err(|error| error.to_string())
}
