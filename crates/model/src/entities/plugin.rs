//! Plugins as they are configured.

use std::cmp::Reverse;
use std::fmt;

use schema::{Members, Name, Record, Tag, Value, Violation, Violations};

use crate::entity::{Link, OnDelete, Residence, Standing, UniqueIn};
use crate::{Digest, Entity, Id, Protocol};

/// The entity.
pub const PLUGINS: Entity = Entity {
    name: "plugins",
    key: Some("instance_name"),
    tuple: &["name", "route", "service", "consumer", "consumer_group"],
    tuple_may_lack: &["consumer_group"],
    unique_in: UniqueIn::Workspace,
    links: &[
        Link {
            field: "route",
            to: "routes",
            on_delete: OnDelete::Cascade,
        },
        Link {
            field: "service",
            to: "services",
            on_delete: OnDelete::Cascade,
        },
        Link {
            field: "consumer",
            to: "consumers",
            on_delete: OnDelete::Cascade,
        },
        Link {
            field: "consumer_group",
            to: "consumer_groups",
            on_delete: OnDelete::Cascade,
        },
    ],
    residence: Residence::Snapshot,
    standing: Standing::Honoured,
    schema: Plugin::describe,
    shorthand: None,
    brought: None,
};

/// A plugin with its options, and for which requests it acts: all that is set must be so.
#[derive(Record, Clone)]
#[record(rule(for_one_or_for_a_group))]
pub struct Plugin {
    /// Its id.
    #[field(auto)]
    pub id: Id,
    /// The name of the plugin.
    pub name: String,
    /// The name of this use of it.
    #[field(unique)]
    pub instance_name: Option<Name>,
    /// When it was made, in seconds since 1970.
    #[field(auto)]
    pub created_at: Option<u64>,
    /// When it was last changed, in seconds since 1970.
    #[field(auto)]
    pub updated_at: Option<u64>,
    /// Only requests of this route.
    #[field(foreign("routes"))]
    pub route: Option<Id>,
    /// Only requests to this service.
    #[field(foreign("services"))]
    pub service: Option<Id>,
    /// Only requests of this consumer.
    #[field(foreign("consumers"))]
    pub consumer: Option<Id>,
    /// Only requests of consumers of this group.
    #[field(foreign("consumer_groups"))]
    pub consumer_group: Option<Id>,
    /// The plugin's options, filled and checked.
    pub config: Value,
    /// How requests may have come.
    #[field(default = [Protocol::Grpc, Protocol::Grpcs, Protocol::Http, Protocol::Https], set)]
    pub protocols: Vec<Protocol>,
    /// Whether it acts.
    #[field(default = true)]
    pub enabled: bool,
    /// Words to find it by.
    #[field(set, inert)]
    pub tags: Option<Vec<Tag>>,
}

impl Plugin {
    /// By this a built instance is known again: it may stay when id and digest are the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.config)
    }

    /// Whether it is switched on and meant for HTTP.
    #[must_use]
    pub fn acts(&self) -> bool {
        let http = [Protocol::Http, Protocol::Https, Protocol::Grpc, Protocol::Grpcs];
        self.enabled && self.protocols.iter().any(|protocol| http.contains(protocol))
    }

    /// Whether it is meant for the requests of a route that leads to this service, for whomever they are.
    #[must_use]
    pub fn is_meant_for(&self, route: Id, service: Option<Id>) -> bool {
        self.route.is_none_or(|meant| meant == route) && (self.service.is_none() || self.service == service)
    }

    /// Its turn, beside plugins of the same route and of other priorities: the smaller acts first. Of equal priority the
    /// greater name goes first, as in Kong; of the same name the one that says most about a request.
    #[must_use]
    pub fn turn(&self, priority: i32) -> impl Ord + use<'_> {
        (Reverse(priority), Reverse(self.name.as_str()), self.rank())
    }

    /// How much it says about a request: the less, the more. Kong's order of scopes: a route with its service goes before
    /// a consumer alone. What names a consumer and a group counts for the consumer, and cannot be configured.
    #[must_use]
    pub const fn rank(&self) -> u8 {
        let is_of_route = self.route.is_some();
        let is_of_service = self.service.is_some();
        match (self.consumer.is_some(), self.consumer_group.is_some()) {
            (true, _) if is_of_route && is_of_service => 1,
            (false, true) if is_of_route && is_of_service => 2,
            (true, _) if is_of_route => 3,
            (true, _) if is_of_service => 4,
            (false, true) if is_of_route => 5,
            (false, true) if is_of_service => 6,
            (false, false) if is_of_route && is_of_service => 7,
            (true, _) => 8,
            (false, true) => 9,
            (false, false) if is_of_route => 10,
            (false, false) if is_of_service => 11,
            (false, false) => 12,
        }
    }
}

/// Kong has no place in its order for what is meant for one consumer of one group.
fn for_one_or_for_a_group(plugin: &Members<'_>, found: &mut Violations) {
    let is_for = |field| plugin.value(field).is_some_and(|value| !value.is_null());
    if is_for("consumer") && is_for("consumer_group") {
        found.add(Violation::Own {
            code: "plugin.two_scopes",
            text: "a plugin is for a consumer or for a consumer group".to_owned(),
            remedy: "leave out one of them".to_owned(),
        });
    }
}

impl fmt::Debug for Plugin {
    /// Leaves out the options, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.name, self.id)
    }
}
