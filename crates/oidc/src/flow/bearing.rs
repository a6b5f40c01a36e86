//! A request brings its access token itself: who tells what it is worth.
//!
//! | the token | is judged |
//! |---|---|
//! | a JWT, and such count | here, by its signature; with newer keys, if its own is unknown |
//! | the same, and the provider is to be asked about all | then there, too: see `introspecting.rs` |
//! | anything else, and the provider can be asked | there |
//! | anything else, and the userinfo endpoint vouches | there: see `enriching.rs` |
//! | anything else | not: nobody can tell what it is |

use jose::{Secret, Timestamp};

use super::complete::{Place, admit};
use super::enriching::{Enriching, Whose};
use super::{Flow, Glance, State, Step, introspecting, refused, unavailable};
use crate::session::Token;
use crate::userinfo::userinfo_request;
use crate::{
    AccessTokenError, AccessTokenKind, AfterLogin, Bearers, Believed, Brought, Call, Error, HttpCall,
    Introspected, IntrospectionError, IntrospectionRules, PendingChange, Presented, Provider, Refresh, Rules,
    Save, Session, Standing, Userinfo, UserinfoTokens, bearer,
};

/// Newer keys are looked for.
#[derive(Debug)]
pub(super) struct Bearing {
    token: Secret,
    at: Place,
}

/// Lets in whoever brings a good access token. A bad one is no reason to look for other credentials.
pub(super) fn begin(
    rules: &Rules,
    standing: Standing<'_>,
    presented: &Presented<'_>,
    now: Timestamp,
) -> Step {
    let at = Place::of(presented);
    let Some(provider) = standing.provider() else {
        return unavailable(Error::ProviderUnknown);
    };
    if let Brought::Token(token) = presented.brought
        && !is_verified_here(rules, token)
    {
        let token = Secret::new(token);
        if let Some(asked) = introspection(rules, provider) {
            return introspecting::begin(asked, rules, provider, at, token, None);
        }
        if rules.userinfo_tokens != UserinfoTokens::NotAccepted
            && provider.metadata.userinfo_endpoint().is_some()
        {
            let session = Session::of_request("", token, AccessTokenKind::Opaque);
            return ask_about(Whose::Stranger, Call::Judge, provider, at, session);
        }
    }
    match (judge(rules, provider, presented.brought, now), presented.brought) {
        (Err(error), Brought::Token(token)) if error.is_of_unknown_key() => {
            let token = Secret::new(token);
            let state = State::Bearing(Bearing { token, at });
            Step::Call(Flow(Box::new(state)), Call::Keys)
        }
        (judged, _) => ask_or_decide(rules, provider, at, judged),
    }
}

impl Bearing {
    pub(super) fn resume(self, rules: &Rules, standing: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        let judged = judge(rules, provider, Brought::Token(self.token.expose()), now);
        ask_or_decide(rules, provider, self.at, judged)
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
        && session.counts_until.is_none_or(|end| now < end)
        && session.token(Refresh::Never, rules.tokens.leeway, now) == Token::Good
        && session.knows_enough(rules)
        && !rules.logout.may_be_met_by(glance)
        && rules.after_bearer == AfterLogin::Proxy
        && (rules.demands.is_empty() || rules.demands.judge(believed).is_ok())
}

/// Whether a token is one of those that are judged by their signature. Anybody can write one that looks so.
fn is_verified_here(rules: &Rules, token: &str) -> bool {
    rules.bearers != Bearers::NotAccepted && jose::Token::parse(token).is_ok()
}

/// How the provider is asked what tokens are worth, and where.
fn introspection<'a>(rules: &'a Rules, provider: &'a Provider) -> Option<(&'a IntrospectionRules, &'a str)> {
    let asked = rules.introspection.as_ref()?;
    Some((asked, provider.metadata.introspection_endpoint()?))
}

fn judge(rules: &Rules, provider: &Provider, brought: Brought<'_>, now: Timestamp) -> Result<Session, Error> {
    let parties = (provider.metadata.issuer(), rules.client.id.as_str());
    let (keys, tokens) = (&provider.keys, &rules.tokens);
    let bearers = match (rules.bearers, brought) {
        // What is one here is not judged here.
        (Bearers::NotAccepted, Brought::Token(_)) => return Err(Error::Bearer(AccessTokenError::Opaque)),
        (bearers, _) => bearers,
    };
    bearer::judge(brought, keys, tokens, bearers, parties, now).map_err(Error::Bearer)
}

/// A good token may have been revoked: where that counts, the provider has the last word.
fn ask_or_decide(rules: &Rules, provider: &Provider, at: Place, judged: Result<Session, Error>) -> Step {
    let session = match judged {
        Ok(session) => session,
        Err(error) => return refused(error, PendingChange::Keep, at.path),
    };
    match (&rules.introspection, introspection(rules, provider)) {
        (Some(wanted), asked) if wanted.tokens == Introspected::All => match asked {
            Some(asked) => {
                let token = session.access_token.clone();
                introspecting::begin(asked, rules, provider, at, token, Some(session))
            }
            None => unavailable(IntrospectionError::NoEndpoint),
        },
        _ => decide(rules, provider, at, Ok(session)),
    }
}

pub(super) fn decide(rules: &Rules, provider: &Provider, at: Place, judged: Result<Session, Error>) -> Step {
    match judged {
        Ok(session) if rules.userinfo == Userinfo::NotAsked => admit(rules, &at, session, Save::Never),
        Ok(session) => ask_about(Whose::Bearer, Call::Userinfo, provider, at, session),
        Err(error) => refused(error, PendingChange::Keep, at.path),
    }
}

fn ask_about(
    whose: fn(Place) -> Whose,
    asked: fn(HttpCall) -> Call,
    provider: &Provider,
    at: Place,
    session: Session,
) -> Step {
    match userinfo_request(&provider.metadata, &session.access_token) {
        Ok(call) => {
            let whose = whose(at);
            let state = State::Enriching(Enriching { whose, session });
            Step::Call(Flow(Box::new(state)), asked(call))
        }
        Err(error) => refused(error, PendingChange::Keep, at.path),
    }
}
