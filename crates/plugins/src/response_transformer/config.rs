//! The options, as Kong has them.

use http::{HeaderName, HeaderValue};
use plugin::Misconfigured;
use schema::{Choice, Record, Violation};
use serde_json::Number;
use serde_json::value::RawValue;

use crate::changes::{Changes, Entry, Named, Part, misplaced};
use plugin::form::string;

/// Options of the response-transformer plugin.
#[derive(Record)]
pub struct Config {
    /// What is taken away: names.
    remove: Remove,

    /// What is called otherwise: `old:new`.
    rename: Rename,

    /// What is replaced where it is there: `name:value`.
    replace: Values,

    /// What is added where it is not there: `name:value`.
    add: Values,

    /// What is added beside what is there: `name:value`.
    append: Values,
}

const NONE: [&str; 0] = [];

/// What is taken away.
#[derive(Record)]
struct Remove {
    /// Members of a JSON object.
    #[field(default = NONE)]
    json: Vec<Named<String>>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Named<HeaderName>>,
}

/// What is called otherwise.
#[derive(Record)]
struct Rename {
    /// Members of a JSON object.
    #[field(default = NONE)]
    json: Vec<Entry<String, String>>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Entry<HeaderName, Told>>,
}

/// What names mean.
#[derive(Record)]
struct Values {
    /// Members of a JSON object.
    #[field(default = NONE)]
    json: Vec<Entry<String, String>>,

    /// What each of these values is. Unset: a text.
    #[field(default = NONE)]
    json_types: Vec<JsonType>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Entry<Told, HeaderValue>>,
}

/// What a value of JSON is.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
enum JsonType {
    /// `true` or `false`.
    #[choice("boolean")]
    Boolean,
    /// A number.
    #[choice("number")]
    Number,
    /// A text.
    #[choice("string")]
    String,
}

/// A header that can be set.
#[derive(Clone, Debug)]
struct Told(HeaderName);

impl Part for Told {
    fn parse(text: &str) -> Result<Self, Violation> {
        let name = HeaderName::parse(text)?;
        misplaced(&name).map_or(Ok(Self(name)), Err)
    }
}

impl Config {
    /// Changes to headers.
    pub(super) fn headers(&self) -> Changes<HeaderName, HeaderValue> {
        Changes {
            remove: self.remove.headers.iter().map(|name| name.0.clone()).collect(),
            rename: self
                .rename
                .headers
                .iter()
                .map(|entry| (entry.name.clone(), entry.value.0.clone()))
                .collect(),
            replace: self.replace.headers(),
            add: self.add.headers(),
            append: self.append.headers(),
        }
    }

    /// Changes to JSON objects.
    ///
    /// # Errors
    /// A value that is not what it should be.
    pub(super) fn json(&self) -> Result<Changes<String, Box<RawValue>>, Misconfigured> {
        Ok(Changes {
            remove: self.remove.json.iter().map(|name| name.0.clone()).collect(),
            rename: self
                .rename
                .json
                .iter()
                .map(|entry| (entry.name.clone(), entry.value.clone()))
                .collect(),
            replace: self.replace.json("replace")?,
            add: self.add.json("add")?,
            append: self.append.json("append")?,
        })
    }
}

impl Values {
    fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let entries = self.headers.iter();
        entries
            .map(|entry| (entry.name.0.clone(), entry.value.clone()))
            .collect()
    }

    fn json(&self, option: &str) -> Result<Vec<(String, Box<RawValue>)>, Misconfigured> {
        let types = self
            .json_types
            .iter()
            .copied()
            .chain(std::iter::repeat(JsonType::String));
        let entries = self.json.iter().zip(types);
        let read = entries.map(|(entry, kind)| {
            let value = kind.read(&entry.value).ok_or_else(|| {
                let word = kind.word();
                let detail = format!(
                    "{option}.json: `{}` is no {word}; write one, or another json_types",
                    entry.value
                );
                Misconfigured::new("response_transformer.misconfigured", detail)
            });
            Ok((entry.name.clone(), value?))
        });
        read.collect()
    }
}

impl JsonType {
    /// The text as JSON of this type.
    fn read(self, text: &str) -> Option<Box<RawValue>> {
        match self {
            Self::String => Some(string(text)),
            Self::Boolean => matches!(text, "true" | "false")
                .then(|| RawValue::from_string(text.to_owned()).ok())
                .flatten(),
            Self::Number => {
                let _: Number = serde_json::from_str(text).ok()?;
                RawValue::from_string(text.to_owned()).ok()
            }
        }
    }
}
