//! A request brings its access token itself; waiting for keys, if the token's is unknown.

use jose::{Secret, Timestamp};

use super::complete::{Place, admit};
use super::enriching::{Enriching, Whose};
use super::{Flow, Glance, State, Step, refused, unavailable};
use crate::session::Token;
use crate::userinfo::userinfo_request;
use crate::{
    AfterLogin, Bearers, Believed, Brought, Call, Error, PendingChange, Presented, Provider, Refresh, Rules,
    Save, Session, Standing, Userinfo, bearer,
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
    match (judge(rules, provider, presented.brought, now), presented.brought) {
        (Err(error), Brought::Token(token)) if error.is_of_unknown_key() => {
            let token = Secret::new(token);
            let state = State::Bearing(Bearing { token, at });
            Step::Call(Flow(Box::new(state)), Call::Keys)
        }
        (judged, _) => decide(rules, provider, at, judged),
    }
}

impl Bearing {
    pub(super) fn resume(self, rules: &Rules, standing: Standing<'_>, now: Timestamp) -> Step {
        let Some(provider) = standing.provider() else {
            return unavailable(Error::ProviderUnknown);
        };
        let judged = judge(rules, provider, Brought::Token(self.token.expose()), now);
        decide(rules, provider, self.at, judged)
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
    rules.bearers != Bearers::NotAccepted
        && session.token(Refresh::Never, rules.tokens.leeway, now) == Token::Good
        && session.knows_enough(rules)
        && !rules.logout.may_be_met_by(glance)
        && rules.after_bearer == AfterLogin::Proxy
        && (rules.demands.is_empty() || rules.demands.judge(believed).is_ok())
}

fn judge(rules: &Rules, provider: &Provider, brought: Brought<'_>, now: Timestamp) -> Result<Session, Error> {
    let parties = (provider.metadata.issuer(), rules.client.id.as_str());
    bearer::judge(
        brought,
        &provider.keys,
        &rules.tokens,
        rules.bearers,
        parties,
        now,
    )
    .map_err(Error::Bearer)
}

fn decide(rules: &Rules, provider: &Provider, at: Place, judged: Result<Session, Error>) -> Step {
    let session = match judged {
        Ok(session) => session,
        Err(error) => return refused(error, PendingChange::Keep, at.path),
    };
    if rules.userinfo == Userinfo::NotAsked {
        return admit(rules, &at, session, Save::Never);
    }
    match userinfo_request(&provider.metadata, &session.access_token) {
        Ok(call) => {
            let whose = Whose::Bearer(at);
            let state = State::Enriching(Enriching { whose, session });
            Step::Call(Flow(Box::new(state)), Call::Userinfo(call))
        }
        Err(error) => refused(error, PendingChange::Keep, at.path),
    }
}
