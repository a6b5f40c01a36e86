//! What the options mean, as the rules by which the flow decides.

use oidc::{
    AnswerToken, Bearers, CodeFlow, GrantRules, Refresh, Rules, Sessions, Source, Userinfo, UserinfoTokens,
};
use plugin::Misconfigured;

use crate::config::{AuthMethod, Config};
use crate::told::Told;

/// Logins that one browser may have under way; with more, their cookie would outgrow what browsers keep.
const LOGINS: usize = 5;

/// What becomes of whoever brings credentials of one kind, if such count.
fn grants(config: &Config, client: usize, method: AuthMethod, counts: bool) -> Option<GrantRules> {
    counts.then(|| GrantRules {
        sessions: match config.credentials.methods().session && config.session.follows(method) {
            true => Sessions::Kept,
            false => Sessions::NotKept,
        },
        after: config.login.after_proof(method, client),
    })
}

/// How the flow decides for one of the clients, by what the options say.
///
/// # Errors
/// [`Misconfigured`] for what cannot be put to use.
pub(crate) fn rules(
    config: &Config,
    client: usize,
    upstream: &Told,
    downstream: &Told,
) -> Result<Rules, Misconfigured> {
    let userinfo =
        config.userinfo.search_user_info || upstream.needs_userinfo() || downstream.needs_userinfo();
    let demands = config.claims.demands()?;
    let userinfo = userinfo || (!demands.claims.is_empty() && demands.places.contains(&Source::Userinfo));
    let methods = config.credentials.methods();
    let kept = |is_told: fn(&Told) -> bool| match is_told(upstream) || is_told(downstream) {
        true => AnswerToken::Kept,
        false => AnswerToken::Dropped,
    };
    let (userinfo_jwt, introspection_jwt) = (
        kept(Told::needs_userinfo_jwt),
        kept(Told::needs_introspection_jwt),
    );
    Ok(Rules {
        issuer: config.provider.issuer()?,
        client: config.client(client)?,
        clients: Vec::new(),
        code_flow: match methods.authorization_code {
            true => config.denial.code_flow(),
            false => CodeFlow::Closed,
        },
        sessions: match methods.session && config.session.follows(AuthMethod::AuthorizationCode) {
            true => Sessions::Kept,
            false => Sessions::NotKept,
        },
        bearers: match (methods.bearer, config.credentials.lychgate_bearer_id_tokens) {
            (false, _) => Bearers::NotAccepted,
            (true, false) => Bearers::Accepted,
            (true, true) => Bearers::AcceptedLikeIdTokens,
        },
        shown_claim: config.credentials.shown().map(|(claim, _)| claim.to_owned()),
        introspection: methods.introspection.then(|| {
            config
                .introspection
                .rules(config.cache.of_introspection(), introspection_jwt)
        }),
        userinfo_tokens: match methods.userinfo {
            true => UserinfoTokens::Accepted,
            false => UserinfoTokens::NotAccepted,
        },
        own_tokens: match methods.kong_oauth2 {
            true => oidc::OwnTokens::Accepted,
            false => oidc::OwnTokens::NotAccepted,
        },
        refresh_token: grants(config, client, AuthMethod::RefreshToken, methods.refresh_token),
        password: grants(config, client, AuthMethod::Password, methods.password),
        client_credentials: grants(
            config,
            client,
            AuthMethod::ClientCredentials,
            methods.client_credentials,
        ),
        request: config.authorization.request(config.verification.max_age())?,
        tokens: config.verification.tokens(
            config.authorization.nonce(),
            config.client.secret(client),
            config.provider.issuers(),
        ),
        userinfo: match userinfo {
            true => Userinfo::Asked,
            false => Userinfo::NotAsked,
        },
        userinfo_remembered: config.cache.of_userinfo(),
        userinfo_answer: config.userinfo.answer(userinfo_jwt),
        demands,
        looked_for: Vec::new(),
        refresh: match config.token.refresh_tokens {
            true => Refresh::Ahead,
            false => Refresh::Never,
        },
        reverify: config.session.reverification(),
        pending_lifetime: config.login.patience(),
        pending_limit: LOGINS,
        after_login: config.login.after(client),
        after_session: config.login.after_session(client),
        after_bearer: config.login.after_bearer(client),
        after_own_token: config.login.after_proof(AuthMethod::KongOauth2, client),
        logout: config.logout.rules(client),
    })
}
