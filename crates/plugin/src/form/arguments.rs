//! Arguments of a query or a form (URL Standard 5), each as it was sent until it is changed.

use std::borrow::Cow;

use form_urlencoded::{byte_serialize, parse};

use super::Changeable;

/// Arguments in order. What is not changed stays as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Arguments(Vec<Argument>);

#[derive(Clone, Debug)]
struct Argument {
    name: String,
    /// `name=value`, encoded.
    written: String,
}

impl Arguments {
    /// Reads `a=1&b=2`.
    pub fn read(text: &str) -> Self {
        let written = text.split('&').filter(|written| !written.is_empty());
        Self(written.map(Argument::read).collect())
    }

    /// As they are sent; `None` if there are none.
    pub fn write(&self) -> Option<String> {
        let written: Vec<&str> = self.0.iter().map(|one| one.written.as_str()).collect();
        (!written.is_empty()).then(|| written.join("&"))
    }

    /// The first value of a name.
    pub fn value<'a>(text: &'a str, name: &str) -> Option<Cow<'a, str>> {
        parse(text.as_bytes())
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    }

    /// The same with these behind them.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

impl Argument {
    fn read(written: &str) -> Self {
        let name = written.split('=').next().unwrap_or_default();
        Self {
            name: parse(name.as_bytes())
                .next()
                .map_or_else(String::new, |(name, _)| name.into_owned()),
            written: written.to_owned(),
        }
    }

    fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            written: format!("{}={}", encoded(name), encoded(value)),
        }
    }
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

impl Changeable<String, String> for Arguments {
    fn has(&self, name: &String) -> bool {
        self.0.iter().any(|one| one.name == *name)
    }

    fn remove(&mut self, name: &String) {
        self.0.retain(|one| one.name != *name);
    }

    fn rename(&mut self, old: &String, new: &String) {
        if old == new || !self.has(old) {
            return;
        }
        self.remove(new);
        for one in self.0.iter_mut().filter(|one| one.name == *old) {
            let value = one
                .written
                .split_once('=')
                .map_or_else(String::new, |(_, value)| format!("={value}"));
            one.written = format!("{}{value}", encoded(new));
            one.name.clone_from(new);
        }
    }

    fn set(&mut self, name: &String, value: String) {
        let at = self.0.iter().position(|one| one.name == *name);
        let at = at.unwrap_or(self.0.len());
        self.remove(name);
        self.0.insert(at, Argument::new(name, &value));
    }

    fn append(&mut self, name: &String, value: String) {
        self.0.push(Argument::new(name, &value));
    }
}
