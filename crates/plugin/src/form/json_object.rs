//! A JSON object whose members can be changed (RFC 8259 4).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::Changeable;

/// A JSON object. Values are kept as they were written, so that no number loses a digit.
#[derive(Debug, Default)]
pub struct JsonObject(Vec<(String, Box<RawValue>)>);

impl JsonObject {
    /// Reads one; `None` if it is anything else. Of members with one name the last one counts, as nearly all readers
    /// have it, so none can hide behind another.
    pub fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// As it is sent.
    pub fn write(&self) -> Vec<u8> {
        // There is nothing in it that has no form in JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn at(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(other, _)| other == name)
    }
}

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = JsonObject;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<JsonObject, M::Error> {
        let mut all: Vec<(String, Box<RawValue>)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        while let Some((name, value)) = members.next_entry::<String, Box<RawValue>>()? {
            match places.get(&name) {
                Some(at) => all[*at] = (name, value),
                None => {
                    places.insert(name.clone(), all.len());
                    all.push((name, value));
                }
            }
        }
        Ok(JsonObject(all))
    }
}

impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        let mut members = writer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            members.serialize_entry(name, value)?;
        }
        members.end()
    }
}

impl Changeable<String, Box<RawValue>> for JsonObject {
    fn has(&self, name: &String) -> bool {
        self.at(name).is_some()
    }

    fn remove(&mut self, name: &String) {
        self.0.retain(|(other, _)| other != name);
    }

    fn rename(&mut self, old: &String, new: &String) {
        if old == new || !self.has(old) {
            return;
        }
        self.remove(new);
        if let Some(at) = self.at(old) {
            self.0[at].0.clone_from(new);
        }
    }

    fn set(&mut self, name: &String, value: Box<RawValue>) {
        match self.at(name) {
            Some(at) => self.0[at].1 = value,
            None => self.0.push((name.clone(), value)),
        }
    }

    /// What is there becomes the first of a list, unless it is one.
    fn append(&mut self, name: &String, value: Box<RawValue>) {
        let text = value.get();
        let list = match self.at(name).map(|at| self.0[at].1.get().trim()) {
            None | Some("null") => format!("[{text}]"),
            Some(list) if list.starts_with('[') => {
                let inside = list[1..].strip_suffix(']').unwrap_or_default().trim();
                match inside.is_empty() {
                    true => format!("[{text}]"),
                    false => format!("[{inside},{text}]"),
                }
            }
            Some(single) => format!("[{single},{text}]"),
        };
        // Texts of JSON with commas between them are a list.
        if let Ok(list) = RawValue::from_string(list) {
            self.set(name, list);
        }
    }
}

/// A text as a JSON string.
pub fn string(text: &str) -> Box<RawValue> {
    // A JSON string is JSON.
    RawValue::from_string(serde_json::Value::from(text).to_string())
        .unwrap_or_else(|_| RawValue::NULL.to_owned())
}
