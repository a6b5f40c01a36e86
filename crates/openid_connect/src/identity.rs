//! Who somebody is to the gateway: a consumer, a member of consumer groups, or at least nobody else.
//!
//! What the claims say of it is read once, when a session is opened or a token is verified. Whom that names is looked up
//! with each request: a consumer who is deleted is gone at once, and one who is made is there.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use model::{Consumer, ConsumerGroup, Id};
use oidc::{Believed, ClaimPath, Session, Source};
use plugin::{Credential, Directory, Exchange, Misconfigured, Proven};
use serde_json::Value;

use crate::config::{Config, ConsumerKey};

/// Where a claim is looked for that names a consumer or groups: what is said of the person goes first.
const OF_THE_PERSON: [Source; 3] = [Source::IdToken, Source::AccessToken, Source::Userinfo];

/// Where a claim is looked for that tells one from another: where the headers towards the upstream look too.
const OF_THE_TOKEN: [Source; 3] = [Source::AccessToken, Source::IdToken, Source::Userinfo];

/// The longest name of anybody, in bytes: four times that of a subject (OpenID Connect Core 2). What is longer could not
/// stand in a header beside others.
const LONGEST: usize = 1024;

/// How the claims of somebody tell who that is.
pub(crate) struct Identities {
    consumer: Option<Consumers>,
    groups: Option<Groups>,
    credential: Option<ClaimPath>,
    authenticated_groups: Option<ClaimPath>,
}

/// How a consumer is found.
struct Consumers {
    claims: Vec<ClaimPath>,
    by: Vec<ConsumerKey>,
    usernames: Usernames,
    others: Others,
}

/// How consumer groups are found.
struct Groups {
    claim: ClaimPath,
    others: Others,
}

/// How usernames are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Usernames {
    Exactly,
    InAnyCase,
}

/// What becomes of those who are not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    Refused,
    LetPass,
}

/// What claims say of who somebody is. It is looked up nowhere yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claimed {
    /// By what they are told from others.
    pub(crate) credential: Option<Arc<str>>,
    /// The groups that whoever vouches for them puts them in.
    pub(crate) authenticated_groups: Option<Rc<[Box<str>]>>,
    /// The name of the consumer.
    consumer: Result<Box<str>, NotKnown>,
    /// The names of consumer groups.
    groups: Box<[Box<str>]>,
}

impl Default for Claimed {
    /// Nothing.
    fn default() -> Self {
        Self {
            credential: None,
            authenticated_groups: None,
            consumer: Err(NotKnown::NoClaim),
            groups: Box::default(),
        }
    }
}

/// Who somebody is.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    known: Known,
    groups: Option<Rc<[Arc<ConsumerGroup>]>>,
}

/// As whom somebody is known.
#[derive(Clone, Debug)]
enum Known {
    Consumer(Proven),
    /// Nobody of ours; told from others, if a claim does that.
    Stranger(Option<Credential>),
}

/// Why somebody is nobody whom the gateway knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotKnown {
    /// No claim is there that would name a consumer.
    NoClaim,
    /// The claim is there and names nobody: it is empty, endless, or no single word.
    NoName,
    /// The claim is an email address of which the provider says that it may be somebody else's.
    Unverified,
    /// No consumer has that name.
    NoConsumer,
    /// No consumer group is named that is there.
    NoGroup,
}

impl NotKnown {
    /// The stable name of this refusal.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NoClaim => "identity.no_claim",
            Self::NoName => "identity.no_name",
            Self::Unverified => "identity.unverified",
            Self::NoConsumer => "identity.no_consumer",
            Self::NoGroup => "identity.no_group",
        }
    }
}

impl fmt::Display for NotKnown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoClaim => "no claim is there that would name a consumer",
            Self::NoName => "the claim that would name a consumer is empty, or no single word",
            Self::Unverified => "the email address is not verified, so it names no consumer",
            Self::NoConsumer => "no consumer is called as the claim says",
            Self::NoGroup => "the claim names no consumer group that is there",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl Identities {
    /// # Errors
    /// [`Misconfigured`] for claims that nobody can find.
    pub(crate) fn of(config: &Config) -> Result<Self, Misconfigured> {
        let options = &config.identity;
        let path = |option: &'static str, steps: &[String]| {
            ClaimPath::new(steps.iter().cloned()).ok_or_else(|| nowhere(option))
        };
        let claims = options.consumer_claims.as_ref().map(|claims| {
            let paths = claims.iter().map(|steps| path("consumer_claims", steps));
            match claims.is_empty() {
                true => Err(nowhere("consumer_claims")),
                false => paths.collect(),
            }
        });
        let is_excused = config
            .credentials
            .anonymous
            .as_deref()
            .is_some_and(|name| !name.is_empty());
        let consumer = claims.transpose()?.map(|claims| Consumers {
            claims,
            by: options.consumer_by.clone().unwrap_or_default(),
            usernames: match options.by_username_ignore_case {
                true => Usernames::InAnyCase,
                false => Usernames::Exactly,
            },
            // Whoever may pass as somebody does, as in Kong.
            others: Others::of(options.consumer_optional && !is_excused),
        });
        let claim = options.consumer_groups_claim.as_deref();
        let claim = claim
            .map(|steps| path("consumer_groups_claim", steps))
            .transpose()?;
        Ok(Self {
            consumer,
            groups: claim.map(|claim| Groups {
                claim,
                others: Others::of(options.consumer_groups_optional),
            }),
            credential: ClaimPath::new(options.credential_claim.iter().flatten().cloned()),
            authenticated_groups: config.claims.groups(),
        })
    }

    /// What is said of who somebody is.
    pub(crate) fn claimed(&self, session: &Session, believed: &Believed) -> Claimed {
        Claimed {
            credential: self.credential(session, believed),
            authenticated_groups: self.authenticated_groups.as_ref().and_then(|path| {
                let words = believed.find(path, &OF_THE_TOKEN).and_then(oidc::words)?;
                Some(words.into_iter().map(|word| Box::from(word.as_ref())).collect())
            }),
            consumer: match &self.consumer {
                Some(consumers) => consumers.name(believed),
                None => Err(NotKnown::NoClaim),
            },
            groups: self
                .groups
                .as_ref()
                .map_or_else(Box::default, |groups| groups.names(believed)),
        }
    }

    /// Who that is, in a workspace.
    ///
    /// # Errors
    /// [`NotKnown`] if it is nobody whom the gateway knows, and nobody else may pass.
    pub(crate) fn find(
        &self,
        claimed: &Claimed,
        directory: &Directory,
        workspace: Id,
    ) -> Result<Who, NotKnown> {
        let proven = match &self.consumer {
            Some(consumers) => consumers.find(claimed, directory, workspace)?,
            None => None,
        };
        let stranger = || Known::Stranger(claimed.credential.clone().map(vouched));
        Ok(Who {
            known: proven.map_or_else(stranger, Known::Consumer),
            groups: self.groups(claimed, directory, workspace)?,
        })
    }

    /// The same for a consumer who is proved by other things than claims. Groups are those of the claims all the same.
    ///
    /// # Errors
    /// [`NotKnown::NoGroup`] if no group is named that is there, and nobody else may pass.
    pub(crate) fn prove(
        &self,
        proven: Proven,
        claimed: &Claimed,
        directory: &Directory,
        workspace: Id,
    ) -> Result<Who, NotKnown> {
        Ok(Who {
            known: Known::Consumer(proven),
            groups: self.groups(claimed, directory, workspace)?,
        })
    }

    fn groups(
        &self,
        claimed: &Claimed,
        directory: &Directory,
        workspace: Id,
    ) -> Result<Option<Rc<[Arc<ConsumerGroup>]>>, NotKnown> {
        let groups = self.groups.as_ref();
        groups
            .map(|groups| groups.find(claimed, directory, workspace))
            .transpose()
    }

    /// The claims that may be needed, by the first steps to them.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &str> {
        self.judged()
            .chain(self.credential.as_ref().map(ClaimPath::first))
    }

    /// The same without what is known of everybody who has signed in: of whom it is not known may not be taken for
    /// somebody who has no such claim.
    pub(crate) fn judged(&self) -> impl Iterator<Item = &str> {
        let consumers = self.consumer.iter().flat_map(|consumers| &consumers.claims);
        let groups = self.groups.iter().map(|groups| &groups.claim);
        let paths = consumers.chain(groups).chain(&self.authenticated_groups);
        let verified = self
            .consumer
            .as_ref()
            .filter(|consumers| consumers.claims.iter().any(is_email));
        paths
            .map(ClaimPath::first)
            .chain(verified.map(|_| EMAIL_VERIFIED))
    }

    /// Whether the groups are told that whoever vouches for somebody puts them in.
    pub(crate) const fn tells_groups(&self) -> bool {
        self.authenticated_groups.is_some()
    }

    fn credential(&self, session: &Session, believed: &Believed) -> Option<Arc<str>> {
        let path = self.credential.as_ref()?;
        let said = believed.find(path, &OF_THE_TOKEN).and_then(name);
        // Whose a session is stands in it, wherever that was said.
        let subject = || Some(session.subject.as_str()).filter(|subject| path.is("sub") && is_name(subject));
        said.map(Into::into).or_else(|| subject().map(Into::into))
    }
}

impl Others {
    const fn of(may_pass: bool) -> Self {
        match may_pass {
            true => Self::LetPass,
            false => Self::Refused,
        }
    }
}

impl Consumers {
    /// What the first claim says that is there, wherever that is.
    fn name(&self, believed: &Believed) -> Result<Box<str>, NotKnown> {
        let mut ways = self
            .claims
            .iter()
            .flat_map(|path| OF_THE_PERSON.map(|place| (path, place)));
        let found = ways.find_map(|(path, place)| Some((path, place, believed.find(path, &[place])?)));
        let (path, place, claim) = found.ok_or(NotKnown::NoClaim)?;
        // OpenID Connect Core 5.7: an address that nobody has verified may be anybody's.
        let verified = ClaimPath::new([EMAIL_VERIFIED.to_owned()]);
        let verified = verified.and_then(|path| believed.find(&path, &[place]).map(is_true));
        if is_email(path) && verified == Some(false) {
            return Err(NotKnown::Unverified);
        }
        name(claim).ok_or(NotKnown::NoName)
    }

    fn find(
        &self,
        claimed: &Claimed,
        directory: &Directory,
        workspace: Id,
    ) -> Result<Option<Proven>, NotKnown> {
        let found = claimed.consumer.as_deref().map_err(|why| *why).and_then(|name| {
            let mut found = self
                .by
                .iter()
                .filter_map(|key| self.look(*key, name, directory, workspace));
            let consumer = found.next().ok_or(NotKnown::NoConsumer)?;
            // Whoever is proved to be a consumer is so by something, at least by the name.
            let credential = claimed.credential.clone().unwrap_or_else(|| name.into());
            Ok(Proven {
                consumer: Arc::clone(consumer),
                credential: vouched(credential),
            })
        });
        match (found, self.others) {
            (Ok(proven), _) => Ok(Some(proven)),
            (Err(_), Others::LetPass) => Ok(None),
            (Err(why), Others::Refused) => Err(why),
        }
    }

    fn look<'a>(
        &self,
        key: ConsumerKey,
        name: &str,
        directory: &'a Directory,
        workspace: Id,
    ) -> Option<&'a Arc<Consumer>> {
        match (key, self.usernames) {
            (ConsumerKey::Id, _) => directory.consumer_in(workspace, Id::parse(name)?),
            (ConsumerKey::Username, Usernames::Exactly) => directory.consumer_called(workspace, name),
            (ConsumerKey::Username, Usernames::InAnyCase) => {
                directory.consumer_called_in_any_case(workspace, name)
            }
            (ConsumerKey::CustomId, _) => directory.consumer_with(workspace, name),
        }
    }
}

impl Groups {
    fn names(&self, believed: &Believed) -> Box<[Box<str>]> {
        let words = believed.find(&self.claim, &OF_THE_PERSON).and_then(oidc::words);
        let names = words.into_iter().flatten().filter(|word| !word.is_empty());
        names.map(|word| Box::from(word.as_ref())).collect()
    }

    /// Those that are there, by their names, each once.
    fn find(
        &self,
        claimed: &Claimed,
        directory: &Directory,
        workspace: Id,
    ) -> Result<Rc<[Arc<ConsumerGroup>]>, NotKnown> {
        let named = claimed.groups.iter();
        let found = named.filter_map(|name| directory.group_called(workspace, name));
        let mut found: Vec<_> = found.cloned().collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found.dedup_by_key(|group| group.id);
        match found.is_empty() && self.others == Others::Refused {
            true => Err(NotKnown::NoGroup),
            false => Ok(found.into()),
        }
    }
}

impl Claimed {
    /// How many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let lists = [
            self.authenticated_groups.as_deref().unwrap_or_default(),
            &self.groups,
        ];
        let words = lists
            .into_iter()
            .flatten()
            .map(|word| word.len() + size_of::<Box<str>>());
        let consumer = self.consumer.as_deref().map_or(0, str::len);
        self.credential.as_deref().map_or(0, str::len) + consumer + words.sum::<usize>()
    }
}

impl Who {
    /// From now on it is known of a request. The service is told which consumer it is; what else is told of somebody was
    /// put into words before.
    pub(crate) fn introduce(self, exchange: &mut Exchange) {
        match self.known {
            Known::Consumer(proven) => exchange.identify(proven),
            Known::Stranger(credential) => exchange.vouch(credential),
        }
        exchange.consumer_groups = self.groups;
    }
}

/// The claim by which a provider says that it has seen somebody read the mail of an address (OpenID Connect Core 5.1).
const EMAIL_VERIFIED: &str = "email_verified";

fn is_email(path: &ClaimPath) -> bool {
    path.is("email")
}

/// A credential that is no entity of ours: the provider vouches for it.
const fn vouched(id: Arc<str>) -> Credential {
    Credential { id, entity: None }
}

/// Some providers write it as text.
fn is_true(claim: &Value) -> bool {
    *claim == Value::Bool(true) || claim.as_str() == Some("true")
}

/// A claim as a name. Nothing is no name, and neither is what may be several.
fn name(claim: &Value) -> Option<Box<str>> {
    match claim {
        Value::String(text) if is_name(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(if *truth { "true" } else { "false" }.into()),
        _ => None,
    }
}

const fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST
}

fn nowhere(option: &str) -> Misconfigured {
    Misconfigured::new("config.claim", format!("{option}: it must say where to look"))
}

#[cfg(test)]
mod tests;
