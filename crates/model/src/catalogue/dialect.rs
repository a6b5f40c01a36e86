//! What can be configured, in Kong's dialect: what clients are answered who ask for a schema.

#[cfg(test)]
mod tests;

use schema::render::dialect;
use schema::{Map, Schema, Value};
use serde_json::json;

use super::Catalogue;
use crate::{EXPIRES_AT, Entity, OnDelete, PLUGINS, Standing, VAULTS, VaultName};

impl Catalogue {
    /// What Kong answers at `/schemas/{kind}`. `None` for an unknown kind. Entities that are refused are told as well,
    /// since clients ask for their defaults before they know whether there are any: such say so under `lychgate`, as
    /// fields do, with what to do `instead`.
    #[must_use]
    pub fn dialect(&self, kind: &str) -> Option<Value> {
        let described = self
            .entities
            .iter()
            .find(|described| described.entity.name == kind)?;
        let entity = &described.entity;
        let mut schema = described.schema.clone();
        // Kong says of an entity that may end what it is, and not with which field.
        schema.fields.retain(|field| field.name != EXPIRES_AT);
        let mut answer = dialect::of(&schema);
        tell_deletions(entity, &mut answer);
        if entity.name == PLUGINS.name
            && let Some(config) = field(&mut answer, "config")
        {
            // Which options there are is known only by the plugin.
            config.insert("type".to_owned(), "record".into());
            config.insert("abstract".to_owned(), true.into());
        }
        if let Standing::Refused(instead) = entity.standing {
            answer["lychgate"] = json!({ "support": "refused", "instead": instead });
        }
        Some(answer)
    }

    /// What Kong answers at `/schemas/plugins/{name}`: of the fields of `plugins` those that are otherwise for this
    /// plugin, which are `protocols` and `config`, and `consumer` and `consumer_group` where they can only be null. `None`
    /// for an unknown plugin.
    #[must_use]
    pub fn dialect_of_plugin(&self, name: &str) -> Option<Value> {
        let offered = self.plugins.get(name)?;
        let names: &[&str] = match offered.kind.is_for_consumers {
            true => &["protocols", "config"],
            false => &["consumer", "protocols", "consumer_group", "config"],
        };
        Some(only(&offered.schema, names))
    }

    /// What Kong answers at `/schemas/vaults/{name}`: the `config` of that kind of vault. `None` for an unknown kind.
    #[must_use]
    pub fn dialect_of_vault(&self, name: &str) -> Option<Value> {
        VaultName::parse(name).ok()?;
        Some(only(&(VAULTS.schema)(), &["config"]))
    }
}

/// The fields of these names in Kong's dialect.
fn only(whole: &Schema, names: &[&str]) -> Value {
    let fields = names.iter().filter_map(|name| whole.named(name));
    dialect::of(&Schema {
        fields: fields.cloned().collect(),
        ..Schema::default()
    })
}

/// Kong tells what is deleted together, and not what stands in the way.
fn tell_deletions(entity: &Entity, answer: &mut Value) {
    for link in entity.links {
        if link.on_delete == OnDelete::Cascade
            && let Some(field) = field(answer, link.field)
        {
            field.insert("on_delete".to_owned(), "cascade".into());
        }
    }
}

/// The field of this name in an answer.
fn field<'a>(answer: &'a mut Value, name: &str) -> Option<&'a mut Map<String, Value>> {
    let mut fields = answer.get_mut("fields")?.as_array_mut()?.iter_mut();
    fields.find_map(|field| field.get_mut(name))?.as_object_mut()
}
