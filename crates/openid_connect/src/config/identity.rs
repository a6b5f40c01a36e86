//! Who somebody is to the gateway.

use schema::{Choice, Record, Shorthand};

/// Options of finding a consumer, consumer groups, a credential or a principal.
#[derive(Record)]
#[record(shorthand = Shorthand::of("consumer_claim", "consumer_claims").only())]
pub(crate) struct Identity {
    /// Ways to claims that name the consumer; the first claim that is there counts.
    /// Who has no consumer is then refused. Null looks for no consumer.
    #[field(refused)]
    pub(crate) consumer_claims: Option<Vec<Vec<String>>>,

    /// By what a consumer is found.
    #[field(default = [ConsumerKey::Username, ConsumerKey::CustomId], set, inert)]
    pub(crate) consumer_by: Option<Vec<ConsumerKey>>,

    /// Whether the case of usernames does not matter.
    #[field(default = false, inert)]
    pub(crate) by_username_ignore_case: bool,

    /// Whether those pass too whose claim names no consumer.
    #[field(default = false, inert)]
    pub(crate) consumer_optional: bool,

    /// The way to the claim that names consumer groups. Who is in none is then refused. Null looks for none.
    #[field(refused)]
    pub(crate) consumer_groups_claim: Option<Vec<String>>,

    /// Whether those pass too whose claim names no consumer group.
    #[field(default = false, inert)]
    pub(crate) consumer_groups_optional: bool,

    /// The way to the claim that tells one from another where there is no consumer, such as for limits.
    #[field(default = ["sub"], refused)]
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
