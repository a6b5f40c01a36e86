//! Tells browsers which pages may read answers (Fetch, "CORS protocol").

mod origin;

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use plugin::{Answer, Exchange, Fault, Head, Misconfigured, Plugin, Services, Verdict};
use schema::{Choice, Record};

use self::origin::{Allowed, Origins, Pattern};

/// Answers preflights, and says in each answer whose pages may read it.
#[derive(Debug)]
pub struct Cors {
    origins: Origins,
    with_credentials: bool,
    /// What a preflight is told, besides the origin.
    preflight: Head,
    /// The headers that pages may send; `None` for those that they ask for.
    headers: Option<HeaderValue>,
    exposed: Option<HeaderValue>,
    private_network: bool,
    answers_preflights: bool,
    allow_origin_absent: bool,
}

/// Options of the cors plugin.
#[derive(Record)]
pub struct Config {
    /// Whose pages may read answers: origins, such as `https://app.example`, or regular expressions, which match the
    /// whole origin, or its host alone if they have no colon. Unset, or with `*`: everybody's.
    #[field()]
    pub origins: Option<Vec<Pattern>>,

    /// The headers that pages may send. Unset: those that they ask for.
    #[field()]
    pub headers: Option<Vec<String>>,

    /// The headers of answers that pages may read beside the usual ones.
    #[field()]
    pub exposed_headers: Option<Vec<String>>,

    /// The methods that pages may use.
    #[field(default = Verb::ALL)]
    pub methods: Option<Vec<Verb>>,

    /// Seconds for which a browser may keep the answer to a preflight.
    #[field()]
    pub max_age: Option<f64>,

    /// Whether pages may send cookies along. With all origins allowed, every page may then read as the user.
    #[field(default = false)]
    pub credentials: bool,

    /// Whether pages of public networks may call a private one.
    #[field(default = false)]
    pub private_network: bool,

    /// Whether the service answers preflights itself.
    #[field(default = false)]
    pub preflight_continue: bool,

    /// Whether answers to requests without an origin say it too.
    #[field(default = true)]
    pub allow_origin_absent: bool,
}

/// A method that pages may use.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET
    #[choice("GET")]
    Get,
    /// HEAD
    #[choice("HEAD")]
    Head,
    /// PUT
    #[choice("PUT")]
    Put,
    /// PATCH
    #[choice("PATCH")]
    Patch,
    /// POST
    #[choice("POST")]
    Post,
    /// DELETE
    #[choice("DELETE")]
    Delete,
    /// OPTIONS
    #[choice("OPTIONS")]
    Options,
    /// TRACE
    #[choice("TRACE")]
    Trace,
    /// CONNECT
    #[choice("CONNECT")]
    Connect,
}

impl Verb {
    const ALL: [Self; 9] = [
        Self::Get,
        Self::Head,
        Self::Put,
        Self::Patch,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Trace,
        Self::Connect,
    ];
}

const REQUEST_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const ANYBODY: HeaderValue = HeaderValue::from_static("*");
const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");

impl Plugin for Cors {
    const NAME: &'static str = "cors";
    const SUMMARY: &'static str = "Tells browsers which pages may read answers.";
    const PRIORITY: i32 = 2000;
    const IS_FOR_CONSUMERS: bool = false;
    type Config = Config;
    type Local = ();

    fn new(config: Config, _: &Services) -> Result<Self, Misconfigured> {
        let methods = config.methods.unwrap_or_default();
        let methods: Vec<String> = methods.iter().map(|verb| verb.word().to_owned()).collect();
        let mut preflight = Head::new();
        if let Some(methods) = listed("methods", Some(methods))? {
            preflight.set(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        if let Some(seconds) = config.max_age {
            preflight.set(header::ACCESS_CONTROL_MAX_AGE, number(seconds)?);
        }
        Ok(Self {
            origins: Origins::of(config.origins.unwrap_or_default()),
            with_credentials: config.credentials,
            preflight,
            headers: listed("headers", config.headers)?,
            exposed: listed("exposed_headers", config.exposed_headers)?,
            private_network: config.private_network,
            answers_preflights: !config.preflight_continue,
            allow_origin_absent: config.allow_origin_absent,
        })
    }

    fn keeps(&self) -> Vec<HeaderName> {
        vec![header::ORIGIN, header::ACCESS_CONTROL_REQUEST_METHOD]
    }

    fn at_once(&self, (): &(), exchange: &mut Exchange) -> Option<Verdict> {
        if !self.is_ours(exchange) {
            return Some(Verdict::Pass);
        }
        let mut answer = Answer::new(StatusCode::OK);
        answer.head.set_all(&self.preflight);
        self.tell_origin(&exchange.head, &mut answer.head);
        let asked = exchange.head.get(&header::ACCESS_CONTROL_REQUEST_HEADERS);
        if let Some(headers) = self.headers.as_ref().or(asked) {
            answer
                .head
                .set(header::ACCESS_CONTROL_ALLOW_HEADERS, headers.clone());
        }
        if self.private_network && exchange.head.get(&REQUEST_PRIVATE_NETWORK) == Some(&TRUE) {
            answer.head.set(ALLOW_PRIVATE_NETWORK, TRUE);
        }
        Some(Verdict::Reply(Box::new(answer)))
    }

    /// Whoever made the answer: a page that may not read why it was refused shows people nothing.
    fn respond(&self, (): &(), exchange: &Exchange, answer: &mut Answer) -> Result<(), Fault> {
        let is_told = self.allow_origin_absent || exchange.head.has(&header::ORIGIN);
        if is_told && !self.is_ours(exchange) {
            self.tell_origin(&exchange.head, &mut answer.head);
            if let Some(exposed) = &self.exposed {
                let name = header::ACCESS_CONTROL_EXPOSE_HEADERS;
                answer.head.set(name, exposed.clone());
            }
        }
        Ok(())
    }
}

impl Cors {
    /// Whether it is a preflight that the service need not answer.
    fn is_ours(&self, exchange: &Exchange) -> bool {
        self.answers_preflights
            && exchange.received.method == Method::OPTIONS
            && exchange.head.has(&header::ORIGIN)
            && exchange.head.has(&header::ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// Says whose pages may read this answer, in the place of what the service says of it.
    fn tell_origin(&self, request: &Head, answer: &mut Head) {
        let asking = request.get(&header::ORIGIN);
        let allowed = match (self.origins.allowed(asking), self.with_credentials, asking) {
            // A star and credentials do not go together (Fetch 3.2.5).
            (Allowed::Anybody, true, Some(asking)) => {
                vary(answer);
                Some(asking.clone())
            }
            (Allowed::Anybody, ..) => Some(ANYBODY),
            (Allowed::Only(origin), ..) => {
                vary(answer);
                origin
            }
        };
        let name = header::ACCESS_CONTROL_ALLOW_ORIGIN;
        let is_anybody = allowed.as_ref() == Some(&ANYBODY);
        let is_somebody = allowed.is_some() && !is_anybody;
        match allowed {
            Some(allowed) => answer.set(name, allowed),
            None => drop(answer.remove(&name)),
        }
        if self.with_credentials && is_somebody {
            answer.set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
    }
}

/// Caches must know that another origin gets another answer.
fn vary(answer: &mut Head) {
    let names = answer.all(&header::VARY).filter_map(|value| value.to_str().ok());
    let is_said = names
        .flat_map(|value| value.split(','))
        .any(|name| name.trim() == "*" || name.trim().eq_ignore_ascii_case("origin"));
    if !is_said {
        answer.append(header::VARY, ORIGIN);
    }
}

fn listed(option: &str, words: Option<Vec<String>>) -> Result<Option<HeaderValue>, Misconfigured> {
    let listed = words.filter(|words| !words.is_empty());
    let value = listed.map(|words| HeaderValue::try_from(words.join(",")));
    value.transpose().map_err(|_| {
        Misconfigured::new(
            "cors.misconfigured",
            format!("{option}: cannot be put to use; write names of headers"),
        )
    })
}

fn number(seconds: f64) -> Result<HeaderValue, Misconfigured> {
    HeaderValue::try_from(seconds.to_string()).map_err(|_| {
        Misconfigured::new(
            "cors.misconfigured",
            "max_age: cannot be put to use; write seconds".to_owned(),
        )
    })
}
