//! Lets consumers pass, or not, by their groups.

mod group;

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode};
use plugin::{Exchange, Misconfigured, Plugin, Refusal, Services, Verdict};
use schema::Record;

pub use self::group::{ACLS, AclGroup};

/// Refuses consumers of denied groups, or those of no allowed group.
#[derive(Debug)]
pub struct Acl {
    rule: Rule,
    hides_groups: bool,
    prefers_authenticated: bool,
}

/// Options of the acl plugin.
#[derive(Record)]
#[record(only_one_of("allow", "deny"), at_least_one_of("allow", "deny"))]
pub struct Config {
    /// The groups whose members may pass. Nobody else may.
    #[field()]
    pub allow: Option<Vec<String>>,

    /// The groups whose members may not pass.
    #[field()]
    pub deny: Option<Vec<String>>,

    /// Whether the service is not told the groups.
    #[field(default = false)]
    pub hide_groups_header: bool,

    /// Whether the groups that count are those that an identity provider tells, if it tells any, and not those of the
    /// consumer.
    #[field(default = false)]
    pub always_use_authenticated_groups: bool,
}

/// Who may pass.
#[derive(Debug)]
enum Rule {
    Allow(Vec<String>),
    Deny(Vec<String>),
}

const X_CONSUMER_GROUPS: HeaderName = HeaderName::from_static("x-consumer-groups");
const X_AUTHENTICATED_GROUPS: HeaderName = HeaderName::from_static("x-authenticated-groups");

impl Plugin for Acl {
    const NAME: &'static str = "acl";
    const SUMMARY: &'static str = "Lets consumers pass, or not, by their groups.";
    const PRIORITY: i32 = 950;
    const IS_FOR_CONSUMERS: bool = false;
    const ENTITIES: &'static [model::Entity] = &[ACLS];
    type Config = Config;
    type Local = ();

    fn new(config: Config, _: &Services) -> Result<Self, Misconfigured> {
        Ok(Self {
            rule: match (config.allow, config.deny) {
                (None, Some(deny)) => Rule::Deny(deny),
                (allow, _) => Rule::Allow(allow.unwrap_or_default()),
            },
            hides_groups: config.hide_groups_header,
            prefers_authenticated: config.always_use_authenticated_groups,
        })
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        let directory = exchange.directory.clone();
        let is_proven = exchange.credential.is_some();
        // What an identity provider tells goes before the groups of whoever somebody is only taken for, and of whoever
        // it says that they are: only a credential of this gateway is a consumer's own.
        let shows_own = exchange
            .credential
            .as_ref()
            .is_some_and(|shown| shown.entity.is_some());
        let has_own = shows_own && exchange.consumer.is_some();
        let authenticated = match has_own && !self.prefers_authenticated {
            true => None,
            false => exchange.authenticated_groups.clone(),
        };
        let (header, groups): (_, Vec<&str>) = match (&authenticated, &exchange.consumer) {
            (Some(groups), _) => (
                X_AUTHENTICATED_GROUPS,
                groups.iter().map(|group| &**group).collect(),
            ),
            (None, Some(consumer)) => {
                let held = directory.held_by::<AclGroup>(ACLS.name, consumer.id);
                (X_CONSUMER_GROUPS, held.map(|acl| acl.group.as_str()).collect())
            }
            (None, None) => return Some(refuse(StatusCode::UNAUTHORIZED, "Unauthorized")),
        };
        if !self.rule.admits(&groups) {
            return Some(match is_proven || authenticated.is_some() {
                true => refuse(StatusCode::FORBIDDEN, "You cannot consume this service"),
                false => refuse(StatusCode::UNAUTHORIZED, "Unauthorized"),
            });
        }
        // A name that could stand for two, or for a header of its own, is not told.
        let told = (!self.hides_groups && !groups.is_empty()).then(|| groups.join(", "));
        match told.and_then(|told| HeaderValue::try_from(told).ok()) {
            Some(told) => exchange.head.set(header, told),
            None => drop(exchange.head.remove(&header)),
        }
        Some(Verdict::Pass)
    }
}

impl Rule {
    fn admits(&self, groups: &[&str]) -> bool {
        let is_among = |named: &[String]| groups.iter().any(|group| named.iter().any(|name| name == group));
        match self {
            Self::Allow(allowed) => is_among(allowed),
            Self::Deny(denied) => !is_among(denied),
        }
    }
}

fn refuse(status: StatusCode, message: &'static str) -> Verdict {
    Verdict::refuse(Refusal::new(status, Cow::Borrowed(message)))
}
