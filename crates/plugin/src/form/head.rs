//! Headers, as they are changed.

use crate::Head;
use http::{HeaderName, HeaderValue};

use super::Changeable;

impl Changeable<HeaderName, HeaderValue> for Head {
    fn has(&self, name: &HeaderName) -> bool {
        Self::has(self, name)
    }

    fn remove(&mut self, name: &HeaderName) {
        Self::remove(self, name);
    }

    fn rename(&mut self, old: &HeaderName, new: &HeaderName) {
        let values: Vec<HeaderValue> = self.all(old).cloned().collect();
        if values.is_empty() {
            return;
        }
        Self::remove(self, old);
        Self::remove(self, new);
        for value in values {
            Self::append(self, new.clone(), value);
        }
    }

    fn set(&mut self, name: &HeaderName, value: HeaderValue) {
        Self::set(self, name.clone(), value);
    }

    fn append(&mut self, name: &HeaderName, value: HeaderValue) {
        Self::append(self, name.clone(), value);
    }
}
