//! Older names of options.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::check::content;
use crate::fill::fill_value;
use crate::{Field, Kind, Schema, Shape, Violation, Violations};

/// A name by which an option went earlier. [`crate::fill`] says it by the new name, unless the document
/// says that itself; what cannot be said so is left where it is, and [`crate::check`] tells why.
/// Null says nothing and goes, but for [`Self::null_is`].
#[derive(Clone, Debug)]
pub struct Shorthand {
    name: Cow<'static, str>,
    targets: Vec<Target>,
    sense: Sense,
    /// What a value of this name must be.
    field: Field,
}

/// How the value is meant.
#[derive(Clone, Debug)]
enum Sense {
    /// As the field has it.
    Same,
    /// One word was written otherwise.
    Word(&'static str, &'static str),
    /// Null was a way to say this.
    NullIs(Value),
    /// It is the only element of what the field has now.
    Only,
    /// Each text `host:port` is a record of a port and, by this name, a host.
    Addresses(&'static str),
}

/// A field of the record, or a field of a record in it.
#[derive(Clone, Debug)]
struct Target {
    outer: Option<Cow<'static, str>>,
    field: Cow<'static, str>,
}

impl Shorthand {
    /// `name` stands for this field.
    #[must_use]
    pub fn of(name: &'static str, field: &'static str) -> Self {
        let without = Self::without_effect::<Value>(name);
        Self {
            targets: vec![Target::of(field)],
            ..without
        }
    }

    /// `name` may still be written, as a `T`, and says nothing any more.
    #[must_use]
    pub fn without_effect<T: Shape>(name: &'static str) -> Self {
        Self {
            name: name.into(),
            targets: Vec::new(),
            sense: Sense::Same,
            field: T::shape(),
        }
    }

    /// The fields it stands for are those of this record, which is made if need be.
    #[must_use]
    pub fn inside(mut self, record: &'static str) -> Self {
        for target in &mut self.targets {
            target.outer = Some(record.into());
        }
        self
    }

    /// It stands for this field as well.
    #[must_use]
    pub fn and(mut self, field: &'static str) -> Self {
        self.targets.push(Target::of(field));
        self
    }

    /// The word `old` is now written `new`.
    #[must_use]
    pub fn word(mut self, old: &'static str, new: &'static str) -> Self {
        self.sense = Sense::Word(old, new);
        self
    }

    /// Null was a way to say `value`.
    #[must_use]
    pub fn null_is(mut self, value: impl Into<Value>) -> Self {
        self.sense = Sense::NullIs(value.into());
        self
    }

    /// There may be several now: the value is the only element.
    #[must_use]
    pub fn only(mut self) -> Self {
        self.sense = Sense::Only;
        self
    }

    /// Texts `host:port` are now records of `host`, by that name, and `port`.
    #[must_use]
    pub fn addresses(mut self, host: &'static str) -> Self {
        self.sense = Sense::Addresses(host);
        self
    }

    /// The older name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a value of this name must be.
    pub(crate) const fn field(&self) -> &Field {
        &self.field
    }

    /// The fields it stands for, such as `host in redis`; none if it has no effect.
    pub fn targets(&self) -> impl Iterator<Item = String> {
        self.targets.iter().map(Target::to_string)
    }

    /// The ways to the fields it stands for, such as `redis` and then `host`.
    pub(crate) fn paths(&self) -> impl Iterator<Item = Vec<&str>> {
        self.targets.iter().map(Target::path)
    }

    /// The same with the fields it stands for in mind.
    ///
    /// # Panics
    /// If there is no such field: a slip in a declaration, which describing it once shows.
    pub(crate) fn within(mut self, schema: &Schema) -> Self {
        let fields: Vec<_> = self.targets.iter().map(|target| target.find(schema)).collect();
        if let Some(first) = fields.into_iter().next() {
            self.field = match (&self.sense, &first.kind) {
                (Sense::Only, Kind::Array(element) | Kind::Set(element)) => element.as_ref().clone(),
                (Sense::Addresses(_), _) => Vec::<String>::shape(),
                _ => first.clone(),
            };
        }
        self
    }

    pub(crate) fn under(mut self, prefix: &str) -> Self {
        self.name = format!("{prefix}{}", self.name).into();
        for target in &mut self.targets {
            let first = target.outer.as_mut().unwrap_or(&mut target.field);
            *first = format!("{prefix}{first}").into();
        }
        self
    }

    /// Says it by the new name, if it can be said so.
    pub(crate) fn spell_out(&self, members: &mut Map<String, Value>) {
        let said = members.get(self.name()).map(|value| self.read(value));
        let Some(Ok(value)) = said else { return };
        let put = |target: &Target| target.put(&value, members);
        if value.is_null() || self.targets.iter().all(put) {
            members.remove(self.name());
        }
    }

    /// The value as the new name has it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(&self, value: &Value) -> Result<Value, Violations> {
        let mut value = match (&self.sense, value) {
            (Sense::NullIs(meant), Value::Null) => meant.clone(),
            (_, Value::Null) => return Ok(Value::Null),
            (Sense::Word(old, new), Value::String(text)) if text == old => Value::from(*new),
            _ => value.clone(),
        };
        fill_value(&self.field, &mut value);
        let found = content(&self.field, &value);
        match &self.sense {
            _ if !found.is_empty() => Err(found),
            Sense::Only => Ok(Value::from(vec![value])),
            Sense::Addresses(host) => addresses(host, &value),
            Sense::Same | Sense::Word(..) | Sense::NullIs(_) => Ok(value),
        }
    }
}

/// `["a:1"]` as `[{"ip": "a", "port": 1}]`.
fn addresses(name: &str, texts: &Value) -> Result<Value, Violations> {
    let mut records = Vec::new();
    let mut found = Violations::default();
    let texts = texts.as_array().into_iter().flatten().filter_map(Value::as_str);
    for (index, text) in texts.enumerate() {
        let parts = text.rsplit_once(':').filter(|(host, _)| !host.is_empty());
        match parts.and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?))) {
            Some((host, port)) => {
                records.push(Value::Object(Map::from_iter([
                    (name.to_owned(), host.into()),
                    ("port".to_owned(), port.into()),
                ])));
            }
            None => found.append(index, Violation::Invalid(text.to_owned()).into()),
        }
    }
    match found.is_empty() {
        true => Ok(records.into()),
        false => Err(found),
    }
}

impl Target {
    fn of(field: &'static str) -> Self {
        Self {
            outer: None,
            field: field.into(),
        }
    }

    fn path(&self) -> Vec<&str> {
        let outer = self.outer.as_deref();
        outer.into_iter().chain([self.field.as_ref()]).collect()
    }

    fn find<'a>(&self, schema: &'a Schema) -> &'a Field {
        let within = match &self.outer {
            Some(outer) => schema.named(outer).and_then(|field| field.kind.schema()),
            None => Some(schema),
        };
        within
            .and_then(|schema| schema.named(&self.field))
            .expect("a shorthand stands for a field that was declared above")
    }

    /// Puts `value` where nothing is said yet. False if there is no such place.
    fn put(&self, value: &Value, members: &mut Map<String, Value>) -> bool {
        let members = match &self.outer {
            None => members,
            Some(outer) => match said(members, outer, || Map::new().into()) {
                Value::Object(inner) => inner,
                _ => return false,
            },
        };
        said(members, &self.field, || value.clone());
        true
    }
}

/// The member of this name, which `otherwise` makes up if it is absent or null.
fn said<'a>(
    members: &'a mut Map<String, Value>,
    name: &str,
    otherwise: impl FnOnce() -> Value,
) -> &'a mut Value {
    let member = members.entry(name).or_insert(Value::Null);
    if member.is_null() {
        *member = otherwise();
    }
    member
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.outer {
            Some(outer) => write!(f, "{} in {outer}", self.field),
            None => f.write_str(&self.field),
        }
    }
}
