//! One option and the vocabulary it is described with.

#[cfg(test)]
mod tests;

mod test;

use std::borrow::Cow;

use serde_json::Value;

pub(crate) use self::test::Test;
use crate::check::content;
use crate::{Kind, Shape, Violation};

/// One option. Its words are methods, so that `#[field(between(1, 9))]` is `.between([1, 9])`.
///
/// Words about a text or a number speak of each element when the field is an array or a set;
/// `len_min` and `len_max` speak of the field itself.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in documents.
    pub name: Cow<'static, str>,
    /// What it may be.
    pub kind: Kind,
    /// What it means, for people.
    pub description: &'static str,
    /// Whether null is refused, and absence too when there is no default.
    pub required: bool,
    /// The value when it is absent. An explicit null stays null.
    pub default: Option<Value>,
    /// Whether no two entities may have the same value.
    pub unique: bool,
    /// Whether it is made up when it is absent.
    pub auto: bool,
    /// Whether it is a secret, to be sealed where it is stored.
    pub encrypted: bool,
    /// Whether it may be a secret, though Kong does not seal it.
    pub confidential: bool,
    /// Whether it is no secret, though Kong seals it.
    pub identifier: bool,
    /// Whether it may be a reference to a vault.
    pub referenceable: bool,
    /// Whether it is honoured.
    pub support: Support,
    /// Values, of the field or of its elements, that may not be written yet.
    pub refused: Vec<Value>,
    /// The form of a text, by the name of its type.
    pub form: Option<&'static str>,
    pub(crate) tests: Vec<Test>,
}

/// Whether an option is honoured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Support {
    /// It does what it says.
    #[default]
    Honoured,
    /// It is accepted and does nothing. Only comfort or speed is lost.
    Inert,
    /// It may not be written, because it restricts or protects and is not honoured yet.
    Refused,
}

impl Field {
    /// The field of a Rust type.
    #[must_use]
    pub fn of<T: Shape>() -> Self {
        T::shape()
    }

    /// A required field of this kind.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self {
            name: Cow::Borrowed(""),
            kind,
            description: "",
            required: true,
            default: None,
            unique: false,
            auto: false,
            encrypted: false,
            confidential: false,
            identifier: false,
            referenceable: false,
            support: Support::Honoured,
            refused: Vec::new(),
            form: None,
            tests: Vec::new(),
        }
    }

    /// A text that is one of these words.
    #[must_use]
    pub fn choice(words: &'static [&'static str]) -> Self {
        Self::new(Kind::String).tested(Test::OneOf(words.iter().copied().map(Value::from).collect()))
    }

    /// A text that `judge` accepts.
    #[must_use]
    pub fn text(judge: fn(&str) -> Result<(), Violation>) -> Self {
        Self::new(Kind::String).tested(Test::Text(judge))
    }

    /// The text has this form.
    #[must_use]
    pub const fn of_form(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// What it means.
    #[must_use]
    pub const fn describe(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// The value when it is absent.
    #[must_use]
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Null means none.
    #[must_use]
    pub(crate) const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// It can only be null: in this place it would make no sense.
    #[must_use]
    pub fn null(mut self) -> Self {
        self.test(Test::Null);
        self
    }

    /// The number lies between these two, both included.
    #[must_use]
    pub fn between<N: Into<f64>>(self, [low, high]: [N; 2]) -> Self {
        self.tested(Test::Between(low.into(), high.into()))
    }

    /// The number is greater than this one.
    #[must_use]
    pub fn gt(self, limit: impl Into<f64>) -> Self {
        self.tested(Test::GreaterThan(limit.into()))
    }

    /// At least so many characters or elements.
    #[must_use]
    pub fn len_min(mut self, length: usize) -> Self {
        self.test(Test::LenMin(length));
        self
    }

    /// At most so many characters or elements.
    #[must_use]
    pub fn len_max(mut self, length: usize) -> Self {
        self.test(Test::LenMax(length));
        self
    }

    /// One of these values. An enum that derives `Choice` needs no such word.
    #[must_use]
    pub fn one_of<V: Into<Value>, const N: usize>(self, values: [V; N]) -> Self {
        self.tested(Test::OneOf(values.into_iter().map(Into::into).collect()))
    }

    /// None of these values.
    #[must_use]
    pub fn not_one_of<V: Into<Value>, const N: usize>(self, values: [V; N]) -> Self {
        self.tested(Test::NotOneOf(values.into_iter().map(Into::into).collect()))
    }

    /// The text starts so.
    #[must_use]
    pub fn starts_with(self, prefix: &'static str) -> Self {
        self.tested(Test::StartsWith(prefix))
    }

    /// The text is a UUID.
    #[must_use]
    pub fn uuid(self) -> Self {
        self.tested(Test::Uuid)
    }

    /// No element stands twice; later ones are dropped when defaults are filled in.
    #[must_use]
    pub fn set(mut self) -> Self {
        if let Kind::Array(element) = self.kind {
            self.kind = Kind::Set(element);
        }
        self
    }

    /// No two entities have the same value.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// A link to an entity of this name.
    #[must_use]
    pub fn foreign(mut self, entity: &'static str) -> Self {
        self.kind = Kind::Foreign(entity);
        self.tests.clear();
        self.form = None;
        self
    }

    /// Made up when it is absent.
    #[must_use]
    pub const fn auto(mut self) -> Self {
        self.auto = true;
        self
    }

    /// A secret, to be sealed where it is stored.
    #[must_use]
    pub const fn encrypted(mut self) -> Self {
        self.encrypted = true;
        self
    }

    /// It may be a secret, though Kong does not seal it.
    #[must_use]
    pub const fn confidential(mut self) -> Self {
        self.confidential = true;
        self
    }

    /// It says who somebody is, and proves nothing: Kong seals it, so it is sealed where it is stored, and shown.
    #[must_use]
    pub const fn identifier(mut self) -> Self {
        self.identifier = true;
        self.encrypted()
    }

    /// It may be a reference to a vault.
    #[must_use]
    pub fn referenceable(mut self) -> Self {
        self.referenceable = true;
        self.value().referenceable = true;
        self
    }

    /// Not honoured yet, and it restricts or protects: any value but null and the default is a violation.
    #[must_use]
    pub const fn refused(mut self) -> Self {
        self.support = Support::Refused;
        self
    }

    /// These values are not honoured yet: writing one is a violation, unless the whole value is the default.
    #[must_use]
    pub fn refused_values(mut self, values: impl Into<Value>) -> Self {
        match values.into() {
            Value::Array(values) => self.refused.extend(values),
            value => self.refused.push(value),
        }
        self
    }

    /// Not honoured yet, and only comfort or speed is lost.
    #[must_use]
    pub const fn inert(mut self) -> Self {
        self.support = Support::Inert;
        self
    }

    /// Adds a test of a text or a number.
    pub(crate) fn tested(mut self, test: Test) -> Self {
        self.value().test(test);
        self
    }

    /// The field itself, or what each of its elements is.
    fn value(&mut self) -> &mut Self {
        match self.kind {
            Kind::Array(ref mut element) | Kind::Set(ref mut element) => element,
            _ => self,
        }
    }

    /// A test replaces an earlier one of the same sort: `between` on a `u64` narrows its range.
    fn test(&mut self, test: Test) {
        self.tests.retain(|other| other.rank() != test.rank());
        self.tests.push(test);
        self.tests.sort_by_key(Test::rank);
    }

    pub(crate) fn called(mut self, name: Cow<'static, str>) -> Self {
        self.name = name;
        self
    }

    pub(crate) fn under(self, prefix: &str) -> Self {
        let name = format!("{prefix}{}", self.name);
        self.called(name.into())
    }

    /// Whether saying `value` is saying nothing: it is null, the default, or a record of nothing but such.
    pub(crate) fn is_silent(&self, value: &Value) -> bool {
        let default = self.default.as_ref();
        match (&self.kind, value) {
            (_, Value::Null) => true,
            (Kind::Set(_), Value::Array(values)) => default
                .and_then(Value::as_array)
                .is_some_and(|all| all.len() == values.len() && values.iter().all(|one| all.contains(one))),
            (Kind::Record(schema), Value::Object(members)) => members.iter().all(|(name, value)| {
                let field = schema.named(name);
                field.is_some_and(|field| field.is_silent(value))
            }),
            _ => default == Some(value),
        }
    }

    /// Whether a value is one of those that it may have, honoured or not.
    #[must_use]
    pub fn may_be(&self, value: &Value) -> bool {
        content(self, value).is_empty()
    }

    /// Whether it is shown to nobody who may not write it.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.is_kept() && !self.identifier
    }

    /// Whether [`crate::REDACTED`] in its place means what is there. It does also where nothing is hidden any more: what
    /// was read when it still was may be written back.
    pub(crate) const fn is_kept(&self) -> bool {
        self.encrypted || self.confidential
    }

    /// Whether a text may be empty.
    pub(crate) fn may_be_empty(&self) -> bool {
        self.tests.iter().any(|test| matches!(test, Test::LenMin(0)))
    }
}
