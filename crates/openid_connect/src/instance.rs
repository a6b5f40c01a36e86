//! One configured use of the plugin.

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use jose::Timestamp;
use oidc::{Lives, Rules, Session, Source, clients};
use plugin::{Authentication, Exchange, HeaderName, HeaderNames, Misconfigured, OwnTokens, Services};
use ports::{Clock, Entropy, Reach, Terms, Verification};
use tracing::warn;

use crate::about_session::AboutSession;
use crate::additions::Additions;
use crate::bearer::Verified;
use crate::client_argument::ClientArgument;
use crate::client_certificate::ClientCertificate;
use crate::config::{AuthMethod, Config, Methods, read_by_nobody};
use crate::cookies::{Cookies, bad};
use crate::counts::Counts;
use crate::credentials::folded;
use crate::decryption::Decryption;
use crate::denial::Denial;
use crate::ended;
use crate::exchanged::Exchanger;
use crate::forms::Forms;
use crate::identity::Identities;
use crate::inactive::Inactive;
use crate::memory::Memory;
use crate::places::Places;
use crate::presented::Shown;
use crate::provider::{self, Endpoint, Line};
use crate::rules::rules;
use crate::told::Told;

/// The openid-connect plugin with its options: the rules of its logins, its cookies, and the line to its provider.
pub struct OpenIdConnect {
    pub(crate) rules: Rules,
    pub(crate) methods: Methods,
    /// The same for the other clients, if there are several.
    pub(crate) others: Vec<Self>,
    /// Where a request says which client is meant, if there are several.
    pub(crate) client_argument: Option<ClientArgument>,
    /// The certificate entity that the client shows, if it shows one.
    pub(crate) certificate: Option<ClientCertificate>,
    pub(crate) line: Arc<Line>,
    pub(crate) counts: Counts,
    pub(crate) decryption: Decryption,
    /// Where the upstream's access tokens come from, if not from the provider.
    pub(crate) exchanger: Option<Exchanger>,
    /// Where access tokens are looked up that this gateway gave out.
    pub(crate) own_tokens: Arc<OwnTokens>,
    pub(crate) cookies: Arc<Cookies>,
    pub(crate) forms: Forms,
    /// Where credentials of requests are looked for.
    pub(crate) places: Places,
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
    /// For how long what introspection said does when the provider does not reply; `None` if it does not.
    pub(crate) introspection_lasts: Option<Duration>,
    /// The same of userinfo.
    pub(crate) userinfo_lasts: Option<Duration>,
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
    pub(crate) granted: Verified,
    pub(crate) inactive: Inactive,
}

impl OpenIdConnect {
    /// Turns options into rules, and opens the line to the provider. Nothing is called before the first login, and nothing
    /// is logged: whoever tries options out wants to be told in another way.
    pub(crate) fn build(config: &Config, services: &Services) -> Result<Self, Misconfigured> {
        if let Some(all) = Misconfigured::all(faults(config)) {
            return Err(all);
        }
        let issuer = config.provider.issuer()?;
        let clients = config.clients()?;
        let terms = Arc::new(config.http.terms()?);
        let certificate = ClientCertificate::of(config)?;
        let trust = trust(&terms, certificate.as_ref());
        let endpoint = Endpoint {
            trust,
            ..endpoint(config, &issuer, &terms)?
        };
        let reach = endpoint.reach;
        // Sessions are shared by what all clients have in common.
        let first = clients.first().map_or("", |client| &client.id);
        let common = Common {
            cookies: Arc::new(Cookies::new(config, &issuer, first, trust, services)?),
            line: Arc::new(Line::open(endpoint, services)),
            salt: salt(config, services)?,
            certificate,
            reach,
            terms,
        };
        let mut of_clients = (0..clients.len())
            .map(|client| Self::of_client(config, client, &clients, &common, services))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter();
        let first = of_clients
            .next()
            .ok_or_else(|| Misconfigured::new("config.client_id", "client_id: there is no client".into()))?;
        Ok(Self {
            others: of_clients.collect(),
            ..first
        })
    }

    /// Logs what these options give away.
    pub(crate) fn log_weaknesses(&self, config: &Config) {
        let issuer = &self.rules.issuer;
        if let Some(url) = config.called_in_the_clear() {
            warn!(%url, "the provider is called without TLS: anybody between can sign people in");
        }
        if trust(&self.terms, self.certificate.as_ref()) == Verification::NotVerified {
            warn!(issuer = %issuer, "the provider's certificate is not verified: anybody between can sign people in");
        }
        for way in config.verification.unsigned() {
            warn!(issuer = %issuer, ?way, "access tokens are believed without a signature: only the connection to the provider protects what they say");
        }
    }

    /// The same for one of its clients.
    fn of_client(
        config: &Config,
        client: usize,
        clients: &[oidc::Client],
        common: &Common,
        services: &Services,
    ) -> Result<Self, Misconfigured> {
        let identities = Identities::of(config)?;
        let (upstream, downstream) = told(config)?;
        let upstream = upstream.with_identity(&identities);
        let rules = Rules {
            looked_for: identities.judged().map(str::to_owned).collect(),
            clients: match clients.len() {
                1 => Vec::new(),
                _ => clients.to_vec(),
            },
            ..rules(config, client, &upstream, &downstream)?
        };
        let methods = config.credentials.methods();
        let options = &config.session;
        let places = Places::of(&config.credentials, &rules)?;
        let additions = Additions::of(config)?;
        let about_session = AboutSession::new(
            options.session_request_headers.as_deref(),
            options.session_response_headers.as_deref(),
            &options.session_audience,
        );
        Ok(Self {
            others: Vec::new(),
            client_argument: ClientArgument::of(config),
            certificate: common.certificate.clone(),
            line: Arc::clone(&common.line),
            counts: Counts::of(services),
            decryption: Decryption::of(services, config.http.timeout()),
            exchanger: Exchanger::of(config)?,
            own_tokens: services.shared.the(),
            cookies: Arc::clone(&common.cookies),
            forms: Forms::of(&rules),
            told_in_place: upstream
                .owns()
                .into_iter()
                .chain(about_session.owns())
                .filter(|name| places.may_be_in(name))
                .map(|name| folded(&name))
                .collect(),
            places,
            lives: config.cache.of_tokens(),
            salt: common.salt.clone(),
            downstream_names: downstream
                .names()
                .chain(AboutSession::names(options.session_response_headers.as_deref()))
                .chain(additions.replayed())
                .collect(),
            additions,
            about_session,
            denial: Denial::new(&config.denial, &rules, client),
            authentication: Authentication::or_anonymous(config.credentials.anonymous.as_deref()),
            needs_keys: upstream.needs_keys() || downstream.needs_keys(),
            proofs: proofs(config, &downstream),
            identities,
            upstream,
            downstream,
            asks_preflights: config.credentials.run_on_preflight,
            renews_sessions: options.follows(AuthMethod::Session),
            methods,
            introspection_lasts: config.cache.in_outage(config.cache.of_introspection()),
            userinfo_lasts: config.cache.in_outage(config.cache.of_userinfo()),
            // What a provider calls inactive for one client it may call active for another.
            inactive_for: match clients.len() {
                1 => config.cache.of_nothing(),
                _ => Duration::ZERO,
            },
            timeout: config.http.timeout(),
            reach: common.reach,
            terms: Arc::clone(&common.terms),
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
            .filter(|name| !self.places.may_be_in(name))
            .collect()
    }

    /// The present moment, in the words of the protocol.
    pub(crate) fn now(&self) -> Timestamp {
        in_protocol(self.clock.now())
    }

    /// The same for the client of a session; `None` if it is no longer one of ours.
    pub(crate) fn of_session(&self, session: &Session) -> Option<&Self> {
        match &session.client {
            None => Some(self),
            Some(id) => self.clients().find(|own| own.rules.client.id == *id),
        }
    }

    /// The same for the client that a request is about.
    pub(crate) fn meant_by(&self, exchange: &Exchange, shown: &Shown<'_>) -> &Self {
        let Some(argument) = &self.client_argument else {
            return self;
        };
        let asked = argument.of_request(exchange);
        let rules: Vec<&Rules> = self.clients().map(|own| &own.rules).collect();
        let client = clients::chosen(
            &rules,
            &shown.request,
            &shown.session,
            asked.as_deref(),
            self.now(),
        );
        self.clients().nth(client).unwrap_or(self)
    }

    fn clients(&self) -> impl Iterator<Item = &Self> {
        iter::once(self).chain(&self.others)
    }
}

/// A moment in the words of the protocol.
pub(crate) const fn in_protocol(moment: ports::Timestamp) -> Timestamp {
    Timestamp::from_millis(moment.millis())
}

/// Whether everybody who is called shows who it is.
fn trust(terms: &Terms, certificate: Option<&ClientCertificate>) -> Verification {
    match (
        terms.verification,
        certificate.map(ClientCertificate::verification),
    ) {
        (Verification::Verified, None | Some(Verification::Verified)) => Verification::Verified,
        _ => Verification::NotVerified,
    }
}

/// What the clients of an instance have in common.
struct Common {
    line: Arc<Line>,
    cookies: Arc<Cookies>,
    salt: String,
    certificate: Option<ClientCertificate>,
    reach: Reach,
    terms: Arc<Terms>,
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

/// Where the provider of these options is and how it is called.
///
/// # Errors
/// [`Misconfigured`] for what cannot be put to use.
pub(crate) fn endpoint(
    config: &Config,
    issuer: &oidc::Issuer,
    terms: &Arc<Terms>,
) -> Result<Endpoint, Misconfigured> {
    Ok(Endpoint {
        issuer: issuer.clone(),
        rules: config.discovery()?,
        headers: config.provider.headers()?,
        more_keys: config.provider.more_keys(),
        reach: config.reach()?,
        terms: Arc::clone(terms),
        trust: terms.verification,
        timeout: config.http.timeout(),
        cool_down: config.provider.cool_down(),
        lifetime: config.cache.lifetime(),
    })
}

/// What is wrong with single options, all of it: one fault hides no other.
pub(crate) fn faults(config: &Config) -> impl Iterator<Item = Misconfigured> {
    let issuer = config.provider.issuer();
    // What is wrong with an address itself is told with those.
    let called = issuer.as_ref().ok().and_then(|_| config.called().ok());
    let reach = called.as_ref().map(|_| config.reach());
    let terms = config.http.terms();
    let read = match (&called, &reach, &terms) {
        (Some(called), Some(Ok(reach)), Ok(terms)) => read_by_nobody(called, *reach, &terms.proxies),
        _ => Ok(()),
    };
    let issuer_is_read = issuer.is_ok();
    let found = [
        issuer.err(),
        reach.and_then(Result::err),
        terms.err(),
        read.err(),
        config.provider.headers().err(),
        config.clients().err(),
        ClientCertificate::of(config).err(),
        config.session.cookie().err().map(bad("session_cookie")),
        told(config).err(),
        Additions::of(config).err(),
        issuer_is_read.then(|| Exchanger::of(config).err()).flatten(),
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
