//! What there is at each path.

#[cfg(test)]
mod tests;

use model::Catalogue;

use crate::Serves;
use crate::address::{Address, Named, segments};

/// What there is at a path.
#[derive(Clone, Debug)]
pub(crate) enum Resource<'a> {
    /// `/`: what the node is.
    Node,
    /// `/status`: how it is.
    Status,
    /// `/status/dns`: how names were looked up.
    NameLookups,
    /// `/status/ready`: whether it should be sent requests.
    Readiness,
    /// `/tags`: what is tagged, and with what; `/tags/a`: what is tagged with `a`.
    Tags(Option<String>),
    /// `/config`: the whole configuration of a node without a database.
    Config,
    /// `/upstreams/u/health`: what is known of its targets.
    Health(Named),
    /// `/routes/r/chain`: the plugins that act on its requests.
    Chain(Named),
    /// `/upstreams/u/targets/all`: its targets, in the order of their ids.
    AllTargets(Named),
    /// `/upstreams/u/targets/t/healthy`, `/upstreams/u/targets/t/10.0.0.1:80/unhealthy`: what is said of a target.
    Mark {
        /// The upstream.
        upstream: Named,
        /// The target.
        target: Named,
        /// One of its addresses.
        address: Option<String>,
    },
    /// `/debug/node/log-level`: how much the log tells.
    LogLevel,
    /// `/debug/node/log-level/debug`: that it tells so much.
    LogLevelChange(String),
    /// What is there for other nodes than this one. Why not for this one.
    NotHere(&'static str),
    /// `/robots.txt`: that nobody should look for anything here.
    Robots,
    /// `/plugins/enabled`: the plugins that can be used.
    EnabledPlugins,
    /// `/schemas/routes`: what an entity may be.
    Schema(String),
    /// `/schemas/plugins/openid-connect`: what the options of a plugin may be.
    PluginSchema(String),
    /// `/schemas/plugins/openid-connect/layout`: how the form of these is arranged.
    Layout(String),
    /// `/plugins/schema/openid-connect`: the options of a plugin alone.
    Options(String),
    /// `/schemas/vaults/env`: what the options of a vault may be.
    VaultSchema(String),
    /// `/schemas/routes/validate`: whether a document would do.
    Validation(&'a str),
    /// `/endpoints`: all paths.
    Endpoints,
    /// Entities.
    Entities(Address<'a>),
}

/// A path, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Located<'a> {
    /// The name of the workspace that the path begins with, if it does.
    pub(crate) workspace: Option<String>,
    /// What is there.
    pub(crate) resource: Resource<'a>,
}

impl<'a> Located<'a> {
    /// What there is at this path, if anything. What is a path without a workspace is no name of one.
    pub(crate) fn at(catalogue: &'a Catalogue, path: &str) -> Option<Self> {
        let segments = segments(path)?;
        match segments.split_first() {
            Some((first, rest)) if !rest.is_empty() && !Resource::is_first(catalogue, first) => Some(Self {
                workspace: Some(first.clone()),
                resource: Resource::of(catalogue, Within::Workspace, rest)?,
            }),
            _ => Some(Self {
                workspace: None,
                resource: Resource::of(catalogue, Within::Nothing, &segments)?,
            }),
        }
    }
}

/// What stands before the segments of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Workspace,
}

impl<'a> Resource<'a> {
    /// Whether paths begin with this segment.
    pub(crate) fn is_first(catalogue: &'a Catalogue, segment: &str) -> bool {
        let is_entity = || Self::of(catalogue, Within::Nothing, &[segment.to_owned()]).is_some();
        RESERVED.contains(&segment) || is_entity()
    }

    fn of(catalogue: &'a Catalogue, within: Within, segments: &[String]) -> Option<Self> {
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        match words[..] {
            [] if within == Within::Nothing => Some(Self::Node),
            // Kong's graphical interface asks there for what stands at `/`, in each workspace.
            ["kong"] => Some(Self::Node),
            ["status"] => Some(Self::Status),
            ["status", "dns"] => Some(Self::NameLookups),
            ["status", "ready"] => Some(Self::Readiness),
            ["upstreams", upstream, "health"] => Some(Self::Health(Named(upstream.to_owned()))),
            ["routes", route, "chain"] => Some(Self::Chain(Named(route.to_owned()))),
            ["upstreams", upstream, "targets", "all"] => Some(Self::AllTargets(Named(upstream.to_owned()))),
            ["upstreams", upstream, "targets", target, "healthy" | "unhealthy"] => Some(Self::Mark {
                upstream: Named(upstream.to_owned()),
                target: Named(target.to_owned()),
                address: None,
            }),
            [
                "upstreams",
                upstream,
                "targets",
                target,
                address,
                "healthy" | "unhealthy",
            ] => Some(Self::Mark {
                upstream: Named(upstream.to_owned()),
                target: Named(target.to_owned()),
                address: Some(address.to_owned()),
            }),
            ["debug", "node", "log-level"] => Some(Self::LogLevel),
            ["debug", "node", "log-level", level] => Some(Self::LogLevelChange(level.to_owned())),
            ["clustering", "data-planes" | "status"] => Some(Self::NotHere(NO_CONTROL_PLANE)),
            ["filter-chains"]
            | ["filter-chains", _]
            | ["filter-chains", _, "route" | "service"]
            | ["routes" | "services", _, "filter-chains"]
            | ["routes" | "services", _, "filter-chains", _]
            | ["routes", _, "filters", "all" | "enabled" | "disabled"] => Some(Self::NotHere(NO_WASM)),
            ["robots.txt"] => Some(Self::Robots),
            ["config"] => Some(Self::Config),
            ["tags"] => Some(Self::Tags(None)),
            ["tags", tag] => Some(Self::Tags(Some(tag.to_owned()))),
            ["plugins", "schema", name] => Some(Self::Options(name.to_owned())),
            ["plugins", "enabled"] => Some(Self::EnabledPlugins),
            ["endpoints"] => Some(Self::Endpoints),
            ["schemas", kind] => Some(Self::Schema(kind.to_owned())),
            ["schemas", "plugins", name] if name != "validate" => Some(Self::PluginSchema(name.to_owned())),
            ["schemas", "plugins", name, "layout"] => Some(Self::Layout(name.to_owned())),
            ["schemas", "vaults", name] if name != "validate" => Some(Self::VaultSchema(name.to_owned())),
            ["schemas", kind, "validate"] => {
                let entity = catalogue.entity(kind)?;
                Some(Self::Validation(entity.name))
            }
            _ => Address::of(catalogue, segments).map(Self::Entities),
        }
    }

    /// The kind of what is written there, if anything is.
    pub(crate) const fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Config => Some("config"),
            Self::Entities(address) => Some(address.kind()),
            _ => None,
        }
    }

    /// Whether it can be told by a tag whether what is there has changed. Where nothing can be written, nobody asks.
    pub(crate) const fn has_state(&self) -> bool {
        match self {
            Self::Entities(address) => address.has_state(),
            Self::NotHere(_) => true,
            _ => false,
        }
    }

    /// Whether a listener answers it.
    pub(crate) const fn is_served(&self, serves: Serves) -> bool {
        matches!(
            (serves, self),
            (Serves::Everything, _) | (Serves::Status, Self::Status | Self::Readiness)
        )
    }

    /// The methods that it answers, in order.
    pub(crate) const fn allowed(&self) -> &'static str {
        match self {
            Self::Config | Self::Readiness => "GET, HEAD, OPTIONS, POST",
            Self::Mark { .. } | Self::LogLevelChange(_) => "OPTIONS, PUT",
            Self::NotHere(_) => "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
            Self::Node
            | Self::Status
            | Self::NameLookups
            | Self::AllTargets(_)
            | Self::LogLevel
            | Self::Robots
            | Self::Options(_)
            | Self::Tags(_)
            | Self::Health(_)
            | Self::Chain(_)
            | Self::EnabledPlugins
            | Self::Endpoints
            | Self::Schema(_)
            | Self::PluginSchema(_)
            | Self::Layout(_)
            | Self::VaultSchema(_) => "GET, HEAD, OPTIONS",
            Self::Validation(_) => "OPTIONS, POST",
            Self::Entities(address) => address.allowed(),
        }
    }
}

/// What Kong says of clusters where there is none.
const NO_CONTROL_PLANE: &str =
    "this endpoint is only available when Kong is configured to run as Control Plane for the cluster";

/// What Kong says of filters where there are none.
const NO_WASM: &str = "this endpoint is only available when wasm is enabled";

/// Beginnings of paths, here and in Kong, that no entity has.
const RESERVED: &[&str] = &[
    "admins",
    "auth",
    "cache",
    "clustering",
    "config",
    "debug",
    "event-hooks",
    "filter-chains",
    "groups",
    "kong",
    "licenses",
    "metrics",
    "openid-connect",
    "partials",
    "rbac",
    "schemas",
    "tags",
    "targets",
    "timers",
    "userinfo",
];
