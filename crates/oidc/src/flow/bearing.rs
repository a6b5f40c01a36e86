//! A request brings its access token itself: who tells what it is worth.
//!
//! | the token | is judged |
//! |---|---|
//! | a JWT, and such count | here, by its signature; with newer keys, if its own is unknown |
//! | the same, and the provider is to be asked about all | then there, too: see `introspecting.rs` |
//! | anything else, and such are given out on this side | by whoever keeps those; if it is none, go on: see `owning.rs` |
//! | anything else, and the provider can be asked | there |
//! | anything else, and the userinfo endpoint vouches | there: see `enriching.rs` |
//! | anything else | not: nobody can tell what it is |

use jose::{Secret, Timestamp};

use super::complete::{Place, admit, goes_on};
use super::enriching::{Enriching, Whose};
use super::{Flow, Glance, State, Step, introspecting, owning, refused, unavailable};
use crate::userinfo::userinfo_request;
use crate::{
    AccessTokenError, AccessTokenKind, AfterLogin, Bearers, Believed, Brought, Call, Channel,
    CredentialsError, Error, Expectations, Found, HttpCall, IdTokenError, Introspected, IntrospectionError,
    IntrospectionRules, Occasion, OwnTokens, PendingChange, Presented, Provider, Refresh, Rules, Save,
    Session, Standing, Userinfo, UserinfoTokens, bearer, believed, verify_id_token,
};

/// Newer keys are looked for.
#[derive(Debug)]
pub(super) struct Bearing {
    token: Secret,
    beside: Beside,
    at: Place,
}

/// What a request shows beside its access token.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub(super) id_token: Found<Secret>,
    /// What a JWT must say too.
    shown: Option<String>,
}

/// An ID token beside the access token, which was verified.
#[derive(Debug)]
pub(super) struct Companion {
    token: Secret,
    subject: String,
}

/// Lets in whoever brings a good access token. A bad one is no reason to look for other credentials.
pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    presented: &Presented<'_>,
    now: Timestamp,
) -> Step {
    let at = Place::of(presented);
    let beside = Beside {
        id_token: presented.credentials.id_token.clone(),
        shown: presented.shown.map(str::to_owned),
    };
    match presented.brought {
        Brought::Token(token)
            if rules.own_tokens == OwnTokens::Accepted && !is_verified_here(rules, token) =>
        {
            owning::begin(token, beside, at)
        }
        brought => ask_provider(rules, standing, at, (brought, beside), now),
    }
}

/// The same where nobody on this side knows the token.
pub(super) fn ask_provider(
    rules: &Rules,
    standing: Standing<'_>,
    at: Place,
    (brought, beside): (Brought<'_>, Beside),
    now: Timestamp,
) -> Step {
    let Some(provider) = standing.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    match (look(rules, provider, brought, &beside, now), brought) {
        (Err(error), Brought::Token(token)) if error.is_of_unknown_key() => {
            let state = State::Bearing(Bearing {
                token: Secret::new(token),
                beside,
                at,
            });
            Step::Call(Flow(Box::new(state)), Call::Keys)
        }
        (looked, _) => go_on(rules, provider, at, looked),
    }
}

impl Bearing {
    pub(super) fn resume(self, rules: &Rules, standing: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        let brought = Brought::Token(self.token.expose());
        let looked = look(rules, provider, brought, &self.beside, now);
        go_on(rules, provider, self.at, looked)
    }
}

/// What the tokens of a request are, as far as that can be told here.
enum Looked {
    /// Somebody whose token was verified.
    Verified(Box<Session>, Option<Companion>),
    /// A token that says nothing here.
    Opaque(Secret, Option<Companion>),
}

fn look(
    rules: &Rules,
    provider: &Provider,
    brought: Brought<'_>,
    beside: &Beside,
    now: Timestamp,
) -> Result<Looked, Error> {
    let id_token = &beside.id_token;
    if let Brought::Token(token) = brought
        && !is_verified_here(rules, token)
        && (introspection(rules, provider).is_some() || is_vouched_for(rules, provider))
    {
        let token = Secret::new(token);
        let companion = companion(rules, provider, &token, id_token, now)?;
        return Ok(Looked::Opaque(token, companion));
    }
    let session = judge(rules, provider, brought, now)?;
    if !says(rules, &session, beside.shown.as_deref()) {
        return Err(Error::Bearer(AccessTokenError::NotShown));
    }
    let companion = companion(rules, provider, &session.access_token, id_token, now)?;
    Ok(Looked::Verified(Box::new(session), companion))
}

fn go_on(rules: &Rules, provider: &Provider, at: Place, looked: Result<Looked, Error>) -> Step {
    match looked {
        Err(error) => refused(error, PendingChange::Keep, at.path),
        Ok(Looked::Verified(session, companion)) => ask_or_admit(rules, provider, at, *session, companion),
        Ok(Looked::Opaque(token, companion)) => match introspection(rules, provider) {
            Some(asked) => introspecting::begin(asked, rules, provider, at, (token, companion), None),
            None => {
                let session = Session::of_request("", token, AccessTokenKind::Opaque);
                let whose = Whose::Stranger(at, companion);
                ask_about(whose, Call::Judge, provider, session)
            }
        },
    }
}

/// Whether a token says what the request shows beside it, if it must.
fn says(rules: &Rules, session: &Session, shown: Option<&str>) -> bool {
    let Some(name) = &rules.shown_claim else {
        return true;
    };
    let claims = believed::claims(&session.access_token);
    let said = claims.as_ref().and_then(|claims| claims.string(name));
    shown.is_some_and(|shown| !shown.is_empty() && said == Some(shown))
}

/// The ID token beside an access token: it must be as good as that of a login, and made for it if it says so.
fn companion(
    rules: &Rules,
    provider: &Provider,
    access_token: &Secret,
    id_token: &Found<Secret>,
    now: Timestamp,
) -> Result<Option<Companion>, Error> {
    let token = match id_token {
        Found::Nothing => return Ok(None),
        Found::One(token, _) => token,
        Found::Several => return Err(CredentialsError::Several.into()),
        Found::Malformed => return Err(CredentialsError::Malformed.into()),
    };
    let expect = Expectations {
        issuer: provider.metadata.issuer(),
        client_id: &rules.client.id,
        occasion: Occasion::Grant,
        channel: Channel::Back,
        access_token: Some(access_token),
        rules: &rules.tokens,
    };
    let judged = verify_id_token(token, &provider.keys, &expect, now).map_err(Error::IdToken)?;
    Ok(Some(Companion {
        token: token.clone(),
        subject: judged.subject,
    }))
}

impl Companion {
    /// The session with it, if both are about the same one.
    pub(super) fn beside(self, session: Session) -> Result<Session, Error> {
        // Of whom nobody says whose the access token is, nobody can say that the ID token is theirs.
        match session.subject == self.subject {
            true => Ok(Session {
                id_token: Some(self.token),
                ..session
            }),
            false => Err(Error::IdToken(IdTokenError::SubjectChanged)),
        }
    }
}

/// Whether somebody may pass as they are whose token was verified before.
pub(super) fn lets_in(
    rules: &Rules,
    glance: Glance<'_>,
    session: &Session,
    believed: &Believed,
    now: Timestamp,
) -> bool {
    rules.takes_tokens()
        // What is shown beside it has a longer way.
        && rules.shown_claim.is_none()
        && session.counts_until.is_none_or(|end| now < end)
        && rules.after_bearer == AfterLogin::Proxy
        && goes_on(rules, glance, session, believed, Refresh::Never, now)
}

/// Whether a token is one of those that are judged by their signature. Anybody can write one that looks so; and one that
/// only looks so is refused, since the provider may read it as what it is a bad copy of.
fn is_verified_here(rules: &Rules, token: &str) -> bool {
    rules.bearers != Bearers::NotAccepted && jose::Token::is_meant_by(token)
}

/// How the provider is asked what tokens are worth, and where.
fn introspection<'a>(rules: &'a Rules, provider: &'a Provider) -> Option<(&'a IntrospectionRules, &'a str)> {
    let asked = rules.introspection.as_ref()?;
    Some((asked, provider.metadata.introspection_endpoint()?))
}

fn judge(rules: &Rules, provider: &Provider, brought: Brought<'_>, now: Timestamp) -> Result<Session, Error> {
    let parties = (provider.metadata.issuer(), rules.all_clients());
    let (keys, tokens) = (&provider.keys, &rules.tokens);
    bearer::judge(brought, keys, tokens, rules.bearers, parties, now).map_err(Error::Bearer)
}

/// Whether it is enough that the provider tells of whom a token is.
fn is_vouched_for(rules: &Rules, provider: &Provider) -> bool {
    rules.userinfo_tokens != UserinfoTokens::NotAccepted && provider.metadata.userinfo_endpoint().is_some()
}

/// A good token may have been revoked: where that counts, the provider has the last word.
fn ask_or_admit(
    rules: &Rules,
    provider: &Provider,
    at: Place,
    session: Session,
    companion: Option<Companion>,
) -> Step {
    match (&rules.introspection, introspection(rules, provider)) {
        (Some(wanted), asked) if wanted.tokens == Introspected::All => match asked {
            Some(asked) => {
                let tokens = (session.access_token.clone(), companion);
                introspecting::begin(asked, rules, provider, at, tokens, Some(session))
            }
            None => unavailable(IntrospectionError::NoEndpoint),
        },
        _ => admit_or_ask(rules, provider, at, session, companion),
    }
}

/// Lets somebody in whose token is good, once as much is known about them as is wanted.
pub(super) fn admit_or_ask(
    rules: &Rules,
    provider: &Provider,
    at: Place,
    session: Session,
    companion: Option<Companion>,
) -> Step {
    let session = match companion {
        Some(companion) => companion.beside(session),
        None => Ok(session),
    };
    match (session, rules.userinfo) {
        (Err(error), _) => refused(error, PendingChange::Keep, at.path),
        (Ok(session), Userinfo::NotAsked) => admit(rules, &at, session, Save::Never),
        (Ok(session), Userinfo::Asked) => ask_about(Whose::Bearer(at), Call::Userinfo, provider, session),
    }
}

fn ask_about(whose: Whose, asked: fn(HttpCall) -> Call, provider: &Provider, session: Session) -> Step {
    match userinfo_request(&provider.metadata, &session.access_token) {
        Ok(call) => {
            let state = State::Enriching(Enriching::new(whose, session));
            Step::Call(Flow(Box::new(state)), asked(call))
        }
        Err(error) => whose.refuse(error),
    }
}
