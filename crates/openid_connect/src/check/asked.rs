//! `POST /openid-connect/check` of the Admin API.

use http::StatusCode;
use plugin::{EndpointAnswer, EndpointRequest, EndpointWork, Plugin, Services};
use serde_json::{Map, Value};
use tracing::info;

use super::premises::{Followed, Kept};
use super::{Check, Checks, SignIn};
use crate::OpenIdConnect;

/// What somebody wants checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A plugin that is kept, by its id or its instance name. Its secrets do not leave this node.
    Plugin(String),
    /// Options that nobody keeps.
    Config(Value),
}

/// What stands in a request, and why it is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) wanted: Wanted,
    pub(super) sign_in: SignIn,
}

impl Asked {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it, and what would be right.
    pub(super) fn read(body: &Value) -> Result<Self, &'static str> {
        let Some(members) = body.as_object() else {
            return Err("write a JSON object with plugin, or with config");
        };
        let is_known = |name: &String| ["plugin", "config", "sign_in"].contains(&name.as_str());
        if !members.keys().all(is_known) {
            return Err("only plugin, config and sign_in are known here");
        }
        Ok(Self {
            wanted: wanted(members)?,
            sign_in: match members.get("sign_in") {
                None | Some(Value::Null | Value::Bool(false)) => SignIn::NotTried,
                Some(Value::Bool(true)) => SignIn::Tried,
                Some(_) => return Err("sign_in is true or false"),
            },
        })
    }
}

fn wanted(members: &Map<String, Value>) -> Result<Wanted, &'static str> {
    match (members.get("plugin"), members.get("config")) {
        (Some(Value::String(named)), None) => Ok(Wanted::Plugin(named.clone())),
        (Some(_), None) => Err("plugin is an id, or an instance name"),
        (None, Some(config @ Value::Object(_))) => Ok(Wanted::Config(config.clone())),
        (None, Some(_)) => Err("config holds the options of the plugin"),
        (None, None) => Err("write plugin, or config"),
        (Some(_), Some(_)) => Err("write plugin or config, not both"),
    }
}

/// Checks what is asked for.
pub(crate) fn answer(asked: EndpointRequest, services: Services) -> EndpointWork {
    Box::pin(async move {
        let Asked { wanted, sign_in } = match Asked::read(&asked.body) {
            Ok(asked) => asked,
            Err(why) => return EndpointAnswer::refused(StatusCode::BAD_REQUEST, why),
        };
        let checks = services.shared.the::<Checks>();
        let Some(premises) = checks.premises() else {
            let why = "nothing can be checked on this node";
            return EndpointAnswer::refused(StatusCode::SERVICE_UNAVAILABLE, why);
        };
        let Some(_turn) = checks.turn() else {
            let why = "four checks are under way; try again when one of them has ended";
            return EndpointAnswer::refused(StatusCode::TOO_MANY_REQUESTS, why);
        };
        let config = match wanted {
            Wanted::Config(config) => config,
            Wanted::Plugin(named) => match premises.kept(asked.workspace, &named).await {
                Ok(Some(Kept { name, config })) if name == OpenIdConnect::NAME => config,
                Ok(Some(Kept { name, .. })) => {
                    let why = format!("this is a plugin {name}; only {} is checked", OpenIdConnect::NAME);
                    return EndpointAnswer::refused(StatusCode::BAD_REQUEST, &why);
                }
                Ok(None) => return EndpointAnswer::refused(StatusCode::NOT_FOUND, "Not found"),
                Err(why) => return EndpointAnswer::refused(StatusCode::SERVICE_UNAVAILABLE, &why),
            },
        };
        let Followed { config, resolved } = premises.followed(asked.workspace, config);
        let check = Check {
            config: &config,
            resolved: &resolved,
            sign_in,
            services: &services,
            forbids: &|address| premises.forbids(address),
        };
        let report = check.run().await;
        info!(issuer = report.issuer, verdict = ?report.verdict, "the connection to a provider was checked");
        let told = serde_json::to_value(&report);
        EndpointAnswer::told(told.expect("a report is texts and numbers"))
    })
}
