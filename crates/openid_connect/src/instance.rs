//! One configured use of the plugin.

use std::sync::Arc;
use std::time::Duration;

use jose::Timestamp;
use oidc::{
    AnswerToken, Bearers, CodeFlow, GrantRules, Lives, Refresh, Rules, Sessions, Source, Userinfo,
    UserinfoTokens,
};
use plugin::{Authentication, HeaderName, HeaderNames, Misconfigured, Services};
use ports::{Clock, Entropy, Reach, Terms, Verification};
use tracing::warn;

use crate::about_session::AboutSession;
use crate::additions::Additions;
use crate::bearer::{Places, Verified};
use crate::config::{AuthMethod, Config, Methods, read_by_nobody};
use crate::cookies::{Cookies, bad};
use crate::credentials::{self, folded};
use crate::decryption::Decryption;
use crate::denial::Denial;
use crate::ended;
use crate::forms::Forms;
use crate::identity::Identities;
use crate::inactive::Inactive;
use crate::memory::Memory;
use crate::provider::{self, Endpoint, Line};
use crate::told::Told;

/// Logins that one browser may have under way; with more, their cookie would outgrow what browsers keep.
const LOGINS: usize = 5;

/// The openid-connect plugin with its options: the rules of its logins, its cookies, and the line to its provider.
pub struct OpenIdConnect {
    pub(crate) rules: Rules,
    pub(crate) methods: Methods,
    pub(crate) line: Line,
    pub(crate) decryption: Decryption,
    pub(crate) cookies: Cookies,
    pub(crate) forms: Forms,
    /// Where access tokens of requests are looked for.
    pub(crate) places: Places,
    /// Where credentials are looked for that are exchanged for tokens.
    pub(crate) credentials: credentials::Places,
    /// What requests to the provider say beyond the protocol.
    pub(crate) additions: Additions,
    /// The headers in which credentials may stand, and the upstream is told something; with `-` for `_`.
    pub(crate) told_in_place: Vec<String>,
    /// For how long what they were exchanged for is remembered; `None` if it is not.
    pub(crate) lives: Option<Lives>,
    /// Instances with the same salt share what they remember.
    pub(crate) salt: String,
    pub(crate) upstream: Told,
    pub(crate) downstream: Told,
    /// The headers in which the client is told something.
    pub(crate) downstream_names: HeaderNames,
    pub(crate) about_session: AboutSession,
    /// The headers and query parameters that carry tokens by names of the operator's choice, in lower case.
    pub(crate) proofs: Vec<String>,
    pub(crate) denial: Denial,
    /// How this goes together with what other plugins find out.
    pub(crate) authentication: Authentication,
    pub(crate) identities: Identities,
    /// Whether the provider must be known to tell who is asking.
    pub(crate) needs_keys: bool,
    /// Whether requests with the method OPTIONS must prove who they are.
    pub(crate) asks_preflights: bool,
    /// Whether sessions are sealed anew.
    pub(crate) renews_sessions: bool,
    /// For how long a token is known as one that is not active.
    pub(crate) inactive_for: Duration,
    pub(crate) timeout: Duration,
    pub(crate) reach: Reach,
    pub(crate) terms: Arc<Terms>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// What an instance keeps on one core.
#[derive(Default)]
pub struct Here {
    pub(crate) provider: provider::Copy,
    pub(crate) keys: session::Keys,
    pub(crate) ended: ended::Copy,
    pub(crate) memory: Memory,
    pub(crate) verified: Verified,
    pub(crate) inactive: Inactive,
}

impl OpenIdConnect {
    /// Turns options into rules, and opens the line to the provider. Nothing is called before the first login.
    pub(crate) fn build(config: &Config, services: &Services) -> Result<Self, Misconfigured> {
        if let Some(all) = Misconfigured::all(faults(config)) {
            return Err(all);
        }
        let identities = Identities::of(config)?;
        let (upstream, downstream) = told(config)?;
        let upstream = upstream.with_identity(&identities);
        let rules = Rules {
            looked_for: identities.judged().map(str::to_owned).collect(),
            ..rules(config, &upstream, &downstream)?
        };
        let methods = config.credentials.methods();
        let reach = config.provider.reach(&rules.issuer)?;
        let terms = Arc::new(config.http.terms()?);
        if terms.verification == Verification::NotVerified {
            warn!(issuer = %rules.issuer, "the provider's certificate is not verified: anybody between can sign people in");
        }
        for way in config.verification.unsigned() {
            warn!(issuer = %rules.issuer, ?way, "access tokens are believed without a signature: only the connection to the provider protects what they say");
        }
        let cookies = Cookies::new(
            config,
            &rules.issuer,
            &rules.client.id,
            terms.verification,
            services,
        )?;
        let endpoint = Endpoint {
            issuer: rules.issuer.clone(),
            rules: config.discovery()?,
            headers: config.provider.headers()?,
            more_keys: config.provider.more_keys(),
            reach,
            terms: Arc::clone(&terms),
            timeout: config.http.timeout(),
            cool_down: config.provider.cool_down(),
            lifetime: config.cache.lifetime(),
        };
        let options = &config.session;
        let credentials = credentials::Places::of(&config.credentials, &rules);
        let additions = Additions::of(config)?;
        let about_session = AboutSession::new(
            options.session_request_headers.as_deref(),
            options.session_response_headers.as_deref(),
            &options.session_audience,
        );
        Ok(Self {
            line: Line::open(endpoint, services),
            decryption: Decryption::of(services, config.http.timeout()),
            cookies,
            forms: Forms::of(&rules),
            places: Places::of(&config.credentials, &rules)?,
            told_in_place: upstream
                .owns()
                .into_iter()
                .chain(about_session.owns())
                .filter(|name| credentials.may_be_in(name))
                .map(|name| folded(&name))
                .collect(),
            credentials,
            lives: config.cache.of_tokens(),
            salt: salt(config, services)?,
            downstream_names: downstream
                .names()
                .chain(AboutSession::names(options.session_response_headers.as_deref()))
                .chain(additions.replayed())
                .collect(),
            additions,
            about_session,
            denial: Denial::new(&config.denial, &rules),
            authentication: Authentication::or_anonymous(config.credentials.anonymous.as_deref()),
            needs_keys: upstream.needs_keys() || downstream.needs_keys(),
            proofs: proofs(config, &downstream),
            identities,
            upstream,
            downstream,
            asks_preflights: config.credentials.run_on_preflight,
            renews_sessions: options.follows(AuthMethod::Session),
            methods,
            inactive_for: config.cache.of_nothing(),
            timeout: config.http.timeout(),
            reach,
            terms,
            clock: Arc::clone(&services.clock),
            entropy: Arc::clone(&services.entropy),
            rules,
        })
    }

    /// The headers towards the upstream that no client may set. Where credentials may stand is not among them, although
    /// something may be told there: whoever passes by them, or by anything else, is told of in their place.
    pub(crate) fn own_headers(&self) -> Vec<HeaderName> {
        let told = self.upstream.owns().into_iter();
        told.chain(self.about_session.owns())
            .filter(|name| !self.credentials.may_be_in(name))
            .collect()
    }

    /// The present moment, in the words of the protocol.
    pub(crate) fn now(&self) -> Timestamp {
        in_protocol(self.clock.now())
    }
}

/// A moment in the words of the protocol.
pub(crate) const fn in_protocol(moment: ports::Timestamp) -> Timestamp {
    Timestamp::from_millis(moment.millis())
}

/// The names under which clients show and are told tokens, as far as options choose them.
fn proofs(config: &Config, downstream: &Told) -> Vec<String> {
    let credentials = &config.credentials;
    let shown = [
        &credentials.bearer_token_header_name,
        &credentials.bearer_token_cookie_name,
        &credentials.refresh_token_param_name,
        &credentials.id_token_param_name,
    ];
    let shown = shown.into_iter().flatten().map(|name| name.to_lowercase());
    let told = downstream.names().map(|name| name.as_str().to_owned());
    shown.chain(told).collect()
}

/// What is mixed into the names of remembered tokens.
fn salt(config: &Config, services: &Services) -> Result<String, Misconfigured> {
    if let Some(salt) = &config.cache.cache_tokens_salt {
        return Ok(format!("shared {salt}"));
    }
    let mut own = [0; 16];
    let thrown = services.entropy.fill(&mut own);
    thrown.map_err(|error| Misconfigured::because("entropy.none", "cache_tokens_salt", &error))?;
    Ok(jose::base64url::encode(&own))
}

/// What is wrong with single options, all of it: one fault hides no other.
fn faults(config: &Config) -> impl Iterator<Item = Misconfigured> {
    let issuer = config.provider.issuer();
    let reach = issuer.as_ref().ok().map(|issuer| config.provider.reach(issuer));
    let terms = config.http.terms();
    let read = match (&issuer, &reach, &terms) {
        (Ok(issuer), Some(Ok(reach)), Ok(terms)) => read_by_nobody(issuer, *reach, &terms.proxies),
        _ => Ok(()),
    };
    let found = [
        issuer.err(),
        reach.and_then(Result::err),
        terms.err(),
        read.err(),
        config.provider.headers().err(),
        config.client.client().err(),
        config.session.cookie().err().map(bad("session_cookie")),
        told(config).err(),
        Additions::of(config).err(),
        Identities::of(config).err(),
        config.claims.demands().err(),
        config.authorization.request(config.verification.max_age()).err(),
        config.discovery().err(),
    ];
    found.into_iter().flatten()
}

/// What both sides are told. Claims are looked for as Kong does: in the access token first.
fn told(config: &Config) -> Result<(Told, Told), Misconfigured> {
    let mut places = vec![Source::AccessToken, Source::IdToken];
    if config.userinfo.search_user_info {
        places.push(Source::Userinfo);
    }
    Ok((
        Told::new("upstream", &config.forward.upstream, &places)?,
        Told::new("downstream", &config.forward.downstream, &places)?,
    ))
}

/// What becomes of whoever brings credentials of one kind, if such count.
fn grants(config: &Config, method: AuthMethod, counts: bool) -> Option<GrantRules> {
    counts.then(|| GrantRules {
        sessions: match config.credentials.methods().session && config.session.follows(method) {
            true => Sessions::Kept,
            false => Sessions::NotKept,
        },
        after: config.login.after_proof(method),
    })
}

fn rules(config: &Config, upstream: &Told, downstream: &Told) -> Result<Rules, Misconfigured> {
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
        client: config.client.client()?,
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
        introspection: methods.introspection.then(|| {
            config
                .introspection
                .rules(config.cache.of_introspection(), introspection_jwt)
        }),
        userinfo_tokens: match methods.userinfo {
            true => UserinfoTokens::Accepted {
                remembered: config.cache.of_userinfo(),
            },
            false => UserinfoTokens::NotAccepted,
        },
        refresh_token: grants(config, AuthMethod::RefreshToken, methods.refresh_token),
        password: grants(config, AuthMethod::Password, methods.password),
        client_credentials: grants(config, AuthMethod::ClientCredentials, methods.client_credentials),
        request: config.authorization.request(config.verification.max_age())?,
        tokens: config.verification.tokens(
            config.authorization.nonce(),
            config.client.secret(),
            config.provider.issuers(),
        ),
        userinfo: match userinfo {
            true => Userinfo::Asked,
            false => Userinfo::NotAsked,
        },
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
        after_login: config.login.after(),
        after_session: config.login.after_session(),
        after_bearer: config.login.after_bearer(),
        logout: config.logout.rules(),
    })
}
