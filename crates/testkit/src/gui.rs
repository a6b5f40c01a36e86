//! Kong's graphical interface, as an Admin API meets it: each call with the headers of its browser, behind a preflight where
//! browsers send one. Of every answer it wants what a browser wants before it lets the page read it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The graphical interface, open in a browser.
#[derive(Debug)]
pub struct Gui {
    api: SocketAddr,
    origin: String,
    /// Answers that were kept, by the names that calls have for them.
    kept: BTreeMap<&'static str, Value>,
}

/// A call, and what the page needs of its answer.
#[derive(Clone, Debug)]
pub struct Call {
    request: String,
    body: Option<Body>,
    status: u16,
    answer: Value,
    name: Option<&'static str>,
}

#[derive(Clone, Debug)]
enum Body {
    /// What a form makes.
    Made(Value),
    /// A whole row as it was read, but for these members.
    Row(&'static str, Value),
}

/// A call: `GET /services/{shop}`. What stands in braces is the id of the answer that was kept by that name, or of the
/// member that dots lead to: `{page.offset}`.
pub fn call(request: impl Into<String>) -> Call {
    Call {
        request: request.into(),
        body: None,
        status: 200,
        answer: Value::Null,
        name: None,
    }
}

impl Call {
    /// It sends this. Texts may name answers that were kept.
    #[must_use]
    pub fn sends(mut self, body: Value) -> Self {
        self.body = Some(Body::Made(body));
        self
    }

    /// It sends a whole row that was kept, with these members in the place of its own.
    #[must_use]
    pub fn sends_row(mut self, name: &'static str, changes: Value) -> Self {
        self.body = Some(Body::Row(name, changes));
        self
    }

    /// The status of the answer, and what must be in it: members may be more, lists are as long, and for a text any may
    /// stand: `<id>`, `<text>`, `<seconds>` for a whole number, `<list>` for one that is not empty.
    #[must_use]
    pub fn answers(mut self, status: u16, answer: Value) -> Self {
        (self.status, self.answer) = (status, answer);
        self
    }

    /// The answer is kept by this name.
    #[must_use]
    pub const fn keeps(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its head.
    pub head: String,
    /// Its body.
    pub body: String,
}

impl Answer {
    /// A header, by its name in small letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Its body, null if there is none.
    ///
    /// # Panics
    /// If it is no JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        match self.body.as_str() {
            "" => Value::Null,
            body => serde_json::from_str(body).unwrap_or_else(|_| panic!("it is no JSON: {body}")),
        }
    }
}

impl Gui {
    /// One whose pages are of this origin, and call the Admin API at this address.
    pub fn at(api: SocketAddr, origin: impl Into<String>) -> Self {
        Self {
            api,
            origin: origin.into(),
            kept: BTreeMap::new(),
        }
    }

    /// An answer that was kept.
    ///
    /// # Panics
    /// If none was kept by this name.
    #[must_use]
    pub fn kept(&self, name: &str) -> &Value {
        let kept = self.kept.get(name);
        kept.unwrap_or_else(|| panic!("nothing was kept as {name}"))
    }

    /// Makes these calls, one after the other.
    ///
    /// # Panics
    /// If an answer is not what the page needs, with the call.
    pub async fn walk(&mut self, calls: impl IntoIterator<Item = Call>) {
        for call in calls {
            let request = self.named(&call.request);
            let body = call.body.as_ref().map(|body| self.made(body));
            let answer = self.ask(&request, body.as_ref()).await;
            let about = match &body {
                Some(body) => format!("{request}\n{body}\n{}", answer.body),
                None => format!("{request}\n{}", answer.body),
            };
            assert_eq!(answer.status, call.status, "{about}");
            let (expected, found) = (self.named_within(&call.answer), answer.json());
            if let Err(why) = agree(&expected, &found) {
                panic!("{why}\n{about}");
            }
            if call.status == 204 {
                assert_eq!(answer.body, "", "{about}");
            }
            if let Some(name) = call.name {
                self.kept.insert(name, found);
            }
        }
    }

    /// Makes a call as a browser does, which must be allowed to read the answer.
    ///
    /// # Panics
    /// If it is not.
    pub async fn ask(&self, request: &str, body: Option<&Value>) -> Answer {
        let (method, path) = request.split_once(' ').expect("a request is a method and a path");
        if method != "GET" {
            self.may(method, path, body.is_some()).await;
        }
        let body = body.map(Value::to_string);
        let mut headers = vec![
            "accept: application/json, text/plain, */*".to_owned(),
            "cache-control: no-cache".to_owned(),
            "pragma: no-cache".to_owned(),
        ];
        if let Some(body) = &body {
            headers.push("content-type: application/json".to_owned());
            headers.push(format!("content-length: {}", body.len()));
        }
        let answer = self
            .say(request, &headers, body.as_deref().unwrap_or_default())
            .await;
        self.may_be_read(request, &answer);
        if !answer.body.is_empty() {
            let media_type = answer.header("content-type");
            assert_eq!(media_type, Some("application/json; charset=utf-8"), "{request}");
        }
        answer
    }

    /// Asks as browsers do before they send anything but a GET.
    async fn may(&self, method: &str, path: &str, sends_json: bool) {
        let mut headers = vec![format!("access-control-request-method: {method}")];
        if sends_json {
            headers.push("access-control-request-headers: content-type".to_owned());
        }
        let request = format!("OPTIONS {path}");
        let answer = self.say(&request, &headers, "").await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{request}");
        self.may_be_read(&request, &answer);
        for name in ["allow", "access-control-allow-methods"] {
            let allowed = answer.header(name).unwrap_or_default();
            let is_allowed = allowed.split(", ").any(|allowed| allowed == method);
            assert!(is_allowed, "{request} {method}: {name} is {allowed}");
        }
        let allowed = answer.header("access-control-allow-headers").unwrap_or_default();
        let expected = if sends_json {
            "content-type"
        } else {
            "Content-Type"
        };
        assert_eq!(allowed, expected, "{request}");
    }

    /// What a browser wants that shows cookies, whatever the answer is (Fetch, “CORS check”).
    fn may_be_read(&self, request: &str, answer: &Answer) {
        for (name, value) in [
            ("access-control-allow-origin", &*self.origin),
            ("access-control-allow-credentials", "true"),
            ("vary", "Origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{request}: {}", answer.head);
        }
    }

    /// Sends a request from a page, with these headers.
    ///
    /// # Panics
    /// If nobody answers.
    pub async fn say(&self, request: &str, headers: &[String], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.api)
            .await
            .expect("the Admin API is there");
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let (api, origin) = (self.api, &self.origin);
        let said = format!(
            "{request} HTTP/1.1\r\nhost: {api}\r\norigin: {origin}\r\nconnection: close\r\n{headers}\r\n{body}"
        );
        stream.write_all(said.as_bytes()).await.expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head ends");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Answer {
            status: status.expect("a head begins with a status"),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn made(&self, body: &Body) -> Value {
        match body {
            Body::Made(made) => self.named_within(made),
            Body::Row(name, changes) => {
                let mut row = self.kept(name).clone();
                if let (Some(row), Value::Object(changes)) = (row.as_object_mut(), self.named_within(changes))
                {
                    row.extend(changes);
                }
                row
            }
        }
    }

    /// With what was kept in the place of its name, in all texts of a document.
    fn named_within(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.named(text).into(),
            Value::Array(values) => values.iter().map(|value| self.named_within(value)).collect(),
            Value::Object(members) => {
                let named = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.named_within(value)));
                Value::Object(named.collect())
            }
            value => value.clone(),
        }
    }

    /// With what was kept in the place of its name. Other braces stay.
    fn named(&self, text: &str) -> String {
        let mut named = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            named.push_str(before);
            let found = behind
                .split_once('}')
                .and_then(|(name, behind)| Some((self.find(name)?, behind)));
            match found {
                Some((value, behind)) => {
                    named.push_str(value);
                    rest = behind;
                }
                None => {
                    named.push('{');
                    rest = behind;
                }
            }
        }
        named + rest
    }

    fn find(&self, name: &str) -> Option<&str> {
        let mut steps = name.split('.');
        let kept = self.kept.get(steps.next()?)?;
        let steps: Vec<&str> = steps.collect();
        match steps.as_slice() {
            [] => kept["id"].as_str(),
            steps => steps
                .iter()
                .try_fold(kept, |value, step| value.get(step))?
                .as_str(),
        }
    }
}

/// Whether all that is expected was found.
fn agree(expected: &Value, found: &Value) -> Result<(), String> {
    let differs = || Err(format!("expected {expected}, found {found}"));
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().try_for_each(|(name, expected)| {
                let Some(found) = found.get(name) else {
                    return Err(format!("{name}: it is not there"));
                };
                agree(expected, found).map_err(|why| format!("{name}: {why}"))
            })
        }
        (Value::Array(all), Value::Array(found)) if all.len() == found.len() => {
            let mut pairs = all.iter().zip(found).enumerate();
            pairs.try_for_each(|(place, (expected, found))| {
                agree(expected, found).map_err(|why| format!("{place}: {why}"))
            })
        }
        (Value::String(word), found) => {
            let is_so = match (word.as_str(), found) {
                ("<id>", Value::String(text)) => is_id(text),
                ("<text>", Value::String(text)) => !text.is_empty(),
                ("<seconds>", found) => found.is_u64(),
                ("<list>", Value::Array(list)) => !list.is_empty(),
                _ => expected == found,
            };
            if is_so { Ok(()) } else { differs() }
        }
        _ if expected == found => Ok(()),
        _ => differs(),
    }
}

/// Whether it is written as a UUID is.
fn is_id(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
        && text
            .chars()
            .all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}
