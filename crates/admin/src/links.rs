//! Links as people write them, and what they lead to.

use model::{Entity, Id, Link};
use schema::{Map, Value};
use store::By;

use crate::desk::Desk;
use crate::problem::Problem;

impl Desk<'_> {
    /// Puts the id of what is meant in the place of `{"name": …}`. What is written otherwise stays, and the check
    /// tells what is wrong with it; whether an id leads somewhere, the store knows.
    pub(crate) async fn follow_links(
        &self,
        entity: &Entity,
        members: &mut Map<String, Value>,
    ) -> Result<(), Problem> {
        for link in entity.links {
            let told = members.get(link.field).and_then(Value::as_object);
            if let Some(id) = self.follow(link, told).await? {
                members.insert(link.field.to_owned(), Value::from_iter([("id", id)]));
            }
        }
        Ok(())
    }

    async fn follow(&self, link: &Link, told: Option<&Map<String, Value>>) -> Result<Option<Id>, Problem> {
        let Some(told) = told else { return Ok(None) };
        if let Some(id) = told.get("id").filter(|id| !id.is_null()) {
            return Ok(id.as_str().and_then(Id::parse));
        }
        let Some(to) = self.node.catalogue().entity(link.to) else {
            return Ok(None);
        };
        let named = to.key.and_then(|key| Some((key, told.get(key)?.as_str()?)));
        let Some((key, name)) = named else { return Ok(None) };
        let found = self.node.store().get(to, self.home(to), By::Key(name)).await?;
        match found {
            Some(document) => Ok(Some(document.id)),
            None => Err(Problem::Unresolved {
                field: link.field,
                key,
                name: name.to_owned(),
                to: to.name,
            }),
        }
    }
}
