//! The options, as Kong has them.

use http::{HeaderName, HeaderValue, Method, header};
use schema::{DecodeError, Field, Record, Shape, Value, Violation};

use super::path::path;
use super::template::Template;
use crate::changes::{Changes, Entry, Named, Part, misplaced};

/// Options of the request-transformer plugin.
#[derive(Record)]
pub struct Config {
    /// The method that the service is asked with. GET, HEAD and TRACE move the arguments of a form into the query.
    pub(super) http_method: Option<Whole<Verb>>,

    /// What is taken away: names.
    pub(super) remove: Remove,

    /// What is called otherwise: `old:new`.
    pub(super) rename: Rename,

    /// What is replaced where it is there: `name:value`.
    pub(super) replace: Replace,

    /// What is added where it is not there: `name:value`.
    pub(super) add: Add,

    /// What is added beside what is there: `name:value`.
    pub(super) append: Append,
}

const NONE: [&str; 0] = [];

/// What is taken away.
#[derive(Record)]
pub(super) struct Remove {
    /// Members of a JSON object, or arguments of a form.
    #[field(default = NONE)]
    body: Vec<Named<String>>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Named<Other>>,

    /// Arguments of the query.
    #[field(default = NONE)]
    querystring: Vec<Named<String>>,
}

/// What is called otherwise.
#[derive(Record)]
pub(super) struct Rename {
    /// Members of a JSON object, or arguments of a form.
    #[field(default = NONE)]
    body: Vec<Entry<String, NewName>>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Entry<Other, Told>>,

    /// Arguments of the query.
    #[field(default = NONE)]
    querystring: Vec<Entry<String, NewName>>,
}

/// What is replaced where it is there.
#[derive(Record)]
pub(super) struct Replace {
    /// Members of a JSON object, or arguments of a form.
    #[field(default = NONE)]
    body: Vec<Entry<String, Template>>,

    /// Headers; `host` is always there.
    #[field(default = NONE)]
    headers: Vec<Entry<Replaced, HeaderText>>,

    /// Arguments of the query.
    #[field(default = NONE)]
    querystring: Vec<Entry<String, Template>>,

    /// The whole path that the service is asked for.
    uri: Option<Whole<PathText>>,
}

/// What is added where it is not there.
#[derive(Record)]
pub(super) struct Add {
    /// Members of a JSON object, or arguments of a form.
    #[field(default = NONE)]
    body: Vec<Entry<String, Template>>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Entry<Told, HeaderText>>,

    /// Arguments of the query.
    #[field(default = NONE)]
    querystring: Vec<Entry<String, Template>>,
}

/// What is added beside what is there.
#[derive(Record)]
pub(super) struct Append {
    /// Members of a JSON object, or arguments of a form; not of one in several parts.
    #[field(default = NONE)]
    body: Vec<Entry<String, Template>>,

    /// Headers.
    #[field(default = NONE)]
    headers: Vec<Entry<Told, HeaderText>>,

    /// Arguments of the query.
    #[field(default = NONE)]
    querystring: Vec<Entry<String, Template>>,
}

impl Config {
    /// What is replaced of the path.
    pub(super) fn uri(&self) -> Option<Template> {
        self.replace.uri.as_ref().map(|uri| uri.0.0.clone())
    }

    /// The method.
    pub(super) fn method(&self) -> Option<Method> {
        self.http_method.as_ref().map(|verb| verb.0.0.clone())
    }

    /// What the Host becomes: the last that is said of it.
    pub(super) fn host(&self) -> Option<Template> {
        let mut hosts = self
            .replace
            .headers
            .iter()
            .filter(|entry| entry.name.0 == header::HOST);
        hosts.next_back().map(|entry| entry.value.0.clone())
    }

    /// Changes to headers, but for the Host.
    pub(super) fn headers(&self) -> Changes<HeaderName, Template> {
        let told = |entries: &[Entry<Told, HeaderText>]| {
            let entries = entries.iter();
            entries
                .map(|entry| (entry.name.0.clone(), entry.value.0.clone()))
                .collect()
        };
        let replaced = self
            .replace
            .headers
            .iter()
            .filter(|entry| entry.name.0 != header::HOST);
        Changes {
            remove: self.remove.headers.iter().map(|name| name.0.0.clone()).collect(),
            rename: self
                .rename
                .headers
                .iter()
                .map(|entry| (entry.name.0.clone(), entry.value.0.clone()))
                .collect(),
            replace: replaced
                .map(|entry| (entry.name.0.clone(), entry.value.0.clone()))
                .collect(),
            add: told(&self.add.headers),
            append: told(&self.append.headers),
        }
    }

    /// Changes to the body.
    pub(super) fn body(&self) -> Changes<String, Template> {
        let Self {
            remove,
            rename,
            replace,
            add,
            append,
            ..
        } = self;
        changes(
            &remove.body,
            &rename.body,
            [&replace.body, &add.body, &append.body],
        )
    }

    /// Changes to the query.
    pub(super) fn query(&self) -> Changes<String, Template> {
        let Self {
            remove,
            rename,
            replace,
            add,
            append,
            ..
        } = self;
        let texts = [&replace.querystring, &add.querystring, &append.querystring];
        changes(&remove.querystring, &rename.querystring, texts)
    }
}

fn changes(
    remove: &[Named<String>],
    rename: &[Entry<String, NewName>],
    [replace, add, append]: [&Vec<Entry<String, Template>>; 3],
) -> Changes<String, Template> {
    let texts = |entries: &[Entry<String, Template>]| {
        let entries = entries.iter();
        entries
            .map(|entry| (entry.name.clone(), entry.value.clone()))
            .collect()
    };
    Changes {
        remove: remove.iter().map(|name| name.0.clone()).collect(),
        rename: rename
            .iter()
            .map(|entry| (entry.name.clone(), entry.value.0.clone()))
            .collect(),
        replace: texts(replace),
        add: texts(add),
        append: texts(append),
    }
}

/// A text that is one part as a whole.
#[derive(Clone, Debug)]
pub(super) struct Whole<P>(P);

impl<P: Part> Shape for Whole<P> {
    fn shape() -> Field {
        Field::text(|text| P::parse(text).map(drop))
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let part = value.as_str().and_then(|text| P::parse(text).ok());
        part.map(Self).ok_or(DecodeError::expected("a text of its form"))
    }
}

/// A method in capitals that a service can be asked with.
#[derive(Clone, Debug)]
pub(super) struct Verb(Method);

impl Part for Verb {
    fn parse(text: &str) -> Result<Self, Violation> {
        let is_written_so = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let method = Method::from_bytes(text.as_bytes()).ok().filter(|_| is_written_so);
        match method {
            // It asks for a tunnel, and this is no forward proxy.
            Some(Method::CONNECT) => Err(Violation::unsupported("the method CONNECT")),
            Some(method) => Ok(Self(method)),
            None => Err(Violation::Invalid(text.to_owned())),
        }
    }
}

/// A header that is there, and is not the Host: that one is only replaced.
#[derive(Clone, Debug)]
pub(super) struct Other(HeaderName);

/// A header that is set, and is not the Host.
#[derive(Clone, Debug)]
pub(super) struct Told(HeaderName);

/// A header that is replaced.
#[derive(Clone, Debug)]
pub(super) struct Replaced(HeaderName);

impl Part for Other {
    fn parse(text: &str) -> Result<Self, Violation> {
        let name = HeaderName::parse(text)?;
        match name == header::HOST {
            true => Err(Violation::Own {
                code: "request_transformer.host",
                text: "'host' can only be replaced".to_owned(),
                remedy: "write it under replace.headers, or leave it out".to_owned(),
            }),
            false => Ok(Self(name)),
        }
    }
}

impl Part for Told {
    fn parse(text: &str) -> Result<Self, Violation> {
        let Other(name) = Other::parse(text)?;
        misplaced(&name).map_or(Ok(Self(name)), Err)
    }
}

impl Part for Replaced {
    fn parse(text: &str) -> Result<Self, Violation> {
        let name = HeaderName::parse(text)?;
        misplaced(&name).map_or(Ok(Self(name)), Err)
    }
}

/// What a header becomes.
#[derive(Clone, Debug)]
pub(super) struct HeaderText(Template);

impl Part for HeaderText {
    fn parse(text: &str) -> Result<Self, Violation> {
        let template = Template::parse(text)?;
        template
            .texts()
            .try_for_each(|text| HeaderValue::parse(text).map(drop))?;
        Ok(Self(template))
    }
}

/// What the path becomes.
#[derive(Clone, Debug)]
pub(super) struct PathText(Template);

impl Part for PathText {
    fn parse(text: &str) -> Result<Self, Violation> {
        let template = Template::parse(text)?;
        let is_path = match template.constant() {
            Some(whole) => path(whole).as_deref() == Some(whole),
            None => template
                .texts()
                .all(|text| path(&format!("/x{text}x")).is_some_and(|path| path == format!("/x{text}x"))),
        };
        match is_path {
            true => Ok(Self(template)),
            false => Err(Violation::Own {
                code: "request_transformer.uri",
                text: format!("value '{text}' is no path"),
                remedy:
                    "write a path that begins with /, without . or .. between slashes, and without a query"
                        .to_owned(),
            }),
        }
    }
}

/// A name that is the same for all requests.
#[derive(Clone, Debug)]
pub(super) struct NewName(String);

impl Part for NewName {
    fn parse(text: &str) -> Result<Self, Violation> {
        match text.contains("$(") {
            true => Err(Violation::unsupported("a new name that is made of the request")),
            false => Ok(Self(text.to_owned())),
        }
    }
}
