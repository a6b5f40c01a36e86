//! A document on its way into the store.

use model::{BadTtl, Document, Entity, Id, PLUGINS, ROUTES, TTL, WORKSPACES, keep_ttl, may_end};
use schema::{Kind, Map, Schema, Value, Violation, Violations, merge, restore};
use store::{By, Filter};

use crate::body::Written;
use crate::desk::{Desk, target};
use crate::problem::Problem;
use crate::resource::Resource;

impl Desk<'_> {
    /// The document that somebody wrote, filled and checked. What is in `given` is so, whatever they wrote. Where they
    /// wrote of a secret that it stays, it is that of the document that `was` in its place.
    ///
    /// # Errors
    /// [`Problem`]: all that is wrong with it at once, or a link by a name that nobody has.
    pub(crate) async fn draft(
        &self,
        entity: &Entity,
        written: Written,
        given: Vec<(&'static str, Value)>,
        was: Option<&Document>,
    ) -> Result<Document, Problem> {
        let schema = self.node.catalogue().schema_of(entity.name, written.told());
        let mut document = self.read_written(schema, written)?;
        let id = self.id_of(&document, &given);
        self.transform(entity, &mut document, id);
        if let (Some(schema), Some(was)) = (schema, was) {
            // What is said by an older name is said by the new one before.
            let mut spelt = Value::Object(Map::new());
            merge(schema, &mut spelt, document);
            restore(schema, &mut spelt, &was.body);
            document = spelt;
        }
        let mut members = members(document);
        for (name, value) in given {
            members.insert(name.to_owned(), value);
        }
        let written_id = members.entry("id").or_insert(Value::Null);
        if written_id.is_null() {
            *written_id = id.into();
        }
        self.finish(entity, members).await
    }

    /// What somebody wrote, with the moment at which it ends in the place of the seconds that are left.
    ///
    /// # Errors
    /// [`Problem::Option`], as in Kong, if these are no number of seconds.
    pub(crate) fn read_written(&self, schema: Option<&Schema>, written: Written) -> Result<Value, Problem> {
        let mut document = written.document(schema);
        if let Some(schema) = schema.filter(|schema| may_end(schema))
            && let Some(members) = document.as_object_mut()
        {
            keep_ttl(schema, members, self.seconds()).map_err(|_| Problem::Option {
                name: TTL,
                why: BadTtl::REMEDY,
            })?;
        }
        Ok(document)
    }

    /// The id that a new document has: the one that is given, the one that is written, or one that nobody has.
    fn id_of(&self, document: &Value, given: &[(&'static str, Value)]) -> Id {
        let given = given.iter().find(|(name, _)| *name == "id");
        let said = given.map(|(_, id)| id).or_else(|| document.get("id"));
        let said = said.and_then(Value::as_str).and_then(Id::parse);
        said.unwrap_or_else(|| self.node.new_id())
    }

    fn transform(&self, entity: &Entity, document: &mut Value, id: Id) {
        if let Some(written) = document.as_object_mut().filter(|_| !self.is_kept_as_written) {
            entity.transform(written, id);
        }
    }

    /// What a document becomes by what somebody wrote of a part of it, filled and checked.
    ///
    /// # Errors
    /// [`Problem`]: all that is wrong with it at once, or a link by a name that nobody has.
    pub(crate) async fn changed(
        &self,
        entity: &Entity,
        was: &Document,
        written: Written,
    ) -> Result<Document, Problem> {
        let catalogue = self.node.catalogue();
        // Whose options they are may stand in what is changed, or in the change.
        let name = written.told().get("name").or_else(|| was.body.get("name"));
        let kind = Value::from_iter([("name", name.cloned().unwrap_or_default())]);
        let schema = catalogue.schema_of(entity.name, &kind);
        let mut change = self.read_written(schema, written)?;
        self.transform(entity, &mut change, was.id);
        self.spell_out(entity, &mut change)?;
        let mut body = was.body.clone();
        match schema {
            Some(schema) => {
                merge(schema, &mut body, change);
                restore(schema, &mut body, &was.body);
            }
            None => return Err(Problem::NotFound),
        }
        let mut members = members(body);
        members.insert("id".to_owned(), was.id.into());
        match self.finish(entity, members).await {
            Err(Problem::Violations(found)) => Err(Problem::Changes(found)),
            finished => finished,
        }
    }

    /// Spells out what a change says in a shorter way, so that it wins over what is there.
    fn spell_out(&self, entity: &Entity, change: &mut Value) -> Result<(), Problem> {
        let (Some(spell_out), Some(members)) = (entity.shorthand, change.as_object_mut()) else {
            return Ok(());
        };
        let found = spell_out(members);
        match found.is_empty() {
            true => Ok(()),
            false => Err(found.into()),
        }
    }

    /// A document of these fields: filled, checked, its links followed.
    pub(crate) async fn finish(
        &self,
        entity: &Entity,
        mut members: Map<String, Value>,
    ) -> Result<Document, Problem> {
        let catalogue = self.node.catalogue();
        let mut found = self.follow_links(entity, &mut members).await?;
        // Whose options they are says the name.
        let kind = members.get("name").cloned().unwrap_or_default();
        let kind = Value::from_iter([("name", kind)]);
        if let Some(schema) = catalogue.schema_of(entity.name, &kind) {
            self.stamp(schema, &mut members);
        }
        let mut body = Value::Object(members);
        found.merge(catalogue.fill_and_check(entity.name, &mut body));
        if !found.is_empty() {
            return Err(found.into());
        }
        let id = body.get("id").and_then(Value::as_str).and_then(Id::parse);
        let id = id.ok_or_else(|| Problem::from(Violations::from(Violation::NotUuid).at("id")))?;
        // However it was written.
        if let Some(members) = body.as_object_mut() {
            members.insert("id".to_owned(), id.into());
        }
        let document = Document {
            kind: entity.name,
            id,
            workspace: self.home(entity),
            body,
        };
        let mut found = self.node.judge(&document);
        found.merge(self.unreachable(&document));
        found.merge(self.unspoken(&document).await?);
        match found.is_empty() {
            false => Err(found.into()),
            true if entity.name == ROUTES.name && self.node.collides(&document) => Err(Problem::Collision),
            true => Ok(document),
        }
    }

    /// A plugin that speaks no protocol of its route, or of any route of its service, would never act.
    async fn unspoken(&self, document: &Document) -> Result<Violations, Problem> {
        if document.kind != PLUGINS.name {
            return Ok(Violations::default());
        }
        let speaks = |route: &Document| {
            let (own, its) = (protocols(document), protocols(route));
            own.iter().any(|protocol| its.contains(protocol))
        };
        let (store, home) = (self.node.store(), self.home(&ROUTES));
        let unspoken = if let Some(route) = target(document, "route") {
            let route = store.get(&ROUTES, home, By::Id(route)).await?;
            route
                .filter(|route| !speaks(route))
                .map(|_| Violation::ProtocolsOfRoute)
        } else if let Some(service) = target(document, "service") {
            let of_service = Filter {
                link: Some(("service", vec![service])),
                ..Filter::default()
            };
            let routes = self.all(&ROUTES, of_service).await?;
            let is_silent = !routes.is_empty() && !routes.iter().any(speaks);
            is_silent.then_some(Violation::ProtocolsOfService)
        } else {
            None
        };
        Ok(unspoken.map_or_else(Violations::default, |unspoken| {
            Violations::from(unspoken).at("protocols")
        }))
    }

    /// A workspace whose name is a path already would never be found.
    fn unreachable(&self, document: &Document) -> Violations {
        let name = document
            .body
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match document.kind == WORKSPACES.name && Resource::is_first(self.node.catalogue(), name) {
            false => Violations::default(),
            true => Violations::from(Violation::Own {
                code: "admin.reserved_name",
                text: format!("/{name} is a path of the Admin API"),
                remedy: "choose another name".to_owned(),
            })
            .at("name"),
        }
    }

    /// Gives it an id and times, unless it has some. It is changed now, whatever it says.
    fn stamp(&self, schema: &Schema, members: &mut Map<String, Value>) {
        let id = members.entry("id").or_insert(Value::Null);
        if id.is_null() {
            *id = self.node.new_id().into();
        }
        self.make_up(schema, members);
        if let Some(now) = self.moment(schema, "created_at") {
            let created = members.entry("created_at").or_insert(Value::Null);
            if created.is_null() {
                *created = now;
            }
        }
        if let Some(now) = self.moment(schema, "updated_at") {
            members.insert("updated_at".to_owned(), now);
        }
    }

    /// Makes up what is made up when it is not said, in the options of a plugin too.
    fn make_up(&self, schema: &Schema, members: &mut Map<String, Value>) {
        for field in &schema.fields {
            match &field.kind {
                Kind::String if field.auto => {
                    let text = members.entry(field.name.to_string()).or_insert(Value::Null);
                    if text.is_null() {
                        *text = self.node.new_secret().into();
                    }
                }
                Kind::Record(inner) => {
                    let record = members.get_mut(&*field.name).and_then(Value::as_object_mut);
                    if let Some(record) = record {
                        self.make_up(inner, record);
                    }
                }
                _ => {}
            }
        }
    }

    /// The time as a field has it: in whole seconds, or with what is left of them.
    fn moment(&self, schema: &Schema, field: &str) -> Option<Value> {
        let millis = self.node.now();
        schema.named(field).map(|field| match field.kind {
            #[expect(clippy::cast_precision_loss, reason = "until the year 285,000")]
            Kind::Number => (millis as f64 / 1000.0).into(),
            _ => (millis / 1000).into(),
        })
    }
}

/// The protocols that a document names.
fn protocols(document: &Document) -> Vec<&str> {
    let named = document.body.get("protocols").and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn members(document: Value) -> Map<String, Value> {
    match document {
        Value::Object(members) => members,
        // Bodies are objects, and what is stored is one too.
        _ => Map::new(),
    }
}
