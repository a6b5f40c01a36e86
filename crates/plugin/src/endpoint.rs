//! What a plugin adds to the Admin API.

use std::future::Future;
use std::pin::Pin;

use http::{Method, StatusCode};
use serde_json::Value;

use crate::Services;

/// One path of the Admin API that a plugin answers. It runs outside, never on a core.
#[derive(Clone)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path, with `{name}` for a segment that varies: `/openid-connect/issuers/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub role: Role,
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
}

/// What an endpoint was asked.
#[derive(Clone, Debug)]
pub struct EndpointRequest {
    /// The segments that vary, by name, percent-decoded.
    pub segments: Vec<(String, String)>,
    /// The query as it was sent.
    pub query: Option<String>,
    /// The JSON body; null if there was none.
    pub body: Value,
}

/// What an endpoint answers.
#[derive(Clone, Debug)]
pub struct EndpointAnswer {
    /// The status.
    pub status: StatusCode,
    /// The JSON body.
    pub body: Value,
}
