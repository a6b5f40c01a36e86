//! What a plugin adds to the Admin API.

use std::future::Future;
use std::pin::Pin;

use http::{Method, StatusCode};
use model::Id;
use serde_json::{Value, json};

use crate::Services;

/// One path of the Admin API that a plugin answers. It runs outside, never on a core.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path, with `{name}` for a segment that varies: `/openid-connect/issuers/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub role: Role,
    /// Whether all other nodes that share the store do the same, once it is done on one: what a node keeps of its own is
    /// nowhere else to be had.
    pub spreads: bool,
    /// What it does.
    pub handler: fn(EndpointRequest, Services) -> EndpointWork,
}

/// An endpoint's answer on its way.
pub type EndpointWork = Pin<Box<dyn Future<Output = EndpointAnswer> + Send>>;

/// Who may call an endpoint of the Admin API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Anybody who may read the configuration.
    Reader,
    /// Only who may change it.
    Writer,
    /// Anybody who may read the configuration, and where the status alone is told whoever asks.
    Watcher,
}

/// What an endpoint was asked.
#[derive(Clone, Debug)]
pub struct EndpointRequest {
    /// The workspace that the path begins with; the default one if it names none.
    pub workspace: Id,
    /// The segments that vary, by name, percent-decoded.
    pub segments: Vec<(String, String)>,
    /// The query as it was sent.
    pub query: Option<String>,
    /// The JSON body; null if there was none.
    pub body: Value,
}

/// What an endpoint answers.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointAnswer {
    /// The status.
    pub status: StatusCode,
    /// The JSON body, of which null is none.
    pub body: Value,
    /// What it says in the place of that, if it is no JSON.
    pub text: Option<String>,
    /// What kind of JSON, or of text, it is.
    pub media_type: &'static str,
}

impl EndpointAnswer {
    /// This.
    #[must_use]
    pub const fn told(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            text: None,
            media_type: JSON,
        }
    }

    /// This text.
    #[must_use]
    pub const fn said(media_type: &'static str, text: String) -> Self {
        Self {
            status: StatusCode::OK,
            body: Value::Null,
            text: Some(text),
            media_type,
        }
    }

    /// It is done, and there is nothing to tell.
    #[must_use]
    pub const fn done() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: Value::Null,
            text: None,
            media_type: JSON,
        }
    }

    /// It is not done, and why; in the words of the Admin API.
    #[must_use]
    pub fn refused(status: StatusCode, why: &str) -> Self {
        Self {
            status,
            body: json!({ "message": why }),
            text: None,
            media_type: JSON,
        }
    }
}

const JSON: &str = "application/json; charset=utf-8";
