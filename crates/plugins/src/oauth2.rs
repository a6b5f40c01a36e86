//! Gives tokens to clients, and finds out by a token who sends a request (RFC 6749, RFC 6750).

mod administered;
mod authorize;
mod client;
mod config;
mod credential;
mod denial;
mod endpoint;
mod keeper;
mod kept;
mod ledger;
mod parameters;
mod pkce;
mod remembered;
mod rules;
mod shown;
mod token;

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use plugin::{Authentication, BodyNeed, Exchange, Fault, Misconfigured, Plugin, Proven, Services, Verdict};
use ports::Timestamp;

use self::config::Config;
use self::credential::Client;
pub use self::credential::{OAUTH2_CREDENTIALS, OAuth2Credential};
use self::denial::Denial;
use self::endpoint::Endpoint;
pub use self::keeper::OAuth2Tokens;
use self::kept::{AccessToken, name_of};
use self::ledger::Ledger;
use self::remembered::Remembered;
use self::rules::{Here, Rules};
use self::shown::Shown;
use crate::password::{Known, Passwords};

/// Gives tokens to clients of consumers, and lets those pass who show one.
pub struct OAuth2 {
    rules: Arc<Rules>,
    hides: bool,
    believes_proxies: bool,
    header: HeaderName,
    challenges: Challenges,
    authentication: Authentication,
    passwords: Passwords,
    ledger: Ledger,
}

/// What a core remembers.
#[derive(Default)]
pub struct Local {
    tokens: Remembered,
    secrets: OnceCell<Known>,
}

/// What is asked of whoever shows nothing, and of whoever shows what is not good.
struct Challenges {
    nothing: HeaderValue,
    invalid: HeaderValue,
}

/// What can be said of a request at once.
enum Judged {
    Found(Result<(Proven, Rc<AccessToken>), Verdict>),
    /// First it must be looked up what is kept under this name.
    Asks(String),
}

/// The most bytes that an endpoint reads.
const MOST_PARAMETERS: usize = 64 * 1024;
/// The most bytes of a form in which a token is looked for.
const MOST_FORM: usize = 1024 * 1024;

const INVALID_TOKEN: &str = "The access token is invalid or has expired";
const X_AUTHENTICATED_SCOPE: HeaderName = HeaderName::from_static("x-authenticated-scope");
const X_AUTHENTICATED_USERID: HeaderName = HeaderName::from_static("x-authenticated-userid");

impl Plugin for OAuth2 {
    const NAME: &'static str = "oauth2";
    const SUMMARY: &'static str =
        "Gives tokens to the programs of consumers, and finds out by them who sends a request (RFC 6749).";
    const PRIORITY: i32 = 1400;
    const IS_FOR_CONSUMERS: bool = false;
    const ENTITIES: &'static [model::Entity] = &[OAUTH2_CREDENTIALS];
    type Config = Config;
    type Local = Local;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let header = config.auth_header_name.as_ref();
        let header = header.map_or(Ok(header::AUTHORIZATION), |name| name.as_str().parse());
        let passwords = Passwords::of(services);
        Ok(Self {
            rules: Arc::new(Rules::of(&config)?),
            hides: config.hide_credentials,
            believes_proxies: config.accept_http_if_already_terminated,
            header: header.map_err(|_| misconfigured("auth_header_name", "write the name of a header"))?,
            challenges: Challenges::in_realm(config.realm.as_deref())
                .map_err(|()| misconfigured("realm", "write visible ASCII"))?,
            authentication: Authentication::or_anonymous(config.anonymous.as_deref()),
            passwords: passwords
                .map_err(|why| Misconfigured::because("oauth2.misconfigured", "client_secret", &why))?,
            ledger: Ledger::of(services),
        })
    }

    fn endpoints() -> &'static [plugin::Endpoint] {
        &administered::ENDPOINTS
    }

    fn owns(&self) -> Vec<HeaderName> {
        vec![X_AUTHENTICATED_SCOPE, X_AUTHENTICATED_USERID]
    }

    fn proofs(&self) -> Vec<String> {
        let parameters = [
            "access_token",
            "client_secret",
            "code",
            "code_verifier",
            "password",
            "provision_key",
            "refresh_token",
        ];
        let header = self.header.as_str().to_ascii_lowercase();
        parameters
            .map(str::to_owned)
            .into_iter()
            .chain([header])
            .collect()
    }

    fn body(&self, exchange: &Exchange) -> BodyNeed {
        if Endpoint::of(exchange).is_some() {
            let is_asked = exchange.received.method == Method::POST;
            return match is_asked {
                true => BodyNeed::Buffer {
                    limit: MOST_PARAMETERS,
                },
                false => BodyNeed::Stream,
            };
        }
        let is_looked_at = shown::is_form(exchange)
            && !self.authentication.is_settled(exchange)
            && Shown::in_head(exchange, &self.header) == Shown::Nothing;
        match is_looked_at {
            true => BodyNeed::Buffer { limit: MOST_FORM },
            false => BodyNeed::Stream,
        }
    }

    fn at_once(&self, here: &Local, exchange: &mut Exchange) -> Option<Verdict> {
        if Endpoint::of(exchange).is_some() {
            return None;
        }
        if self.authentication.is_settled(exchange) {
            return Some(Verdict::Pass);
        }
        match self.judge(&here.tokens, exchange) {
            Judged::Found(found) => self.conclude(exchange, found).ok(),
            Judged::Asks(_) => None,
        }
    }

    async fn access(&self, here: &Local, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        if let Some(endpoint) = Endpoint::of(exchange) {
            let secrets = here.secrets.get_or_init(Known::default);
            return self.serve(endpoint, secrets, exchange).await;
        }
        let found = match self.judge(&here.tokens, exchange) {
            Judged::Found(found) => found,
            Judged::Asks(name) => {
                let asked = name.clone();
                let found = self
                    .ledger
                    .ask(|books| async move { books.access_token(&asked).await })
                    .await?;
                match found.map(Rc::new) {
                    None => Err(self.invalid()),
                    Some(token) => {
                        let now = exchange.received.at;
                        here.tokens.note(name, &token, now);
                        self.admit(token, exchange, now)
                    }
                }
            }
        };
        self.conclude(exchange, found)
    }
}

impl OAuth2 {
    fn judge(&self, tokens: &Remembered, exchange: &Exchange) -> Judged {
        let token = match Shown::by(exchange, &self.header) {
            Shown::One(token) => token,
            Shown::Several => return Judged::Found(Err(self.invalid())),
            Shown::Nothing => {
                let denial = Denial::invalid_request("The access token is missing");
                return Judged::Found(Err(refused(denial, &self.challenges.nothing)));
            }
        };
        let (name, now) = (name_of(&token), exchange.received.at);
        match tokens.recall(&name, now) {
            Some(token) => Judged::Found(self.admit(token, exchange, now)),
            None => Judged::Asks(name),
        }
    }

    /// Whose token it is, if it is good here and now. Judged anew with each request: what is remembered is what it is for.
    fn admit(
        &self,
        token: Rc<AccessToken>,
        exchange: &Exchange,
        now: Timestamp,
    ) -> Result<(Proven, Rc<AccessToken>), Verdict> {
        let grant = &token.grant;
        let is_good =
            !token.is_over(now) && self.rules.counts(grant, here(exchange)) && self.rules.still_gives(grant);
        let directory = &exchange.directory;
        let mut clients = directory.held_by::<Client>(OAUTH2_CREDENTIALS.name, grant.consumer);
        let client = clients.find(|client| client.id == grant.credential);
        let consumer = directory.consumer(grant.consumer);
        match (client, consumer) {
            (Some(client), Some(consumer)) if is_good => {
                let proven = Proven {
                    consumer: Arc::clone(consumer),
                    credential: client.credential.clone(),
                };
                Ok((proven, token))
            }
            _ => Err(self.invalid()),
        }
    }

    fn conclude(
        &self,
        exchange: &mut Exchange,
        found: Result<(Proven, Rc<AccessToken>), Verdict>,
    ) -> Result<Verdict, Fault> {
        let (found, token) = match found {
            Ok((proven, token)) => (Ok(proven), Some(token)),
            Err(answer) => (Err(answer), None),
        };
        let verdict = self.authentication.conclude(exchange, found)?;
        if !matches!(verdict, Verdict::Pass) {
            return Ok(verdict);
        }
        if self.hides {
            shown::hide(exchange, &self.header).map_err(|bad| Fault::Broken {
                code: "oauth2.not_hidden",
                detail: format!("the query without its token is none: {bad}"),
            })?;
        }
        let told = token.as_ref().map(|token| &token.grant);
        let scope = told.and_then(|grant| grant.scope.as_deref());
        tell(exchange, X_AUTHENTICATED_SCOPE, scope);
        let user = told.and_then(|grant| grant.authenticated_userid.as_deref());
        tell(exchange, X_AUTHENTICATED_USERID, user);
        Ok(verdict)
    }

    fn invalid(&self) -> Verdict {
        refused(
            Denial::new("invalid_token", INVALID_TOKEN),
            &self.challenges.invalid,
        )
    }
}

impl Challenges {
    /// RFC 6750 3.
    fn in_realm(realm: Option<&str>) -> Result<Self, ()> {
        let nothing = crate::challenge::challenge("Bearer", realm)?;
        let separator = if realm.is_some() { "," } else { "" };
        let text = nothing.to_str().map_err(|_| ())?;
        let invalid =
            format!("{text}{separator} error=\"invalid_token\", error_description=\"{INVALID_TOKEN}\"");
        let invalid = HeaderValue::try_from(invalid).map_err(|_| ())?;
        Ok(Self { nothing, invalid })
    }
}

fn here(exchange: &Exchange) -> Here {
    let matched = exchange.matched.as_ref();
    let service = matched.and_then(|matched| matched.service.as_ref());
    Here {
        workspace: exchange.workspace(),
        service: service.map(|service| service.id),
    }
}

fn refused(denial: Denial, challenge: &HeaderValue) -> Verdict {
    let asked = header::WWW_AUTHENTICATE;
    denial
        .with(StatusCode::UNAUTHORIZED, asked, challenge.clone())
        .answer(None)
}

fn tell(exchange: &mut Exchange, name: HeaderName, text: Option<&str>) {
    let value = text.and_then(|text| HeaderValue::from_bytes(text.as_bytes()).ok());
    match value {
        Some(value) => exchange.head.set(name, value),
        None => drop(exchange.head.remove(&name)),
    }
}

fn no_service() -> Fault {
    Fault::Broken {
        code: "oauth2.no_service",
        detail: "a token counts for a service, and this route has none".to_owned(),
    }
}

fn misconfigured(option: &str, remedy: &str) -> Misconfigured {
    Misconfigured::new(
        "oauth2.misconfigured",
        format!("{option}: cannot be put to use; {remedy}"),
    )
}
