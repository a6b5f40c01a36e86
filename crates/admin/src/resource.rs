//! What there is at each path.

#[cfg(test)]
mod tests;

use model::Catalogue;

use crate::address::{Address, segments};

/// What there is at a path.
#[derive(Clone, Debug)]
pub(crate) enum Resource<'a> {
    /// `/`: what the node is.
    Node,
    /// `/status`: how it is.
    Status,
    /// `/plugins/enabled`: the plugins that can be used.
    EnabledPlugins,
    /// `/schemas/routes`: what an entity may be.
    Schema(String),
    /// `/schemas/plugins/openid-connect`: what the options of a plugin may be.
    PluginSchema(String),
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
    /// What stands before the paths of its workspace: nothing, or `/default`.
    pub(crate) prefix: &'static str,
    /// What is there.
    pub(crate) resource: Resource<'a>,
}

/// The name of the workspace that everything belongs to.
const DEFAULT: &str = "default";

impl<'a> Located<'a> {
    /// What there is at this path, if anything.
    pub(crate) fn at(catalogue: &'a Catalogue, path: &str) -> Option<Self> {
        let segments = segments(path)?;
        let (prefix, segments) = match segments.split_first() {
            Some((first, rest)) if first == DEFAULT && !rest.is_empty() => ("/default", rest),
            _ => ("", &segments[..]),
        };
        let resource = Resource::of(catalogue, prefix, segments)?;
        Some(Self { prefix, resource })
    }
}

impl<'a> Resource<'a> {
    fn of(catalogue: &'a Catalogue, prefix: &str, segments: &[String]) -> Option<Self> {
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        match words[..] {
            [] if prefix.is_empty() => Some(Self::Node),
            ["kong"] if !prefix.is_empty() => Some(Self::Node),
            ["status"] => Some(Self::Status),
            ["plugins", "enabled"] => Some(Self::EnabledPlugins),
            ["endpoints"] => Some(Self::Endpoints),
            ["schemas", kind] => Some(Self::Schema(kind.to_owned())),
            ["schemas", "plugins", name] if name != "validate" => Some(Self::PluginSchema(name.to_owned())),
            ["schemas", kind, "validate"] => {
                let entity = catalogue.entity(kind)?;
                Some(Self::Validation(entity.name))
            }
            _ => Address::of(catalogue, segments).map(Self::Entities),
        }
    }

    /// The methods that it answers, in order.
    pub(crate) const fn allowed(&self) -> &'static str {
        match self {
            Self::Node
            | Self::Status
            | Self::EnabledPlugins
            | Self::Endpoints
            | Self::Schema(_)
            | Self::PluginSchema(_) => "GET, HEAD, OPTIONS",
            Self::Validation(_) => "OPTIONS, POST",
            Self::Entities(address) => address.allowed(),
        }
    }
}
