//! A form in several parts (RFC 7578), of which whole parts can be changed.

use std::borrow::Cow;

use plugin::form::Changeable;

/// A form in several parts. What is not changed stays as it was sent.
#[derive(Debug)]
pub(crate) struct Multipart<'a> {
    boundary: &'a str,
    parts: Vec<Part<'a>>,
}

#[derive(Debug)]
struct Part<'a> {
    name: String,
    form: Form<'a>,
}

#[derive(Debug)]
enum Form<'a> {
    /// Headers, an empty line, and the content.
    Sent { whole: &'a [u8], content: &'a [u8] },
    /// A value of ours.
    Simple(Vec<u8>),
}

impl<'a> Multipart<'a> {
    /// Reads the body of a message with this Content-Type. `None` if two readers could read it differently: a
    /// boundary that is missing or odd, text outside of the parts, a part without one name.
    pub(crate) fn read(content_type: &'a str, body: &'a [u8]) -> Option<Self> {
        let boundary = boundary(content_type)?;
        let delimiter = format!("\r\n--{boundary}");
        let first = body.strip_prefix(&delimiter.as_bytes()[2..])?;
        let mut rest = first;
        let mut parts = Vec::new();
        loop {
            if rest == b"--" || rest == b"--\r\n" {
                return Some(Self { boundary, parts });
            }
            let part = rest.strip_prefix(b"\r\n")?;
            let end = find(part, delimiter.as_bytes())?;
            parts.push(Part::read(&part[..end])?);
            rest = &part[end + delimiter.len()..];
        }
    }

    /// The names and the values of all parts, in their order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.parts.iter().map(|part| {
            let content = match &part.form {
                Form::Sent { content, .. } => content,
                Form::Simple(value) => value.as_slice(),
            };
            (&*part.name, String::from_utf8_lossy(content))
        })
    }

    /// The values of all parts of this name.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let named = self.pairs().filter(|(part, _)| *part == name);
        named.map(|(_, value)| value.into_owned()).collect()
    }

    /// As it is sent; `None` if a value of ours would end its own part.
    pub(crate) fn write(&self) -> Option<Vec<u8>> {
        let delimiter = format!("--{}", self.boundary);
        let mut body = Vec::new();
        for Part { name, form } in &self.parts {
            body.extend_from_slice(delimiter.as_bytes());
            body.extend_from_slice(b"\r\n");
            match form {
                Form::Sent { whole, .. } => body.extend_from_slice(whole),
                Form::Simple(value) if find(value, delimiter.as_bytes()).is_some() => return None,
                Form::Simple(value) => {
                    let head = format!(
                        "Content-Disposition: form-data; name=\"{}\"\r\n\r\n",
                        escaped(name)
                    );
                    body.extend_from_slice(head.as_bytes());
                    body.extend_from_slice(value);
                }
            }
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(delimiter.as_bytes());
        body.extend_from_slice(b"--\r\n");
        Some(body)
    }
}

impl<'a> Part<'a> {
    fn read(whole: &'a [u8]) -> Option<Self> {
        let end = find(whole, b"\r\n\r\n")?;
        let head = std::str::from_utf8(&whole[..end]).ok()?;
        let mut dispositions = head.split("\r\n").filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-disposition").then_some(value)
        });
        let disposition = dispositions.next()?;
        // Continued and doubled lines are read in more than one way, lone ends of lines too.
        let is_odd = |line: &str| line.starts_with([' ', '\t']) || line.contains(['\r', '\n', '\0']);
        if dispositions.next().is_some() || head.split("\r\n").any(is_odd) {
            return None;
        }
        Some(Self {
            name: name(disposition)?,
            form: Form::Sent {
                whole,
                content: &whole[end + 4..],
            },
        })
    }
}

/// The boundary that a Content-Type names (RFC 2046 5.1.1).
fn boundary(content_type: &str) -> Option<&str> {
    let mut found = content_type.split(';').skip(1).filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then_some(value.trim())
    });
    let value = found.next()?;
    let value = value
        .strip_prefix('"')
        .map_or(Some(value), |value| value.strip_suffix('"'))?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&byte);
    let is_good = (1..=70).contains(&value.len()) && value.bytes().all(allowed);
    (found.next().is_none() && is_good).then_some(value)
}

/// The one name of a part, as browsers write it: in quotes, with `%22` for a quote (HTML 4.10.21.8).
fn name(disposition: &str) -> Option<String> {
    let rest = disposition.trim().strip_prefix("form-data")?;
    let mut found = None;
    let mut rest = rest.trim_start();
    while let Some(parameter) = rest.strip_prefix(';') {
        let (name, value) = parameter.split_once('=')?;
        let value = value.strip_prefix('"')?;
        let (value, behind) = value.split_once('"')?;
        // A backslash before a quote ends the name for some, and not for others. `name*` is another name.
        if value.contains('\\') || name.contains('*') {
            return None;
        }
        if name.trim().eq_ignore_ascii_case("name") && found.replace(value).is_some() {
            return None;
        }
        rest = behind.trim_start();
    }
    let found = found.filter(|_| rest.is_empty())?;
    Some(
        found
            .replace("%22", "\"")
            .replace("%0D", "\r")
            .replace("%0A", "\n"),
    )
}

fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, wanted)
}

impl Changeable<String, String> for Multipart<'_> {
    fn has(&self, name: &String) -> bool {
        self.parts.iter().any(|part| part.name == *name)
    }

    fn remove(&mut self, name: &String) {
        self.parts.retain(|part| part.name != *name);
    }

    /// What is called otherwise is a simple value from then on, as in Kong.
    fn rename(&mut self, old: &String, new: &String) {
        if old == new || !self.has(old) {
            return;
        }
        self.remove(new);
        for part in self.parts.iter_mut().filter(|part| part.name == *old) {
            if let Form::Sent { content, .. } = part.form {
                part.form = Form::Simple(content.to_vec());
            }
            part.name.clone_from(new);
        }
    }

    fn set(&mut self, name: &String, value: String) {
        let at = self.parts.iter().position(|part| part.name == *name);
        let at = at.unwrap_or(self.parts.len());
        self.remove(name);
        let part = Part {
            name: name.clone(),
            form: Form::Simple(value.into_bytes()),
        };
        self.parts.insert(at, part);
    }

    /// Kong appends nothing to such forms.
    fn append(&mut self, _: &String, _: String) {}
}

#[cfg(test)]
mod tests;
