//! What plugins answer of the Admin API, at paths of their own.

#[cfg(test)]
mod tests;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use plugin::{Endpoint, EndpointAnswer, EndpointRequest};
use schema::Value;

use crate::address::segments;
use crate::admission::{Caller, Role};
use crate::body::Written;
use crate::guard::only_reads;
use crate::precondition::Precondition;
use crate::problem::{Problem, method_not_allowed};
use crate::refusal::Refusal;
use crate::router::{id_of, options};
use crate::{Node, Serves};

/// A path that plugins answer.
#[derive(Debug)]
pub(crate) struct Extension<'a> {
    /// The workspace that the path begins with, if it does.
    workspace: Option<String>,
    /// What is answered there, by methods.
    endpoints: Vec<&'a Endpoint>,
    /// The segments that vary.
    segments: Vec<(String, String)>,
}

impl<'a> Extension<'a> {
    /// What plugins answer at this path, if anything.
    pub(crate) fn at(endpoints: &'a [Endpoint], path: &str) -> Option<Self> {
        let all = segments(path)?;
        let (first, rest) = all.split_first()?;
        [(None, &*all), (Some(first.clone()), rest)]
            .into_iter()
            .find_map(|(workspace, segments)| {
                let fits = |endpoint: &&Endpoint| fitting(endpoint.path, segments).is_some();
                let endpoints: Vec<_> = endpoints.iter().filter(fits).collect();
                let segments = fitting(endpoints.first()?.path, segments)?;
                Some(Self {
                    workspace,
                    endpoints,
                    segments,
                })
            })
    }

    /// Whether a listener answers it.
    pub(crate) fn is_served(&self, serves: Serves) -> bool {
        let is_for_watchers = |endpoint: &&Endpoint| endpoint.role == plugin::Role::Watcher;
        serves == Serves::Everything || self.workspace.is_none() && self.endpoints.iter().all(is_for_watchers)
    }

    /// Whether it only tells how the node is, to whoever reaches a listener for that.
    pub(crate) fn is_watched(endpoints: &'a [Endpoint], path: &str) -> bool {
        Self::at(endpoints, path).is_some_and(|extension| extension.is_served(Serves::Status))
    }

    /// The methods that it answers, in order.
    fn allowed(&self) -> String {
        let mut words = vec![Method::OPTIONS];
        for endpoint in &self.endpoints {
            words.push(endpoint.method.clone());
            if endpoint.method == Method::GET {
                words.push(Method::HEAD);
            }
        }
        let mut words: Vec<&str> = words.iter().map(Method::as_str).collect();
        words.sort_unstable();
        words.join(", ")
    }

    /// Has the plugin answer.
    pub(crate) async fn answer(self, node: &dyn Node, parts: &Parts, body: Body) -> Response {
        let allowed = self.allowed();
        let method = match &parts.method {
            &Method::HEAD => &Method::GET,
            method => method,
        };
        if *method == Method::OPTIONS {
            return options(&allowed);
        }
        let endpoint = self.endpoints.iter().find(|endpoint| endpoint.method == *method);
        let Some(endpoint) = endpoint else {
            return method_not_allowed(&allowed);
        };
        let caller = parts.extensions.get::<Caller>().and_then(|caller| caller.role());
        if endpoint.role == plugin::Role::Writer && caller != Some(Role::Admin) {
            return Refusal::ReadOnly.into_response();
        }
        let asked = async {
            let workspace = id_of(node, self.workspace).await?;
            // What plugins do with a request has no state that could be told by a tag.
            if Precondition::of(&parts.headers).names_a_state() && !only_reads(method) {
                return Err(Problem::NoState);
            }
            let body = match *method {
                Method::GET | Method::DELETE => Value::Null,
                _ => Written::read(&parts.headers, body).await?.told().clone(),
            };
            Ok::<_, Problem>(EndpointRequest {
                workspace,
                segments: self.segments,
                query: parts.uri.query().map(str::to_owned),
                body,
            })
        };
        match asked.await {
            Ok(request) => shown(node.ask(endpoint, request).await),
            Err(problem) => problem.into_response(),
        }
    }
}

fn shown(answer: EndpointAnswer) -> Response {
    let EndpointAnswer {
        status,
        body,
        text,
        media_type,
    } = answer;
    let text = text.or_else(|| (!body.is_null()).then(|| body.to_string()));
    match text {
        None => status.into_response(),
        Some(text) => (status, [(header::CONTENT_TYPE, media_type)], text).into_response(),
    }
}

/// The segments that vary, if these are segments of this path.
fn fitting(path: &str, segments: &[String]) -> Option<Vec<(String, String)>> {
    let mut varying = Vec::new();
    let mut given = segments.iter();
    for expected in path.split('/').skip(1) {
        let segment = given.next()?;
        match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => varying.push((name.to_owned(), segment.clone())),
            None if expected == segment => {}
            None => return None,
        }
    }
    given.next().is_none().then_some(varying)
}
