//! Finds out who sends a request by a key that it shows.

mod body;
mod credential;

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use plugin::{
    Authentication, BodyNeed, Exchange, Fault, Misconfigured, Plugin, Proven, Refusal, Services, Target,
    Verdict,
};
use ports::Clock;
use schema::Record;

use crate::request_transformer::body::Sort;
use plugin::form::Arguments;
use plugin::form::Changeable as _;

use self::credential::ApiKey;
pub use self::credential::{KEYAUTH_CREDENTIALS, KeyAuthCredential};

/// Lets those pass who show a key.
pub struct KeyAuth {
    names: Vec<Name>,
    is_in_header: bool,
    is_in_query: bool,
    is_in_body: bool,
    hides: bool,
    asks_preflights: bool,
    challenge: HeaderValue,
    authentication: Authentication,
    clock: Arc<dyn Clock>,
}

/// Options of the key-auth plugin.
#[derive(Record)]
pub struct Config {
    /// Under which names a key is looked for, in this order.
    #[field(default = ["apikey"])]
    pub key_names: Vec<schema::HeaderName>,

    /// Whether the service does not get to see the key.
    #[field(default = false)]
    pub hide_credentials: bool,

    /// The consumer, by id or username, that whoever shows no key of anybody is taken for. Unset: they are refused.
    #[field()]
    pub anonymous: Option<String>,

    /// Whether a key is looked for among the headers.
    #[field(default = true)]
    pub key_in_header: bool,

    /// Whether a key is looked for in the query.
    #[field(default = true)]
    pub key_in_query: bool,

    /// Whether a key is looked for in the body: in a form, or in an object of JSON, of 1 MiB at most.
    #[field(default = false)]
    pub key_in_body: bool,

    /// Whether the question of a browser before a request of another origin must show a key too.
    #[field(default = true)]
    pub run_on_preflight: bool,

    /// The realm that a refusal names.
    #[field()]
    pub realm: Option<String>,
}

/// Under what a key is looked for.
#[derive(Debug)]
struct Name {
    argument: String,
    header: HeaderName,
}

/// What a request shows under a name.
enum Shown<'a> {
    Nothing,
    One(Cow<'a, str>),
    Several,
}

impl Plugin for KeyAuth {
    const NAME: &'static str = "key-auth";
    const SUMMARY: &'static str = "Finds out who sends a request by a key that it shows.";
    const PRIORITY: i32 = 1250;
    const IS_FOR_CONSUMERS: bool = false;
    const ENTITIES: &'static [model::Entity] = &[KEYAUTH_CREDENTIALS];
    type Config = Config;
    type Local = ();

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let challenge = crate::challenge::challenge("Key", config.realm.as_deref());
        Ok(Self {
            names: config.key_names.iter().map(Name::of).collect::<Result<_, _>>()?,
            is_in_header: config.key_in_header,
            is_in_query: config.key_in_query,
            is_in_body: config.key_in_body,
            hides: config.hide_credentials,
            asks_preflights: config.run_on_preflight,
            challenge: challenge.map_err(|()| misconfigured("realm", "write visible ASCII"))?,
            authentication: Authentication::or_anonymous(config.anonymous.as_deref()),
            clock: Arc::clone(&services.clock),
        })
    }

    fn proofs(&self) -> Vec<String> {
        let names = self.names.iter();
        names.map(|name| name.argument.to_ascii_lowercase()).collect()
    }

    /// It is read only where no name before shows a key.
    fn body(&self, exchange: &Exchange) -> BodyNeed {
        let is_shown = |name: &Name| !matches!(self.shown_outside(name, exchange), Shown::Nothing);
        let is_read = self.is_in_body
            && Sort::of(&exchange.head).is_some()
            && !self.names.first().is_some_and(is_shown);
        match is_read {
            true => BodyNeed::Buffer { limit: body::MOST },
            false => BodyNeed::Stream,
        }
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        self.conclude(exchange).ok()
    }

    /// What `at_once` could not decide is an accident.
    async fn access(&self, (): &(), exchange: &mut Exchange) -> Result<Verdict, Fault> {
        self.conclude(exchange)
    }
}

impl KeyAuth {
    fn conclude(&self, exchange: &mut Exchange) -> Result<Verdict, Fault> {
        let is_spared = !self.asks_preflights && exchange.received.method == Method::OPTIONS;
        if is_spared || self.authentication.is_settled(exchange) {
            return Ok(Verdict::Pass);
        }
        let found = self.judge(exchange);
        let verdict = self.authentication.conclude(exchange, found)?;
        if self.hides && matches!(verdict, Verdict::Pass) {
            self.hide(exchange)?;
        }
        Ok(verdict)
    }

    /// Who shows which key. Whoever shows one that nobody has, or has no more, is told nothing about it.
    fn judge(&self, exchange: &Exchange) -> Result<Proven, Verdict> {
        let mut shown = self.names.iter().map(|name| self.shown(name, exchange));
        let shown = shown.find(|shown| !matches!(shown, Shown::Nothing));
        let key = match shown {
            Some(Shown::One(key)) if !key.is_empty() => key,
            Some(Shown::Several) => return Err(self.refusal("Duplicate API key found")),
            _ => return Err(self.refusal("No API key found in request")),
        };
        let directory = &exchange.directory;
        let kind = KEYAUTH_CREDENTIALS.name;
        let held: Option<&ApiKey> = directory.held(kind, "key", exchange.workspace(), &key);
        let good = held.filter(|held| held.is_good(&*self.clock));
        let proven = good.and_then(|held| {
            Some(Proven {
                consumer: directory.consumer(held.consumer)?.clone(),
                credential: held.credential.clone(),
            })
        });
        proven.ok_or_else(|| self.refusal("Unauthorized"))
    }

    /// What stands under a name, in the first place where something does.
    fn shown<'a>(&self, name: &Name, exchange: &'a Exchange) -> Shown<'a> {
        match self.shown_outside(name, exchange) {
            Shown::Nothing if self.is_in_body => body::shown(exchange, &name.argument),
            shown => shown,
        }
    }

    /// The same, but for the body.
    fn shown_outside<'a>(&self, name: &Name, exchange: &'a Exchange) -> Shown<'a> {
        if self.is_in_header {
            let values = exchange.head.all(&name.header);
            let texts = values.map(|value| match value.to_str() {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(value.as_bytes()),
            });
            match Shown::of(texts) {
                Shown::Nothing => {}
                shown => return shown,
            }
        }
        match exchange.received.target.query().filter(|_| self.is_in_query) {
            Some(query) => {
                let arguments = form_urlencoded::parse(query.as_bytes());
                let named = arguments.filter(|(argument, _)| *argument == name.argument);
                Shown::of(named.map(|(_, value)| value))
            }
            None => Shown::Nothing,
        }
    }

    /// Takes the keys away from what the service gets, under every name and in every place.
    fn hide(&self, exchange: &mut Exchange) -> Result<(), Fault> {
        for name in &self.names {
            exchange.head.remove(&name.header);
        }
        if let Some(body) = self
            .is_in_body
            .then(|| body::without(exchange, &self.names))
            .flatten()
        {
            exchange.body = body;
        }
        let target = &exchange.forward.target;
        let is_there = |query: &str| {
            let mut names = self.names.iter();
            names.any(|name| Arguments::value(query, &name.argument).is_some())
        };
        let Some(query) = target.query().filter(|query| is_there(query)) else {
            return Ok(());
        };
        let mut arguments = Arguments::read(query);
        for name in &self.names {
            arguments.remove(&name.argument);
        }
        let left = arguments.write();
        let hidden = Target::of(target.path(), left.as_deref()).map_err(|bad| Fault::Broken {
            code: "key_auth.not_hidden",
            detail: format!("the query without its key is none: {bad}"),
        })?;
        exchange.forward.target = hidden;
        Ok(())
    }

    fn refusal(&self, message: &'static str) -> Verdict {
        let refusal = Refusal::new(StatusCode::UNAUTHORIZED, message);
        Verdict::refuse(refusal.with(header::WWW_AUTHENTICATE, self.challenge.clone()))
    }
}

impl Name {
    fn of(name: &schema::HeaderName) -> Result<Self, Misconfigured> {
        Ok(Self {
            argument: name.as_str().to_owned(),
            header: HeaderName::from_bytes(name.as_str().as_bytes())
                .map_err(|_| misconfigured("key_names", "write names of headers, such as apikey"))?,
        })
    }
}

impl<'a> Shown<'a> {
    fn of(mut values: impl Iterator<Item = Cow<'a, str>>) -> Self {
        match (values.next(), values.next()) {
            (None, _) => Self::Nothing,
            (Some(value), None) => Self::One(value),
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

fn misconfigured(option: &str, remedy: &str) -> Misconfigured {
    Misconfigured::new(
        "key_auth.misconfigured",
        format!("{option}: cannot be put to use; {remedy}"),
    )
}
