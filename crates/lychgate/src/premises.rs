//! This node, as a check of the connection to a provider needs it.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Weak;

use model::{Catalogue, Id, PLUGINS, Resolved, Secrets, Vaults};
use openid_connect::{Avoided, Followed, Kept, NodeKept, OpenIdConnect, Premises};
use plugin::Plugin as _;
use proxy::{Forbidden, Forbids};
use schema::Value;
use serde_json::json;
use store::By;

use crate::running::Running;

/// A node that runs.
pub(crate) struct NodePremises {
    /// What it is asked for does not keep the gateway alive.
    pub(crate) running: Weak<Running>,
    /// Where no request of a client is sent, and no check either.
    pub(crate) forbidden: Forbidden,
}

impl Premises for NodePremises {
    fn kept<'a>(
        &'a self,
        workspace: Id,
        named: &'a str,
    ) -> Pin<Box<dyn Future<Output = NodeKept> + Send + 'a>> {
        Box::pin(async move {
            let Some(running) = self.running.upgrade() else {
                return Err("this node ends".to_owned());
            };
            let by = Id::parse(named).map_or(By::Key(named), By::Id);
            let found = running.store.get(&PLUGINS, workspace, by).await;
            let found = found.map_err(|why| why.to_string())?;
            let of = |name: &str, body: &Value| body.get(name).cloned().unwrap_or_default();
            Ok(found.map(|plugin| Kept {
                name: of("name", &plugin.body).as_str().unwrap_or_default().to_owned(),
                config: of("config", &plugin.body),
            }))
        })
    }

    fn followed(&self, workspace: Id, config: Value) -> Followed {
        let Some(running) = self.running.upgrade() else {
            // Nothing is looked up any more, so there is nothing to check.
            return Followed {
                config: Value::Null,
                resolved: Resolved::default(),
            };
        };
        let (snapshot, secrets) = (running.snapshot(), &*running.secrets);
        followed(&running.catalogue, &config, workspace, snapshot.vaults(), secrets)
    }

    fn forbids(&self, address: SocketAddr) -> Option<Avoided> {
        forbids(&self.forbidden, address)
    }
}

/// Options of a login, with what their references lead to in a workspace.
pub(crate) fn followed(
    catalogue: &Catalogue,
    config: &Value,
    workspace: Id,
    vaults: &Vaults,
    secrets: &dyn Secrets,
) -> Followed {
    let mut plugin = json!({ "name": OpenIdConnect::NAME, "config": config });
    let schema = catalogue.schema_of(PLUGINS.name, &plugin);
    let resolved = schema.map(|schema| Resolved::of(schema, &mut plugin, workspace, vaults, secrets));
    Followed {
        resolved: resolved.unwrap_or_default(),
        config: plugin.get_mut("config").map(Value::take).unwrap_or_default(),
    }
}

/// Why a check does not go to an address.
pub(crate) fn forbids(forbidden: &Forbidden, address: SocketAddr) -> Option<Avoided> {
    let judged = forbidden.judge(address, proxy::is_ours);
    let why = judged.err()?;
    Some(match why {
        Forbids::AdminApi => Avoided::ByAll(why.to_string()),
        // Logins are not asked about it.
        Forbids::Network => Avoided::ByChecks(why.to_string()),
    })
}
