//! What a client asks an endpoint for.

use std::collections::BTreeMap;

use schema::Value;

use super::denial::Denial;
use crate::multipart::Multipart;

/// The parameters of a request, of its query and its body together. Some of them are secrets.
#[derive(Default)]
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads a query, and a body of this media type: a form, perhaps in several parts, or a JSON object.
    ///
    /// # Errors
    /// A parameter that stands there twice (RFC 6749 3.1, 3.2), and a body that cannot be read.
    pub(super) fn read(query: Option<&str>, content_type: Option<&str>, body: &[u8]) -> Result<Self, Denial> {
        let mut parameters = Self::default();
        parameters.add_form(query.unwrap_or_default().as_bytes())?;
        let content_type = content_type.unwrap_or_default();
        let media_type = content_type.split(';').next();
        let media_type = media_type.unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            _ if body.is_empty() => {}
            "application/x-www-form-urlencoded" => parameters.add_form(body)?,
            "application/json" => parameters.add_json(body)?,
            "multipart/form-data" => parameters.add_parts(content_type, body)?,
            _ => return Err(unreadable()),
        }
        Ok(parameters)
    }

    /// A parameter. One without a value is as if it were not there (RFC 6749 3.1).
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    fn add_form(&mut self, form: &[u8]) -> Result<(), Denial> {
        let mut pairs = form_urlencoded::parse(form);
        pairs.try_for_each(|(name, value)| self.add(&name, value.into_owned()))
    }

    fn add_parts(&mut self, content_type: &str, body: &[u8]) -> Result<(), Denial> {
        let form = Multipart::read(content_type, body).ok_or_else(unreadable)?;
        form.pairs()
            .try_for_each(|(name, value)| self.add(name, value.into_owned()))
    }

    fn add_json(&mut self, body: &[u8]) -> Result<(), Denial> {
        let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
            return Err(unreadable());
        };
        for (name, value) in members {
            match value {
                Value::String(text) => self.add(&name, text)?,
                Value::Number(number) => self.add(&name, number.to_string())?,
                // None of the parameters that are known here is anything else.
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: String) -> Result<(), Denial> {
        match self.0.insert(name.to_owned(), value) {
            None => Ok(()),
            Some(before) if self.0.get(name) == Some(&before) => Ok(()),
            Some(_) => Err(Denial::invalid_request(
                "A parameter stands there twice, with different values",
            )),
        }
    }
}

fn unreadable() -> Denial {
    Denial::invalid_request("The body must be a form or a JSON object")
}
