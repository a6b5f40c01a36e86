//! Links as people write them, and what they lead to.

use model::{DEFAULT_WORKSPACE, Entity, Id, Link};
use schema::{Field, Map, Schema, Value, Violations, check};
use store::By;

use crate::desk::{Desk, leads_to};
use crate::problem::Problem;

impl Desk<'_> {
    /// Puts the id of what is meant in the place of `{"name": …}`. What is written otherwise stays, and the check
    /// tells what is wrong with it; whether an id leads somewhere, the store knows. What somebody writes of the other
    /// entity instead of naming it is judged, as in Kong, and told here.
    pub(crate) async fn follow_links(
        &self,
        entity: &Entity,
        members: &mut Map<String, Value>,
    ) -> Result<Violations, Problem> {
        let mut found = Violations::default();
        for link in entity.links {
            let told = members.get(link.field).and_then(Value::as_object);
            let wrong = told.map_or_else(Violations::default, |told| self.judge_told(link, told));
            let id = match wrong.is_empty() {
                true => self.follow(link, told).await?,
                // It is no link, which need not be told as well. No document comes of it.
                false => Some(DEFAULT_WORKSPACE),
            };
            found.merge(wrong.at(link.field));
            if let Some(id) = id {
                members.insert(link.field.to_owned(), leads_to(id));
            }
        }
        Ok(found)
    }

    /// What is wrong with the fields of another entity that stand in the place of its id or its name.
    fn judge_told(&self, link: &Link, told: &Map<String, Value>) -> Violations {
        let catalogue = self.node.catalogue();
        let key = catalogue.entity(link.to).and_then(|to| to.key);
        let is_named = ["id"].into_iter().chain(key).any(|name| told.contains_key(name));
        let Some(whole) = catalogue.schema_of(link.to, &Value::Null).filter(|_| !is_named) else {
            return Violations::default();
        };
        let is_told = |field: &&Field| told.contains_key(&*field.name);
        let schema = Schema {
            fields: whole.fields.iter().filter(is_told).cloned().collect(),
            ..Schema::default()
        };
        let known = told.iter().filter(|(name, _)| schema.named(name).is_some());
        let known: Map<String, Value> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
        check(&schema, &known.into())
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
