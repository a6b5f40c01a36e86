//! Changes requests before they go upstream: path, method, headers, body and query.

pub(crate) mod body;
mod config;
mod path;
mod template;

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use plugin::{
    Base, Body, BodyNeed, Exchange, Misconfigured, Plugin, Refusal, Relay, Services, Target, Verdict,
};

use self::body::Sort;
use self::config::Config;
use self::path::path;
use self::template::{Request, Source, Template};
use crate::changes::Changes;
use plugin::form::Arguments;

/// Changes what goes upstream.
///
/// What a client sends is a text wherever it is put: it never becomes the end of a line, another header, another
/// member or argument, or a way out of a path. Where it cannot be such a text, the request is refused.
#[derive(Debug)]
pub struct RequestTransformer {
    uri: Option<Template>,
    method: Option<Method>,
    host: Option<Template>,
    headers: Wording<HeaderName, HeaderValue>,
    body: Wording<String, String>,
    query: Wording<String, String>,
    relays: Vec<Relay>,
}

/// Changes whose texts are the same for all requests, or made for each.
#[derive(Debug)]
enum Wording<N, V> {
    Always(Changes<N, V>),
    Each(Changes<N, Template>),
}

/// All texts for one request.
struct Texts<'a> {
    path: Option<String>,
    host: Option<HeaderValue>,
    headers: Cow<'a, Changes<HeaderName, HeaderValue>>,
    body: Cow<'a, Changes<String, String>>,
    query: Cow<'a, Changes<String, String>>,
}

impl Plugin for RequestTransformer {
    const NAME: &'static str = "request-transformer";
    const SUMMARY: &'static str =
        "Changes requests before the service gets them: method, path, query, headers and body.";
    const PRIORITY: i32 = 801;
    type Config = Config;
    type Local = ();

    fn new(config: Config, _: &Services) -> Result<Self, Misconfigured> {
        let headers = config.headers();
        let relays = relays(&headers).collect();
        Ok(Self {
            uri: config.uri(),
            method: config.method(),
            host: config.host(),
            headers: Wording::of(headers, header_value),
            body: Wording::of(config.body(), plain),
            query: Wording::of(config.query(), plain),
            relays,
        })
    }

    fn relays(&self) -> Vec<Relay> {
        self.relays.clone()
    }

    fn body(&self, exchange: &Exchange) -> BodyNeed {
        match self.sort(exchange) {
            Some(_) => BodyNeed::Buffer { limit: body::MOST },
            None => BodyNeed::Stream,
        }
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        Some(match self.transform(exchange) {
            Ok(()) => Verdict::Pass,
            Err(refusal) => Verdict::Refuse(refusal),
        })
    }
}

impl RequestTransformer {
    /// In Kong's order: path, method, headers, body, query.
    fn transform(&self, exchange: &mut Exchange) -> Result<(), Box<Refusal>> {
        let texts = self.texts(&Request::of(exchange))?;
        let sort = self.sort(exchange);
        let mut query = None;
        if let Some(method) = &self.method {
            exchange.forward.method = method.clone();
            if sort == Some(Sort::Form) && self.moves_forms() {
                query = Some(moved_form(exchange)?);
            }
        }
        if let Some(host) = texts.host {
            exchange.forward.host = Some(host);
        }
        texts.headers.make(&mut exchange.head);
        if let (Some(sort), false, None) = (sort, texts.body.is_empty(), &query) {
            body::change(exchange, sort, &texts.body)?;
        }
        if !texts.query.is_empty() {
            let asked = || Arguments::read(exchange.forward.target.query().unwrap_or_default());
            texts.query.make(query.get_or_insert_with(asked));
        }
        let target = &exchange.forward.target;
        let path = texts.path.as_deref();
        if path.is_some() || query.is_some() {
            let query = match query {
                Some(query) => query.write(),
                None => target.query().map(str::to_owned),
            };
            let whole = Target::of(path.unwrap_or(target.path()), query.as_deref());
            exchange.forward.target =
                whole.map_err(|_| refused(StatusCode::URI_TOO_LONG, "The query would be too long"))?;
        }
        if path.is_some() {
            exchange.forward.base = Base::Root;
        }
        Ok(())
    }

    /// All texts, made of the request as it is before any change.
    fn texts<'a>(&'a self, request: &Request<'_>) -> Result<Texts<'a>, Box<Refusal>> {
        let made = |template: &Option<Template>| {
            template
                .as_ref()
                .map(|template| template.fill(request).into_owned())
        };
        Ok(Texts {
            path: made(&self.uri)
                .map(|text| path(&text).ok_or_else(|| impossible("a path")))
                .transpose()?,
            host: made(&self.host)
                .map(|text| host_value(&text).ok_or_else(|| impossible("a Host")))
                .transpose()?,
            headers: self.headers.texts(request, header_value, "a header")?,
            body: self.body.texts(request, plain, "a body")?,
            query: self.query.texts(request, plain, "a query")?,
        })
    }

    /// Which body it is, if something is to become of it.
    fn sort(&self, exchange: &Exchange) -> Option<Sort> {
        if self.body.is_empty() && !self.moves_forms() {
            return None;
        }
        let moves = |sort: &Sort| *sort == Sort::Form && self.moves_forms();
        Sort::of(&exchange.head).filter(|sort| !self.body.is_empty() || moves(sort))
    }

    fn moves_forms(&self) -> bool {
        matches!(self.method, Some(Method::GET | Method::HEAD | Method::TRACE))
    }
}

impl<N: Clone, V: Clone> Wording<N, V> {
    fn of(changes: Changes<N, Template>, value: fn(&str) -> Option<V>) -> Self {
        let always = changes.try_map(|template| template.constant().and_then(value).ok_or(()));
        always.map_or(Self::Each(changes), Self::Always)
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Always(changes) if changes.is_empty())
    }

    fn texts(
        &self,
        request: &Request<'_>,
        value: fn(&str) -> Option<V>,
        what: &str,
    ) -> Result<Cow<'_, Changes<N, V>>, Box<Refusal>> {
        match self {
            Self::Always(changes) => Ok(Cow::Borrowed(changes)),
            Self::Each(changes) => {
                let made =
                    |template: &Template| value(&template.fill(request)).ok_or_else(|| impossible(what));
                changes.try_map(made).map(Cow::Owned)
            }
        }
    }
}

/// The query with the arguments of the form behind it. The form itself goes, and what described it.
fn moved_form(exchange: &mut Exchange) -> Result<Arguments, Box<Refusal>> {
    let form = body::kept(exchange)?;
    let Ok(form) = std::str::from_utf8(form) else {
        return Err(refused(StatusCode::BAD_REQUEST, "The form is no text"));
    };
    let mut query = Arguments::read(exchange.forward.target.query().unwrap_or_default());
    query.extend(Arguments::read(form));
    exchange.body = Body::default();
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
    ] {
        exchange.head.remove(&name);
    }
    Ok(query)
}

/// The headers that are filled with others, or with other parts of the request.
fn relays(headers: &Changes<HeaderName, Template>) -> impl Iterator<Item = Relay> {
    let renamed = headers.rename.iter().map(|(old, new)| Relay {
        to: new.clone(),
        from: Some(old.clone()),
        option: &["rename", "headers"],
    });
    let values: [(&'static [&'static str], _); 3] = [
        (&["replace", "headers"], &headers.replace),
        (&["add", "headers"], &headers.add),
        (&["append", "headers"], &headers.append),
    ];
    let values = values
        .into_iter()
        .flat_map(|(option, values)| values.iter().map(move |value| (option, value)));
    let filled = values.flat_map(|(option, (name, template))| {
        template.sources().into_iter().flat_map(move |source| {
            let from: Vec<Option<HeaderName>> = match source {
                Source::Header(names) => names.iter().cloned().map(Some).collect(),
                Source::Argument(_) | Source::Named(_) | Source::Numbered(_) => vec![None],
            };
            from.into_iter().map(move |from| Relay {
                to: name.clone(),
                from,
                option,
            })
        })
    });
    renamed.chain(filled)
}

fn plain(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn header_value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(text.as_bytes()).ok()
}

/// A host, perhaps with a port (RFC 9110 7.2).
fn host_value(text: &str) -> Option<HeaderValue> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:[]".contains(&byte);
    let is_good = (1..=255).contains(&text.len()) && text.bytes().all(allowed);
    header_value(text).filter(|_| is_good)
}

fn impossible(what: &str) -> Box<Refusal> {
    refused(
        StatusCode::BAD_REQUEST,
        format!("A part of this request cannot stand in {what}"),
    )
}

fn refused(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Box<Refusal> {
    Box::new(Refusal::new(status, message))
}
