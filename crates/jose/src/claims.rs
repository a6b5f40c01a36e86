//! What a token claims (RFC 7519 section 4).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{BadJson, Timestamp, json};

/// The claims of a token. Printing them shows their names only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// Reads a JSON object without repeated names.
    ///
    /// # Errors
    /// [`BadJson`] for anything else.
    pub fn read(bytes: &[u8]) -> Result<Self, BadJson> {
        json::read_object(bytes).map(Self)
    }

    /// `iss`: who issued it.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.string("iss")
    }

    /// `sub`: whom it is about.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.string("sub")
    }

    /// `aud`: for whom it is; one text counts as a list of one. Empty if absent or not texts.
    #[must_use]
    pub fn audience(&self) -> Vec<&str> {
        match self.value("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => {
                // A list with anything but texts in it is no list of audiences at all.
                several
                    .iter()
                    .map(Value::as_str)
                    .collect::<Option<_>>()
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// `azp`: the party it was issued to.
    #[must_use]
    pub fn authorized_party(&self) -> Option<&str> {
        self.string("azp")
    }

    /// `nonce`: what ties it to one login.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.string("nonce")
    }

    /// A moment such as `exp`: absent, or a number, or a number as text; anything else is an error.
    ///
    /// # Errors
    /// [`NotADate`] if the claim is there and is no number.
    pub fn date(&self, name: &str) -> Result<Option<Timestamp>, NotADate> {
        let seconds = match self.value(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) => text.parse::<f64>().ok(),
            Some(_) => None,
        };
        // Beyond 2^53 a double no longer names a second.
        let seconds = seconds
            .filter(|seconds| seconds.abs() < 9_007_199_254_740_992.0)
            .ok_or(NotADate)?;
        #[allow(clippy::cast_possible_truncation)] // checked just above
        Ok(Some(Timestamp::from_seconds(seconds.floor() as i64)))
    }

    /// A claim that is text.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(Value::as_str)
    }

    /// Any claim.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All claims.
    #[must_use]
    pub const fn as_json(&self) -> &Map<String, Value> {
        &self.0
    }
}

/// A claim that should be a moment and is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl From<Map<String, Value>> for Claims {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

#[cfg(test)]
mod tests;
