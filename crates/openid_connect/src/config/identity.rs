//! Who somebody is to the gateway.

use schema::{Choice, Record, Shorthand};

/// Options of finding a consumer, consumer groups, a credential or a principal.
#[derive(Record)]
#[record(shorthand = Shorthand::of("consumer_claim", "consumer_claims").only())]
pub(crate) struct Identity {
    /// Ways to claims that name the consumer; the first claim that is there counts, in the ID token before the access
    /// token and what the userinfo endpoint says. Who has no consumer is then refused. Null looks for no consumer.
    #[field()]
    pub(crate) consumer_claims: Option<Vec<Vec<String>>>,

    /// By what a consumer is found, in this order. Null finds nobody.
    #[field(default = [ConsumerKey::Username, ConsumerKey::CustomId], set)]
    pub(crate) consumer_by: Option<Vec<ConsumerKey>>,

    /// Whether the case of usernames does not matter; only that of ASCII. Where two differ in nothing else, neither is found.
    #[field(default = false)]
    pub(crate) by_username_ignore_case: bool,

    /// Whether those pass too whose claim names no consumer. With `anonymous` they pass as that one.
    #[field(default = false)]
    pub(crate) consumer_optional: bool,

    /// The way to the claim that names consumer groups; those that are there count beside the groups of the consumer.
    /// Who is in none of them is refused. Null looks for none.
    #[field()]
    pub(crate) consumer_groups_claim: Option<Vec<String>>,

    /// Whether those pass too whose claim names no consumer group.
    #[field(default = false)]
    pub(crate) consumer_groups_optional: bool,

    /// The way to the claim that tells one from another where there is no consumer, such as for limits; in the access token
    /// before the ID token. Null tells nobody apart.
    #[field(default = ["sub"])]
    pub(crate) credential_claim: Option<Vec<String>>,

    /// A directory of principals to look people up in.
    #[field(refused)]
    pub(crate) principals: Option<Principals>,
}

/// By what a consumer is found.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConsumerKey {
    /// Its id.
    #[choice("id")]
    Id,
    /// Its username.
    #[choice("username")]
    Username,
    /// The id that it has elsewhere.
    #[choice("custom_id")]
    CustomId,
}

/// A directory of principals.
#[derive(Record)]
pub(crate) struct Principals {
    /// Whether people are looked up.
    #[field(default = false)]
    pub(crate) enabled: bool,

    /// The name of the directory.
    #[field(default = "default")]
    pub(crate) directory: String,

    /// Whether those are refused who are not found.
    #[field(default = true)]
    pub(crate) error_on_miss: bool,

    /// Whether the consumer that belongs to the principal counts.
    #[field(default = true)]
    pub(crate) match_consumer: bool,

    /// Whether the consumer groups that belong to the principal count.
    #[field(default = true)]
    pub(crate) match_consumer_groups: bool,

    /// The name of the identity by which people are looked up. Null looks them up by issuer and claim.
    pub(crate) principal_by: Option<String>,

    /// The way to the claim by which people are looked up. Null is `sub`.
    #[field(len_min(1))]
    pub(crate) principal_claim: Option<Vec<String>>,
}
