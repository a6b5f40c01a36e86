//! What can be configured.

mod dialect;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use schema::{Field, Kind, Schema, Value, Violation, Violations, check, fill, nearest};

use crate::{
    CA_CERTIFICATES, CERTIFICATES, CONSUMER_GROUP_CONSUMERS, CONSUMER_GROUPS, CONSUMERS, Document, Entity,
    KEY_SETS, KEYS, MEMBERSHIPS, PLUGINS, ROUTES, Relation, SERVICES, SNIS, Standing, TARGETS, UPSTREAMS,
    VAULTS, WORKSPACES,
};

/// The protocols of a plugin that acts on HTTP requests.
pub const HTTP_PROTOCOLS: &[&str] = &["grpc", "grpcs", "http", "https"];

/// Who belongs together.
const RELATIONS: &[Relation] = &[MEMBERSHIPS];

/// Everything that can be configured: built once from the list of plugins.
/// It is the only way to learn a plugin's schema.
#[derive(Debug)]
pub struct Catalogue {
    entities: Vec<Described>,
    plugins: BTreeMap<&'static str, Offered>,
}

/// A plugin that can be configured.
#[derive(Clone, Copy, Debug)]
pub struct PluginKind {
    /// Its name.
    pub name: &'static str,
    /// The higher acts the earlier.
    pub priority: i32,
    /// Its options.
    pub schema: fn() -> Schema,
    /// The protocols it can act on; also the default of `protocols`.
    pub protocols: &'static [&'static str],
    /// Whether it may be meant for one consumer, or for a group. Whoever acts before it is known who asks cannot be.
    pub is_for_consumers: bool,
}

#[derive(Debug)]
struct Described {
    entity: Entity,
    schema: Schema,
}

/// A plugin, and the schema of the entity `plugins` as it is for this plugin.
#[derive(Debug)]
struct Offered {
    kind: PluginKind,
    schema: Schema,
}

impl Catalogue {
    /// The entities of every gateway, and these plugins.
    #[must_use]
    pub fn new(plugins: impl IntoIterator<Item = PluginKind>) -> Self {
        let entities = [
            SERVICES,
            ROUTES,
            CONSUMERS,
            PLUGINS,
            CERTIFICATES,
            CA_CERTIFICATES,
            UPSTREAMS,
            TARGETS,
            SNIS,
            VAULTS,
            KEY_SETS,
            KEYS,
            CONSUMER_GROUPS,
            CONSUMER_GROUP_CONSUMERS,
            WORKSPACES,
        ];
        let entities = entities.map(Described::new).into();
        let plugins = plugins
            .into_iter()
            .map(|kind| (kind.name, Offered::new(kind)))
            .collect();
        Self { entities, plugins }
    }

    /// The same, with entities that plugins bring along.
    #[must_use]
    pub fn with_entities(mut self, entities: &[Entity]) -> Self {
        self.entities.extend(entities.iter().copied().map(Described::new));
        self
    }

    /// The entity of this name, honoured or refused.
    #[must_use]
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        let mut all = self.entities.iter().map(|described| &described.entity);
        all.find(|entity| entity.name == name)
    }

    /// The entities that can be configured.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        let honoured = self.entities.iter().filter(|described| described.is_honoured());
        honoured.map(|described| &described.entity)
    }

    /// The entities that are known and refused, because the gateway does not honour them yet.
    pub fn refused_entities(&self) -> impl Iterator<Item = &Entity> {
        let refused = self.entities.iter().filter(|described| !described.is_honoured());
        refused.map(|described| &described.entity)
    }

    /// Which of the entities belong together without one being the other's.
    pub fn relations(&self) -> impl Iterator<Item = &Relation> {
        RELATIONS.iter()
    }

    /// The relation of which entities of this kind say who belongs together.
    #[must_use]
    pub fn relation(&self, kind: &str) -> Option<&Relation> {
        self.relations().find(|relation| relation.entity.name == kind)
    }

    /// The plugin of this name.
    #[must_use]
    pub fn plugin(&self, name: &str) -> Option<&PluginKind> {
        self.plugins.get(name).map(|offered| &offered.kind)
    }

    /// All plugins by name.
    pub fn plugins(&self) -> impl Iterator<Item = &PluginKind> {
        self.plugins.values().map(|offered| &offered.kind)
    }

    /// The schema of a document: for plugins it depends on the plugin's name. `None` for an unknown kind.
    #[must_use]
    pub fn schema_of(&self, kind: &str, document: &Value) -> Option<&Schema> {
        let offered = || self.plugins.get(document.get("name")?.as_str()?);
        if kind == PLUGINS.name
            && let Some(offered) = offered()
        {
            return Some(&offered.schema);
        }
        self.entities
            .iter()
            .find(|described| described.entity.name == kind)
            .map(|described| &described.schema)
    }

    /// Spells out shorthands, puts in the defaults, and tells all violations. An entity that the gateway does not
    /// honour is one violation, whatever its fields say.
    #[must_use]
    pub fn fill_and_check(&self, kind: &str, document: &mut Value) -> Violations {
        match self.entity(kind).map(|entity| entity.standing) {
            Some(Standing::Refused(remedy)) => Violation::Own {
                code: "config.not_supported_yet",
                text: "not supported yet".to_owned(),
                remedy: remedy.to_owned(),
            }
            .into(),
            _ => self.fill_and_check_fields(kind, document),
        }
    }

    /// The same for the fields alone: nothing is said about whether the gateway honours the entity.
    #[must_use]
    pub(crate) fn fill_and_check_fields(&self, kind: &str, document: &mut Value) -> Violations {
        let Some(entity) = self.entity(kind) else {
            let near = nearest(kind, self.entities().map(|entity| entity.name)).map(str::to_owned);
            return Violations::from(Violation::Unknown { near }).at(kind);
        };
        let mut found = match (entity.shorthand, document.as_object_mut()) {
            (Some(spell_out), Some(members)) => spell_out(members),
            _ => Violations::default(),
        };
        let Some(schema) = self.schema_of(kind, document) else {
            return found;
        };
        fill(schema, document);
        found.merge(check(schema, document));
        found.merge(self.unknown_plugin(kind, document));
        found
    }

    /// Options that are accepted and not honoured: `routes.tags`, `openid-connect.config.x`.
    #[must_use]
    pub fn inert(&self) -> Vec<String> {
        self.listed(Schema::inert_fields)
    }

    /// Options that may not be written yet: `routes.sources`; and entities: `vaults`.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        let mut names: Vec<_> = self
            .refused_entities()
            .map(|entity| entity.name.to_owned())
            .collect();
        names.extend(self.listed(Schema::refused_fields));
        names
    }

    /// The inert options that a document makes use of, named as in [`Self::inert`].
    #[must_use]
    pub fn used_inert(&self, document: &Document) -> Vec<String> {
        let used = self
            .schema_of(document.kind, &document.body)
            .map(|schema| schema.used_inert(&document.body));
        let name = document
            .body
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let owner = |field: &str| match field.starts_with("config.") {
            true => format!("{name}.{field}"),
            false => format!("{}.{field}", document.kind),
        };
        used.unwrap_or_default()
            .iter()
            .map(|field| owner(field))
            .collect()
    }

    fn listed(&self, list: fn(&Schema) -> Vec<String>) -> Vec<String> {
        let mut names = Vec::new();
        for described in self.entities.iter().filter(|described| described.is_honoured()) {
            names.extend(
                list(&described.schema)
                    .iter()
                    .map(|name| format!("{}.{name}", described.entity.name)),
            );
        }
        for (plugin, offered) in &self.plugins {
            let options = list(&offered.schema)
                .into_iter()
                .filter(|name| name.starts_with("config."));
            names.extend(options.map(|name| format!("{plugin}.{name}")));
        }
        names
    }

    fn unknown_plugin(&self, kind: &str, document: &Value) -> Violations {
        let name = document
            .get("name")
            .and_then(Value::as_str)
            .filter(|name| !name.is_empty());
        match name {
            Some(name) if kind == PLUGINS.name && !self.plugins.contains_key(name) => {
                let near = nearest(name, self.plugins.keys().copied()).map(str::to_owned);
                Violations::from(Violation::PluginNotEnabled {
                    name: name.to_owned(),
                    near,
                })
                .at("name")
            }
            _ => Violations::default(),
        }
    }
}

impl Described {
    fn new(entity: Entity) -> Self {
        let mut schema = (entity.schema)();
        if entity.name == PLUGINS.name {
            // Whose options they are is not known here; that is told as an unknown plugin.
            schema
                .fields
                .iter_mut()
                .filter(|field| field.name == "config")
                .for_each(|field| field.required = false);
        }
        Self { entity, schema }
    }

    fn is_honoured(&self) -> bool {
        self.entity.standing == Standing::Honoured
    }
}

impl Offered {
    fn new(kind: PluginKind) -> Self {
        let mut schema = (PLUGINS.schema)();
        for field in &mut schema.fields {
            match field.name.as_ref() {
                "config" => field.kind = Kind::Record((kind.schema)()),
                "protocols" => narrow(field, kind.protocols),
                "consumer" | "consumer_group" if !kind.is_for_consumers => {
                    *field = field.clone().null();
                }
                _ => {}
            }
        }
        Self { kind, schema }
    }
}

/// A plugin's protocols are those that it can act on, and by default all of them.
fn narrow(field: &mut Field, spoken: &'static [&'static str]) {
    field.kind = Kind::Set(Box::new(Field::choice(spoken)));
    field.default = Some(spoken.to_vec().into());
}
